"""The ways in beside the passphrase: connecting the computer, a new passphrase, a profile that is damaged.

Imported when one of them is asked for, or when there is no profile to unlock.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from kaa_desktop.app.connecting import Connected, Connecting, Filled, Step
from kaa_desktop.app.unlocking import Profile, Unlocking
from kaa_desktop.gui.connect import ConnectCard
from kaa_desktop.gui.damaged import DamagedCard
from kaa_desktop.gui.door import DoorCard
from kaa_desktop.gui.later import Later
from kaa_desktop.gui.nobody import NobodyCard
from kaa_desktop.gui.recover import RecoverCard
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.unlock import UnlockWindow

RECOVERED = "Lösenfrasen är bytt. Lås upp med den nya."


class Doors(QObject):
    """Shows one card at a time in the unlock window. ``came_in`` is told the folder of a new profile."""

    def __init__(
        self,
        window: UnlockWindow,
        theme: Theme,
        unlocking: Unlocking,
        later: Later,
        came_in: Callable[[Path | None], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._unlocking = unlocking
        self._later = later
        self._came_in = came_in
        self._under_way: Connecting | None = None
        self._card: ConnectCard | RecoverCard | DamagedCard | NobodyCard | None = None
        self._before: Callable[[], object] = window.show_form

    def nobody(self) -> NobodyCard:
        """No profile: the ways to begin."""
        card = NobodyCard()
        card.connect_wanted.connect(partial(self._connect_from, self.nobody))
        self._show(card)
        return card

    def damaged(self, folder: Path, profile: Profile | None) -> None:
        """A profile that cannot be read."""
        card = DamagedCard(self._theme, str(folder), self._unlocking.support(profile))
        card.again.connect(partial(self._came_in, None))
        card.connect_wanted.connect(
            partial(self._connect_from, partial(self.damaged, folder, profile))
        )
        card.back.connect(partial(self._came_in, None))
        self._show(card)

    def connect_computer(self, beside: Profile | None = None) -> None:
        """The form that connects the computer; `beside` a profile whose server is probably the same."""
        self._connect_from(self._window.show_form, beside)

    def _connect_from(self, before: Callable[[], object], beside: Profile | None = None) -> None:
        self._before = before
        server = beside.server if beside is not None else "https://"
        code = beside.municipality if beside is not None else ""
        name = beside.device_name if beside is not None else platform.node().partition(".")[0]
        card = ConnectCard(self._theme, server, code, name)
        card.asked.connect(self._connect)
        card.stopped.connect(self._stop)
        card.finished.connect(self._finish)
        card.back.connect(self._back)
        self._show(card)

    def recover(self, profile: Profile) -> None:
        """The form that sets a new passphrase."""
        self._before = self._window.show_form
        card = RecoverCard(self._theme, profile.user_name)
        card.asked.connect(partial(self._recover, profile))
        card.back.connect(self._back)
        self._show(card)

    # -- connecting

    def _connect(self, filled: Filled) -> None:
        card = self._card
        assert isinstance(card, ConnectCard)
        self._profile: Profile | None = None
        self._under_way = self._unlocking.connect(filled, partial(_tell, card))
        self._later.then(self._under_way.future, self._connected, self._failed)

    def _stop(self) -> None:
        if self._under_way is not None:
            self._under_way.stop()

    def _connected(self, came: Connected) -> None:
        self._under_way = None
        self._profile = came.profile
        if isinstance(self._card, ConnectCard):
            self._card.show_end(came)

    def _failed(self, sentence: str) -> None:
        self._under_way = None
        if isinstance(self._card, ConnectCard):
            self._card.show_end(Connected(None))
            self._card.show_trouble("Datorn är inte ansluten.", sentence)

    def _finish(self) -> None:
        self._card = None
        self._window.show_form()
        self._came_in(None if self._profile is None else self._profile.folder)

    # -- recovering

    def _recover(self, profile: Profile, asked: tuple[Path, str, str]) -> None:
        done = self._unlocking.recover(profile, *asked)
        self._later.then(done, self._recovered, self._not_recovered)

    def _recovered(self, _nothing: object) -> None:
        if isinstance(self._card, RecoverCard):
            self._card.forget()
            self._card = None
            self._window.clear()  # and any pause after wrong passphrases
            self._window.show_form()
            self._window.show_note(RECOVERED)

    def _not_recovered(self, sentence: str) -> None:
        if isinstance(self._card, RecoverCard):
            self._card.show_failed(sentence)

    # -- the window

    def _back(self) -> None:
        card = self._card
        if isinstance(card, ConnectCard) and card.busy():
            return
        if isinstance(card, DoorCard):
            card.forget()
        self._card = None
        self._before()

    def _show(self, card: ConnectCard | RecoverCard | DamagedCard | NobodyCard) -> None:
        self._card = card
        ways = isinstance(card, NobodyCard)
        self._window.show_card(card, card.title, card.first_focus(), practise=ways)


def _tell(card: ConnectCard, step: Step) -> None:
    """Called on the thread that downloads."""
    card.progressed.emit(step)
