"""Budget as a day counts it: of the whole, of a unit, and never the same money twice."""

from __future__ import annotations

import uuid
from datetime import date

from kaa_core.model.ids import RecordId, UnitId
from kaa_core.model.records import BudgetEntry
from kaa_core.statistics.day import Filter
from kaa_core.statistics.money import budgeted

NORTH, SOUTH = (UnitId(RecordId(uuid.UUID(int=number))) for number in (1, 2))


def entry(year: int, budget: int, unit: UnitId | None = None) -> BudgetEntry:
    return BudgetEntry(
        id=RecordId(uuid.uuid4()),
        start=date(year, 1, 1),
        end=date(year, 12, 31),
        budget=budget,
        unit=unit,
    )


def test_a_units_entry_is_a_part_of_the_wholes() -> None:
    entries = [
        entry(2026, 10, NORTH),
        entry(2026, 30),
        entry(2026, 20, SOUTH),
        entry(2025, 7, NORTH),
        entry(2025, 8, SOUTH),
    ]
    assert [one.budget for one in budgeted(entries)] == [7, 8, 30]
    north = budgeted(entries, Filter(units=frozenset([NORTH.bytes])))
    assert [one.budget for one in north] == [7, 10]
    assert (north[0].start, north[0].until) == (
        date(2025, 1, 1).toordinal(),
        date(2026, 1, 1).toordinal(),
    )
    assert budgeted(entries[:1], Filter(units=frozenset([SOUTH.bytes]))) == []
