"""What random histories are written with: numbers of kinds and fields, days, birthdays, constants."""

from __future__ import annotations

import os
from datetime import date, timedelta
from typing import Any, Final, TypeAlias

from hypothesis import strategies as st

Values: TypeAlias = dict[int, Any]
Operation: TypeAlias = list[Any]

HISTORIES: Final = int(os.environ.get("KAA_HISTORIES", "60"))
"""How many are tried. KAA_EXAMPLES=new KAA_HISTORIES=3000 searches for long, each time among others."""
HOME, ELSEWHERE = "0682", "0680"
WORKERS = tuple(bytes([200, n]) * 8 for n in range(3))
UNITS = tuple(bytes([210, n]) * 8 for n in range(2))
UNIT_OF = {WORKERS[0]: UNITS[0], WORKERS[1]: UNITS[1]}
CREATED, SET, DELETED = 1, 2, 3
DAYS = (
    date(2026, 11, 24),
    date(2018, 9, 30),
    date(2018, 6, 30),
    date(2028, 2, 29),
    date(2026, 8, 1),
    date(2027, 2, 28),
)
"""Days that are asked about: edges of the law, the school year and the calendar among them."""
ROUTINE_FROM = date(2000, 1, 1)
OTHER_ROUTINE: dict[str, Any] = {
    "layout": 1,
    "steps": [
        [1, 0, 7, "enrolment", 1],
        [2, 0, 21, "start", 1],
        [2, 1, 14, "start", 1],
        [3, 0, 30, "before", 2],
        [4, 0, 20, "before", 1],
    ],
    "again": [2, 0, 1],
    "visit_again": [5, 0],
    "visit_role": 1,
    "follow_up": [2, 0, 1],
    "limit": [4, 0],
    "tolerance": 5,
    "established_weeks": 3,
}


EDGES: Final = (0, 1, -1, -28, -29, -30, -31, -90, -91, -92, -181, -182, -183, -184)
"""Days before the one asked about on which something begins or ceases to count."""


def wire(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def near(on: date, before: int = 900, after: int = 150) -> st.SearchStrategy[date]:
    """A day around another one, most of them in the last half-year."""
    spread = st.one_of(st.integers(-200, 10), st.integers(-before, after), st.sampled_from(EDGES))
    return spread.map(lambda days: on + timedelta(days=days))


@st.composite
def born(draw: st.DrawFn, on: date) -> date:
    """A birthday: any, or on the edge of 16, 18 or 20, or 29 February."""
    edge = draw(st.integers(0, 3))
    if edge == 0:
        age = draw(st.sampled_from((16, 18, 20)))
        day = on + timedelta(days=draw(st.integers(-2, 2)))
        return date(day.year - age, day.month, min(day.day, 28))
    if edge == 1:
        return draw(st.sampled_from([d for d in _LEAP if 15 <= on.year - d.year <= 21]))
    return on - timedelta(days=draw(st.integers(15 * 366, 20 * 366)))


_LEAP = [date(year, 2, 29) for year in range(1996, 2016, 4)]
MAYBE_MINUTES = st.none() | st.integers(0, 90)
