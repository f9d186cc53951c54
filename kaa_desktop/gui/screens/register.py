"""Ungdomar, Mina ungdomar, Ej nådda, Nya, Åldersgruppen: one list with a reading pane (03-register)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from kaa_core.model.ids import YouthId
from kaa_desktop.app import list_words
from kaa_desktop.app.list_query import AS_WORKED, ListQuery
from kaa_desktop.app.listing import STATUSES
from kaa_desktop.app.lists import Copied
from kaa_desktop.app.views import Changes, ListFilter, YouthList
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.empty_list import EmptyList
from kaa_desktop.gui.screens.filter_bar import FilterBar
from kaa_desktop.gui.screens.kept_lists import KeptLists
from kaa_desktop.gui.screens.list_controls import ListControls
from kaa_desktop.gui.screens.list_layout import Layout, YouthCells
from kaa_desktop.gui.screens.list_reading import ListReading
from kaa_desktop.gui.screens.looks import sections
from kaa_desktop.gui.screens.parts import is_narrow
from kaa_desktop.gui.screens.reading_pane import ReadingPane
from kaa_desktop.gui.screens.register_words import LOADING, SUBTITLES, gone_words, many, several
from kaa_desktop.gui.widgets.boxes import EmptyState, PageHeader
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import TextField
from kaa_desktop.gui.widgets.labels import Glyph, label

FILTER_MS = 120
FOLLOW_MS = 60
_LIST, _EMPTY, _LOADING = range(3)


class RegisterScreen(Screen):
    """A list of youths; the pane beside it follows the current row."""

    order_changed = Signal(object)  # ListQuery without conditions: to be kept by the wiring
    layout_changed = Signal(object)  # Layout: the same

    def __init__(
        self,
        desk: Desk,
        which: ListFilter,
        order: ListQuery = AS_WORKED,
        layout: Layout | None = None,
    ) -> None:
        super().__init__(desk, which.value, name=f"register_{which.name.lower()}")
        self.which = which
        self.query = order.unfiltered()
        self._found: YouthList | None = None
        self._reading = ListReading(desk, which, self, self._arrived)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(0)
        column_.addWidget(self._make_header())
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._make_left())
        self.pane = ReadingPane(self.theme, desk.actions)
        self._split.addWidget(self.pane)
        self._split.setStretchFactor(0, 63)
        self._split.setStretchFactor(1, 37)
        self._split.setSizes([630, 370])
        column_.addWidget(self._split, 1)
        self._follow = self._timer(FOLLOW_MS)
        self._typing = self._timer(FILTER_MS)
        self._connect()
        self.controls.show_layout(layout or Layout())
        self.controls.show_order(self.query)
        self.theme.dress(self)
        self._fit()
        # Filled when it is shown: Qt would lay the rows out anew when the page gets its place and style.
        self.take(Changes(everything=True))

    def _timer(self, wait_ms: int) -> QTimer:
        timer = QTimer(self, singleShot=True)
        timer.setInterval(wait_ms)
        return timer

    def _connect(self) -> None:
        self.pane.open_page.connect(self._open_current)
        self._follow.timeout.connect(self._show_chosen)
        self._typing.timeout.connect(self._text_changed)
        self.theme.changed.connect(self._fit)
        self.list.opened.connect(self._open)
        self.list.picked.connect(self._picked)
        self.list.read.connect(self._read)
        self.list.typed.connect(self._typed)
        self.list.vanished.connect(self._vanished)
        self._empty.clear.connect(self._clear)
        self._empty.go.connect(self.desk.go)
        self.keeping.apply.connect(self._apply)
        self.controls.asked.connect(self.set_query)
        self.controls.laid_out.connect(self.layout_changed)

    # -- making

    def _make_header(self) -> PageHeader:
        self.header = PageHeader(self.theme, self.which.value, SUBTITLES[self.which])
        self.columns_button = button(
            self.theme,
            "&Kolumner",
            name="columns",
            icon="columns-3",
            spoken="Välj kolumner (Alt+K)",
        )
        self.columns_button.clicked.connect(self._pop_columns)
        self.clearing = button(
            self.theme, "Rensa", name="filter_clear", icon="x", spoken="Rensa alla villkor"
        )
        self.clearing.clicked.connect(self._clear)
        self.clearing.hide()
        self.header.add(self.clearing)
        self.header.add(self.columns_button)
        return self.header

    def _make_left(self) -> QWidget:
        left = QFrame()
        left.setProperty("fill", "surface")
        column_ = QVBoxLayout(left)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(0)
        column_.addLayout(self._make_tools())
        self.bar = FilterBar(self.theme, STATUSES[self.which])
        self.keeping = KeptLists(self.desk, self.bar, self)
        column_.addWidget(self.bar)
        self.cells = YouthCells(self.session.youth_rows)
        self.list = ListView(self.theme, (), self.cells, name="youths", title=self.which.value)
        self.list.allow_many()
        self.controls = ListControls(self.desk, self.bar, self.list, self.cells, self)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._empty = EmptyList(self.theme, self.which)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(EmptyState(self.theme, "loader", *LOADING))
        column_.addWidget(self._stack, 1)
        return left

    def _make_tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(14, 10, 14, 8)
        row.setSpacing(8)
        caption = label("Filtrera", "label")
        self.filter = TextField()
        self.filter.setObjectName("filter")
        self.filter.setAccessibleName("Filtrera listan på namn, nummer eller ort")
        self.filter.setPlaceholderText("namn, nummer eller ort")
        self.filter.textEdited.connect(self._filter_edited)
        self.filter.installEventFilter(self)
        caption.setBuddy(self.filter)
        self.amount = label("", "body")
        row.addWidget(Glyph(self.theme, "funnel", 16))
        row.addWidget(caption)
        row.addWidget(self.filter, 1)
        row.addWidget(self.amount)
        return row

    # -- content

    @property
    def busy(self) -> bool:
        """Whether the order shown is being read again."""
        return self._reading.busy

    def reload(self) -> None:
        """Ask for the order again; chosen rows, the place and the folded headings are kept."""
        self._reading.ask(self.query)

    def _arrived(self, found: YouthList | None, query: ListQuery) -> None:
        """The order has been read (None: not yet, and nothing is shown so far)."""
        if found is None:
            if self._found is None:
                self._stack.setCurrentIndex(_LOADING)
            return
        first, self._found = self._found is None, found
        self.list.set_sections(sections(found.ids, found.groups), follow=self._reading.ordered)
        staff = self.session.lists.staff
        self.bar.show_query(query, staff)
        self.bar.show_missing(list_words.not_found(found.missing), found.missing)
        told = list_words.shown(len(found.ids), found.total, query, staff)
        self.header.set_title(self.which.value, told or SUBTITLES[self.which])
        self.clearing.setVisible(bool(told))
        self.controls.show_order(query)
        self._say_amount()
        self._stack.setCurrentIndex(_LIST if found.ids else _EMPTY)
        if first and self.filter.hasFocus() and not self.filter.text():
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        (self._follow.start if self._reading.long else self._show_chosen)()

    def _say_amount(self) -> None:
        amount, chosen = len(self.among()), self.list.chosen_amount()
        word = list_words.amount(amount)
        if self.query.text:
            word = f"{amount} {'träff' if amount == 1 else 'träffar'}"
        self.amount.setText(f"{chosen} valda av {amount}" if chosen > 1 else word)
        if not amount:
            self._empty.tell(self.query)

    def refresh(self, changes: Changes) -> None:
        """Order and rows may both have changed; the pane follows if its youth did."""
        if changes.everything or changes.youths or changes.kinds & {"worker", "unit"}:
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
        """The current row's, unless several are chosen: then acts about one do not say whom they mean."""
        return None if self.list.chosen_amount() > 1 else self._current()

    def chosen_youths(self) -> Sequence[YouthId]:
        """All that are chosen, in the order of the list."""
        if self.list.chosen_amount() > 1:
            return self.list.chosen()  # type: ignore[return-value]  # the list holds youths' ids
        return super().chosen_youths()

    def why_no_youth(self) -> str:
        return several(amount) if (amount := self.list.chosen_amount()) > 1 else ""

    def _current(self) -> YouthId | None:
        return self.list.current_id()  # type: ignore[return-value]  # the list holds youths' ids

    def among(self) -> Sequence[YouthId]:
        """The list as it is ordered now."""
        return self._found.ids if self._found else ()

    def _picked(self, _id: object) -> None:
        self._follow.start()
        self._say_amount()
        amount = self.list.chosen_amount()
        if amount > 1:
            self.desk.announce(f"{list_words.amount(amount)} är valda")
        self.desk.actions.refresh()

    def _vanished(self, gone: int) -> None:
        """Rows that were chosen are no longer in the list: said once, politely."""
        if not self._reading.by_person:
            self.desk.say(gone_words(gone))

    def _show_chosen(self) -> None:
        if self.pane.isHidden():
            return
        amount = self.list.chosen_amount()
        if amount > 1:
            self.pane.show_many(amount, many(self.session))
            return
        chosen = self._current() if self.among() else None
        self.pane.show_page(None if chosen is None else self.session.youth_page(chosen))

    def _open(self, id_: YouthId) -> None:
        self.desk.open_youth(id_, self.among(), self.choose)

    def _open_current(self) -> None:
        if (chosen := self._current()) is not None:
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

    def _copy(self) -> None:
        ids, columns = self.chosen_youths(), self.controls.layout.columns
        self.desk.then(self.session.lists.copy_later(ids, columns), self._copied)

    def _copied(self, copied: Copied) -> None:
        self.desk.copy(copied.text)
        self.desk.say(list_words.copied(copied.rows, copied.hidden, copied.warned))

    def _nothing_chosen(self) -> str:
        return "" if self.chosen_youths() else "Välj en rad först."

    # -- conditions

    def set_query(self, query: ListQuery) -> None:
        """Other conditions, or the same in another order."""
        ordered = query.unfiltered() != self.query.unfiltered()
        self.query = query
        if self.filter.text() != query.text:
            self.filter.setText(query.text)
        self._reading.ask(query, by_person=True, ordered=ordered)
        if ordered:
            self.order_changed.emit(query.unfiltered())

    def _typed(self, letters: str) -> None:
        """A letter typed in the list begins a new filter."""
        if letters.strip():
            self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.filter.setText(letters)
            self._typing.start()

    def _filter_edited(self, _text: str) -> None:
        self._typing.start()

    def _text_changed(self) -> None:
        self.set_query(attrs.evolve(self.query, text=self.filter.text().strip()))

    def _apply(self, conditions: ListQuery) -> None:
        self.set_query(conditions.ordered_as(self.query))

    def _pop_columns(self) -> None:
        self.controls.pop_columns(self.columns_button)

    def _focus_filter(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _clear(self) -> None:
        self.filter.clear()
        self.set_query(self.query.unfiltered())
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
                self._text_changed()
            self.first_focus().setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.list.hasFocus():
            self.desk.actions.trigger("list.copy")
        else:
            super().keyPressEvent(event)

    # -- what the shell asks

    def panes(self) -> Sequence[QWidget]:
        shown = [self.first_focus(), self.pane.area]
        return [pane for pane in shown if not pane.isHidden() and pane.isVisibleTo(self)]

    def first_focus(self) -> QWidget:
        there = self.list if self.among() else self._empty.remedy
        return self.filter if self._found is None else there  # she may type while it is read

    def bindings(self) -> Mapping[str, Binding]:
        return {
            "list.filter": Binding(self._focus_filter),
            "list.copy": Binding(self._copy, self._nothing_chosen),
            "list.keep": Binding(self.keeping.ask, self.keeping.nothing),
            "list.columns": Binding(self._pop_columns),
            "list.sort": Binding(self.controls.pop_sort),
            "list.grouping": Binding(self.controls.pop_group),
        }

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("F6", "Nästa ruta"), ("Ctrl+F", "Filtrera"), ("F1", "Hjälp")]

    def escape(self) -> bool:
        """Esc clears the filter; a second Esc in it goes to the list; in the pane, back to the list."""
        if self.filter.text() or (self.query.filtered() and self.filter.hasFocus()):
            self._clear()
            return True
        if self.list.hasFocus() and self.list.chosen_amount() > 1:
            self.list.choose_current()
            return True
        if not self.list.hasFocus() and self.among():
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Below 60 em the list stands alone; the pane's content is on the page."""
        narrow = is_narrow(self, self.theme)
        self.bar.fit(narrow=narrow)
        if self.pane.isHidden() != narrow:
            self.pane.setVisible(not narrow)
            self._show_chosen()
