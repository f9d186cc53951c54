"""What is stored of the synchronisation: the change log, the records' state, and the pushes.

The database never looks inside a body. A record's body is msgpack [values, seqs], a log row's is
msgpack {field: value}: both go out again as they lie, without being unpacked.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Answer, Change, Operation, Outcome, Verb
from kaa_core.sync.state import Entry, RecordState
from kaa_server.database import Connection

CHANGE_COLUMNS = (
    "seq, tx, verb, kind, record, scope, body, actor, device, incarnation, n, at, received"
)

_YOUTH = REGISTRY.kind(Youth).id
_pack = msgspec.msgpack.Encoder().encode
_unpack_state = msgspec.msgpack.Decoder(tuple[dict[int, Any], dict[int, int]]).decode
_unpack_answers = msgspec.msgpack.Decoder(list[Answer]).decode
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


class StoredLedger:
    """The merge's view of one municipality, inside the transaction that holds its counter row."""

    def __init__(
        self, connection: Connection, municipality: str, device: uuid.UUID, incarnation: int
    ) -> None:
        self._connection = connection
        self._municipality = municipality
        self._device = device
        self._incarnation = incarnation
        self._records: dict[bytes, RecordState | None] = {}
        self._gone: dict[bytes, bool] = {}
        self._cases: dict[bytes, list[bytes]] = {}

    def prefetch(self, records: Iterable[bytes]) -> None:
        """Read many records in one query."""
        wanted = [uuid.UUID(bytes=record) for record in set(records) - self._records.keys()]
        self._records.update((record.bytes, None) for record in wanted)
        rows = self._connection.execute(
            "SELECT record, kind, scope, deleted, body FROM record "
            "WHERE municipality = %s AND record = ANY(%b)",
            [self._municipality, wanted],
            binary=True,
        )
        for record, kind, scope, deleted, body in rows:
            values, seqs = _unpack_state(body)
            self._records[record.bytes] = RecordState(
                kind, scope.bytes if scope else None, values, seqs, deleted
            )

    def prefetch_cases(self, operations: Iterable[Operation]) -> None:
        """Read, in two queries at most, what is asked about the cases that operations are about."""
        scopes, deleted = set[bytes](), set[bytes]()
        for one in operations:
            if one.verb is Verb.CREATE and one.scope is not None and one.scope != one.record:
                scopes.add(one.scope)
            elif one.verb is Verb.DELETE and one.kind == _YOUTH:
                deleted.add(one.record)
        self._gone.update(dict.fromkeys(scopes, False))
        for (record,) in self._rows("record = ANY(%b) AND deleted", "record", scopes):
            self._gone[record.bytes] = True
        self._cases.update((youth, []) for youth in deleted)
        for youth, record in self._rows(
            "scope = ANY(%b) AND NOT deleted", "scope, record", deleted
        ):
            self._cases[youth.bytes].append(record.bytes)

    def _rows(self, where: str, columns: str, wanted: set[bytes]) -> list[tuple[Any, ...]]:
        if not wanted:
            return []
        return self._connection.execute(
            f"SELECT {columns} FROM record WHERE municipality = %s AND {where}",  # noqa: S608 - constants
            [self._municipality, [uuid.UUID(bytes=one) for one in wanted]],
            binary=True,
        ).fetchall()

    def gone(self, record: bytes) -> bool:
        """Whether a record has been deleted."""
        return self._gone[record]

    def case(self, youth: bytes) -> list[bytes]:
        """The records about a youth that have not been deleted."""
        return self._cases[youth]

    def record(self, record: bytes) -> RecordState | None:
        """The record as it stands, or None."""
        if record not in self._records:
            self.prefetch([record])
        return self._records[record]

    def answer(self, n: int) -> Answer | None:
        """What was answered to the device's operation n."""
        found = answers_between(
            self._connection, self._municipality, self._device, self._incarnation, n, n
        )
        return found[n][0] if n in found else None

    def change(self, seq: int) -> Change | None:
        """The log row with this number, effective or not."""
        row = self._connection.execute(
            f"SELECT {CHANGE_COLUMNS} FROM change_log "  # noqa: S608 - a constant
            "WHERE municipality = %s AND seq = %s",
            [self._municipality, seq],
            binary=True,
        ).fetchone()
        if row is None:
            return None
        return change_of(row, msgspec.msgpack.decode(row[6], type=dict[int, Any]))


def change_of(row: tuple[Any, ...], values: Any) -> Change:
    """A Change from ``CHANGE_COLUMNS``; ``values`` may be msgspec.Raw when it is only sent on."""
    seq, tx, verb, kind, record, scope, _, actor, device, incarnation, n, at, received = row
    return Change(
        seq=seq,
        tx=tx,
        verb=Verb(verb),
        kind=kind,
        record=record.bytes,
        scope=scope.bytes if scope else None,
        values=values,
        actor=actor.bytes,
        device=device.bytes,
        incarnation=incarnation,
        n=n,
        at=at,
        received=received,
    )


def answers_between(
    connection: Connection,
    municipality: str,
    device: uuid.UUID,
    incarnation: int,
    first: int,
    last: int,
) -> dict[int, tuple[Answer, bytes]]:
    """Stored answers and digests of a device's operations from ``first`` to ``last``, by n."""
    rows = connection.execute(
        "SELECT from_n, answers, digests FROM push WHERE municipality = %s AND device = %s "
        "AND incarnation = %s AND from_n <= %s AND last_n >= %s",
        [municipality, device, incarnation, last, first],
        binary=True,
    )
    found: dict[int, tuple[Answer, bytes]] = {}
    for _, packed, digests in rows:
        for place, answer in enumerate(_unpack_answers(packed)):
            if first <= answer.n <= last:
                found[answer.n] = (answer, digests[place * 8 : place * 8 + 8])
    return found


def write_changes(connection: Connection, municipality: str, entries: list[Entry]) -> None:
    """Append rows to the log."""
    if not entries:
        return
    changes = [entry.change for entry in entries]
    ids = _Ids()
    connection.execute(
        _INSERT_CHANGES,
        {
            "m": municipality,
            "seq": [c.seq for c in changes],
            "tx": [c.tx for c in changes],
            "verb": [int(c.verb) for c in changes],
            "kind": [c.kind for c in changes],
            "record": [ids[c.record] for c in changes],
            "scope": [ids[c.scope] if c.scope else None for c in changes],
            "body": [_pack(c.values) for c in changes],
            "base": [entry.base for entry in entries],
            "outcome": [int(entry.outcome) for entry in entries],
            "actor": [ids[c.actor] for c in changes],
            "device": [ids[c.device] for c in changes],
            "incarnation": [c.incarnation for c in changes],
            "n": [c.n for c in changes],
            "at": [c.at for c in changes],
            "received": [c.received for c in changes],
        },
    )


def write_records(
    connection: Connection, municipality: str, records: Mapping[bytes, RecordState]
) -> None:
    """Write the records' new state, in the order of their ids."""
    if not records:
        return
    ordered = sorted(records.items())
    ids = _Ids()
    connection.execute(
        _UPSERT_RECORDS,
        {
            "m": municipality,
            "record": [ids[record] for record, _ in ordered],
            "kind": [state.kind for _, state in ordered],
            "scope": [ids[state.scope] if state.scope else None for _, state in ordered],
            "deleted": [state.deleted for _, state in ordered],
            "seq": [state.latest for _, state in ordered],
            "body": [_pack((state.values, state.seqs)) for _, state in ordered],
        },
    )


def write_push(
    connection: Connection, municipality: str, row: Mapping[str, Any], answers: list[Answer]
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


def last_n(connection: Connection, municipality: str, device: uuid.UUID, incarnation: int) -> int:
    """The last operation taken from a device; 0 before the first."""
    row = connection.execute(
        "SELECT last_n FROM device_position "
        "WHERE municipality = %s AND device = %s AND incarnation = %s",
        [municipality, device, incarnation],
    ).fetchone()
    return 0 if row is None else int(row[0])


def lock_counter(connection: Connection, municipality: str) -> tuple[uuid.UUID, int]:
    """Hold the municipality's counter row until the end of the transaction: (epoch, seq).

    Only its holder writes, so order of numbers is order of commit, and no reader ever sees a
    number while a lower one is still to come.
    """
    row = connection.execute(
        "SELECT epoch, seq FROM municipality WHERE municipality = %s FOR UPDATE", [municipality]
    ).fetchone()
    assert row is not None
    return row[0], row[1]


def advance_counter(connection: Connection, municipality: str, seq: int) -> None:
    """Set the counter, last in the transaction, and wake whoever listens when it commits."""
    connection.execute(
        "UPDATE municipality SET seq = %s WHERE municipality = %s", [seq, municipality]
    )
    connection.execute("SELECT pg_notify('kaa_change', %s)", [f"{municipality} {seq}"])


APPLIED = int(Outcome.APPLIED)


class _Ids(dict[bytes, uuid.UUID]):
    """16 bytes to UUID, each made once."""

    def __missing__(self, key: bytes) -> uuid.UUID:
        made = self[key] = uuid.UUID(bytes=key)
        return made
