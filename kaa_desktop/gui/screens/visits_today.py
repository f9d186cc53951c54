"""Hembesök i dag: the visits of the day in the order they are made; Enter opens the form (05)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kaa_core.model.ids import RecordId, YouthId
from kaa_desktop.app.views import Changes, VisitRow
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.rows import Row, Section
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.looks import VISIT_COLUMNS, given, visit_row
from kaa_desktop.gui.widgets.boxes import EmptyState, PageHeader
from kaa_desktop.gui.widgets.buttons import button


class VisitsScreen(Screen):
    """Today's home visits."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Hembesök i dag", name="visits_today")
        self._visits: dict[Hashable, VisitRow] = {}
        self._rows: dict[Hashable, Row] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = PageHeader(self.theme, "Hembesök i dag")
        report = desk.actions.button(
            "visit.new", name="visits_report", kind="primary", text="För in besöket"
        )
        self.header.add(report)
        column.addWidget(self.header)
        self.list = ListView(
            self.theme,
            VISIT_COLUMNS,
            given(self._rows),
            name="visits",
            title="Hembesök i dag",
            two_lines=True,
            marks=False,
        )
        self.list.opened.connect(self._open)
        self.list.read.connect(self._open_youth)
        self.list.picked.connect(self._picked)
        self._empty = EmptyState(
            self.theme,
            "house",
            "Inga hembesök är bokade i dag.",
            "Besök bokas på ungdomens sida och visas här på sin dag.",
        )
        self._remedy = button(self.theme, "Visa Ej nådda", name="empty_action", compact=True)
        self._remedy.clicked.connect(self._go_unreached)
        self._empty.set_action(self._remedy)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        column.addWidget(self._stack, 1)
        self.theme.dress(self)
        self.reload()

    def reload(self) -> None:
        """Read the day again."""
        day = self.session.day()
        self._visits.clear()
        self._visits.update({row.visit: row for row in day.visits})
        self._rows.clear()
        self._rows.update({row.visit: visit_row(row) for row in day.visits})
        self.header.set_title("Hembesök i dag", f"{day.title} · {day.visits_text}")
        self.list.set_sections([Section("all", "", tuple(self._visits))])
        self._stack.setCurrentIndex(0 if self._visits else 1)

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.youths:
            self.reload()

    def _current(self) -> VisitRow | None:
        return self._visits.get(self.list.current_id())

    def chosen_youth(self) -> YouthId | None:
        row = self._current()
        return None if row is None else row.youth

    def _open(self, visit: RecordId) -> None:
        open_visit(self.desk, self._visits[visit], tuple(self._visits.values()))

    def _open_youth(self, visit: RecordId) -> None:
        self.desk.open_youth(self._visits[visit].youth, youths_of(tuple(self._visits.values())))

    def _picked(self, _id: object) -> None:
        self.desk.actions.refresh()

    def _go_unreached(self) -> None:
        self.desk.go("unreached")

    def _report_chosen(self) -> None:
        row = self._current()
        if row is not None:
            self._open(row.visit)

    def _none(self) -> str:
        return "" if self._current() else "Inget hembesök är valt."

    def bindings(self) -> Mapping[str, Binding]:
        return {"visit.new": Binding(self._report_chosen, self._none)}

    def panes(self) -> Sequence[QWidget]:
        return [self.first_focus()]

    def first_focus(self) -> QWidget:
        return self.list if self._visits else self._remedy

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "För in besöket"), ("Mellanslag", "Ungdomens sida"), ("F6", "Nästa ruta")]

    def escape(self) -> bool:
        """Esc goes back to the list from the buttons above it."""
        if self._visits and not self.list.hasFocus():
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return False


def youths_of(rows: Sequence[VisitRow]) -> tuple[YouthId, ...]:
    """Each youth once, in order."""
    return tuple(dict.fromkeys(row.youth for row in rows))


def open_visit(desk: Desk, row: VisitRow, rows: Sequence[VisitRow]) -> None:
    """Open the form of a visit, or the youth's page when the visit has been made already."""
    if row.done:
        desk.open_youth(row.youth, youths_of(rows))
    else:
        desk.open_form("home_visit", row.youth, record=row.visit)
