"""Budget och utfall: what a manager or coordinator enters by period, whole kronor, for all or for a unit."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

import attrs

from kaa_core.model.ids import RecordId
from kaa_core.model.records import BudgetEntry
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_core.rules.budgeting import overlapping, used
from kaa_core.statistics.charts.said import grouped
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.views import Result
from kaa_desktop.app.words import short

WHOLE = "Hela kommunen"


@attrs.frozen(kw_only=True, repr=False)
class BudgetRow:
    """An entry as a person reads it. `within`: inside its frame; None until the outcome is entered.

    `overlap`: that it lies over another one, in a sentence; else empty.
    """

    id: RecordId
    held: BudgetEntry
    period: str
    unit: str
    budget: str
    outcome: str
    share: str
    within: bool | None
    entered_by: str
    overlap: str


class Budgets:
    """Of one unlocked profile."""

    def __init__(self, context: Context, operations: Operations) -> None:
        self._context = context
        self._operations = operations

    def rows(self) -> list[BudgetRow]:
        """All entries, the latest period first."""
        held = self._context.queries.records(BudgetEntry)
        units = self.units()
        names = self._context.names()
        made = [_row(one, held, units, names) for one in held]
        return sorted(made, key=lambda it: (it.held.start, it.held.end, it.unit), reverse=True)

    def units(self) -> dict[RecordId, str]:
        """The municipality's units by id, in the order of their names."""
        return self._context.units()

    def held(self, entry: RecordId) -> BudgetEntry | None:
        """The entry itself, for a form that changes it."""
        found = self._context.queries.record(BudgetEntry, entry)
        return found if isinstance(found, BudgetEntry) else None

    def overlap(
        self, start: date | None, end: date | None, unit: RecordId | None, entry: RecordId | None
    ) -> str:
        """That a period lies over one that is entered, in a sentence with the way on; else empty."""
        if start is None or end is None or end < start:
            return ""
        tried = BudgetEntry(
            id=entry or RecordId(new_id(self._context.clock)),
            start=start,
            end=end,
            budget=0,
            unit=unit,  # type: ignore[arg-type]  # ids are one type on the wire
        )
        return _overlap(tried, self._context.queries.records(BudgetEntry), self.units())

    # -- writing

    def add(self, values: Mapping[str, Any]) -> Future[Result]:
        """Enter a period; `values` by field name, as `BudgetEntry` has them."""
        worker = self._context.identity.worker
        record = RecordId(new_id(self._context.clock))
        made = BudgetEntry(id=record, **({"entered_by": worker} | dict(values)))
        if said := self.overlap(made.start, made.end, made.unit, record):
            return self._operations.answered(_refused(said))
        return self._operations.record_as(
            made, lambda one: one.create(made), "Budgeten är sparad.", Right.FOLLOW_UP
        )

    def change(
        self,
        entry: RecordId,
        values: Mapping[str, Any],
        seen: Mapping[str, Any] = MappingProxyType({}),
    ) -> Future[Result]:
        """Change an entry. `seen` as `Transaction.set` has it."""
        held = self.held(entry)
        if held is not None and values.keys() & {"start", "end", "unit"}:
            after = attrs.evolve(held, **values)
            if said := self.overlap(after.start, after.end, after.unit, entry):
                return self._operations.answered(_refused(said))
        return self._operations.change_as(
            BudgetEntry, entry, values, "Budgeten är ändrad.", Right.FOLLOW_UP, seen
        )


def _row(
    one: BudgetEntry,
    held: list[BudgetEntry],
    units: Mapping[RecordId, str],
    names: Mapping[UUID, str],
) -> BudgetRow:
    percent = used(one)
    within = None if one.outcome is None or one.budget is None else one.outcome <= one.budget
    return BudgetRow(
        id=one.id,
        held=one,
        period=span_of(one.start, one.end),
        unit=WHOLE if one.unit is None else units.get(one.unit, "Borttagen enhet"),
        budget=_kronor(one.budget),
        outcome=_kronor(one.outcome),
        share="" if percent is None else f"{percent} % av budgeten",
        within=within,
        entered_by=names.get(one.entered_by, "") if one.entered_by else "",
        overlap=_overlap(one, held, units),
    )


def _overlap(one: BudgetEntry, held: list[BudgetEntry], units: Mapping[RecordId, str]) -> str:
    found = overlapping(one, held)
    if not found:
        return ""
    other = found[0]
    whose = WHOLE if other.unit is None else units.get(other.unit, "en enhet")
    return (
        f"Perioden går in i {span_of(other.start, other.end)} ({whose}), så pengarna skulle räknas två "
        "gånger. Ändra dagarna, eller ändra den andra perioden."
    )


def span_of(start: date, end: date) -> str:
    """As "1 aug 2026–31 jul 2027"."""
    return f"{short(start)} {start.year}–{short(end)} {end.year}"


def _kronor(value: int | None) -> str:
    return "" if value is None else f"{grouped(value)} kr"


def _refused(sentence: str) -> Result:
    return Result(problems=(Problem(field="start", sentence=sentence),))
