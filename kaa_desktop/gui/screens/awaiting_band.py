"""Bands of the page Synkning: own work that waits for a coordinator, and what a comparison has mended."""

from __future__ import annotations

from kaa_desktop.app.words import counted
from kaa_desktop.gui.screens.awaiting import AwaitingScreen
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner
from kaa_desktop.gui.widgets.buttons import button

DECIDED = "En samordnare har svarat."
SAFE = "Det ligger kvar på servern tills samordnaren har avgjort."


class AwaitingBand(Banner):
    """How much waits or has been answered; hidden when nothing does."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme, Kind.INFO, icon="inbox")
        self._desk = desk
        self.setObjectName("sync_awaiting")
        show = button(
            desk.theme,
            "Visa",
            name="sync_awaiting_show",
            icon="eye",
            spoken="Visa det som väntar på samordnare",
        )
        show.clicked.connect(self.open)
        self.add_button(show)
        self.reload()

    def reload(self) -> None:
        """Ask again what waits."""
        own = self._desk.session.reviewing.own()
        self.setVisible(bool(own))
        decided = sum(one.decided for one in own)
        waiting = len(own) - decided
        if waiting:
            verb = "väntar på samordnare."
            said = f"{counted(waiting, 'sak', 'saker')} som du skrivit {verb}"
            self.set_message(Kind.INFO, said, DECIDED if decided else SAFE)
        elif decided:
            self.set_message(Kind.INFO, DECIDED, "Läs vad som hände med det du skrev.")

    def open(self) -> None:
        """Show them."""
        self._desk.open_screen(AwaitingScreen(self._desk))


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
        self.reload()

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
