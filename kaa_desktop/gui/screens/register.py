"""Ungdomar, Mina ungdomar, Ej nådda, Nya att kontakta: one list with a reading pane (03-register)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kaa_core.model.ids import YouthId
from kaa_desktop.app.list_query import GroupBy, ListQuery, SortBy
from kaa_desktop.app.views import Changes, ListFilter
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.looks import YOUTH_COLUMNS, sections, youth_provider
from kaa_desktop.gui.screens.parts import is_narrow
from kaa_desktop.gui.screens.reading_pane import ReadingPane
from kaa_desktop.gui.screens.register_words import EMPTY, SUBTITLES
from kaa_desktop.gui.widgets.boxes import EmptyState, PageHeader
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import TextField
from kaa_desktop.gui.widgets.labels import Glyph, label

FILTER_MS = 120
FOLLOW_MS = 60
_SORTS = {
    "name": SortBy.NAME,
    "number": SortBy.IDENTITY_NUMBER,
    "age": SortBy.AGE,
    "status": SortBy.STATUS,
    "next_step": SortBy.NEXT_STEP,
    "due": SortBy.DUE,
}
_KEYS = tuple(_SORTS)


@attrs.frozen
class Order:
    """How the list is ordered."""

    sort: SortBy = SortBy.DUE
    descending: bool = False
    grouped: bool = True


AS_WORKED = Order()


class RegisterScreen(Screen):
    """A list of youths; the pane beside it follows the selection."""

    order_changed = Signal(object)  # Order: to be kept by the wiring

    def __init__(self, desk: Desk, which: ListFilter, order: Order = AS_WORKED) -> None:
        super().__init__(desk, which.value, name=f"register_{which.name.lower()}")
        self.which = which
        self._order = order
        self._ids: tuple[YouthId, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = PageHeader(self.theme, which.value, SUBTITLES[which])
        column.addWidget(self.header)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._make_left())
        self.pane = ReadingPane(self.theme, desk.actions)
        self.pane.open_page.connect(self._open_current)
        self._split.addWidget(self.pane)
        self._split.setStretchFactor(0, 63)
        self._split.setStretchFactor(1, 37)
        self._split.setSizes([630, 370])
        column.addWidget(self._split, 1)
        self._follow = self._timer(FOLLOW_MS)
        self._follow.timeout.connect(self._show_chosen)
        self._typing = self._timer(FILTER_MS)
        self._typing.timeout.connect(self.reload)
        self.theme.dress(self)
        self.theme.changed.connect(self._fit)
        self._show_order()
        # Filled when it is shown: Qt would lay 20 000 rows out anew when the page gets its place and style.
        self.take(Changes(everything=True))

    def _timer(self, wait_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait_ms)
        return timer

    # -- making

    def _make_left(self) -> QWidget:
        left = QFrame()
        left.setProperty("fill", "surface")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._make_tools())
        self.list = ListView(
            self.theme,
            YOUTH_COLUMNS,
            youth_provider(self.session.youth_rows),
            name="youths",
            title=self.which.value,
        )
        self.list.opened.connect(self._open)
        self.list.picked.connect(self._picked)
        self.list.read.connect(self._read)
        self.list.typed.connect(self._typed)
        self._make_header_clickable()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._make_empty())
        column.addWidget(self._stack, 1)
        return left

    def _make_tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(8)
        caption = label("Filtrera", "label")
        self.filter = TextField()
        self.filter.setObjectName("filter")
        self.filter.setAccessibleName("Filtrera listan på namn, nummer eller ort")
        self.filter.setPlaceholderText("namn, nummer eller ort")
        self.filter.setClearButtonEnabled(False)
        self.filter.textEdited.connect(self._filter_edited)
        self.filter.installEventFilter(self)
        caption.setBuddy(self.filter)
        self.sorter = button(
            self.theme, "&Sortera: nästa steg", name="sort", icon="arrow-down", compact=True
        )
        self.sorter.setAccessibleName("Sortera listan (Alt+S)")
        self.sorter.clicked.connect(self._pop_sort_menu)
        self.amount = label("", "body")
        row.addWidget(Glyph(self.theme, "funnel", 16))
        row.addWidget(caption)
        row.addWidget(self.filter, 1)
        row.addWidget(self.sorter)
        row.addWidget(self.amount)
        return row

    def _make_empty(self) -> EmptyState:
        self._empty = EmptyState(self.theme, "circle-check", "")
        self._remedy = button(self.theme, "Visa alla ungdomar", name="empty_action", compact=True)
        self._remedy.clicked.connect(self._remedy_clicked)
        self._empty.set_action(self._remedy)
        return self._empty

    def _make_header_clickable(self) -> None:
        head = self.list.header()
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self._header_clicked)

    # -- content

    def reload(self) -> None:
        """Ask for the order again; the chosen row, the place and the folded headings are kept."""
        order = self._order
        found = self.session.youth_ids(
            self.which,
            ListQuery(
                text=self.filter.text().strip(),
                sort=order.sort,
                descending=order.descending,
                group=GroupBy.DUE if order.grouped else GroupBy.NONE,
            ),
        )
        self._ids = tuple(found.ids)
        self.list.set_sections(sections(self._ids, found.groups))
        self._say_amount()
        self._stack.setCurrentIndex(0 if found.ids else 1)
        self._show_chosen()

    def _say_amount(self) -> None:
        amount = len(self._ids)
        word = "ungdom" if amount == 1 else "ungdomar"
        searched = self.filter.text().strip()
        self.amount.setText(
            f"{amount} {'träff' if amount == 1 else 'träffar'}" if searched else f"{amount} {word}"
        )
        if amount:
            return
        if searched:
            self._empty.set_message(
                f"Inga träffar på ”{searched}”.",
                "Kontrollera stavningen eller rensa filtret.",
                icon="search",
                tone="text2",
            )
            self._set_remedy("Rensa filtret", "Esc")
        else:
            self._empty.set_message(*EMPTY[self.which], icon="circle-check", tone="ok")
            self._set_remedy(
                "Visa Min dag" if self.which is ListFilter.ENROLLED else "Visa alla ungdomar"
            )

    def _set_remedy(self, words: str, hint: str = "") -> None:
        self._remedy.setText(words)
        self._remedy.setAccessibleName(words)
        self._remedy.setProperty("hint", hint)
        self._remedy.updateGeometry()

    def _remedy_clicked(self) -> None:
        if self.filter.text():
            self._clear_filter()
        else:
            self.desk.go("day" if self.which is ListFilter.ENROLLED else "youths")

    def refresh(self, changes: Changes) -> None:
        """Order and rows may both have changed; the pane follows if its youth did."""
        if changes.everything or changes.youths:
            self.reload()

    def hideEvent(self, event: QHideEvent) -> None:
        """Covered or locked: what was about to be read is read when the page is seen again."""
        super().hideEvent(event)
        if self._typing.isActive() or self._follow.isActive():
            self._typing.stop()
            self._follow.stop()
            self.take(Changes(everything=True))

    # -- selection

    def chosen_youth(self) -> YouthId | None:
        return self.list.current_id()  # type: ignore[return-value]  # the list holds youths' ids

    def among(self) -> Sequence[YouthId]:
        """The list as it is ordered now."""
        return self._ids

    def _picked(self, _id: object) -> None:
        self._follow.start()
        self.desk.actions.refresh()

    def _show_chosen(self) -> None:
        if not self.pane.isHidden():
            chosen = self.chosen_youth()
            self.pane.show_page(None if chosen is None else self.session.youth_page(chosen))

    def _open(self, id_: YouthId) -> None:
        self.desk.open_youth(id_, self._ids, self.choose)

    def _open_current(self) -> None:
        chosen = self.chosen_youth()
        if chosen is not None:
            self._open(chosen)

    def choose(self, youth: YouthId) -> None:
        """Put the selection on someone: the page was left on another youth than it was opened on."""
        self.list.select(youth)

    def _read(self, _id: object) -> None:
        if self.pane.isHidden():
            self._open_current()
        else:
            self._follow.stop()
            self._show_chosen()
            self.pane.area.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # -- filter and order

    def _typed(self, letters: str) -> None:
        """A letter typed in the list begins a new filter."""
        if letters.strip():
            self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.filter.setText(letters)
            self._typing.start()

    def _filter_edited(self, _text: str) -> None:
        self._typing.start()

    def _focus_filter(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _clear_filter(self) -> None:
        self.filter.clear()
        self.reload()
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter go from the filter to what it found."""
        if (
            watched is self.filter
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
        ) and event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self._typing.isActive():
                self._typing.stop()
                self.reload()
            self.first_focus().setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return super().eventFilter(watched, event)

    def _pop_sort_menu(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("sort_menu")
        menu.setAccessibleName("Sortera listan")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        self._add_order(menu, group, "Nästa steg, grupperat", Order())
        menu.addSeparator()
        for key in _KEYS:
            sort = _SORTS[key]
            turned = self._order.sort is sort and not self._order.grouped
            down = turned and not self._order.descending
            self._add_order(menu, group, sort.value, Order(sort, down, grouped=False))
        menu.setActiveAction(group.checkedAction())
        menu.popup(self.sorter.mapToGlobal(self.sorter.rect().bottomLeft()))

    def _add_order(self, menu: QMenu, group: QActionGroup, text: str, order: Order) -> None:
        action = QAction(text, menu)
        action.setCheckable(True)
        action.setActionGroup(group)
        same = (order.sort, order.grouped) == (self._order.sort, self._order.grouped)
        action.setChecked(same)
        action.setData(order)
        action.triggered.connect(self._order_chosen)
        menu.addAction(action)

    def _order_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.set_order(action.data())

    def _header_clicked(self, column: int) -> None:
        sort = _SORTS[_KEYS[column]]
        again = self._order.sort is sort and not self._order.grouped
        self.set_order(Order(sort, again and not self._order.descending, grouped=False))

    def set_order(self, order: Order) -> None:
        """Order the list in another way; the chosen row is kept."""
        self._order = order
        self._show_order()
        self.reload()
        self.order_changed.emit(order)

    def _show_order(self) -> None:
        order = self._order
        words = "nästa steg" if order.grouped else order.sort.value.lower()
        if order.descending:
            words += ", omvänt"
        self.sorter.setText(f"&Sortera: {words}")
        self.sorter.updateGeometry()
        head = self.list.header()
        head.setSortIndicatorShown(not order.grouped)
        if not order.grouped:
            column = next(i for i, key in enumerate(_KEYS) if _SORTS[key] is order.sort)
            way = Qt.SortOrder.DescendingOrder if order.descending else Qt.SortOrder.AscendingOrder
            head.setSortIndicator(column, way)

    # -- what the shell asks

    def panes(self) -> Sequence[QWidget]:
        shown = [self.first_focus(), self.pane.area]
        return [pane for pane in shown if not pane.isHidden() and pane.isVisibleTo(self)]

    def first_focus(self) -> QWidget:
        return self.list if self._ids else self._remedy

    def bindings(self) -> Mapping[str, Binding]:
        return {"list.filter": Binding(self._focus_filter)}

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("F6", "Nästa ruta"), ("Ctrl+F", "Filtrera"), ("F1", "Hjälp")]

    def escape(self) -> bool:
        """Esc clears the filter; a second Esc in it goes to the list; in the pane, back to the list."""
        if self.filter.text():
            self._clear_filter()
            return True
        if not self.list.hasFocus() and self._ids:
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Below 60 em the list stands alone; the pane's content is on the page."""
        narrow = is_narrow(self, self.theme)
        if self.pane.isHidden() != narrow:
            self.pane.setVisible(not narrow)
            self._show_chosen()
