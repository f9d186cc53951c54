"""Historik: who changed what, when, on which device, as the server keeps it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kaa_core.model.ids import RecordId
from kaa_desktop.app.sync_views import HistoryLine
from kaa_desktop.gui.forms.sheet import ReadingSheet, SheetArea
from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.looks import given
from kaa_desktop.gui.screens.parts import FactTable
from kaa_desktop.gui.widgets.boxes import EmptyState, PageHeader
from kaa_desktop.gui.widgets.buttons import button

COLUMNS = (
    Column("when", "När", width=120),
    Column("who", "Vem", width=160),
    Column("device", "Dator", width=110, optional=1),
    Column("what", "Vad"),
)


class HistoryScreen(Screen):
    """The history of one record. The server holds it, so it is asked for when it is wanted."""

    def __init__(self, desk: Desk, record: RecordId, title: str) -> None:
        super().__init__(desk, "Historik", name="history")
        self._record = record
        self._rows: dict[int, Row] = {}
        self._lines: Sequence[HistoryLine] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PageHeader(self.theme, "Historik", title))
        self.list = ListView(
            self.theme,
            COLUMNS,
            given(self._rows),
            name="history_lines",
            title="Historik",
            two_lines=True,
            marks=False,
        )
        self.list.picked.connect(self._read)
        self._empty = EmptyState(
            self.theme, "history", "Hämtar historiken från servern.", "Du kan gå tillbaka med Esc."
        )
        self._again = button(self.theme, "Försök igen", name="history_again", icon="refresh-cw")
        self._again.clicked.connect(self.ask)
        self._again.hide()
        self._empty.set_action(self._again)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._list_and_whole())
        column.addWidget(self._stack, 1)
        self.theme.dress(self)
        self.ask()

    def _list_and_whole(self) -> QWidget:
        """The list, and below it all of the chosen line: a row has room for its beginning only."""
        self._area = SheetArea()
        inside = ReadingSheet(self.theme, self._area, "Hela ändringen", name="history_whole")
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 12, 20, 12)
        self.whole = FactTable(self.theme)
        column.addWidget(self.whole)
        column.addStretch(1)
        self._area.setWidget(inside)
        both = QWidget()
        rows = QVBoxLayout(both)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.list, 2)
        rows.addWidget(self._area, 1)
        return both

    def _read(self, number: object) -> None:
        line = self._lines[number] if isinstance(number, int) else None
        self.whole.set_facts(() if line is None else line.what)
        self._area.verticalScrollBar().setValue(0)

    def ask(self) -> None:
        """Ask the server."""
        self.desk.then(self.session.history(self._record), self._show, self._failed)

    def _show(self, lines: Sequence[HistoryLine]) -> None:
        self._lines = lines
        self._rows.clear()
        self._rows.update({number: history_row(line) for number, line in enumerate(lines)})
        self.list.set_sections([Section("all", "", tuple(self._rows))])
        if self._rows:
            self._stack.setCurrentIndex(1)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            self._read(self.list.current_id())
        else:
            self._say("Servern har ingen historik ännu.", "Händelsen väntar på att synkas.")

    def _failed(self, sentence: str) -> None:
        self._say("Historiken går inte att hämta nu.", sentence)

    def _say(self, title: str, text: str) -> None:
        self._empty.set_message(title, text)
        self._again.show()
        self._stack.setCurrentIndex(0)

    def panes(self) -> Sequence[QWidget]:
        return [self.list, self._area] if self._rows else [self._stack]

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Esc", "Tillbaka"), ("F6", "Nästa ruta"), ("F1", "Hjälp")]


def history_row(line: HistoryLine) -> Row:
    """One change. A value that lost against another is kept, and says so."""
    what = "; ".join(f"{fact.label}: {fact.value}" for fact in line.what)
    note = "" if line.effective else "Gäller inte: den andra uppgiften valdes"
    return Row((Cell(line.when), Cell(line.who, strong=True), Cell(line.device), Cell(what, note)))
