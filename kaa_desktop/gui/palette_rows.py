"""One row of the palette and how it is drawn: icon, words with what was typed standing out, key."""

from collections.abc import Hashable, Iterator

from attrs import frozen
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from kaa_desktop.gui.painting import LEFT, cap_size, draw_cap, focus_ring, glyph
from kaa_desktop.gui.rows import Index
from kaa_desktop.gui.theme import Theme

ENTRY = Qt.ItemDataRole.UserRole


Marks = tuple[tuple[int, int], ...]
"""Where in a text the letters stand that were looked for: start and length."""


@frozen
class Entry:
    """A heading, or an act (``act``), a help text (``topic``), or a youth (``youth``).

    ``record`` is what has been written that the youth's page is to show.
    ``why`` stands on a line of its own. What ``title_marks``, ``note_marks`` and ``why_marks`` point
    at is drawn bold and underlined.
    """

    title: str
    note: str = ""
    icon: str = ""
    key: str = ""
    act: str = ""
    youth: Hashable = None
    record: Hashable = None
    why: str = ""
    title_marks: Marks = ()
    note_marks: Marks = ()
    why_marks: Marks = ()
    heading: bool = False
    topic: str = ""

    def spoken(self) -> str:
        """What a screen reader says of the row."""
        return ", ".join(part for part in (self.title, self.note, self.why, self.key) if part)

    def same(self, other: object) -> bool:
        """Whether the row is about the same thing, in a list that has been made anew."""
        if not isinstance(other, Entry) or self.heading or other.heading:
            return False
        mine, theirs = (
            (one.act, one.topic, one.youth, one.record, one.why) for one in (self, other)
        )
        return mine == theirs


class EntryDelegate(QStyledItemDelegate):
    """Draws ``Entry`` values."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        entry = index.data(ENTRY)
        return QSize(0, self._theme.px(28 if entry.heading else 52 if entry.why else 33))

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
        theme, t, px = self._theme, self._theme.tokens, self._theme.px
        first = rect
        if entry.why:
            first = QRect(rect.left(), rect.top() + px(5), rect.width(), px(21))
            under = QRect(rect.left(), first.bottom() + 1, rect.width(), px(20))
            draw_marked(painter, under, entry.why, entry.why_marks, theme.font(13), t.text2)
        used = draw_marked(painter, first, entry.title, entry.title_marks, theme.font(14), t.text)
        left = used + px(12)
        if entry.note and rect.width() - left > px(40):
            rest = first.adjusted(left, 0, 0, 0)
            draw_marked(painter, rest, entry.note, entry.note_marks, theme.font(13), t.text2)


def draw_marked(
    painter: QPainter, rect: QRect, text: str, marks: Marks, font: QFont, colour: str
) -> int:
    """Draw a line of text, cut off at the right where it must; the width that was used.

    What is marked is bold and underlined: seen without colours, and in both themes.
    """
    strong = QFont(font)
    strong.setWeight(QFont.Weight.Bold)
    strong.setUnderline(True)
    painter.setPen(QColor(colour))
    used = 0
    for part, marked in _parts(text, marks):
        chosen = strong if marked else font
        metrics = QFontMetrics(chosen)
        room = rect.width() - used
        fits = metrics.horizontalAdvance(part) <= room
        shown = part if fits else metrics.elidedText(part, Qt.TextElideMode.ElideRight, room)
        painter.setFont(chosen)
        painter.drawText(rect.adjusted(used, 0, 0, 0), LEFT, shown)
        used += metrics.horizontalAdvance(shown)
        if not fits:
            break
    return used


def _parts(text: str, marks: Marks) -> Iterator[tuple[str, bool]]:
    at = 0
    for start, size in marks:
        if start > at:
            yield text[at:start], False
        yield text[max(start, at) : start + size], True
        at = max(at, start + size)
    if at < len(text):
        yield text[at:], False
