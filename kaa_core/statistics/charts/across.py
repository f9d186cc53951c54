"""Bars that lie: one for each row, beside each other for several columns, or stacked of their parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from kaa_core.statistics.charts.legend import TARGET, Entry, legend
from kaa_core.statistics.charts.letters import width, wrapped
from kaa_core.statistics.charts.pen import Pen
from kaa_core.statistics.charts.said import HIDDEN, grouped, said, value_of
from kaa_core.statistics.charts.share import Aim
from kaa_core.statistics.values import Cell, Row, Table, Unit

BAR: Final = 20
THIN: Final = 15
"""A bar that has others beside it in its row."""
LABELS: Final = 0.36
"""The most of the width that the names of the rows take."""
INDENT: Final = 12


@attrs.frozen
class Ground:
    """Where bars begin, how long the longest may be, and what it stands for."""

    left: float
    room: float
    most: float

    def length(self, value: float) -> float:
        """How long a bar is."""
        return self.room * value / self.most if self.most else 0.0


def across(pen: Pen, table: Table, whole: Table, *, stacked: bool, aim: Aim | None) -> float:
    """Draw it; gives the height. `whole` has the columns that are not drawn, too."""
    left = _room_for_labels(pen, table)
    ends = max(
        (width(one, pen.size, strong=True) for one in _ends(table, whole, stacked)), default=0
    )
    room = max(pen.px(40), pen.width - left - ends - pen.px(10))
    ground = Ground(left, room, max(1.0, _most(table, whole, stacked), aim[0] if aim else 0))
    y, top = pen.px(4), pen.px(4)
    for at, row in enumerate(table.rows):
        y += _gap(pen, row) if at else 0
        y = _row(pen, ground, row, table, whole, y, stacked=stacked)
    if aim is not None:
        x = ground.left + ground.length(aim[0])
        pen.line(x, top - pen.px(2), x, y + pen.px(2), pen.palette.text, 1.5, "5 4")
    pen.line(left, top - pen.px(2), left, y + pen.px(2), pen.palette.edge)
    return legend(pen, _entries(table, whole, aim, stacked=stacked), y + pen.px(10))


def _entries(table: Table, whole: Table, aim: Aim | None, *, stacked: bool) -> list[Entry]:
    names = [one.label for one in table.columns] if len(table.columns) > 1 else []
    sums = _sums(whole, table) if stacked else []
    told = [f"{name} {sums[at]}" if sums else name for at, name in enumerate(names)]
    return [*enumerate(told), *([(TARGET, aim[1])] if aim else [])]


def _gap(pen: Pen, row: Row) -> float:
    return pen.px(4 if row.part else 9)


def _most(table: Table, whole: Table, stacked: bool) -> float:
    if stacked:
        return max((_sum(row, whole) for row in table.rows), default=0)
    if table.columns and table.columns[0].unit is Unit.SHARE:
        return 100
    values = (
        value_of(cell, column.unit) or 0
        for row in table.rows
        for cell, column in zip(row.cells, table.columns, strict=True)
    )
    return max(values, default=0)


def _sum(row: Row, whole: Table) -> int:
    """All of a row: the sum that its table has, else its parts together; of shares a hundred."""
    if _in_shares(whole):
        return 100
    cell = _sum_cell(row, whole)
    told = sum(one.count or 0 for one in row.cells)
    return max(told, 0 if cell is None else cell.count or 0)


def _in_shares(whole: Table) -> bool:
    """Whether the parts of each row are shares of its own whole: all bars are as long (003 Diagram 2)."""
    return bool(whole.parts) and whole.columns[0].unit is Unit.SHARE


def _amount(cell: Cell, whole: Table) -> float:
    """How much of a stacked bar a part is; nought for what is not told."""
    if cell.hidden or not cell.count:
        return 0.0
    return 100 * cell.count / cell.whole if _in_shares(whole) and cell.whole else cell.count


def _sum_cell(row: Row, whole: Table) -> Cell | None:
    return whole.at(row.key, whole.sum_of) if whole.sum_of else None


def _ends(table: Table, whole: Table, stacked: bool) -> Iterator[str]:
    for row in table.rows:
        if stacked:
            yield _at_end(row, whole)
        else:
            for place in range(len(row.cells)):
                yield _beside(row, place, table, whole)


def _at_end(row: Row, whole: Table) -> str:
    cell = _sum_cell(row, whole)
    if cell is None:
        return grouped(_sum(row, whole))
    return HIDDEN if cell.hidden else grouped(cell.count or 0)


def _beside(row: Row, place: int, table: Table, whole: Table) -> str:
    """The number of a bar, with its share when the table has one: "190 (27 %)"."""
    column = table.columns[place]
    text = said(row.cells[place], column.unit)
    shares = [one for one in whole.columns if one.unit is Unit.SHARE]
    if len(table.columns) == 1 and len(shares) == 1 and column.unit is not Unit.SHARE:
        share = whole.at(row.key, shares[0].key)
        if share.percent is not None and not share.hidden:
            text += f" ({share.percent} %)"
    return text


def _sums(whole: Table, table: Table) -> list[str]:
    """What each part comes to, from the row of totals; empty without one."""
    total = next((row for row in whole.rows if row.total), None)
    if total is None:
        return []
    return [said(whole.at(total.key, one.key), one.unit) for one in table.columns]


def _room_for_labels(pen: Pen, table: Table) -> float:
    most = pen.width * LABELS
    wanted = (
        width(row.label, pen.size) + (pen.px(INDENT) if row.part else 0) for row in table.rows
    )
    return min(most, max(wanted, default=0) + pen.px(1)) + pen.px(8)


def _row(
    pen: Pen, ground: Ground, row: Row, table: Table, whole: Table, y: float, *, stacked: bool
) -> float:
    several = not stacked and len(row.cells) > 1
    bar = pen.px(THIN if several or row.part else BAR)
    bars = len(row.cells) if several else 1
    inset = pen.px(INDENT) if row.part else 0
    lines = wrapped(row.label, ground.left - pen.px(8) - inset, pen.size)
    line = pen.size * 1.25
    high = max(bar * bars + pen.px(2) * (bars - 1), line * len(lines))
    start = y + (high - line * len(lines)) / 2 + pen.size
    for at, part in enumerate(lines):
        colour = pen.palette.text2 if row.part else ""
        pen.words(inset, start + at * line, part, colour=colour)
    begin = y + (high - bar * bars - pen.px(2) * (bars - 1)) / 2
    if stacked:
        _stack(pen, ground, row, whole, begin, bar)
    else:
        for at, cell in enumerate(row.cells):
            place = begin + at * (bar + pen.px(2))
            text = _beside(row, at, table, whole)
            series = 3 if row.part and not several else at
            _bar(pen, ground, cell, table.columns[at].unit, series, place, bar, text)
    return y + high


def _bar(
    pen: Pen,
    ground: Ground,
    cell: Cell,
    unit: Unit,
    series: int,
    y: float,
    high: float,
    text: str,
) -> None:
    value = value_of(cell, unit)
    long = 0.0 if value is None else ground.length(value)
    if cell.hidden:
        long = pen.px(14)
        pen.box(ground.left, y, long, high, pen.palette.surface, pen.palette.edge, dash=True)
    elif long:
        pen.part(series, ground.left, y, max(long, pen.px(1.5)), high)
    middle = y + high / 2 + pen.size * 0.36
    pen.words(ground.left + long + pen.px(6), middle, text, strong=bool(value) or cell.hidden)


def _stack(pen: Pen, ground: Ground, row: Row, whole: Table, y: float, high: float) -> None:
    x, gap = ground.left, pen.px(1.5)
    for at, cell in enumerate(row.cells):
        amount = _amount(cell, whole)
        if not amount:
            continue
        long = ground.length(amount)
        pen.part(at, x, y, max(long - gap, pen.px(1.5)), high)
        text = said(cell, whole.columns[0].unit)
        wide = width(text, pen.size, strong=True)
        if wide + pen.px(6) <= long - gap:
            middle = x + (long - gap) / 2
            if at % 8:
                pen.plate(middle, y + high / 2, wide + pen.px(6))
            letters = y + high / 2 + pen.size * 0.36
            pen.words(middle, letters, text, anchor="middle", strong=True, colour=pen.on(at))
        x += long
    if any(cell.hidden for cell in row.cells):
        x = _not_told(pen, ground, row, whole, x, y, high)
    letters = y + high / 2 + pen.size * 0.36
    pen.words(x + pen.px(6), letters, _at_end(row, whole), strong=True)


def _not_told(
    pen: Pen, ground: Ground, row: Row, whole: Table, x: float, y: float, high: float
) -> float:
    """What is left of a bar when some parts are not told: an empty frame."""
    told = sum(_amount(one, whole) for one in row.cells)
    long = max(ground.length(_sum(row, whole) - told), width(HIDDEN, pen.size) + pen.px(6))
    long = min(long, ground.left + ground.room - x) if x < ground.left + ground.room else long
    pen.box(x, y, long, high, pen.palette.surface, pen.palette.edge, dash=True)
    letters = y + high / 2 + pen.size * 0.36
    pen.words(x + long / 2, letters, HIDDEN, anchor="middle", colour=pen.palette.text2)
    return x + long
