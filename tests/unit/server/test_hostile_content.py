"""What a hostile client puts in a field of no declared form is carried as it is, and stops nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from kaa_core.model.casework import PlanVersion
from kaa_core.model.enums import Role
from kaa_core.model.organising import AuditSample, RoutineVersion
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Outcome
from tests.server_fixture import Enroller
from tests.unit.server.operations import youth
from tests.unit.server.test_erasing_beside import created
from tests.unit.server.test_push_pull import downloaded, pulled

NONSENSE: tuple[Any, ...] = (
    5,
    -1,
    2**64 - 1,
    1e308,
    "",
    b"\x00",
    [],
    [[None]],
    {},
    {"form": 1, "plan": 7},
    {"layout": 1, "steps": "abc"},
    {1: {b"x": None}},
    msgspec.msgpack.Ext(5, b"x"),
    datetime(2026, 1, 1, tzinfo=UTC),
)


def test_nonsense_in_raw_fields_is_carried_and_handed_out(enroller: Enroller) -> None:
    sam, siv = (enroller.device(one, role=Role.COORDINATOR) for one in ("sam", "siv"))
    made = youth(sam)
    kinds = [REGISTRY.kind(one) for one in (PlanVersion, RoutineVersion, AuditSample)]
    sent, her = [made], made.record
    for value in NONSENSE:
        sent += [
            created(sam, kinds[0], her, youth=her, plan=her, content=value, gaps=value),
            created(sam, kinds[1], None, since="2026-01-01", content=value),
            created(sam, kinds[2], None, drawn_on="2026-01-01", as_of="2026-01-01", outcome=value),
        ]
    answers = sam.push(sent).answers
    assert {one.outcome for one in answers} == {Outcome.APPLIED}
    rows = {one.record: one.values for one in downloaded(siv)[0]}
    changes = {one.record: one.values for one in pulled(siv).changes}
    for one in sent:
        assert rows[one.record] == changes[one.record] == one.values
