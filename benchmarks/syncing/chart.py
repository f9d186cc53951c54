"""A chart as SVG, both axes logarithmic: a few lines with their names beside their ends."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import attrs

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 80, 220, 24, 56
COLOURS = ("#1b5e8c", "#2e7d32", "#b26a00", "#7b1fa2", "#5d4037")
INK, FAINT = "#333333", "#dddddd"
APART = 16


@attrs.frozen
class Line:
    """Points (x, y), both above 0, and what they are called."""

    name: str
    points: Sequence[tuple[float, float]]


def draw(lines: Sequence[Line], across: str, up: str) -> str:
    """The chart."""
    spread = _Axes.over([point for line in lines for point in line.points])
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13" role="img">'
    )
    below = (
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle" '
        f'fill="{INK}">{across}</text>'
    )
    parts = [
        head,
        f"<title>{up} over {across}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        *spread.grid(),
        *_lines(lines, spread),
        below,
        f'<text x="16" y="{TOP - 8}" fill="{INK}">{up}</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


@attrs.frozen
class _Axes:
    low: tuple[int, int]
    high: tuple[int, int]

    @classmethod
    def over(cls, points: Sequence[tuple[float, float]]) -> _Axes:
        """From the power of ten below everything to the one above."""
        logs = [[math.log10(point[axis]) for point in points] for axis in (0, 1)]
        low = tuple(math.floor(min(one)) for one in logs)
        high = tuple(max(math.ceil(max(one)), at + 1) for one, at in zip(logs, low, strict=True))
        return cls((low[0], low[1]), (high[0], high[1]))

    def place(self, point: tuple[float, float]) -> tuple[float, float]:
        """Where a point is drawn."""
        across, up = (
            (math.log10(value) - low) / (high - low)
            for value, low, high in zip(point, self.low, self.high, strict=True)
        )
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (
            HEIGHT - TOP - BOTTOM
        )

    def grid(self) -> Iterator[str]:
        """A line and a number at each power of ten."""
        for power in range(self.low[0], self.high[0] + 1):
            x, _ = self.place((10.0**power, 10.0 ** self.low[1]))
            yield f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="{FAINT}"/>'
            yield (
                f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" '
                f'fill="{INK}">{_number(power)}</text>'
            )
        for power in range(self.low[1], self.high[1] + 1):
            _, y = self.place((10.0 ** self.low[0], 10.0**power))
            yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{FAINT}"/>'
            yield (
                f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" '
                f'fill="{INK}">{_number(power)}</text>'
            )


def _lines(lines: Sequence[Line], axes: _Axes) -> Iterator[str]:
    placed = [[axes.place(point) for point in line.points] for line in lines]
    ends = _apart([points[-1][1] for points in placed])
    for line, points, colour, end in zip(lines, placed, COLOURS, ends, strict=False):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        for x, y in points:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'
        yield f'<text x="{points[-1][0] + 10:.1f}" y="{end + 4:.1f}" fill="{colour}">{line.name}</text>'


def _apart(heights: Sequence[float]) -> list[float]:
    """The heights moved as little as lets every name be read."""
    moved = list(heights)
    below = -math.inf
    for place in sorted(range(len(heights)), key=heights.__getitem__):
        moved[place] = below = max(heights[place], below + APART)
    return moved


def _number(power: int) -> str:
    return (
        f"{10**power:,}".replace(",", " ") if power >= 0 else f"{10.0**power:g}".replace(".", ",")
    )
