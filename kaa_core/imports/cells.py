"""How the rows of one table are read, and one row's cells by what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from kaa_core.imports.book import Cell, Row
from kaa_core.imports.columns import Column, normal, why_barred
from kaa_core.imports.dates import day_of
from kaa_core.imports.staff import Staff
from kaa_core.imports.tables import Table
from kaa_core.imports.texts import filled, in_one_line
from kaa_core.imports.verdicts import Note, NoteKind, note_of


@attrs.frozen(kw_only=True)
class Way:
    """How the rows of one table are read."""

    headings: tuple[str, ...]
    columns: Mapping[Column, tuple[int, ...]]
    staff: Staff
    today: date
    synthetic: bool = False
    date1904: bool = False
    month_first: bool = False

    @property
    def family_first(self) -> bool:
        """Whether a whole name begins with the family name, by its heading."""
        whole = self.columns.get(Column.NAME, ())
        return any(normal(self.heading(index)).startswith("efternamn") for index in whole)

    def heading(self, index: int) -> str:
        """Return a column's heading, or "" when it has none."""
        return self.headings[index] if index < len(self.headings) else ""


def columns_of(table: Table, mapping: Mapping[int, Column]) -> dict[Column, tuple[int, ...]]:
    """Return the indices of each column to read, without what may not be imported."""
    found: dict[Column, tuple[int, ...]] = {}
    for index, column in sorted(mapping.items()):
        heading = table.headings[index] if 0 <= index < len(table.headings) else ""
        if column is not Column.IGNORE and index >= 0 and not why_barred(heading):
            found[column] = (*found.get(column, ()), index)
    return found


class Cells:
    """One row, by what its cells hold. Notes gather as it is read."""

    def __init__(self, way: Way, row: Row) -> None:
        self.way = way
        self.row = row
        self.notes: list[Note] = []
        width = len(row)
        self._texts = {
            index: text
            for indices in way.columns.values()
            for index in indices
            if index < width and row[index] is not None and (text := filled(row[index]))
        }

    def cells(self, column: Column) -> list[tuple[int, str]]:
        """Return the filled-in cells of a column as text, with their index."""
        texts = self._texts
        return [(i, texts[i]) for i in self.way.columns.get(column, ()) if i in texts]

    def at(self, index: int) -> str:
        """Return the text of one cell."""
        return self._texts.get(index, "")

    def text(self, column: Column) -> str:
        """Return the first filled-in cell of a column as text, or ""."""
        for index in self.way.columns.get(column, ()):
            if index in self._texts:
                return self._texts[index]
        return ""

    def line(self, column: Column) -> str:
        """Return the first filled-in cell of a column, its line breaks as commas."""
        return in_one_line(self.first(column))

    def first(self, column: Column) -> Cell:
        """Return the first filled-in cell of a column as it stands, or None."""
        for index in self.way.columns.get(column, ()):
            if index in self._texts:
                return self.row[index]
        return None

    def day(self, column: Column) -> date | None:
        """Return a column's date; a note says when there is something that is none."""
        cell = self.first(column)
        if cell is None:
            return None
        way = self.way
        found = day_of(cell, way.today, date1904=way.date1904, month_first=way.month_first)
        if found is None:
            self.unread(column, "går inte att läsa som ett datum")
        return found

    def fitted(self, text: str, longest: int, column: Column) -> str:
        """Return text that is no longer than its field; a note says when some was cut off."""
        if len(text) <= longest:
            return text
        self.note(
            NoteKind.CUT,
            f"{column.label}: texten är längre än {longest} tecken. Slutet tas inte med.",
            column,
        )
        return text[:longest].rstrip()

    def note(self, kind: NoteKind, sentence: str, column: Column | None = None) -> None:
        """Add a note, once."""
        note = note_of(kind, sentence, column)
        if note not in self.notes:
            self.notes.append(note)

    def unread(self, column: Column, why: str) -> None:
        """Add the note that a value is left out: "värdet ... och tas inte med"."""
        self.note(NoteKind.UNREAD_VALUE, f"{column.label}: värdet {why} och tas inte med.", column)
