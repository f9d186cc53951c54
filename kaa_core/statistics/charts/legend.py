"""Which pattern is what, below a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from kaa_core.statistics.charts.letters import width, wrapped
from kaa_core.statistics.charts.pen import Pen

Entry: TypeAlias = tuple[int, str]
"""The pattern's number, or one of the two below, and the words beside it."""
TARGET: Final = -1
LINE: Final = -2


def legend(pen: Pen, entries: Sequence[Entry], y: float) -> float:
    """Draw them from a height, on more lines when there is no room; gives where the sheet ends."""
    x, mark, gap = 0.0, pen.px(18), pen.px(6)
    step = pen.size * 1.6
    for series, whole in entries:
        text = wrapped(whole, pen.width - mark - gap, pen.size, most=1)[0]
        wide = mark + gap + width(text, pen.size)
        if x and x + wide > pen.width:
            x, y = 0.0, y + step
        _mark(pen, series, x, y, mark)
        pen.words(x + mark + gap, y + pen.size, text)
        x += wide + pen.px(14)
    return y + step if entries else y


def _mark(pen: Pen, series: int, x: float, y: float, wide: float) -> None:
    middle = y + pen.size * 0.65
    if series == TARGET:
        pen.line(x, middle, x + wide, middle, pen.palette.text, 1.5, "5 4")
    elif series == LINE:
        pen.line(x, middle, x + wide, middle, pen.palette.first, 2)
        pen.dot(x + wide / 2, middle, 3, pen.palette.first)
    else:
        pen.part(series, x, y, wide, pen.size * 1.15)
