"""Which drawing a table gets, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from kaa_core.statistics.charts.across import across
from kaa_core.statistics.charts.letters import wrapped
from kaa_core.statistics.charts.over_time import over_time
from kaa_core.statistics.charts.palette import LIGHT, Palette
from kaa_core.statistics.charts.pen import Pen
from kaa_core.statistics.charts.said import NOTHING, in_words, value_of
from kaa_core.statistics.charts.share import Aim, figure, share_bar
from kaa_core.statistics.values import Column, Row, Shape, Table, Unit

__all__ = ["NOTHING", "columns_drawn", "described", "drawable", "svg"]

TEXT: Final = 12
ONE_OF_A_KIND: Final = frozenset((Unit.MINUTES, Unit.DAYS, Unit.KRONOR))
"""Columns of these units say different things of the same row: only the first is drawn."""


def svg(
    table: Table,
    shape: Shape,
    palette: Palette = LIGHT,
    width: float = 480,
    *,
    title: str = "",
    aim: Aim | None = None,
    columns: Sequence[str] = (),
    size: float = TEXT,
) -> str:
    """A table as one SVG text, with a scale that begins at nought.

    Args:
        table: The numbers. Rows that are a total are left out of bars, parts are drawn set in.
        shape: How it is drawn.
        palette: LIGHT, DARK or PRINT.
        width: In pixels (points in a paper); the height follows from what is drawn.
        title: What the drawing is called; its numbers are said in `desc`.
        aim: A line across: its value in the unit of what is drawn (per cent of a share), and its words.
        columns: Keys of the columns to draw, when not the usual ones.
        size: Of the text, in pixels; everything else follows it.
    """
    pen = Pen(palette, width, size)
    chosen = _only(table, _places(table, shape, columns))
    told = in_words(table, title)
    if not drawable(table, shape):
        height = _words_alone(pen, told if table.rows and shape is Shape.NUMBER else NOTHING)
    elif shape is Shape.NUMBER:
        whole = table.columns[0].unit is Unit.SHARE or table.cell.whole is not None
        height = share_bar(pen, table, aim) if whole else figure(pen, table)
    elif shape is Shape.LINE:
        height = over_time(pen, chosen, aim)
    else:
        height = across(pen, chosen, table, stacked=shape is Shape.STACKED, aim=aim)
    return pen.sheet(height, title, told if aim is None else f"{told} {aim[1]}.")


def drawable(table: Table, shape: Shape) -> bool:
    """Whether there is anything to draw: some number above nought, or one that is not told."""
    if shape is Shape.PLAIN or not table.rows:
        return False
    units = [one.unit for one in table.columns]
    cells = (
        (unit, cell) for row in table.rows for unit, cell in zip(units, row.cells, strict=True)
    )
    return any(cell.hidden or value_of(cell, unit) or cell.whole for unit, cell in cells)


def described(table: Table, shape: Shape, title: str = "") -> str:
    """The whole drawing in words, for a screen reader."""
    return in_words(table, title) if drawable(table, shape) else f"{title}. {NOTHING}".strip()


def columns_drawn(table: Table, shape: Shape) -> tuple[Column, ...]:
    """Which columns a drawing shows, in their order: never two units in one scale.

    Parts of a sum when it is stacked; over time a share, when there is one; else those of the first
    column's unit.
    """
    if shape is Shape.STACKED and table.parts:
        return tuple(one for one in table.columns if one.key in table.parts)
    shares = tuple(one for one in table.columns if one.unit is Unit.SHARE)
    if shape is Shape.LINE and shares:
        return shares
    first = table.columns[0]
    if first.unit in ONE_OF_A_KIND:
        return (first,)
    return tuple(one for one in table.columns if one.unit is first.unit and one.key != table.sum_of)


def _places(table: Table, shape: Shape, columns: Sequence[str]) -> list[int]:
    wanted = set(columns) or {one.key for one in columns_drawn(table, shape)}
    return [at for at, one in enumerate(table.columns) if one.key in wanted]


def _only(table: Table, places: Sequence[int]) -> Table:
    """The table with some of its columns, and without its total row and what is a part of that."""
    total = next((at for at, row in enumerate(table.rows) if row.total), len(table.rows))
    of_total = [row.key for row in table.rows[total + 1 :] if row.part]
    rows = [
        Row(
            key=row.key,
            label=row.label,
            cells=tuple(row.cells[at] for at in places),
            part=row.part,
        )
        for row in table.rows
        if not row.total and row.key not in of_total
    ]
    return attrs.evolve(table, columns=tuple(table.columns[at] for at in places), rows=tuple(rows))


def _words_alone(pen: Pen, said: str) -> float:
    edge, line = pen.px(2), pen.size * 1.4
    y = edge + pen.size
    for part in wrapped(said, pen.width - 2 * edge, pen.size, most=4):
        pen.words(edge, y, part, colour=pen.palette.text2)
        y += line
    return y - line + pen.px(8)
