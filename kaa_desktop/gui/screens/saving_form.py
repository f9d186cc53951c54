"""A form that ends in a file: when all is filled in it asks where to, and writes there."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

from kaa_desktop.app.views import Result
from kaa_desktop.gui.asking_where import ask_where
from kaa_desktop.gui.screens.admin_form import AdminForm


class SavingForm(AdminForm):
    """Subclasses say what the file is called (`file_name`) and make it (`write`)."""

    asks = "Spara som PDF"
    what = "PDF"
    _path: Path | None = None

    def file_name(self) -> str:
        """What the file may be called, with its ending; never anybody's name."""
        raise NotImplementedError

    def write(self, path: Path) -> Future[Result]:
        """Make it and write it there."""
        raise NotImplementedError

    def finish(self) -> None:
        """Ask where to, when all is filled in; then make it."""
        if self._path is not None or self.problems():
            super().finish()
            return
        ask_where(self, self.asks, self.file_name(), self.what, self.save_to)

    def save_to(self, path: str) -> None:
        """Make it and write it at the place that was chosen."""
        self._path = Path(path)
        self.finish()

    def send(self) -> Future[Result]:
        assert self._path is not None  # asked for in `finish`
        path, self._path = self._path, None
        return self.write(path)
