"""What becomes of a school's notice: with the youth it is about, or before a coordinator."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from kaa_core.model.enums import ErasureReason, FactSource, NoticeKind, Role, StudyForm
from kaa_core.model.facts import SchoolNotice
from kaa_core.model.ids import RecordId
from kaa_core.model.records import MunicipalitySettings, Youth
from kaa_core.model.registry import REGISTRY, Kind
from kaa_core.sync.erasures import Carried, Erase
from kaa_core.sync.notices import (
    BELONGS,
    DAYS,
    ENTER,
    LET_GO,
    AnsweredNotice,
    AnswerNotice,
    UnknownNotices,
)
from kaa_server import ingest, log, notice_form, notice_senders, notices
from kaa_server.clock import system_clock
from kaa_server.database import Database
from kaa_server.errors import RequestError
from kaa_server.postgres import Endpoints
from tests.server_fixture import FakeClock
from tests.server_process import Device, Refused, new_record
from tests.unit.server import raw
from tests.unit.server.schools import (  # noqa: F401 - a fixture
    School,
    notice,
    number,
    school,
    soon,
)
from tests.unit.server.test_push_pull import downloaded
from tests.unit.server.town import Town

NOTICE, YOUTH = REGISTRY.kind(SchoolNotice), REGISTRY.kind(Youth)
KNOWN = number(9)


def _held(device: Device, kind: Kind) -> dict[bytes, dict[str, Any]]:
    """All records of a kind that a device gets, by field."""
    return {
        row.record: {field.name: row.values.get(field.id) for field in kind.fields}
        for row in downloaded(device)[0]
        if row.kind == kind.id
    }


def _facts(device: Device) -> list[dict[str, Any]]:
    return list(_held(device, NOTICE).values())


def _list(device: Device) -> UnknownNotices:
    return device.ask("GET", "/v1/notices", UnknownNotices)


def _answer(device: Device, one: bytes, answer: int, youth: bytes | None = None) -> AnsweredNotice:
    asked = AnswerNotice(one, answer, youth)
    return device.ask("POST", "/v1/notices/answer", AnsweredNotice, asked)


@pytest.fixture
def sam(town: Town) -> Device:
    return town.devices["sam"]


def test_a_notice_about_a_known_youth_is_with_her_soon(
    school: School,  # noqa: F811
    town: Town,
    sam: Device,
) -> None:
    youth = town.case(town.devices["anna"], "anna", identity_number=KNOWN)
    receipt = school.tell(identity_number=f"{KNOWN[2:8]}-{KNOWN[8:]}", education="introductory")
    [fact] = soon(lambda: _facts(sam))
    assert fact["youth"] == youth
    assert fact["source"] == FactSource.NOTICE
    assert fact["kind"] == NoticeKind.LEFT
    assert fact["form"] == StudyForm.INTRODUCTORY
    assert fact["key"] == receipt
    assert fact["sender"] == "Fria Exempelskolan"
    assert fact["school_unit"] == "12345678"
    assert fact["occurred_on"] == fact["as_of"] == notice()["date"]
    assert _list(sam).total == 0
    assert len(_facts(town.devices["anna"])) == 1
    assert _facts(town.devices["bo"]) == [], "bo works in another unit"
    [(state, body, of)] = school.rows("SELECT state, body, youth FROM notice")
    assert (state, body, of) == (notices.RECORDED, None, None)
    assert notices.deliver(school.database, system_clock, school.municipality) == 0
    assert len(_facts(sam)) == 1


def test_an_unknown_pupil_waits_and_is_entered(school: School, town: Town, sam: Device) -> None:  # noqa: F811
    receipts = [school.tell(kind="began"), school.tell(kind="left")]
    school.tell(identity_number=number(2), given_name="Bo")
    listed = _list(sam)
    assert listed.total == 3
    first = listed.notices[0]
    assert (first.receipt, first.identity_number) == (receipts[0], number())
    assert (first.given_name, first.family_name) == ("Alva", "Testgren")
    assert first.contact == "rektor@skola.example"
    entered = _answer(sam, first.notice, ENTER)
    assert entered.notices == 2
    assert entered.youth is not None
    assert _held(sam, YOUTH)[entered.youth]["identity_number"] == number()
    assert sorted(one["key"] for one in _facts(sam)) == sorted(receipts)
    assert {one["youth"] for one in _facts(sam)} == {entered.youth}
    assert [one.given_name for one in _list(sam).notices] == ["Bo"]
    [(by, who)] = school.rows(
        "SELECT count(DISTINCT decided_by), count(decided_at) FROM notice WHERE state = 1"
    )
    assert (by, who) == (1, 2)
    with pytest.raises(Refused) as late:
        _answer(sam, first.notice, LET_GO)
    assert late.value.body.code == "decided"


def test_whoever_is_entered_otherwise_has_her_notices_at_the_next_look(
    school: School,  # noqa: F811
    town: Town,
    sam: Device,
) -> None:
    school.tell(identity_number=KNOWN)
    [waiting] = _list(sam).notices
    town.case(town.devices["anna"], "anna", identity_number=KNOWN)
    with pytest.raises(Refused) as late:
        _answer(sam, waiting.notice, ENTER)
    assert late.value.body.code == "decided"
    assert len(_facts(sam)) == 1
    assert len(_held(sam, YOUTH)) == 1


def test_a_notice_may_belong_to_somebody_with_another_number(
    school: School,  # noqa: F811
    town: Town,
    sam: Device,
) -> None:
    youth = town.case(town.devices["anna"], "anna", identity_number=KNOWN)
    school.tell()
    [waiting] = _list(sam).notices
    assert _answer(sam, waiting.notice, BELONGS, youth).youth == youth
    assert [one["youth"] for one in _facts(sam)] == [youth]


def test_what_is_let_go_is_gone(
    school: School,  # noqa: F811
    sam: Device,
    cluster: Endpoints,
    data_root: Path,
) -> None:
    marked = "Zanzibarsson"
    school.tell(family_name=marked)
    [waiting] = _list(sam).notices
    keys = "SELECT count(*) FROM youth_key"
    assert school.rows(keys) == [(1,)]
    raw.settle(cluster)
    assert raw.in_files(data_root / "server", [marked])[marked] == []
    assert _answer(sam, waiting.notice, LET_GO) == AnsweredNotice(None, 1)
    assert school.rows(keys) == [(0,)]
    assert school.rows("SELECT body, youth FROM notice") == [(None, None)]
    assert _list(sam).total == 0
    assert _facts(sam) == []


def test_who_may_look_and_decide(school: School, town: Town, sam: Device) -> None:  # noqa: F811
    school.tell()
    [waiting] = _list(sam).notices
    anna = town.devices["anna"]
    for refused in (lambda: _list(anna), lambda: _answer(anna, waiting.notice, LET_GO)):
        with pytest.raises(Refused) as role:
            refused()
        assert (role.value.status, role.value.body.code) == (403, "role")
    assert _list(sam).total == 1


@pytest.mark.parametrize(
    ("answer", "youth", "status"),
    [
        (0, None, 400),
        (9, None, 400),
        (BELONGS, None, 400),
        (ENTER, b"y" * 16, 400),
        (LET_GO, b"y" * 16, 400),
        (BELONGS, b"y", 400),
        (BELONGS, b"y" * 16, 404),
    ],
)
def test_answers_that_cannot_be(
    school: School,  # noqa: F811
    sam: Device,
    answer: int,
    youth: bytes | None,
    status: int,
) -> None:
    school.tell()
    [waiting] = _list(sam).notices
    with pytest.raises(Refused) as odd:
        _answer(sam, waiting.notice, answer, youth)
    assert odd.value.status == status
    assert _list(sam).total == 1
    for wrong, said in ((new_record(), 409), (b"x", 400)):
        with pytest.raises(Refused) as missing:
            _answer(sam, wrong, LET_GO)
        assert missing.value.status == said


def test_two_coordinators_at_once_decide_once(school: School, town: Town, sam: Device) -> None:  # noqa: F811
    siri = town.person("siri", role=Role.COORDINATOR)
    school.tell()
    [waiting] = _list(sam).notices
    said: list[Any] = []

    def decide(device: Device) -> None:
        try:
            said.append(_answer(device, waiting.notice, ENTER))
        except Refused as refused:
            said.append(refused.body.code)

    threads = [threading.Thread(target=decide, args=(one,)) for one in (sam, siri)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "decided" in said
    assert len(_held(sam, YOUTH)) == 1


# -- what happens around it


def test_many_at_once_are_all_delivered(school: School, town: Town, sam: Device) -> None:  # noqa: F811
    town.case(town.devices["anna"], "anna", identity_number=KNOWN)
    url = f"{school.url}/anmalan/{school.municipality}/api"
    headers = {"authorization": f"Bearer {school.key}"}

    def send() -> None:
        for _ in range(5):
            answer = httpx.post(
                url,
                json=notice(identity_number=KNOWN),
                headers=headers,
                timeout=30,
                trust_env=False,
            )
            assert answer.status_code == 201

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    soon(lambda: len(_facts(sam)) == 20)
    assert school.rows("SELECT DISTINCT state FROM notice") == [(notices.RECORDED,)]


def test_an_erasure_meanwhile_does_not_make_notices_unreadable(
    school: School,  # noqa: F811
    town: Town,
    sam: Device,
) -> None:
    youth = town.case(town.devices["anna"], "anna", identity_number=KNOWN)
    school.tell()
    erased = Erase(new_record(), youth, None, [], int(ErasureReason.RETENTION), "")
    sam.ask("POST", "/v1/erasures", Carried, erased)
    [waiting] = _list(sam).notices
    assert waiting.given_name == "Alva"
    school.tell(identity_number=KNOWN)
    assert _list(sam).total == 2, "she is not here any more"


def test_a_youth_erased_with_her_notices_leaves_a_receipt_that_names_nobody(
    school: School,  # noqa: F811
    sam: Device,
) -> None:
    receipt = school.tell()
    [waiting] = _list(sam).notices
    youth = _answer(sam, waiting.notice, ENTER).youth
    assert youth is not None
    erased = Erase(new_record(), youth, None, [], int(ErasureReason.RETENTION), "")
    sam.ask("POST", "/v1/erasures", Carried, erased)
    assert _facts(sam) == []
    assert school.rows("SELECT receipt, body, youth FROM notice") == [(receipt, None, None)]
    assert school.rows("SELECT count(*) FROM youth_key") == [(0,)]


def test_a_fault_in_the_middle_loses_nothing(
    school: School,  # noqa: F811
    town: Town,
    sam: Device,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    school.tell(identity_number=KNOWN)
    _list(sam)
    town.case(town.devices["anna"], "anna", identity_number=KNOWN)
    settle = notices._settle

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(notices, "_settle", killed)
    with pytest.raises(KeyboardInterrupt):
        notices.deliver_soon(school.database, system_clock, school.municipality)
    assert _count(school, notices.WAITS) == 1
    monkeypatch.setattr(notices, "_settle", settle)
    notices.deliver_soon(school.database, system_clock, school.municipality)
    assert _count(school, notices.RECORDED) == 1
    assert len(_facts(sam)) == 1


def _count(one: School, state: int) -> int:
    return len(one.rows(f"SELECT 1 FROM notice WHERE state = {state}"))


# -- time, with a clock of the test's own


def test_limits_of_a_day_and_the_end_of_a_visit(
    database: Database, municipality: str, clock: FakeClock
) -> None:
    clock.now = system_clock()
    sender, _ = notice_senders.add(database, clock, municipality, "Skolan", "12345678", "x")
    token = notice_senders.begin_visit(database, clock, municipality, sender)
    told = notice_form.read(notice(), notices.today(clock), practice=True).told
    assert told is not None

    def accept() -> None:
        once = uuid.uuid4().bytes
        notices.accept(database, clock, municipality, sender, told, once)

    for hour in range(4):
        for _ in range(notices.MOST_AN_HOUR if hour < 3 else 100):
            accept()
        with pytest.raises(RequestError):
            accept()
        if hour == 1:
            with database.tenant(municipality) as connection:
                assert notice_senders.visitor(connection, clock, municipality, token) == sender
        clock.advance(hours=1, seconds=1)
    clock.advance(hours=8)
    with database.tenant(municipality) as connection:
        assert notice_senders.visitor(connection, clock, municipality, token) is None
    with pytest.raises(RequestError):
        accept()
    clock.advance(hours=15)
    accept()


def test_nothing_is_sealed_while_keys_are_being_replaced(
    database: Database, municipality: str
) -> None:
    """An erasure holds the counter until the old master key is gone; a notice waits for it."""
    sender, _ = notice_senders.add(database, system_clock, municipality, "Skolan", "12345678", "x")
    told = notice_form.read(notice(), notices.today(system_clock), practice=True).told
    assert told is not None
    done = threading.Event()

    def send() -> None:
        notices.accept(database, system_clock, municipality, sender, told, b"x" * 32)
        done.set()

    sending = threading.Thread(target=send)
    with database.tenant(municipality) as erasing:
        log.lock_counter(erasing, municipality)
        sending.start()
        assert not done.wait(1)
    assert done.wait(15)
    sending.join()


def test_whoever_is_blocked_while_she_signs_in_is_out(
    database: Database, municipality: str
) -> None:
    sender, key = notice_senders.add(
        database, system_clock, municipality, "Skolan", "12345678", "x"
    )
    proven = notice_senders.prove(database, system_clock, municipality, key)
    notice_senders.block(database, system_clock, municipality, sender.id)
    token = notice_senders.begin_visit(database, system_clock, municipality, proven)
    with database.tenant(municipality) as connection:
        assert notice_senders.visitor(connection, system_clock, municipality, token) is None


def test_what_nobody_decides_about_in_time_is_let_go_by_the_municipality_s_rule(
    school: School,  # noqa: F811
    sam: Device,
    clock: FakeClock,
) -> None:
    code, receipt = school.municipality, school.tell()
    database = school.database
    assert _list(sam).days == DAYS

    def late(days: int) -> Callable[[], datetime]:
        return lambda: system_clock() + timedelta(days=days)

    assert notices.expire(database, late(DAYS - 1), code) == 0
    decided = MunicipalitySettings(id=RecordId(uuid.UUID(bytes=new_record())), notice_days=30)
    with database.tenant(code) as connection:
        made = ingest.created((decided, clock()))
        assert ingest.write_whole(connection, clock, code, [made]).applied
    assert _list(sam).days == 30
    school.tell(identity_number=number(2))
    with database.tenant(code) as connection:
        connection.execute(
            "UPDATE notice SET received = received + interval '20 days' "
            "WHERE municipality = %s AND receipt <> %s",
            [code, receipt],
        )
    assert notices.deliver(database, late(31), code) == 0
    [left] = _list(sam).notices
    assert left.identity_number == number(2), "hers has not waited that long"
    [(state, body, of, by, when)] = school.rows(
        "SELECT state, body, youth, decided_by, decided_at IS NOT NULL FROM notice WHERE state <> 0"
    )
    assert (state, body, of, by, when) == (notices.DISMISSED, None, None, None, True)
    kept = school.rows("SELECT receipt FROM notice WHERE state <> 0")
    assert kept == [(receipt,)], "the school has its receipt"
