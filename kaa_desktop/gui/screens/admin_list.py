"""What the administrator's lists share: rows, a pane with the acts, and questions to the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from kaa_desktop.app.admin_views import Told
from kaa_desktop.app.views_base import Chip, Fact
from kaa_desktop.gui.actions import Actions, Binding
from kaa_desktop.gui.forms.sheet import SheetArea
from kaa_desktop.gui.mishaps import contained
from kaa_desktop.gui.rows import Column, Row, Section
from kaa_desktop.gui.screens.admin_form import show_fault
from kaa_desktop.gui.screens.day_list import DayList
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.parts import ChipRow, FactTable, OnePane, Scrolled, is_narrow
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.boxes import Banner, EmptyState, PageHeader
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import label

WAIT_MS = 500  # design.md section 4: nothing before half a second


class AdminPane(QFrame):
    """The chosen row: what is known of it, and what can be done with it."""

    def __init__(self, theme: Theme, actions: Actions, acts: Sequence[str], none: str) -> None:
        super().__init__()
        self.setProperty("fill", "surface")
        self.setProperty("rule", "left")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(EmptyState(theme, "info", none, "Välj en rad i listan."))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        self.area = SheetArea("admin_pane", "Läsruta")
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setWidget(self._content(theme))
        column.addWidget(self.area, 1)
        foot = QFrame()
        foot.setProperty("rule", "top")
        row = FlowLayout(foot, spacing=6)
        row.setContentsMargins(20, 10, 20, 10)
        for act in acts:
            row.addWidget(actions.button(act, name=f"pane_{act.replace('.', '_')}"))
        column.addWidget(foot)
        self._stack.addWidget(page)

    def _content(self, theme: Theme) -> QWidget:
        content = Scrolled()
        column = QVBoxLayout(content)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(10)
        self._name = label("", "page", wrap=True)
        self._chips = ChipRow(theme)
        self._facts = FactTable(theme)
        self._note = label("", "muted", wrap=True)
        for widget in (self._name, self._chips, self._facts, self._note):
            column.addWidget(widget)
        column.addStretch(1)
        return content

    def show_thing(
        self, name: str, chips: Sequence[Chip], facts: Sequence[Fact], note: str
    ) -> None:
        """Show a row's own; an empty name shows nothing."""
        self._stack.setCurrentIndex(1 if name else 0)
        self._name.setText(name)
        self.area.setAccessibleName(f"Läsruta: {name}")
        self._chips.set_chips([chip_look(one) for one in chips])
        self._facts.set_facts(facts)
        self._note.setText(note)
        self._note.setVisible(bool(note))


class AdminList(Screen):
    """A list and its pane. Subclasses say how an item looks, and `load` the items."""

    noun = "rad"

    def __init__(
        self,
        desk: Desk,
        title: str,
        subtitle: str,
        *,
        name: str,
        columns: Sequence[Column],
        empty: tuple[str, str, str],
        add: str = "",
        acts: Sequence[str] = (),
    ) -> None:
        super().__init__(desk, title, name=f"admin_{name}")
        self.items: dict[Any, Any] = {}
        self._name = name
        self._subtitle = subtitle
        self._changed: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = PageHeader(self.theme, title, subtitle)
        if add:
            made = desk.actions.button(add, name=f"{name}_add", kind="primary")
            self.header.add(made)
        column.addWidget(self.header)
        column.addWidget(self._bands())
        self.list = DayList(
            desk, columns, name=name, title=title, two_lines=True, empty=empty, header=True
        )
        self.list.setMinimumHeight(self.theme.px(60))  # the banner above is never squeezed for it
        self.list.view.picked.connect(self._picked)
        self.list.view.opened.connect(self._opened)
        self.list.view.read.connect(self._read)
        self.pane = AdminPane(self.theme, desk.actions, acts, f"Ingen {self.noun} är vald.")
        self._lay_out(column, title)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(WAIT_MS)
        self._waiting.timeout.connect(self._say_waiting)
        self.theme.dress(self)
        self.theme.changed.connect(self._fit)

    def _bands(self) -> QWidget:
        self._band = QFrame()
        self._band.setProperty("fill", "canvas")
        inside = QVBoxLayout(self._band)
        inside.setContentsMargins(20, 10, 20, 10)
        self._fault = Banner(self.theme)
        self._again = button(self.theme, "Försök igen", name=f"{self._name}_again", compact=True)
        self._again.clicked.connect(self.load)
        self._fault.add_button(self._again)
        inside.addWidget(self._fault)
        self._band.hide()
        return self._band

    def _lay_out(self, column: QVBoxLayout, title: str) -> None:
        self._one = OnePane(
            self.theme,
            f"Visa på sidan {title}",
            [("list", "Lista", self.list), ("thing", "Den valda", self.pane)],
            name=f"{self._name}_one",
        )
        self._one.layout().setContentsMargins(14, 8, 14, 8)  # type: ignore[union-attr]
        column.addWidget(self._one)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(self.pane)
        split.setStretchFactor(0, 60)
        split.setStretchFactor(1, 40)
        split.setSizes([600, 400])
        column.addWidget(split, 1)

    # -- what a list says of itself

    def load(self) -> None:
        """Ask for the items."""
        raise NotImplementedError

    def row_of(self, item: Any) -> Row:
        """How an item stands in the list."""
        raise NotImplementedError

    def show_item(self, item: Any) -> None:
        """Show it in the pane: `self.pane.show_thing`."""
        raise NotImplementedError

    def acts(self) -> Mapping[str, Binding]:
        """What can be done on the page."""
        raise NotImplementedError

    def main_act(self) -> str:
        """What Enter does with the chosen row."""
        raise NotImplementedError

    # -- asking the server

    def ask(self, future: Any) -> None:
        """Wait for a `Told` list; what was shown stays meanwhile."""
        if not self.items:
            self._waiting.start()
        self.desk.then(future, self._came, self._failed)

    def _say_waiting(self) -> None:
        self.header.set_title(self.title, "Hämtar från servern.")

    def _came(self, told: Told[list[Any]]) -> None:
        if not isValid(self):
            return
        self._waiting.stop()
        self._band.setVisible(told.fault is not None)
        self.header.set_title(self.title, self._subtitle)
        if told.fault is not None:
            show_fault(self._fault, told.fault)
            self.desk.announce(told.fault.sentence)
        elif told.value is not None:
            self.show_items({one.id: one for one in told.value})

    def _failed(self, sentence: str) -> None:
        if isValid(self):
            self._waiting.stop()
            self.desk.say(sentence)

    # -- showing

    def show_items(self, items: Mapping[Any, Any]) -> None:
        """Show these; the chosen row is kept."""
        first = not self.items
        self.items = dict(items)
        rows = {key: self.row_of(item) for key, item in items.items()}
        self.list.show_rows(rows, [Section("all", "", tuple(rows))])
        if first and items and self.isVisible():
            self.list.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_chosen()

    def chosen(self) -> Any:
        """The item of the chosen row, or None."""
        return self.items.get(self.list.view.current_id())

    def none_chosen(self) -> str:
        """Why an act about the chosen row cannot be done."""
        return "" if self.chosen() is not None else f"Välj en {self.noun} i listan."

    def changed(self, sentence: str) -> None:
        """Something was done on a page on top: back here, and read again."""
        self.desk.back()
        self.desk.say(sentence)

    def _picked(self, _id: object) -> None:
        self._show_chosen()

    def _show_chosen(self) -> None:
        item = self.chosen()
        if item is None:
            self.pane.show_thing("", (), (), "")
        else:
            self.show_item(item)
        self.desk.actions.refresh()

    def _opened(self, _id: object) -> None:
        self.desk.actions.trigger(self.main_act())

    def _read(self, _id: object) -> None:
        if self._one.isVisible():
            self._one.choice.set_value("thing")
            self._one.choice.chosen.emit("thing")
        self.pane.area.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the page

    def bindings(self) -> Mapping[str, Binding]:
        return self.acts()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        with contained():
            self.load()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._one.fit(narrow=is_narrow(self, self.theme))

    def panes(self) -> Sequence[QWidget]:
        fault = [self._again] if self._band.isVisible() else []
        shown = [self.list.view] if not self.list.empty and self.list.isVisible() else []
        pane = [self.pane] if self.items and self.pane.isVisible() else []
        choice = [self._one] if self._one.isVisible() else []
        return [*fault, *choice, *shown, *pane] or [self.header]

    def first_focus(self) -> QWidget | None:
        if not self.list.empty:
            return self.list.view
        return (
            self._again
            if self._band.isVisible()
            else self.header.findChild(QWidget, f"{self._name}_add")
        )

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "Öppna"), ("Mellanslag", "Läsrutan"), ("F6", "Nästa ruta")]

    def escape(self) -> bool:
        if not self.list.empty and self.list.isVisible() and not self.list.view.hasFocus():
            self.list.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return False
