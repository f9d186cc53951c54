"""The routine drawn: each step a box, arrows between them, the last leading back. Told in words too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kaa_core.rules.routine import Line
from kaa_desktop.gui.painting import glyph, rounded
from kaa_desktop.gui.theme import Theme

WIDTH: Final = 200  # px at 100 %, as all sizes here
GAP: Final = 30
PAD: Final = 10
HEAD: Final = 5
_WRAP: Final = Qt.TextFlag.TextWordWrap


class RoutinePicture(QWidget):
    """Boxes from left to right, on as many rows as the width needs. Screen readers get the sentences."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lines: tuple[Line, ...] = ()
        self._boxes: list[QRectF] = []
        self.setObjectName("routine_picture")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._measure)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Draw other steps."""
        self._lines = tuple(lines)
        self.setAccessibleName("Rutinen som bild: " + " ".join(one.spoken() for one in lines))
        self._measure()

    def sizeHint(self) -> QSize:
        width = max(self.width(), self._theme.px(WIDTH))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """One box wide, as high as what is drawn now."""
        width = max(self.width(), self._theme.px(WIDTH))
        return QSize(self._theme.px(WIDTH), self.heightForWidth(width))

    def heightForWidth(self, width: int) -> int:
        boxes = self._placed(width)
        return int(max((box.bottom() for box in boxes), default=0)) + 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def _measure(self, *_what: object) -> None:
        self._boxes = self._placed(self.width())
        self.updateGeometry()
        self.update()

    # -- where the boxes stand

    def _placed(self, width: int) -> list[QRectF]:
        px = self._theme.px
        wide, gap = px(WIDTH), px(GAP)
        across = max(1, (width + gap) // (wide + gap))
        boxes: list[QRectF] = []
        top = 0.0
        for start in range(0, len(self._lines), across):
            row = self._lines[start : start + across]
            height = max(self._height(one) for one in row)
            boxes += [QRectF(at * (wide + gap), top, wide, height) for at in range(len(row))]
            top += height + gap
        return boxes

    def _height(self, line: Line) -> float:
        px = self._theme.px
        room = px(WIDTH) - 2 * px(PAD)
        texts = ((line.title, 600, px(22)), (line.when, 400, 0), (line.who, 400, 0))
        return (
            px(PAD) * 2
            + px(4) * 2
            + sum(
                _text_height(self._theme, text, weight, room - less) for text, weight, less in texts
            )
        )

    # -- drawing

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, (line, box) in enumerate(zip(self._lines, self._boxes, strict=True)):
            self._box(painter, line, box)
            if at + 1 < len(self._lines) - 1:  # the last is about the reached: no step of the chain
                self._arrow(painter, box, self._boxes[at + 1])
        painter.end()

    def _box(self, painter: QPainter, line: Line, box: QRectF) -> None:
        theme, t = self._theme, self._theme.tokens
        px = theme.px
        last = line is self._lines[-1]
        rounded(
            painter, box, 6, t.soft if line.visit else t.surface, t.accent if last else t.border
        )
        icon = "house" if line.visit else ("user-check" if last else "mail")
        at = QPointF(box.left() + px(PAD), box.top() + px(PAD))
        glyph(painter, theme, icon, at, 16, t.accent)
        inner = box.adjusted(px(PAD), px(PAD), -px(PAD), -px(PAD))
        y = self._text(painter, line.title, 600, inner.adjusted(px(22), 0, 0, 0), t.text)
        y = self._text(painter, line.when, 400, QRectF(inner.left(), y, inner.width(), 999), t.text)
        who = line.who[:1].upper() + line.who[1:]
        self._text(painter, who, 400, QRectF(inner.left(), y, inner.width(), 999), t.text2)

    def _text(self, painter: QPainter, text: str, weight: int, room: QRectF, colour: str) -> float:
        """Draw wrapped words; where the next may begin."""
        height = _text_height(self._theme, text, weight, int(room.width()))
        painter.setFont(self._theme.font(13, weight))
        painter.setPen(QColor(colour))
        painter.drawText(QRectF(room.left(), room.top(), room.width(), height), _WRAP, text)
        return room.top() + height + self._theme.px(4)

    def _arrow(self, painter: QPainter, box: QRectF, following: QRectF) -> None:
        pen = QPen(QColor(self._theme.tokens.text2), 1.5)
        painter.setPen(pen)
        head = self._theme.px(HEAD)
        if following.top() == box.top():
            y = box.top() + min(box.height(), following.height()) / 2
            end = QPointF(following.left() - 2, y)
            painter.drawLine(QPointF(box.right() + 2, y), end)
            wings = [end, end + QPointF(-head, -head), end + QPointF(-head, head)]
        else:  # down to the next row
            middle = (box.bottom() + following.top()) / 2
            x, end = box.center().x(), QPointF(following.center().x(), following.top() - 2)
            points = [
                QPointF(x, box.bottom() + 2),
                QPointF(x, middle),
                QPointF(end.x(), middle),
                end,
            ]
            painter.drawPolyline(QPolygonF(points))
            wings = [end, end + QPointF(-head, -head), end + QPointF(head, -head)]
        painter.setBrush(pen.color())
        painter.drawPolygon(QPolygonF(wings))


def _text_height(theme: Theme, text: str, weight: int, width: int) -> float:
    metrics = QFontMetrics(theme.font(13, weight))
    return metrics.boundingRect(0, 0, max(1, width), 10_000, int(_WRAP), text).height()
