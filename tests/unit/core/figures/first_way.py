"""The program's own way from operations to figures: merge, records, traces, a day."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from kaa_core.model.ids import RecordId
from kaa_core.model.organising import RoutineVersion
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.rules.routine import reigns
from kaa_core.rules.target_group.definitions import DEFINITIONS
from kaa_core.rules.target_group.held import held_from
from kaa_core.rules.target_group.intervals import intervals
from kaa_core.statistics.trace import Trace
from kaa_core.statistics.tracing import trace_of
from kaa_core.statistics.values import Table
from kaa_core.sync.messages import Outcome, Verb
from tests.second_count.asked import Cell, Cells
from tests.unit.core.figures.raw import CREATED, HOME, ROUTINE_FROM, Operation
from tests.unit.core.ledger import Desk, MemoryLedger


def records_of(operations: Sequence[Operation]) -> dict[bytes, list[Record]]:
    """What stands after one desk has sent it all, by youth."""
    ledger, desk = MemoryLedger(), Desk("anna")
    for verb, kind, record, values, scope in operations:
        state = ledger.record(record)
        pieces = [values] if verb == CREATED or not values else [{f: v} for f, v in values.items()]
        for piece in pieces:
            base = 0
            if state is not None:
                base = max((state.seqs.get(f, 0) for f in piece), default=state.latest)
            more = {"values": piece, "base": base, "scope": scope}
            sent = desk.operation(Verb(verb), kind, record, **more)
            (answer,) = ledger.push(desk.push(sent)).answers
            assert answer.outcome in (Outcome.APPLIED, Outcome.CONVERGED), answer
    found: dict[bytes, list[Record]] = {}
    for record, state in ledger.records.items():
        if not state.deleted and state.scope is not None:
            one = REGISTRY.kind(state.kind).from_wire(
                RecordId(uuid.UUID(bytes=record)), state.values
            )
            found.setdefault(state.scope, []).append(one)
    return found


def trace(records: Sequence[Record], routine: Mapping[str, Any] | None = None) -> Trace:
    """The trace of one youth."""
    youth = next(one for one in records if isinstance(one, Youth))
    held = held_from(records, HOME)
    by = {one.key: intervals(held, one) for one in DEFINITIONS}
    return trace_of(youth, records, by, reigns(_versions(routine)))


def _versions(routine: Mapping[str, Any] | None) -> list[RoutineVersion]:
    if routine is None:
        return []
    one = RoutineVersion(id=RecordId(uuid.UUID(int=9)), since=ROUTINE_FROM, content=dict(routine))
    return [one]


def cells(table: Table) -> Cells:
    """A table as the second way has it."""
    return {
        (row.key, column.key): Cell(one.count, one.whole, frozenset(one.youths))
        for row in table.rows
        for column, one in zip(table.columns, row.cells, strict=True)
    }
