"""What is said of routines that count for nothing: two of one day, and one that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from kaa_core.model.organising import RoutineVersion
from kaa_core.rules.routine import readable
from kaa_desktop.app.words import short

TWICE: Final = (
    "Det finns en rutin till från samma dag. Den gäller inte: den som skrevs sist gäller. "
    "Ändra rutinen om det är fel."
)
UNREAD: Final = (
    "En rutin från {} går inte att läsa i den här versionen av programmet, och gäller därför inte."
)


def remarks_of(
    versions: Sequence[RoutineVersion], by_day: Mapping[date, RoutineVersion], today: date
) -> dict[date, list[str]]:
    """The sentences, by the day from which the routine counts that holds in their stead.

    `by_day`: the versions that count (`in_order`); the program's own is from `date.min`.
    """
    found = dict[date, list[str]]()
    for one in sorted(versions, key=lambda one: (one.since, one.id)):
        if one in by_day.values():
            continue
        if readable(one):
            holds, said = one.since, TWICE
        else:
            holds = max((day for day in by_day if day <= one.since), default=date.min)
            said = UNREAD.format(short(one.since, today))
        found.setdefault(holds, []).append(said)
    return found
