"""What the merge asks of what is stored: records, the log, the answers given, and the counter."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from typing import Any

import msgspec

from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Answer, Change, Operation, Outcome, Verb
from kaa_core.sync.shelf import Head
from kaa_core.sync.state import RecordState
from kaa_server.arrays import Ids, with_plain_ids
from kaa_server.codec import Key
from kaa_server.database import Connection
from kaa_server.log_rows import change_bodies, states_of

UNTOLD = bytes(4)
SECONDS_A_DAY = 24 * 60 * 60
_HEAD = (
    "SELECT epoch, seq, backed_up, lease_days, erasures FROM municipality WHERE municipality = %s"
)
CHANGE_COLUMNS = (
    "seq, tx, verb, kind, record, scope, body, actor, device, incarnation, n, at, received"
)

_YOUTH = REGISTRY.kind(Youth).id
_VERBS = {int(verb): verb for verb in Verb}
_pack = msgspec.msgpack.Encoder().encode
_unpack_answers = msgspec.msgpack.Decoder(list[Answer]).decode


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
        wanted = list(set(records) - self._records.keys())
        self._records.update(dict.fromkeys(wanted))
        rows = self._connection.execute(
            "SELECT record, kind, scope, deleted, body FROM record "
            "WHERE municipality = %s AND record = ANY(%b)",
            [self._municipality, Ids.of(wanted)],
            binary=True,
        ).fetchall()
        self._records |= states_of(self._connection, self._municipality, rows)

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
        row = with_plain_ids(
            self._connection,
            f"SELECT {CHANGE_COLUMNS} FROM change_log "  # noqa: S608 - a constant
            "WHERE municipality = %s AND seq = %s",
            [self._municipality, seq],
        ).fetchone()
        if row is None:
            return None
        [body] = change_bodies(self._connection, self._municipality, [row])
        return change_of(row, msgspec.msgpack.decode(body, type=dict[int, Any]))

    def erased_fields(self, record: bytes, after: int) -> set[int]:
        """The fields of a record that have been erased by rows above a number."""
        rows = with_plain_ids(
            self._connection,
            f"SELECT {CHANGE_COLUMNS} FROM change_log "  # noqa: S608 - a constant
            "WHERE municipality = %s AND record = %s AND seq > %s AND verb = %s",
            [self._municipality, uuid.UUID(bytes=record), after, int(Verb.ERASE)],
        ).fetchall()
        bodies = change_bodies(self._connection, self._municipality, rows)
        return {field for body in bodies for field in msgspec.msgpack.decode(body)}


def change_of(row: tuple[Any, ...], values: Any) -> Change:
    """A Change from ``CHANGE_COLUMNS`` read by `with_plain_ids`; ``values`` may be msgspec.Raw."""
    seq, tx, verb, kind, record, scope, _, actor, device, incarnation, n, at, received = row
    return Change(
        seq=seq,
        tx=tx,
        verb=_VERBS[verb],
        kind=kind,
        record=record,
        scope=scope,
        values=values,
        actor=actor,
        device=device,
        incarnation=incarnation,
        n=n,
        at=at,
        received=received,
    )


def erased(connection: Connection, municipality: str, ids: Iterable[bytes]) -> set[bytes]:
    """Which of these records and youths have been erased."""
    rows = connection.execute(
        "SELECT id FROM erased WHERE municipality = %s AND id = ANY(%b)",
        [municipality, Ids.of(list(ids))],
        binary=True,
    )
    return {one.bytes for (one,) in rows}


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


def last_n(connection: Connection, municipality: str, device: uuid.UUID, incarnation: int) -> int:
    """The last operation taken from a device; 0 before the first."""
    row = connection.execute(
        "SELECT last_n FROM device_position "
        "WHERE municipality = %s AND device = %s AND incarnation = %s",
        [municipality, device, incarnation],
    ).fetchone()
    return 0 if row is None else int(row[0])


def lock_counter(connection: Connection, municipality: str) -> Head:
    """Hold the municipality's counter row until the end of the transaction.

    Only its holder writes, so order of numbers is order of commit, and no reader ever sees a
    number while a lower one is still to come.
    """
    row = connection.execute(
        f"{_HEAD} FOR UPDATE",
        [municipality],
    ).fetchone()
    assert row is not None
    head = head_of(row)
    connection.codec.heed(municipality, head.erasures)
    return head


def read_head(connection: Connection, municipality: str) -> Head | None:
    """Where the log stands, held by nobody; None for a municipality that is not here."""
    row = connection.execute(_HEAD, [municipality]).fetchone()
    return None if row is None else head_of(row)


def head_of(row: tuple[Any, ...]) -> Head:
    """A Head from the columns of `_HEAD`."""
    epoch, seq, backed_up, lease_days, erasures = row
    return Head(epoch.bytes, seq, backed_up, lease_days * SECONDS_A_DAY, erasures)


def digest(operation: Operation, key: Key | None) -> bytes:
    """Eight bytes by which a repeat is told from another operation with the same number.

    Four for what it does to what, and when; four for the values, which only the youth's key can tell:
    so nothing can be guessed from them when it is gone. Without a key they are `UNTOLD`.
    """
    form = (operation.tx, operation.verb, operation.kind, operation.record, operation.scope)
    packed = _pack((form, operation.base, operation.at))
    values = UNTOLD if key is None else key.digest(_pack(sorted(operation.values.items())))
    return hashlib.blake2b(packed, digest_size=4).digest() + values


def same(stored: bytes, made: bytes) -> bool:
    """Whether two digests are of one operation, as far as they tell."""
    if stored == UNTOLD + UNTOLD:  # of before there were keys
        return True
    told = UNTOLD not in (stored[4:], made[4:])
    return stored[:4] == made[:4] and (not told or stored == made)


def advance_counter(connection: Connection, municipality: str, seq: int) -> None:
    """Set the counter, last in the transaction, and wake whoever listens when it commits."""
    connection.execute(
        "UPDATE municipality SET seq = %s WHERE municipality = %s", [seq, municipality]
    )
    connection.execute("SELECT pg_notify('kaa_change', %s)", [f"{municipality} {seq}"])


APPLIED = int(Outcome.APPLIED)
