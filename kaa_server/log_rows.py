"""Rows of the log, the records and the pushes: how they lie in PostgreSQL.

The database never looks inside a body. A record's body is msgpack [values, seqs], a log row's is
msgpack {field: value}, sealed under the youth's key (codec.py): opened, both go out again without
being unpacked.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from kaa_core.sync.erasing import OF_NOBODY
from kaa_core.sync.messages import Answer
from kaa_core.sync.state import Entry, RecordState
from kaa_server.arrays import Bigints, Booleans, Bytes, Ids, Integers, Smallints
from kaa_server.codec import Keys, in_log, in_records
from kaa_server.database import Connection

_pack = msgspec.msgpack.Encoder().encode
_unpack_state = msgspec.msgpack.Decoder(tuple[dict[int, Any], dict[int, int]]).decode
_INSERT_CHANGES = """
    INSERT INTO change_log (municipality, seq, tx, verb, kind, record, scope, body, base, outcome,
        actor, device, incarnation, n, at, received)
    SELECT %(m)s, * FROM unnest(%(seq)b::bigint[], %(tx)b::bigint[], %(verb)b::smallint[],
        %(kind)b::integer[], %(record)b::uuid[], %(scope)b::uuid[], %(body)b::bytea[],
        %(base)b::bigint[], %(outcome)b::smallint[], %(actor)b::uuid[], %(device)b::uuid[],
        %(incarnation)b::bigint[], %(n)b::bigint[], %(at)b::bigint[], %(received)b::bigint[])
"""
_UPSERT_RECORDS = """
    INSERT INTO record (municipality, record, kind, scope, deleted, seq, body)
    SELECT %(m)s, * FROM unnest(%(record)b::uuid[], %(kind)b::integer[], %(scope)b::uuid[],
        %(deleted)b::boolean[], %(seq)b::bigint[], %(body)b::bytea[])
    ON CONFLICT (municipality, record) DO UPDATE
    SET deleted = excluded.deleted, seq = excluded.seq, body = excluded.body
"""


def packed(identity: bytes | None) -> uuid.UUID | None:
    """16 bytes as PostgreSQL takes them."""
    return None if identity is None else uuid.UUID(bytes=identity)


def state_of(kind: int, scope: uuid.UUID | None, deleted: bool, body: bytes) -> RecordState:
    """A record from its columns."""
    values, seqs = _unpack_state(body)
    return RecordState(kind, scope.bytes if scope else None, values, seqs, deleted)


def owner(kind: int, record: bytes, scope: bytes | None) -> bytes | None:
    """Under whose key a body lies: the youth's, or the record's own when it is about somebody else."""
    return record if scope is None and kind in OF_NOBODY else scope


def states_of(
    connection: Connection, municipality: str, rows: Sequence[tuple[Any, ...]]
) -> dict[bytes, RecordState]:
    """Records from rows of record, kind, scope, deleted and body."""
    named = [(row[0].bytes, row[2].bytes if row[2] else None, row[4]) for row in rows]
    bodies = record_bodies(connection, municipality, named)
    return {
        record.bytes: state_of(kind, scope, deleted, body)
        for (record, kind, scope, deleted, _), body in zip(rows, bodies, strict=True)
    }


def record_bodies(
    connection: Connection,
    municipality: str,
    rows: Sequence[tuple[bytes, bytes | None, bytes]],
) -> list[bytes]:
    """The bodies of records, opened, from rows of record, scope and body."""
    return connection.codec.open(
        connection,
        municipality,
        [scope or record for record, scope, _ in rows],  # of what is not sealed nobody asks
        [in_records(record) for record, _, _ in rows],
        [body for _, _, body in rows],
    )


def change_bodies(
    connection: Connection, municipality: str, rows: Sequence[tuple[Any, ...]]
) -> list[bytes]:
    """The bodies of rows of the log, opened.

    The rows begin with ``log.CHANGE_COLUMNS``, read by `with_plain_ids`.
    """
    return connection.codec.open(
        connection,
        municipality,
        [row[5] or row[4] for row in rows],
        [in_log(row[4], row[0]) for row in rows],
        [row[6] for row in rows],
    )


def write_changes(
    connection: Connection, municipality: str, entries: Sequence[Entry], keys: Keys
) -> None:
    """Append rows to the log, sealed with these keys."""
    if not entries:
        return
    changes = [entry.change for entry in entries]
    bodies = connection.codec.seal(
        keys,
        municipality,
        [owner(c.kind, c.record, c.scope) for c in changes],
        [in_log(c.record, c.seq) for c in changes],
        [_pack(c.values) for c in changes],
    )
    connection.execute(
        _INSERT_CHANGES,
        {
            "m": municipality,
            "seq": Bigints.of([c.seq for c in changes]),
            "tx": Bigints.of([c.tx for c in changes]),
            "verb": Smallints.of([c.verb for c in changes]),
            "kind": Integers.of([c.kind for c in changes]),
            "record": Ids.of([c.record for c in changes]),
            "scope": Ids.of([c.scope for c in changes]),
            "body": Bytes.of(bodies),
            "base": Bigints.of([entry.base for entry in entries]),
            "outcome": Smallints.of([entry.outcome for entry in entries]),
            "actor": Ids.of([c.actor for c in changes]),
            "device": Ids.of([c.device for c in changes]),
            "incarnation": Bigints.of([c.incarnation for c in changes]),
            "n": Bigints.of([c.n for c in changes]),
            "at": Bigints.of([c.at for c in changes]),
            "received": Bigints.of([c.received for c in changes]),
        },
    )


def write_records(
    connection: Connection, municipality: str, records: Mapping[bytes, RecordState], keys: Keys
) -> None:
    """Write the records' new state, in the order of their ids, sealed with these keys."""
    if not records:
        return
    ordered = sorted(records.items())
    states = [state for _, state in ordered]
    bodies = connection.codec.seal(
        keys,
        municipality,
        [owner(state.kind, record, state.scope) for record, state in ordered],
        [in_records(record) for record, _ in ordered],
        [_pack((state.values, state.seqs)) for state in states],
    )
    connection.execute(
        _UPSERT_RECORDS,
        {
            "m": municipality,
            "record": Ids.of([record for record, _ in ordered]),
            "kind": Integers.of([state.kind for state in states]),
            "scope": Ids.of([state.scope for state in states]),
            "deleted": Booleans.of([state.deleted for state in states]),
            "seq": Bigints.of([state.latest for state in states]),
            "body": Bytes.of(bodies),
        },
    )


def write_push(
    connection: Connection, municipality: str, row: Mapping[str, Any], answers: Sequence[Answer]
) -> None:
    """Keep a push: its signature, the hash of what was signed, and what was answered."""
    connection.execute(
        "INSERT INTO push (municipality, device, incarnation, from_n, first_n, last_n, actor, "
        "schema, signature, payload_hash, digests, answers, received) VALUES (%(m)s, %(device)s, "
        "%(incarnation)s, %(from_n)s, %(first_n)s, %(last_n)s, %(actor)s, %(schema)s, "
        "%(signature)b, %(payload_hash)b, %(digests)b, %(answers)b, %(received)s)",
        {"m": municipality, "answers": _pack(answers), **row},
    )
    connection.execute(
        "INSERT INTO device_position (municipality, device, incarnation, last_n) "
        "VALUES (%(m)s, %(device)s, %(incarnation)s, %(last_n)s) "
        "ON CONFLICT (municipality, device, incarnation) DO UPDATE SET last_n = excluded.last_n",
        {"m": municipality, **row},
    )
