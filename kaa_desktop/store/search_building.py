"""Building the search index in notes a portion at a time: after a download, an import, a new version.

Each portion is a transaction of the writer's, so what a kill breaks off goes on where it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kaa_desktop.store.schema import table
from kaa_desktop.store.search_due import MERGE, merge_later, postpone_span
from kaa_desktop.store.search_notes import document, is_in, last_row, sources, write

if TYPE_CHECKING:
    from kaa_desktop.store.database import Connection

_MERGED: Final = ("search_note", "search_person")
_PAGES: Final = 250


def postpone_all(connection: Connection) -> None:
    """Have the whole index built."""
    connection.execute("DELETE FROM search_due")
    for kind, source in sources().items():
        postpone_span(connection, kind, 1, last_row(connection, source))


def build_due(connection: Connection, limit: int) -> None:
    """Go through up to `limit` rows, the last ones first: what is newest is found first."""
    due = connection.execute("SELECT _row, kind, first, last FROM search_due ORDER BY last DESC")
    for number, kind, first, last in due.fetchall():
        if kind == MERGE:
            _merge(connection, number, first)
            break
        start = max(first, last - limit + 1)
        _build(connection, kind, start, last)
        if start > first:
            query = "UPDATE search_due SET last = ? WHERE _row = ?"
            connection.execute(query, (start - 1, number))
            merge_later(connection)
        else:
            connection.execute("DELETE FROM search_due WHERE _row = ?", (number,))
        limit -= last - start + 1
        if limit <= 0:
            break


def _merge(connection: Connection, number: int, step: int) -> None:
    """Make one segment of the many that were built, some pages at a time; first notes, then persons.

    In one segment a word is found in one place, and taken out of one: four times as fast.
    """
    name = _MERGED[step // 2]
    before = connection.execute("SELECT total_changes()").fetchone()[0]
    # A negative number begins a merge of all segments, a positive one goes on with it.
    pages = _PAGES if step % 2 else -_PAGES
    connection.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('merge', ?)", (pages,))
    done = connection.execute("SELECT total_changes()").fetchone()[0] - before < 2
    step = (step | 1) + done
    if step // 2 < len(_MERGED):
        connection.execute("UPDATE search_due SET first = ? WHERE _row = ?", (step, number))
    else:
        connection.execute("DELETE FROM search_due WHERE _row = ?", (number,))


def _build(connection: Connection, kind: int, first: int, last: int) -> None:
    source = sources().get(kind)
    if source is None:
        return
    query = (
        f"SELECT {source.columns} FROM {table(source.kind)} r "
        "WHERE r._row BETWEEN ? AND ? ORDER BY r._row DESC"
    )
    rows = connection.execute(query, (first, last)).fetchall()
    made = (document(kind, row) for row in rows if not row[1])
    write(connection, (), [one for one in made if one.words and not is_in(connection, one.place)])
