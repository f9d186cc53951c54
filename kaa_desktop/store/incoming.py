"""What the server says: answers, changes, the first download. Each in one local transaction.

Safe to get twice: a value counts only when its number is higher than the one held, an answer only
while its operation waits. What is not understood is kept, never a reason to stop (rows.py).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import msgspec
from attrs import frozen

from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Outcome, Verb
from kaa_core.sync.state import WHOLE_RECORD, RecordState
from kaa_desktop.store import (
    aside,
    concluding,
    erasing,
    known,
    leaving,
    outbox,
    quarantined,
    renewal,
    rows,
    settings,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kaa_core.sync.messages import Answer, Change, SnapshotChunk, SnapshotRow, Verdict
    from kaa_desktop.store.database import Connection
    from kaa_desktop.store.unit import Unit

_ID_LENGTH: Final = 16
ERASED: Final = "erased"
_YOUTH: Final = REGISTRY.kind(Youth).id


@frozen
class Cursor:
    """How far this store has followed the server's log: its epoch and the number reached."""

    epoch: bytes
    seq: int


@frozen
class Position:
    """How far the first download has come; `token` is what to ask the next chunk with."""

    epoch: bytes
    as_of: int
    token: str


def cursor(connection: Connection) -> Cursor | None:
    """The cursor, or None before the first download is complete."""
    value = settings.get(connection, settings.CURSOR)
    return None if value is None else Cursor(*msgspec.msgpack.decode(value, type=tuple[bytes, int]))


def position(connection: Connection) -> Position | None:
    """Where to go on with an unfinished first download, or None."""
    value = settings.get(connection, settings.SNAPSHOT)
    if value is None:
        return None
    return Position(*msgspec.msgpack.decode(value, type=tuple[bytes, int, str]))


def apply_answers(unit: Unit, answers: Sequence[Answer]) -> None:
    """Conclude the operations that were answered. Those no longer waiting are passed over."""
    _check_new_youths(unit, answers)
    for answer in concluding.creations(unit, answers):
        operation = outbox.find(unit.connection, answer.n)
        if operation is None:
            continue
        if answer.outcome is Outcome.QUARANTINED:
            quarantined.note(unit, operation)
        elif answer.code == ERASED:
            erasing.refused_late(unit, operation)
        elif answer.outcome is Outcome.REFUSED and not aside.is_empty(operation):
            aside.keep(unit, answer.n, answer.code or "")
        outbox.conclude(unit, operation, answer.outcome, answer.seq)
    leaving.purge(unit)


def _check_new_youths(unit: Unit, answers: Sequence[Answer]) -> None:
    """A youth whom she registered may be somebody else's: the digest tells at once who stays here."""
    numbers = [one.n for one in answers]
    if not numbers:
        return
    query = "SELECT 1 FROM outbox WHERE n BETWEEN ? AND ? AND kind = ? AND verb = ? LIMIT 1"
    span = (min(numbers), max(numbers), _YOUTH, int(Verb.CREATE))
    if unit.connection.execute(query, span).fetchone() is not None:
        settings.put(unit.connection, settings.CHECK_DUE, b"1")


def apply_changes(
    unit: Unit,
    changes: Sequence[Change],
    reached: Cursor,
    revoked: Sequence[bytes] = (),
    verdicts: Sequence[Verdict] = (),
) -> None:
    """Write pulled changes, who leaves, what was decided, and in the same transaction how far it reaches."""
    connection = unit.connection
    held, half = _taken(unit, changes)
    _save(connection, held)
    if half:
        settings.put(connection, settings.CHECK_DUE, b"1")
    leaving.stay(unit, {one.scope for one in changes if one.verb is not Verb.ERASE})
    erasing.erase(unit, [erasing.order_of(one) for one in changes if one.verb is Verb.ERASE])
    if revoked:
        leaving.leave(unit, revoked)
    if verdicts:
        quarantined.decided(unit, verdicts)
    made = [one.record for one in changes if (one.kind, one.verb) == (_YOUTH, Verb.CREATE)]
    unit.doubled += known.doubled(connection, [one for one in made if (_YOUTH, one) in held])
    settings.put(connection, settings.CURSOR, msgspec.msgpack.encode((reached.epoch, reached.seq)))


def _taken(
    unit: Unit, changes: Sequence[Change]
) -> tuple[dict[tuple[int, bytes], RecordState], bool]:
    """The records that changes lead to, and whether one is about a record that never came here.

    Of such a one nothing is kept: the digest will show that the youth is to be fetched.
    """
    connection = unit.connection
    own = outbox.pending_records(connection)
    here = _here(connection, changes)
    held: dict[tuple[int, bytes], RecordState] = {}
    half = False
    for change in changes:
        if not _sound(change.record, change.scope):
            _keep_unsound(connection, change)
            continue
        if change.verb is Verb.ERASE:
            continue  # when the rest is written (erasing.py)
        key = change.kind, change.record
        state = held.get(key) or here.get(key)
        news = state is None
        if state is None and change.verb is not Verb.CREATE:
            half = True
            continue
        if state is None:
            state = RecordState(change.kind, change.scope, {}, {})
        for field, value in _written(change):
            if change.record in own and outbox.is_pending(connection, change.record, field):
                outbox.shade(connection, change.record, field, value, change.seq)
            elif state.seqs.get(field, 0) < change.seq:
                outbox.put(state, field, value, change.seq)
                news = True
        if news:  # not one's own, come back: of an import that is all of it
            held[key] = state
        unit.touch(change.kind, change.record, state.scope, stale=news)
    return held, half


def apply_snapshot(unit: Unit, chunk: SnapshotChunk) -> None:
    """Write a chunk of the first download and where to go on; the last one sets the cursor."""
    connection = unit.connection
    take_rows(unit, chunk.rows)
    reached = renewal.arrived(unit, chunk)
    unit.everything = True
    if chunk.next is None:
        settings.put(connection, settings.SNAPSHOT, None)
        cursor_now = msgspec.msgpack.encode((chunk.epoch, reached))
        settings.put(connection, settings.CURSOR, cursor_now)
        settings.put(connection, settings.DIGESTS_DUE, b"1")
    else:
        unit.more_follows = True
        place = msgspec.msgpack.encode((chunk.epoch, chunk.as_of, chunk.next))
        settings.put(connection, settings.SNAPSHOT, place)


def take_rows(unit: Unit, taken: Iterable[SnapshotRow]) -> None:
    """Write records as the server has them, own values that wait to be sent left standing."""
    connection = unit.connection
    own = outbox.pending_records(connection)
    held: dict[tuple[int, bytes], RecordState] = {}
    for row in taken:
        if not _sound(row.record, row.scope):
            state = RecordState(row.kind, row.scope, row.values, row.seqs, row.deleted)
            rows.save_unknown(connection, row.record, state)
            continue
        held[row.kind, row.record] = _state_of(connection, row, pending=row.record in own)
        unit.touch(row.kind, row.record, row.scope)
    _save(connection, held)


def _state_of(connection: Connection, row: SnapshotRow, *, pending: bool) -> RecordState:
    """The record of a snapshot's row, with own values left standing where there are any."""
    held = rows.load(connection, row.kind, row.record) if pending else None
    if held is None:
        return RecordState(row.kind, row.scope, row.values, row.seqs, row.deleted)
    state = RecordState(row.kind, row.scope, dict(row.values), dict(row.seqs), row.deleted)
    for field in {WHOLE_RECORD, *row.seqs, *held.values}:
        if outbox.is_pending(connection, row.record, field):
            value = row.deleted if field == WHOLE_RECORD else row.values.get(field)
            outbox.shade(connection, row.record, field, value, row.seqs.get(field, 0))
            own = held.deleted if field == WHOLE_RECORD else held.values.get(field)
            outbox.put(state, field, own, held.seqs.get(field, 0))
    return state


def _here(
    connection: Connection, changes: Iterable[Change]
) -> dict[tuple[int, bytes], RecordState]:
    """The records that changes are about and that are here already."""
    wanted: defaultdict[int, set[bytes]] = defaultdict(set)
    for one in changes:
        wanted[one.kind].add(one.record)
    return {
        (kind, record): state
        for kind, records in wanted.items()
        for record, state in rows.load_many(connection, kind, records).items()
    }


def _written(change: Change) -> list[tuple[int, Any]]:
    if change.verb is Verb.DELETE:
        return [(WHOLE_RECORD, True)]
    return list(change.values.items())


def _save(connection: Connection, held: dict[tuple[int, bytes], RecordState]) -> None:
    by_kind: defaultdict[int, list[tuple[bytes, RecordState]]] = defaultdict(list)
    for (kind, record), state in held.items():
        by_kind[kind].append((record, state))
    for kind, records in by_kind.items():
        rows.save_many(connection, kind, records)


def _sound(record: bytes, scope: bytes | None) -> bool:
    return len(record) == _ID_LENGTH and (scope is None or len(scope) == _ID_LENGTH)


def _keep_unsound(connection: Connection, change: Change) -> None:
    numbers = dict.fromkeys(change.values, change.seq)
    state = RecordState(change.kind, change.scope, dict(change.values), numbers)
    rows.save_unknown(connection, change.record, state)
