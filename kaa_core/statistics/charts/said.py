"""Numbers as people read them: in tables beside the charts, in the charts, and for screen readers."""

from __future__ import annotations

from typing import Final

from kaa_core.statistics.values import Cell, Table, Unit

HIDDEN: Final = "dolt"
"""A number that is not told: it is about few persons, or would give such a number away. The same word for
both, for "<5" would be untrue of the second and give the first away."""
UNKNOWN: Final = "–"
_THIN: Final = "\N{NO-BREAK SPACE}"


def grouped(value: int) -> str:
    """As "1 549": thousands apart, and never broken over two lines."""
    sign = "−" if value < 0 else ""
    return sign + f"{abs(value):,}".replace(",", _THIN)


def said(cell: Cell, unit: Unit) -> str:
    """A cell as its table shows it."""
    if cell.hidden:
        return HIDDEN
    if unit is Unit.SHARE:
        return UNKNOWN if cell.percent is None else f"{cell.percent}{_THIN}%"
    return UNKNOWN if cell.count is None else grouped(cell.count)


def measured(cell: Cell, unit: Unit) -> str:
    """A cell with what it counts, where no heading says it: "14 dagar", "120 minuter", "5 000 kronor"."""
    text = said(cell, unit)
    bare = text in {HIDDEN, UNKNOWN} or unit in {Unit.SHARE, Unit.PERSONS, Unit.EVENTS}
    return text if bare else f"{text}{_THIN}{unit.value}"


def beside(cell: Cell, unit: Unit) -> str:
    """What stands small beside a key figure: "29 av 41", "45 % av 100", "av 5 000 kronor"; else empty."""
    if cell.hidden or cell.count is None or cell.whole is None:
        return ""
    whole = grouped(cell.whole)
    if unit is Unit.SHARE:
        return f"{grouped(cell.count)} av {whole}"
    if unit is Unit.KRONOR:
        return f"av {whole}{_THIN}kronor"
    return f"{cell.percent}{_THIN}% av {whole}" if cell.whole else f"av {whole}"


def value_of(cell: Cell, unit: Unit) -> int | None:
    """How long a cell's bar is: per cent of a share, else the count; None when it is not told."""
    if cell.hidden:
        return None
    return cell.percent if unit is Unit.SHARE else cell.count


def in_words(table: Table, title: str = "") -> str:
    """A whole table as sentences: "16 år: Insats 7, Utan insats 2"."""
    if len(table.rows) == 1 and len(table.columns) == 1:
        cell, unit = table.cell, table.columns[0].unit
        text = " ".join(part for part in (measured(cell, unit), beside(cell, unit)) if part)
        return f"{title or table.rows[0].label}: {text}."
    told = []
    for row in table.rows:
        cells = (
            f"{column.label} {measured(cell, column.unit)}"
            for column, cell in zip(table.columns, row.cells, strict=True)
        )
        told.append(f"{row.label}: {', '.join(cells)}")
    return f"{'. '.join(told)}." if told else NOTHING


NOTHING: Final = "Det finns inget att räkna för den här perioden."
