"""Figures for other programs: one JSON document, or lines of CSV; and as text for a terminal.

The document's form is FORM and does not change but by a new number; what is added comes with a default
(docs/statistik-json.md, docs/statistik.schema.json). Nobody is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from textwrap import wrap
from typing import Final, Literal

import attrs
import msgspec

from kaa_core.imports.texts import as_text_cell
from kaa_core.rules.target_group.definitions import named
from kaa_core.statistics.answers import Answer
from kaa_core.statistics.catalogue import BY_KEY
from kaa_core.statistics.charts.said import beside, said
from kaa_core.statistics.erased import of_erased
from kaa_core.statistics.money import of_nobody
from kaa_core.statistics.values import Cell, Row, Table, Unit

FORM: Final = "kaa-statistik-1"
WIDE: Final = 100
"""Letters on a line of running text on a terminal."""
_HEADS: Final = (
    "kommun",
    "avser",
    "fran",
    "definition",
    "nyckel",
    "tal",
    "version",
    "rad",
    "radens namn",
    "kolumn",
    "kolumnens namn",
    "enhet",
    "antal",
    "av",
    "procent",
    "dolt",
    "ursprung",
    "lagrat",
    "anmarkning",
)


class ToldCell(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number. `count` null: it cannot be known, or it is hidden. `whole`: of how many, for a share."""

    count: int | None
    whole: int | None
    percent: int | None
    hidden: bool


class ToldColumn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column; `key` is stable, `name` is for people."""

    key: str
    name: str
    unit: Literal["ungdomar", "antal", "procent", "dagar", "minuter", "kronor"]


class ToldRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row. `total`: the sum of the others; `part`: of the row above it. `cells`: one for each column."""

    key: str
    name: str
    total: bool
    part: bool
    cells: tuple[ToldCell, ...]


class ToldFigure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A figure. `says`: how it is counted. `version`: one more whenever that changes.

    `period`: it is of the time from `start` until the day, else of the day itself. `origin`: counted from
    what is held now, or stored when it could be counted, and then when.
    """

    key: str
    name: str
    says: str
    version: int
    section: str
    period: bool
    by_definition: bool
    origin: Literal["counted", "stored", "server"]
    stored_at: str | None
    columns: tuple[ToldColumn, ...]
    rows: tuple[ToldRow, ...]
    remarks: tuple[str, ...]


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that was asked for. Days are ISO 8601, instants with their offset from UTC."""

    form: Literal["kaa-statistik-1"]
    municipality: str
    name: str
    as_of: str
    start: str
    definition: str
    definition_name: str
    known_at: str | None
    unit: str | None
    small_hidden: bool
    made_at: str
    log_row: int
    remarks: tuple[str, ...]
    figures: tuple[ToldFigure, ...]


@attrs.frozen(kw_only=True)
class About:
    """What is said of all figures together. `log_row`: the last row of the server's log that is in them."""

    municipality: str
    name: str
    made_at: str
    log_row: int
    known_at: str | None = None
    unit: str | None = None
    small_hidden: bool = False
    remarks: tuple[str, ...] = ()


def document(answers: Sequence[Answer], about: About) -> Document:
    """The document of some answers of one day. Raises IndexError for none."""
    first = answers[0]
    return Document(
        form="kaa-statistik-1",
        municipality=about.municipality,
        name=about.name,
        as_of=first.as_of.isoformat(),
        start=first.start.isoformat(),
        definition=first.definition,
        definition_name=named(first.definition).name,
        known_at=about.known_at,
        unit=about.unit,
        small_hidden=about.small_hidden,
        made_at=about.made_at,
        log_row=about.log_row,
        remarks=about.remarks,
        figures=tuple(map(_figure, answers)),
    )


def as_json(told: Document) -> str:
    """As JSON, indented, ended by a line feed."""
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n"


def schema() -> str:
    """The JSON Schema of the document."""
    made = msgspec.json.schema(Document)
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode() + "\n"


def _figure(one: Answer) -> ToldFigure:
    figure, table = BY_KEY[one.figure], one.table
    return ToldFigure(
        key=figure.key,
        name=figure.name,
        says=figure.says,
        version=one.version,
        section=figure.section.value,
        period=figure.period,
        by_definition=figure.by_definition,
        origin=one.origin.value,
        stored_at=None if one.stored_at is None else one.stored_at.isoformat(timespec="seconds"),
        columns=tuple(ToldColumn(each.key, each.label, each.unit.value) for each in table.columns),
        rows=tuple(map(_row, table.rows)),
        remarks=table.remarks,
    )


def _row(row: Row) -> ToldRow:
    return ToldRow(row.key, row.label, row.total, row.part, tuple(map(_cell, row.cells)))


def _cell(cell: Cell) -> ToldCell:
    if cell.hidden:
        return ToldCell(None, None, None, hidden=True)
    return ToldCell(cell.count, cell.whole, cell.percent, hidden=False)


# --- lines ------------------------------------------------------------------------------------------


def as_csv(told: Document) -> str:
    """One line for each cell, parted by semicolons; no cell begins a formula."""
    lines = [_HEADS, *_lines(told)]
    return "".join(";".join(map(_quoted, line)) + "\r\n" for line in lines)


def _lines(told: Document) -> Iterator[tuple[str, ...]]:
    head = (told.municipality, told.as_of, told.start, told.definition)
    erased = " ".join(of_erased(told.remarks, date.fromisoformat(told.as_of)))
    for one in told.figures:
        about = (one.key, one.name, str(one.version))
        # What is stored was counted while all were held, and money is of nobody.
        lacks = one.origin != "stored" and not of_nobody(BY_KEY[one.key])
        origin = (one.origin, one.stored_at or "", erased if lacks else "")
        for row in one.rows:
            for column, cell in zip(one.columns, row.cells, strict=True):
                place = (row.key, row.name, column.key, column.name, column.unit)
                numbers = (_number(cell.count), _number(cell.whole), _number(cell.percent))
                hidden = "ja" if cell.hidden else "nej"
                yield (*head, *about, *place, *numbers, hidden, *origin)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _quoted(text: str) -> str:
    # A number below nought is no formula; what somebody has written may be one.
    cell = text if text.lstrip("-").isdecimal() else as_text_cell(text)
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(';"\r\n') else cell


def as_text(answers: Sequence[Answer], about: Iterable[str], *, definitions: bool = False) -> str:
    """For a terminal: what it is, then each section with its figures, and how each is counted if asked."""
    lines = [*about]
    by_section = groupby(answers, key=lambda one: BY_KEY[one.figure].section)
    for section, held in by_section:
        lines += ["", section.value.upper()]
        for one in held:
            lines += _told(one, definitions=definitions)
    return "\n".join(lines) + "\n"


def _told(one: Answer, *, definitions: bool) -> Iterator[str]:
    figure, table = BY_KEY[one.figure], one.table
    stored = "" if one.stored_at is None else f" (lagrat {one.stored_at.date()})"
    if len(table.rows) == 1 and len(table.columns) == 1:
        yield f"{figure.name}: {_with_parts(table.cell, table.columns[0].unit)}{stored}"
    else:
        yield f"{figure.name}{stored}"
        yield from _grid(table)
    if definitions:
        for line in wrap(figure.says, WIDE):
            yield f"  {line}"
    for remark in table.remarks:
        yield f"  {remark}"


def _with_parts(cell: Cell, unit: Unit) -> str:
    """A share tells of what it is: "86 % (32 av 37)"."""
    more = beside(cell, unit)
    return f"{said(cell, unit)} ({more})" if more else said(cell, unit)


def _grid(table: Table) -> Iterator[str]:
    rows = [["", *(each.label for each in table.columns)]]
    for row in table.rows:
        cells = zip(row.cells, table.columns, strict=True)
        name = f"  {row.label}" if row.part else row.label
        rows.append([name, *(_with_parts(cell, column.unit) for cell, column in cells)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for line in rows:
        first, *rest = line
        told = [first.ljust(widths[0])]
        told += [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        yield "  " + "  ".join(told).rstrip()
