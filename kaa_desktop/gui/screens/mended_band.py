"""A band that tells that the server or the profile had been put back, and what was done: until it is read."""

from __future__ import annotations

from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner
from kaa_desktop.gui.widgets.buttons import button


class MendedBand(Banner):
    """Shown on Min dag and on Synkning; hidden when there is nothing to tell."""

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__(desk.theme, Kind.INFO, icon="history")
        self._desk = desk
        self._narrow = False
        self.setObjectName(name)
        self._more = button(
            desk.theme,
            "Läs mer",
            name=f"{name}_more",
            spoken="Läs mer om återställningen på sidan Synkning",
        )
        self._more.clicked.connect(lambda: desk.go("sync"))
        self.add_button(self._more)
        self._read = read = button(
            desk.theme,
            "Jag har läst",
            name=f"{name}_read",
            icon="check",
            spoken="Jag har läst om återställningen",
        )
        read.clicked.connect(self.read)
        self.add_button(read)
        self.hide()  # shown by `reload`, once it stands on a page: else as a window of its own

    def reload(self) -> None:
        """Ask again what there is to tell."""
        view = self._desk.session.mended.view()
        self.setVisible(view is not None)
        if view is not None:
            self.set_message(Kind.INFO, view.happened, "" if self._narrow else view.done)
        self._more.setVisible(self._narrow)
        self._read.setHidden(self._narrow)

    def fit(self, *, narrow: bool) -> None:
        """Where there is no room for all of it: what happened, and the way to the rest."""
        if narrow is not self._narrow:
            self._narrow = narrow
            self.reload()

    def read(self) -> None:
        """It has been read."""
        self._desk.then(self._desk.session.mended.read(), lambda _: self.reload())
