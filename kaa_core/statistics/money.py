"""What has been entered of budget and outcome, as a day counts it."""

from __future__ import annotations

from collections.abc import Iterable

from kaa_core.model.records import BudgetEntry
from kaa_core.statistics.day import EVERYBODY, Budgeted, Filter
from kaa_core.statistics.values import Figure


def budgeted(entries: Iterable[BudgetEntry], only: Filter = EVERYBODY) -> list[Budgeted]:
    """Entries of the filter's units, else of all, in the order of their periods.

    Where the whole municipality has an entry, those of its units in the same time are parts of it.
    """
    told = [one for one in entries if one.budget is not None]
    if only.units:
        told = [one for one in told if one.unit is not None and one.unit.bytes in only.units]
    else:
        wholes = [one for one in told if one.unit is None]
        told = [one for one in told if one.unit is None or not _within(one, wholes)]
    found = [
        Budgeted(
            start=one.start.toordinal(),
            until=one.end.toordinal() + 1,
            budget=one.budget or 0,
            outcome=one.outcome,
        )
        for one in told
    ]
    return sorted(found, key=lambda one: (one.start, one.until, one.budget))


def of_nobody(figure: Figure) -> bool:
    """Whether a figure follows from no youth's records.

    It is never answered from what was stored: a budget is often entered when the month is over.
    """
    return all(one is BudgetEntry for one in figure.sources)


def _within(entry: BudgetEntry, wholes: Iterable[BudgetEntry]) -> bool:
    return any(one.start <= entry.end and entry.start <= one.end for one in wholes)
