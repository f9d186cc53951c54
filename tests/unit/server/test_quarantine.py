"""Work about a youth whom its author no longer sees: kept whole, listed, decided, answered."""

from __future__ import annotations

import os

import pytest

from kaa_core.model.enums import ErasureReason, Role, Ruling
from kaa_core.model.records import Task
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.administration import Done
from kaa_core.sync.erasures import Carried, Erase
from kaa_core.sync.messages import History, Operation, Outcome, Verb
from kaa_core.sync.reviewing import Decide, HeldKey, HeldList, Verdicts
from kaa_core.sync.sight import Hidden
from kaa_server import quarantine
from tests.server_process import Device, Refused
from tests.unit.server.operations import AT, together
from tests.unit.server.test_push_pull import downloaded, pulled
from tests.unit.server.test_scopes import enrolment_of
from tests.unit.server.town import ACCESS, ENROLMENT, NOTE, YOUTH, Town, changed, note

TASK = REGISTRY.kind(Task)


@pytest.fixture
def lost(town: Town) -> bytes:
    """A case that was anna's and is bo's now."""
    sam = town.devices["sam"]
    youth = town.case(sam, "anna")
    record, base = enrolment_of(sam, youth)
    sam.push([changed(sam, ENROLMENT, record, base, worker=town.workers["bo"])])
    return youth


def held(device: Device) -> HeldList:
    return device.ask("GET", "/v1/quarantine", HeldList)


def decide(device: Device, ruling: Ruling, *operations: Operation, **more: object) -> None:
    author = more.pop("author")
    assert isinstance(author, Device)
    assert author.me is not None
    keys = [HeldKey(author.me.device, 1, one.n) for one in operations]
    asked = Decide(keys, int(ruling), **more)  # type: ignore[arg-type]
    device.ask("POST", "/v1/quarantine/decide", Done, asked)


def test_accepted_work_enters_as_its_authors(town: Town, lost: bytes) -> None:
    anna, bo, sam = (town.devices[one] for one in ("anna", "bo", "sam"))
    assert anna.me is not None
    written = note(anna, lost, "Skrivet i bilen")
    more = changed(anna, NOTE, written.record, -written.n, text="Skrivet i bilen, rättat")
    phone = changed(anna, YOUTH, lost, 0, phone="070-174 06 05")
    answers = anna.push([written, more, phone]).answers
    assert [one.outcome for one in answers] == [Outcome.QUARANTINED] * 3
    # Whole, and with who, when, where and why.
    waiting = held(sam)
    assert waiting.total == 3
    first = waiting.held[0]
    assert (first.actor_name, first.device_name, first.youth) == ("Anna", "Dator", lost)
    assert (first.reason, first.operations) == (Hidden.UNIT, [written])
    assert not any(row.record == written.record for row in downloaded(bo)[0])
    cursor = pulled(anna).cursor
    decide(sam, Ruling.ACCEPTED, written, more, phone, author=anna)
    assert held(sam) == HeldList([], 0)
    row = next(one for one in downloaded(bo)[0] if one.record == written.record)
    assert row.values[NOTE.by_name["text"].id] == "Skrivet i bilen, rättat"
    history = bo.ask("GET", f"/v1/history/{written.record.hex()}", History).rows
    assert [(one.actor_name, one.device_name, one.change.n, one.change.at) for one in history] == [
        ("Anna", "Dator", written.n, AT),
        ("Anna", "Dator", more.n, AT),
    ]
    # Her computer hears of it, and of nothing else about the youth.
    told = pulled(anna, after=cursor)
    assert told.changes == []
    assert [(one.incarnation, one.n, one.ruling) for one in told.verdicts] == [
        (1, one.n, Ruling.ACCEPTED) for one in (written, more, phone)
    ]
    assert pulled(anna, after=told.cursor).verdicts == []
    assert len(anna.ask("GET", "/v1/verdicts", Verdicts).verdicts) == 3
    # Whoever lost the first answer and asks again hears what holds now.
    assert {one.outcome for one in anna.push([written, more, phone]).answers} == {Outcome.APPLIED}
    with pytest.raises(Refused) as refused:
        decide(sam, Ruling.REFUSED, written, author=anna, answer="Nej")
    assert (refused.value.status, refused.value.body.code) == (409, "decided")


def test_what_builds_on_what_waits_waits_too(town: Town, lost: bytes) -> None:
    anna, sam = town.devices["anna"], town.devices["sam"]
    written = note(anna, lost)
    anna.push([written])
    more = changed(anna, NOTE, written.record, -written.n, text="Mer")
    assert anna.push([more]).answers[0].outcome is Outcome.QUARANTINED
    # Taken in the wrong order it would be an edit of nothing.
    with pytest.raises(Refused) as refused:
        decide(sam, Ruling.ACCEPTED, more, author=anna)
    assert (refused.value.status, refused.value.body.code) == (409, "not-taken")
    assert held(sam).total == 2
    decide(sam, Ruling.ACCEPTED, written, author=anna)
    decide(sam, Ruling.ACCEPTED, more, author=anna)
    row = next(one for one in downloaded(sam)[0] if one.record == written.record)
    assert row.values[NOTE.by_name["text"].id] == "Mer"


def test_handed_over_it_enters_and_the_colleague_gets_a_task_and_the_case(
    town: Town, lost: bytes
) -> None:
    anna, sam = town.devices["anna"], town.devices["sam"]
    cilla = town.person("cilla", town.north)
    written = note(anna, lost)
    anna.push([written])
    cursor = pulled(cilla).cursor
    decide(sam, Ruling.HANDED_OVER, written, author=anna, handed_to=town.workers["cilla"])
    got = pulled(cilla, after=cursor).changes
    assert {one.scope for one in got} == {lost}
    kinds = [one.kind for one in got]
    assert {ACCESS.id, TASK.id, NOTE.id} <= set(kinds)
    task = next(one for one in got if one.kind == TASK.id)
    assert task.values[TASK.by_name["worker"].id] == town.workers["cilla"]
    assert task.values[TASK.by_name["title"].id] == "Gå igenom det som Anna skrev"
    [verdict] = anna.ask("GET", "/v1/verdicts", Verdicts).verdicts
    assert (verdict.ruling, verdict.handed_to) == (Ruling.HANDED_OVER, town.workers["cilla"])


def test_who_sees_the_case_gets_the_task_alone(town: Town, lost: bytes) -> None:
    anna, bo, sam = (town.devices[one] for one in ("anna", "bo", "sam"))
    written = note(anna, lost)
    anna.push([written])
    decide(sam, Ruling.HANDED_OVER, written, author=anna, handed_to=town.workers["bo"])
    kinds = [one.kind for one in downloaded(bo)[0] if one.scope == lost]
    assert TASK.id in kinds
    assert ACCESS.id not in kinds


def test_refused_it_stays_out_with_an_answer_and_is_kept(town: Town, lost: bytes) -> None:
    anna, sam = town.devices["anna"], town.devices["sam"]
    written = note(anna, lost, "Hemligt")
    anna.push([written])
    for nothing in ("", "   "):
        with pytest.raises(Refused) as refused:
            decide(sam, Ruling.REFUSED, written, author=anna, answer=nothing)
        assert refused.value.status == 400
    before = pulled(sam).horizon
    decide(sam, Ruling.REFUSED, written, author=anna, answer="Bo har redan skrivit om samtalet.")
    told = pulled(anna, after=before).verdicts
    assert [(one.ruling, one.answer) for one in told] == [
        (Ruling.REFUSED, "Bo har redan skrivit om samtalet.")
    ]
    assert not any(row.record == written.record for row in downloaded(sam)[0])
    assert anna.push([written]).answers[0].outcome is Outcome.QUARANTINED
    one = town.enroller
    with one.database.tenant(one.municipality) as connection:
        [kept] = quarantine.opened(connection, one.municipality, lost)
    assert b"Hemligt" in kept[3]


def test_a_transaction_waits_whole(town: Town, lost: bytes) -> None:
    anna, sam = town.devices["anna"], town.devices["sam"]
    mine = town.case(sam, "anna")
    both = together([note(anna, mine), note(anna, lost)])
    other = note(anna, mine)
    assert [one.outcome for one in anna.push([*both, other]).answers] == [
        Outcome.QUARANTINED,
        Outcome.QUARANTINED,
        Outcome.APPLIED,
    ]
    [waiting] = held(sam).held
    assert waiting.operations == both
    decide(sam, Ruling.ACCEPTED, both[0], author=anna)
    assert len([row for row in downloaded(sam)[0] if row.kind == NOTE.id]) == 3


def test_only_who_keeps_the_register_decides(town: Town, lost: bytes) -> None:
    anna = town.devices["anna"]
    written = note(anna, lost)
    anna.push([written])
    for device in (anna, town.person("maj", role=Role.MANAGER)):
        for ask in (held, lambda one: decide(one, Ruling.ACCEPTED, written, author=anna)):
            with pytest.raises(Refused) as refused:
                ask(device)
            assert (refused.value.status, refused.value.body.code) == (403, "role")


def test_it_cannot_be_handed_to_who_does_not_write_in_cases(town: Town, lost: bytes) -> None:
    anna, sam = town.devices["anna"], town.devices["sam"]
    town.person("maj", role=Role.MANAGER)
    written = note(anna, lost)
    anna.push([written])
    for to in (town.workers["maj"], b"x" * 16):
        with pytest.raises(Refused) as refused:
            decide(sam, Ruling.HANDED_OVER, written, author=anna, handed_to=to)
        assert refused.value.status == 409
    # Nothing of it was done by halves.
    assert held(sam).total == 1
    assert not any(row.record == written.record for row in downloaded(sam)[0])


def test_a_conflict_of_accepted_work_is_kept_as_any(town: Town, lost: bytes) -> None:
    anna, bo, sam = (town.devices[one] for one in ("anna", "bo", "sam"))
    late = changed(anna, YOUTH, lost, 0, phone="070-174 06 05")
    anna.push([late])
    bo.push([changed(bo, YOUTH, lost, 0, phone="070-174 06 23")])
    decide(sam, Ruling.ACCEPTED, late, author=anna)
    assert anna.push([late]).answers[0].outcome is Outcome.CONFLICT
    assert any(row.kind == REGISTRY.kind("conflict").id for row in downloaded(bo)[0])


def test_deleting_is_kept_too(town: Town, lost: bytes) -> None:
    anna, sam = town.devices["anna"], town.devices["sam"]
    n = anna.next_n()
    gone = Operation(n, n, Verb.DELETE, YOUTH.id, lost, {}, 2**40, AT)
    assert anna.push([gone]).answers[0].outcome is Outcome.QUARANTINED
    assert held(sam).held[0].operations == [gone]


def test_what_waits_because_of_another_holds_nothing_about_who_is_erased(
    town: Town, lost: bytes
) -> None:
    anna, sam = town.devices["anna"], town.devices["sam"]
    gone = town.case(sam, "anna")
    about_gone, about_lost = together([note(anna, gone, "Plantan"), note(anna, lost, "Stannar")])
    later = changed(anna, NOTE, about_gone.record, -about_gone.n, text="Plantan igen")
    anna.push([about_gone, about_lost, later])
    erase = Erase(os.urandom(16), gone, None, [], int(ErasureReason.OTHER), "Prövas")
    sam.ask("POST", "/v1/erasures", Carried, erase)
    [left] = held(sam).held
    assert left.operations == [about_lost]
