"""Work about a youth whom its author does not see: kept, listed, and what was decided handed out."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence

import msgspec

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
