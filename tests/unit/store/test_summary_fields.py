"""What the lists are made of is read with a few fields of each record: the rules look at no others."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from uuid import UUID

from kaa_core.demo.municipality import Sizes, generate
from kaa_core.model.records import Task, Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.rules.case_state import Status
from kaa_core.rules.routine import routine_state
from kaa_desktop.store import summary


def lean(record: Record) -> Record | None:
    """The record as the lists read it."""
    for wanted in summary.DECIDING:
        if wanted.kind.cls is type(record):
            if isinstance(record, Task) and record.done_on is not None:
                return None
            return type(record)(
                id=record.id, **{name: getattr(record, name) for name in wanted.names}
            )
    return None


def test_a_case_is_judged_alike_by_the_fields_that_are_read() -> None:
    cases: defaultdict[UUID, list[Record]] = defaultdict(list)
    youths: dict[UUID, Youth] = {}
    for batch in generate(3, date(2026, 11, 20), Sizes(age_group=160, target_group=120), []):
        for record in (made.record for made in batch):
            scope = REGISTRY.of(record).scope(record)
            if isinstance(record, Youth):
                youths[record.id] = record
            elif scope is not None:
                cases[scope].append(record)
    seen = set()
    for identity, youth in youths.items():
        records = cases[identity]
        read = [one for one in map(lean, records) if one is not None]
        state = routine_state(youth, records)
        assert routine_state(youth, read) == state
        seen.add(state.case.status)
    assert seen >= set(Status) - {Status.OUTSIDE}
