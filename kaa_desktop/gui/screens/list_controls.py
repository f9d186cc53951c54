"""What a person changes a list with: order, groups, conditions, columns."""

from __future__ import annotations

from functools import partial
from typing import TypeVar

import attrs
from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from kaa_core.imports.texts import as_text_cell
from kaa_desktop.app.list_query import AS_WORKED, GroupBy, ListQuery, SortBy
from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.filter_bar import FilterBar
from kaa_desktop.gui.screens.filter_menus import PARTS
from kaa_desktop.gui.screens.list_layout import ColumnMenus, Layout, YouthCells, column
from kaa_desktop.gui.widgets.buttons import KeyButton
from kaa_desktop.gui.widgets.menus import ChoiceMenu, pop_under

T = TypeVar("T")
ROW_ACTS = (
    ("contact.new", "visit.new", "conversation.new", "note.new", "task.new"),
    ("register.enrol", "register.assign"),
    ("list.copy",),
)
KEEP_MS = 400
"""While a heading is dragged its width changes all the time: it is kept when it rests."""


class ListControls(QObject):
    """``asked`` carries the query that a person wants; ``laid_out`` the layout, to be kept."""

    asked = Signal(object)
    laid_out = Signal(object)

    def __init__(
        self, desk: Desk, bar: FilterBar, view: ListView, cells: YouthCells, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.query = AS_WORKED
        self._desk = desk
        self._bar = bar
        self._view = view
        self._cells = cells
        self._columns = ColumnMenus(self)
        self._keep = QTimer(self)
        self._keep.setSingleShot(True)
        self._keep.setInterval(KEEP_MS)
        self._keep.timeout.connect(self._tell_layout)
        bar.menus.changed.connect(self.asked)
        bar.copy_gone.clicked.connect(self._copy_gone)
        bar.sorter.clicked.connect(self.pop_sort)
        bar.grouper.clicked.connect(self.pop_group)
        bar.whole.clicked.connect(self._pop_conditions)
        for part, made in bar.parts.items():
            made.clicked.connect(partial(self._pop_part, part))
        self._columns.changed.connect(self.set_layout)
        self._columns.sort.connect(self._sort)
        view.free_columns()
        view.resized.connect(self._widened)
        view.moved.connect(self._moved)
        view.header().sectionClicked.connect(self._header_clicked)
        view.header().customContextMenuRequested.connect(self._pop_header)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._pop_row)

    # -- columns

    @property
    def layout(self) -> Layout:
        """What is shown."""
        return self._columns.layout

    def show_layout(self, layout: Layout) -> None:
        """Show these columns."""
        self._columns.layout = layout
        self._cells.columns = layout.columns
        self._view.widths = {which.name: width for which, width in layout.widths.items()}
        self._view.whole = layout.own
        self._view.set_columns([column(which) for which in layout.columns])
        self.show_order(self.query)

    def set_layout(self, layout: Layout) -> None:
        """Show these columns, as a person has chosen them."""
        self.show_layout(layout)
        self._tell_layout()

    def _tell_layout(self) -> None:
        self.laid_out.emit(self.layout)

    def _widened(self, told: tuple[str, int]) -> None:
        key, width = told
        self._columns.layout = self.layout.widened(SortBy[key], width)
        self._view.widths = {which.name: width for which, width in self.layout.widths.items()}
        self._view.whole = True
        self._keep.start()

    def _moved(self, told: tuple[int, int]) -> None:
        before, after = told
        self.set_layout(self.layout.moved(self.layout.columns[before], after))

    def pop_columns(self, made: KeyButton) -> None:
        """The menu of all columns, under a button."""
        pop_under(self._columns.all(), made)

    def _pop_header(self, at: QPoint) -> None:
        head = self._view.header()
        place = head.logicalIndexAt(at)
        if 0 <= place < len(self.layout.columns):
            menu = self._columns.one(self.layout.columns[place])
            menu.setParent(self._view, menu.windowFlags())
            menu.popup(head.mapToGlobal(at))

    def _pop_row(self, at: QPoint) -> None:
        """What can be done with the chosen rows; by keyboard with Shift+F10 too."""
        menu = ChoiceMenu("row_menu", "Valda rader", self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        actions = self._desk.actions
        allowed = {spec.id for spec in actions.specs() if self._desk.session.shows(spec.right)}
        for part in ROW_ACTS:
            menu.addSeparator()
            menu.addActions([actions.qaction(act) for act in part if act in allowed])
        menu.popup(self._view.viewport().mapToGlobal(at))

    # -- order and groups

    def show_order(self, query: ListQuery) -> None:
        """Let the headings say what the list is sorted by."""
        self.query = query
        self._view.show_sort(query.sort.name, descending=query.descending)

    def _header_clicked(self, place: int) -> None:
        self._sort_by(self.layout.columns[place])

    def _sort_by(self, sort: SortBy) -> None:
        """By another column; by the same one again, turned."""
        turned = self.query.sort is sort and not self.query.descending
        self._sort((sort, turned))

    def _sort(self, told: tuple[SortBy, bool]) -> None:
        sort, descending = told
        self.asked.emit(attrs.evolve(self.query, sort=sort, descending=descending))

    def pop_sort(self) -> None:
        """The columns that can be seen; the one in force is ticked, and is turned by another choice."""
        menu = ChoiceMenu("sort_menu", "Sortera listan")
        shown = list(self.layout.columns)
        if self.query.sort not in shown:
            shown.append(self.query.sort)
        menu.one_of([(one.value, one) for one in shown], self.query.sort, self._sort_chosen)
        menu.addSeparator()
        menu.tick("Omvänd ordning", None, self._turn, on=self.query.descending)
        pop_under(menu, self._bar.sorter)

    def pop_group(self) -> None:
        """What the rows can be put together by."""
        menu = ChoiceMenu("group_menu", "Gruppera listan")
        menu.one_of([(one.value, one) for one in GroupBy], self.query.group, self._group_chosen)
        menu.addSeparator()
        flat = "" if not self._view.rows.flat else "listan har inga grupper"
        menu.item("Fäll ihop alla grupper", True, self._fold_all, blocked=flat)
        menu.item("Fäll ut alla grupper", False, self._fold_all, blocked=flat)
        pop_under(menu, self._bar.grouper)

    def _sort_chosen(self) -> None:
        self._sort_by(self._data(SortBy))

    def _turn(self) -> None:
        self.asked.emit(attrs.evolve(self.query, descending=not self.query.descending))

    def _group_chosen(self) -> None:
        self.asked.emit(attrs.evolve(self.query, group=self._data(GroupBy)))

    def _fold_all(self) -> None:
        self._view.fold_all(folded=self._data(bool))

    # -- conditions

    def _pop_part(self, part: str) -> None:
        menu = ChoiceMenu(f"menu_{part}", dict(PARTS)[part])
        self._bar.menus.query = self.query
        self._bar.menus.fill(menu, part, self._desk.session.lists.staff)
        pop_under(menu, self._bar.parts[part])

    def _copy_gone(self) -> None:
        gone = self._bar.gone
        self._desk.copy("".join(f"{as_text_cell(one)}\n" for one in gone))
        self._desk.say(f"{len(gone)} nummer är kopierade. Urklippet töms när programmet låses.")

    def _pop_conditions(self) -> None:
        self._bar.menus.query = self.query
        pop_under(self._bar.menus.whole(self._desk.session.lists.staff), self._bar.whole)

    def _data(self, kind: type[T]) -> T:
        action = self.sender()
        assert isinstance(action, QAction)
        data = action.data()
        assert isinstance(data, kind)
        return data
