"""The band that says how far something has come: nothing before half a second, then a step and Avbryt."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final

from PySide6.QtCore import QTimer
from shiboken6 import isValid

from kaa_desktop.app.running import Run
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner
from kaa_desktop.gui.widgets.buttons import button

WAIT_MS: Final = 500  # design.md section 4: nothing before half a second
LOOK_MS: Final = 100


class WaitingBand(Banner):
    """Subclasses start `wait`, say how far they have come (`told`), break off (`stop`) and `settle`."""

    def __init__(self, desk: Desk, *, name: str, stops: str) -> None:
        super().__init__(desk.theme, Kind.INFO, icon="loader", flat=True)
        self._desk = desk
        stop = button(desk.theme, "Avbryt", name=f"{name}_stop", compact=True)
        stop.setAccessibleName(stops)
        stop.clicked.connect(self.stop)
        self.add_button(stop)
        self.wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self.wait.timeout.connect(self.say)
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self.say)
        self.hide()

    def told(self) -> tuple[str, str] | None:
        """What is done, and how far it has come; None when nothing is under way."""
        raise NotImplementedError

    def stop(self, _checked: bool = False) -> None:
        """Break it off; what was shown stays."""
        raise NotImplementedError

    def say(self) -> None:
        """How far it has come."""
        told = self.told()
        if told is None:
            return
        self.set_message(Kind.INFO, *told)
        if not self.isVisible():
            self.show()
            self._look.start()
            self._desk.announce(told[0])

    def settle(self) -> None:
        """Nothing is under way any more."""
        self.wait.stop()
        self._look.stop()
        self.hide()


class ReadingBand(WaitingBand):
    """Reads a page's list anew, one reading at a time: asked meanwhile, it stops and begins again.

    `doing`, `progress` (with two places for numbers) and `stopped` are what is said of it. `read` begins
    a reading; `came` is given what was found, or None when a person stopped it.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        name: str,
        stops: str,
        doing: str,
        progress: str,
        stopped: str,
        read: Callable[[Run], Future[Any]],
        came: Callable[[Any], object],
    ) -> None:
        super().__init__(desk, name=name, stops=stops)
        self._doing, self._progress, self._stopped = doing, progress, stopped
        self._read, self._came = read, came
        self._again = False
        self.run: Run | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being read."""
        return self.run is not None

    def reload(self) -> None:
        """Read again, beside the window."""
        if self.run is not None:
            self._again = True
            self.run.stop()
            return
        self.run = Run()
        self.wait.start()
        self._desk.then(self._read(self.run), self._arrived, self._failed)

    def _arrived(self, found: Any) -> None:
        if not isValid(self):
            return
        self.settle()
        if self._again:
            self._again = False
            self.reload()
        else:
            self._came(found)

    def _failed(self, sentence: str) -> None:
        if isValid(self):
            self.settle()
            self._again = False
        self._desk.say(sentence)

    def told(self) -> tuple[str, str] | None:
        if self.run is None:
            return None
        now = self.run.progress
        return self._doing, self._progress.format(now.done, now.total)

    def stop(self, _checked: bool = False) -> None:
        if self.run is not None:
            self.run.stop()
            self._desk.say(self._stopped)

    def settle(self) -> None:
        self.run = None
        super().settle()
