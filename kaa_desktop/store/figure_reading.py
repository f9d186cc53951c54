"""What the statistics read beside the traces: stored figures, and what there is to choose among."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, cast

from attrs import frozen

from kaa_core.model.following_up import StoredFigures
from kaa_core.model.records import StudyPeriod
from kaa_core.model.registry import REGISTRY
from kaa_desktop.store import rows
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kaa_desktop.store.database import Connection

_STORED: Final = REGISTRY.kind(StoredFigures)
_STUDIES: Final = table(REGISTRY.kind(StudyPeriod))
_ON: Final = (
    f"SELECT {rows.columns(_STORED)} FROM {table(_STORED)} "
    "WHERE as_of = ? AND NOT _deleted ORDER BY frozen IS NULL OR NOT frozen, id"
)
_BEFORE: Final = (
    f"SELECT frozen FROM {table(_STORED)} WHERE as_of <= ? AND NOT _deleted "
    "ORDER BY as_of DESC, frozen DESC LIMIT 1"
)
_AFTER: Final = (
    f"SELECT frozen FROM {table(_STORED)} WHERE as_of >= ? AND NOT _deleted "
    "ORDER BY as_of, frozen DESC LIMIT 1"
)


@frozen(kw_only=True)
class StoredOn:
    """What is stored about a day: its records, the frozen ones first.

    `erased`: somebody who counted about then is erased since, as the days stored before and after it say.
    """

    records: tuple[StoredFigures, ...]
    erased: bool


def stored_on(connection: Connection, day: date) -> StoredOn:
    """What is stored about a day."""
    said = day.isoformat()
    found = connection.execute(_ON, (said,)).fetchall()
    beside = (connection.execute(query, (said,)).fetchone() for query in (_BEFORE, _AFTER))
    return StoredOn(
        records=tuple(cast("StoredFigures", rows.record_of(_STORED, row)) for row in found),
        erased=any(row is not None and bool(row[0]) for row in beside),
    )


def schools(connection: Connection) -> tuple[list[str], list[str]]:
    """Names of all schools, and of all programmes, that studies here are at."""
    found = []
    for column in ("school", "programme"):
        query = (
            f"SELECT DISTINCT {column} FROM {_STUDIES} WHERE NOT _deleted AND {column} > '' "
            f"ORDER BY {column}"
        )
        found.append([row[0] for row in connection.execute(query).fetchall()])
    return found[0], found[1]


def by_name(connection: Connection, youths: Iterable[bytes]) -> list[bytes]:
    """Those of some youths who are here, in the order of lists."""
    wanted = json.dumps([one.hex() for one in youths])
    query = (
        "SELECT id FROM case_summary WHERE id IN (SELECT unhex(value) FROM json_each(?)) "
        "ORDER BY sort_key, id"
    )
    return [row[0] for row in connection.execute(query, (wanted,)).fetchall()]
