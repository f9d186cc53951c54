"""What each role may send and get, by the server itself: whatever a device signs."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest

from kaa_core.model.enums import Role
from kaa_core.model.organising import Actor, VisitRound
from kaa_core.model.records import CaseAccess, Conflict, MunicipalitySettings, Unit, Worker
from kaa_core.model.registry import REGISTRY
from kaa_core.model.rights import Right, may, may_read, may_write
from kaa_core.sync.conflicts import CONFLICT_FIELDS
from kaa_core.sync.messages import History, Operation, Outcome, SnapshotChunk, Verb
from kaa_server import municipalities
from kaa_server.app import ROUTES
from kaa_server.database import Database
from kaa_server.routing import Proof
from tests.server_fixture import Enroller, FakeClock, cheap_passwords
from tests.server_process import Device, Refused, new_record
from tests.unit.server.operations import AT, YOUTH, change, together, youth
from tests.unit.server.test_erasing_beside import created
from tests.unit.server.test_push_pull import downloaded, pulled

UNIT, SETTINGS = REGISTRY.kind(Unit), REGISTRY.kind(MunicipalitySettings)
WORKER, CONFLICT = REGISTRY.kind(Worker), REGISTRY.kind(Conflict)
ACCESS = REGISTRY.kind(CaseAccess)
SHARED = {"worker", "unit", "municipality"}
KEPT = {
    "case_access",
    "youth_link",
    "routine_version",
    "letter_template",
    "audit_sample",
    "early_signal",
    "scb_layout",
    "scb_delivery",
    "scb_statement",
}
FOLLOWED = {
    "organisation_goal",
    "year_evaluation",
    "improvement_area",
    "budget_entry",
}
ACTED_ON = {"early_signal"}
"""Read by those who act on it, not by everybody who reads cases."""


def unit(device: Device, name: str = "KAA-enheten") -> Operation:
    n = device.next_n()
    return Operation(n, n, Verb.CREATE, UNIT.id, new_record(), {1: name}, 0, AT)


def named(device: Device, created: Operation, name: str, base: int) -> Operation:
    n = device.next_n()
    return Operation(n, n, Verb.SET, created.kind, created.record, {1: name}, base, AT)


def settled(device: Device, conflict: dict[int, Any], record: bytes, base: int) -> Operation:
    said = {name: conflict.get(CONFLICT_FIELDS[name]) for name in ("target", "target_field")}
    said |= {"other_n": conflict[CONFLICT_FIELDS["other_n"]], "resolution": 2}
    said |= {"chosen_value": conflict[CONFLICT_FIELDS["other_value"]]}
    values = {CONFLICT_FIELDS[name]: value for name, value in said.items()}
    n = device.next_n()
    return Operation(n, n, Verb.RESOLVE, CONFLICT.id, record, values, base, AT)


@pytest.mark.parametrize("role", list(Role))
def test_every_kind_by_every_role(role: Role) -> None:
    for kind in REGISTRY:
        reads = Right.WRITE_CASES if kind.name in ACTED_ON else Right.READ_CASES
        if kind.name == "stored_figures":
            reads = Right.FOLLOW_UP
        assert may_read(role, kind.id) == (kind.name in SHARED or may(role, reads))
        writes = may(role, Right.WRITE_CASES)
        if kind.name in SHARED:
            writes = kind.name != "worker" and role is Role.ADMINISTRATOR
        if kind.name in KEPT:
            writes = may(role, Right.KEEP_REGISTER)
        if kind.name in FOLLOWED:
            writes = role in (Role.COORDINATOR, Role.MANAGER)
        if kind.name == "figure_export":
            writes = may(role, Right.READ_CASES)  # whoever takes figures out says so
        if kind.name == "stored_figures":
            writes = False  # the server's own
        assert may_write(role, kind.id) == writes
    unscoped = may(role, Right.READ_CASES) or role is Role.ADMINISTRATOR
    assert may_read(role, CONFLICT.id, scoped=False) == unscoped


@pytest.mark.parametrize("role", list(Role))
def test_what_a_role_may_not_write_is_refused_for_good(enroller: Enroller, role: Role) -> None:
    one = enroller.device("nils", role=role)
    sent = [youth(one), unit(one)]
    worker = Operation(one.next_n(), 3, Verb.CREATE, WORKER.id, new_record(), {1: "N", 3: 1}, 0, AT)
    answers = one.push([*sent, worker]).answers
    cases, shared = may(role, Right.WRITE_CASES), may(role, Right.ADMINISTER)
    assert [a.outcome is Outcome.APPLIED for a in answers] == [cases, shared, False]
    assert [a.code for a in answers if a.outcome is Outcome.REFUSED] == ["role"] * (
        3 - cases - shared
    )
    # The numbering went on, and the answers are kept: the same again gets the same.
    assert one.push([*sent, worker]).answers == answers
    assert one.push([unit(one)]).answers[0].n == 4


def test_one_forbidden_operation_takes_its_transaction_with_it(enroller: Enroller) -> None:
    anna, bo = enroller.device("anna"), enroller.device("bo")
    made, extra = youth(anna), unit(anna)
    answers = anna.push(together([made, extra])).answers
    assert [(a.outcome, a.code) for a in answers] == [
        (Outcome.REFUSED, "together"),
        (Outcome.REFUSED, "role"),
    ]
    assert pulled(bo).changes == []


def test_a_hostile_administrator_can_neither_see_nor_touch_a_case(enroller: Enroller) -> None:
    anna = enroller.device("anna")
    ida = enroller.device("ida", role=Role.ADMINISTRATOR)
    bo = enroller.device("bo")
    made = youth(anna)
    anna.push([made])
    # She signs as well as anybody: changes, deletes, and settles a conflict that she has guessed.
    anna.push([change(anna, made, 0)])
    lost = bo.push([change(bo, made, 0, value="071")]).answers[0]
    assert lost.conflict is not None
    known = next(row for row in downloaded(bo)[0] if row.record == lost.conflict)
    n = ida.next_n()
    gone = Operation(n, n, Verb.DELETE, YOUTH.id, made.record, {}, 2**40, AT)
    tries = [gone, change(ida, made, 2), settled(ida, known.values, known.record, 2)]
    # It is kept apart for a coordinator: she may have written it when she was a caseworker.
    assert [a.outcome for a in ida.push(tries).answers] == [Outcome.QUARANTINED] * 3
    given = Operation(ida.next_n(), 4, Verb.CREATE, ACCESS.id, new_record(), {}, 0, AT, made.record)
    assert [(a.outcome, a.code) for a in ida.push([given]).answers] == [(Outcome.REFUSED, "role")]
    standing = next(row for row in downloaded(bo)[0] if row.record == made.record)
    assert (standing.deleted, standing.values[YOUTH.by_name["phone"].id]) == (False, "070")
    # Nothing of it comes to her by any way, and her cursor moves on all the same.
    assert downloaded(ida)[0] == []
    got = pulled(ida)
    assert (got.changes, got.cursor, got.horizon) == ([], 4, 4)
    for record in (made.record, lost.conflict):
        with pytest.raises(Refused) as refused:
            ida.ask("GET", f"/v1/history/{record.hex()}", History)
        assert refused.value.status == 404


def test_what_is_shared_reaches_everybody_and_the_total_is_honest(enroller: Enroller) -> None:
    anna = enroller.device("anna")
    ida = enroller.device("ida", role=Role.ADMINISTRATOR)
    leader = enroller.device("lena", role=Role.MANAGER)
    made = unit(ida)
    anna.push([youth(anna), youth(anna)])
    ida.push([made])
    anna.push([youth(anna)])
    for device, total in ((anna, 4), (leader, 4), (ida, 1)):
        assert device.ask("GET", "/v1/snapshot", SnapshotChunk).total == total
        assert len(downloaded(device)[0]) == total
        assert len(pulled(device).changes) == total
        assert pulled(device).cursor == 4
        assert device.ask("GET", f"/v1/history/{made.record.hex()}", History).rows
    one_at_a_time = pulled(ida, limit=1)
    assert [c.record for c in one_at_a_time.changes] == [made.record]


def test_administrators_settle_conflicts_about_what_is_shared(enroller: Enroller) -> None:
    ida = enroller.device("ida", role=Role.ADMINISTRATOR)
    olof = enroller.device("olof", role=Role.ADMINISTRATOR)
    anna = enroller.device("anna")
    made = unit(ida)
    seq = ida.push([made]).answers[0].seq
    ida.push([named(ida, made, "Idas", seq)])
    lost = olof.push([named(olof, made, "Olofs", seq)]).answers[0]
    assert lost.outcome is Outcome.CONFLICT
    [conflict] = [row for row in downloaded(olof)[0] if row.kind == CONFLICT.id]
    assert [c.record for c in pulled(ida).changes][-1] == lost.conflict
    for device, outcome in ((anna, Outcome.REFUSED), (olof, Outcome.APPLIED)):
        answer = device.push([settled(device, conflict.values, conflict.record, 2)]).answers[0]
        assert answer.outcome is outcome
    assert next(r for r in downloaded(anna)[0] if r.record == made.record).values[1] == "Olofs"


def quarrel(one: Device, other: Device, made: Operation) -> bytes:
    """Two change the first value of a record about no youth at once; the conflict's id."""
    seq = one.push([made]).answers[0].seq
    field = next(field for field, value in made.values.items() if isinstance(value, str))
    changed = []
    for device, value in ((one, "2026-11-25"), (other, "2026-11-26")):
        n, said = device.next_n(), {field: value}
        operation = Operation(n, n, Verb.SET, made.kind, made.record, said, seq, AT)
        changed += device.push([operation]).answers
    assert [one.outcome for one in changed] == [Outcome.APPLIED, Outcome.CONFLICT]
    assert changed[1].conflict is not None
    return changed[1].conflict


def test_a_conflict_about_what_is_shared_reaches_those_who_may_read_or_settle_it(
    enroller: Enroller,
) -> None:
    sam = enroller.device("sam", role=Role.COORDINATOR)
    mia = enroller.device("mia", role=Role.MANAGER)
    ida = enroller.device("ida", role=Role.ADMINISTRATOR)
    olof = enroller.device("olof", role=Role.ADMINISTRATOR)
    anna = enroller.device("anna")
    round_ = quarrel(sam, anna, created(sam, REGISTRY.kind(VisitRound), None, on="2026-11-24"))
    actor = quarrel(sam, anna, created(sam, REGISTRY.kind(Actor), None, name="Boden", kind=1))
    units = quarrel(ida, olof, unit(ida))
    every = {round_, actor, units}
    for device, expected in (
        (ida, {units}),
        (mia, every),
        (sam, every),
        (anna, every),
    ):
        rows = {row.record for row in downloaded(device)[0] if row.kind == CONFLICT.id}
        assert rows == expected
        changes = {one.record for one in pulled(device).changes if one.kind == CONFLICT.id}
        assert changes == expected
        for conflict in every:
            asked = device.send("GET", f"/v1/history/{conflict.hex()}", b"")
            assert asked.status_code == (200 if conflict in expected else 404)


@pytest.mark.parametrize("role", list(Role))
def test_every_route_by_every_role(enroller: Enroller, role: Role) -> None:
    one = enroller.device("nils", role=role)
    for route in ROUTES:
        if route.proof is not Proof.ACCESS_TOKEN:
            continue
        target = re.sub(r"\{\w+\}", new_record().hex(), route.path)
        # An empty array is no message: whoever may come so far is told 400.
        response = one.send(route.method, target, b"\x90" if route.body else b"")
        refused = b"role" in response.content and response.status_code == 403
        assert refused == (route.right is not None and not may(role, route.right)), route.path
        assert response.status_code in {200, 400, 403, 404}, route.path
    administration = [route for route in ROUTES if route.path.startswith("/v1/admin/")]
    assert {route.right for route in administration} == {Right.ADMINISTER}
    assert {route.proof for route in administration} == {Proof.ACCESS_TOKEN}


def test_an_administrator_of_one_municipality_is_a_stranger_in_another(
    enroller: Enroller, database: Database, clock: FakeClock
) -> None:
    other = f"7{enroller.municipality[1:]}"
    municipalities.add(database, clock, other, "Grannkommunen", practice=True)
    next_door = Enroller(enroller.url, database, cheap_passwords(), other)
    bo = next_door.device("bo")
    ida = enroller.device("ida", role=Role.ADMINISTRATOR)
    assert bo.me is not None
    body = {
        "users/password": [bo.me.user, "ett annat långt lösenord"],
        "users/code": [bo.me.user],
        "users/change": [bo.me.user, "B", "B", 1, None, False],
        "devices/block": [bo.me.device],
    }
    for path, message in body.items():
        response = ida.send("POST", f"/v1/admin/{path}", msgspec.msgpack.encode(message))
        assert response.status_code == 404, path
    assert bo.push([youth(bo)]).answers[0].outcome is Outcome.APPLIED
    bo.close()
