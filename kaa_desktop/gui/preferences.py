"""What a person has chosen beside the look: when the program locks, how lists lie, the passphrase."""

from __future__ import annotations

from concurrent.futures import Future

from PySide6.QtCore import QSettings

from kaa_desktop.app.list_query import SortBy
from kaa_desktop.app.unlocking import Profile, Unlocking
from kaa_desktop.gui.screens.register import AS_WORKED, Order
from kaa_desktop.gui.watchers import IdleWatch

LOCK_MINUTES = 10  # design.md section 4, "Locked"
LEAST, MOST = 2, 30


class ProfilePreferences:
    """Those of one profile; the minutes are kept beside text size and colours."""

    def __init__(
        self, kept: QSettings, unlocking: Unlocking, profile: Profile, idle: IdleWatch
    ) -> None:
        self._kept = kept
        self._unlocking = unlocking
        self._profile = profile
        self._idle = idle
        idle.set_minutes(self.lock_minutes)

    @property
    def lock_minutes(self) -> int:
        """Minutes without touch before the program locks; bounded, whatever the file says."""
        try:
            held = int(str(self._kept.value("lock_minutes", LOCK_MINUTES)))
        except ValueError:
            held = LOCK_MINUTES
        return max(LEAST, min(MOST, held))

    def set_lock_minutes(self, minutes: int) -> None:
        """Change and keep it."""
        self._kept.setValue("lock_minutes", minutes)
        self._idle.set_minutes(self.lock_minutes)

    def order_of(self, place: str) -> Order:
        """How a list was ordered last; as the work is, when the file says nothing readable."""
        sort, _, turned = str(self._kept.value(f"order/{place}", "")).partition(" ")
        try:
            return Order(SortBy[sort], turned == "descending", grouped=False)
        except KeyError:
            return AS_WORKED

    def keep_order(self, place: str, order: Order) -> None:
        """Keep it."""
        words = f"{order.sort.name} {'descending' if order.descending else 'ascending'}"
        self._kept.setValue(f"order/{place}", "" if order.grouped else words)

    def change_passphrase(self, old: str, new: str) -> Future[None]:
        """Wrap the data key anew."""
        return self._unlocking.change_passphrase(self._profile, old, new)
