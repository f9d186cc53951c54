"""The list view: rows fetched in pages, headings that fold, chips, marks and a visible focus.

``ListView(theme, columns, provider, name="youths", title="Ungdomar")`` and then
``set_sections([...])``. ``opened`` (Enter, double click), ``picked`` (selection) and ``read``
(Space) carry the id; ``typed`` carries a letter that was typed, for the filter field. With
``allow_many()`` several rows can be chosen; ``vanished`` says how many of them are no longer there.
"""

from collections.abc import Hashable, Sequence

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView

from kaa_desktop.gui import choosing
from kaa_desktop.gui.cells import FOLD_ROOM, CellPainter
from kaa_desktop.gui.columns import ColumnsView
from kaa_desktop.gui.keeping import NOTHING, keep, restore
from kaa_desktop.gui.painting import focus_ring
from kaa_desktop.gui.rows import Cell, Column, Index, PagedModel, Provider, Section
from kaa_desktop.gui.theme import Theme

_CTRL = Qt.KeyboardModifier.ControlModifier
_ROAM = _CTRL | Qt.KeyboardModifier.ShiftModifier
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_UP_DOWN = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_SIDEWAYS = {Qt.Key.Key_Left: True, Qt.Key.Key_Right: False}
_MOVE = QAbstractItemView.CursorAction
_MOVES = {
    Qt.Key.Key_Up: _MOVE.MoveUp,
    Qt.Key.Key_Down: _MOVE.MoveDown,
    Qt.Key.Key_PageUp: _MOVE.MovePageUp,
    Qt.Key.Key_PageDown: _MOVE.MovePageDown,
    Qt.Key.Key_Home: _MOVE.MoveHome,
    Qt.Key.Key_End: _MOVE.MoveEnd,
}


class ListView(ColumnsView):
    """A grouped or plain list, driven by keys: arrows, Enter, Space, Ctrl+Down/Up, Left/Right."""

    opened = Signal(object)
    picked = Signal(object)
    read = Signal(object)
    typed = Signal(object)
    vanished = Signal(object)

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
        super().__init__(theme)
        self.many = False
        self._restoring = False
        self._spans: list[tuple[int, int]] | None = None
        self._keys: set[Hashable] | None = None
        self._anchor: Hashable | None = None
        self.rows: PagedModel = PagedModel(columns, provider, self)
        self._cells = CellPainter(theme, two_lines=two_lines, marks=marks)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._set_up(header=header)
        self.setModel(self.rows)
        # Painting its sections, Qt asks of every chosen row whether its whole column is chosen.
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(self.rows, self))
        for told in (self.rows.rowsInserted, self.rows.rowsRemoved, self.rows.modelReset):
            told.connect(self._moved)
        theme.changed.connect(self._rescaled)

    def _set_up(self, *, header: bool) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        side, head = self.verticalHeader(), self.horizontalHeader()
        side.hide()
        side.setMinimumSectionSize(1)
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(self._cells.height())
        head.setVisible(header)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setMinimumSectionSize(1)
        head.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    # -- content

    def set_sections(self, sections: Sequence[Section], *, follow: bool = False) -> None:
        """Show other ids; chosen rows, place and folded headings are kept.

        With `follow` the current row keeps its place in the window: the list was ordered anew.
        """
        if self.rows.same(sections):
            self.rows.refresh()
            return
        kept = keep(self, follow=follow)
        self._restoring = True
        try:
            self.rows.set_sections(sections)
            self.fit_columns()
            gone = restore(self, kept)
        finally:
            self._restoring = False
        self._tell()
        if gone:
            self._keys = None
            self.vanished.emit(gone)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns; everything else is as it was."""
        kept = keep(self)
        self._restoring = True
        try:
            self.rows.set_columns(columns)
            self.fit_columns()
            restore(self, kept)
        finally:
            self._restoring = False

    # -- what is chosen

    def allow_many(self) -> None:
        """Let several rows be chosen."""
        self.many = True
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def select(self, id_: Hashable) -> bool:
        """Choose the row of an id, folded out if need be; False when it is not in the list."""
        found = self.rows.locate(id_)
        if found is None:
            return False
        self.rows.fold(found[0], folded=False)
        index = self.rows.index(self.rows.row_of(*found), 0)
        choosing.choose_alone(self.selectionModel(), index)
        self.scrollTo(index)
        return True

    def current_id(self) -> Hashable | None:
        """The id of the current row; None on a heading or in an empty list."""
        return self.rows.id_at(self.currentIndex().row())

    def spans(self) -> list[tuple[int, int]]:
        """The chosen rows as first and last of each run."""
        if self._spans is None:
            self._spans = choosing.spans(self.selectionModel())
        return self._spans

    def _moved(self, *_where: object) -> None:
        self._spans = None

    def chosen_amount(self) -> int:
        """How many rows are chosen."""
        return choosing.amount(self.rows, self.spans())

    def chosen(self) -> Sequence[Hashable]:
        """The ids of the chosen rows, in the order of the list; of 60 000 it costs nothing."""
        return choosing.ids_of(self.rows, self.spans())

    def chosen_keys(self) -> set[Hashable]:
        """What tells the chosen rows from the others (`choosing.keys_of`), when there are several."""
        if not self.many or self.chosen_amount() <= 1:
            return set()
        if self._keys is None:
            self._keys = set(choosing.keys_of(self.chosen()))
        return self._keys

    def choose_current(self) -> None:
        """Choose the current row alone."""
        self.selectRow(self.currentIndex().row())

    def step(self, by: int) -> Hashable | None:
        """Choose the next (1) or previous (-1) row, past headings; None at the end."""
        row = self.currentIndex().row() + by
        while 0 <= row < self.rows.rowCount():
            if self.rows.id_at(row) is not None:
                choosing.choose_alone(self.selectionModel(), self.rows.index(row, 0))
                return self.current_id()
            row += by
        return None

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        self._spans = None
        if not self._restoring:
            self._keys = None
        if choosing.is_long(selected) or choosing.is_long(deselected):
            # Qt would unfold it into a cell each for screen readers: seconds for 60 000 rows.
            self.viewport().update()
        else:
            super().selectionChanged(selected, deselected)
        self._tell()

    def _tell(self) -> None:
        if not self._restoring:
            self.picked.emit(self.current_id())

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        id_ = self.current_id()
        if key in _ENTER and not modifiers:
            self._open_or_fold(id_)
        elif key == Qt.Key.Key_Space and modifiers == _CTRL and self.many:
            self._toggle_row()
        elif key == Qt.Key.Key_Space and not modifiers:
            if id_ is not None:
                self.read.emit(id_)
        elif key in _UP_DOWN and modifiers == _CTRL and not self.rows.flat:
            self._step_heading(_UP_DOWN[key])
        elif key in _UP_DOWN and modifiers == _ROAM and self.many:
            self._roam(_UP_DOWN[key])
        elif key in _MOVES and modifiers == Qt.KeyboardModifier.ShiftModifier and self.many:
            self._extend(self.moveCursor(_MOVES[key], Qt.KeyboardModifier.NoModifier).row())
        elif key in _SIDEWAYS and not modifiers:
            self._fold_here(folded=_SIDEWAYS[key])
        elif key == Qt.Key.Key_C and modifiers == _CTRL:
            event.ignore()  # Qt would copy one cell past what clears the clipboard at lock
        else:
            super().keyPressEvent(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End are the ends of the list, not of the row."""
        if action in {_MOVE.MoveHome, _MOVE.MoveEnd}:
            last = self.rows.rowCount() - 1
            return self.rows.index(0 if action == _MOVE.MoveHome else last, 0)
        return super().moveCursor(action, modifiers)

    def keyboardSearch(self, search: str) -> None:
        # Qt would read every row to find the letter; the filter field asks SQL instead.
        self.typed.emit(search)

    def _open_or_fold(self, id_: Hashable | None) -> None:
        row = self.currentIndex().row()
        if id_ is not None:
            self.opened.emit(id_)
        elif self.rows.heading_at(row) is not None:
            self._fold(row)

    def _fold(self, row: int) -> None:
        number, _ = self.rows.at(row)
        self.rows.fold(number, folded=not self.rows.folded(number))
        self.viewport().update()
        self._tell()

    def fold_all(self, *, folded: bool) -> None:
        """Fold every heading in, or out; who was current stays so, or her heading becomes it."""
        if self.rows.flat:
            return
        kept = keep(self, follow=True)
        self._restoring = True
        for number in range(len(self.rows.sections)):
            self.rows.fold(number, folded=folded)
        self._keys = None
        restore(self, kept)
        self._restoring = False
        self._tell()

    def _fold_here(self, *, folded: bool) -> None:
        """Left and right: to the heading and fold it; on a heading, fold it in or out."""
        row = self.currentIndex().row()
        if self.rows.flat or row < 0:
            return
        number, place = self.rows.at(row)
        if folded and place >= 0:
            self.setCurrentIndex(self.rows.index(self.rows.headings()[number], 0))
        elif place < 0 and self.rows.folded(number) is not folded:
            self._fold(row)

    def _roam(self, by: int) -> None:
        """Move without touching what is chosen; Ctrl+Space adds or takes away."""
        row = min(max(0, self.currentIndex().row() + by), self.rows.rowCount() - 1)
        self.selectionModel().setCurrentIndex(self.rows.index(row, 0), NOTHING)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if not self._restoring:
            self._anchor = self.rows.id_at(current.row())

    def _extend(self, row: int) -> None:
        """Choose from where the choice began to here. Qt's own beginning is a row, not someone."""
        anchor, begun = self._anchor, self.rows.find(self._anchor)
        first = begun.row() if begun.isValid() else self.currentIndex().row()
        if row < 0 or first < 0:
            return
        last = len(self.rows.columns) - 1
        span = QItemSelection(
            self.rows.index(min(first, row), 0), self.rows.index(max(first, row), last)
        )
        choosing.choose(self.selectionModel(), span)
        self.selectionModel().setCurrentIndex(self.rows.index(row, 0), NOTHING)
        self._anchor = anchor
        self._tell()

    def _toggle_row(self) -> None:
        flags = self.selectionModel().SelectionFlag
        self.selectionModel().select(self.currentIndex(), flags.Toggle | flags.Rows)

    def _step_heading(self, by: int) -> None:
        number, _ = self.rows.at(max(0, self.currentIndex().row()))
        headings = self.rows.headings()
        if 0 <= number + by < len(headings):
            target = number + by
            row = headings[target] + (0 if self.rows.folded(target) else 1)
            self.setCurrentIndex(self.rows.index(row, 0))
            self.scrollTo(self.rows.index(headings[target], 0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at, row = event.position().toPoint(), self.rowAt(event.position().toPoint().y())
        if self.many and event.modifiers() == Qt.KeyboardModifier.ShiftModifier and row >= 0:
            self._extend(row)
            return
        super().mousePressEvent(event)
        if at.x() < self._theme.px(FOLD_ROOM) and self.rows.heading_at(row) is not None:
            self._fold(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.rowAt(event.position().toPoint().y())
        if event.button() is Qt.MouseButton.LeftButton and row >= 0:
            self._open_or_fold(self.rows.id_at(row))

    # -- look

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        first = self.rowAt(max(0, event.rect().top()))
        last = self.rowAt(event.rect().bottom())
        if first < 0:
            return
        chosen = self.spans()
        shown = [at for at in range(len(self.rows.columns)) if not self.isColumnHidden(at)]
        for row in range(first, (last if last >= 0 else self.rows.rowCount() - 1) + 1):
            is_chosen = any(top <= row <= bottom for top, bottom in chosen)
            self._draw_row(painter, row, shown, chosen=is_chosen)

    def _draw_row(self, painter: QPainter, row: int, shown: Sequence[int], *, chosen: bool) -> None:
        t = self._theme.tokens
        top, height = self.rowViewportPosition(row), self.rowHeight(row)
        rect = QRect(0, top, self.viewport().width(), height)
        section = self.rows.heading_at(row)
        fill = t.soft if chosen else t.surface if section is None else t.surface_alt
        painter.fillRect(rect, QColor(fill))
        if section is not None:
            number, _ = self.rows.at(row)
            text = str(self.rows.index(row, 0).data())
            self._cells.heading(painter, rect, section, text, folded=self.rows.folded(number))
        else:
            self._draw_cells(painter, row, shown, top)
        painter.fillRect(0, rect.bottom(), rect.width(), 1, QColor(t.line))
        if chosen and not self.hasFocus():
            painter.fillRect(0, top, 3, height, QColor(t.accent))
        if self.hasFocus() and self.currentIndex().row() == row:
            focus_ring(painter, rect.toRectF(), self._theme, 0)

    def _draw_cells(self, painter: QPainter, row: int, shown: Sequence[int], top: int) -> None:
        made = self.rows.row(row)
        if made is None:
            return
        height = self.rowHeight(row)
        for column in shown:
            left, width = self.columnViewportPosition(column), self.columnWidth(column)
            if left >= self.viewport().width() or left + width <= 0:
                continue
            rect = QRect(left, top, width, height)
            cell = made.cells[column] if column < len(made.cells) else Cell()
            if column == 0:
                self._cells.first(painter, rect, cell, made.mark)
            else:
                right = self.rows.columns[column].align_right
                self._cells.cell(painter, rect, cell, right=right)

    def _rescaled(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._cells.height())
        self.fit_columns()
