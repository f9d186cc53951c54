"""A figure on the clipboard: as a picture, or as a table that a spreadsheet and a text both take.

What leaves the program has its small numbers hidden, unless a person asks for them (domain.md section 5).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from kaa_core.imports.texts import as_text_cell
from kaa_core.statistics.charts.said import said
from kaa_core.statistics.suppression import WHY, hides
from kaa_core.statistics.values import Row, Table, Unit
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.widgets.chart import Drawn

COPIED_TABLE: Final = "Tabellen är kopierad. Den tas bort ur Urklipp när programmet låses."
COPIED_PICTURE: Final = (
    "Diagrammet är kopierat som bild. Det tas bort ur Urklipp när programmet låses."
)
WITH_SMALL: Final = "Kopian visar också tal under fem. Lämna den inte vidare utan prövning."


def copy_picture(drawn: Drawn) -> str:
    """Put the drawing on the clipboard; gives what to say."""
    QGuiApplication.clipboard().setImage(drawn.picture())
    return _told(COPIED_PICTURE, drawn.table)


def copy_table(
    desk: Desk,
    title: str,
    head: str,
    table: Table,
    about: Sequence[str],
    *,
    small: bool,
    units: Sequence[Unit] | None = None,
    extra: tuple[str, Sequence[str]] | None = None,
) -> str:
    """Put the table on the clipboard as text and as HTML; gives what to say.

    `about`: lines that say what the numbers are, below them. `small`: a person wants the small ones.
    `units`, `extra`: as a FigureTable has them.
    """
    lines = [*about, *table.remarks, *([WHY] if hides(table) else [])]
    cells = [
        _cells(row, table, None if units is None else units[at])
        for at, row in enumerate(table.rows)
    ]
    heads = [head, *(_headed(one.label, one.unit) for one in table.columns)]
    if extra is not None:
        heads.append(extra[0])
        cells = [[*told, words] for told, words in zip(cells, extra[1], strict=True)]
    names = [row.label for row in table.rows]
    text = as_text(title, heads, names, cells, lines)
    desk.copy(text)  # so that it is known for ours when the program is locked
    held = QMimeData()
    held.setText(text)
    held.setHtml(as_html(title, heads, names, cells, lines))
    QGuiApplication.clipboard().setMimeData(held)
    return f"{COPIED_TABLE} {WITH_SMALL}" if small else _told(COPIED_TABLE, table)


def _told(sentence: str, table: Table) -> str:
    return f"{sentence} Små tal är dolda i kopian." if hides(table) else sentence


def _cells(row: Row, table: Table, unit: Unit | None) -> list[str]:
    return [
        said(cell, unit or column.unit)
        for cell, column in zip(row.cells, table.columns, strict=True)
    ]


def as_text(
    title: str,
    heads: Sequence[str],
    names: Sequence[str],
    cells: Sequence[Sequence[str]],
    lines: Sequence[str],
) -> str:
    """Rows parted by tabs, as numbers that a spreadsheet reads; no cell can be taken for a formula."""
    told = [title, "\t".join(heads)]
    for name, row in zip(names, cells, strict=True):
        bare = (_bare(one) for one in row)
        told.append("\t".join([as_text_cell(name), *bare]))
    return "\n".join([*told, "", *lines]) + "\n"


def _bare(text: str) -> str:
    """A number without what only an eye needs; a change, which is words, as it is."""
    bare = text.replace("\N{NO-BREAK SPACE}", "").rstrip("%")
    return bare if bare.isdecimal() else text


def _headed(label: str, unit: Unit) -> str:
    return f"{label} (%)" if unit is Unit.SHARE else as_text_cell(label)


def as_html(
    title: str,
    heads: Sequence[str],
    names: Sequence[str],
    cells: Sequence[Sequence[str]],
    lines: Sequence[str],
) -> str:
    """The same as a table with headings, for a text."""
    columns = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    rows = []
    for name, row in zip(names, cells, strict=True):
        told = "".join(f'<td align="right">{escape(one)}</td>' for one in row)
        rows.append(f'<tr><th scope="row" align="left">{escape(name)}</th>{told}</tr>')
    below = "".join(f"<p>{escape(one)}</p>" for one in lines)
    return (
        f"<table><caption>{escape(title)}</caption><tr>{columns}</tr>{''.join(rows)}</table>{below}"
    )
