"""One number: a part of a whole as one bar, or the number alone."""

from __future__ import annotations

from kaa_core.statistics.charts.letters import width
from kaa_core.statistics.charts.pen import Pen
from kaa_core.statistics.charts.said import beside, grouped, measured
from kaa_core.statistics.values import Table, Unit

Aim = tuple[int, str]
"""A target and the words beside its line."""


def figure(pen: Pen, table: Table) -> float:
    """The number, large."""
    cell, column = table.cell, table.columns[0]
    large = pen.size * 2
    pen.words(0, large, measured(cell, column.unit), strong=True, size=large)
    pen.words(0, large + pen.size * 1.5, column.label, colour=pen.palette.text2)
    return large + pen.size * 2


def share_bar(pen: Pen, table: Table, aim: Aim | None) -> float:
    """The number, and a bar of the whole with the part filled. The target is a tick across it."""
    cell, unit, p = table.cell, table.columns[0].unit, pen.palette
    large = pen.size * 2
    text = measured(cell, unit)
    pen.words(0, large, text, strong=True, size=large)
    pen.words(
        width(text, large, strong=True) + pen.px(8),
        large,
        beside(cell, unit),
        colour=p.text2,
    )
    top, high = large + pen.px(12), pen.px(16)
    pen.box(0, top, pen.width, high, p.pale, p.edge)
    count, whole = cell.count or 0, max(cell.whole or 0, cell.count or 0)
    if whole and count:
        pen.part(0, 0, top, pen.width * count / whole, high)
    below = top + high + pen.size * 1.5
    if aim is None or not whole:
        pen.words(0, below, "0", colour=p.text2)
        pen.words(pen.width, below, _end(table, whole), anchor="end", colour=p.text2)
        return below + pen.px(6)
    at = pen.width * min(1.0, aim[0] / (100 if unit is Unit.SHARE else whole))
    pen.line(at, top - pen.px(4), at, top + high + pen.px(4), p.surface, 5)
    pen.line(at, top - pen.px(4), at, top + high + pen.px(4), p.text, 2)
    half = width(aim[1], pen.size) / 2
    pen.words(min(max(at, half), pen.width - half), below, aim[1], anchor="middle")
    return below + pen.px(6)


def _end(table: Table, whole: int) -> str:
    return "100 %" if table.columns[0].unit is Unit.SHARE else grouped(whole)
