"""From the unlock window into the practice municipality and out again (docs/adr/021).

Nothing heavy is loaded here: the unlock window stands before it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from kaa_desktop.gui.later import Later
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.unlock import UnlockWindow

if TYPE_CHECKING:
    from kaa_desktop.app.practice import Practice
    from kaa_desktop.app.session import Session
    from kaa_desktop.app.unlocking import Profile


class PracticeWay(QObject):
    """``leave`` locks what is open and says whether it could; ``enter`` takes what has been opened."""

    _made = Signal(object)  # how much of the municipality; from another thread

    def __init__(
        self,
        unlock: UnlockWindow,
        practice: Practice,
        later: Later,
        leave: Callable[[], bool],
        enter: Callable[[Profile, Session], object],
    ) -> None:
        super().__init__(unlock)
        self._unlock = unlock
        self._practice = practice
        self._later = later
        self._leave = leave
        self._enter = enter
        unlock.practice.asked.connect(self.practise)
        self._made.connect(unlock.practice.show_share, Qt.ConnectionType.QueuedConnection)

    def practise(self, role: int = 0, *, anew: bool = False) -> None:
        """Open it, made first when there is none; what is open of it is closed before."""
        if not self._leave():
            return
        self._unlock.set_busy(busy=True)
        asked = self._practice.open(self._made.emit, role=role, anew=anew)
        self._later.then(asked, self._opened, self._failed)

    def practise_as(self, role: int) -> None:
        """Open it again in another role."""
        self.practise(role)

    def practise_anew(self) -> None:
        """Take away what was practised and make it as new."""
        self.practise(anew=True)

    def stop_practising(self) -> None:
        """Take it off the computer."""
        if self._leave():
            gone = self._practice.remove()
            self._later.then(gone, self._unlock.practice.show_removed, self._failed)

    def show_card(self, theme: Theme) -> None:
        """The window is for practising only: say so instead of asking for a passphrase."""
        from kaa_desktop.gui.practice_card import PracticeCard  # noqa: PLC0415 - seldom

        card = PracticeCard(theme)
        door = self._unlock.practice
        self._unlock.show_card(card, "KAA Desktop – övning", door, practise=True)

    def _failed(self, sentence: str) -> None:
        """Said at the button, not at the passphrase."""
        self._unlock.set_busy(busy=False)
        self._unlock.practice.show_problem(sentence)

    def _opened(self, opened: tuple[Profile, Session]) -> None:
        self._enter(*opened)
