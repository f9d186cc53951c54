"""A table whose rows are as high as their words: conditions, facts and what differs (picture 08).

Wide it has its columns beside each other; narrow, or with large text, each row stacks them. It is as
high as its rows, for it lies among other cards in what scrolls. A screen reader is told a row as one
sentence.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from attrs import frozen
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from kaa_desktop.gui.painting import ChipLook, chip_size, draw_chip, focus_ring
from kaa_desktop.gui.rows import Index
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.in_view import keep_row_in_view

_LINE = Qt.ItemDataRole.UserRole
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
STACKED_EM = 44  # below this width the columns stand under each other
EDGE, GAP, NUMBER = 14, 12, 22


@frozen
class Line:
    """A row. `lead` is the bold beginning of `text`; `source` and `when` are told muted at the right.

    `origin`: what a screen reader is told before them.
    """

    key: Hashable
    title: str
    number: str = ""
    note: str = ""
    chip: ChipLook | None = None
    lead: str = ""
    text: str = ""
    source: str = ""
    when: str = ""
    origin: str = "Källa"

    def spoken(self) -> str:
        """The whole row in words."""
        head = " ".join(part for part in (self.number and f"{self.number}.", self.title) if part)
        said = [f"{head}: {self.chip.text}" if self.chip else head, self.note]
        said += [" ".join(part for part in (self.lead, self.text) if part)]
        origin = ", ".join(part for part in (self.source, self.when) if part)
        said += [f"{self.origin}: {origin}" if origin else ""]
        return ". ".join(part.strip().rstrip(".") for part in said if part.strip())


@frozen
class Shape:
    """The columns of a table: their titles, and how the room is shared between title, text and source.

    A `chip` of 0 leaves that column out; it is the width that the longest chip has at 100 %.
    """

    titles: tuple[str, str, str, str] = ("Villkor", "Bedömning", "Uppgift", "Källa och datum")
    chip: int = 124
    shares: tuple[int, int, int] = (32, 29, 21)
    numbered: bool = True


@frozen
class Piece:
    """Words or a chip with their place in a row."""

    rect: QRect
    text: str = ""
    font: QFont | None = None
    colour: str = "text"
    chip: ChipLook | None = None


class Setter:
    """Sets one row in a width; the figures are used for measuring and for painting."""

    def __init__(self, theme: Theme, shape: Shape, width: int) -> None:
        self._theme, self._shape = theme, shape
        self.pieces: list[Piece] = []
        px = theme.px
        self._left = px(EDGE) + (px(NUMBER) if shape.numbered else 0)
        self._width = max(px(120), width - self._left - px(EDGE))
        self.stacked = width < STACKED_EM * theme.em
        self.height = 0

    def columns(self) -> list[tuple[int, int]]:
        """Where title, chip, text and source begin, and how wide they are."""
        px, shape = self._theme.px, self._shape
        chip = px(shape.chip) + px(GAP) if shape.chip else 0
        room = self._width - chip - px(GAP) * 2
        widths = [room * share // sum(shape.shares) for share in shape.shares]
        title = (self._left, widths[0])
        mark = (self._left + widths[0] + px(GAP), max(0, chip - px(GAP)))
        text = (mark[0] + chip, widths[1])
        return [title, mark, text, (text[0] + widths[1] + px(GAP), widths[2])]

    def row(self, line: Line) -> Setter:
        """Set the row."""
        theme, px = self._theme, self._theme.px
        top = px(8)
        if line.number:
            self._words(px(EDGE), px(NUMBER), top, line.number, theme.font(13, 600), "text")
        ends = self._stack(line, top) if self.stacked else self._beside(line, top)
        self.height = max(ends, px(36)) + px(8)
        return self

    def _beside(self, line: Line, top: int) -> int:
        title, mark, text, source = self.columns()
        ends = [self._titled(line, title, top)]
        if line.chip is not None:
            size = chip_size(self._theme, line.chip)
            rect = QRect(mark[0], top - 1, max(mark[1], 1), size.height())
            self.pieces.append(Piece(rect, chip=line.chip))
            ends.append(rect.bottom() + 1)
        ends.append(self._told(line, text, top))
        ends.append(self._origin(line, source, top))
        return max(ends)

    def _stack(self, line: Line, top: int) -> int:
        whole = (self._left, self._width)
        y = self._titled(line, whole, top)
        if line.chip is not None:
            y += self._theme.px(4)
            size = chip_size(self._theme, line.chip)
            self.pieces.append(
                Piece(QRect(self._left, y, self._width, size.height()), chip=line.chip)
            )
            y += size.height() + self._theme.px(4)
        y = self._told(line, whole, y)
        words = " · ".join(part for part in (line.source, line.when) if part)
        return self._words(*whole, y, words, self._theme.font(12), "text2")

    def _titled(self, line: Line, at: tuple[int, int], top: int) -> int:
        y = self._words(*at, top, line.title, self._theme.font(13, 600), "text")
        return self._words(*at, y, line.note, self._theme.font(12), "text2")

    def _told(self, line: Line, at: tuple[int, int], top: int) -> int:
        y = self._words(*at, top, line.lead, self._theme.font(13, 600), "text")
        return self._words(*at, y, line.text, self._theme.font(13), "text")

    def _origin(self, line: Line, at: tuple[int, int], top: int) -> int:
        y = self._words(*at, top, line.source, self._theme.font(13), "text")
        return self._words(*at, y, line.when, self._theme.font(12), "text2")

    def _words(self, left: int, width: int, top: int, text: str, font: QFont, colour: str) -> int:
        """Words broken to a width; gives where they end."""
        if not text:
            return top
        room = QRect(0, 0, max(width, 1), 1 << 20)
        need = QFontMetrics(font).boundingRect(room, _WRAP, text).height()
        self.pieces.append(Piece(QRect(left, top, width, need), text, font, colour))
        return top + need


class LineModel(QAbstractListModel):
    """The rows; the first is the heading, which cannot be chosen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[Line | None] = []

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.lines = [None, *lines]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line = self.lines[index.row()]
        if role == _LINE:
            return line
        if line is not None and role in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        }:
            return line.spoken()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.lines[index.row()] is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class LineDelegate(QStyledItemDelegate):
    """Paints what `Setter` has set."""

    def __init__(self, theme: Theme, view: LineTable) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._view.viewport().width()
        return QSize(width, self._view.height_of(index.row(), width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        line = index.data(_LINE)
        if line is None:
            self._heading(painter, rect)
            return
        t = self._theme.tokens
        current = self._view.hasFocus() and self._view.currentIndex().row() == index.row()
        if current:
            painter.fillRect(rect, QColor(t.soft))
        if index.row() < len(self._view.lines):
            painter.setPen(QPen(QColor(t.line), 1))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.save()
        painter.translate(rect.topLeft())
        for piece in Setter(self._theme, self._view.shape, rect.width()).row(line).pieces:
            self._piece(painter, piece)
        painter.restore()
        if current:
            focus_ring(painter, rect.toRectF(), self._theme, 0)

    def _heading(self, painter: QPainter, rect: QRect) -> None:
        t, shape = self._theme.tokens, self._view.shape
        painter.fillRect(rect, QColor(t.surface_alt))
        painter.setPen(QPen(QColor(t.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setFont(self._theme.font(12, 600))
        painter.setPen(QColor(t.text2))
        middle = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        places = Setter(self._theme, shape, rect.width()).columns()
        for title, (left, width) in zip(shape.titles, places, strict=True):
            if width:
                at = QRect(rect.left() + left, rect.top(), width, rect.height())
                painter.drawText(at, middle, title)

    def _piece(self, painter: QPainter, piece: Piece) -> None:
        if piece.chip is not None:
            draw_chip(painter, self._theme, piece.chip, piece.rect)
        elif piece.font is not None:
            painter.setFont(piece.font)
            painter.setPen(QColor(self._theme.tokens.tone_named(piece.colour)))
            painter.drawText(piece.rect, _WRAP, piece.text)


class LineTable(QListView):
    """Arrows move between rows, Enter opens one: ``opened`` carries its key."""

    opened = Signal(object)
    picked = Signal(object)

    def __init__(self, theme: Theme, *, name: str, title: str, shape: Shape | None = None) -> None:
        super().__init__()
        self._theme = theme
        self.shape = shape or Shape()
        self._heights: dict[tuple[int, int], int] = {}
        self._model = LineModel(self)
        self.setModel(self._model)
        self.setItemDelegate(LineDelegate(theme, self))
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        for bars in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            bars(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentChanged.connect(self._moved)
        theme.changed.connect(self._anew)

    @property
    def lines(self) -> Sequence[Line]:
        """The rows shown, without the heading."""
        return [line for line in self._model.lines if line is not None]

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other rows; the chosen one is kept."""
        kept = self.current_key()
        self._heights.clear()
        self._model.set_lines(lines)
        keys = [line.key for line in lines]
        if keys:
            self.setCurrentIndex(self._model.index(1 + (keys.index(kept) if kept in keys else 0)))
        self._anew()

    def current_key(self) -> Hashable:
        """The chosen row's key; None when there is none."""
        line = self.currentIndex().data(_LINE)
        return line.key if isinstance(line, Line) else None

    def choose(self, key: Hashable) -> None:
        """Put the cursor on a row."""
        for row, line in enumerate(self._model.lines):
            if line is not None and line.key == key:
                self.setCurrentIndex(self._model.index(row))

    # -- room

    def _anew(self) -> None:
        self._heights.clear()
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()

    def height_of(self, row: int, width: int) -> int:
        """How high a row is; the heading is not shown where the columns are stacked."""
        held = self._heights.get((row, width))
        if held is None:  # asked for again and again while a page is laid out
            held = self._heights[row, width] = self._measured(self._model.lines[row], width)
        return held

    def _measured(self, line: Line | None, width: int) -> int:
        made = Setter(self._theme, self.shape, width)
        if line is None:
            return 0 if made.stacked else self._theme.px(30)
        return made.row(line).height

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return sum(self.height_of(row, width) for row in range(len(self._model.lines))) + 1

    def sizeHint(self) -> QSize:
        width = self.width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(160), 0)

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self._open()
        elif event.key() == Qt.Key.Key_Home and self.lines:
            self.setCurrentIndex(self._model.index(1))
        else:
            super().keyPressEvent(event)

    def _open(self, *_index: object) -> None:
        if self.current_key() is not None:
            self.opened.emit(self.current_key())

    def _moved(self, *_indexes: object) -> None:
        self.viewport().update()
        if self.hasFocus():
            self._reveal()
        self.picked.emit(self.current_key())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()
        self._reveal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _reveal(self) -> None:
        """Scroll what the table lies in so that the row can be seen."""
        keep_row_in_view(self, self._theme.px(6), across=True)
