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
from kaa_core.rules.calendar import add_months, month_ends
from kaa_core.statistics.catalogue import OF_INDICATOR
from kaa_core.statistics.values import Cell

COUNT_ONLY: Final = frozenset({Indicator.RETURNED, Indicator.TARGET_GROUP, Indicator.DROPOUTS})
"""Indicators that are a number of so many: there is no whole to take per cent of."""
MOST_MONTHS: Final = 6
"""How far back a trend looks."""
MOST_DECIMALS: Final = 2
_SPACE: Final = "\N{NO-BREAK SPACE}"


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


def percent_words(goal: OrganisationGoal, cell: Cell) -> str:
    """A share in words: whole per cent, truly rounded; "" of what is no share or cannot be known.

    Where whole ones would belie the verdict ("95 %" that does not reach 95), one decimal; where that does,
    two; where even they do, which side of the target it is on. Window, paper and spreadsheet all say this.
    """
    if cell.count is None or not cell.whole:
        return ""
    if met(goal, cell) is not False:
        return _percent(
            cell.count, cell.whole, 0
        )  # what reaches a whole number still does when rounded
    for decimals in range(MOST_DECIMALS + 1):
        if _rounded(cell.count, cell.whole, decimals) != (goal.target or 0) * 10**decimals:
            return _percent(cell.count, cell.whole, decimals)
    return f"strax {'över' if lower_is_better(goal.indicator) else 'under'} {goal.target}{_SPACE}%"


def _rounded(count: int, whole: int, decimals: int) -> int:
    """Per cent in units of the last decimal, half up."""
    scale: int = 200 * 10**decimals
    return (scale * count + whole) // (2 * whole)


def _percent(count: int, whole: int, decimals: int) -> str:
    units, parts = divmod(_rounded(count, whole, decimals), 10**decimals)
    return f"{units}{f',{parts:0{decimals}}' if decimals else ''}{_SPACE}%"


def running(goal: OrganisationGoal) -> bool:
    """Whether the value is a running total of the period: that it grows is neither better nor worse."""
    return OF_INDICATOR[goal.indicator].period and not in_percent(goal)


def why_not_judged(goal: OrganisationGoal, cell: Cell, remarks: Sequence[str] = ()) -> str:
    """Why nobody can say yet whether it is reached; "" when one can. `remarks`: the figure's own."""
    if met(goal, cell) is not None:
        return ""
    if cell.hidden:
        return "Talet är dolt."
    if cell.count is None:
        return " ".join(remarks) or "Det finns inga uppgifter än."
    if goal.target is None and goal.target_count is None:
        return "Målet har inget målvärde."
    return "Det finns inget att räkna än."


def trend(goal: OrganisationGoal, before: int | None, now: int | None) -> Trend | None:
    """How the value moved from one day to another, in whole numbers; None of a running total."""
    if before is None or now is None or running(goal):
        return None
    if before == now:
        return Trend.SAME
    return Trend.BETTER if (now < before) is lower_is_better(goal.indicator) else Trend.WORSE


def days(goal: OrganisationGoal, on: date, most: int = MOST_MONTHS) -> Sequence[date]:
    """The last month-ends of the goal's period before a day, the earliest first; the day itself last."""
    ends = month_ends(add_months(on.replace(day=1), -most), on)
    return [*(one for one in ends if goal.start <= one), on]


def problems(goal: OrganisationGoal) -> Iterator[Problem]:
    """What the registry's own checks do not see: a target that the indicator cannot have."""
    if goal.target is not None and goal.indicator in COUNT_ONLY:
        yield Problem(
            field="target",
            sentence="Det här räknas i antal, inte i procent. Skriv målvärdet som antal.",
        )
