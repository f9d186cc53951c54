"""A self-audit is read with a few fields of each record: the rules look at no others."""

from __future__ import annotations

import pytest

from docs.granskningens_fall import Case, cases
from kaa_core.model.records import JournalNote, Youth
from kaa_core.model.registry import Record
from kaa_core.rules.self_audit import audit
from kaa_desktop.store import auditing


def lean(record: Record) -> Record | None:
    """The record as it is read."""
    for wanted in auditing.DECIDING:
        if wanted.kind.cls is type(record):
            if isinstance(record, JournalNote) and not record.explains:
                return None
            values = {name: getattr(record, name) for name in wanted.names}
            return type(record)(id=record.id, **values)
    return None


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.title)
def test_a_case_is_judged_alike_by_the_fields_that_are_read(case: Case) -> None:
    whole = case.records()
    read = [one for one in map(lean, whole) if one is not None]
    for day in case.days:
        [youth], [short] = (
            [one for one in each if isinstance(one, Youth)] for each in (whole, read)
        )
        assert audit(short, read, [], day.on) == audit(youth, whole, [], day.on)
