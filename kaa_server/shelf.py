"""The `Shelf` of a push on PostgreSQL: one municipality, in the transaction that holds its counter."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs
import msgspec

from kaa_core.sync.messages import Answer, Operation, Push
from kaa_core.sync.shelf import CaseRow, Head, SightEvent, Taken
from kaa_core.sync.sight import DECISIVE, SETTINGS, CaseSight
from kaa_core.sync.state import RecordState
from kaa_server import log, log_rows, quarantine
from kaa_server.codec import Keys
from kaa_server.database import Connection

_SEE: Final = SETTINGS.by_name["caseworkers_see"].id
_SHARES: Final = SETTINGS.by_name["shares_figures"].id
_LEASE: Final = SETTINGS.by_name["lease_days"].id
_pack_sight = msgspec.msgpack.Encoder().encode
_DECISIVE: Final = sorted(DECISIVE)
_UPSERT_CASES = """
    INSERT INTO case_sight (municipality, youth, worker, unit, named, protected, count, total)
    SELECT %(m)s, youth, worker, unit, named::uuid[], protected, count, total
    FROM unnest(%(youth)b::uuid[], %(worker)b::uuid[], %(unit)b::uuid[], %(named)b::text[],
        %(protected)b::boolean[], %(count)b::integer[], %(total)b::bigint[])
        AS coming (youth, worker, unit, named, protected, count, total)
    ON CONFLICT (municipality, youth) DO UPDATE SET worker = excluded.worker, unit = excluded.unit,
        named = excluded.named, protected = excluded.protected, count = excluded.count,
        total = excluded.total
"""


@attrs.frozen(slots=True)
class Evidence:
    """What proves who sent a push: the signature and the hash of the signed bytes."""

    signature: bytes | None = attrs.field(repr=False)
    payload_hash: bytes = attrs.field(repr=False)


class PostgresShelf(log.StoredLedger):
    """What a push is merged with, and where what it leads to is written."""

    def __init__(
        self,
        connection: Connection,
        municipality: str,
        push: Push,
        evidence: Evidence,
        received: int,
    ) -> None:
        device = uuid.UUID(bytes=push.device)
        super().__init__(connection, municipality, device, push.incarnation)
        self._push = push
        self._evidence = evidence
        self._received = received
        self._case_rows: dict[bytes, CaseRow | None] = {}
        self._head: Head | None = None
        self._keys: Keys = {}
        self._told: Mapping[int, tuple[Answer, bytes]] = {}

    def head(self) -> Head:
        """Hold the counter row; see `log.lock_counter`."""
        if self._head is None:
            self._head = log.lock_counter(self._connection, self._municipality)
        return self._head

    def last_n(self) -> int:
        """The last operation taken of the incarnation."""
        return log.last_n(self._connection, self._municipality, self._device, self._incarnation)

    def answered(self, first: int, last: int) -> Mapping[int, tuple[Answer, bytes]]:
        """Stored answers and digests, by n."""
        self._told = log.answers_between(
            self._connection, self._municipality, self._device, self._incarnation, first, last
        )
        return self._told

    def digest_of(self, operation: Operation) -> bytes:
        """See `log.digest`. That of a repeat is the stored one, as far as what is left can tell."""
        state = self.record(operation.record)
        youth = operation.scope if state is None else state.scope
        keys = self._connection.codec.keys(
            self._connection, self._municipality, [] if youth is None else [youth]
        )
        key = keys.get(youth) if youth is not None else None
        # After an erasure the youth has another key, and what was told with the first is not known.
        made = log.digest(operation, key if key and not key.generation else None)
        stored = self._told.get(operation.n)
        return stored[1] if stored is not None and log.same(stored[1], made) else made

    def _digest(self, operation: Operation, taken: Taken) -> bytes:
        """Of an operation that is taken now."""
        state = taken.records.get(operation.record) or self.record(operation.record)
        youth = operation.scope if state is None else state.scope
        return log.digest(operation, self._keys.get(youth) if youth is not None else None)

    def prepare(self, operations: Sequence[Operation]) -> None:
        """Read the records and cases that the operations are about, a query for each kind of thing."""
        self.prefetch(operation.record for operation in operations)
        self.prefetch_cases(operations)

    def erased(self, ids: Iterable[bytes]) -> set[bytes]:
        """Which of these have been erased; asked of the database only where anything has."""
        if not self.head().erasures:
            return set()
        return log.erased(self._connection, self._municipality, ids)

    def waiting(self, records: Iterable[bytes]) -> Mapping[bytes, bytes]:
        """Those of these records that the device made and that wait for a coordinator."""
        return quarantine.waiting(
            self._connection, self._municipality, self._device, self._incarnation, records
        )

    def cases(self, youths: Iterable[bytes]) -> Mapping[bytes, CaseRow]:
        """What is kept of these youths."""
        missing = set(youths) - self._case_rows.keys()
        if missing:
            self._case_rows.update(dict.fromkeys(missing))
            self._case_rows |= case_rows(self._connection, self._municipality, missing)
        held = ((youth, self._case_rows[youth]) for youth in youths)
        return {youth: row for youth, row in held if row is not None}

    def decisive(self, youths: Iterable[bytes]) -> Mapping[bytes, Mapping[bytes, RecordState]]:
        """Their records from which sight follows."""
        found: dict[bytes, dict[bytes, RecordState]] = {}
        wanted = [uuid.UUID(bytes=youth) for youth in youths]
        if not wanted:
            return found
        rows = self._connection.execute(
            "SELECT record, kind, scope, deleted, body FROM record "
            "WHERE municipality = %s AND scope = ANY(%b) AND kind = ANY(%s)",
            [self._municipality, wanted, _DECISIVE],
            binary=True,
        ).fetchall()
        states = log_rows.states_of(self._connection, self._municipality, rows)
        for record, state in states.items():
            assert state.scope is not None
            found.setdefault(state.scope, {})[record] = state
        return found

    def units(self, workers: Iterable[bytes]) -> Mapping[bytes, bytes | None]:
        """The units of workers, as last written."""
        return units_of(self._connection, self._municipality, workers)

    def cases_of(self, worker: bytes) -> list[bytes]:
        """Youths whose handläggare the worker is."""
        rows = self._connection.execute(
            "SELECT youth FROM case_sight WHERE municipality = %s AND worker = %s",
            [self._municipality, uuid.UUID(bytes=worker)],
            binary=True,
        )
        return [youth.bytes for (youth,) in rows]

    def write(self, taken: Taken) -> None:
        """Write what a push led to, the counter last."""
        connection, code = self._connection, self._municipality
        about = (log_rows.owner(one.kind, id_, one.scope) for id_, one in taken.records.items())
        told = (one.change for one in taken.entries)
        lost = (log_rows.owner(one.kind, one.record, one.scope) for one in told)
        waits = (one.youth for one in taken.quarantined)
        sealed = {one for one in (*about, *lost, *waits) if one is not None}
        keys = self._keys = connection.codec.keys_to_write(connection, code, sealed)
        with connection.pipeline():  # PostgreSQL writes the one while the next is packed
            log_rows.write_changes(connection, code, taken.entries, keys)
            log_rows.write_records(connection, code, taken.records, keys)
            write_cases(connection, code, taken.cases)
            write_events(connection, code, taken.events)
            _write_people(connection, code, taken)
            quarantine.keep(connection, code, self._push, self._received, taken.quarantined, keys)
            self.note_push(taken)
            log.advance_counter(connection, code, taken.seq)

    def note_push(self, taken: Taken) -> None:
        """Keep what proves the push, and what was answered to it."""
        row = self._push_row(taken)
        log_rows.write_push(self._connection, self._municipality, row, taken.answers)

    def _push_row(self, taken: Taken) -> dict[str, Any]:
        push = self._push
        return {
            "device": self._device,
            "incarnation": push.incarnation,
            "from_n": taken.fresh[0].n,
            "first_n": push.operations[0].n,
            "last_n": taken.fresh[-1].n,
            "actor": uuid.UUID(bytes=push.actor),
            "schema": push.schema,
            "signature": self._evidence.signature,
            "payload_hash": self._evidence.payload_hash,
            "digests": b"".join(self._digest(operation, taken) for operation in taken.fresh),
            "received": self._received,
        }


def case_rows(
    connection: Connection, municipality: str, youths: Iterable[bytes]
) -> dict[bytes, CaseRow]:
    """What is kept of these youths; one without a row is not in it."""
    rows = connection.execute(
        "SELECT youth, worker, unit, named, protected, count, total FROM case_sight "
        "WHERE municipality = %s AND youth = ANY(%b)",
        [municipality, [uuid.UUID(bytes=youth) for youth in youths]],
        binary=True,
    )
    return {
        youth.bytes: CaseRow(
            CaseSight(
                worker.bytes if worker else None,
                unit.bytes if unit else None,
                tuple(one.bytes for one in named),
                protected,
            ),
            count,
            total,
        )
        for youth, worker, unit, named, protected, count, total in rows
    }


def units_of(
    connection: Connection, municipality: str, workers: Iterable[bytes]
) -> dict[bytes, bytes | None]:
    """The units of workers, as last written."""
    rows = connection.execute(
        "SELECT worker, unit FROM worker_sight WHERE municipality = %s AND worker = ANY(%b)",
        [municipality, [uuid.UUID(bytes=one) for one in workers]],
        binary=True,
    )
    return {worker.bytes: unit.bytes if unit else None for worker, unit in rows}


def write_cases(connection: Connection, municipality: str, cases: Mapping[bytes, CaseRow]) -> None:
    """Write what is kept of youths."""
    if not cases:
        return
    ordered = sorted(cases.items())
    sights = [row.sight for _, row in ordered]
    connection.execute(
        _UPSERT_CASES,
        {
            "m": municipality,
            "youth": [uuid.UUID(bytes=youth) for youth, _ in ordered],
            "worker": [log_rows.packed(sight.worker) for sight in sights],
            "unit": [log_rows.packed(sight.unit) for sight in sights],
            "named": ["{" + ",".join(one.hex() for one in sight.named) + "}" for sight in sights],
            "protected": [sight.protected for sight in sights],
            "count": [row.count for _, row in ordered],
            "total": [row.total for _, row in ordered],
        },
    )


def write_events(connection: Connection, municipality: str, events: Sequence[SightEvent]) -> None:
    """Write changes of sight."""
    if not events:
        return
    connection.execute(
        "INSERT INTO sight_event (municipality, seq, youth, before, after) SELECT %(m)s, * FROM "
        "unnest(%(seq)b::bigint[], %(youth)b::uuid[], %(before)b::bytea[], %(after)b::bytea[])",
        {
            "m": municipality,
            "seq": [one.seq for one in events],
            "youth": [uuid.UUID(bytes=one.youth) for one in events],
            "before": [_sight_bytes(one.before) for one in events],
            "after": [_sight_bytes(one.after) for one in events],
        },
    )


def _write_people(connection: Connection, municipality: str, taken: Taken) -> None:
    for worker, unit in taken.workers.items():
        moved = taken.seq if worker in taken.views else 0
        connection.execute(
            "INSERT INTO worker_sight AS held (municipality, worker, unit, seq) "
            "VALUES (%(m)s, %(worker)s, %(unit)s, %(seq)s) ON CONFLICT (municipality, worker) "
            "DO UPDATE SET unit = excluded.unit, seq = greatest(held.seq, excluded.seq)",
            {
                "m": municipality,
                "worker": uuid.UUID(bytes=worker),
                "unit": log_rows.packed(unit),
                "seq": moved,
            },
        )
    if taken.settings is not None:
        connection.execute(
            "UPDATE municipality SET lease_days = %(lease)s, caseworkers_see = %(see)s, "
            "shares = %(shares)s, "
            "sight_seq = CASE WHEN caseworkers_see = %(see)s THEN sight_seq ELSE %(seq)s END "
            "WHERE municipality = %(m)s",
            {
                "m": municipality,
                "see": taken.settings.get(_SEE) or 0,
                "lease": taken.settings.get(_LEASE) or 0,
                "shares": bool(taken.settings.get(_SHARES)),
                "seq": taken.seq,
            },
        )
        if not taken.settings.get(_SHARES):  # from this moment nobody else reads its figures
            connection.execute("DELETE FROM compare_shared WHERE municipality = %s", [municipality])


def _sight_bytes(sight: CaseSight) -> bytes:
    return _pack_sight((sight.worker, sight.unit, sight.named, sight.protected))
