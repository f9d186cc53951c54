"""How an interval of the target group is kept, and how SQL asks which one holds on a day."""

from __future__ import annotations

from datetime import date
from typing import Final

from kaa_core.rules.target_group.definitions import DEFINITIONS, in_force

FOR_EVER: Final = 2**31 - 1
"""The end of an interval that has none. Days are whole numbers, as `date.toordinal` has them."""
BIT: Final = {one.key: 1 << place for place, one in enumerate(DEFINITIONS)}
"""Each definition's bit: the same answer by several is one row."""
HOLDS: Final = "start <= ? AND until > ? AND definitions & ?"
"""The interval that a day lies in; the marks are `holding` of the day."""


def holding(on: date, definition: str | None = None) -> tuple[int, int, int]:
    """The values of the marks of `HOLDS`: by a definition's key, else by the one in force then."""
    return on.toordinal(), on.toordinal(), BIT[definition or in_force(on).key]
