"""What the register holds, read for many youths at a time: for imports and for acts on many.

Functions for `Queries.read`: each holds the read-only connection for a moment only, so that a window
that reads beside them does not wait.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, TypeVar, cast

from kaa_core.model.enums import Protection
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_desktop.store import rows
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kaa_core.model.ids import RecordId
    from kaa_desktop.store.database import Connection

R = TypeVar("R", bound=Record)

AT_A_TIME: Final = 400
"""Ids in one statement; SQLite takes some thousands."""


def numbers(connection: Connection) -> dict[str, bytes]:
    """All identity numbers with the youth's id, as its 16 bytes."""
    query = f"SELECT identity_number, id FROM {table(REGISTRY.kind(Youth))} WHERE NOT _deleted"
    return {number: packed for number, packed in connection.execute(query).fetchall() if number}


def protected(connection: Connection) -> frozenset[bytes]:
    """The youths with skyddad folkbokföring, as 16 bytes: nobody of them is named in a list."""
    query = f"SELECT id FROM {table(REGISTRY.kind(Youth))} WHERE protection = ? AND NOT _deleted"
    return frozenset(
        row[0] for row in connection.execute(query, (int(Protection.PROTECTED),)).fetchall()
    )


def by_number(connection: Connection, number: str) -> Youth | None:
    """The youth with these twelve digits."""
    kind = REGISTRY.kind(Youth)
    query = (
        f"SELECT {rows.columns(kind)} FROM {table(kind)} "
        "WHERE identity_number = ? AND NOT _deleted ORDER BY id"
    )
    row = connection.execute(query, (number,)).fetchone()
    return None if row is None else cast("Youth", rows.record_of(kind, row))


def doubled(connection: Connection, youths: Sequence[bytes]) -> int:
    """How many of these youths have a number that another youth has too."""
    name = table(REGISTRY.kind(Youth))
    query = (
        f"SELECT count(*) FROM {name} WHERE id IN (SELECT unhex(value) FROM json_each(?)) "
        f"AND NOT _deleted AND EXISTS (SELECT 1 FROM {name} AS other "
        f"WHERE other.identity_number = {name}.identity_number AND other.id <> {name}.id "
        "AND NOT other._deleted)"
    )
    found: int = connection.execute(query, (json.dumps([one.hex() for one in youths]),)).fetchone()[
        0
    ]
    return found


def of_youth(connection: Connection, youth: bytes, *kinds: type[Record]) -> list[list[Record]]:
    """The records of one youth, kind by kind; the youth's own record is of the kind `Youth`."""
    return [_scoped(connection, cls, [youth]) for cls in kinds]


def of_youths(connection: Connection, cls: type[R], youths: Sequence[RecordId]) -> list[R]:
    """The records of one kind that some youths have; at most `AT_A_TIME` youths."""
    return cast("list[R]", _scoped(connection, cls, [one.bytes for one in youths]))


def _scoped(connection: Connection, cls: type[Record], youths: Sequence[bytes]) -> list[Record]:
    kind = REGISTRY.kind(cls)
    marks = ", ".join("?" * len(youths))
    query = (
        f"SELECT {rows.columns(kind)} FROM {table(kind)} "
        f"WHERE _scope IN ({marks}) AND NOT _deleted ORDER BY id"
    )
    return [rows.record_of(kind, row) for row in connection.execute(query, youths).fetchall()]


def names(connection: Connection) -> list[tuple[bytes, str, str, str]]:
    """All youths' ids, identity numbers, given and family names."""
    query = (
        "SELECT id, identity_number, given_name, family_name "
        f"FROM {table(REGISTRY.kind(Youth))} WHERE NOT _deleted"
    )
    return connection.execute(query).fetchall()


def keyed(connection: Connection, kinds: Sequence[type[Record]], key: str) -> list[bytes]:
    """The youths with a fact whose source calls it `key`, or something under it."""
    found: dict[bytes, None] = {}
    for cls in kinds:
        query = (
            f"SELECT _scope FROM {table(REGISTRY.kind(cls))} "
            "WHERE (key = ? OR substr(key, 1, ?) = ?) AND NOT _deleted ORDER BY id"
        )
        under = f"{key}/"
        rows_found = connection.execute(query, (key, len(under), under)).fetchall()
        found.update(dict.fromkeys(row[0] for row in rows_found))
    return list(found)
