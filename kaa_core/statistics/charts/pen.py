"""The pen: shapes as SVG text, each number with at most one decimal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import Final

from kaa_core.statistics.charts.palette import Palette

FAMILY: Final = "Inter"
SERIES: Final = 8
"""How many parts of a bar can be told apart; a ninth begins again with the first pattern."""


def number(value: float) -> str:
    """As "12" or "12.5"."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")


class Pen:
    """Draws on one sheet, in pixels; `size` is that of the text, and all measures follow it."""

    def __init__(self, palette: Palette, width: float, size: float) -> None:
        self.palette = palette
        self.width = width
        self.size = size
        self.unit = size / 12
        self._made: list[str] = []

    def px(self, length: float) -> float:
        """A length given for text of twelve pixels."""
        return length * self.unit

    # -- shapes

    def box(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: str,
        edge: str = "",
        *,
        dash: bool = False,
    ) -> None:
        """A filled rectangle, with or without a line round it."""
        stroke = f' stroke="{edge}" stroke-width="{number(self.px(1))}"' if edge else ""
        stroke += f' stroke-dasharray="{number(self.px(3))} {number(self.px(2))}"' if dash else ""
        half = self.px(0.5) if edge else 0
        place = _place(x + half, y + half, max(0, w - 2 * half), max(0, h - 2 * half))
        self._made.append(f'<rect {place} fill="{fill}"{stroke}/>')

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        colour: str,
        thick: float = 1,
        dash: str = "",
    ) -> None:
        """A straight line; `dash` as lengths of stroke and gap for text of twelve pixels."""
        broken = ""
        if dash:
            parts = " ".join(number(self.px(float(one))) for one in dash.split())
            broken = f' stroke-dasharray="{parts}"'
        ends = f'x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
        width = number(self.px(thick))
        self._made.append(f'<line {ends} stroke="{colour}" stroke-width="{width}"{broken}/>')

    def path(self, points: list[tuple[float, float]], colour: str, thick: float = 2) -> None:
        """A broken line through points."""
        way = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        width = number(self.px(thick))
        self._made.append(
            f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        )

    def dot(self, x: float, y: float, radius: float, fill: str, edge: str = "") -> None:
        """A round mark."""
        stroke = f' stroke="{edge}" stroke-width="{number(self.px(1.5))}"' if edge else ""
        place = f'cx="{number(x)}" cy="{number(y)}" r="{number(self.px(radius))}"'
        self._made.append(f'<circle {place} fill="{fill}"{stroke}/>')

    def words(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: str = "start",
        strong: bool = False,
        colour: str = "",
        size: float = 0,
    ) -> None:
        """One line of text; `y` is where the letters stand."""
        weight = ' font-weight="600"' if strong else ""
        colour = colour or self.palette.text
        place = f'x="{number(x)}" y="{number(y)}" text-anchor="{anchor}" fill="{colour}"'
        size_ = f' font-size="{number(size)}"' if size else ""
        self._made.append(f"<text {place}{weight}{size_}>{escape(text, quote=False)}</text>")

    def plate(self, x: float, y: float, wide: float) -> None:
        """What a number stands on in a patterned shape; `x` is its middle, `y` that of the letters."""
        high = self.size * 1.15
        self.box(x - wide / 2, y - high / 2, wide, high, self.palette.surface)

    # -- patterns

    def part(self, series: int, x: float, y: float, w: float, h: float) -> None:
        """A shape with the pattern of a series: filled, hatched, dotted, empty, and so on."""
        p = self.palette
        kind = series % SERIES
        colour = (p.first, p.second, p.third, p.edge, p.first, p.second, p.third, p.edge)[kind]
        if kind == 0:
            self.box(x, y, w, h, p.first)
            return
        self.box(x, y, w, h, p.pale if kind == 3 else p.surface)
        way = _PATTERNS[kind]
        drawn = " ".join(way(x, y, w, h, self.px(1))) if way is not None and min(w, h) > 2 else ""
        if drawn:
            if kind == 2:
                self._made.append(f'<path d="{drawn}" fill="{colour}"/>')
            else:
                thick = number(self.px(1.5))
                stroke = f'stroke="{colour}" stroke-width="{thick}"'
                self._made.append(f'<path d="{drawn}" fill="none" {stroke}/>')
        self.box(x, y, w, h, "none", colour)

    def on(self, series: int) -> str:
        """The colour of a number in the shape of a series."""
        return self.palette.on_first if series % SERIES == 0 else self.palette.text

    # -- the sheet

    def sheet(self, height: float, title: str, said: str) -> str:
        """Everything that was drawn, as one SVG text."""
        size = f'width="{number(self.width)}" height="{number(height)}"'
        view = f'viewBox="0 0 {number(self.width)} {number(height)}"'
        # Figures of equal width where the reader knows how; elsewhere numbers are placed one by one.
        style = "font-feature-settings:'tnum' 1"
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} role="img" '
            f'font-family="{FAMILY}" font-size="{number(self.size)}" style="{style}">'
        )
        told = (
            f"<title>{escape(title, quote=False)}</title><desc>{escape(said, quote=False)}</desc>"
        )
        ground = f'<rect {size} fill="{self.palette.surface}"/>'
        return "\n".join([head, told, ground, *self._made, "</svg>", ""])


def _place(x: float, y: float, w: float, h: float) -> str:
    return f'x="{number(x)}" y="{number(y)}" width="{number(w)}" height="{number(h)}"'


def _hatched(x: float, y: float, w: float, h: float, unit: float) -> Iterator[str]:
    """Lines that rise to the right, cut off at the edges."""
    step = 6 * unit
    at = step
    while at < w + h:
        x1, y1 = (x, y + at) if at <= h else (x + at - h, y + h)
        x2, y2 = (x + at, y) if at <= w else (x + w, y + at - w)
        yield f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"
        at += step


def _falling(x: float, y: float, w: float, h: float, unit: float) -> Iterator[str]:
    """Lines that fall to the right."""
    step = 6 * unit
    at = step
    while at < w + h:
        x1, y1 = (x, y + h - at) if at <= h else (x + at - h, y)
        x2, y2 = (x + at, y + h) if at <= w else (x + w, y + h - (at - w))
        yield f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"
        at += step


def _dotted(x: float, y: float, w: float, h: float, unit: float) -> Iterator[str]:
    """Round dots in rows that are set off from each other."""
    step, r, row = 5 * unit, 0.9 * unit, 0
    down = y + step / 2 + r / 2
    while down + r < y + h:
        across = x + step / 2 + (step / 2 if row % 2 else 0) + r / 2
        while across + r < x + w:
            left, far = number(across - r), number(2 * r)
            yield (
                f"M{left} {number(down)}a{number(r)} {number(r)} 0 1 0 {far} 0"
                f"a{number(r)} {number(r)} 0 1 0 -{far} 0"
            )
            across += step
        down += step
        row += 1


def _upright(x: float, y: float, w: float, h: float, unit: float) -> Iterator[str]:
    at = x + 4 * unit
    while at < x + w - unit:
        yield f"M{number(at)} {number(y)}V{number(y + h)}"
        at += 4 * unit


def _level(x: float, y: float, w: float, h: float, unit: float) -> Iterator[str]:
    at = y + 4 * unit
    while at < y + h - unit:
        yield f"M{number(x)} {number(at)}H{number(x + w)}"
        at += 4 * unit


def _crossed(x: float, y: float, w: float, h: float, unit: float) -> Iterator[str]:
    yield from _hatched(x, y, w, h, unit)
    yield from _falling(x, y, w, h, unit)


Way = Callable[[float, float, float, float, float], Iterator[str]]
_PATTERNS: Final[tuple[Way | None, ...]] = (
    None,
    _hatched,
    _dotted,
    None,
    _upright,
    _falling,
    _level,
    _crossed,
)
