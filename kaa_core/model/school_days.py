"""The municipality's last school days: one for each year in which the council has decided it.

The school year begins in August and ends in June (3 kap. 2 § skolförordningen), and skolplikt ends with
the spring term (7 kap. 12 § skollagen). Kept as one text, "2026-06-11, 2027-06-10": the years that the
school board has decided, no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from kaa_core.model.registry import Problem

JUNE: Final = 6
LONGEST: Final = 400
"""Characters that the text may have: more than thirty years."""
_BETWEEN: Final = re.compile(r"[\s,;]+")


def school_days(text: str | None) -> Mapping[int, date]:
    """Return the last school day by calendar year; what cannot be read is left out."""
    found = {day.year: day for day in map(_day, _parts(text)) if day is not None}
    return MappingProxyType(found)


def written(text: str) -> str:
    """Return the text in the order of the years, as it is kept; what cannot be read stands last."""
    parts = _parts(text)
    return ", ".join(sorted(parts, key=lambda one: (_day(one) is None, one)))


def problems(text: str | None, field: str) -> Iterator[Problem]:
    """Yield what is wrong with the text, as sentences."""
    years = set[int]()
    for part in _parts(text):
        day = _day(part)
        if day is None:
            sentence = f"”{part}” är inget datum. Skriv till exempel 2027-06-10."
        elif day.month != JUNE:
            sentence = f"{part} ligger inte i juni. Läsåret ska sluta i juni."
        elif day.year in years:
            sentence = f"{day.year} står två gånger. Skriv en sista skoldag för varje år."
        else:
            years.add(day.year)
            continue
        yield Problem(field=field, sentence=sentence)


def _parts(text: str | None) -> list[str]:
    return [one for one in _BETWEEN.split(text or "") if one]


def _day(part: str) -> date | None:
    try:
        return date.fromisoformat(part) if len(part) == len("2026-06-11") else None
    except ValueError:
        return None
