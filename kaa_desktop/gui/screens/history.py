"""Historik: who changed what, when, on which device, from what to what; and an earlier value put back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_core.model.ids import RecordId, YouthId
from kaa_desktop.app.sync_views import Altered, HistoryLine, HistoryState, HistoryView
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Fact
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.choices import Dropdown
from kaa_desktop.gui.forms.sheet import ReadingSheet, SheetArea
from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.painting import ChipLook
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.looks import given
from kaa_desktop.gui.screens.parts import FactTable
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, EmptyState, PageHeader
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.labels import label, plain_tip

COLUMNS = (
    Column("when", "När", width=104),
    Column("who", "Vem", width=150),
    Column("device", "Dator", width=104, optional=2),
    Column("what", "Vad"),
    Column("state", "Läge", width=150, optional=1),
)
STATES = {
    HistoryState.STANDS: ChipLook("Synkad", "circle-check", Kind.OK),
    HistoryState.LOST: ChipLook("Gäller inte", "circle-off", Kind.NEUTRAL),
    HistoryState.WAITING: ChipLook("Väntar på synk", "hard-drive", Kind.NEUTRAL),
    HistoryState.REFUSED: ChipLook("Ej mottaget", "circle-alert", Kind.DANGER),
    HistoryState.DECISION: ChipLook("Konflikt avgjord", "copy-check", Kind.INFO),
    HistoryState.ASKED: ChipLook("Fråga ställd", "message-circle", Kind.INFO),
}
ASKING = "Hämtar det som finns på servern."
AWAY = "Servern svarar inte. Här visas det som finns på datorn; resten visas när nätet är tillbaka."
LEAST = 96  # px: the heading and a row, however large the text
CHOOSE = "Välj en ändring i listan."


class HistoryScreen(Screen):
    """The history of one record; of a youth's other records too when `case` is given."""

    reads_case = True

    def __init__(
        self, desk: Desk, record: RecordId, title: str, case: YouthId | None = None
    ) -> None:
        super().__init__(desk, "Historik", name="history")
        self._record = record
        self._case = case
        self._rows: dict[int, Row] = {}
        self._view = HistoryView(title=title, lines=())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._header = PageHeader(self.theme, "Historik", title)
        self._add_chooser()
        self._header.add(desk.actions.button("history.restore", name="history_restore"))
        column.addWidget(self._header)
        column.addWidget(self._band())
        self._stack = QStackedWidget()
        self._empty = EmptyState(self.theme, "history", "Ingen historik finns här ännu.", ASKING)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._list_and_whole())
        column.addWidget(self._stack, 1)
        self.theme.dress(self)
        self.ask()

    # -- parts

    def _add_chooser(self) -> None:
        """Which of the youth's records: the journal's events, tasks, guardians, the youth's own."""
        self.choice = Dropdown()
        self.choice.setObjectName("history_of")
        self.choice.setAccessibleName("Historik för")
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.setMinimumContentsLength(22)
        records = [] if self._case is None else self.session.histories.of_case(self._case)
        for one in records:
            self.choice.addItem(one.title, str(one.record))
        self._records = [one.record for one in records]
        if self._record in self._records:
            self.choice.setCurrentIndex(self._records.index(self._record))
            self._header.add(self.choice)
        else:
            self.choice.setParent(self)
            self.choice.hide()
        self.choice.currentIndexChanged.connect(self._choose)

    def _band(self) -> QWidget:
        self._banner = Banner(self.theme, Kind.INFO, icon="cloud-off")
        self._banner.setObjectName("history_away")
        self._again = button(
            self.theme, "Försök igen", name="history_again", icon="refresh-cw", compact=True
        )
        self._again.clicked.connect(self.ask)
        self._banner.add_button(self._again)
        self._banner.hide()
        return self._banner

    def _list_and_whole(self) -> QWidget:
        """The list, and below it all of the chosen line: a row has room for its beginning only."""
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
        self._area = SheetArea()
        inside = ReadingSheet(self.theme, self._area, "Hela ändringen", name="history_whole")
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 12, 20, 12)
        self._told = label("", "strong", wrap=True)
        self.whole = FactTable(self.theme)
        column.addWidget(self._told)
        column.addWidget(self.whole)
        column.addStretch(1)
        self._area.setWidget(inside)
        both = QWidget()
        rows = QVBoxLayout(both)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self.list.setMinimumHeight(LEAST)
        rows.addWidget(self.list, 2)
        rows.addWidget(self._area, 1)
        return both

    # -- content

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self._records):
            self._record = self._records[index]
            self._rows.clear()
            self.ask()

    def ask(self) -> None:
        """Show what is here, and ask the server for the rest."""
        self._show(self.session.histories.here(self._record))
        self._empty.set_message("Ingen historik finns här ännu.", ASKING)
        asked, whole = self._record, self.session.histories.whole(self._record)

        def came(view: HistoryView) -> None:
            if isValid(self) and asked == self._record:
                self._banner.hide()
                self._show(view)

        def failed(sentence: str) -> None:
            if isValid(self) and asked == self._record:
                self._failed(sentence)

        self.desk.then(whole, came, failed)

    def _show(self, view: HistoryView) -> None:
        self._view = view
        if view.title:
            known = self._record in self._records  # the drop-down says which
            self._header.set_title("Historik", "" if known else view.title)
        had = self.list.hasFocus()
        self._rows.clear()
        self._rows.update({number: history_row(line) for number, line in enumerate(view.lines)})
        self.list.set_sections([Section("all", "", tuple(self._rows))])
        self._stack.setCurrentIndex(1 if self._rows else 0)
        if self._rows:
            if self.isVisible() and (had or not self._focused()):
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            self._read(self.list.current_id())
        self.desk.actions.refresh()

    def _focused(self) -> bool:
        """Whether somebody is at something else on the page: then the list does not take the keys."""
        return self.choice.hasFocus() or self._again.hasFocus()

    def _failed(self, sentence: str) -> None:
        self._banner.set_message(Kind.INFO, AWAY)
        self._banner.setToolTip(plain_tip(sentence))
        self._banner.show()
        told = f"{self._view.missing} {sentence}".strip()
        self._empty.set_message("Det finns ingen historik på datorn.", told)
        self.desk.announce(f"{AWAY} {self._view.missing}")

    def _line(self) -> HistoryLine | None:
        number = self.list.current_id()
        lines = self._view.lines
        return lines[number] if isinstance(number, int) and number < len(lines) else None

    def _read(self, _number: object) -> None:
        line = self._line()
        told = () if line is None else (line.title, line.note)
        self._told.setText(". ".join(part for part in told if part))
        self._told.setVisible(bool(self._told.text()))
        self.whole.set_facts([] if line is None else [_fact(one) for one in line.what])
        self._area.verticalScrollBar().setValue(0)
        self.desk.actions.refresh()

    def refresh(self, changes: Changes) -> None:
        known = self._case is not None
        if changes.everything or (self._case in changes.youths if known else changes.kinds):
            self.ask()

    # -- acts

    def bindings(self) -> Mapping[str, Binding]:
        return {"history.restore": Binding(self._restore, self._not_restorable)}

    def _not_restorable(self) -> str:
        line = self._line()
        if line is None:
            return CHOOSE
        if any(one.field and not one.why_not for one in line.what):
            return ""
        return next((one.why_not for one in line.what if one.why_not), CHOOSE)

    def _restore(self) -> None:
        line = self._line()
        if line is not None:
            self.desk.then(self.session.histories.restore(self._record, line), self._restored)

    def _restored(self, result: Result) -> None:
        self.desk.say(result.sentence or " ".join(one.sentence for one in result.problems))
        if isValid(self):
            self.ask()

    # -- what the shell asks

    def chosen_youth(self) -> YouthId | None:
        return self._case

    def panes(self) -> Sequence[QWidget]:
        shown = [self.list, self._area] if self._rows else [self._stack]
        return [self._header, *shown]

    def first_focus(self) -> QWidget | None:
        return self.list if self._rows else None

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Esc", "Tillbaka"), ("F6", "Nästa ruta"), ("F1", "Hjälp")]


def history_row(line: HistoryLine) -> Row:
    """One change. A value that lost against another is kept, and says so."""
    what = "; ".join(altered_words(one) for one in line.what)
    first = ": ".join(part for part in (line.title, what) if part)
    return Row(
        (
            Cell(line.when),
            Cell(line.who, strong=True),
            Cell(line.device),
            Cell(first, line.note),
            Cell(chip=STATES[line.state]),
        )
    )


def altered_words(one: Altered) -> str:
    """``Telefon från 070-1 till 070-2``; of what is new only what it became."""
    if one.before:
        return f"{one.label} från {one.before} till {one.after}"
    return f"{one.label} {one.after}"


def _fact(one: Altered) -> Fact:
    return Fact(label=one.label, value=one.after, note=f"Före: {one.before}" if one.before else "")
