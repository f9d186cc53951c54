"""A chart in the window: the same SVG as in a paper, in the theme's colours and text size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import frozen
from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from kaa_core.statistics import charts
from kaa_core.statistics.values import Shape, Table
from kaa_desktop.gui.theme import Theme

TEXT: Final = 12
LEAST, MOST = 220, 760
"""How narrow a chart gets, and how wide it is worth to be, at 100 %."""
COPIED_WIDTH: Final = 720
SHARP: Final = 2
"""A copied picture has so many pixels for each of its own: it is put in reports."""


@frozen
class Drawn:
    """What is drawn. `aim`: a target and its words. `columns`: keys, when not the usual ones."""

    table: Table
    shape: Shape
    title: str
    aim: tuple[int, str] | None = None
    columns: Sequence[str] = ()

    def svg(self, palette: charts.Palette, width: float, size: float = TEXT) -> str:
        """As SVG text."""
        return charts.svg(
            self.table,
            self.shape,
            palette,
            width,
            title=self.title,
            aim=self.aim,
            columns=self.columns,
            size=size,
        )

    def said(self) -> str:
        """All of it in words."""
        words = charts.described(self.table, self.shape, self.title)
        return words if self.aim is None else f"{words} {self.aim[1]}."

    def picture(self, width: int = COPIED_WIDTH) -> QImage:
        """As a picture on white, for a report."""
        renderer = QSvgRenderer(QByteArray(self.svg(charts.LIGHT, width, 14).encode()))
        image = QImage(renderer.defaultSize() * SHARP, QImage.Format.Format_RGB32)
        image.setText("Title", self.title)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        return image


class Chart(QWidget):
    """As wide as its room, and as high as its drawing asks for. It takes no focus: its table does."""

    def __init__(self, theme: Theme, *, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._drawn: Drawn | None = None
        self._made: tuple[object, QSvgRenderer] | None = None
        self.setObjectName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._anew)

    @property
    def drawn(self) -> Drawn | None:
        """What is shown."""
        return self._drawn

    def draw(self, drawn: Drawn | None) -> None:
        """Show something else."""
        self._drawn = drawn
        self.setAccessibleName("" if drawn is None else f"Diagram: {drawn.title}")
        self.setAccessibleDescription("" if drawn is None else drawn.said())
        self._anew()

    def _anew(self) -> None:
        self._made = None
        self.updateGeometry()
        self.update()

    def _renderer(self, width: int) -> QSvgRenderer | None:
        theme = self._theme
        if self._drawn is None or width <= 0:
            return None
        wide = min(width, theme.px(MOST))
        key = (wide, theme.percent, theme.tokens.name)
        if self._made is None or self._made[0] != key:
            palette = charts.DARK if theme.tokens.name == "dark" else charts.LIGHT
            text = self._drawn.svg(palette, wide, theme.px(TEXT))
            self._made = (key, QSvgRenderer(QByteArray(text.encode())))
        return self._made[1]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        made = self._renderer(width)
        return 0 if made is None else made.defaultSize().height()

    def sizeHint(self) -> QSize:
        width = max(self.width(), self._theme.px(LEAST))
        return QSize(self._theme.px(LEAST), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(LEAST), 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        made = self._renderer(self.width())
        if made is not None:
            size = made.defaultSize()
            painter = QPainter(self)
            made.render(painter, QRectF(0, 0, size.width(), size.height()))
