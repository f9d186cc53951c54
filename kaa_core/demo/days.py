"""Days as the demo counts them: working days, school years, and the autumn when outreach stopped."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import attrs

from kaa_core.demo.dice import Dice
from kaa_core.rules.calendar import day_off

DAY = timedelta(days=1)
AUGUST = 8
HISTORY_YEARS = 2


@cache
def _last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - DAY * ((day.weekday() + 1) % 7)


def utc(day: date, at: time) -> datetime:
    """Return a Swedish local time as an instant; summer time by the rule of the EU since 1996.

    By hand, because the core reads no files and zoneinfo does.
    """
    summer = _last_sunday(day.year, 3) <= day < _last_sunday(day.year, 10)
    return datetime.combine(day, at, UTC) - timedelta(hours=2 if summer else 1)


def clock(minutes: int) -> time:
    """Return minutes since midnight as a time of day."""
    return time(minutes // 60, minutes % 60)


def working_day(day: date) -> date:
    """Return `day`, or the next working day after it."""
    while day_off(day) is not None:
        day += DAY
    return day


def school_year(day: date) -> int:
    """Return the year in which the school year of `day` began."""
    return day.year if day.month >= AUGUST else day.year - 1


@attrs.frozen
class Span:
    """The time that the demo tells about, seen from `as_of`."""

    as_of: date
    years: int = HISTORY_YEARS

    @property
    def last(self) -> date:
        """The last day on which something had been written: the working day before `as_of`."""
        day = self.as_of - DAY
        while day_off(day) is not None:
            day -= DAY
        return day

    @property
    def start(self) -> date:
        """The first day of the history: 1 August so many school years back."""
        return date(school_year(self.as_of) - self.years, AUGUST, 1)

    @property
    def silent_from(self) -> date:
        """Outreach stopped for a whole autumn (000 2.1.2)."""
        return date(self.start.year, 9, 1)

    @property
    def silent_to(self) -> date:
        """The last day of that autumn."""
        return date(self.start.year, 12, 31)

    def outreach_day(self, day: date, dice: Dice) -> date:
        """Return the working day on which what was meant for `day` really could be done."""
        day = working_day(day)
        if self.silent_from <= day <= self.silent_to:
            day = self.silent_to + DAY * dice.between(7, 45)
        return working_day(day)
