"""Over the list of proposals: the filter, the kinds with how many there are, and further conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kaa_core.model.enums import Belonging, ProposalKind
from kaa_desktop.app.target_views import PROPOSAL_CHIPS, TargetList, TargetQuery
from kaa_desktop.gui.forms.choices import word
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import TextField
from kaa_desktop.gui.widgets.labels import Glyph, label
from kaa_desktop.gui.widgets.menus import ChoiceMenu, pop_under
from kaa_desktop.gui.widgets.segments import SegmentedFilter

TYPED_MS = 200
ALL = "all"
KINDS = ((ALL, "Alla"), *((kind.name, chip.text) for kind, chip in PROPOSAL_CHIPS.items()))
_ON = {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}


class TargetTools(QWidget):
    """``asked`` carries the query that a person has made, ``to_list`` that she goes on to the rows."""

    asked = Signal(object)
    to_list = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.query = TargetQuery()
        self._asks: Sequence[str] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 8)
        column.setSpacing(8)
        column.addLayout(self._first_row(theme))
        self.kinds = SegmentedFilter(
            theme, "Slag av förslag", KINDS, name="target_kinds", breaks=True
        )
        self.kinds.chosen.connect(self._kind_chosen)
        column.addWidget(self.kinds)
        self._typing = QTimer(self, singleShot=True)
        self._typing.setInterval(TYPED_MS)
        self._typing.timeout.connect(self._text_changed)

    def _first_row(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        caption = label("Filtrera", "label")
        self.filter = TextField()
        self.filter.setObjectName("target_filter")
        self.filter.setAccessibleName("Filtrera förslagen på namn eller nummer")
        self.filter.setPlaceholderText("namn eller nummer")
        self.filter.textEdited.connect(self._edited)
        self.filter.installEventFilter(self)
        caption.setBuddy(self.filter)
        self._more = button(
            theme, "Villkor", name="target_more", icon="funnel", spoken="Fler villkor"
        )
        self._more.clicked.connect(self._pop)
        self.amount = label("", "body")
        row.addWidget(caption)
        row.addWidget(Glyph(theme, "funnel", 16))
        row.addWidget(self.filter, 1)
        row.addWidget(self._more)
        row.addWidget(self.amount)
        return row

    def fit(self, *, narrow: bool) -> None:
        """Where rows have little room the kinds stand in the menu alone."""
        self.kinds.setVisible(not narrow)

    def filtered(self) -> bool:
        """Whether any condition leaves somebody out."""
        return self.query.filtered() or bool(self.filter.text())

    def show_found(self, found: TargetList) -> None:
        """Say on each kind how many there are."""
        counts = dict(found.counts)
        self._asks = found.asks
        self.kinds.set_text(ALL, f"Alla {found.total}")
        for kind, chip in PROPOSAL_CHIPS.items():
            self.kinds.set_text(kind.name, f"{chip.text} {counts.get(kind, 0)}")

    # -- changing the query

    def set_query(self, query: TargetQuery) -> None:
        """Other conditions."""
        self.query = query
        self.asked.emit(query)

    def typed(self, letters: str) -> None:
        """A letter typed in the list begins a new filter."""
        if letters.strip():
            self.take_focus()
            self.filter.setText(letters)
            self._typing.start()

    def take_focus(self) -> None:
        """Go to the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def clear(self) -> None:
        """No conditions."""
        self.filter.clear()
        self.kinds.set_value(ALL)
        self.set_query(TargetQuery())
        self.take_focus()

    def _kind_chosen(self, key: object) -> None:
        kinds = () if key == ALL else (ProposalKind[str(key)],)
        self.set_query(attrs.evolve(self.query, kinds=kinds))

    def _edited(self, _text: str) -> None:
        self._typing.start()

    def _text_changed(self) -> None:
        self.set_query(attrs.evolve(self.query, text=self.filter.text().strip()))

    def _pop(self) -> None:
        query = self.query
        menu = ChoiceMenu("target_menu", "Fler villkor")
        inside = menu.within("target_menu_kinds", "Slag av förslag")
        kinds = [(chip.text, (kind,)) for kind, chip in PROPOSAL_CHIPS.items()]
        inside.one_of([("Alla", ()), *kinds], query.kinds, self._choose_kinds)
        menu.tick("Bara mina ungdomar", ("mine", not query.mine), self._tick, on=query.mine)
        waits = ("waiting", not query.waiting)
        menu.tick("Också det som väntar", waits, self._tick, on=query.waiting)
        menu.addSeparator()
        for one in Belonging:
            value = ("belongings", _toggled(query.belongings, one))
            menu.tick(word(one), value, self._tick, on=one in query.belongings)
        if self._asks:
            menu.addSeparator()
        for ask in self._asks:
            value = ("asks", _toggled(query.asks, ask))
            menu.tick(f"Fråga {ask}", value, self._tick, on=ask in query.asks)
        pop_under(menu, self._more)

    def _choose_kinds(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            kinds = action.data()
            self.kinds.set_value(kinds[0].name if kinds else ALL)
            self.set_query(attrs.evolve(self.query, kinds=kinds))

    def _tick(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            name, value = action.data()
            self.set_query(attrs.evolve(self.query, **{name: value}))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter go from the filter to what it found."""
        if (
            watched is self.filter
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in _ON
        ):
            if self._typing.isActive():
                self._typing.stop()
                self._text_changed()
            self.to_list.emit()
            return True
        return super().eventFilter(watched, event)


def _toggled(chosen: Sequence[Any], one: Any) -> tuple[Any, ...]:
    if one in chosen:
        return tuple(other for other in chosen if other != one)
    return (*chosen, one)
