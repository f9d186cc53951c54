"""The list view: rows fetched in pages, headings that fold, chips, marks and a visible focus.

``ListView(theme, columns, provider, name="youths", title="Ungdomar")`` and then
``set_sections([...])``. ``opened`` (Enter, double click), ``picked`` (selection) and ``read``
(Space) carry the id; ``typed`` carries a letter that was typed, for the filter field.
"""

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QItemSelection, QModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)

from kaa_desktop.gui.painting import LEFT, draw_chip, focus_ring, glyph
from kaa_desktop.gui.rows import (
    CELL,
    ID,
    MARK,
    SECTION,
    Cell,
    Column,
    Index,
    PagedModel,
    Provider,
    Section,
)
from kaa_desktop.gui.theme import Theme

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MARK_ROOM = 24  # before the first cell: waits for sync, conflict


class CellDelegate(QStyledItemDelegate):
    """Draws ``Cell`` values; the view draws selection, hairline and focus in ``drawRow``."""

    def __init__(self, theme: Theme, parent: "ListView", *, two_lines: bool, marks: bool) -> None:
        super().__init__(parent)
        self._theme = theme
        self._height = 42 if two_lines else 30
        self._marks = marks

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self._theme.px(self._height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = index.data(CELL)
        if not isinstance(cell, Cell):
            return
        px = self._theme.px
        rect: QRect = option.rect
        rect = rect.adjusted(px(8), 0, -px(6), 0)
        if index.column() == 0 and self._marks:
            self._paint_mark(painter, rect, index)
            rect.setLeft(rect.left() + px(_MARK_ROOM))
        if cell.chip:
            draw_chip(painter, self._theme, cell.chip, rect)
            return
        model = index.model()
        right = isinstance(model, PagedModel) and model.columns[index.column()].align_right
        self._paint_text(painter, rect, cell, right=right)

    def _paint_mark(self, painter: QPainter, rect: QRect, index: Index) -> None:
        mark = index.data(MARK)
        if mark is not None:
            size = self._theme.px(16)
            at = QPointF(rect.left() + self._theme.px(2), rect.center().y() + 1 - size / 2)
            colour = self._theme.tokens.tone_named(mark.tone)
            glyph(painter, self._theme, mark.icon, at, 16, colour)

    def _paint_text(self, painter: QPainter, rect: QRect, cell: Cell, *, right: bool) -> None:
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
        size, weight, tone = look
        font = self._theme.font(size, weight)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.tokens.tone_named(tone)))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, _RIGHT if right else LEFT, shown)


class ListView(QTreeView):
    """A grouped or plain list, driven by keys: arrows, Enter, Space, Ctrl+Down/Up, Left/Right."""

    opened = Signal(object)
    picked = Signal(object)
    read = Signal(object)
    typed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        columns: Sequence[Column],
        provider: Provider,
        *,
        name: str,
        title: str,
        two_lines: bool = False,
        marks: bool = True,
        header: bool = True,
    ) -> None:
        super().__init__()
        self._theme = theme
        self.rows = PagedModel(columns, provider, self)
        self.setModel(self.rows)
        self._delegate = CellDelegate(theme, self, two_lines=two_lines, marks=marks)
        self.setItemDelegate(self._delegate)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._set_up(header=header)
        self.doubleClicked.connect(self._double_clicked)
        theme.changed.connect(self._rescaled)

    def _set_up(self, *, header: bool) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setHeaderHidden(not header)
        head = self.header()
        head.setSectionsMovable(False)
        head.setStretchLastSection(False)
        head.setMinimumSectionSize(1)
        head.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    # -- content

    def set_sections(self, sections: Sequence[Section]) -> None:
        """Show other ids; the chosen row, the place and the folded headings are kept."""
        kept, folded = self.current_id(), self._folded()
        place = self.verticalScrollBar().value()
        self.rows.set_sections(sections)
        if not self.rows.flat:
            for number in range(self.rows.rowCount()):
                heading = self.rows.index(number, 0)
                self.setExpanded(heading, heading.data(SECTION).key not in folded)
        self._fit_columns()
        self._choose_again(kept)
        self.verticalScrollBar().setValue(place)

    def _folded(self) -> set[str]:
        if self.rows.flat:
            return set()
        headings = [self.rows.index(number, 0) for number in range(self.rows.rowCount())]
        return {index.data(SECTION).key for index in headings if not self.isExpanded(index)}

    def _choose_again(self, kept: Hashable | None) -> None:
        index = self.rows.find(kept)
        if index.isValid() and not self.rows.flat and not self.isExpanded(index.parent()):
            index = index.parent()  # choosing the row would fold its heading out
        if index.isValid():
            self.setCurrentIndex(index)
        else:
            self._choose_first()

    def _choose_first(self) -> None:
        first = self.rows.index(0, 0)
        if not self.rows.flat and self.isExpanded(first):
            first = self.rows.index(0, 0, first)
        if first.isValid():
            self.setCurrentIndex(first)

    def select(self, id_: Hashable) -> bool:
        """Choose the row of an id; False when it is not in the list."""
        index = self.rows.find(id_)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return bool(index.isValid())

    def current_id(self) -> Hashable | None:
        """The id of the chosen row; None on a heading or in an empty list."""
        index = self.currentIndex()
        return index.siblingAtColumn(0).data(ID) if index.isValid() else None

    def step(self, by: int) -> Hashable | None:
        """Choose the next (1) or previous (-1) row, past headings; None at the end."""
        index = self.currentIndex()
        while index.isValid():
            index = self.indexBelow(index) if by > 0 else self.indexAbove(index)
            if index.isValid() and index.data(ID) is not None:
                self.setCurrentIndex(index)
                return self.current_id()
        return None

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, ctrl = event.key(), event.modifiers() == Qt.KeyboardModifier.ControlModifier
        id_ = self.current_id()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self._open_or_fold(id_)
        elif key == Qt.Key.Key_Space and id_ is not None:
            self.read.emit(id_)
        elif ctrl and key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and not self.rows.flat:
            self._step_heading(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        # Qt would read every row to find the letter; the filter field asks SQL instead.
        self.typed.emit(search)

    def _open_or_fold(self, id_: Hashable | None) -> None:
        index = self.currentIndex()
        if id_ is not None:
            self.opened.emit(id_)
        elif index.isValid():
            self.setExpanded(index, not self.isExpanded(index))

    def _step_heading(self, by: int) -> None:
        index = self.currentIndex()
        number = index.parent().row() if index.parent().isValid() else index.row()
        target = self.rows.index(number + by, 0)
        if target.isValid():
            inside = self.rows.index(0, 0, target) if self.isExpanded(target) else target
            self.setCurrentIndex(inside)
            self.scrollTo(target)

    def _double_clicked(self, _index: QModelIndex) -> None:
        self._open_or_fold(self.current_id())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.picked.emit(self.current_id())

    # -- look

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t = self._theme.tokens
        rect: QRect = option.rect
        rect = QRect(0, rect.top(), self.viewport().width(), rect.height())
        section = index.data(SECTION)
        chosen = self.selectionModel().isRowSelected(index.row(), index.parent())
        painter.fillRect(
            rect, QColor(t.soft if chosen else t.surface_alt if section else t.surface)
        )
        if section is not None:
            self._draw_heading(painter, rect, index, section)
        else:
            for column in range(self.rows.columnCount()):
                if not self.isColumnHidden(column):
                    self._draw_cell(painter, option, index.sibling(index.row(), column), rect)
        painter.setPen(QPen(QColor(t.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if chosen and not self.hasFocus():
            painter.fillRect(0, rect.top(), 3, rect.height(), QColor(t.accent))
        current = self.currentIndex()
        here = current.row() == index.row() and current.parent() == index.parent()
        if here and self.hasFocus():
            focus_ring(painter, rect.toRectF(), self._theme, 0)

    def _draw_cell(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex, rect: QRect
    ) -> None:
        left, width = self.columnViewportPosition(index.column()), self.columnWidth(index.column())
        option.rect = QRect(left, rect.top(), width, rect.height())
        self._delegate.paint(painter, option, index)

    def _draw_heading(self, painter: QPainter, rect: QRect, index: Index, section: Section) -> None:
        theme = self._theme
        px, colour = theme.px, theme.tokens.tone_named(section.tone)
        y = rect.center().y() + 1 - px(14) / 2
        arrow = (
            "chevron-down" if self.isExpanded(self.rows.index(index.row(), 0)) else "chevron-right"
        )
        glyph(painter, theme, arrow, QPointF(px(10), y), 14, colour)
        left = px(32)
        if section.icon:
            glyph(painter, theme, section.icon, QPointF(left, y), 14, colour)
            left += px(20)
        painter.setFont(theme.font(12, 600))
        painter.setPen(QColor(colour))
        painter.drawText(rect.adjusted(left, 0, 0, 0), LEFT, str(index.data()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _rescaled(self) -> None:
        self._fit_columns()
        self.scheduleDelayedItemsLayout()

    def _fit_columns(self) -> None:
        """Give columns their widths; optional ones give way so that nothing scrolls sideways."""
        room = self.viewport().width()
        wanted = [self._theme.px(c.width or 160) for c in self.rows.columns]
        shown = list(range(len(wanted)))
        by_need = sorted(shown, key=lambda i: self.rows.columns[i].optional)
        while sum(wanted[i] for i in shown) > room and self.rows.columns[by_need[-1]].optional:
            shown.remove(by_need.pop())
        spare = room - sum(wanted[i] for i in shown)
        flexible = [i for i in shown if not self.rows.columns[i].width] or shown[:1]
        for i in range(len(wanted)):
            self.setColumnHidden(i, i not in shown)
            extra = spare // len(flexible) if i in flexible else 0
            self.setColumnWidth(i, max(self._theme.px(40), wanted[i] + extra))
