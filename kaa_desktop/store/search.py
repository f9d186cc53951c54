"""The search index as a whole: its tables, its version, how much of it is built.

Derived from the records: it could be thrown away and built again, and is, whenever what it would hold
of the same records changes (`VERSION`).
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TYPE_CHECKING, Final

from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY
from kaa_desktop.store import (
    rows,
    search_building,
    search_due,
    search_notes,
    search_persons,
    settings,
    summary,
)
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from kaa_core.model.registry import Record
    from kaa_desktop.store.database import Connection

VERSION: Final = 1
"""One more whenever words.py or the documents change in a way that the fingerprint does not show."""

_TABLES: Final = ("search_note", "search_person")


def ensure(connection: Connection) -> None:
    """Make the index, empty, unless it is there in this version; it is built afterwards."""
    version = _version()
    if settings.get(connection, settings.SEARCH) == version:
        return
    for name in _TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    for statement in (*search_notes.CREATE, *search_persons.CREATE):
        connection.execute(statement)
    search_building.postpone_all(connection)
    connection.execute("UPDATE case_summary SET search_place = NULL")
    settings.put(connection, settings.SEARCH, version)


def keep_up(connection: Connection) -> None:
    """Begin anew with an index of another version."""
    if settings.get(connection, settings.SEARCH) == _version():
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        ensure(connection)
        summary.postpone_all(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def notes(connection: Connection, typed: str, limit: int) -> list[Record]:
    """Records with a word for each that was typed, what happened last first.

    One statement after another: what has been taken away between them is left out.
    """
    found = []
    for place in search_notes.places(connection, typed, limit):
        number, row = search_notes.record_at(place)
        kind = search_notes.sources()[number].kind
        query = f"SELECT {rows.columns(kind)} FROM {table(kind)} WHERE _row = ? AND NOT _deleted"
        held = connection.execute(query, (row,)).fetchone()
        if held is not None and search_notes.open_youths(connection, [held[1]]):
            found.append(rows.record_of(kind, held))
    return found


def percent_built(connection: Connection) -> int:
    """How much of the index there is, of 100. It can be searched all the time."""
    waiting = search_due.rows_due(connection)
    count = "SELECT count(*) FROM summary_due"
    waiting += connection.execute(count).fetchone()[0]
    if not waiting:
        return 100
    tables = [one.kind for one in search_notes.sources().values()] + [REGISTRY.kind(Youth)]
    whole = sum(
        connection.execute(f"SELECT coalesce(max(_row), 0) FROM {table(one)}").fetchone()[0]
        for one in tables
    )
    return max(0, min(99, 100 - 100 * int(waiting) // max(int(whole), 1)))


def _version() -> bytes:
    parts = (
        VERSION,
        unicodedata.unidata_version,
        search_notes.fingerprint(),
        search_persons.CREATE,
    )
    return hashlib.sha256(repr(parts).encode()).digest()
