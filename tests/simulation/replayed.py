"""A recorded trace on real PostgreSQL: the same pushes, at the same times, with the same new ids."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from unittest import mock
from uuid import UUID

import attrs
import msgspec

from kaa_core.model.ids import DeviceId, UserId
from kaa_core.sync.messages import Push, PushAnswer
from kaa_core.sync.shelf import CaseRow
from kaa_core.sync.state import RecordState
from kaa_server import log, log_rows, municipalities, push
from kaa_server.arrays import with_plain_ids
from kaa_server.database import Connection, Database
from kaa_server.errors import RequestError
from kaa_server.sessions import Caller
from kaa_server.shelf import Evidence, case_rows
from tests.simulation.memory import Held
from tests.simulation.server import SERVER, Account, SimServer

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_pack = msgspec.msgpack.Encoder().encode
_values = msgspec.msgpack.Decoder(dict[int, Any]).decode


@attrs.frozen
class Asked:
    """One push as it came to the server, the ids that were drawn for it, and what was answered."""

    push: Push
    account: Account | None
    at: int
    ids: tuple[bytes, ...]
    answer: object


@attrs.define
class Recorder(SimServer):
    """The server in memory, which notes what it takes."""

    trace: list[Asked] = attrs.Factory(list)

    def take(self, push: Push, account: Account | None) -> PushAnswer:
        """As it does, and note it; a refusal too."""
        ids, draw = list[bytes](), self.new_id

        def drawn() -> bytes:
            ids.append(draw())
            return ids[-1]

        self.new_id = drawn
        told: object = None
        try:
            answer = SimServer.take(self, push, account)
        except RequestError as refusal:
            told = said(refusal)
            raise
        else:
            told = answer
            return answer
        finally:
            self.new_id = draw
            self.trace.append(Asked(push, account, self.now(), tuple(ids), told))


def said(refusal: RequestError) -> tuple[int, str, int | None]:
    """A refusal, to be compared."""
    return refusal.status, str(refusal.code), refusal.expected


def found(database: Database, code: str, held: Held, accounts: dict[bytes, Account]) -> None:
    """A municipality with the simulation's epoch, server, accounts and devices."""
    own = iter((SERVER.actor, SERVER.device))
    with mock.patch.object(municipalities, "new_id", _next_of(own)):
        municipalities.add(database, lambda: _EPOCH, code, "Simulering", practice=True)
    with database.tenant(code) as connection:
        connection.execute(
            "UPDATE municipality SET epoch = %s WHERE municipality = %s",
            [UUID(bytes=held.epoch), code],
        )
        for one in accounts.values():
            connection.execute(
                "INSERT INTO account (municipality, account, username, name, role, worker, "
                "password, created_at) VALUES (%s, %s, %s, %s, %s, %s, '', %s)",
                [
                    code,
                    UUID(bytes=one.user),
                    one.user.hex(),
                    "Namn",
                    one.role,
                    _id(one.worker),
                    _EPOCH,
                ],
            )
            connection.execute(
                "INSERT INTO device (municipality, device, account, name, program, enrolled_at, "
                "public_key) VALUES (%s, %s, %s, 'Dator', '', %s, %s)",
                [code, UUID(bytes=one.device), UUID(bytes=one.user), _EPOCH, one.public_key],
            )


def replay(database: Database, code: str, trace: list[Asked]) -> Iterator[tuple[Asked, object]]:
    """Let the real server take it all; each push with what is answered this time."""
    for asked in trace:
        ids = iter(asked.ids)
        with mock.patch.object(push, "new_id", _next_of(ids)), database.tenant(code) as connection:
            answer = _take(connection, code, asked)
        if next(ids, None) is not None:
            raise AssertionError("the real server drew fewer ids")
        yield asked, answer


def _next_of(ids: Iterator[bytes]) -> Callable[[object], UUID]:
    return lambda _: UUID(bytes=next(ids))


def _take(connection: Connection, code: str, asked: Asked) -> object:
    payload = hashlib.sha256(_pack(asked.push)).digest()
    clock, caller = (lambda: _EPOCH + timedelta(milliseconds=asked.at)), None
    if asked.account is not None:
        one = asked.account
        user, device = UserId(UUID(bytes=one.user)), DeviceId(UUID(bytes=one.device))
        caller = Caller(code, user, device, UUID(int=0), one.public_key, one.role)
    try:
        return push.take(connection, clock, code, asked.push, Evidence(b"", payload), caller)
    except RequestError as refusal:
        return said(refusal)


def _id(value: bytes | None) -> UUID | None:
    return None if value is None else UUID(bytes=value)


# -- the end state


@attrs.frozen
class End:
    """Hashes of what a server holds in the end, and how much of it."""

    records: bytes
    log: bytes
    cases: bytes
    quarantined: int
    rows: int


def end_in_memory(held: Held) -> End:
    """Of the server in memory."""
    return End(
        records=_records(held.records),
        log=_log([_row(one.change, one.base, one.outcome) for one in held.log]),
        cases=_cases(held.cases),
        quarantined=len(held.more.get("quarantine", ())),
        rows=held.seq,
    )


def end_in_database(connection: Connection, code: str) -> End:
    """Of PostgreSQL, read as the server reads it."""
    query = f"SELECT {log.CHANGE_COLUMNS}, base, outcome FROM change_log "
    query += "WHERE municipality = %s ORDER BY seq"
    rows = with_plain_ids(connection, query, [code]).fetchall()
    bodies = log_rows.change_bodies(connection, code, rows)
    changes = [
        _row(log.change_of(row[:-2], _values(body)), row[-2], row[-1])
        for row, body in zip(rows, bodies, strict=True)
    ]
    records = connection.execute(
        "SELECT record, kind, scope, deleted, body FROM record WHERE municipality = %s",
        [code],
        binary=True,
    ).fetchall()
    youths = connection.execute(
        "SELECT youth FROM case_sight WHERE municipality = %s", [code]
    ).fetchall()
    [(waiting,)] = connection.execute(
        "SELECT count(*) FROM quarantine WHERE municipality = %s", [code]
    ).fetchall()
    head = log.read_head(connection, code)
    assert head is not None
    return End(
        records=_records(log_rows.states_of(connection, code, records)),
        log=_log(changes),
        cases=_cases(case_rows(connection, code, [one.bytes for (one,) in youths])),
        quarantined=waiting,
        rows=head.seq,
    )


def _row(change: Any, base: int, outcome: int) -> bytes:
    values = sorted(change.values.items())
    return _pack((msgspec.structs.replace(change, values={}), values, base, int(outcome)))


def _log(rows: list[bytes]) -> bytes:
    return hashlib.blake2b(_pack(rows), digest_size=16).digest()


def _records(records: Any) -> bytes:
    told = [_record(one, state) for one, state in sorted(records.items())]
    return hashlib.blake2b(_pack(told), digest_size=16).digest()


def _record(record: bytes, state: RecordState) -> tuple[Any, ...]:
    values = sorted((field, value) for field, value in state.values.items() if value is not None)
    seqs = sorted(state.seqs.items())
    return record, state.kind, state.scope, values, seqs, state.deleted


def _cases(cases: dict[bytes, CaseRow]) -> bytes:
    told = [
        (youth, row.count, row.total, *attrs.astuple(row.sight))
        for youth, row in sorted(cases.items())
    ]
    return hashlib.blake2b(_pack(told), digest_size=16).digest()
