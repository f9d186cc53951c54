"""Where the table is in a sheet: the row of headings, and the first row under it."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from kaa_core.imports.book import Book, Sheet


@attrs.frozen
class Table:
    """Where a sheet's table is. Rows are indices into `Sheet.rows` (0 is the file's row 1)."""

    heading_row: int
    headings: tuple[str, ...]
    """One for each column, as written; empty where the column has none."""
    first_row: int


def find_table(sheet: Sheet) -> Table:
    """Find the headings; raises NotReadable (code `no-table`) when the sheet has no table."""
    raise NotImplementedError


def likeliest(book: Book) -> int:
    """Return the index of the sheet that most looks like a register of youths."""
    raise NotImplementedError


def choose_headings(sheet: Sheet, heading_row: int) -> Table:
    """Return the table whose headings stand in the row that a person pointed at (0 is the first)."""
    raise NotImplementedError


def examples(sheet: Sheet, table: Table, column: int, count: int = 3) -> Sequence[str]:
    """Return the first different values of a column as text, to show beside its heading."""
    raise NotImplementedError
