"""One row of the palette and how it is drawn: icon, words with the match underlined, key."""

from collections.abc import Hashable

from attrs import frozen
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from kaa_desktop.gui.painting import LEFT, cap_size, draw_cap, focus_ring, glyph
from kaa_desktop.gui.rows import Index
from kaa_desktop.gui.theme import Theme

ENTRY = Qt.ItemDataRole.UserRole


@frozen
class Entry:
    """A heading, an act (``act``) or a youth (``youth``)."""

    title: str
    note: str = ""
    icon: str = ""
    key: str = ""
    act: str = ""
    youth: Hashable = None
    match: str = ""
    heading: bool = False

    def spoken(self) -> str:
        """What a screen reader says of the row."""
        return ", ".join(part for part in (self.title, self.note, self.key) if part)


class EntryDelegate(QStyledItemDelegate):
    """Draws ``Entry`` values."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self._theme.px(28 if index.data(ENTRY).heading else 33))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, rect = index.data(ENTRY), option.rect
        theme, t, px = self._theme, self._theme.tokens, self._theme.px
        if entry.heading:
            painter.setFont(theme.font(12, 600))
            painter.setPen(QColor(t.text2))
            painter.drawText(rect.adjusted(px(18), px(4), 0, 0), LEFT, entry.title)
            return
        if self._view.currentIndex().row() == index.row():
            painter.fillRect(rect, QColor(t.soft))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(t.accent))
            if self._view.hasFocus():
                focus_ring(painter, rect.toRectF(), theme, 0)
        if entry.icon:
            at = QPointF(rect.left() + px(18), rect.center().y() + 1 - px(16) / 2)
            glyph(painter, theme, entry.icon, at, 16, t.text2)
        right = rect.right() - px(16)
        if entry.key:
            cap = cap_size(theme, entry.key)
            top = rect.top() + (rect.height() - cap.height()) / 2
            draw_cap(
                painter,
                theme,
                entry.key,
                QRectF(right - cap.width(), top, cap.width(), cap.height()),
            )
            right -= cap.width() + px(12)
        self._words(
            painter,
            QRect(rect.left() + px(46), rect.top(), right - rect.left() - px(46), rect.height()),
            entry,
        )

    def _words(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        theme, t = self._theme, self._theme.tokens
        font = theme.font(14, 400)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(QColor(t.text))
        title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, LEFT, title)
        at = title.lower().find(entry.match) if entry.match else -1
        if at >= 0:
            left = rect.left() + metrics.horizontalAdvance(title[:at])
            width = metrics.horizontalAdvance(title[at : at + len(entry.match)])
            y = rect.center().y() + theme.px(10)
            painter.setPen(QPen(QColor(t.accent), 2))
            painter.drawLine(left, y, left + width, y)
        left = metrics.horizontalAdvance(title) + theme.px(12)
        if entry.note and rect.width() - left > theme.px(40):
            small = theme.font(13)
            painter.setFont(small)
            painter.setPen(QColor(t.text2))
            rest = rect.adjusted(left, 0, 0, 0)
            note = QFontMetrics(small).elidedText(
                entry.note, Qt.TextElideMode.ElideRight, rest.width()
            )
            painter.drawText(rest, LEFT, note)
