"""Work about a youth whom its author does not see: kept, listed, and what was decided handed out."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from kaa_core.sync.erasing import Target
from kaa_core.sync.messages import Operation, Push, Verb, Verdict
from kaa_core.sync.reviewing import MOST_HELD, Held, HeldList
from kaa_core.sync.shelf import Quarantined
from kaa_server.codec import Keys
from kaa_server.database import Connection
from kaa_server.log_rows import packed

MOST_VERDICTS = 1000
_pack = msgspec.msgpack.Encoder().encode
_unpack_operations = msgspec.msgpack.Decoder(list[Operation]).decode


def keep(
    connection: Connection,
    municipality: str,
    push: Push,
    received: int,
    quarantined: Sequence[Quarantined],
    keys: Keys,
) -> None:
    """Keep what waits, whole, within the push's transaction, sealed with the youths' keys."""
    for one in quarantined:
        place = in_quarantine(push.device, push.incarnation, one.operations[0].n)
        body = _pack(list(one.operations))
        [sealed] = connection.codec.seal(keys, municipality, [one.youth], [place], [body])
        made = [each.record for each in one.operations if each.verb is Verb.CREATE]
        connection.execute(
            "INSERT INTO quarantine (municipality, device, incarnation, n, actor, schema, youth, "
            "reason, records, body, received) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                municipality,
                packed(push.device),
                push.incarnation,
                one.operations[0].n,
                packed(push.actor),
                push.schema,
                packed(one.youth),
                int(one.reason),
                [packed(record) for record in made],
                sealed,
                received,
            ],
        )


def in_quarantine(device: bytes, incarnation: int, n: int) -> bytes:
    """The place of what waits, for its seal."""
    return b"Q" + device + incarnation.to_bytes(8, "big") + n.to_bytes(8, "big")


def operations_of(
    connection: Connection,
    municipality: str,
    rows: Sequence[tuple[bytes, int, int, bytes, bytes]],
) -> list[list[Operation]]:
    """What waits, opened, from rows of device, incarnation, n, youth and body."""
    bodies = connection.codec.open(
        connection,
        municipality,
        [youth for _, _, _, youth, _ in rows],
        [in_quarantine(device, incarnation, n) for device, incarnation, n, _, _ in rows],
        [body for _, _, _, _, body in rows],
    )
    return [_unpack_operations(body) for body in bodies]


def waiting(
    connection: Connection,
    municipality: str,
    device: uuid.UUID,
    incarnation: int,
    records: Iterable[bytes],
) -> Mapping[bytes, bytes]:
    """Of these records, those that the device made in what still waits, each with the youth."""
    wanted = {uuid.UUID(bytes=one) for one in records}
    rows = connection.execute(
        "SELECT records, youth FROM quarantine WHERE municipality = %s AND device = %s "
        "AND incarnation = %s AND ruling IS NULL AND records && %b",
        [municipality, device, incarnation, list(wanted)],
        binary=True,
    )
    return {
        record.bytes: youth.bytes for made, youth in rows for record in made if record in wanted
    }


def held(connection: Connection, municipality: str) -> HeldList:
    """What waits, the oldest first."""
    rows = connection.execute(
        "SELECT q.device, q.incarnation, q.n, q.actor, a.name, d.name, q.youth, q.reason, "
        "q.received, q.body, count(*) OVER () FROM quarantine q "
        "LEFT JOIN account a ON a.municipality = q.municipality AND a.account = q.actor "
        "LEFT JOIN device d ON d.municipality = q.municipality AND d.device = q.device "
        "WHERE q.municipality = %s AND q.ruling IS NULL "
        "ORDER BY q.received, q.device, q.incarnation, q.n LIMIT %s",
        [municipality, MOST_HELD],
        binary=True,
    ).fetchall()
    named = [(row[0].bytes, row[1], row[2], row[6].bytes, row[9]) for row in rows]
    opened = operations_of(connection, municipality, named)
    found = [
        Held(
            device=device.bytes,
            incarnation=incarnation,
            n=n,
            actor=actor.bytes,
            actor_name=name or "",
            device_name=device_name or "",
            youth=youth.bytes,
            reason=reason,
            received=received,
            operations=operations,
        )
        for (
            (device, incarnation, n, actor, name, device_name, youth, reason, received, _, _),
            operations,
        ) in zip(rows, opened, strict=True)
    ]
    return HeldList(found, rows[0][-1] if rows else 0)


def verdicts(
    connection: Connection, municipality: str, device: uuid.UUID, after: int, upto: int
) -> list[Verdict]:
    """What has been decided about a device's work with numbers in this span."""
    rows = connection.execute(
        "SELECT incarnation, n, ruling, answer, ruled_by, ruled_at, handed_to FROM quarantine "
        "WHERE municipality = %s AND device = %s AND seq > %s AND seq <= %s "
        "ORDER BY seq DESC, incarnation, n LIMIT %s",
        [municipality, device, after, upto, MOST_VERDICTS],
        binary=True,
    )
    return [
        Verdict(incarnation, n, ruling, answer, by.bytes, at, to.bytes if to else None)
        for incarnation, n, ruling, answer, by, at, to in rows
    ]


# -- at an erasure, in its transaction

Kept = tuple[uuid.UUID, int, int, bytes]
"""Device, incarnation, n and the packed operations of what waits."""


def opened(connection: Connection, municipality: str, youth: bytes) -> list[Kept]:
    """All that waits, or has been decided, about a youth."""
    rows = connection.execute(
        "SELECT device, incarnation, n, body FROM quarantine WHERE municipality = %s AND youth = %s",
        [municipality, packed(youth)],
        binary=True,
    ).fetchall()
    named = [(row[0].bytes, row[1], row[2], youth, row[3]) for row in rows]
    operations = operations_of(connection, municipality, named)
    return [
        (device, incarnation, n, _pack(held))
        for (device, incarnation, n, _), held in zip(rows, operations, strict=True)
    ]


def seal_anew(
    connection: Connection, municipality: str, youth: bytes, kept: Sequence[Kept], keys: Keys
) -> None:
    """Seal what waits with the youth's new key."""
    for device, incarnation, n, body in kept:
        place = in_quarantine(device.bytes, incarnation, n)
        [sealed] = connection.codec.seal(keys, municipality, [youth], [place], [body])
        _put(connection, municipality, (device, incarnation, n), sealed)


def strike(
    connection: Connection, municipality: str, target: Target, gone: Collection[bytes]
) -> None:
    """Take out what waits about what is erased; of a transaction the rest stays.

    Also out of what waits because of another youth, when both were written about in one go.
    """
    rows = connection.execute(
        "SELECT device, incarnation, n, youth, body FROM quarantine WHERE municipality = %s",
        [municipality],
        binary=True,
    ).fetchall()
    named = [(row[0].bytes, row[1], row[2], row[3].bytes, row[4]) for row in rows]
    opened_rows = operations_of(connection, municipality, named)
    if target.whole:  # what was made about her and never came into the log
        made = (one for operations in opened_rows for one in operations if one.verb is Verb.CREATE)
        gone = {*gone, *(one.record for one in made if one.scope == target.youth)}
    for (device, incarnation, n, youth, _), operations in zip(rows, opened_rows, strict=True):
        own = youth.bytes == target.youth
        left = [] if own and target.whole else _left(operations, target, gone)
        if not left:
            connection.execute(
                "DELETE FROM quarantine WHERE municipality = %s AND device = %s "
                "AND incarnation = %s AND n = %s",
                [municipality, device, incarnation, n],
            )
        elif left != operations:
            keys = connection.codec.keys(connection, municipality, [youth.bytes])
            place = in_quarantine(device.bytes, incarnation, n)
            sealed = connection.codec.seal(
                keys, municipality, [youth.bytes], [place], [_pack(left)]
            )
            _put(connection, municipality, (device, incarnation, n), sealed[0])


def _left(
    operations: Iterable[Operation], target: Target, gone: Collection[bytes]
) -> list[Operation]:
    found = []
    for one in operations:
        if one.record in gone:
            continue
        if one.record == target.record and target.fields:
            values = {f: value for f, value in one.values.items() if f not in target.fields}
            if one.values and not values and one.verb is not Verb.CREATE:
                continue
            found.append(msgspec.structs.replace(one, values=values))
        else:
            found.append(one)
    return found


def _put(
    connection: Connection, municipality: str, key: tuple[uuid.UUID, int, int], body: bytes
) -> None:
    connection.execute(
        "UPDATE quarantine SET body = %s WHERE municipality = %s AND device = %s "
        "AND incarnation = %s AND n = %s",
        [body, municipality, *key],
    )
