"""What a person has chosen beside the look: when the program locks, how lists lie, the passphrase."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import QSettings

from kaa_desktop.app.list_query import AS_WORKED, GroupBy, ListQuery, SortBy
from kaa_desktop.app.municipality import Municipality
from kaa_desktop.app.unlocking import Profile, Unlocking
from kaa_desktop.gui.screens.list_layout import Layout
from kaa_desktop.gui.watchers import IdleWatch

LOCK_MINUTES = 10  # design.md section 4, "Locked"
LEAST, MOST = 2, 30


class ProfilePreferences:
    """Those of one profile; the minutes are kept beside text size and colours."""

    def __init__(
        self,
        kept: QSettings,
        unlocking: Unlocking,
        profile: Profile,
        idle: IdleWatch,
        leave: Callable[[str], object] = str,
    ) -> None:
        self._kept = kept
        self._unlocking = unlocking
        self._profile = profile
        self._idle = idle
        self._leave = leave
        self._longest = MOST
        idle.set_minutes(self.lock_minutes)

    @property
    def lock_minutes(self) -> int:
        """Minutes without touch before the program locks; bounded, whatever the file says.

        The municipality's decision goes before what is chosen here.
        """
        try:
            held = int(str(self._kept.value("lock_minutes", LOCK_MINUTES)))
        except ValueError:
            held = LOCK_MINUTES
        return max(1, min(max(LEAST, held), self._longest))

    def follow(self, municipality: Municipality) -> None:
        """What the municipality has decided: the longest that a computer may wait."""
        self._longest = min(MOST, municipality.lock_minutes or MOST)
        self._idle.set_minutes(self.lock_minutes)

    def prove(self, passphrase: str) -> Future[None]:
        """Whether this is the profile's passphrase; raises a `StoreFault` when it is not."""
        return self._unlocking.prove(self._profile, passphrase)

    def remove_profile(self, passphrase: str) -> None:
        """Lock, and take the profile off the computer."""
        self._leave(passphrase)

    def set_lock_minutes(self, minutes: int) -> None:
        """Change and keep it."""
        self._kept.setValue("lock_minutes", minutes)
        self._idle.set_minutes(self.lock_minutes)

    def order_of(self, place: str) -> ListQuery:
        """How a list was ordered last; as the work is, when the file says nothing readable."""
        sort, turned, group, *_ = [*str(self._kept.value(f"order/{place}", "")).split(), "", "", ""]
        try:
            descending = turned == "descending"
            return ListQuery(sort=SortBy[sort], descending=descending, group=GroupBy[group])
        except KeyError:
            return AS_WORKED

    def keep_order(self, place: str, order: ListQuery) -> None:
        """Keep it; conditions are not: what is typed may be a name."""
        way = "descending" if order.descending else "ascending"
        self._kept.setValue(f"order/{place}", f"{order.sort.name} {way} {order.group.name}")

    def layout_of(self, place: str) -> Layout:
        """The columns of a list and their widths, as they were left."""
        columns, widths = list[SortBy](), dict[SortBy, int]()
        for part in str(self._kept.value(f"columns/{place}", "")).split():
            name, _, width = part.partition(":")
            if name not in SortBy.__members__ or SortBy[name] in columns:
                continue
            columns.append(SortBy[name])
            if width.isascii() and width.isdigit():
                widths[SortBy[name]] = int(width)
        return Layout(tuple(columns), widths) if SortBy.NAME in columns else Layout()

    def keep_layout(self, place: str, layout: Layout) -> None:
        """Keep them."""
        parts = [f"{one.name}:{layout.widths.get(one, '')}" for one in layout.columns]
        self._kept.setValue(f"columns/{place}", " ".join(parts))

    def change_passphrase(self, old: str, new: str) -> Future[None]:
        """Wrap the data key anew."""
        return self._unlocking.change_passphrase(self._profile, old, new)

    def copy_profile(self, passphrase: str, out: Path) -> Future[str]:
        """Copy the profile to a new file."""
        return self._unlocking.copy_profile(self._profile, passphrase, out)
