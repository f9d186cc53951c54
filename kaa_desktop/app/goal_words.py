"""A goal's value, target and change in words."""

from __future__ import annotations

from kaa_core.model.enums import Indicator
from kaa_core.model.records import OrganisationGoal
from kaa_core.statistics import goals as rules
from kaa_core.statistics.charts.said import UNKNOWN, grouped
from kaa_core.statistics.values import Cell


def words(goal: OrganisationGoal, cell: Cell | None) -> str:
    """As "95 %", "1 549"; "94,9 %" where 95 would look like the target that is not reached."""
    if cell is None or cell.count is None:
        return UNKNOWN
    if rules.in_percent(goal):
        return rules.percent_words(goal, cell) or UNKNOWN
    return grouped(cell.count)


def gained(goal: OrganisationGoal, before: int | None, told: int | None) -> int | None:
    """How many more a running total has; None of what is no running total."""
    if before is None or told is None or not rules.running(goal):
        return None
    return told - before


def more(indicator: Indicator, gained: int, when: str) -> str:
    """As "17 fler sedan i oktober"."""
    if not gained:
        return (
            f"lika mycket som {when}"
            if indicator is Indicator.IN_BUDGET
            else f"lika många som {when}"
        )
    if indicator is Indicator.IN_BUDGET:
        return f"{grouped(abs(gained))} kr {'mer' if gained > 0 else 'mindre'} sedan {when}"
    return f"{grouped(abs(gained))} {'fler' if gained > 0 else 'färre'} sedan {when}"


def fraction(goal: OrganisationGoal, cell: Cell) -> str:
    """As "29 av 41" beside a share, "av 100" beside a count of so many."""
    if cell.whole is None or cell.count is None:
        return ""
    money = " kr" if goal.indicator is Indicator.IN_BUDGET else ""
    count = f"{grouped(cell.count)} " if rules.in_percent(goal) else ""
    return f"{count}av {grouped(cell.whole)}{money}"


def aim(goal: OrganisationGoal) -> str:
    """As "Mål 90 %", "Högst 30", "Minst 10"; empty without a target."""
    percent = rules.in_percent(goal)
    target = goal.target if percent else goal.target_count
    if target is None:
        return ""
    words = f"{target} %" if percent else grouped(target)
    if rules.lower_is_better(goal.indicator):
        return f"Högst {words}"
    return f"{'Mål' if percent else 'Minst'} {words}"


def bar(goal: OrganisationGoal, cell: Cell | None) -> tuple[int | None, int | None]:
    """Where the bar ends and the target stands, in per cent of its length."""
    if cell is None or cell.count is None:
        return None, None
    if rules.in_percent(goal):
        return min(100, cell.percent or 0), None if goal.target is None else min(100, goal.target)
    aim = goal.target_count
    whole = max(cell.whole or max(cell.count, aim or 0), 1)
    part = min(100, cell.count * 100 // whole)
    return part, None if aim is None else min(100, aim * 100 // whole)
