"""Records in and out of their tables, as wire values.

`merge.RecordState` is the form both programs hold a record in. Here its `values` also carry what is
parked: fields this version does not know, and values of a form it does not know. A record of an
unknown kind is kept whole in `unknown_record`. So nothing received is ever dropped.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import msgspec

from kaa_core.model import fitting as forms
from kaa_core.model.ids import RecordId
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.state import RecordState
from kaa_desktop.store import fitting, making, search_notes
from kaa_desktop.store.schema import SYSTEM_COLUMNS, from_column, quoted, table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from kaa_core.model.registry import Field, Kind, Record
    from kaa_desktop.store.database import Connection

_SYSTEM: Final = len(SYSTEM_COLUMNS)

_AT_A_TIME: Final = 250

pack = msgspec.msgpack.Encoder().encode
_unpack_numbers: Final = msgspec.msgpack.Decoder(dict[int, int]).decode
_unpack_values: Final = msgspec.msgpack.Decoder(dict[int, Any]).decode


def columns(kind: Kind) -> str:
    """The columns that `state_of` and `record_of` expect, in their order."""
    return _columns(kind.id) if REGISTRY.get(kind.id) is kind else _listed(kind)


@cache
def _columns(kind_id: int) -> str:
    return _listed(REGISTRY.kind(kind_id))


def _listed(kind: Kind) -> str:
    return ", ".join((*SYSTEM_COLUMNS, *(quoted(field.name) for field in kind.fields)))


def load(connection: Connection, kind_id: int, record: bytes) -> RecordState | None:
    """The record with this id, or None."""
    kind = REGISTRY.get(kind_id)
    if kind is None:
        return _load_unknown(connection, record)
    row = connection.execute(_select_one(kind.id), (record,)).fetchone()
    return None if row is None else state_of(kind, row)


def load_many(
    connection: Connection, kind_id: int, records: Collection[bytes]
) -> dict[bytes, RecordState]:
    """Those of many records of one kind that are here."""
    kind = REGISTRY.get(kind_id)
    if kind is None:
        found = ((one, _load_unknown(connection, one)) for one in records)
        return {one: state for one, state in found if state is not None}
    here: dict[bytes, RecordState] = {}
    left = iter(records)
    while part := list(islice(left, _AT_A_TIME)):
        part += [b""] * (_AT_A_TIME - len(part))  # no record has that id: one statement for all
        for row in connection.execute(_select_many(kind.id), part).fetchall():
            here[row[0]] = state_of(kind, row)
    return here


def save(connection: Connection, record: bytes, state: RecordState) -> None:
    """Write the record whole, new or not."""
    save_many(connection, state.kind, [(record, state)])


def save_many(
    connection: Connection, kind_id: int, records: Iterable[tuple[bytes, RecordState]]
) -> None:
    """Write many records of one kind whole."""
    kind = REGISTRY.get(kind_id)
    if kind is None:
        connection.executemany(_SAVE_UNKNOWN, (_unknown_row(one, state) for one, state in records))
        return
    rows = [_row_of(kind, record, state) for record, state in records]
    with search_notes.following(connection, kind.id, [row[0] for row in rows]):
        connection.executemany(_upsert(kind.id), rows)


def save_unknown(connection: Connection, record: bytes, state: RecordState) -> None:
    """Keep what cannot be taken for a record of its kind (an id of another length)."""
    connection.execute(_SAVE_UNKNOWN, _unknown_row(record, state))


def save_new(
    connection: Connection,
    kind_id: int,
    records: Iterable[tuple[bytes, bytes | None, Mapping[int, Any]]],
) -> None:
    """Write many new records of one kind, made here: id, scope and values, of which all fit."""
    none = pack({})
    filled = (
        (one, scope, none, False, None, *fitting.columns(kind_id, values))
        for one, scope, values in records
    )
    with search_notes.following_new(connection, kind_id):
        connection.executemany(_insert(kind_id), filled)


def remove(connection: Connection, kind_id: int, record: bytes) -> None:
    """Take the row away for good (a record that the server never took)."""
    kind = REGISTRY.get(kind_id)
    name = "unknown_record" if kind is None else table(kind)
    with search_notes.following(connection, kind_id, [record]):
        connection.execute(f"DELETE FROM {name} WHERE id = ?", (record,))


def state_of(kind: Kind, row: tuple[Any, ...]) -> RecordState:
    """The state in a row of `columns`."""
    values = {} if row[4] is None else _unpack_values(row[4])
    for field, value in zip(kind.fields, row[_SYSTEM:], strict=True):
        if value is not None:
            values[field.id] = from_column(field, value)
    return RecordState(kind.id, row[1], values, _unpack_numbers(row[2]), bool(row[3]))


def record_of(kind: Kind, row: tuple[Any, ...]) -> Record:
    """The record in a row of `columns`, as a value of the model."""
    named = {
        # Most columns of most records are empty.
        name: empty if value is None else make(value)
        for (name, empty, make), value in zip(making.makers(kind.id), row[_SYSTEM:], strict=True)
    }
    return kind.cls(id=RecordId(making.uuid_of(row[0])), **named)


def unpark(connection: Connection) -> None:
    """Move what was parked to where it belongs, after the registry has learnt more."""
    rows = connection.execute("SELECT id, kind FROM unknown_record").fetchall()
    for record, kind_id in rows:
        state = _load_unknown(connection, record)
        if state is not None and REGISTRY.get(kind_id) is not None and len(record) == 16:
            save(connection, record, state)
            connection.execute("DELETE FROM unknown_record WHERE id = ?", (record,))
    for kind in REGISTRY:
        query = f"SELECT {columns(kind)} FROM {table(kind)} WHERE _parked IS NOT NULL"
        for row in connection.execute(query).fetchall():
            save(connection, row[0], state_of(kind, row))


def _row_of(kind: Kind, record: bytes, state: RecordState) -> tuple[Any, ...]:
    known, values = forms.known(kind.id), state.values
    for number, value in values.items():
        if value is not None and not ((fits := known.get(number)) and fits(value)):
            return _row_with_parked(kind, record, state)
    numbers, deleted = pack(state.seqs), state.deleted
    return (record, state.scope, numbers, deleted, None, *fitting.columns(kind.id, values))


def _row_with_parked(kind: Kind, record: bytes, state: RecordState) -> tuple[Any, ...]:
    """Of a record with a value that may not be of its field's form."""
    parked = {
        number: value
        for number, value in state.values.items()
        if value is not None and not _fits(kind.by_id.get(number), value)
    }
    standing = {number: value for number, value in state.values.items() if number not in parked}
    system = (
        record,
        state.scope,
        pack(state.seqs),
        state.deleted,
        pack(parked) if parked else None,
    )
    return (*system, *fitting.columns(kind.id, standing))


def _fits(field: Field | None, value: Any) -> bool:
    if field is None or not field.fits(value):
        return False
    return not isinstance(value, int) or -(1 << 63) <= value < 1 << 63


def _unknown_row(record: bytes, state: RecordState) -> tuple[Any, ...]:
    numbers = pack(state.seqs)
    return record, state.kind, state.scope, pack(state.values), numbers, state.deleted


def _load_unknown(connection: Connection, record: bytes) -> RecordState | None:
    row = connection.execute(
        "SELECT kind, scope, content, seqs, deleted FROM unknown_record WHERE id = ?", (record,)
    ).fetchone()
    if row is None:
        return None
    kind, scope, content, seqs, deleted = row
    return RecordState(kind, scope, _unpack_values(content), _unpack_numbers(seqs), bool(deleted))


@cache
def _select_one(kind_id: int) -> str:
    kind = REGISTRY.kind(kind_id)
    return f"SELECT {columns(kind)} FROM {table(kind)} WHERE id = ?"


@cache
def _select_many(kind_id: int) -> str:
    kind = REGISTRY.kind(kind_id)
    marks = ", ".join("?" * _AT_A_TIME)
    return f"SELECT {columns(kind)} FROM {table(kind)} WHERE id IN ({marks})"


@cache
def _insert(kind_id: int) -> str:
    kind = REGISTRY.kind(kind_id)
    marks = ", ".join("?" * (_SYSTEM + len(kind.fields)))
    return f"INSERT INTO {table(kind)} ({columns(kind)}) VALUES ({marks})"


@cache
def _upsert(kind_id: int) -> str:
    kind = REGISTRY.kind(kind_id)
    names = [*SYSTEM_COLUMNS, *(quoted(field.name) for field in kind.fields)]
    changed = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    return f"{_insert(kind_id)} ON CONFLICT (id) DO UPDATE SET {changed}"


_SAVE_UNKNOWN: Final = (
    "INSERT OR REPLACE INTO unknown_record (id, kind, scope, content, seqs, deleted) "
    "VALUES (?, ?, ?, ?, ?, ?)"
)
