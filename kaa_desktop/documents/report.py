"""A report of the follow-up as tagged PDF: what resources/dokument/rapport.typ is filled with.

A chart is one SVG, the same as in the window, beside its table; where the table is too wide, above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import attrs

from kaa_core.rules.calendar import in_words
from kaa_core.statistics.answers import Answer
from kaa_core.statistics.catalogue import BY_KEY
from kaa_core.statistics.charts import LIGHT, described, drawable, svg
from kaa_core.statistics.charts.said import UNKNOWN, beside, grouped, said
from kaa_core.statistics.comparing import Line
from kaa_core.statistics.provenance import when
from kaa_core.statistics.reports import HEADINGS, SUMMARY, Report, Section
from kaa_core.statistics.values import Cell, Shape, Unit
from kaa_desktop.documents.typeset import pages, shown, typeset

BESIDE: Final = 240.0
"""Points across that a drawing has beside its table."""
ABOVE: Final = 480.0
MOST_BESIDE: Final = 4
"""Columns of a table that still has room beside its drawing."""
MOST_ROWS_BESIDE: Final = 26
_BREAK: Final = "\u200b"
_WORDS: Final = {
    "summary": HEADINGS[SUMMARY],
    "goals": "Mål och utfall",
    "notes": "Att tänka på när du läser talen",
    "definitions": "Så räknas talen",
}


def report_pdf(report: Report, made: datetime) -> bytes:
    """Set the paper; the same report and moment give the same bytes."""
    data, pictures = _filled(report, made)
    return typeset("rapport", data, made, pictures)


def report_pages(report: Report, made: datetime, ppi: float) -> list[bytes]:
    """The same paper as a PNG for each page."""
    data, pictures = _filled(report, made)
    return pages("rapport", data, pictures, ppi)


def _filled(report: Report, made: datetime) -> tuple[dict[str, Any], list[str]]:
    report, pictures = _showable(report), list[str]()
    data = {
        "title": report.title,
        "subtitle": report.subtitle,
        "facts": [{"label": label, "value": value} for label, value in _facts(report, made)],
        "words": _WORDS,
        "summary": report.summary,
        "own": report.own,
        "goals": _goals(report),
        "sections": [_section(one, report, pictures) for one in report.sections],
        "notes": report.notes,
        "definitions": [
            {"name": one.name, "says": one.says, "about": one.about} for one in report.definitions
        ],
        "footer": f"{report.facts[0][1]}. {report.title}, {made.date()}",
    }
    return data, pictures


def _showable(report: Report) -> Report:
    """Names of schools and workers as they can be drawn; one that cannot would stop the whole paper."""
    tables = [one.table for section in report.sections for one in section.blocks]
    labels = {row.label for one in tables for row in one.rows}
    held = sorted(labels | {column.label for one in tables for column in one.columns})
    told = dict(zip(held, (one.replace(_BREAK, "") for one in shown(held)), strict=True))
    sections = tuple(
        attrs.evolve(section, blocks=tuple(_renamed(one, told) for one in section.blocks))
        for section in report.sections
    )
    return attrs.evolve(report, sections=sections)


def _renamed(one: Answer, told: Mapping[str, str]) -> Answer:
    rows = tuple(attrs.evolve(row, label=told[row.label]) for row in one.table.rows)
    columns = tuple(attrs.evolve(each, label=told[each.label]) for each in one.table.columns)
    return attrs.evolve(one, table=attrs.evolve(one.table, rows=rows, columns=columns))


def _facts(report: Report, made: datetime) -> Iterable[tuple[str, str]]:
    yield from report.facts
    yield "Gjord", f"{in_words(made.date())} kl. {made:%H.%M}"


def _goals(report: Report) -> dict[str, Any]:
    rows = [_row((one.title, one.aim, one.outcome, one.state, one.owner)) for one in report.goals]
    return {"heads": ("Mål", "Målvärde", "Utfall", "Läge", "Ansvarig"), "rows": rows}


def _section(one: Section, report: Report, pictures: list[str]) -> dict[str, Any]:
    days = report.comparison.days if report.comparison is not None else ()
    return {
        "heading": one.heading,
        "own": one.own,
        "sentences": one.sentences,
        "lines": _lines(one.lines, days),
        "law": one.law,
        "blocks": [_block(each, pictures) for each in one.blocks],
    }


def _lines(lines: Sequence[Line], days: Sequence[date]) -> dict[str, Any]:
    if not days:
        rows = [_row((one.label, _value(one.cells[0], one.unit)), part=one.part) for one in lines]
        return {"heads": ("Tal", "Värde"), "rows": rows}
    rows = [
        _row(
            (one.label, *(_value(cell, one.unit) for cell in one.cells), one.change_words),
            part=one.part,
        )
        for one in lines
    ]
    return {"heads": ("Tal", *map(str, days), "Förändring"), "rows": rows}


def _value(cell: Cell | None, unit: Unit) -> str:
    """As "45 av 100", "71 % (29 av 41)", "120 minuter"."""
    if cell is None:
        return UNKNOWN
    told = said(cell, unit)
    if cell.hidden or cell.count is None:
        return told
    if unit is Unit.SHARE:
        return f"{told} ({beside(cell, unit)})" if cell.whole else told
    return told if cell.whole is None else f"{told} av {grouped(cell.whole)}"


def _row(cells: Sequence[str], *, total: bool = False, part: bool = False) -> dict[str, Any]:
    return {"cells": list(cells), "total": total, "part": part}


def _block(one: Answer, pictures: list[str]) -> dict[str, Any]:
    figure, table = BY_KEY[one.figure], one.table
    rows = [
        _row(
            (
                row.label,
                *(said(c, col.unit) for c, col in zip(row.cells, table.columns, strict=True)),
            ),
            total=row.total,
            part=row.part,
        )
        for row in table.rows
    ]
    wide = len(table.columns) > MOST_BESIDE or len(rows) > MOST_ROWS_BESIDE
    place = -1
    if figure.shape is not Shape.PLAIN and drawable(table, figure.shape):
        place = len(pictures)
        width, size = (ABOVE, 9.0) if wide else (BESIDE, 8.5)
        pictures.append(svg(table, figure.shape, LIGHT, width, title=figure.name, size=size))
    return {
        "name": figure.name,
        "when": f"Avser {when(one, figure)}.",
        "remarks": table.remarks,
        "heads": ("", *(column.label for column in table.columns)),
        "rows": rows,
        "wide": wide,
        "picture": place,
        "alt": described(table, figure.shape, figure.name),
    }
