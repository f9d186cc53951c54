"""How one row of a list is drawn: cells, chips and marks, or a heading that folds."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from kaa_desktop.gui.painting import LEFT, draw_chip, glyph
from kaa_desktop.gui.rows import Cell, Mark, Section
from kaa_desktop.gui.theme import Theme

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MARK_ROOM = 24  # before the first cell: waits for sync, conflict
FOLD_ROOM = 32  # before the title of a heading: the arrow that folds


class CellPainter:
    """Draws cells and headings; background, hairline and focus are the view's."""

    def __init__(self, theme: Theme, *, two_lines: bool, marks: bool) -> None:
        self._theme = theme
        self._height = 42 if two_lines else 30
        self._marks = marks
        self._fonts: dict[tuple[int, int, int], tuple[QFont, QFontMetrics]] = {}

    def height(self) -> int:
        """The height of every row."""
        return self._theme.px(self._height)

    def first(self, painter: QPainter, rect: QRect, cell: Cell, mark: Mark | None) -> None:
        """Draw the first cell of a row, with the sign before it."""
        if not self._marks:
            self.cell(painter, rect, cell, right=False)
            return
        px = self._theme.px
        if mark is not None:
            at = QPointF(rect.left() + px(8) + px(2), rect.center().y() + 1 - px(16) / 2)
            colour = self._theme.tokens.tone_named(mark.tone)
            glyph(painter, self._theme, mark.icon, at, 16, colour)
        self.cell(painter, rect.adjusted(px(_MARK_ROOM), 0, 0, 0), cell, right=False)

    def cell(self, painter: QPainter, rect: QRect, cell: Cell, *, right: bool) -> None:
        """Draw a cell."""
        px = self._theme.px
        rect = rect.adjusted(px(8), 0, -px(6), 0)
        if cell.chip:
            draw_chip(painter, self._theme, cell.chip, rect)
        else:
            self._text(painter, rect, cell, right=right)

    def _text(self, painter: QPainter, rect: QRect, cell: Cell, *, right: bool) -> None:
        theme = self._theme
        if cell.icon:
            at = QPointF(rect.left(), rect.center().y() + 1 - theme.px(16) / 2)
            glyph(painter, theme, cell.icon, at, 16, theme.tokens.tone_named(cell.tone))
            rect = rect.adjusted(theme.px(22), 0, 0, 0)
        first, second = rect, QRect()
        if cell.second:
            middle = rect.center().y() + 1
            first = QRect(rect.left(), middle - theme.px(18), rect.width(), theme.px(18))
            second = QRect(rect.left(), middle, rect.width(), theme.px(17))
        weight = 600 if cell.strong else 400
        self._line(painter, first, cell.text, (13, weight, cell.tone), right=right)
        if cell.second:
            self._line(painter, second, cell.second, (12, 400, cell.second_tone), right=right)

    def _line(
        self, painter: QPainter, rect: QRect, text: str, look: tuple[int, int, str], *, right: bool
    ) -> None:
        if not text:
            return
        size, weight, tone = look
        font, metrics = self._font(size, weight)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.tokens.tone_named(tone)))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, _RIGHT if right else LEFT, shown)

    def _font(self, size: int, weight: int) -> tuple[QFont, QFontMetrics]:
        """Made once for each size of text: of a page with two hundred cells they were a third."""
        key = (self._theme.percent, size, weight)
        found = self._fonts.get(key)
        if found is None:
            font = self._theme.font(size, weight)
            found = self._fonts[key] = (font, QFontMetrics(font))
        return found

    def heading(
        self, painter: QPainter, rect: QRect, section: Section, text: str, *, folded: bool
    ) -> None:
        """Draw a heading over the whole width."""
        theme = self._theme
        px, colour = theme.px, theme.tokens.tone_named(section.tone)
        y = rect.center().y() + 1 - px(14) / 2
        arrow = "chevron-right" if folded else "chevron-down"
        glyph(painter, theme, arrow, QPointF(px(10), y), 14, colour)
        left = px(FOLD_ROOM)
        if section.icon:
            glyph(painter, theme, section.icon, QPointF(left, y), 14, colour)
            left += px(20)
        painter.setFont(theme.font(12, 600))
        painter.setPen(QColor(colour))
        painter.drawText(rect.adjusted(left, 0, 0, 0), LEFT, text)
