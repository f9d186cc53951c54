"""Operations on their way to the server, and what the server holds behind own values.

`outbox` holds operations without an answer, numbered without gap. `pending` says which fields they
write. `shadow` holds the server's value and number of such a field: a pulled value goes there and
never over local work, and when the last own operation on a field is answered the field takes the
shadow's value. So a conflict or a refusal falls back to what the server has, and an applied
operation leaves exactly what the server has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from kaa_core.sync.conflicts import CONFLICT_FIELDS, lets_go, touched
from kaa_core.sync.messages import Operation, Outcome, Verb
from kaa_core.sync.state import WHOLE_RECORD
from kaa_desktop.store import rows, settings
from kaa_desktop.store.rows import pack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kaa_core.sync.state import RecordState
    from kaa_desktop.store.database import Connection
    from kaa_desktop.store.unit import Unit

COLUMNS: Final = "n, tx, verb, kind, record, content, base, at, scope"
_unpack: Final = msgspec.msgpack.Decoder(dict[int, Any]).decode
_unpack_lost: Final = msgspec.msgpack.Decoder(list[int]).decode
_VERBS: Final = {int(verb): verb for verb in Verb}


def next_number(connection: Connection) -> int:
    """The n that the next operation gets."""
    return settings.get_number(connection, settings.NEXT_N, 1)


def append(unit: Unit, operation: Operation, scope: bytes | None, *, shown: bool = True) -> None:
    """Put an operation, whose n is `next_number`, last in the outbox; `scope`: whose case it is.

    Not `shown`: it has lost already and goes once more, beside what its author sees and builds on.
    """
    put_back(unit, operation, scope, shown=shown)
    settings.put_number(unit.connection, settings.NEXT_N, operation.n + 1)


def put_back(
    unit: Unit, operation: Operation, scope: bytes | None = None, *, shown: bool = True
) -> None:
    """Put an operation with the number it has into the outbox."""
    one = operation
    content = pack(one.values)
    unit.connection.execute(
        f"INSERT INTO outbox ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (one.n, one.tx, int(one.verb), one.kind, one.record, content, one.base, one.at, scope),
    )
    if shown and one.verb is not Verb.CREATE:
        unit.connection.executemany(
            "INSERT INTO pending (record, field, n) VALUES (?, ?, ?)",
            [(record, field, one.n) for _, record, field in touched(one)],
        )
    unit.outbox = True


def waiting(connection: Connection, limit: int, after: int = 0) -> list[Operation]:
    """The first after a number, about `limit`, in order, never with a transaction cut in two."""
    query = f"SELECT {COLUMNS} FROM outbox WHERE n > ? ORDER BY n LIMIT ?"
    rows_found = connection.execute(query, (after, limit + 1)).fetchall()
    operations = [operation_of(row) for row in rows_found]
    if len(operations) <= limit:
        return operations
    cut = operations[-1].tx
    whole = [one for one in operations if one.tx != cut]
    if whole:
        return whole
    query = f"SELECT {COLUMNS} FROM outbox WHERE n >= ? AND tx = ? ORDER BY n"
    return [operation_of(row) for row in connection.execute(query, (cut, cut)).fetchall()]


def find(connection: Connection, n: int) -> Operation | None:
    """The waiting operation n, or None when it has been answered."""
    row = connection.execute(f"SELECT {COLUMNS} FROM outbox WHERE n = ?", (n,)).fetchone()
    return None if row is None else operation_of(row)


def about(connection: Connection, records: Sequence[bytes]) -> list[Operation]:
    """The waiting operations on some records, in order."""
    query = (
        f"SELECT {COLUMNS} FROM outbox WHERE record IN ({', '.join('?' * len(records))}) ORDER BY n"
    )
    return [operation_of(row) for row in connection.execute(query, tuple(records)).fetchall()]


def shadows(connection: Connection, record: bytes) -> dict[int, Any]:
    """The server's values of a record's fields that have own ones without an answer."""
    found = connection.execute("SELECT field, value FROM shadow WHERE record = ?", (record,))
    return {field: msgspec.msgpack.decode(value) for field, value in found.fetchall()}


def operation_of(row: tuple[Any, ...]) -> Operation:
    """The operation in a row of the outbox or of `refused`."""
    n, tx, verb, kind, record, content, base, at, scope = row
    # On the wire the scope is said once, by the creation.
    said = scope if verb == Verb.CREATE else None
    return Operation(n, tx, _VERBS[verb], kind, record, _unpack(content), base, at, said)


def base_of(connection: Connection, record: bytes, field: int, state: RecordState) -> int:
    """What a new operation on this field builds on: an own operation (-n), or the server's number."""
    own = connection.execute(
        "SELECT max(n) FROM pending WHERE record = ? AND field = ?", (record, field)
    ).fetchone()[0]
    if own is not None:
        return -int(own)
    seen = state.seqs.get(field, 0)
    if seen == 0:
        created = _created_by(connection, record)
        if created is not None and field in created.values:
            return -created.n
    return seen


def seen_of(connection: Connection, state: RecordState) -> int:
    """The highest number of a record up to which all that others wrote in it has come here.

    An answer may give an own value a number above what has been pulled: what lies between, nobody
    here has seen.
    """
    value = settings.get(connection, settings.CURSOR)
    if value is None:
        # Downloading anew after a restore: what has not come yet, nobody can be said to have seen.
        renewing = settings.get(connection, settings.RENEWING) is not None
        return 0 if renewing else state.latest
    reached: int = msgspec.msgpack.decode(value, type=tuple[bytes, int])[1]
    return min(state.latest, reached)


def is_pending(connection: Connection, record: bytes, field: int) -> bool:
    """Whether the field has an own value without an answer."""
    found = connection.execute(
        "SELECT 1 FROM pending WHERE record = ? AND field = ? LIMIT 1", (record, field)
    )
    return found.fetchone() is not None


def pending_records(connection: Connection) -> set[bytes]:
    """Records with any field that is pending."""
    return {row[0] for row in connection.execute("SELECT DISTINCT record FROM pending").fetchall()}


def shade(connection: Connection, record: bytes, field: int, value: Any, seq: int) -> None:
    """Note the server's value of a pending field, unless a newer one is known."""
    connection.execute(
        "INSERT INTO shadow (record, field, value, seq) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (record, field) DO UPDATE SET value = excluded.value, seq = excluded.seq "
        "WHERE excluded.seq > shadow.seq",
        (record, field, pack(value), seq),
    )


def shade_first(connection: Connection, record: bytes, field: int, state: RecordState) -> None:
    """Before an own value is written over the server's: keep the server's, if it is not kept."""
    value = state.deleted if field == WHOLE_RECORD else state.values.get(field)
    connection.execute(
        "INSERT OR IGNORE INTO shadow (record, field, value, seq) VALUES (?, ?, ?, ?)",
        (record, field, pack(value), state.seqs.get(field, 0)),
    )


def conclude(unit: Unit, operation: Operation, outcome: Outcome, seq: int) -> None:
    """Take an answered operation out and leave its fields as the server has them."""
    connection = unit.connection
    connection.execute("DELETE FROM outbox WHERE n = ?", (operation.n,))
    query = "DELETE FROM pending WHERE n = ? RETURNING record, field"
    shown = set(connection.execute(query, (operation.n,)).fetchall())
    unit.outbox = True
    taken = outcome in (Outcome.APPLIED, Outcome.CONVERGED)
    if not taken:
        _lose(connection, operation.n)
    if operation.verb is Verb.CREATE:
        _conclude_create(unit, operation, seq if taken else None)
        return
    for kind, record, field in touched(operation):
        if (record, field) not in shown:
            continue  # it stood beside: what is there is the server's
        if taken:
            value, number = _taken(operation, outcome, record, field, seq)
            if number:
                shade(connection, record, field, value, number)
        if not is_pending(connection, record, field):
            _settle(unit, kind, record, field)


def _lose(connection: Connection, n: int) -> None:
    """Remember that what others that wait build on has lost: in another numbering nobody else knows."""
    query = "SELECT 1 FROM outbox WHERE base = ? LIMIT 1"
    if connection.execute(query, (-n,)).fetchone() is not None:
        packed = pack(sorted(lost_bases(connection) | {n}))
        settings.put(connection, settings.LOST_BASES, packed)


def lost_bases(connection: Connection) -> set[int]:
    """Own operations that lost and that others build on that wait."""
    held = settings.get(connection, settings.LOST_BASES)
    return set() if held is None else set(_unpack_lost(held))


def _conclude_create(unit: Unit, operation: Operation, seq: int | None) -> None:
    """A created record now has its number; a refused one is not in the register and goes."""
    connection, record = unit.connection, operation.record
    state = rows.load(connection, operation.kind, record)
    if state is None:
        return
    unit.touch(operation.kind, record, state.scope, stale=seq is None)
    if seq is None:
        if not state.seqs:
            rows.remove(connection, operation.kind, record)
            connection.execute("DELETE FROM shadow WHERE record = ?", (record,))
        return
    for field, value in operation.values.items():
        if is_pending(connection, record, field):
            shade(connection, record, field, value, seq)
        elif state.seqs.get(field, 0) < seq:
            state.seqs[field] = seq
    rows.save(connection, record, state)


def _taken(
    operation: Operation, outcome: Outcome, record: bytes, field: int, seq: int
) -> tuple[Any, int]:
    """The server's value and number of a field after an operation was taken; number 0 = unknown."""
    if operation.verb is Verb.DELETE:
        return True, seq
    if operation.verb is not Verb.RESOLVE:
        return operation.values.get(field), seq
    if outcome is Outcome.CONVERGED:
        return None, 0  # somebody had resolved it alike before: the pull brings who, and the value
    if record == operation.record:
        return operation.values.get(field), seq
    # The server logs the target's new value just before the conflict's own row (resolving.py).
    if field == WHOLE_RECORD:
        return lets_go(operation.values), seq - 1
    return operation.values.get(CONFLICT_FIELDS["chosen_value"]), seq - 1


def _settle(unit: Unit, kind: int, record: bytes, field: int) -> None:
    connection = unit.connection
    shadow = connection.execute(
        "DELETE FROM shadow WHERE record = ? AND field = ? RETURNING value, seq", (record, field)
    ).fetchone()
    state = rows.load(connection, kind, record)
    if shadow is None or state is None:
        return
    put(state, field, msgspec.msgpack.decode(shadow[0]), shadow[1])
    rows.save(connection, record, state)
    unit.touch(kind, record, state.scope)


def put(state: RecordState, field: int, value: Any, seq: int) -> None:
    """Give a field the server's value and number; field 0 is the deletion of the record."""
    if field == WHOLE_RECORD:
        state.deleted = bool(value)
    elif value is None:
        state.values.pop(field, None)
    else:
        state.values[field] = value
    if seq > 0:  # below: not known (renewal.py)
        state.seqs[field] = seq


def _created_by(connection: Connection, record: bytes) -> Operation | None:
    row = connection.execute(
        f"SELECT {COLUMNS} FROM outbox WHERE record = ? AND verb = ?", (record, int(Verb.CREATE))
    ).fetchone()
    return None if row is None else operation_of(row)
