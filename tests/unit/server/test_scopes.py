"""What each device is handed as who sees what changes: arrivals, departures, units, settings, roles."""

from __future__ import annotations

import pytest

from kaa_core.model.enums import CaseworkersSee, Protection, Role
from kaa_core.sync.digests import total
from kaa_core.sync.messages import Digest, Operation, Outcome, PullAnswer, SnapshotChunk, Verb
from kaa_core.sync.sight import view_of
from kaa_server import reading
from kaa_server.pull import snapshot
from tests.server_process import Device, Refused, new_record
from tests.unit.server.operations import AT
from tests.unit.server.test_push_pull import downloaded, pulled
from tests.unit.server.town import ACCESS, ENROLMENT, YOUTH, Town, changed, note


def youths(device: Device) -> set[bytes]:
    return {row.record for row in downloaded(device)[0] if row.kind == YOUTH.id}


def since(device: Device, cursor: int) -> PullAnswer:
    return pulled(device, after=cursor)


def enrolment_of(device: Device, youth: bytes) -> tuple[bytes, int]:
    rows = downloaded(device)[0]
    [row] = [one for one in rows if one.scope == youth and one.kind == ENROLMENT.id]
    return row.record, row.seqs[ENROLMENT.by_name["worker"].id]


def test_a_case_that_moves_leaves_one_and_comes_whole_to_the_other(town: Town) -> None:
    anna, bo, sam = (town.devices[one] for one in ("anna", "bo", "sam"))
    youth = town.case(sam, "anna")
    anna.push([note(anna, youth)])
    assert (youths(anna), youths(bo)) == ({youth}, set())
    cursor = pulled(bo).cursor
    record, base = enrolment_of(sam, youth)
    moved = changed(sam, ENROLMENT, record, base, worker=town.workers["bo"])
    assert sam.push([moved]).answers[0].outcome is Outcome.APPLIED
    came, went = since(bo, cursor), since(anna, cursor)
    assert (came.revoked, went.revoked) == ([], [youth])
    assert went.changes == []
    # The youth, the enrolment, the note and the change, from the beginning, once each.
    assert [(one.kind, one.verb) for one in came.changes][:2] == [
        (YOUTH.id, Verb.CREATE),
        (ENROLMENT.id, Verb.CREATE),
    ]
    assert len(came.changes) == len({one.seq for one in came.changes}) == 4
    assert [one.seq for one in came.changes] == sorted(one.seq for one in came.changes)
    # Asked again from where she now is, nothing comes twice.
    assert since(bo, came.cursor).changes == []
    assert since(anna, went.cursor).revoked == []


def test_named_on_a_case_and_taken_off_it_again(town: Town) -> None:
    bo, sam = town.devices["bo"], town.devices["sam"]
    youth = town.case(sam, "anna")
    cursor = pulled(bo).cursor
    given = town.give(sam, youth, "bo")
    answer = since(bo, cursor)
    assert {one.scope for one in answer.changes} == {youth}
    [access] = [one for one in answer.changes if one.kind == ACCESS.id]
    n = sam.next_n()
    gone = Operation(n, n, Verb.DELETE, ACCESS.id, access.record, {}, given.seq, AT)
    assert sam.push([gone]).answers[0].outcome is Outcome.APPLIED
    assert since(bo, answer.cursor).revoked == [youth]
    # Given and taken back between two pulls: nothing of it reaches her.
    again = since(bo, cursor)
    assert (again.changes, again.revoked) == ([], [])


def test_only_the_coordinator_gives_access(town: Town) -> None:
    anna, sam = town.devices["anna"], town.devices["sam"]
    youth = town.case(sam, "anna")
    answer = town.give(anna, youth, "bo")
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, "role")


def test_who_becomes_protected_leaves_all_but_the_handlaggare(town: Town) -> None:
    anna, sam = town.devices["anna"], town.devices["sam"]
    colleague = town.person("cilla", town.north)
    manager = town.person("maj", role=Role.MANAGER)
    youth = town.case(sam, "anna")
    people = (anna, colleague, manager, sam)
    cursors = [pulled(one).cursor for one in people]
    hide = changed(sam, YOUTH, youth, 0, protection=int(Protection.PROTECTED))
    assert sam.push([hide]).answers[0].outcome is Outcome.APPLIED
    told = [since(one, cursor) for one, cursor in zip(people, cursors, strict=True)]
    assert [one.revoked for one in told] == [[], [youth], [youth], []]
    assert [bool(one.changes) for one in told] == [True, False, False, True]
    assert youths(colleague) == youths(manager) == set()


def test_a_worker_who_changes_unit_takes_her_cases_along(town: Town) -> None:
    anna, bo, sam = (town.devices[one] for one in ("anna", "bo", "sam"))
    colleague = town.person("cilla", town.north)
    youth = town.case(sam, "anna")
    cursor = pulled(bo).cursor
    town.move("anna", town.south)
    assert youth in {one.scope for one in since(bo, cursor).changes}
    assert since(colleague, cursor).revoked == [youth]
    # She herself sees another unit now: she downloads anew, and the old unit's cases are not in it.
    with pytest.raises(Refused) as refused:
        since(anna, cursor)
    assert (refused.value.status, refused.value.body.code) == (409, "sight")
    assert youths(anna) == {youth}
    assert pulled(anna, after=downloaded(anna)[1]).changes == []


def test_the_municipalitys_decision_changes_what_caseworkers_see(town: Town) -> None:
    anna, bo, sam = (town.devices[one] for one in ("anna", "bo", "sam"))
    youth = town.case(sam, "anna")
    cursor = pulled(bo).cursor
    town.decide_sight(CaseworkersSee.MUNICIPALITY)
    for device in (anna, bo):
        with pytest.raises(Refused) as refused:
            since(device, cursor)
        assert refused.value.body.code == "sight"
    assert youths(bo) == {youth}
    assert since(sam, cursor).epoch  # who saw everything goes on as before


def test_the_digest_is_of_what_one_sees_and_one_youth_can_be_fetched(town: Town) -> None:
    anna, bo, sam = (town.devices[one] for one in ("anna", "bo", "sam"))
    mine, other = town.case(sam, "anna"), town.case(sam, "bo")
    anna.push([note(anna, mine)])
    for device, seen in ((anna, {mine}), (bo, {other}), (sam, {mine, other})):
        digest = device.ask("GET", "/v1/digest?list=1", Digest)
        rows, as_of = downloaded(device)
        held = {
            youth: total((row.record, max(row.seqs.values())) for row in rows if row.scope == youth)
            for youth in seen
        }
        assert {one.youth: (one.count, one.total) for one in digest.scopes} == held
        assert digest.seq == as_of
        assert (digest.youths, digest.count) == (len(seen), sum(one[0] for one in held.values()))
        assert digest.total == sum(one[1] for one in held.values()) % 2**63
        assert device.ask("GET", "/v1/digest", Digest).scopes == []
    chunk = anna.ask("GET", f"/v1/youth/{mine.hex()}", SnapshotChunk)
    assert {row.scope for row in chunk.rows} == {mine}
    assert len(chunk.rows) == 3
    for youth in (other, new_record()):
        with pytest.raises(Refused) as refused:
            anna.ask("GET", f"/v1/youth/{youth.hex()}", SnapshotChunk)
        assert refused.value.status == 404


@pytest.mark.parametrize("few", [0, 4000])
def test_who_sees_few_is_handed_the_same_as_row_by_row(
    town: Town, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "FEW", few)
    anna, sam = town.devices["anna"], town.devices["sam"]
    own, others, named = (town.case(sam, one) for one in ("anna", "bo", "bo"))
    hidden = town.case(sam, "bo", protection=int(Protection.PROTECTED))
    town.give(sam, named, "anna")
    anna.push([note(anna, own)])
    view = view_of(Role.CASEWORKER, town.workers["anna"], town.north, CaseworkersSee.OWN_UNIT)
    one = town.enroller
    with one.database.tenant(one.municipality) as connection:
        asked = reading.PostgresReading(connection, one.municipality)
        rows = snapshot(asked, view, None).rows
        assert (asked.seen_if_few(view) is None) is (few == 0)
    scopes = {row.scope for row in rows}
    assert {own, named, None} <= scopes
    assert not scopes & {others, hidden}
    assert len(rows) == len({row.record for row in rows})
