"""Attached files on the real server: who may, in which pieces, verified, and gone when they are to be."""

from __future__ import annotations

import hashlib
import uuid

import pytest

from kaa_core.model.attachment import Attachment
from kaa_core.model.enums import Role
from kaa_core.model.registry import REGISTRY
from kaa_core.sync import attachments as cut
from kaa_core.sync.attachments import PIECE, Piece, Pieces
from kaa_core.sync.messages import Operation, Outcome, Verb
from kaa_server import attachments, municipalities
from kaa_server.cli import attachments as commands
from kaa_server.cli import parser
from kaa_server.clock import system_clock
from kaa_server.database import Database
from kaa_server.faults import OperatorError
from tests.server_fixture import Enroller, FakeClock
from tests.server_process import Device, Refused, new_record
from tests.unit.server.operations import AT, youth
from tests.unit.server.test_push_pull import pulled

KIND = REGISTRY.kind(Attachment)
CONTENT = bytes(range(256)) * 2600  # two whole pieces and a bit


def attached(device: Device, scope: bytes, content: bytes = CONTENT) -> Operation:
    values = {
        1: scope,
        2: "Plan",
        3: 1,
        4: "2026-11-20",
        5: "application/pdf",
        6: len(content),
        7: hashlib.sha256(content).hexdigest(),
    }
    n = device.next_n()
    return Operation(n, n, Verb.CREATE, KIND.id, new_record(), values, 0, AT, scope)


def target(record: bytes, last: object = "") -> str:
    return f"/v1/attachment/{record.hex()}" + (f"/{last}" if last != "" else "")


def piece(index: int, content: bytes = CONTENT) -> Piece:
    body = content[index * PIECE : (index + 1) * PIECE]
    return Piece(hashlib.sha256(body).digest(), body)


def put(device: Device, record: bytes, index: int, content: bytes = CONTENT) -> Pieces:
    return device.ask("PUT", target(record, index), Pieces, piece(index, content))


def held(device: Device, record: bytes) -> Pieces:
    return device.ask("GET", target(record), Pieces)


def whole(device: Device, record: bytes) -> Pieces:
    return device.ask("POST", target(record, "whole"), Pieces)


def fetched(device: Device, record: bytes) -> bytes:
    found = held(device, record)
    parts = [device.ask("GET", target(record, at), Piece) for at in range(found.count)]
    return b"".join(part.body for part in parts)


def refusal(device: Device, method: str, to: str, body: Piece | None = None) -> tuple[int, str]:
    with pytest.raises(Refused) as refused:
        device.ask(method, to, Pieces, body)
    return refused.value.status, refused.value.body.code


def record_of(device: Device, content: bytes = CONTENT) -> bytes:
    made = youth(device)
    paper = attached(device, made.record, content)
    device.push([made, paper])
    return paper.record


def delete(device: Device, record: bytes) -> None:
    n = device.next_n()
    seen = pulled(device).horizon
    [answer] = device.push([Operation(n, n, Verb.DELETE, KIND.id, record, {}, seen, AT)]).answers
    assert answer.outcome is Outcome.APPLIED


def test_a_file_goes_up_in_any_order_and_down_only_when_whole(enroller: Enroller) -> None:
    anna, bo = enroller.device("anna"), enroller.device("bo")
    record = record_of(anna)
    assert held(anna, record) == Pieces(3, [])
    assert put(anna, record, 2) == Pieces(3, [2])
    assert put(anna, record, 0) == Pieces(3, [0, 2])
    assert put(anna, record, 0) == Pieces(3, [0, 2])  # the answer was cut, and it is sent again
    assert whole(anna, record) == Pieces(3, [0, 2])
    assert refusal(bo, "GET", target(record, 0)) == (404, "not_found")
    put(anna, record, 1)
    assert whole(anna, record) == Pieces(3, [0, 1, 2], whole=True)
    assert whole(anna, record).whole
    assert fetched(bo, record) == CONTENT
    assert refusal(bo, "GET", target(record, 3)) == (404, "not_found")


def test_a_piece_that_is_not_what_it_says_is_not_taken(enroller: Enroller) -> None:
    anna = enroller.device("anna")
    record = record_of(anna)
    good = piece(0)
    for bad in (
        Piece(hashlib.sha256(b"x").digest(), good.body),
        Piece(hashlib.sha256(good.body[1:]).digest(), good.body[1:]),
    ):
        assert refusal(anna, "PUT", target(record, 0), bad) == (400, "bad_request")
    long = good.body + b"x"
    over = Piece(hashlib.sha256(long).digest(), long)
    assert refusal(anna, "PUT", target(record, 0), over) == (400, "bad_request")
    for odd in ("3", "-1", "1e1", "9999999"):
        assert refusal(anna, "PUT", target(record, odd), good)[0] in {400, 404}
    assert held(anna, record) == Pieces(3, [])


def test_a_file_that_is_another_than_its_record_says_is_let_go_of(enroller: Enroller) -> None:
    anna = enroller.device("anna")
    record = record_of(anna)
    other = CONTENT[::-1]
    for index in range(3):
        put(anna, record, index, other)
    assert refusal(anna, "POST", target(record, "whole")) == (409, "content")
    assert held(anna, record) == Pieces(3, [])
    for index in range(3):
        put(anna, record, index)
    assert whole(anna, record).whole


def test_nobody_who_does_not_see_the_youth_is_told_of_the_file(
    enroller: Enroller, database: Database
) -> None:
    anna = enroller.device("anna")
    clerk = enroller.device("ida", role=Role.ADMINISTRATOR)
    leader = enroller.device("lena", role=Role.MANAGER)
    record = record_of(anna)
    for index in range(3):
        put(anna, record, index)
    whole(anna, record)
    assert fetched(leader, record) == CONTENT
    assert refusal(leader, "PUT", target(record, 0), piece(0)) == (403, "role")
    for method, to, body in (
        ("GET", target(record), None),
        ("GET", target(record, 0), None),
        ("PUT", target(record, 0), piece(0)),
        ("POST", target(record, "whole"), None),
    ):
        assert refusal(clerk, method, to, body)[0] == 403
    # The case is another unit's now: a colleague is told of nothing, by any way.
    bo = enroller.device("bo")
    with database.tenant(enroller.municipality) as connection:
        connection.execute("UPDATE case_sight SET unit = %s", [uuid.uuid4()])
    ways: tuple[tuple[str, str, Piece | None], ...] = (
        ("GET", target(record), None),
        ("GET", target(record, 0), None),
        ("PUT", target(record, 0), piece(0)),
        ("POST", target(record, "whole"), None),
    )
    for method, to, body in ways:
        assert refusal(bo, method, to, body) == (404, "not_found")
    # Who added it may still send it to its end, and reads nothing of it.
    assert held(anna, record).whole
    assert refusal(anna, "GET", target(record, 0)) == (404, "not_found")


def test_what_is_no_attached_file_has_none(enroller: Enroller) -> None:
    anna = enroller.device("anna")
    made = youth(anna)
    odd = attached(anna, made.record)
    odd.values[7] = "not a hash"
    anna.push([made, odd])
    for record in (made.record, odd.record, new_record()):
        assert refusal(anna, "GET", target(record)) == (404, "not_found")
    gone = record_of(anna)
    delete(anna, gone)
    assert refusal(anna, "PUT", target(gone, 0), piece(0)) == (404, "not_found")


def test_a_municipality_has_room_for_so_much(enroller: Enroller, database: Database) -> None:
    anna = enroller.device("anna")
    first, second = record_of(anna), record_of(anna)
    with database.tenant(enroller.municipality) as connection:
        attachments.set_limit(connection, enroller.municipality, len(CONTENT) + 1)
    put(anna, first, 0)
    assert refusal(anna, "PUT", target(second, 0), piece(0)) == (409, "attachments-full")
    put(anna, first, 1)  # what has begun is let through
    # The first is deleted: when its term is out the next one has room.
    delete(anna, first)
    assert refusal(anna, "PUT", target(second, 0), piece(0)) == (409, "attachments-full")
    with database.tenant(enroller.municipality) as connection:
        assert attachments.sweep(connection, enroller.municipality, system_clock()) == 0
        later = system_clock() + attachments.DELETED + attachments.UNFINISHED
        assert attachments.sweep(connection, enroller.municipality, later) == 1
    assert put(anna, second, 0) == Pieces(3, [0])


def test_removing_a_youths_files_leaves_the_others(enroller: Enroller, database: Database) -> None:
    anna = enroller.device("anna")
    made = youth(anna)
    papers = [attached(anna, made.record) for _ in range(2)]
    anna.push([made, *papers])
    other = record_of(anna)
    for record in (papers[0].record, papers[1].record, other):
        put(anna, record, 0)
    code = enroller.municipality
    with database.tenant(code) as connection:
        attachments.remove(connection, code, records=[uuid.UUID(bytes=papers[0].record)])
        assert attachments.usage(connection, code)[0] == 2 * len(CONTENT)
        attachments.remove(connection, code, youth=uuid.UUID(bytes=made.record))
        assert attachments.usage(connection, code)[0] == len(CONTENT)
    assert held(anna, other) == Pieces(3, [0])
    assert held(anna, papers[1].record) == Pieces(3, [])


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, 25 * 1024 * 1024])
def test_pieces_make_up_the_file(size: int) -> None:
    count = cut.pieces(size)
    assert sum(cut.length(size, index) for index in range(count)) == size
    for wrong in (-1, count):
        with pytest.raises(ValueError, match="no such piece"):
            cut.length(size, wrong)


@pytest.mark.parametrize("size", [0, -1, 25 * 1024 * 1024 + 1])
def test_no_file_has_another_size(size: int) -> None:
    with pytest.raises(ValueError, match="size"):
        cut.pieces(size)


def test_the_operator_sees_and_sets_the_room(
    enroller: Enroller, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    def typed(*words: str) -> str:
        arguments = parser.build().parse_args(
            ["attachments", "--municipality", enroller.municipality, *words]
        )
        commands.room(database, arguments)
        return capsys.readouterr().out

    assert typed() == "Bilagorna tar 0,0 av 20,0 GB.\n"
    assert typed("--limit-gb", "50") == "Bilagorna tar 0,0 av 50,0 GB.\n"
    assert typed("--sweep").startswith("0 filer")
    with pytest.raises(OperatorError, match="heltal"):
        typed("--limit-gb", "-1")


def test_no_other_municipality_reaches_a_file(
    enroller: Enroller, database: Database, clock: FakeClock
) -> None:
    record = record_of(enroller.device("anna"))
    municipalities.add(database, clock, "8999", "Grannås", practice=True)
    other = Enroller(enroller.url, database, enroller.passwords, "8999")
    boss = other.device("chefen", role=Role.COORDINATOR)
    assert refusal(boss, "GET", target(record)) == (404, "not_found")
    assert refusal(boss, "PUT", target(record, 0), piece(0)) == (404, "not_found")
    boss.close()


def test_bytes_lie_sealed_in_the_database(enroller: Enroller, database: Database) -> None:
    anna = enroller.device("anna")
    content = b"PLANTERAD-I-BILAGAN " * 100
    record = record_of(anna, content)
    put(anna, record, 0, content)
    assert whole(anna, record).whole
    with database.tenant(enroller.municipality) as connection:
        [(body, key)] = connection.execute(
            "SELECT p.body, a.key FROM attachment_piece p JOIN attachment a USING (record)"
        ).fetchall()
    assert b"PLANTERAD" not in bytes(body)
    assert key is not None
    assert fetched(anna, record) == content
