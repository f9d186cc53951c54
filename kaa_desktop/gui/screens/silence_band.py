"""To the coordinator on Min dag: that nobody has been sought for weeks (000 2.1.2)."""

from __future__ import annotations

from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner
from kaa_desktop.gui.widgets.buttons import button

ADVICE = "Inga brev, samtal eller hembesök är införda."


class SilenceBand(Banner):
    """Hidden while there is outreach."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme, Kind.WARN, icon="triangle-alert")
        self.setObjectName("day_silence")
        self._said, self._narrow = "", False
        show = button(
            desk.theme,
            "Visa ej nådda",
            name="day_silence_show",
            icon="user-x",
            spoken="Visa de ungdomar som inte är nådda",
        )
        show.clicked.connect(lambda: desk.go("unreached"))
        self.add_button(show)
        self.hide()  # shown once it stands on a page: else as a window of its own

    def tell(self, said: str) -> None:
        """Say it, or nothing."""
        self._said = said
        self.setVisible(bool(said))
        if said:
            self.set_message(Kind.WARN, said, "" if self._narrow else ADVICE)

    def fit(self, *, narrow: bool) -> None:
        """One line where it is narrow."""
        if narrow is not self._narrow:
            self._narrow = narrow
            self.tell(self._said)
