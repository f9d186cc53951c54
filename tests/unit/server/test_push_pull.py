"""Push, pull, first download and history over real HTTP and PostgreSQL."""

from __future__ import annotations

import threading
import uuid

import msgspec
import pytest

from kaa_core.model.enums import Role
from kaa_core.model.records import Conflict
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import (
    History,
    Outcome,
    PullAnswer,
    PushAnswer,
    SnapshotChunk,
    SnapshotRow,
    Verb,
)
from kaa_core.sync.sight import View, view_of
from kaa_server import pull as server_pull
from kaa_server.database import Connection, Database
from kaa_server.reading import PostgresReading
from tests.server_fixture import Enroller
from tests.server_process import Device, Refused
from tests.unit.server.operations import change, together, youth


def reader(connection: Connection, code: str) -> tuple[PostgresReading, View]:
    return PostgresReading(connection, code), view_of(Role.COORDINATOR, None, None, 0)


def pulled(device: Device, after: int = 0, limit: int = 1000) -> PullAnswer:
    assert device.me is not None
    target = f"/v1/pull?epoch={device.me.epoch.hex()}&after={after}&limit={limit}"
    return device.ask("GET", target, PullAnswer)


def downloaded(device: Device) -> tuple[list[SnapshotRow], int]:
    rows: list[SnapshotRow] = []
    chunk = device.ask("GET", "/v1/snapshot", SnapshotChunk)
    while True:
        rows += chunk.rows
        if chunk.next is None:
            return rows, chunk.as_of
        chunk = device.ask("GET", f"/v1/snapshot?cursor={chunk.next}", SnapshotChunk)


def test_a_colleague_pulls_what_was_pushed(enroller: Enroller) -> None:
    anna, bo = enroller.device("anna"), enroller.device("bo")
    created = youth(anna, given_name="Måns")
    answer = anna.push([created])
    assert [(a.n, a.outcome, a.seq) for a in answer.answers] == [(1, Outcome.APPLIED, 1)]
    got = pulled(bo)
    assert (got.cursor, got.horizon) == (1, 1)
    change_ = got.changes[0]
    assert anna.me is not None
    assert change_.values == created.values
    assert (change_.record, change_.scope) == (created.record, created.record)
    assert (change_.actor, change_.device) == (anna.me.user, anna.me.device)
    assert (change_.n, change_.at) == (1, created.at)
    assert pulled(bo, after=1).changes == []


def test_another_municipality_gets_nothing_of_it(enroller: Enroller, database: Database) -> None:
    anna = enroller.device("anna")
    anna.push([youth(anna)])
    from kaa_server import municipalities
    from kaa_server.clock import system_clock

    other_code = f"7{enroller.municipality[1:]}"
    municipalities.add(database, system_clock, other_code, "Grannen", practice=True)
    other = Enroller(enroller.url, database, enroller.passwords, other_code)
    eva = other.device("eva")
    assert (pulled(eva).changes, downloaded(eva)[0]) == ([], [])
    with pytest.raises(Refused) as refused:
        eva.ask("GET", f"/v1/history/{pulled(anna).changes[0].record.hex()}", History)
    assert refused.value.status == 404
    assert anna.me is not None
    epoch = anna.me.epoch.hex()
    with pytest.raises(Refused) as refused:
        eva.ask("GET", f"/v1/pull?epoch={epoch}&after=0", PullAnswer)
    assert refused.value.body.code == "epoch"
    eva.close()


def test_a_repeat_gets_the_stored_answers_in_whatever_portions(enroller: Enroller) -> None:
    anna = enroller.device("anna")
    operations = [youth(anna) for _ in range(6)]
    first = anna.push(operations[:3])
    assert anna.push(operations[:3]) == first
    overlapping = anna.push(operations[1:5])
    assert overlapping.answers[:2] == first.answers[1:]
    assert [a.seq for a in anna.push(operations).answers] == [1, 2, 3, 4, 5, 6]
    assert len(pulled(anna).changes) == 6


def test_two_of_the_same_push_at_once_are_taken_once(enroller: Enroller) -> None:
    anna = enroller.device("anna")
    operations = [youth(anna) for _ in range(40)]
    answers: list[PushAnswer] = []
    threads = [
        threading.Thread(target=lambda: answers.append(anna.push(operations))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert all(answer.answers == answers[0].answers for answer in answers)
    assert len(pulled(anna).changes) == 40


def test_a_gap_says_which_number_is_awaited(enroller: Enroller) -> None:
    anna = enroller.device("anna")
    anna.push([youth(anna)])
    anna.next_n()
    with pytest.raises(Refused) as refused:
        anna.push([youth(anna)])
    assert (refused.value.status, refused.value.body.code) == (409, "gap")
    assert refused.value.body.expected == 2


def test_a_clone_that_says_something_else_is_noticed(enroller: Enroller) -> None:
    anna = enroller.device("anna")
    anna.push([youth(anna)])
    anna.n = 0
    with pytest.raises(Refused) as refused:
        anna.push([youth(anna, given_name="Någon annan"), youth(anna)])
    assert (refused.value.status, refused.value.body.code) == (409, "diverged")
    assert len(pulled(anna).changes) == 1


def test_a_refused_transaction_is_refused_whole_and_its_numbers_are_spent(
    enroller: Enroller,
) -> None:
    anna = enroller.device("anna")
    good = youth(anna)
    bad = msgspec.structs.replace(youth(anna), values={2: 17})
    after = youth(anna)
    answers = anna.push([*together([good, bad]), after]).answers
    assert [a.outcome for a in answers] == [Outcome.REFUSED, Outcome.REFUSED, Outcome.APPLIED]
    assert [change_.record for change_ in pulled(anna).changes] == [after.record]
    assert anna.push([youth(anna)]).answers[0].outcome is Outcome.APPLIED


def test_the_signature_of_a_push_is_kept_and_checked(
    enroller: Enroller, database: Database
) -> None:
    anna, bo = enroller.device("anna"), enroller.device("bo")
    signed = anna.signed([youth(anna)])
    for wrong in (
        msgspec.structs.replace(signed, signature=bytes(64)),
        msgspec.structs.replace(signed, signature=b""),
        msgspec.structs.replace(signed, payload=signed.payload[:-1] + b"\x01"),
    ):
        with pytest.raises(Refused) as refused:
            anna.ask("POST", "/v1/push", PushAnswer, wrong)
        assert refused.value.status in {400, 401}
    with pytest.raises(Refused) as refused:
        bo.ask("POST", "/v1/push", PushAnswer, signed)
    assert (refused.value.status, refused.value.body.code) == (403, "wrong_user")
    anna.ask("POST", "/v1/push", PushAnswer, signed)
    with database.tenant(enroller.municipality) as connection:
        kept = connection.execute("SELECT signature, first_n, last_n FROM push").fetchall()
    assert kept == [(signed.signature, 1, 1)]


def test_different_fields_both_stand_and_the_same_field_makes_a_conflict(
    enroller: Enroller,
) -> None:
    anna, bo = enroller.device("anna"), enroller.device("bo")
    created = youth(anna)
    anna.push([created])
    anna.push([change(anna, created, 0, value="070-1")])
    assert (
        bo.push([change(bo, created, 0, field="email", value="a@exempel.se")]).answers[0].outcome
        is Outcome.APPLIED
    )
    lost = bo.push([change(bo, created, 0, value="070-2")]).answers[0]
    assert lost.outcome is Outcome.CONFLICT
    conflict = REGISTRY.kind(Conflict)
    for device in (anna, bo):
        seen = [c for c in pulled(device).changes if c.kind == conflict.id]
        assert [c.record for c in seen] == [lost.conflict]
        assert seen[0].values[conflict.by_name["kept_value"].id] == "070-1"
        assert seen[0].values[conflict.by_name["other_value"].id] == "070-2"
    rows, _ = downloaded(anna)
    youth_row = next(row for row in rows if row.record == created.record)
    assert youth_row.values[8 - 1] == "070-1"
    # A losing value is history all the same.
    told = anna.ask("GET", f"/v1/history/{created.record.hex()}", History).rows
    assert [(row.actor_name, row.outcome) for row in told] == [
        ("Anna", Outcome.APPLIED),
        ("Anna", Outcome.APPLIED),
        ("Bo", Outcome.APPLIED),
        ("Bo", Outcome.CONFLICT),
    ]
    assert told[3].change.values == {7: "070-2"}
    assert [c for c in pulled(anna).changes if c.seq == told[3].change.seq] == []


def test_history_tells_who_when_and_which_device(enroller: Enroller) -> None:
    anna, bo = enroller.device("anna", "Annas dator"), enroller.device("bo", "Bos dator")
    created = youth(anna)
    anna.push([created])
    bo.push([change(bo, created, 0, value="070-9")])
    told = anna.ask("GET", f"/v1/history/{uuid.UUID(bytes=created.record)}", History).rows
    assert [(r.actor_name, r.device_name) for r in told] == [
        ("Anna", "Annas dator"),
        ("Bo", "Bos dator"),
    ]
    assert told[1].change.at == created.at
    assert told[1].change.received > 0


def test_a_transaction_is_never_split_between_two_pulls(enroller: Enroller) -> None:
    anna = enroller.device("anna")
    anna.push([youth(anna)])
    anna.push([*together([youth(anna) for _ in range(5)]), youth(anna)])
    assert [len(pulled(anna, after, 2).changes) for after in (0, 6)] == [6, 1]
    assert pulled(anna, 0, 1).cursor == 1


def test_a_conflict_in_the_middle_does_not_split_it_either(enroller: Enroller) -> None:
    anna, bo = enroller.device("anna"), enroller.device("bo")
    created = youth(anna)
    anna.push([created, change(anna, created, 0, value="070-1")])
    bo.push(together([youth(bo), change(bo, created, 0, value="070-2"), youth(bo)]))
    whole = [c.seq for c in pulled(anna).changes]
    # 3 = Bo's youth, 4 = his losing value (not pulled), 5 = the conflict, 6 = his second youth
    assert whole == [1, 2, 3, 5, 6]
    assert [c.seq for c in pulled(anna, 2, 2).changes] == [3, 5, 6]


def test_order_of_numbers_is_order_of_commit_and_no_reader_skips(enroller: Enroller) -> None:
    devices = [enroller.device(f"user{number}") for number in range(3)]
    reader = enroller.device("läsare")
    each, done = 60, threading.Event()
    faults: list[BaseException] = []

    def write(device: Device) -> None:
        try:
            for _ in range(each):
                device.push(together([youth(device), youth(device)]))
        except BaseException as error:  # noqa: BLE001 - shown by the test below
            faults.append(error)

    seen: list[int] = []

    def read() -> None:
        cursor = 0
        while not (done.is_set() and cursor >= 3 * each * 2):
            answer = pulled(reader, cursor, 7)
            seen.extend(change_.seq for change_ in answer.changes)
            cursor = answer.cursor

    threads = [threading.Thread(target=write, args=(device,)) for device in devices]
    reading = threading.Thread(target=read)
    for thread in (*threads, reading):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    reading.join(30)
    assert not faults
    assert seen == list(range(1, 3 * each * 2 + 1))


def test_first_download_goes_on_where_it_stood_and_agrees_with_the_pull(
    enroller: Enroller, database: Database
) -> None:
    anna = enroller.device("anna")
    created = [youth(anna) for _ in range(30)]
    anna.push(created)
    anna.push([change(anna, created[3], 0, value="före")])
    code = enroller.municipality
    rows: list[SnapshotRow] = []
    cursor = None
    portion = 0
    while True:
        with database.tenant(code) as connection:
            chunk = server_pull.snapshot(*reader(connection, code), cursor, limit=7)
        chunk = msgspec.msgpack.decode(msgspec.msgpack.encode(chunk), type=SnapshotChunk)
        rows += chunk.rows
        if chunk.next is None:
            break
        cursor = server_pull.Cursor.parse(chunk.next)
        # Between two chunks: one already fetched and one still to come change, one disappears.
        portion += 1
        if portion == 2:
            anna.push([change(anna, created[0], 0, value="efter"), youth(anna)])
            anna.push([change(anna, created[29], 0, value="efter")])
    assert chunk.as_of == 31
    assert chunk.total == 30
    assert len({row.record for row in rows}) == len(rows) == 31
    state = {row.record: (dict(row.values), dict(row.seqs)) for row in rows}
    for change_ in pulled(anna, chunk.as_of).changes:
        values, seqs = state.setdefault(change_.record, ({}, {}))
        for field, value in change_.values.items():
            if change_.seq > seqs.get(field, 0):
                values[field], seqs[field] = value, change_.seq
    with database.tenant(code) as connection:
        now = server_pull.snapshot(*reader(connection, code), None)
    now = msgspec.msgpack.decode(msgspec.msgpack.encode(now), type=SnapshotChunk)
    assert state == {row.record: (row.values, row.seqs) for row in now.rows}


def test_what_was_deleted_during_a_download_still_comes_marked(
    enroller: Enroller, database: Database
) -> None:
    anna = enroller.device("anna")
    created = [youth(anna) for _ in range(3)]
    anna.push(created)
    code = enroller.municipality
    with database.tenant(code) as connection:
        first = server_pull.snapshot(*reader(connection, code), None, limit=1)
    assert first.next is not None
    n = anna.next_n()
    last = max(created, key=lambda operation: operation.record)
    gone = msgspec.structs.replace(last, n=n, tx=n, verb=Verb.DELETE, values={}, base=3, scope=None)
    assert anna.push([gone]).answers[0].outcome is Outcome.APPLIED
    with database.tenant(code) as connection:
        cursor = server_pull.Cursor.parse(first.next)
        rest = server_pull.snapshot(*reader(connection, code), cursor).rows
    assert {row.record: row.deleted for row in rest}[gone.record]
    rows, _ = downloaded(anna)
    assert len(rows) == 2


@pytest.mark.parametrize(
    "target",
    [
        "/v1/pull",
        "/v1/pull?epoch=00&after=0",
        "/v1/pull?epoch=zz&after=0",
        "/v1/pull?after=0",
        "/v1/pull?epoch=EPOCH&after=-1",
        "/v1/pull?epoch=EPOCH&after=1e3",
        "/v1/pull?epoch=EPOCH&after=%D9%A3",
        "/v1/pull?epoch=EPOCH&after=99999999999999999999",
        "/v1/snapshot?cursor=hej",
        "/v1/snapshot?cursor=%00",
        "/v1/history/hej",
        "/v1/history/00000000",
    ],
)
def test_odd_addresses_are_the_callers_fault(enroller: Enroller, target: str) -> None:
    anna = enroller.device("anna")
    assert anna.me is not None
    response = anna.send("GET", target.replace("EPOCH", anna.me.epoch.hex()))
    assert response.status_code == 400


def test_a_cursor_beyond_the_log_is_of_another_history(enroller: Enroller) -> None:
    anna = enroller.device("anna")
    with pytest.raises(Refused) as refused:
        pulled(anna, after=1)
    assert (refused.value.status, refused.value.body.code) == (409, "epoch")
