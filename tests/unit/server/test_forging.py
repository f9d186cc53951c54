"""What a computer that lies may not do: give itself sight, write where it may not, or point elsewhere."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

import msgspec

from kaa_core.model.attachment import Attachment
from kaa_core.model.casework import PlanVersion
from kaa_core.model.enums import CaseworkersSee, Resolution, Role
from kaa_core.model.records import Disclosure, ProtectedOpening, Unit
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.attachments import Piece, Pieces
from kaa_core.sync.conflicts import CONFLICT, CONFLICT_FIELDS
from kaa_core.sync.messages import Change, Operation, Outcome, Replay, Replayed, Verb
from tests.server_process import Device, new_record
from tests.unit.server.operations import AT
from tests.unit.server.test_erasing_beside import created
from tests.unit.server.test_push_pull import downloaded
from tests.unit.server.test_scopes import youths
from tests.unit.server.town import (
    ACCESS,
    ENROLMENT,
    NOTE,
    SETTINGS,
    WORKER,
    YOUTH,
    Town,
    changed,
    note,
)

PAPER = REGISTRY.kind(Attachment)


def row(
    kind: int, record: bytes, scope: bytes | None, values: Mapping[int, Any], **other: Any
) -> Change:
    """A row of a history that never was, in the name of somebody who is not here."""
    made = Change(
        900,
        1,
        Verb.CREATE,
        kind,
        record,
        scope,
        dict(values),
        bytes(16),
        new_record(),
        1,
        1,
        AT,
        AT,
    )
    return msgspec.structs.replace(made, **other)


def give_back(device: Device, *rows: Change) -> list[int]:
    numbered = [msgspec.structs.replace(one, seq=900 + i, n=i + 1) for i, one in enumerate(rows)]
    lost = Replay(uuid.uuid4().bytes, numbered)
    return device.ask("POST", "/v1/replay", Replayed, lost).numbers


def test_nobody_gives_herself_sight_by_giving_rows_back(town: Town) -> None:
    bo, sam = town.devices["bo"], town.devices["sam"]
    youth = town.case(sam, "anna")
    access = {
        ACCESS.by_name["youth"].id: youth,
        ACCESS.by_name["worker"].id: town.workers["bo"],
        ACCESS.by_name["reason"].id: "Vikarierar",
    }
    enrolment = {
        ENROLMENT.by_name["youth"].id: youth,
        ENROLMENT.by_name["start"].id: "2027-01-01",
        ENROLMENT.by_name["registration_reason"].id: 1,
        ENROLMENT.by_name["worker"].id: town.workers["bo"],
    }
    moved = {WORKER.by_name["unit"].id: town.south}
    wider = {SETTINGS.by_name["caseworkers_see"].id: int(CaseworkersSee.MUNICIPALITY)}
    lies = [
        row(ACCESS.id, new_record(), youth, access),
        row(ENROLMENT.id, new_record(), youth, enrolment),
        row(WORKER.id, town.workers["anna"], None, moved, verb=Verb.SET),
        row(SETTINGS.id, new_record(), None, wider),
    ]
    for lie in lies:
        assert give_back(bo, lie) == [0]
    assert youths(bo) == set()
    # What has been written about a case is taken all the same, and shows her nothing.
    written = {NOTE.by_name["youth"].id: youth, NOTE.by_name["text"].id: "Ringde"}
    assert give_back(bo, row(NOTE.id, new_record(), youth, written))[0]
    assert youths(bo) == set()


def test_rows_of_another_form_scope_or_right_are_not_taken_back(town: Town) -> None:
    sam = town.devices["sam"]
    admin = town.person("adam", role=Role.ADMINISTRATOR)
    one, other = town.case(sam, "anna"), town.case(sam, "bo")
    about, text = NOTE.by_name["youth"].id, NOTE.by_name["text"].id
    for lie in (
        row(NOTE.id, new_record(), None, {about: one, text: "Syns för alla"}),
        row(NOTE.id, new_record(), other, {about: one, text: "Fel ungdom"}),
        row(NOTE.id, new_record(), one, {about: one, text: 17}),
        row(2**40, new_record(), one, {about: one}),
        row(NOTE.id, new_record(), one, {about: one, 2**40: "x"}),
        row(NOTE.id, one, one, {YOUTH.by_name["given_name"].id: "x"}, verb=Verb.SET),
    ):
        assert give_back(sam, lie) == [0]
    assert give_back(admin, row(NOTE.id, new_record(), one, {about: one, text: "Skrivet"})) == [0]
    unit = REGISTRY.kind(Unit)
    assert give_back(admin, row(unit.id, new_record(), None, {unit.by_name["name"].id: "Östra"}))[0]


def test_a_conflict_of_a_hidden_youth_is_not_settled_under_another_kinds_name(town: Town) -> None:
    anna, bo, sam = (town.devices[one] for one in ("anna", "bo", "sam"))
    youth = town.case(sam, "anna")
    field = YOUTH.by_name["phone"].id
    first = sam.push([changed(sam, YOUTH, youth, 0, phone="070-1")]).answers[0]
    assert first.outcome is Outcome.APPLIED
    lost = anna.push([changed(anna, YOUTH, youth, 0, phone="070-2")]).answers[0]
    assert lost.conflict
    [conflict] = [one for one in downloaded(anna)[0] if one.kind == CONFLICT.id]
    named = {
        CONFLICT_FIELDS[name]: conflict.values[CONFLICT_FIELDS[name]]
        for name in ("target", "target_field", "other_n", "target_kind")
    }
    named |= {CONFLICT_FIELDS["resolution"]: int(Resolution.OWN)}
    named |= {CONFLICT_FIELDS["chosen_value"]: "070-666"}
    n = bo.next_n()
    settled = Operation(n, n, Verb.RESOLVE, ACCESS.id, conflict.record, named, first.seq or 0, AT)
    assert bo.push([settled]).answers[0].outcome is Outcome.REFUSED
    [standing] = [one for one in downloaded(anna)[0] if one.record == youth]
    assert standing.values[field] == "070-1"


def test_a_record_never_comes_to_be_about_another_youth(town: Town) -> None:
    anna, sam = town.devices["anna"], town.devices["sam"]
    mine, other = town.case(sam, "anna"), town.case(sam, "bo")
    made = note(anna, mine)
    seq = anna.push([made]).answers[0].seq
    assert seq
    answer = anna.push([changed(anna, NOTE, made.record, seq, youth=other)]).answers[0]
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, "scope")


def paper(device: Device, youth: bytes, body: bytes, **other: object) -> Operation:
    n = device.next_n()
    values: dict[str, object] = {
        "youth": youth,
        "name": "Plan.pdf",
        "what": 1,
        "dated": "2026-11-01",
        "media_type": "application/pdf",
        "size": len(body),
        "content": hashlib.sha256(body).hexdigest(),
    }
    numbered = {PAPER.by_name[name].id: value for name, value in (values | other).items()}
    return Operation(n, n, Verb.CREATE, PAPER.id, new_record(), numbered, 0, AT, youth)


def test_a_paper_that_was_received_is_not_replaced_by_another(town: Town) -> None:
    anna, sam = town.devices["anna"], town.devices["sam"]
    body, other = b"%PDF-1.4 underskriven", b"%PDF-1.4 en annan"
    made = paper(anna, town.case(sam, "anna"), body)
    seq = anna.push([made]).answers[0].seq or 0
    place = f"/v1/attachment/{made.record.hex()}"
    anna.ask("PUT", f"{place}/0", Pieces, Piece(hashlib.sha256(body).digest(), body))
    assert anna.ask("POST", f"{place}/whole", Pieces).whole
    for named in ({"content": hashlib.sha256(other).hexdigest()}, {"size": len(other)}):
        answer = anna.push([changed(anna, PAPER, made.record, seq, **named)]).answers[0]
        assert (answer.outcome, answer.code) == (Outcome.REFUSED, "form")
    assert sam.ask("GET", f"{place}/0", Piece).body == body


def test_a_paper_of_no_form_that_waits_for_a_coordinator_is_not_there(town: Town) -> None:
    bo, sam = town.devices["bo"], town.devices["sam"]
    made = paper(bo, town.case(sam, "anna"), b"%PDF-1.4", content=17)
    assert bo.push([made]).answers[0].outcome is Outcome.QUARANTINED
    assert bo.send("GET", f"/v1/attachment/{made.record.hex()}").status_code == 404


def test_nobody_enters_establishes_or_gives_out_in_anothers_name(town: Town) -> None:
    bo = town.devices["bo"]
    case = town.case(town.devices["sam"], "bo")
    mine, anna = town.workers["bo"], town.workers["anna"]
    signed: list[tuple[Any, dict[str, Any]]] = [
        (NOTE, {"occurred_on": "2026-11-24", "text": "Ringde", "entered_at": AT}),
        (REGISTRY.kind(PlanVersion), {"plan": case, "number": 1, "established_at": AT}),
        (REGISTRY.kind(Disclosure), {"what": 1, "made_on": "2026-11-24"}),
        (REGISTRY.kind(ProtectedOpening), {"opened_at": AT, "reason": "Ringer"}),
    ]
    for kind, values in signed:
        who = "worker" if kind.cls is ProtectedOpening else "author"
        for worker, taken in ((anna, False), (mine, True)):
            said = values | {"youth": case, who: worker}
            answer = bo.push([created(bo, kind, case, **said)]).answers[0]
            assert (answer.outcome is Outcome.APPLIED, answer.code) == (
                taken,
                None if taken else "author",
            )


def test_what_a_colleague_began_is_entered_by_each_in_her_own_name(town: Town) -> None:
    bo = town.devices["bo"]
    case = town.case(town.devices["sam"], "bo")
    # A draft in another's name is no signature; entering it is.
    begun = created(bo, NOTE, case, youth=case, occurred_on="2026-11-24", text="Ringde")
    seq = bo.push([begun]).answers[0].seq
    field = {name: NOTE.by_name[name].id for name in ("author", "entered_at")}

    def entered(by: Device, worker: bytes) -> list[Operation]:
        first = by.next_n()
        return [
            Operation(
                first, first, Verb.SET, NOTE.id, begun.record, {field["author"]: worker}, 0, AT
            ),
            Operation(
                by.next_n(),
                first,
                Verb.SET,
                NOTE.id,
                begun.record,
                {field["entered_at"]: AT},
                0,
                AT,
            ),
        ]

    assert seq
    wrong = bo.push(entered(bo, town.workers["anna"])).answers
    assert [one.code for one in wrong] == ["together", "author"]
    right = bo.push(entered(bo, town.workers["bo"])).answers
    assert [one.outcome for one in right] == [Outcome.APPLIED] * 2
