"""Which way in the unlock window offers: the passphrase, or a card of `doors.py`, imported when needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kaa_desktop.app.unlocking import Profile, Unlocking
    from kaa_desktop.gui.doors import Doors
    from kaa_desktop.gui.later import Later
    from kaa_desktop.gui.theme import Theme
    from kaa_desktop.gui.unlock import UnlockWindow

DAMAGED_TOO = (
    "En annan profil på datorn går inte att läsa. Det som är skrivet i den ligger kvar, krypterat. "
    "Ta inte bort dess mapp. {}"
)


class Ways(QObject):
    """``own`` gives the profile that the form unlocks; ``came_in`` is told the folder of a new one."""

    def __init__(
        self,
        window: UnlockWindow,
        theme: Theme,
        unlocking: Unlocking,
        later: Later,
        own: Callable[[], Profile | None],
        came_in: Callable[[Path | None], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._unlocking = unlocking
        self._later = later
        self._own = own
        self._came_in = came_in
        self._made: Doors | None = None
        window.recover_requested.connect(self._recover)
        window.connect_requested.connect(self._connect)

    def begin(self) -> None:
        """What is shown first. A profile that cannot be read is said, never passed over."""
        own, damaged = self._own(), self._unlocking.damaged()
        support = self._unlocking.support(own)
        self._window.set_support(support)
        if own is not None:
            if damaged:
                self._window.show_note(DAMAGED_TOO.format(support), "warn")
        elif damaged:
            self._doors.damaged(damaged[0], None)
        else:
            self._doors.nobody()

    @property
    def _doors(self) -> Doors:
        if self._made is None:
            from kaa_desktop.gui.doors import Doors  # noqa: PLC0415 - seldom

            self._made = Doors(
                self._window, self._theme, self._unlocking, self._later, self._came_in
            )
        return self._made

    def _connect(self) -> None:
        self._doors.connect_computer(self._own())

    def _recover(self) -> None:
        own = self._own()
        if own is not None:
            self._doors.recover(own)
