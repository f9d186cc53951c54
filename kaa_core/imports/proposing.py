"""What each column of a municipality's own table holds: by its heading, by its content, by what was kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

import attrs

from kaa_core.imports.book import Cell, Row
from kaa_core.imports.columns import (
    DATES,
    SEVERAL,
    Column,
    is_of_guardian,
    meaning,
    normal,
    why_barred,
)
from kaa_core.imports.dates import day_of
from kaa_core.imports.numbers import looks_like_number
from kaa_core.imports.tables import Table
from kaa_core.imports.texts import filled, in_one_line

__all__ = ["Barred", "Column", "barred", "faults", "normal", "propose", "to_keep"]

_SAMPLE: Final = 200
_ANY_DAY: Final = date(2100, 1, 1)  # a number's or a date's form is looked at, not its age
_MOST: Final = 0.6
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.\w+")
_PHONE: Final = re.compile(r"(\+46|0046|0)[\d\s()/-]{6,14}\d")
_POSTAL_CODE: Final = re.compile(r"(?:SE?-? ?)?\d{3} ?\d{2}")
_POSTAL_LINE: Final = re.compile(r"(?:SE?-? ?)?\d{3} ?\d{2} +\D+")
_ADDRESS: Final = re.compile(r".+[,;]? +(?:SE?-? ?)?\d{3} ?\d{2} +\D+")


@attrs.frozen
class Barred:
    """A column that may not be imported at all, and the sentence that says by which rule."""

    index: int
    heading: str
    sentence: str


def propose(table: Table, rows: Sequence[Row], kept: Mapping[str, Column]) -> dict[int, Column]:
    """Return what each column seems to hold, by its index; every column has an answer.

    `rows` are those under the headings (some hundred are enough). `kept` holds what was chosen last
    time, by `normal(heading)`; it wins over the proposal, except for what may not be imported.
    """
    chosen: dict[int, Column] = {}
    guessed: dict[int, Column] = {}
    for index, heading in enumerate(table.headings):
        column = kept.get(normal(heading)) if heading else None
        if why_barred(heading):
            chosen[index] = Column.IGNORE
        elif column is not None:
            chosen[index] = column
        else:
            guessed[index] = _guess(heading, _values(rows, index))
    _without_doubles(chosen, guessed, table)
    return dict(sorted((chosen | guessed).items()))


def barred(table: Table) -> tuple[Barred, ...]:
    """Return the columns that 4 and 5 §§ förordningen (2006:39) forbid; they can only be ignored."""
    found = ((index, heading, why_barred(heading)) for index, heading in enumerate(table.headings))
    return tuple(Barred(*one) for one in found if one[2])


def to_keep(table: Table, mapping: Mapping[int, Column]) -> dict[str, Column]:
    """Return the choices worth keeping for next time, by `normal(heading)`."""
    return {
        normal(heading): mapping[index]
        for index, heading in enumerate(table.headings)
        if normal(heading) and index in mapping and not why_barred(heading)
    }


def faults(mapping: Mapping[int, Column]) -> tuple[str, ...]:
    """Return why an import cannot start with this mapping, as sentences; empty when it can."""
    taken = list(mapping.values())
    found = [
        f"Flera kolumner är valda som {column.label}. Behåll en av dem."
        for column in Column
        if column not in SEVERAL and taken.count(column) > 1
    ]
    if Column.NUMBER not in taken:
        found.insert(
            0, "Välj vilken kolumn som har personnumren. Utan dem går det inte att läsa in."
        )
    return tuple(found)


def _values(rows: Sequence[Row], index: int) -> Sequence[Cell]:
    found = (row[index] for row in rows if index < len(row))
    return [cell for cell in found if cell is not None and filled(cell)][:_SAMPLE]


def _share(values: Sequence[Cell], holds: Callable[[Cell], object]) -> float:
    return sum(bool(holds(value)) for value in values) / len(values) if values else 0


def _matches(pattern: re.Pattern[str]) -> Callable[[Cell], object]:
    return lambda value: pattern.fullmatch(in_one_line(value))


def _is_day(value: Cell) -> bool:
    return any(day_of(value, _ANY_DAY, month_first=order) for order in (False, True))


def _is_number(value: Cell) -> bool:
    return looks_like_number(value, _ANY_DAY)


def _guess(heading: str, values: Sequence[Cell]) -> Column:
    column = meaning(heading)
    if column is None:
        return Column.IGNORE if is_of_guardian(heading) else _by_content(values)
    if column in DATES and values and _share(values, _is_day) < 1 - _MOST:
        return Column.IGNORE
    if column in (Column.STREET, Column.POSTAL_LINE, Column.POSTAL_CODE, Column.CITY):
        return _place(column, values)
    if column is Column.NUMBER and _share(values, _matches(_POSTAL_CODE)) > _MOST:
        return Column.POSTAL_CODE  # "Pnr" is written for both
    return column


def _place(column: Column, values: Sequence[Cell]) -> Column:
    """Tell by the content which part of an address stands under a heading that may mean several."""
    if _share(values, _matches(_POSTAL_CODE)) > _MOST:
        return Column.POSTAL_CODE
    if _share(values, _matches(_POSTAL_LINE)) > _MOST:
        return Column.POSTAL_LINE
    if _share(values, _matches(_ADDRESS)) > _MOST:
        return Column.ADDRESS
    figures = _share(values, lambda value: any(map(str.isdigit, filled(value))))
    if column is Column.POSTAL_LINE and values:
        return Column.STREET if figures > _MOST else Column.CITY
    return column


def _by_content(values: Sequence[Cell]) -> Column:
    """Recognise a column whose heading says nothing. A date or a name could be anything: not guessed."""
    if _share(values, _is_number) > _MOST:
        return Column.NUMBER
    for pattern, column in (
        (_EMAIL, Column.EMAIL),
        (_PHONE, Column.PHONE),
        (_POSTAL_LINE, Column.POSTAL_LINE),
        (_ADDRESS, Column.ADDRESS),
    ):
        if _share(values, _matches(pattern)) > _MOST:
            return column
    return Column.IGNORE


def _without_doubles(
    chosen: Mapping[int, Column], guessed: dict[int, Column], table: Table
) -> None:
    """Leave one guess for what only one column can hold: the heading that says it, then the first."""
    taken = set(chosen.values())
    by_certainty = sorted(
        guessed, key=lambda index: (meaning(table.headings[index]) is None, index)
    )
    if Column.FAMILY_NAME not in guessed.values() and Column.GIVEN_NAME in guessed.values():
        rest = [index for index in by_certainty if guessed[index] is Column.NAME]
        guessed.update(dict.fromkeys(rest[:1], Column.FAMILY_NAME))
    for index in by_certainty:
        column = guessed[index]
        if column in taken and column not in SEVERAL:
            guessed[index] = Column.IGNORE
        taken.add(column)
    if Column.FAMILY_NAME in taken and Column.GIVEN_NAME in taken:
        for index in by_certainty:
            if guessed[index] is Column.NAME:
                guessed[index] = Column.IGNORE
