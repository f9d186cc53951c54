"""Figures as a spreadsheet: a sheet for each section with charts of its own, and the definitions on the last.

Made in memory by XlsxWriter; nothing is written anywhere. Every word is written as text, never as what a
program would reckon or open: schools and workers are called what somebody has typed, and "=cmd|…" is a name.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import attrs
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from kaa_core.model.registry import REGISTRY
from kaa_core.rules.target_group.definitions import named
from kaa_core.statistics.answers import Answer
from kaa_core.statistics.catalogue import BY_KEY
from kaa_core.statistics.charts import columns_drawn, described, drawable
from kaa_core.statistics.charts.said import HIDDEN, NOTHING, UNKNOWN
from kaa_core.statistics.comparing import Comparison
from kaa_core.statistics.provenance import origin, when
from kaa_core.statistics.values import Cell, Figure, Section, Shape, Table, Unit

OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
DEFINITIONS: Final = "Definitioner"
ABOUT: Final = "Om"
COMPARED: Final = "Jämförelse"
CHART_ROWS: Final = 17
"""Rows that a chart covers."""
SHADES: Final = (
    "#17595F",
    "#B06A12",
    "#6C7975",
    "#3F4B48",
    "#8AD0CE",
    "#E0A95A",
    "#1E4C77",
    "#5B2C78",
)
PATTERNS: Final = (None, "wide_upward_diagonal", "dotted_grid", "narrow_horizontal", "small_check")
"""So that the parts are told apart without colour; as the drawings of the window have them."""

Value = str | int | float


@attrs.frozen(kw_only=True)
class Lines:
    """A sheet of words and numbers beside the figures: goals, for one. All rows as long as `heads`."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def workbook(
    title: str,
    answers: Sequence[Answer],
    *,
    made: datetime,
    facts: Iterable[tuple[str, str]] = (),
    comparison: Comparison | None = None,
    lines: Sequence[Lines] = (),
) -> bytes:
    """Make an .xlsx of some figures.

    Args:
        title: What it is, on the first sheet.
        answers: In any order; each figure stands on the sheet of its section. What leaves the program has
            been suppressed before.
        made: The moment written into the file; the same moment and answers give the same bytes.
        facts: What must be said of all of it: label and value.
        comparison: Days beside each other, on a sheet of its own.
        lines: More sheets.
    """
    kept = io.BytesIO()
    with Workbook(kept, OPTIONS) as book:
        book.set_properties({"title": title, "created": made, "language": "sv-SE"})
        pen = _Pen(book)
        pen.about(title, list(facts))
        for section, held in _sections(answers).items():
            pen.section(section, held)
        if comparison is not None:
            pen.lines(_compared(comparison), comparison.warnings)
        for one in lines:
            pen.lines(one)
        pen.lines(_definitions(answers))
    return kept.getvalue()


def _sections(answers: Sequence[Answer]) -> dict[Section, list[Answer]]:
    found: dict[Section, list[Answer]] = {}
    for section in Section:
        held = [one for one in answers if one.figure in BY_KEY and _figure(one).section is section]
        if held:
            found[section] = held
    return found


def _figure(one: Answer) -> Figure:
    return BY_KEY[one.figure]


class _Pen:
    """Writes sheets one after another."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._heading = book.add_format({"bold": True, "font_size": 16})
        self._name = book.add_format({"bold": True, "font_size": 12})
        self._muted = book.add_format({"font_color": "#4A5855"})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self._plain = book.add_format({"num_format": "#,##0"})
        self._bold = book.add_format({"bold": True, "num_format": "#,##0"})
        self._share = book.add_format({"num_format": "0.0 %"})
        self._bold_share = book.add_format({"bold": True, "num_format": "0.0 %"})
        self._tables = 0

    def _sheet(self, name: str, title: str) -> Worksheet:
        sheet: Worksheet = self._book.add_worksheet(name)
        sheet.write_string(0, 0, title, self._heading)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P (&N)")
        return sheet

    def about(self, title: str, facts: Sequence[tuple[str, str]]) -> None:
        """The first sheet: what it is and what must be known of it."""
        sheet = self._sheet(ABOUT, title)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 90, self._wrap)
        for at, (label, value) in enumerate(facts, 2):
            sheet.write_string(at, 0, label, self._name)
            sheet.write_string(at, 1, value, self._wrap)

    def section(self, section: Section, answers: Sequence[Answer]) -> None:
        """A sheet with the tables of a section below each other, each with its chart to the right."""
        sheet = self._sheet(section.value, section.value)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 12, 16)
        sheet.freeze_panes(1, 1)
        at = 2
        for one in answers:
            at = self._figure(sheet, at, one)

    def _figure(self, sheet: Worksheet, at: int, one: Answer) -> int:
        figure, table = _figure(one), one.table
        sheet.write_string(at, 0, figure.name, self._name)
        for remark in (when(one, figure), *table.remarks):
            at += 1
            sheet.write_string(at, 0, remark, self._muted)
        top = at + 1
        if not table.rows:
            sheet.write_string(top, 0, NOTHING)
            return top + 2
        heads, rows = flat(table)
        self._table(
            sheet, top, heads, rows, bold={n for n, row in enumerate(table.rows) if row.total}
        )
        last = top + len(rows)
        if figure.shape is not Shape.NUMBER and drawable(table, figure.shape):
            self._chart(sheet, top, figure, table, heads)
            last = max(last, top + CHART_ROWS)
        return last + 3

    def _table(
        self,
        sheet: Worksheet,
        top: int,
        heads: Sequence[str],
        rows: Sequence[Sequence[Value]],
        bold: set[int] | frozenset[int] = frozenset(),
    ) -> None:
        """A table with a header row that programs and screen readers know as one."""
        self._tables += 1
        sheet.add_table(
            top,
            0,
            top + max(1, len(rows)),
            len(heads) - 1,
            {
                "name": f"Tabell{self._tables}",
                "columns": [{"header": one} for one in apart(heads)],
                "autofilter": False,
                "style": "Table Style Light 1",
            },
        )
        for down, row in enumerate(rows, 1):
            for across, value in enumerate(row):
                self._write(sheet, top + down, across, value, bold=down - 1 in bold)

    def _write(self, sheet: Worksheet, row: int, column: int, value: Value, *, bold: bool) -> None:
        if isinstance(value, str):
            sheet.write_string(row, column, value, self._bold if bold else self._wrap)
        elif isinstance(value, float):
            sheet.write_number(row, column, value, self._bold_share if bold else self._share)
        else:
            sheet.write_number(row, column, value, self._bold if bold else self._plain)

    def _chart(
        self, sheet: Worksheet, top: int, figure: Figure, table: Table, heads: Sequence[str]
    ) -> None:
        rows = [at for at, row in enumerate(table.rows) if not row.total]
        if not rows:
            return
        kind: dict[str, str] = {"type": "line" if figure.shape is Shape.LINE else "bar"}
        if figure.shape is Shape.STACKED:
            kind["subtype"] = "stacked"
        chart = self._book.add_chart(kind)
        first, last = top + 1 + rows[0], top + 1 + rows[-1]
        for at, column in enumerate(columns_drawn(table, figure.shape)):
            place = places(table)[column.key]
            chart.add_series(
                {
                    "name": [sheet.name, top, place],
                    "categories": [sheet.name, first, 0, last, 0],
                    "values": [sheet.name, first, place, last, place],
                    **_look(at, line=figure.shape is Shape.LINE),
                }
            )
        chart.set_title({"name": figure.name, "name_font": {"size": 11}, "overlay": False})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 620, "height": CHART_ROWS * 20})
        if figure.shape is not Shape.LINE:
            chart.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
        words = described(table, figure.shape, figure.name)
        sheet.insert_chart(top, len(heads) + 1, chart, {"description": words})

    def lines(self, one: Lines, notes: Sequence[str] = ()) -> None:
        """A sheet with one table of words and numbers."""
        sheet = self._sheet(one.name, one.name)
        for at, head in enumerate(one.heads):
            longest = max([len(head), *(len(str(row[at])) for row in one.rows)])
            sheet.set_column(at, at, min(70, longest + 3))
        for at, note in enumerate(notes):
            sheet.write_string(1 + at, 0, note)
        top = 2 + len(notes)
        self._table(sheet, top, one.heads, one.rows)
        sheet.freeze_panes(top + 1, 1)


def _look(at: int, *, line: bool) -> dict[str, Any]:
    shade = SHADES[at % len(SHADES)]
    if line:
        marks = ("circle", "square", "diamond", "triangle")
        return {
            "line": {"color": shade, "width": 2},
            "marker": {"type": marks[at % len(marks)], "size": 6, "fill": {"color": shade}},
        }
    pattern = PATTERNS[at % len(PATTERNS)]
    edge = {"border": {"color": "#16211F", "width": 0.75}}
    if pattern is None:
        return {"fill": {"color": shade}, **edge}
    return {"pattern": {"pattern": pattern, "fg_color": shade, "bg_color": "#FFFFFF"}, **edge}


# -- a table as lines


def flat(table: Table) -> tuple[list[str], list[list[Value]]]:
    """Heads and rows: of what has a whole, the count and the whole stand beside the share."""
    heads = [""]
    for at, column in enumerate(table.columns):
        heads.append(column.label)
        if _whole(table, at):
            heads += [f"{column.label}, antal"] if column.unit is Unit.SHARE else []
            heads.append(f"{column.label}, av")
    rows = []
    for row in table.rows:
        line: list[Value] = [f"   {row.label}" if row.part else row.label]
        for at, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
            line += _cells(cell, column.unit, whole=_whole(table, at))
        rows.append(line)
    return heads, rows


def places(table: Table) -> dict[str, int]:
    """In which place of the lines each column begins, by its key."""
    found, at = {}, 1
    for place, column in enumerate(table.columns):
        found[column.key] = at
        at += 1 + (_whole(table, place) and (2 if column.unit is Unit.SHARE else 1))
    return found


def _whole(table: Table, at: int) -> bool:
    shares = table.columns[at].unit is Unit.SHARE
    return shares or any(row.cells[at].whole is not None for row in table.rows)


def _cells(cell: Cell, unit: Unit, *, whole: bool) -> list[Value]:
    shares = unit is Unit.SHARE
    if cell.hidden:
        return [HIDDEN] * (1 + whole + shares)
    count: Value = UNKNOWN if cell.count is None else cell.count
    of: Value = UNKNOWN if cell.whole is None else cell.whole
    if not shares:
        return [count, of] if whole else [count]
    told = isinstance(count, int) and cell.whole
    return [count / cell.whole if told and cell.whole else UNKNOWN, count, of]  # type: ignore[operator]


def apart(heads: Iterable[str]) -> list[str]:
    """Heads of a native table: none is empty, and no two are alike in it whatever their case."""
    found: list[str] = []
    taken: set[str] = set()
    for head in heads:
        name, again = head or "Rad", 2
        while name.casefold() in taken:
            name, again = f"{head or 'Rad'} ({again})", again + 1
        taken.add(name.casefold())
        found.append(name)
    return found


# -- the other sheets


def _definitions(answers: Sequence[Answer]) -> Lines:
    heads = (
        "Tal",
        "Så räknas det",
        "Version",
        "Avser",
        "Definition av målgruppen",
        "Varifrån",
        "Räknas ur",
    )
    rows = []
    for one in dict.fromkeys(answers):
        figure = BY_KEY.get(one.figure)
        if figure is None:
            continue
        sources = ", ".join(REGISTRY.kind(each).label for each in figure.sources)
        law = named(one.definition).name if figure.by_definition else "Påverkar inte talet"
        rows.append(
            (figure.name, figure.says, one.version, when(one, figure), law, origin(one), sources)
        )
    return Lines(name=DEFINITIONS, heads=heads, rows=tuple(rows))


def _compared(of: Comparison) -> Lines:
    heads = ("Tal", *(str(one) for one in of.days), "Förändring", "Att tänka på")
    rows = []
    for line in of.lines:
        cells = [_compared_cell(one, line.unit) for one in line.cells]
        label = f"   {line.label}" if line.part else line.label
        rows.append((label, *cells, line.change_words, " ".join(line.warnings)))
    return Lines(name=COMPARED, heads=heads, rows=tuple(rows))


def _compared_cell(cell: Cell | None, unit: Unit) -> Value:
    return UNKNOWN if cell is None else _cells(cell, unit, whole=False)[0]
