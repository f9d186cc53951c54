"""Decisions to erase: carried out, listed, acknowledged by computers, and repeated after a restore."""

from __future__ import annotations

import contextlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs

from kaa_core.model.enums import ErasureReason
from kaa_core.model.registry import milliseconds
from kaa_core.model.rights import Right, may
from kaa_core.sync import erasing as rules
from kaa_core.sync.erasing import Target
from kaa_core.sync.erasures import (
    LONGEST_WORDS,
    MOST_LISTED,
    Carried,
    DeviceRow,
    DeviceStanding,
    Erase,
    ErasureRow,
    Erasures,
    Outstanding,
    Receipt,
    ToErase,
)
from kaa_core.sync.state import Author, Refusal
from kaa_server import log_rows, municipalities, storing
from kaa_server.clock import Clock, while_asked
from kaa_server.codec import rewrap
from kaa_server.database import Connection, Database
from kaa_server.erasing import Decision, PostgresErasing
from kaa_server.errors import Code, RequestError
from kaa_server.sessions import Caller
from kaa_server.statistics import READING_SECONDS, StillReading

_REASONS = {one.value for one in ErasureReason}


def decide(database: Database, clock: Clock, caller: Caller, asked: Erase) -> Carried:
    """Carry out a decision. The same one asked for again gets the same answer.

    Raises:
        RequestError: 400 for what says too little, 404 for what is not there, 409 ``erased``.
    """
    words = asked.words.strip()
    sized = len(asked.erasure) == 16 and len(asked.youth) == 16 and len(asked.fields) <= 100
    if not sized or (asked.record is not None and len(asked.record) != 16):
        raise RequestError(400, Code.BAD_REQUEST)
    if asked.reason not in _REASONS or len(words) > LONGEST_WORDS:
        raise RequestError(400, Code.BAD_REQUEST)
    if asked.reason == ErasureReason.OTHER and not words:
        raise RequestError(400, Code.BAD_REQUEST)
    target = Target(asked.youth, asked.record, tuple(asked.fields))
    by, at = caller.account, clock()
    decision = Decision(uuid.UUID(bytes=asked.erasure), asked.reason, words, by, at)
    carried = carry_out(
        database, caller.municipality, target, decision, going_on=while_asked(READING_SECONDS)
    )
    return Carried(carried)


def carry_out(
    database: Database,
    municipality: str,
    target: Target,
    decision: Decision,
    *,
    going_on: Callable[[], bool] = lambda: True,
) -> int:
    """Erase, and destroy the master key that was; the number of the log's row.

    The figures of the days on which a youth counted are made to stand first (storing.py). What another case
    says of her (samma person) goes next, each as an erasure of its own.

    Raises:
        RequestError: 400, 404, 409 ``erased``, or 503 when `going_on` said no before the figures stood.
    """
    if target.whole:
        try:
            storing.freeze(
                database, lambda: decision.at, municipality, target.youth, going_on=going_on
            )
        except StillReading:
            raise RequestError(503, Code.UNAVAILABLE, retry_after=1) from None
    for link in _links_to(database, municipality, target):
        assert link.record is not None
        named = uuid.uuid5(decision.erasure, link.record.hex())
        with contextlib.suppress(RequestError):  # somebody else has erased it meanwhile
            _carry_out(database, municipality, link, attrs.evolve(decision, erasure=named))
    return _carry_out(database, municipality, target, decision)


def _links_to(database: Database, municipality: str, target: Target) -> list[Target]:
    if not target.whole:
        return []
    with database.tenant(municipality) as connection:
        rows = connection.execute(
            "SELECT record, kind, scope, deleted, body FROM record "
            "WHERE municipality = %s AND kind = %s",
            [municipality, rules.LINK.id],
            binary=True,
        ).fetchall()
        return rules.links_to(target, log_rows.states_of(connection, municipality, rows))


def _carry_out(database: Database, municipality: str, target: Target, decision: Decision) -> int:
    with database.tenant(municipality) as connection:
        shelf = PostgresErasing(connection, municipality, decision)
        shelf.head()
        done = connection.execute(
            "SELECT seq FROM erasure WHERE municipality = %s AND erasure = %s",
            [municipality, decision.erasure],
        ).fetchone()
        if done is not None:
            return int(done[0])
        server = municipalities.server_identity(connection, municipality)
        try:
            found = rules.erase(
                target,
                shelf,
                by=decision.by.bytes if decision.by else server.actor.bytes,
                server=Author(actor=server.actor.bytes, device=server.device.bytes, incarnation=0),
                received=milliseconds(decision.at),
            )
        except Refusal as refusal:
            raise _REFUSED.get(refusal.code, RequestError(400, Code.BAD_REQUEST)) from None
    database.codec.forget(municipality)
    if shelf.master is not None:
        database.codec.keyring.keep_only(municipality, shelf.master.id)
    return found.change.seq


_REFUSED = {
    "missing": RequestError(404, Code.NOT_FOUND),
    "erased": RequestError(409, Code.ERASED),
}


def settle(database: Database) -> None:
    """Destroy master keys that no youth's key hangs on: an erasure may have been cut short."""
    for code, secrets in database.codec.keyring.all().items():
        if len(secrets) < 2:
            continue
        with database.tenant(code) as connection:
            connection.execute(
                "SELECT FROM municipality WHERE municipality = %s FOR UPDATE", [code]
            )
            newest = database.codec.keyring.newest(code)
            if newest is not None:
                rewrap(database.codec, connection, code, newest)
                connection.execute(
                    "UPDATE municipality SET erasures = erasures + 1 WHERE municipality = %s",
                    [code],
                )
        if newest is not None:
            database.codec.keyring.keep_only(code, newest.id)
        database.codec.forget(code)


# -- receipts


def outstanding(connection: Connection, municipality: str, device: uuid.UUID) -> Outstanding:
    """What a device has not said that it has erased, of what was decided since it was connected."""
    rows = connection.execute(
        "SELECT e.seq, e.youth, e.record, e.fields, e.kind FROM erasure e "
        "JOIN device d ON d.municipality = e.municipality AND d.device = %(device)s "
        "WHERE e.municipality = %(m)s AND e.at >= d.enrolled_at AND NOT EXISTS (SELECT FROM "
        "erasure_receipt r WHERE r.municipality = e.municipality AND r.seq = e.seq "
        "AND r.device = d.device) ORDER BY e.seq LIMIT 2000",
        {"m": municipality, "device": device},
    )
    return Outstanding(
        [
            ToErase(seq, youth.bytes, record.bytes if record else None, fields, kind)
            for seq, youth, record, fields, kind in rows
        ]
    )


def acknowledge(
    connection: Connection, clock: Clock, municipality: str, device: uuid.UUID, receipt: Receipt
) -> None:
    """Note that a device has erased."""
    connection.execute(
        "INSERT INTO erasure_receipt (municipality, seq, device, at) "
        "SELECT e.municipality, e.seq, %s, %s FROM erasure e "
        "WHERE e.municipality = %s AND e.seq = ANY(%s) ON CONFLICT DO NOTHING",
        [device, clock(), municipality, receipt.seqs],
    )


def listed(connection: Connection, municipality: str) -> Erasures:
    """What has been erased, the latest first, each with where every computer stands."""
    rows = connection.execute(
        "SELECT e.seq, e.at, coalesce(a.name, ''), e.kind, e.record IS NULL, e.fields, e.reason, "
        "e.words, count(*) OVER () FROM erasure e LEFT JOIN account a "
        "ON a.municipality = e.municipality AND a.account = e.by "
        "WHERE e.municipality = %s ORDER BY e.seq DESC LIMIT %s",
        [municipality, MOST_LISTED],
    ).fetchall()
    devices = _devices(connection, municipality)
    receipts = {
        (seq, device): at
        for seq, device, at in connection.execute(
            "SELECT seq, device, at FROM erasure_receipt WHERE municipality = %s AND seq = ANY(%s)",
            [municipality, [row[0] for row in rows]],
        )
    }
    found = [
        ErasureRow(
            seq=seq,
            at=milliseconds(at),
            by_name=by,
            kind=kind,
            whole=whole,
            fields=fields,
            reason=reason,
            words=words,
            devices=[
                one.row(at, receipts.get((seq, one.device)))
                for one in devices
                if one.enrolled_at <= at
            ],
        )
        for seq, at, by, kind, whole, fields, reason, words, _ in rows
    ]
    return Erasures(found, rows[0][-1] if rows else 0)


@attrs.frozen(slots=True)
class _Device:
    device: uuid.UUID
    name: str
    user_name: str
    program: str
    enrolled_at: datetime
    last_seen: datetime | None
    blocked_at: datetime | None

    def row(self, decided: datetime, done: datetime | None) -> DeviceRow:
        if done is not None:
            standing, at = DeviceStanding.DONE, milliseconds(done)
        elif self.blocked_at is not None:
            standing, at = DeviceStanding.BLOCKED, milliseconds(self.blocked_at)
        elif self.last_seen is None or self.last_seen < decided:
            standing, at = DeviceStanding.SILENT, 0
        else:
            standing, at = DeviceStanding.WAITING, 0
        seen = milliseconds(self.last_seen) if self.last_seen else 0
        return DeviceRow(self.name, self.user_name, standing, at, seen, self.program)


def _devices(connection: Connection, municipality: str) -> list[_Device]:
    """Computers that may hold anything about youths: their users' roles read cases."""
    rows: Iterable[tuple[Any, ...]] = connection.execute(
        "SELECT d.device, d.name, a.name, d.program, d.enrolled_at, d.last_seen, d.blocked_at, "
        "a.role FROM device d JOIN account a USING (municipality, account) "
        "WHERE d.municipality = %s AND d.public_key IS NOT NULL ORDER BY a.name, d.name",
        [municipality],
    )
    return [_Device(*row[:-1]) for row in rows if may(row[-1], Right.READ_CASES)]


# -- after a restore


def again(database: Database, ledgers: Iterable[Path]) -> int:
    """Erase in a restored server what was erased after its backup was made; how many there were."""
    done = 0
    noted = {line["erasure"] for line in _lines([database.codec.keyring.ledger])}
    for line in list(_lines(ledgers)):
        record = bytes.fromhex(line["record"]) if line["record"] else None
        target = Target(bytes.fromhex(line["youth"]), record, tuple(line["fields"]))
        by = uuid.UUID(line["by"]) if line["by"] else None
        at = datetime.fromisoformat(line["at"])
        decision = Decision(uuid.UUID(line["erasure"]), line["reason"], "", by, at)
        try:
            with database.tenant(line["municipality"]) as connection:
                known = connection.execute(
                    "SELECT (SELECT count(*) FROM municipality WHERE municipality = %(m)s), "
                    "(SELECT count(*) FROM erasure WHERE municipality = %(m)s "
                    "AND erasure = %(e)s)",
                    {"m": line["municipality"], "e": decision.erasure},
                ).fetchone()
            if known == (1, 0):
                carry_out(database, line["municipality"], target, decision)
                done += 1
                continue
        except RequestError:
            pass  # it was not there yet when the backup was made
        if line["erasure"] not in noted:
            database.codec.keyring.note(line)
    return done


def _lines(ledgers: Iterable[Path]) -> Iterator[dict[str, Any]]:
    seen = set[str]()
    for path in ledgers:
        if not path.is_file():
            continue
        for text in path.read_text(encoding="ascii").splitlines():
            line: dict[str, Any] = json.loads(text)
            if line["erasure"] not in seen:
                seen.add(line["erasure"])
                yield line
