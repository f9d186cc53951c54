"""Side by side: days with their change, and units or municipalities with their shares, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from kaa_core.statistics.answers import Answer
from kaa_core.statistics.comparing import Comparison, Side
from kaa_core.statistics.figures import situation
from kaa_core.statistics.suppression import suppressed_all
from kaa_core.statistics.values import Cell, Column, Row, Table, Unit
from kaa_desktop.app.statistics_views import Given
from kaa_desktop.gui.screens.statistics_words import full_day

PARTS: Final = tuple(one.key for one in situation.SITUATIONS)
COLUMNS: Final = (
    *(Column(key=one.key, label=one.label, unit=Unit.SHARE) for one in situation.SITUATIONS),
    Column(key="all", label="Ungdomar"),
)
_MISSING: Final = Cell(count=None)


def sides(found: Sequence[Given], *, hides_small: bool) -> list[Side]:
    """Each day's answers, with the small numbers hidden in all of them together where that is wanted."""
    answers = [one for given in found for one in given.answers.values()]
    if hides_small:
        answers = list(suppressed_all(answers))
    made, at = list[Side](), 0
    for given in found:
        count = len(given.answers)
        part = {one.figure: one for one in answers[at : at + count]}
        made.append(
            Side(as_of=given.question.as_of, answers=part, held=given.held, remarks=given.remarks)
        )
        at += count
    return made


def table_of(compared: Comparison) -> tuple[Table, list[Unit], list[str]]:
    """The numbers of the days, the unit of each row, and the change of each in words."""
    columns = tuple(Column(key=one.isoformat(), label=full_day(one)) for one in compared.days)
    rows = tuple(
        Row(
            key=f"{line.figure}.{line.row}",
            label=line.label,
            cells=tuple(_MISSING if cell is None else cell for cell in line.cells),
            part=line.part,
        )
        for line in compared.lines
    )
    units = [line.unit for line in compared.lines]
    return Table(columns=columns, rows=rows), units, [one.change_words for one in compared.lines]


def told_of(compared: Comparison) -> list[str]:
    """What must be said: of all days, and of each figure, once."""
    said = list(compared.warnings)
    for line in compared.lines:
        said += [f"{line.label}: {one}" for one in line.warnings]
    return list(dict.fromkeys(said))


def of_units(table: Table) -> Table:
    """The units of a figure by unit, each as shares of its own youths."""
    rows = []
    for row in table.rows:
        *parts, every = row.cells
        rows.append(_row(row.key, row.label, parts, every, total=row.total))
    return Table(columns=COLUMNS, rows=tuple(rows), parts=PARTS, sum_of="all")


def of_sides(found: Iterable[tuple[str, str, Answer]]) -> Table:
    """Units or municipalities that the server has told of: key, name, and Läget."""
    rows = []
    for key, name, answer in found:
        told = {row.key: row.cells[0] for row in answer.table.rows}
        parts = [told.get(one, _MISSING) for one in PARTS]
        rows.append(_row(key, name, parts, told.get("all", _MISSING)))
    return Table(columns=COLUMNS, rows=tuple(rows), parts=PARTS, sum_of="all")


def _row(key: str, label: str, parts: Sequence[Cell], every: Cell, *, total: bool = False) -> Row:
    shares = [
        Cell(
            count=one.count,
            whole=every.count,
            persons=one.persons,
            youths=one.youths,
            hidden=one.hidden or every.hidden,
        )
        for one in parts
    ]
    return Row(key=key, label=label, cells=(*shares, every), total=total)
