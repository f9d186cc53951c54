"""A figure month by month: the table of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from kaa_core.rules import calendar
from kaa_core.statistics.answers import Answer
from kaa_core.statistics.charts import columns_drawn
from kaa_core.statistics.erased import is_blank
from kaa_core.statistics.values import Cell, Column, Figure, Row, Shape, Table, Unit
from kaa_desktop.gui.screens.statistics_words import month_name

MOST: Final = 4
"""So many lines beside each other are still told apart."""


def month_ends(start: date, as_of: date) -> tuple[date, ...]:
    """The last day of each month from one day until another, which stands last."""
    return (*calendar.month_ends(start, as_of), as_of)


def by_month(figure: Figure, answers: Sequence[Answer]) -> Table:
    """A row for each day, with what the figure's table tells most about.

    A key figure gives its number, and its share when it has a whole. A stacked one gives the parts of its
    total row; another one its first rows beside each other.
    """
    tables = [one.table for one in answers]
    columns = _columns(figure, tables[-1])
    rows = tuple(
        Row(
            key=one.as_of.isoformat(),
            label=month_name(one.as_of),
            cells=tuple(_cell(one.table, row, key) for _, row, key in columns),
        )
        for one in answers
    )
    remarks = tuple(dict.fromkeys(said for one in tables for said in one.remarks))
    return Table(columns=tuple(one for one, _, _ in columns), rows=rows, remarks=remarks)


def reached_by_month(answers: Sequence[Answer]) -> Table:
    """The enrolled and those of them not reached, two answers for each day in turn."""
    days = zip(answers[::2], answers[1::2], strict=True)
    rows = tuple(
        Row(
            key=missed.as_of.isoformat(),
            label=month_name(missed.as_of),
            cells=(enrolled.table.cell, missed.table.cell, missed.table.cell),
        )
        for enrolled, missed in days
    )
    columns = (
        Column(key=answers[0].figure, label="Inskrivna"),
        Column(key=answers[1].figure, label="Ej nådda"),
        Column(key="share", label="Andel", unit=Unit.SHARE),
    )
    return Table(columns=columns, rows=rows)


def _columns(figure: Figure, table: Table) -> list[tuple[Column, str, str]]:
    """Each new column, and the row and column that it is taken from."""
    if figure.shape is Shape.NUMBER:
        row, column = table.rows[0], table.columns[0]
        told = [(column, row.key, column.key)]
        if row.cells[0].whole is not None and column.unit not in {Unit.SHARE, Unit.KRONOR}:
            share = Column(key=f"{column.key}.share", label="Andel", unit=Unit.SHARE)
            told.append((share, row.key, column.key))
        return told
    drawn = columns_drawn(table, figure.shape)
    total = next((one for one in table.rows if one.total), None)
    if table.parts and total is not None:
        return [(one, total.key, one.key) for one in drawn]
    rows = [one for one in table.rows if not one.total and not one.part][:MOST]
    return [
        (Column(key=one.key, label=one.label, unit=drawn[0].unit), one.key, drawn[0].key)
        for one in rows
    ]


def source_of(figure: Figure, table: Table, column: str) -> tuple[str, str] | None:
    """From which row and column of a day's table a column of the months was taken; None when neither is."""
    for one, row, key in _columns(figure, table):
        if one.key == column:
            return row, key
    return None


def _cell(table: Table, row: str, column: str) -> Cell:
    try:
        return table.at(row, column)
    except KeyError:  # nobody was of that kind then, unless nothing is known of the day
        return Cell(count=None) if is_blank(table) else Cell(count=0)
