"""Which rows the search index has still to go through: spans by kind, kept in `search_due`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kaa_desktop.store import settings

if TYPE_CHECKING:
    from kaa_desktop.store.database import Connection

MERGE: Final = 0
"""In place of a kind: what is left to do is merging, and `first` says how far that has come."""


def postpone_span(connection: Connection, kind: int, first: int, last: int) -> None:
    """Note rows whose documents are built later. What is in by then is passed over."""
    if last < first:
        return
    # A download comes in pieces: what follows upon what is noted makes one span with it.
    joined = connection.execute(
        "UPDATE search_due SET last = ? WHERE kind = ? AND last = ?", (last, kind, first - 1)
    ).rowcount
    if not joined:
        connection.execute(
            "INSERT INTO search_due (kind, first, last) VALUES (?, ?, ?)", (kind, first, last)
        )


def merge_later(connection: Connection) -> None:
    """Have the index made one segment when all else is built."""
    query = "SELECT 1 FROM search_due WHERE kind = ?"
    if connection.execute(query, (MERGE,)).fetchone() is None:
        query = "INSERT INTO search_due (kind, first, last) VALUES (?, 0, 0)"
        connection.execute(query, (MERGE,))


def waits(connection: Connection, kind: int, row: int) -> bool:
    """Whether a row is among those noted."""
    query = "SELECT 1 FROM search_due WHERE kind = ? AND ? BETWEEN first AND last"
    return connection.execute(query, (kind, row)).fetchone() is not None


def is_due(connection: Connection) -> bool:
    """Whether anything is to be built, and can be: not in the middle of a first download."""
    due = connection.execute("SELECT 1 FROM search_due LIMIT 1").fetchone() is not None
    return due and settings.get(connection, settings.SNAPSHOT) is None


def rows_due(connection: Connection) -> int:
    """How many rows wait to be gone through."""
    query = "SELECT coalesce(sum(last - first + 1), 0) FROM search_due WHERE kind <> ?"
    return int(connection.execute(query, (MERGE,)).fetchone()[0])
