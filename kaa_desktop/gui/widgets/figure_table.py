"""A table of numbers: arrows move between cells, Enter opens the youths behind one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from kaa_core.statistics.charts.said import measured, said
from kaa_core.statistics.values import Cell, Row, Table, Unit
from kaa_desktop.gui.painting import focus_ring
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.in_view import keep_row_in_view

Index = QModelIndex | QPersistentModelIndex
EDGE, INDENT, LABEL = 6, 14, 240
"""Beside a cell's words, before a part's name, and the least that a long name gets, at 100 %."""
OPENS: Final = "Enter visar ungdomarna."


class FigureModel(QAbstractTableModel):
    """The rows of a table, their names first."""

    def __init__(self, head: str, parent: QObject) -> None:
        super().__init__(parent)
        self.head = head
        self.table: Table | None = None
        self.units: Sequence[Unit] | None = None
        """What each row counts, when rows count different things."""
        self.extra: tuple[str, Sequence[str]] | None = None
        """A last column of words: its heading, and what each row says."""

    def show(self, table: Table) -> None:
        """Show another table."""
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() or self.table is None else len(self.table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        if parent.isValid() or self.table is None:
            return 0
        return 1 + len(self.table.columns) + (self.extra is not None)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or self.table is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heading(self.table, section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _heading(self, table: Table, section: int) -> str:
        if section > len(table.columns):
            return self.extra[0] if self.extra else ""
        return table.columns[section - 1].label if section else self.head

    def said(self, row: int, column: int) -> str:
        """What stands in a cell; columns of numbers begin with 1."""
        if self.table is None:
            return ""
        if column > len(self.table.columns):
            return self.extra[1][row] if self.extra else ""
        return said(self.table.rows[row].cells[column - 1], self.unit(row, column))

    def unit(self, row: int, column: int) -> Unit:
        """What a cell counts."""
        assert self.table is not None  # asked of a cell that is there
        return self.units[row] if self.units else self.table.columns[column - 1].unit

    def row_at(self, index: Index) -> Row | None:
        """The row of an index."""
        if self.table is None or not 0 <= index.row() < len(self.table.rows):
            return None
        return self.table.rows[index.row()]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, table = self.row_at(index), self.table
        if row is None or table is None:
            return None
        if not index.column():
            return row.label if role in _WORDS else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.said(index.row(), index.column())
        cell = row.cells[index.column() - 1] if index.column() <= len(table.columns) else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.label}, {self._heading(table, index.column())}: {self._told(index, cell)}"
        return OPENS if role == Qt.ItemDataRole.ToolTipRole and cell and cell.youths else None

    def _told(self, index: Index, cell: Cell | None) -> str:
        """A cell for a screen reader."""
        if cell is None:
            return self.said(index.row(), index.column())
        if cell.hidden:
            return "talet är dolt"
        opens = f". {OPENS}" if cell.youths else ""
        return measured(cell, self.unit(index.row(), index.column())) + opens


_WORDS: Final = {
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.ToolTipRole,
}


class FigureDelegate(QStyledItemDelegate):
    """Totals stand strong, parts set in and muted; the current cell has a ring."""

    def __init__(self, theme: Theme, view: FigureTable) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, t, rect = self._theme, self._theme.tokens, option.rect
        row = self._view.figures.row_at(index)
        if row is None:
            return
        here = self._view.hasFocus() and self._view.currentIndex() == index
        if here:
            painter.fillRect(rect, QColor(t.soft))
        painter.setPen(QColor(t.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setFont(theme.font(13, 600 if row.total else 400))
        muted = row.part and not index.column()
        painter.setPen(QColor(t.text2 if muted else t.text))
        inside = self._inside(rect, indent=muted)
        side = Qt.AlignmentFlag.AlignRight if index.column() else Qt.AlignmentFlag.AlignLeft
        text = QFontMetrics(painter.font()).elidedText(
            str(index.data() or ""), Qt.TextElideMode.ElideRight, inside.width()
        )
        painter.drawText(inside, int(side | Qt.AlignmentFlag.AlignVCenter), text)
        if here:
            focus_ring(painter, rect.toRectF(), theme, 0)

    def _inside(self, rect: QRect, *, indent: bool) -> QRect:
        edge = self._theme.px(EDGE)
        return rect.adjusted(edge + (self._theme.px(INDENT) if indent else 0), 0, -edge, 0)


class FigureTable(QTableView):
    """As high as its rows; what is too wide is scrolled sideways. ``opened`` carries (row, column) keys."""

    opened = Signal(object)
    copy_asked = Signal()

    def __init__(self, theme: Theme, *, name: str, title: str, head: str = "") -> None:
        super().__init__()
        self._theme = theme
        self.whole = False
        """Whether it asks for all of its width: what stands beside it gives way."""
        self.figures = FigureModel(head, self)
        self.setModel(self.figures)
        self.setItemDelegate(FigureDelegate(theme, self))
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        head_ = self.horizontalHeader()
        head_.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head_.setMinimumSectionSize(1)
        head_.setHighlightSections(False)
        head_.setSectionsClickable(False)
        head_.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(self._open)
        self.selectionModel().currentChanged.connect(self._moved)
        theme.changed.connect(self._anew)

    def show_table(self, table: Table, title: str = "") -> None:
        """Show another table; the place is kept."""
        at = self.currentIndex()
        self.figures.show(table)
        if title:
            self.setAccessibleName(title)
        row = min(max(at.row(), 0), len(table.rows) - 1)
        column = min(max(at.column(), 1), self.figures.columnCount() - 1)
        self.setCurrentIndex(self.figures.index(row, column))
        self._anew()

    # -- room

    def _anew(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.px(28))
        self._fit()
        self.updateGeometry()
        self.viewport().update()

    def _widths(self) -> list[int]:
        """What each column asks for: its heading and its widest number."""
        table, px = self.figures.table, self._theme.px
        if table is None:
            return []
        heads = self.horizontalHeader().fontMetrics()
        cells = QFontMetrics(self._theme.font(13, 600))
        names = (cells.horizontalAdvance(row.label) + px(INDENT) * row.part for row in table.rows)
        widths = [min(max(names, default=0), px(LABEL)) + px(EDGE) * 2 + 2]
        widths[0] = max(widths[0], heads.horizontalAdvance(self.figures.head) + px(EDGE) * 3)
        for at in range(1, self.figures.columnCount()):
            told = (
                cells.horizontalAdvance(self.figures.said(n, at)) for n in range(len(table.rows))
            )
            title = str(self.figures.headerData(at, Qt.Orientation.Horizontal))
            wide = max(heads.horizontalAdvance(title) + px(EDGE), max(told, default=0))
            widths.append(wide + px(EDGE) * 2)
        return widths

    def _fit(self) -> None:
        widths = self._widths()
        spare = self.viewport().width() - sum(widths)
        if widths and spare > 0:
            widths[0] += spare
        for at, width in enumerate(widths):
            self.setColumnWidth(at, width)
        wide = (
            Qt.ScrollBarPolicy.ScrollBarAlwaysOn
            if spare < 0
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        if self.horizontalScrollBarPolicy() != wide:
            self.setHorizontalScrollBarPolicy(wide)
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        frame = 2 * self.frameWidth()
        head = self.horizontalHeader().sizeHint().height() if self.figures.table else 0
        bar = self.horizontalScrollBar().sizeHint().height()
        shown = self.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        high = head + self.figures.rowCount() * self._theme.px(28) + frame
        return QSize(min(sum(self._widths()), self._theme.px(420)), high + (bar if shown else 0))

    @property
    def whole_width(self) -> int:
        """How wide it is when nothing has to be scrolled to."""
        return sum(self._widths()) + 2 * self.frameWidth()

    def minimumSizeHint(self) -> QSize:
        least = self.whole_width if self.whole else self._theme.px(180)
        return QSize(least, self.sizeHint().height())

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self._open(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Letters belong to the window."""

    def _open(self, index: Index) -> None:
        row, table = self.figures.row_at(index), self.figures.table
        if row is not None and table is not None:
            place = min(max(0, index.column() - 1), len(table.columns) - 1)
            self.opened.emit((row.key, table.columns[place].key))

    def _moved(self, *_indexes: object) -> None:
        self.viewport().update()
        if self.hasFocus():
            self._reveal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()
        self._reveal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _reveal(self) -> None:
        """Scroll what the table lies in so that the cell can be seen."""
        keep_row_in_view(self, self._theme.px(30), across=False)
