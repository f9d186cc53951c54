"""What the board has decided, measured by the catalogue's figures (000 2.1.3: staff did not know the goals).

An indicator is a figure (`catalogue.OF_INDICATOR`), so that a goal, the statistics and a report never say
different things. A goal has a target in per cent or as a count, or none.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from kaa_core.model.enums import Indicator
from kaa_core.model.records import OrganisationGoal
from kaa_core.model.registry import Problem
from kaa_core.rules.calendar import add_months
from kaa_core.statistics.catalogue import OF_INDICATOR
from kaa_core.statistics.values import Cell

COUNT_ONLY: Final = frozenset({Indicator.RETURNED, Indicator.TARGET_GROUP, Indicator.DROPOUTS})
"""Indicators that are a number of so many: there is no whole to take per cent of."""
MOST_MONTHS: Final = 6
"""How far back a trend looks."""


class Trend(enum.Enum):
    """How a value stands to the one before, whichever way is the better one."""

    BETTER = "bättre än"
    WORSE = "sämre än"
    SAME = "oförändrat sedan"


def lower_is_better(indicator: Indicator) -> bool:
    """Whether the target is a ceiling. A target group grows with what the municipality has not managed."""
    return OF_INDICATOR[indicator].lower_is_better or indicator is Indicator.TARGET_GROUP


def in_percent(goal: OrganisationGoal) -> bool:
    """Whether the goal's value is a share; the target says, and without one the indicator."""
    if goal.target is not None or goal.indicator in COUNT_ONLY:
        return goal.indicator not in COUNT_ONLY
    return goal.target_count is None


def number(goal: OrganisationGoal, cell: Cell) -> int | None:
    """The value in the goal's own measure: whole per cent or a count; None when it cannot be known."""
    return cell.percent if in_percent(goal) else cell.count


def met(goal: OrganisationGoal, cell: Cell) -> bool | None:
    """Whether a value reaches its target; None without a target, or of nothing. To the decimal."""
    if cell.count is None:
        return None
    if in_percent(goal):
        if goal.target is None or not cell.whole:
            return None
        value, aim = cell.count * 100, goal.target * cell.whole
    elif goal.target_count is None:
        return None
    else:
        value, aim = cell.count, goal.target_count
    return value <= aim if lower_is_better(goal.indicator) else value >= aim


def tenths(goal: OrganisationGoal, cell: Cell) -> int | None:
    """The value in tenths of a per cent where whole ones would look like the target it has not reached.

    Rounded away from the target; None where whole per cent say it right.
    """
    if met(goal, cell) is not False or not in_percent(goal) or cell.percent != goal.target:
        return None
    assert cell.count is not None  # it was judged
    assert cell.whole
    part = 1000 * cell.count
    return -(-part // cell.whole) if lower_is_better(goal.indicator) else part // cell.whole


def trend(goal: OrganisationGoal, before: int | None, now: int | None) -> Trend | None:
    """How the value moved from one day to another, in the numbers that are shown."""
    if before is None or now is None:
        return None
    if before == now:
        return Trend.SAME
    return Trend.BETTER if (now < before) is lower_is_better(goal.indicator) else Trend.WORSE


def days(goal: OrganisationGoal, on: date, most: int = MOST_MONTHS) -> Sequence[date]:
    """The last month-ends of the goal's period before a day, the earliest first; the day itself last."""
    first = on.replace(day=1)
    ends = [
        date.fromordinal(add_months(first, -ago).toordinal() - 1) for ago in reversed(range(most))
    ]
    return [*(one for one in ends if goal.start <= one), on]


def problems(goal: OrganisationGoal) -> Iterator[Problem]:
    """What the registry's own checks do not see: a target that the indicator cannot have."""
    if goal.target is not None and goal.indicator in COUNT_ONLY:
        yield Problem(
            field="target",
            sentence="Det här räknas i antal, inte i procent. Skriv målvärdet som antal.",
        )
