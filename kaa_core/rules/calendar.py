"""Working days and months, as the routine counts them."""

from __future__ import annotations

import calendar
import sys
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.util import find_spec, module_from_spec

SATURDAY = 5
MONTHS = ("jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
MONTHS_LONG = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)


def in_words(day: date) -> str:
    """Return a date as "2 november 2026"."""
    return f"{day.day} {MONTHS_LONG[day.month - 1]} {day.year}"


@lru_cache(maxsize=8192)  # the same days again and again when thousands of cases are judged
def add_months(start: date, months: int) -> date:
    """Return the date `months` later; a day the month lacks becomes its last (domain.md section 9)."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def month_ends(first: date, until: date) -> list[date]:
    """Return the last days of months, from the one that `first` lies in, that have passed before `until`."""
    found, month = list[date](), first.replace(day=1)
    while (following := add_months(month, 1)) <= until:
        found.append(following - timedelta(days=1))
        month = following
    return found


def day_off(day: date) -> str | None:
    """Return why nobody works on `day` ("lördag", "julafton"), or None on a working day."""
    name = _holidays(day.year).get(day)
    if name is not None:
        return name
    if day.weekday() >= SATURDAY:
        return "lördag" if day.weekday() == SATURDAY else "söndag"
    return None


def working_day_before(day: date) -> date:
    """Return `day`, or the last working day before it; verdicts still use the true date."""
    while day_off(day) is not None:
        day -= timedelta(days=1)
    return day


@cache
def _holidays(year: int) -> dict[date, str]:
    """Public holidays and the eves that municipalities keep, named in Swedish."""
    _without_other_countries()
    from holidays.countries.sweden import Sweden  # noqa: PLC0415 - slow to load, see `warm_up`

    observed = Sweden(
        years=[year], language="sv", categories=("public", "de_facto"), include_sundays=False
    )
    return {day: name.lower() for day, name in observed.items() if day.year == year}


def _without_other_countries() -> None:
    """Let one country be imported alone.

    The package of countries imports all 250 of them: 8 MB and a tenth of a second in every desktop
    (docs/performance.md). It stands here without its own code, which does nothing else.
    """
    name = "holidays.countries"
    if name not in sys.modules:
        spec = find_spec(name)
        assert spec is not None  # it is one of the three libraries that the core is built on
        sys.modules[name] = module_from_spec(spec)


def warm_up(year: int) -> None:
    """Load the calendar before anybody waits for it; meant for a background thread."""
    _holidays(year)
