"""Weeks without any outreach at all: what nobody saw for a whole autumn (000 2.1.2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import attrs

WEEK = timedelta(days=7)


@attrs.frozen
class Gap:
    """Whole weeks after each other without outreach. `first`, `last`: their Mondays."""

    first: date
    last: date

    @property
    def weeks(self) -> int:
        """How many weeks."""
        return (self.last - self.first).days // 7 + 1


def gaps(outreach: Iterable[date], on: date, *, since: date | None = None) -> tuple[Gap, ...]:
    """Return the gaps until a date, oldest first; the week that `on` is in has not passed and is no gap.

    `outreach`: days of attempts, in any order. `since`: from when it is asked; else the first of them.
    """
    weeks = {monday(day) for day in outreach if day <= on}
    start = min(weeks, default=None) if since is None else monday(since)
    if start is None:
        return ()
    found: list[Gap] = []
    week = start
    while week < monday(on):
        if week not in weeks:
            if found and found[-1].last == week - WEEK:
                found[-1] = Gap(found[-1].first, week)
            else:
                found.append(Gap(week, week))
        week += WEEK
    return tuple(found)


def silence(last: date | None, on: date) -> Gap | None:
    """Return the weeks since the last outreach, when two or more have passed wholly empty; else None.

    `last`: the latest day of any outreach; None when there was never any, and then nothing is said.
    """
    if last is None:
        return None
    gap = Gap(monday(last) + WEEK, monday(on) - WEEK)
    return gap if gap.weeks >= 2 else None


def monday(day: date) -> date:
    """Return the Monday of a week."""
    return day - timedelta(days=day.weekday())
