"""A new numbering, and the whole register anew into the store that is here.

When the server has been put back, or this store has, own operations get numbers in a new incarnation, in
one local transaction. After a restored server everything is then downloaded again over what is here, and
what the server no longer has is taken away at the end; what waits to be sent is never touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    from kaa_core.sync.messages import SnapshotChunk
    from kaa_core.sync.state import RecordState
    from kaa_desktop.store.database import Connection
    from kaa_desktop.store.unit import Unit

NOWHERE: Final = 2**62
"""A base that no value has: what an operation built on is gone, so it meets what stands as a conflict."""
_unpack_numbers: Final = msgspec.msgpack.Decoder(dict[int, int]).decode
_PAGE: Final = 1000


@frozen(kw_only=True)
class Renumbering:
    """What the server gave and said.

    `held`: waiting operations that lie in its log, by n. `since`: the last number that is still true,
    None when all are (the store was put back, not the server). `numbers`: lost numbers to present ones.
    """

    incarnation: int
    held: Mapping[int, int] = field(factory=dict)
    since: int | None = None
    numbers: Mapping[int, int] = field(factory=dict)


def renumber(unit: Unit, given: Renumbering) -> None:
    """Give all that waits new numbers in a new incarnation, and begin a download where it is needed."""
    connection = unit.connection
    again = [] if given.since is None else kept.unsettled(connection, given.since)
    for n, seq in given.held.items():
        operation = outbox.find(connection, n)
        if operation is not None:
            outbox.conclude(unit, operation, Outcome.APPLIED, seq)
    waiting = _all_waiting(connection)
    numbers = {one.n: place for place, (one, _) in enumerate(waiting, start=1)}
    moved = [(_renumbered(connection, one, numbers, given), scope) for one, scope in waiting]
    connection.execute("DELETE FROM outbox")
    connection.execute("DELETE FROM pending")
    settings.put_number(connection, settings.NEXT_N, 1)
    settings.put_number(connection, settings.INCARNATION, given.incarnation)
    for operation, scope in moved:
        outbox.append(unit, operation, scope)
    if given.since is not None:
        _put_again(unit, again)
        _begin_download(connection, given)


def _all_waiting(connection: Connection) -> list[tuple[Operation, bytes | None]]:
    query = f"SELECT {outbox.COLUMNS} FROM outbox ORDER BY n"
    found = connection.execute(query).fetchall()
    return [(outbox.operation_of(row), row[8]) for row in found]


def _renumbered(
    connection: Connection, one: Operation, numbers: Mapping[int, int], given: Renumbering
) -> Operation:
    tx = numbers.get(one.tx, numbers[one.n])
    base = _base(connection, one, numbers, given)
    return msgspec.structs.replace(one, n=numbers[one.n], tx=tx, base=base)


def _base(
    connection: Connection, one: Operation, numbers: Mapping[int, int], given: Renumbering
) -> int:
    base = one.base
    if base < 0:
        if -base in numbers:
            return -numbers[-base]
        base = _answered_base(connection, one, given)
    if given.since is None or base <= given.since:
        return base
    if one.verb is Verb.DELETE:  # newer than what she can be said to have seen
        return given.since
    return _present(given, base)


def _present(given: Renumbering, lost: int) -> int:
    """The number that a lost one has now; what is nowhere stays so."""
    return (given.numbers.get(lost) if lost < NOWHERE else None) or NOWHERE


def _answered_base(connection: Connection, one: Operation, given: Renumbering) -> int:
    """What an own operation that has been answered left on the server: its number is kept there."""
    wanted = WHOLE_RECORD if one.verb is Verb.DELETE else next(iter(one.values), WHOLE_RECORD)
    if -one.base in given.held:
        return given.held[-one.base]
    row = connection.execute(
        "SELECT seq FROM shadow WHERE record = ? AND field = ?", (one.record, wanted)
    ).fetchone()
    if row is not None:
        return int(row[0])
    state = rows.load(connection, one.kind, one.record)
    return NOWHERE if state is None else state.seqs.get(wanted, NOWHERE)


def _put_again(unit: Unit, operations: Sequence[Operation]) -> None:
    """Send once more what the server had taken but lost before its fate was known here."""
    for one in operations:
        n = outbox.next_number(unit.connection)
        outbox.append(
            unit,
            msgspec.structs.replace(one, n=n, tx=n, base=NOWHERE, scope=None),
            one.scope,
        )


def _begin_download(connection: Connection, given: Renumbering) -> None:
    since = given.since or 0
    for kind_id, record, seqs in _newer(connection, since):
        numbers = {one: seq if seq <= since else _present(given, seq) for one, seq in seqs.items()}
        kind = REGISTRY.kind(kind_id)
        connection.execute(
            f"UPDATE {table(kind)} SET _seqs = ? WHERE id = ?", (rows.pack(numbers), record)
        )
    connection.execute("UPDATE shadow SET seq = -1")
    kept.clear(connection)
    kept.anchors_up_to(connection, since)
    begin(connection)


LOST_SIGHT: Final = b"sight"


def begin(connection: Connection, why: bytes = b"1") -> None:
    """Download everything anew into this store; what does not come is taken away at the end.

    `why` LOST_SIGHT: what its user sees has changed, so whoever does not come leaves for good.
    """
    connection.execute("DELETE FROM arrived")
    settings.put(connection, settings.CURSOR, None)
    settings.put(connection, settings.SNAPSHOT, None)
    settings.put(connection, settings.RENEWING, why)


def arrived(unit: Unit, chunk: SnapshotChunk) -> None:
    """Note what has come; with the last piece, take away what has not."""
    connection = unit.connection
    why = settings.get(connection, settings.RENEWING)
    if why is None:
        return
    connection.executemany(
        "INSERT OR IGNORE INTO arrived (id) VALUES (?)", [(row.record,) for row in chunk.rows]
    )
    if chunk.next is None:
        if why == LOST_SIGHT:
            leaving.leave(unit, leaving.unarrived(connection))
        _take_away(unit)
        connection.execute("DELETE FROM arrived")
        settings.put(connection, settings.RENEWING, None)


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
) -> Iterator[list[Change]]:
    """Values above a number whose rows are no longer kept here, as rows without an author of their own."""
    made: list[Change] = []
    for kind_id, record, seqs in _newer(connection, since):
        state = rows.load(connection, kind_id, record)
        if state is None:
            continue
        standing = _with_shadow(connection, record, state)
        for seq in sorted({one for one in seqs.values() if since < one < NOWHERE} - paged):
            written = (f for f, at in seqs.items() if at == seq and f != WHOLE_RECORD)
            values = {f: standing[f] for f in written if f in standing}
            deleted = seqs.get(WHOLE_RECORD) == seq and state.deleted
            verb = Verb.DELETE if deleted else Verb.SET
            made.append(
                Change(
                    seq,
                    0,
                    verb,
                    kind_id,
                    record,
                    state.scope,
                    {} if deleted else values,
                    actor,
                    device,
                    0,
                    0,
                    0,
                    0,
                )
            )
    made.sort(key=lambda one: one.seq)
    for first in range(0, len(made), _PAGE):
        yield made[first : first + _PAGE]


def _with_shadow(connection: Connection, record: bytes, state: RecordState) -> dict[int, Any]:
    """The server's values of a record: not those that wait to be sent."""
    values = dict.fromkeys(state.seqs) | state.values
    for pending in connection.execute(
        "SELECT DISTINCT field FROM pending WHERE record = ?", (record,)
    ).fetchall():
        values.pop(pending[0], None)
    return values | outbox.shadows(connection, record)


def _newer(connection: Connection, since: int) -> Iterator[tuple[int, bytes, dict[int, int]]]:
    for kind in REGISTRY:
        query = f"SELECT id, _seqs FROM {table(kind)}"
        for record, packed in connection.execute(query).fetchall():
            seqs = _unpack_numbers(packed)
            if max(seqs.values(), default=0) > since:
                yield kind.id, record, seqs
