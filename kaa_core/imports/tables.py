"""Where the table is in a sheet: the row of headings, and the first row under it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Final

import attrs

from kaa_core.imports.book import MOST_COLUMNS, Book, Row, Sheet
from kaa_core.imports.columns import Column, is_of_guardian, meaning, why_barred
from kaa_core.imports.numbers import looks_like_number
from kaa_core.imports.refusals import refusal
from kaa_core.imports.texts import filled, text_of

_DEEPEST: Final = 60
"""Headings are looked for in this many of a sheet's first rows."""
_BELOW: Final = 40
_ANY_DAY: Final = date(2100, 1, 1)  # a number's form is looked at, not its age
_FIGURES: Final = re.compile(r"[\d\s.,:/+-]+")
_GROUPED: Final = frozenset(
    {Column.NAME, Column.PHONE, Column.EMAIL, Column.GIVEN_NAME, Column.FAMILY_NAME}
)
NUMBER_WEIGHT, KNOWN_WEIGHT, OTHER_WEIGHT = 5, 3, 0.5


@attrs.frozen
class Table:
    """Where a sheet's table is. Rows are indices into `Sheet.rows` (0 is the file's row 1)."""

    heading_row: int
    """-1 when the table has no headings; what each column holds is then told by its content alone."""
    headings: tuple[str, ...]
    """One for each column, as written; empty where the column has none."""
    first_row: int


@attrs.frozen
class _Candidate:
    table: Table
    score: float


def find_table(sheet: Sheet) -> Table:
    """Find the headings; raises NotReadable (code `no-table`) when the sheet has no table."""
    best = _best(sheet)
    if best is None:
        raise refusal("no-table")
    return best.table


def likeliest(book: Book) -> int:
    """Return the index of the sheet that most looks like a register; raises `no-table` when none does."""
    scores = []
    for index, sheet in enumerate(book.sheets):
        if (found := _best(sheet)) is not None:
            scores.append((found.score, len(sheet.rows), -index))
    if not scores:
        raise refusal("no-table")
    return -max(scores)[2]


def choose_headings(sheet: Sheet, heading_row: int) -> Table:
    """Return the table whose headings stand in the row that a person pointed at (0 is the first).

    Raises NotReadable when the sheet has no such row.
    """
    if not 0 <= heading_row < len(sheet.rows):
        raise refusal("no-table")
    return Table(heading_row, _headings(sheet, sheet.rows[heading_row]), heading_row + 1)


def examples(sheet: Sheet, table: Table, column: int, count: int = 3) -> Sequence[str]:
    """Return the first different values of a column as text, to show beside its heading."""
    found: dict[str, None] = {}
    for row in islice(sheet.rows, table.first_row, table.first_row + 500):
        if column < len(row) and (text := filled(row[column])):
            found[text[:80]] = None
            if len(found) == count:
                break
    return list(found)


def _best(sheet: Sheet) -> _Candidate | None:
    """Return the likeliest table: by its headings, else by a column of personnummer without any."""
    found = max(_candidates(sheet), key=lambda one: one.score, default=None)
    if found is not None and found.score >= KNOWN_WEIGHT:
        return found
    return _without_headings(sheet) or found


def _candidates(sheet: Sheet) -> Iterator[_Candidate]:
    for index, row in enumerate(islice(sheet.rows, _DEEPEST)):
        if not _may_be_headings(row):
            continue
        below = [r for r in sheet.rows[index + 1 : index + 1 + _BELOW] if r]
        if not below:
            continue
        single = Table(index, _headings(sheet, row), index + 1)
        yield _Candidate(single, _score(single, below))
        above = sheet.rows[index - 1] if index else ()
        if above and _may_be_headings(above):
            both = Table(index, _joined(_headings(sheet, above), single.headings), index + 1)
            if both != single:
                yield _Candidate(both, _score(both, below) + 0.1)


def _may_be_headings(row: Row) -> bool:
    """Whether a row has words in most of its cells, no figures alone and no personnummer."""
    texts = [text for cell in row if (text := text_of(cell))]
    if not texts:
        return False
    words = [text for text in texts if len(text) <= 80 and not _FIGURES.fullmatch(text)]
    return len(words) * 4 >= len(texts) * 3 and not any(looks_like_number(c, _ANY_DAY) for c in row)


def _score(table: Table, below: Sequence[Row]) -> float:
    """Weigh known headings, and above all the one over the personnummer."""
    score, seen = 0.0, set()
    width = max(map(len, below))
    for index, heading in enumerate(table.headings[:width]):
        if not heading:
            continue
        column = meaning(heading)
        if column is None or column in seen:
            score += OTHER_WEIGHT if len(heading) <= 40 else 0
        else:
            score += NUMBER_WEIGHT if column is Column.NUMBER else KNOWN_WEIGHT
            seen.add(column)
        if why_barred(heading):
            score += OTHER_WEIGHT
        if not any(index < len(row) and row[index] is not None for row in below):
            score -= OTHER_WEIGHT / 2
    return score if len(seen) > 1 or Column.NUMBER in seen else min(score, KNOWN_WEIGHT - 1)


def _headings(sheet: Sheet, row: Row) -> tuple[str, ...]:
    width = min(sheet.width, MOST_COLUMNS)
    texts = [text_of(cell)[:200] for cell in row[:width]]
    return tuple(texts + [""] * (width - len(texts)))


def _joined(above: tuple[str, ...], under: tuple[str, ...]) -> tuple[str, ...]:
    """Join headings over two rows: one that spans both, or a group ("Vårdnadshavare") over several."""
    joined, group = [], ""
    for upper, lower in zip(above, under, strict=True):
        group = upper or (group if lower else "")
        if not lower:
            joined.append(upper if meaning(upper) else "")
        elif is_of_guardian(group) and not is_of_guardian(lower) and meaning(lower) in _GROUPED:
            joined.append(f"{group} {lower}")
        else:
            joined.append(lower)
    return tuple(joined)


def _without_headings(sheet: Sheet) -> _Candidate | None:
    """Return the table of a sheet that begins with its first person."""
    for index, row in enumerate(islice(sheet.rows, _DEEPEST)):
        if any(looks_like_number(cell, _ANY_DAY) for cell in row):
            width = min(sheet.width, MOST_COLUMNS)
            return _Candidate(Table(-1, ("",) * width, index), NUMBER_WEIGHT / 2)
    return None
