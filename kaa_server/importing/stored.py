"""What the register holds of youths, as records: read by the server for itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

import attrs

from kaa_core.model.ids import RecordId
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.sync.state import RecordState
from kaa_server import log_rows
from kaa_server.arrays import Ids
from kaa_server.database import Connection

R = TypeVar("R", bound=Record)

_OF_YOUTHS: Final = (
    "SELECT record, kind, scope, deleted, body FROM record "
    "WHERE municipality = %s AND scope = ANY(%b) AND kind = ANY(%s) AND NOT deleted"
)
_OF_KIND: Final = (
    "SELECT record, kind, scope, deleted, body FROM record WHERE municipality = %s AND kind = %s "
    "AND record > %s AND NOT deleted ORDER BY record LIMIT %s"
)
_PAGE: Final = 2000
_FIRST: Final = uuid.UUID(int=0)


@attrs.frozen(slots=True)
class Stored:
    """A record, and the number of each of its fields."""

    record: Record = attrs.field(repr=False)
    state: RecordState = attrs.field(repr=False)


def numbers_of(kinds: Iterable[type[Record]]) -> list[int]:
    """The numbers by which the database knows kinds."""
    return [REGISTRY.kind(one).id for one in kinds]


def of_youths(
    connection: Connection, municipality: str, youths: Sequence[bytes], kinds: Sequence[int]
) -> dict[bytes, list[Stored]]:
    """By youth her records of these kinds; every youth asked for is in it."""
    rows = connection.execute(
        _OF_YOUTHS, [municipality, Ids.of(youths), list(kinds)], binary=True
    ).fetchall()
    found: dict[bytes, list[Stored]] = {one: [] for one in youths}
    for record, state in log_rows.states_of(connection, municipality, rows).items():
        stored = made(record, state)
        if stored is not None and state.scope is not None:
            found[state.scope].append(stored)
    return found


def all_of(
    connection: Connection, municipality: str, kind: type[Record]
) -> Iterable[Mapping[bytes, RecordState]]:
    """All records of a kind, a page at a time."""
    last, number = _FIRST, REGISTRY.kind(kind).id
    while True:
        rows: list[tuple[Any, ...]] = connection.execute(
            _OF_KIND, [municipality, number, last, _PAGE], binary=True
        ).fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield log_rows.states_of(connection, municipality, rows)
        connection.codec.forget(municipality)  # the keys of a whole city are not held at once


def records_of(connection: Connection, municipality: str, kind: type[R]) -> Iterator[R]:
    """All records of a kind that this program understands."""
    for page in all_of(connection, municipality, kind):
        for record, state in page.items():
            stored = made(record, state)
            if stored is not None and isinstance(stored.record, kind):
                yield stored.record


def made(record: bytes, state: RecordState) -> Stored | None:
    """A record out of its state; None for what only a newer program understands."""
    kind = REGISTRY.get(state.kind)
    if kind is None:
        return None
    try:
        return Stored(kind.from_wire(record_id(record), state.values), state)
    except ValueError:
        return None


def record_id(record: bytes) -> RecordId:
    """Sixteen bytes as the model has them."""
    return RecordId(uuid.UUID(bytes=record))
