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
from kaa_core.statistics.values import Table, Unit
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


def copy_table(title: str, head: str, table: Table, about: Sequence[str], *, small: bool) -> str:
    """Put the table on the clipboard as text and as HTML; gives what to say.

    `about`: lines that say what the numbers are, below them. `small`: a person wants the small ones.
    """
    lines = [*about, *table.remarks, *([WHY] if hides(table) else [])]
    held = QMimeData()
    held.setText(as_text(title, head, table, lines))
    held.setHtml(as_html(title, head, table, lines))
    QGuiApplication.clipboard().setMimeData(held)
    return f"{COPIED_TABLE} {WITH_SMALL}" if small else _told(COPIED_TABLE, table)


def _told(sentence: str, table: Table) -> str:
    return f"{sentence} Små tal är dolda i kopian." if hides(table) else sentence


def as_text(title: str, head: str, table: Table, lines: Sequence[str]) -> str:
    """Rows parted by tabs, as numbers that a spreadsheet reads; no cell can be taken for a formula."""
    told = [title, "\t".join([head, *(_headed(one.label, one.unit) for one in table.columns)])]
    for row in table.rows:
        cells = (
            said(cell, column.unit).replace("\N{NO-BREAK SPACE}", "").rstrip("%")
            for cell, column in zip(row.cells, table.columns, strict=True)
        )
        told.append("\t".join([as_text_cell(row.label), *cells]))
    return "\n".join([*told, "", *lines]) + "\n"


def _headed(label: str, unit: Unit) -> str:
    return f"{label} (%)" if unit is Unit.SHARE else as_text_cell(label)


def as_html(title: str, head: str, table: Table, lines: Sequence[str]) -> str:
    """The same as a table with headings, for a text."""
    columns = "".join(f'<th scope="col">{escape(one.label)}</th>' for one in table.columns)
    rows = []
    for row in table.rows:
        cells = "".join(
            f'<td align="right">{escape(said(cell, column.unit))}</td>'
            for cell, column in zip(row.cells, table.columns, strict=True)
        )
        rows.append(f'<tr><th scope="row" align="left">{escape(row.label)}</th>{cells}</tr>')
    below = "".join(f"<p>{escape(one)}</p>" for one in lines)
    return (
        f'<table><caption>{escape(title)}</caption><tr><th scope="col">{escape(head)}</th>{columns}</tr>'
        f"{''.join(rows)}</table>{below}"
    )
