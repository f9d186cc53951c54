"""Over time: columns for counts, a line with marks for shares, and a target as a broken line across."""

from __future__ import annotations

from typing import Final

import attrs

from kaa_core.statistics.charts.legend import LINE, TARGET, Entry, legend
from kaa_core.statistics.charts.letters import width, wrapped
from kaa_core.statistics.charts.pen import Pen
from kaa_core.statistics.charts.said import HIDDEN, grouped, said, value_of
from kaa_core.statistics.charts.share import Aim
from kaa_core.statistics.values import Cell, Table, Unit

HIGH: Final = 150
"""Of the drawing itself, for text of twelve pixels."""
ORDER: Final = {2: (3, 0)}
"""Which patterns columns beside each other have: of two the whole is empty, what is looked at filled."""


@attrs.frozen
class Field:
    """Where the drawing stands: nought is at `bottom`."""

    left: float
    right: float
    top: float
    bottom: float
    most: float

    def y(self, value: float) -> float:
        """How far down a value stands."""
        return self.bottom - (self.bottom - self.top) * value / self.most

    def middle(self, at: int, of: int) -> float:
        """The middle of one of so many points of time."""
        return self.left + (self.right - self.left) * (at + 0.5) / of


def over_time(pen: Pen, table: Table, aim: Aim | None) -> float:
    """Draw it; gives the height."""
    unit = table.columns[0].unit
    values = [value_of(cell, unit) or 0 for row in table.rows for cell in row.cells]
    most = 100 if unit is Unit.SHARE else _round_up(max([*values, aim[0] if aim else 0, 1]))
    ending = " %" if unit is Unit.SHARE else ""
    marks = [0, most // 2, most] if most % 2 == 0 else [0, most]
    left = max(width(f"{grouped(one)}{ending}", pen.size) for one in marks) + pen.px(10)
    top = pen.size * 1.7
    right = pen.width - _margin(pen, left, [row.label for row in table.rows])
    field = Field(left, right, top, top + pen.px(HIGH), float(most))
    for one in marks:
        y = field.y(one)
        pen.line(field.left, y, field.right, y, pen.palette.edge if not one else pen.palette.line)
        text = f"{grouped(one)}{ending}"
        pen.words(
            left - pen.px(6), y + pen.size * 0.36, text, anchor="end", colour=pen.palette.text2
        )
    lines = unit is Unit.SHARE
    if lines:
        _line(pen, field, table)
    else:
        _columns(pen, field, table)
    if aim is not None:
        y = field.y(min(aim[0], most))
        pen.line(field.left, y, field.right, y, pen.palette.text, 1.5, "5 4")
    below = _labels(pen, field, [row.label for row in table.rows])
    return legend(pen, _entries(table, aim, lines=lines), below + pen.px(6))


def _entries(table: Table, aim: Aim | None, *, lines: bool) -> list[Entry]:
    names = [one.label for one in table.columns]
    if lines:
        told: list[Entry] = [(LINE, names[0])]
    elif len(names) > 1:
        told = list(zip(_order(len(names)), names, strict=True))
    else:
        told = []
    return [*told, *([(TARGET, aim[1])] if aim else [])]


def _order(columns: int) -> tuple[int, ...]:
    return ORDER.get(columns, tuple(range(columns)))


def _margin(pen: Pen, left: float, names: list[str]) -> float:
    """What the last name reaches outside its own point of time."""
    slot = (pen.width - left) / len(names)
    last = max(width(part, pen.size) for part in wrapped(names[-1], pen.px(64), pen.size, most=2))
    return max(pen.px(4), last / 2 - slot / 2 + pen.px(6))


def _round_up(value: int) -> int:
    """The top of a scale: a round number whose half is round, too."""
    step = 1
    while True:
        for times in (2, 4, 6, 8, 10, 12, 16):
            if value <= times * step:
                return times * step
        step *= 10


def _line(pen: Pen, field: Field, table: Table) -> None:
    """The first column as a line with a mark for each point that is known; it breaks where none is."""
    rows, run = table.rows, list[tuple[float, float]]()
    every = _every(pen, field, ["100 %"] * len(rows))
    for at, row in enumerate(rows):
        value = value_of(row.cells[0], table.columns[0].unit)
        if value is None:
            _join(pen, run)
            run = []
            continue
        run.append((field.middle(at, len(rows)), field.y(value)))
    _join(pen, run)
    for at, row in enumerate(rows):
        cell = row.cells[0]
        value = value_of(cell, table.columns[0].unit)
        x = field.middle(at, len(rows))
        if value is not None:
            pen.dot(x, field.y(value), 3, pen.palette.first)
        if at % every == (len(rows) - 1) % every:
            text = said(cell, table.columns[0].unit)
            y = field.bottom if value is None else field.y(value)
            pen.plate(x, y - pen.px(12), width(text, pen.size, strong=True) + pen.px(2))
            pen.words(x, y - pen.px(8), text, anchor="middle", strong=True)


def _join(pen: Pen, run: list[tuple[float, float]]) -> None:
    if len(run) > 1:
        pen.path(run, pen.palette.first)


def _columns(pen: Pen, field: Field, table: Table) -> None:
    rows, series = table.rows, _order(len(table.columns))
    slot = (field.right - field.left) / max(1, len(rows))
    gap = pen.px(3 if slot > pen.px(14) else 1)
    wide = min(pen.px(34), (slot * 0.82 - gap * (len(series) - 1)) / len(series))
    texts = [
        said(cell, one.unit)
        for row in rows
        for cell, one in zip(row.cells, table.columns, strict=True)
    ]
    longest = max((width(one, pen.size, strong=True) for one in texts), default=0)
    tells = longest <= wide + gap * 2
    for at, row in enumerate(rows):
        x = field.middle(at, len(rows)) - (wide * len(series) + gap * (len(series) - 1)) / 2
        for place, cell in zip(series, row.cells, strict=True):
            _column(pen, field, cell, place, x, wide, tells=tells)
            x += wide + gap


def _column(
    pen: Pen, field: Field, cell: Cell, series: int, x: float, wide: float, *, tells: bool
) -> None:
    text, top = said(cell, Unit.PERSONS), field.bottom
    if cell.hidden:
        top = field.bottom - pen.px(14)
        p = pen.palette
        pen.box(x, top, wide, pen.px(14), p.surface, p.edge, dash=True)
        text = HIDDEN
    elif cell.count:
        top = field.y(cell.count)
        pen.part(series, x, top, wide, max(field.bottom - top, pen.px(1.5)))
    elif cell.count == 0 and not tells:
        pen.dot(x + wide / 2, field.bottom, 2, pen.palette.surface, pen.palette.text)
    if tells:
        strong = bool(cell.count) and series == 0
        pen.words(x + wide / 2, top - pen.px(4), text, anchor="middle", strong=strong)


def _labels(pen: Pen, field: Field, names: list[str]) -> float:
    """The points of time below; only some of them when all do not fit. The last one is always there."""
    every = _every(pen, field, names)
    room = (field.right - field.left) / max(1, len(names)) * every - pen.px(6)
    broken = [wrapped(name, max(room, pen.px(30)), pen.size, most=2) for name in names]
    lines = 1
    for at, parts in enumerate(broken):
        if at % every != (len(names) - 1) % every:
            continue
        lines = max(lines, len(parts))
        for number, part in enumerate(parts):
            y = field.bottom + pen.size * (1.35 + 1.25 * number)
            x = field.middle(at, len(names))
            pen.words(x, y, part, anchor="middle", colour=pen.palette.text2)
    return field.bottom + pen.size * (1.5 + 1.25 * (lines - 1)) + pen.px(4)


def _every(pen: Pen, field: Field, names: list[str]) -> int:
    """Each how many-th name there is room for."""
    if not names:
        return 1
    slot = (field.right - field.left) / len(names)
    room = max(slot - pen.px(6), pen.px(34))
    parts = (part for one in names for part in wrapped(one, room, pen.size, most=2))
    widest = max(width(part, pen.size) for part in parts)
    every = 1
    while slot * every < widest + pen.px(6) and every < len(names):
        every += 1
    return every
