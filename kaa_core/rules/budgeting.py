"""Budget and outcome, entered by period: what is wrong with a period, and what it says.

Kompassen's sixth indicator, "Verksamheten bedrivs inom budgetram" (000 2.1.3), is the only one that no
case gives. An entry is of the whole municipality or of a unit, and a unit's lies within the
whole's. Entries of a day are summed (statistics/figures/work.py), so that two of the same that lie over
each other would count the same money twice.
"""

from __future__ import annotations

from collections.abc import Iterable

from kaa_core.model.records import BudgetEntry


def overlapping(one: BudgetEntry, others: Iterable[BudgetEntry]) -> list[BudgetEntry]:
    """Those of the others that lie over it in time and are of the same unit, the earliest first."""
    found = [
        each
        for each in others
        if each.id != one.id
        and each.unit == one.unit
        and each.start <= one.end
        and one.start <= each.end
    ]
    return sorted(found, key=lambda it: (it.start, it.end, it.id))


def used(one: BudgetEntry) -> int | None:
    """The outcome in whole per cent of the budget, half up; None until it is entered, or of nothing."""
    if one.outcome is None or not one.budget:
        return None
    return (200 * one.outcome + one.budget) // (2 * one.budget)
