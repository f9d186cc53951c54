"""Bands of the page Synkning: own work that waits for a coordinator, and what a comparison has mended."""

from __future__ import annotations

from kaa_desktop.app.words import counted
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner
from kaa_desktop.gui.widgets.buttons import button

DECIDED = "En samordnare har svarat."
READ = "Läs vad som hände med det du skrev."
SAFE = "Det ligger kvar på servern tills samordnaren har avgjort."


class AwaitingBand(Banner):
    """How much waits or has been answered; hidden when nothing does."""

    def __init__(self, desk: Desk, name: str = "sync_awaiting") -> None:
        super().__init__(desk.theme, Kind.INFO, icon="inbox")
        self._desk = desk
        self.setObjectName(name)
        show = button(
            desk.theme,
            "Visa",
            name=f"{name}_show",
            icon="eye",
            spoken="Visa det som väntar på samordnare",
        )
        show.clicked.connect(self.open)
        self.add_button(show)
        self.hide()  # shown by `reload`, once it stands on a page: else as a window of its own

    def reload(self) -> None:
        """Ask again what waits."""
        own = self._desk.session.reviewing.own()
        self.setVisible(bool(own))
        decided = sum(one.decided for one in own)
        waiting = len(own) - decided
        if waiting:
            verb = "väntar på samordnare."
            said = f"{counted(waiting, 'sak', 'saker')} som du skrivit {verb}"
            other = f"Du har fått svar om {counted(decided, 'sak', 'saker')}."
            self.set_message(Kind.INFO, said, other if decided else SAFE)
        elif decided:
            self.set_message(Kind.INFO, DECIDED, READ)

    def open(self) -> None:
        """Show them."""
        from kaa_desktop.gui.screens.awaiting import AwaitingScreen  # noqa: PLC0415 - seldom

        self._desk.open_screen(AwaitingScreen(self._desk))


class AnsweredBand(AwaitingBand):
    """The same on Min dag, only when a coordinator has answered: what waits needs nothing of anybody."""

    def __init__(self, desk: Desk) -> None:
        self._narrow = self._crowded = False
        super().__init__(desk, "day_answered")

    def reload(self) -> None:
        """Ask again what has been answered."""
        decided = any(one.decided for one in self._desk.session.reviewing.own())
        self.setVisible(decided and not self._crowded)
        if decided:
            self.set_message(Kind.INFO, DECIDED, "" if self._narrow else READ)

    def fit(self, *, narrow: bool, crowded: bool) -> None:
        """One line where it is narrow; after another band is read where there is room for one."""
        if (narrow, crowded) != (self._narrow, self._crowded):
            self._narrow, self._crowded = narrow, crowded
            self.reload()


class ComparedBand(Banner):
    """What was fetched again; until it is read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme, Kind.INFO, icon="refresh-cw")
        self._desk = desk
        self.setObjectName("sync_compared")
        read = button(
            desk.theme,
            "Jag har läst",
            name="sync_compared_read",
            icon="check",
            spoken="Jag har läst om det som hämtades på nytt",
        )
        read.clicked.connect(self.read)
        self.add_button(read)
        self.hide()  # shown by `reload`, once it stands on a page: else as a window of its own

    def reload(self) -> None:
        """Ask again what there is to tell."""
        told = self._desk.session.reviewing.compared()
        self.setVisible(bool(told))
        if told:
            self.set_message(Kind.INFO, told, "Det du har skrivit är inte rört.")

    def read(self) -> None:
        """It has been read."""
        done = self._desk.session.reviewing.forget_compared()
        self._desk.then(done, lambda _: self.reload())
