"""A new numbering, and the whole register anew into the store that is here.

When the server has been put back, or this store has, own operations get numbers in a new incarnation, in
one local transaction. After a restored server everything is then downloaded again over what is here, and
what the server no longer has is taken away at the end; what waits to be sent is never touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec
from attrs import field, frozen

from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Change, Operation, Outcome, Verb
from kaa_core.sync.state import WHOLE_RECORD
from kaa_desktop.store import kept, leaving, outbox, rows, settings
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from kaa_core.model.registry import Kind
    from kaa_core.sync.messages import Answer, SnapshotChunk
    from kaa_core.sync.state import RecordState
    from kaa_desktop.store.database import Connection
    from kaa_desktop.store.unit import Unit

NOWHERE: Final = 2**62
"""A base that no value has: what an operation built on is gone, so it meets what stands as a conflict."""
UNKNOWN: Final = -NOWHERE
"""The number of a server's value, under an own one, that is nowhere and is to be told anew."""
_unpack_numbers: Final = msgspec.msgpack.Decoder(dict[int, int]).decode
_unpack_reached: Final = msgspec.msgpack.Decoder(tuple[bytes, int]).decode
_unpack_place: Final = msgspec.msgpack.Decoder(tuple[bytes, int, str]).decode


@frozen(kw_only=True)
class Renumbering:
    """What the server gave and said.

    `held`: waiting operations that lie in its log, by n. `put_back`: what else follows when it was the
    server that was put back, not the store.
    """

    incarnation: int
    held: Mapping[int, int] = field(factory=dict)
    put_back: PutBack | None = None


@frozen(kw_only=True)
class PutBack:
    """How the server's present history begins, for a store that knows another.

    `since`: the last number that is still true; `numbers`: lost numbers to present ones; `answers`:
    what it says, in present numbers, to operations that wait here. `pages`: its rows after `after`, as
    far as `reached`; None when they are not shown to this user one by one.
    """

    epoch: bytes
    since: int
    numbers: Mapping[int, int] = field(factory=dict)
    answers: Sequence[Answer] = ()
    pages: Sequence[Sequence[Change]] | None = None
    after: int = 0
    reached: int = 0


def move(unit: Unit, given: PutBack) -> list[Operation]:
    """Bring every number here into the server's present history; what is then to be sent once more.

    Bases, values, what is kept and the anchors: there is never but one history's numbers in a store.
    """
    connection = unit.connection
    again = kept.unsettled(connection, given.since)
    _move_bases(connection, given)
    for kind_id, record, seqs in _newer(connection, given.since):
        numbers = {of: _present(given, seq) for of, seq in seqs.items()}
        update = f"UPDATE {table(REGISTRY.kind(kind_id))} SET _seqs = ? WHERE id = ?"
        connection.execute(update, (rows.pack(numbers), record))
    query = "SELECT record, field, abs(seq) FROM shadow WHERE abs(seq) > ?"
    for record, of, seq in connection.execute(query, (given.since,)).fetchall():
        update = "UPDATE shadow SET seq = ? WHERE record = ? AND field = ?"
        connection.execute(update, (given.numbers.get(seq) or UNKNOWN, record, of))
    if given.pages is None:
        kept.replace_above(connection, given.since, ())
    else:
        kept.replace_above(connection, min(given.after, given.since), given.pages)
    return again


def _move_bases(connection: Connection, given: PutBack) -> None:
    query = f"SELECT n, base, verb FROM outbox WHERE base > ? AND base < {NOWHERE}"
    moved = [
        # A deletion: newer than what its author can be said to have seen.
        (given.since if verb == Verb.DELETE else _present(given, base), n)
        for n, base, verb in connection.execute(query, (given.since,)).fetchall()
    ]
    connection.executemany("UPDATE outbox SET base = ? WHERE n = ?", moved)


def renumber(unit: Unit, given: Renumbering, again: Sequence[Operation] = ()) -> None:
    """Give all that waits new numbers in a new incarnation, and begin a download where it is needed.

    `again`: what is then sent once more (`move`).
    """
    connection = unit.connection
    for n, seq in given.held.items():
        operation = outbox.find(connection, n)
        if operation is not None:
            outbox.conclude(unit, operation, Outcome.APPLIED, seq)
    waiting = _all_waiting(connection)
    numbers = {one.n: place for place, (one, _) in enumerate(waiting, start=1)}
    moved = [(_renumbered(connection, one, numbers, given), scope) for one, scope in waiting]
    shown = {row[0] for row in connection.execute("SELECT DISTINCT n FROM pending").fetchall()}
    beside = {numbers[one.n] for one, _ in waiting if one.n not in shown}
    connection.execute("DELETE FROM outbox")
    connection.execute("DELETE FROM pending")
    settings.put_number(connection, settings.NEXT_N, 1)
    settings.put_number(connection, settings.INCARNATION, given.incarnation)
    settings.put(connection, settings.LOST_BASES, None)
    for operation, scope in moved:
        outbox.append(unit, operation, scope, shown=operation.n not in beside)
    _put_again(unit, again)
    if given.put_back is not None:
        _begin_download(connection, given.put_back)


def _all_waiting(connection: Connection) -> list[tuple[Operation, bytes | None]]:
    query = f"SELECT {outbox.COLUMNS} FROM outbox ORDER BY n"
    found = connection.execute(query).fetchall()
    return [(outbox.operation_of(row), row[8]) for row in found]


def _renumbered(
    connection: Connection, one: Operation, numbers: Mapping[int, int], given: Renumbering
) -> Operation:
    tx = numbers.get(one.tx, numbers[one.n])
    base = _base(connection, one, numbers, given.held)
    return msgspec.structs.replace(one, n=numbers[one.n], tx=tx, base=base)


def _base(
    connection: Connection, one: Operation, numbers: Mapping[int, int], held: Mapping[int, int]
) -> int:
    if one.base >= 0:
        return one.base
    own = numbers.get(-one.base)
    return _answered_base(connection, one, held) if own is None else -own


def _present(given: PutBack, number: int) -> int:
    """The number that one has now; what is nowhere stays so."""
    if number <= given.since:
        return number
    return (given.numbers.get(number) if number < NOWHERE else None) or NOWHERE


def _answered_base(connection: Connection, one: Operation, held: Mapping[int, int]) -> int:
    """What an own operation that has been answered left on the server: its number is kept there."""
    wanted = WHOLE_RECORD if one.verb is Verb.DELETE else next(iter(one.values), WHOLE_RECORD)
    if -one.base in held:
        return held[-one.base]
    if -one.base in outbox.lost_bases(connection):
        return NOWHERE
    row = connection.execute(
        "SELECT seq FROM shadow WHERE record = ? AND field = ?", (one.record, wanted)
    ).fetchone()
    if row is not None and row[0] > UNKNOWN:
        return abs(int(row[0]))
    state = rows.load(connection, one.kind, one.record)
    return NOWHERE if state is None else state.seqs.get(wanted, NOWHERE)


def _put_again(unit: Unit, operations: Sequence[Operation]) -> None:
    """Send once more what the server had taken but lost before its fate was known here."""
    for one in operations:
        n = outbox.next_number(unit.connection)
        again = msgspec.structs.replace(one, n=n, tx=n, base=NOWHERE, scope=None)
        outbox.append(unit, again, one.scope, shown=one.verb is Verb.RESOLVE)


def _begin_download(connection: Connection, given: PutBack) -> None:
    # What the download brings is newer than any of these, whatever their numbers.
    connection.execute(
        "UPDATE shadow SET seq = CASE WHEN seq = 0 THEN ? ELSE -abs(seq) END", (UNKNOWN,)
    )
    begin(connection, PUT_BACK if given.pages is not None else LOST_SIGHT)
    reached = given.since if given.pages is None else given.reached
    settings.put(connection, settings.HISTORY, msgspec.msgpack.encode((given.epoch, reached)))


LOST_SIGHT: Final = b"sight"
PUT_BACK: Final = b"1"


def begin(connection: Connection, why: bytes = PUT_BACK) -> None:
    """Download everything anew into this store; what does not come is taken away at the end.

    `why` LOST_SIGHT: what its user sees has changed. Which history the numbers here are of stays known:
    the server may be put back before the download ends.
    """
    connection.execute("DELETE FROM arrived")
    reached = settings.get(connection, settings.CURSOR)
    if reached is not None:
        settings.put(connection, settings.HISTORY, reached)
    settings.put(connection, settings.CURSOR, None)
    settings.put(connection, settings.SNAPSHOT, None)
    settings.put(connection, settings.RENEWING, why)


def history(connection: Connection) -> tuple[bytes, int] | None:
    """The epoch that all numbers here are of, and how far; None before anything has come."""
    told = [settings.get(connection, name) for name in (settings.CURSOR, settings.HISTORY)]
    found = [_unpack_reached(one) for one in told if one is not None]
    place = settings.get(connection, settings.SNAPSHOT)
    if place is not None:
        epoch, as_of, _ = _unpack_place(place)
        found += [(epoch, as_of)]
    if not found:
        return None
    return found[0][0], max(reached for epoch, reached in found if epoch == found[0][0])


def arrived(unit: Unit, chunk: SnapshotChunk) -> int:
    """Note what has come; with the last piece, take away what has not. Where to go on by pulling.

    A youth of whom nothing came is not shown to this user any longer: she leaves for good.
    After a server was put back that is where the kept pages end, so that none is missing between.
    """
    connection = unit.connection
    why = settings.get(connection, settings.RENEWING)
    if why is None:
        return chunk.as_of
    reached = chunk.as_of
    connection.executemany(
        "INSERT OR IGNORE INTO arrived (id) VALUES (?)", [(row.record,) for row in chunk.rows]
    )
    if chunk.next is None:
        gone = leaving.unarrived(connection)
        kept.forget(connection, gone, ())
        leaving.leave(unit, gone)
        if why != LOST_SIGHT:
            reached = _pages_reach(connection, chunk)
        _take_away(unit)
        connection.execute("DELETE FROM arrived")
        settings.put(connection, settings.RENEWING, None)
        settings.put(connection, settings.HISTORY, None)
    return reached


def _pages_reach(connection: Connection, chunk: SnapshotChunk) -> int:
    held = settings.get(connection, settings.HISTORY)
    epoch, reached = (b"", 0) if held is None else _unpack_reached(held)
    return min(reached, chunk.as_of) if epoch == chunk.epoch else chunk.as_of


def _take_away(unit: Unit) -> None:
    connection = unit.connection
    for kind in REGISTRY:
        gone = connection.execute(
            f"SELECT id, _scope FROM {table(kind)} WHERE id NOT IN (SELECT id FROM arrived) "
            "AND id NOT IN (SELECT record FROM outbox) AND NOT _deleted"
        ).fetchall()
        for record, scope in gone:
            rows.remove(connection, kind.id, record)
            unit.touch(kind.id, record, scope)
        _leave_deleted(unit, kind)
    connection.execute(
        "DELETE FROM unknown_record WHERE id NOT IN (SELECT id FROM arrived) "
        "AND id NOT IN (SELECT record FROM outbox)"
    )


def _leave_deleted(unit: Unit, kind: Kind) -> None:
    """What is gone on the server but has own changes that wait is deleted here, until they are answered."""
    gone = unit.connection.execute(
        f"UPDATE {table(kind)} SET _deleted = 1 WHERE id NOT IN (SELECT id FROM arrived) "
        f"AND id NOT IN (SELECT record FROM outbox WHERE verb = {int(Verb.CREATE)}) "
        "AND NOT _deleted RETURNING id, _scope"
    ).fetchall()
    for record, scope in gone:
        unit.touch(kind.id, record, scope)


# -- what the server had and no page here says


def unpaged(
    connection: Connection, since: int, paged: set[int], device: bytes, actor: bytes
) -> Iterator[Change]:
    """Values above a number whose rows are no longer kept here, as rows without an author of their own."""
    shaded = {row[0] for row in connection.execute("SELECT DISTINCT record FROM shadow").fetchall()}
    for kind_id, record, _ in _newer(connection, since, shaded):
        state = rows.load(connection, kind_id, record)
        if state is None:
            continue
        told = _told(connection, record, state)
        for seq in sorted({seq for _, seq in told.values() if since < seq < NOWHERE} - paged):
            values = {field: value for field, (value, at) in told.items() if at == seq}
            deleted = values.pop(WHOLE_RECORD, False)
            verb, said = (Verb.DELETE, {}) if deleted else (Verb.SET, values)
            yield Change(
                seq, 0, verb, kind_id, record, state.scope, said, actor, device, 0, 0, 0, 0
            )


def _told(connection: Connection, record: bytes, state: RecordState) -> dict[int, tuple[Any, int]]:
    """The server's values of a record and their numbers: not those that wait to be sent."""
    values = {**state.values, WHOLE_RECORD: state.deleted}
    told = {of: (values.get(of), seq) for of, seq in state.seqs.items()}
    query = "SELECT DISTINCT field FROM pending WHERE record = ?"
    for (pending,) in connection.execute(query, (record,)).fetchall():
        told.pop(pending, None)
    query = "SELECT field, value, abs(seq) FROM shadow WHERE record = ?"
    for of, value, seq in connection.execute(query, (record,)).fetchall():
        told[of] = (msgspec.msgpack.decode(value), seq)
    return told


def _newer(
    connection: Connection, since: int, also: Collection[bytes] = ()
) -> Iterator[tuple[int, bytes, dict[int, int]]]:
    """Records with a number above that one, and some more."""
    for kind in REGISTRY:
        query = f"SELECT id, _seqs FROM {table(kind)}"
        for record, packed in connection.execute(query).fetchall():
            seqs = _unpack_numbers(packed)
            if max(seqs.values(), default=0) > since or record in also:
                yield kind.id, record, seqs
