"""Tidiga signaler: whether there is such a list, and how long an entry lives (domain.md section 6).

4 § förordningen (2006:39) gives a ground for the target group only. Before somebody belongs to it the
municipality needs another, which it has written down: without that the list is off, and what stood on it
goes. An entry goes by itself after the weeks that the municipality has set, and at the latest when the
school year has begun: by then it is known whether she goes to school.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from kaa_core.model.records import EarlySignal, MunicipalitySettings

WEEKS: Final = 12
"""How long an entry lives where the municipality has switched the list on and said nothing else."""
_BEGUN: Final = (8, 31)
"""By then the school year has begun everywhere: it begins in August (3 kap. 3 § skolförordningen)."""


def switched_on(settings: MunicipalitySettings | None) -> bool:
    """Whether the municipality keeps the list: it has a legal basis, in its own words."""
    return settings is not None and bool((settings.early_basis or "").strip())


def erase_on(received: date, weeks: int | None = None) -> date:
    """Return the day on which an entry goes: after these weeks, or on 31 August if that is before."""
    begun = date(received.year, *_BEGUN)
    if begun <= received:
        begun = date(received.year + 1, *_BEGUN)
    return min(received + timedelta(weeks=weeks or WEEKS), begun)


def is_due(signal: EarlySignal, settings: MunicipalitySettings | None, today: date) -> bool:
    """Whether an entry is to go: its day has come, by what it says or by what holds now.

    A shorter time decided later holds for what was entered before; a longer one does not.
    """
    if settings is None or not switched_on(settings):
        return True
    latest = erase_on(signal.received_on, settings.early_weeks)
    return min(signal.erase_on, latest) <= today
