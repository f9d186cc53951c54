"""What has been erased by a decision goes from this computer too: every trace, in one transaction.

Records and fields, with conflicts about them, what waits to be sent or was not received, drafts,
attached papers, the search index, and what is kept for a server that is put back. An operation that
waits to be sent keeps its number and loses its content: numbers have no gap. Then all pages are written
anew and the WAL is emptied, and only after that does the server get its receipt (docs/adr/027).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from attrs import evolve, frozen

from kaa_core.model.records import Conflict
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.erasing import OF_NOBODY
from kaa_core.sync.messages import Operation, Verb
from kaa_desktop.store import aside, attachments, kept, leaving, outbox, rows, settings
from kaa_desktop.store.database import SqlError
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kaa_core.sync.messages import Change
    from kaa_desktop.store.database import Connection
    from kaa_desktop.store.unit import Unit

_CONFLICT: Final = REGISTRY.kind(Conflict)
_unpack: Final = msgspec.msgpack.Decoder(dict[int, Any]).decode


@frozen
class Order:
    """What is to be erased. `record` None: everything about the youth; `fields` empty: the record.

    Of a kind that is about no youth of the register, `youth` is the record.
    """

    seq: int
    kind: int
    youth: bytes
    record: bytes | None = None
    fields: tuple[int, ...] = ()


def order_of(change: Change) -> Order:
    """What a row of the server's log tells to erase."""
    youth = change.scope or change.record
    record = None if change.record == youth and not change.values else change.record
    return Order(change.seq, change.kind, youth, record, tuple(change.values))


def erase(unit: Unit, orders: Iterable[Order]) -> None:
    """Erase here, and note that the server is to be told. What is gone already changes nothing."""
    done = []
    for order in orders:
        one = evolve(order, record=order.youth) if order.kind in OF_NOBODY else order
        if one.record is None:
            _youth(unit, one)
        elif one.fields:
            _fields(unit, one, one.record)
        else:
            _records(unit, {one.record: one.kind, **_conflicts(unit.connection, one)})
        unit.stale.add(one.youth)
        unit.unjudged.add(one.youth)
        if one.record is not None:  # else her trace went with her
            unit.untraced.add(one.youth)
        unit.youths.add(one.youth)
        done.append(one.seq)
    if done:
        _note(unit, done)
        connection = unit.connection
        unit.after.append(lambda: clean(connection))


def due(connection: Connection) -> list[int]:
    """Numbers of erasures that are done here and that the server has not been told of."""
    held = settings.get(connection, settings.ERASED)
    return [] if held is None else msgspec.msgpack.decode(held, type=list[int])


def told(unit: Unit, seqs: Sequence[int]) -> None:
    """The server has the receipt."""
    left = sorted(set(due(unit.connection)) - set(seqs))
    settings.put(unit.connection, settings.ERASED, msgspec.msgpack.encode(left) if left else None)


def emptied(connection: Connection) -> bool:
    """Whether no page and no frame holds it any longer; False while a reader is in the middle."""
    if settings.get(connection, settings.ERASED_CLEAN) is None:
        return clean(connection)
    return _truncated(connection)


def clean(connection: Connection) -> bool:
    """Write all pages anew and empty the WAL, outside a transaction; see `leaving.empty_wal_later`."""
    try:
        connection.execute("VACUUM")
        settings.put(connection, settings.ERASED_CLEAN, b"1")
    except SqlError:
        return False
    return _truncated(connection)


def _truncated(connection: Connection) -> bool:
    try:
        row = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except SqlError:
        return False
    return row is None or row[0] == 0


def refused_late(unit: Unit, operation: Operation) -> None:
    """What she wrote came too late: that it did is told, what it was is not kept."""
    aside.keep(unit, operation.n, "erased")
    nothing = msgspec.msgpack.encode({})
    unit.connection.execute(
        "UPDATE refused SET content = ?, record = ?, scope = NULL "
        "WHERE id = (SELECT max(id) FROM refused)",
        (nothing, aside.NO_RECORD),
    )


def _youth(unit: Unit, order: Order) -> None:
    _hollow(unit, "scope = ?", order.youth)
    leaving.forget(unit, order.youth)
    unit.wiped.add(order.youth)
    unit.connection.execute("DELETE FROM leaving WHERE id = ?", (order.youth,))


def _records(unit: Unit, gone: dict[bytes, int]) -> None:
    connection = unit.connection
    for record, kind in gone.items():
        _hollow(unit, "record = ?", record)
        rows.remove(connection, kind, record)
        attachments.remove(unit, record=record)
        for name in ("pending", "shadow", "refused"):
            connection.execute(f"DELETE FROM {name} WHERE record = ?", (record,))
        connection.execute("DELETE FROM draft WHERE id = ?", (record,))
        unit.records.add((kind, record))
    kept.forget(connection, (), gone)
    leaving.clean_forms(connection, gone.keys())
    leaving.clean_saw(connection, set(gone))
    unit.erased |= gone.keys()
    unit.drafts = unit.refused = unit.outbox = True


def _fields(unit: Unit, order: Order, record: bytes) -> None:
    connection = unit.connection
    state = rows.load(connection, order.kind, record)
    for field in order.fields:
        if state is not None and state.seqs.get(field, 0) < order.seq:
            state.values.pop(field, None)
            state.seqs[field] = order.seq
        connection.execute("DELETE FROM pending WHERE record = ? AND field = ?", (record, field))
        connection.execute("DELETE FROM shadow WHERE record = ? AND field = ?", (record, field))
    if state is not None:
        rows.save(connection, record, state)
    _strip_waiting(unit, order, record)
    kept.strip(connection, record, order.fields)
    conflicts = _conflicts(connection, order)
    if conflicts:
        _records(unit, conflicts)
    unit.records.add((order.kind, record))
    unit.erased.add(record)
    unit.refused = unit.outbox = True


def _strip_waiting(unit: Unit, order: Order, record: bytes) -> None:
    """Take the fields out of what waits to be sent, and of what was not received."""
    connection = unit.connection
    for operation in outbox.about(connection, [record]):
        if any(field in operation.values for field in order.fields):
            _empty(unit, operation)
    rows_found = connection.execute(
        "SELECT id, verb, content FROM refused WHERE record = ?", (record,)
    ).fetchall()
    for identity, verb, content in rows_found:
        values = _unpack(content)
        left = {field: value for field, value in values.items() if field not in order.fields}
        if len(left) == len(values):
            continue
        if not left and verb != Verb.CREATE:
            connection.execute("DELETE FROM refused WHERE id = ?", (identity,))
        else:
            connection.execute(
                "UPDATE refused SET content = ? WHERE id = ?", (rows.pack(left), identity)
            )


def _conflicts(connection: Connection, order: Order) -> dict[bytes, int]:
    """Conflicts about what goes: they hold both values."""
    found = connection.execute(
        f"SELECT id, target_field FROM {table(_CONFLICT)} WHERE target = ?", (order.record,)
    ).fetchall()
    return {one: _CONFLICT.id for one, field in found if not order.fields or field in order.fields}


def _hollow(unit: Unit, where: str, value: bytes) -> None:
    """Leave of what waits to be sent nothing but its numbers."""
    found = unit.connection.execute(
        f"SELECT {outbox.COLUMNS} FROM outbox WHERE {where} ORDER BY n", (value,)
    ).fetchall()
    for row in found:
        _empty(unit, outbox.operation_of(row))


def _empty(unit: Unit, operation: Operation) -> None:
    """In its place in its transaction; what else is in that one is told as not received."""
    unit.connection.execute("DELETE FROM outbox WHERE n = ?", (operation.n,))
    unit.connection.execute("DELETE FROM pending WHERE n = ?", (operation.n,))
    outbox.put_back(unit, aside.empty(operation.n, operation.tx))


def _note(unit: Unit, seqs: Iterable[int]) -> None:
    held = sorted({*due(unit.connection), *seqs})
    settings.put(unit.connection, settings.ERASED, msgspec.msgpack.encode(held))
    settings.put(unit.connection, settings.ERASED_CLEAN, None)
