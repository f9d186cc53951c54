"""Full text over what people have written: notes, summaries, tasks made by hand, reasons.

One FTS5 table without content of its own. It gets folded words (words.py), so its tokenizer has
nothing left to decide, and `rowid` is when it happened, then kind and row: newest first is the order
in which the index lies, and a hit is read by its row number. `docsize`, which FTS5 keeps beside it,
says what is in it; a document is taken out by the words of the record as it stood (`following`), so
that, with FTS5's `secure-delete`, they are gone and not merely marked.

Nothing about a protected youth is in it. docs/adr/018 has the measurements.
"""

from __future__ import annotations

import contextlib
import json
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from kaa_core.model.enums import Protection, TaskOrigin
from kaa_core.model.records import Guardian, Youth
from kaa_core.model.registry import REGISTRY, FieldType
from kaa_desktop.store import words
from kaa_desktop.store.schema import quoted, table
from kaa_desktop.store.search_due import postpone_span, waits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kaa_core.model.registry import Kind
    from kaa_desktop.store.database import Connection

AT_ONCE: Final = 100
"""New documents that are taken in within the transaction; of more, all but these are built later."""

LEAST_LETTERS: Final = 3
"""One typed word at least is as long as this: shorter ones begin half of all words."""

CREATE: Final = (
    """CREATE VIRTUAL TABLE search_note USING fts5(
        words, content='', tokenize='ascii', detail=column, prefix='3')""",
    # Without this a deleted word stays in the file, VACUUM included.
    "INSERT INTO search_note (search_note, rank) VALUES ('secure-delete', 1)",
)

# When it happened: the day, and the time of day in minutes.
_WHEN: Final = {
    "home_visit": ("coalesce(r.visited_on, r.planned_on)", "coalesce(r.arrived, r.planned_at)"),
    "occupation": ("coalesce(r.start, r.noted_on)", "NULL"),
}
_NOT_OF_PEOPLE: Final = {"task": f"r.origin IS {int(TaskOrigin.RULE)}"}
"""The routine's own tasks: their words are the program's, and would drown everything else."""

_DAY_0: Final = date(1900, 1, 1).toordinal()
_MINUTES: Final = 1 << 27  # until the year 2155
_ROW_BITS: Final = 30
_KIND_BITS: Final = 6
_ROWS: Final = (1 << _ROW_BITS) - 1
_KINDS: Final = (1 << _KIND_BITS) - 1
_YOUTH: Final = REGISTRY.kind(Youth)
_OPEN: Final = f"y._deleted = 0 AND coalesce(y.protection, 0) < {int(Protection.PROTECTED)}"
_IDS_AT_A_TIME: Final = 250

Row = tuple[Any, ...]
"""A row of `Source.columns`: its number, whether it is left out, day, minutes, then the texts."""


@frozen
class Source:
    """A kind whose records have words people wrote."""

    kind: Kind
    columns: str
    texts: tuple[str, ...]


@frozen(repr=False)
class Document:
    """What the index holds of a record. `place`: its rowid."""

    place: int
    words: str


@cache
def sources() -> dict[int, Source]:
    """By number of kind."""
    return {kind.id: made for kind in REGISTRY if (made := _source(kind)) is not None}


def _source(kind: Kind) -> Source | None:
    texts = tuple(one.name for one in kind.fields if one.searchable)
    if not texts or kind.cls in (Youth, Guardian) or "youth" not in kind.by_name:
        return None
    assert kind.id <= _KINDS
    days = (one.name for one in kind.fields if one.type is FieldType.DATE)
    at = 'r."at"' if "at" in kind.by_name else "NULL"
    day, at = _WHEN.get(kind.name, (next((f"r.{quoted(one)}" for one in days), "NULL"), at))
    not_of_people = _NOT_OF_PEOPLE.get(kind.name, "0")
    seen = f"EXISTS (SELECT 1 FROM {table(_YOUTH)} y WHERE y.id = r._scope AND {_OPEN})"
    columns = f"r._row, r._deleted OR {not_of_people} OR NOT {seen}, {day}, {at}"
    return Source(kind, f"{columns}, {', '.join(f'r.{quoted(one)}' for one in texts)}", texts)


def place_of(kind: int, row: int, day: str | None, minutes: int | None) -> int:
    """The rowid of a document. Later is higher; equal times by kind and row."""
    moment = 0
    if day is not None:
        moment = (date.fromisoformat(day).toordinal() - _DAY_0) * 1440 + (minutes or 0)
        moment = min(max(moment, 0), _MINUTES - 1)
    return (moment << _KIND_BITS | kind) << _ROW_BITS | row & _ROWS


def record_at(place: int) -> tuple[int, int]:
    """The kind and the row of a document."""
    return place >> _ROW_BITS & _KINDS, place & _ROWS


# -- keeping up with the records


@contextlib.contextmanager
def following(connection: Connection, kind: int, records: Sequence[bytes]) -> Iterator[None]:
    """Around every write of records of a kind: the index follows, in the same transaction."""
    if kind == _YOUTH.id:
        before = open_youths(connection, records)
        yield
        _follow_youths(connection, records, before)
    elif (source := sources().get(kind)) is not None:
        held, last = _rows(connection, source, records), last_row(connection, source)
        yield
        _follow(connection, source, records, held, last)
    else:
        yield


@contextlib.contextmanager
def following_new(connection: Connection, kind: int) -> Iterator[None]:
    """Around a write of many records that are new and made here: their documents are built later."""
    source = sources().get(kind)
    if source is None:
        yield
        return
    last = last_row(connection, source)
    yield
    postpone_span(connection, kind, last + 1, last_row(connection, source))


def _follow(
    connection: Connection,
    source: Source,
    records: Sequence[bytes],
    held: dict[int, Row],
    last: int,
) -> None:
    many = len(records) > AT_ONCE
    changed = records if not many else _of_rows(connection, source, held)
    now = _rows(connection, source, changed)
    gone = [row for number, row in held.items() if now.get(number) != row]
    new = [row for number, row in now.items() if held.get(number) != row]
    _exchange(connection, source, gone, new)
    if many:  # those that were not there before
        postpone_span(connection, source.kind.id, last + 1, last_row(connection, source))


def _exchange(
    connection: Connection, source: Source, gone: Iterable[Row], new: Iterable[Row]
) -> None:
    """Take out what the index holds of some rows as they stood, and take in the new ones."""
    kind = source.kind.id
    out = [one for row in gone if is_in(connection, (one := document(kind, row)).place)]
    made = [document(kind, row) for row in new if not row[1]]
    write(connection, out, [one for one in made if one.words])


def _follow_youths(connection: Connection, youths: Sequence[bytes], before: set[bytes]) -> None:
    after = open_youths(connection, youths)
    for youth in youths:
        if youth in before and youth not in after:
            for source in sources().values():
                rows = _rows(connection, source, [youth], by="r._scope")
                _exchange(connection, source, rows.values(), ())
        elif youth in after and youth not in before:
            # A new youth has none as a rule: one question for all kinds.
            for source in _about(connection, youth):
                _reveal(connection, source, youth)


def _reveal(connection: Connection, source: Source, youth: bytes) -> None:
    """Take in what is written about a youth who was protected, or was not here."""
    rows = _rows(connection, source, [youth], by="r._scope")
    wait = {number for number in rows if waits(connection, source.kind.id, number)}
    _exchange(connection, source, (), [row for number, row in rows.items() if number not in wait])


def _about(connection: Connection, youth: bytes) -> list[Source]:
    """The kinds of which there is any record about a youth."""
    row = connection.execute(_any_about(), [youth] * len(sources())).fetchone()
    return [source for source, some in zip(sources().values(), row, strict=True) if some]


@cache
def _any_about() -> str:
    some = (
        f"EXISTS (SELECT 1 FROM {table(one.kind)} WHERE _scope = ?)" for one in sources().values()
    )
    return f"SELECT {', '.join(some)}"


def write(connection: Connection, gone: Iterable[Document], new: Iterable[Document]) -> None:
    """Take documents out and in, in the order of the index: out of order it writes at each step."""
    todo = [(one.place, 0, one.words) for one in gone] + [(one.place, 1, one.words) for one in new]
    for place, adding, text in sorted(todo):
        statement = _ADD if adding else _TAKE_OUT
        connection.execute(statement, (place, text))


_ADD: Final = "INSERT INTO search_note (rowid, words) VALUES (?, ?)"
_TAKE_OUT: Final = "INSERT INTO search_note (search_note, rowid, words) VALUES ('delete', ?, ?)"


def document(kind: int, row: Row) -> Document:
    """The document of a row, be it left out or not."""
    number, _, day, minutes, *texts = row
    return Document(place_of(kind, number, day, minutes), " ".join(words.words(*texts)))


def is_in(connection: Connection, place: int) -> bool:
    """Whether the index holds this document."""
    query = "SELECT 1 FROM search_note_docsize WHERE id = ?"
    return connection.execute(query, (place,)).fetchone() is not None


def open_youths(connection: Connection, youths: Sequence[bytes]) -> set[bytes]:
    """Those of them who are here and not protected: what is written about them may be found."""
    query = f"SELECT y.id FROM {table(_YOUTH)} y WHERE {_OPEN} AND y.id IN "
    return {row[0] for row in _in_parts(connection, query, youths)}


def _rows(
    connection: Connection, source: Source, ids: Sequence[bytes], by: str = "r.id"
) -> dict[int, Row]:
    """The rows of these records, by number."""
    query = f"SELECT {source.columns} FROM {table(source.kind)} r WHERE {by} IN "
    return {row[0]: row for row in _in_parts(connection, query, ids)}


def _of_rows(connection: Connection, source: Source, rows: Iterable[int]) -> list[bytes]:
    query = f"SELECT id FROM {table(source.kind)} WHERE _row IN "
    return [row[0] for row in _in_parts(connection, query, list(rows))]


def _in_parts(connection: Connection, query: str, values: Sequence[object]) -> Iterator[Row]:
    for start in range(0, len(values), _IDS_AT_A_TIME):
        part = values[start : start + _IDS_AT_A_TIME]
        marks = ", ".join("?" * len(part))
        yield from connection.execute(f"{query}({marks})", part).fetchall()


def last_row(connection: Connection, source: Source) -> int:
    """The number of the newest row of a kind; 0 when there is none."""
    found = connection.execute(f"SELECT max(_row) FROM {table(source.kind)}").fetchone()[0]
    return int(found or 0)


# -- finding


def places(connection: Connection, typed: str, limit: int) -> list[int]:
    """Documents with a word for each that was typed, the newest first."""
    wanted = beginnings(typed)
    if not wanted:
        return []
    match = " AND ".join(f'"{one}"*' for one in wanted)
    found = connection.execute(
        "SELECT rowid FROM search_note WHERE search_note MATCH ? ORDER BY rowid DESC LIMIT ?",
        (match, limit),
    )
    return [row[0] for row in found.fetchall()]


def beginnings(typed: str) -> list[str]:
    """What notes are searched for. One letter alone says nothing, and half of all notes have it."""
    found = [one for one in words.words(typed[: words.LONGEST_TYPED]) if len(one) > 1]
    longest = max(map(len, found), default=0)
    return found[: words.MOST_WORDS] if longest >= LEAST_LETTERS else []


def fingerprint() -> str:
    """Changes when the documents of the same records would be others."""
    described = [(kind, one.columns) for kind, one in sorted(sources().items())]
    return json.dumps([described, CREATE])
