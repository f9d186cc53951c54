"""Pröva anslutningen: step by step, which one fails, why, how it is mended; to be copied for it-stöd."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_desktop.app.connection_test import ConnectionTest, StepState, StepView
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.sheet import ReadingSheet, SheetArea
from kaa_desktop.gui.painting import ChipLook
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card, PageHeader
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.chips import Chip
from kaa_desktop.gui.widgets.labels import label

STATES = {
    StepState.WAITING: ChipLook("Väntar", "clock", Kind.NEUTRAL),
    StepState.RUNNING: ChipLook("Prövas", "loader", Kind.INFO),
    StepState.GOOD: ChipLook("Går", "circle-check", Kind.OK),
    StepState.FAILED: ChipLook("Går inte", "triangle-alert", Kind.WARN),
    StepState.SKIPPED: ChipLook("Inte prövat", "minus", Kind.NEUTRAL),
}
RUNNING = "Prövar anslutningen."
BACKGROUND = "Det sker i bakgrunden. Du kan arbeta vidare under tiden."


class StepRow(QWidget):
    """One step: its title, how it stands, what was found and what to do."""

    def __init__(self, theme: Theme, number: int, title: str) -> None:
        super().__init__()
        self._title = f"{number}. {title}"
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 8)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(self._title, "strong"))
        self._chip = Chip(theme)
        head.addWidget(self._chip)
        head.addStretch(1)
        column.addLayout(head)
        self._found = label("", "body", wrap=True)
        self._advice = label("", "muted", wrap=True)
        column.addWidget(self._found)
        column.addWidget(self._advice)

    def show_step(self, view: StepView) -> None:
        """How it went."""
        self._chip.set_look(STATES[view.state])
        code = f" Kod {view.code}." if view.code else ""
        for shown, words in ((self._found, view.found + code), (self._advice, view.advice)):
            shown.setText(words.strip())
            shown.setVisible(bool(words.strip()))
        said = (self._title, view.state.value, view.found, view.advice)
        self.setAccessibleName(". ".join(one.rstrip(".") for one in said if one))


class ConnectionTestScreen(Screen):
    """Begins by itself. Leaving it ends it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Pröva anslutningen", name="connection_test")
        self._test: ConnectionTest | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._header = PageHeader(self.theme, "Pröva anslutningen")
        self._copy = button(
            self.theme, "Kopiera som text", name="connection_copy", icon="copy", spoken=""
        )
        self._copy.clicked.connect(self.copy)
        self._again = button(
            self.theme,
            "Pröva igen",
            name="connection_again",
            kind="primary",
            icon="refresh-cw",
        )
        self._again.clicked.connect(self.begin)
        for made in (self._copy, self._again):
            self._header.add(made)
        column.addWidget(self._header)
        column.addWidget(self._content(), 1)
        self.theme.dress(self)
        self.destroyed.connect(self._end)
        self.begin()

    def _content(self) -> QWidget:
        self._area = SheetArea("connection_area", "Anslutningens steg")
        inside = ReadingSheet(self.theme, self._area, "Anslutningens steg", name="connection_steps")
        inside.setProperty("fill", "canvas")
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(12)
        self._banner = Banner(self.theme, Kind.INFO)
        column.addWidget(self._banner)
        card = Card(self.theme, "Steg för steg", icon="list-checks")
        self._steps: list[StepRow] = []
        self._card = card
        column.addWidget(card)
        column.addStretch(1)
        self._area.setWidget(inside)
        return self._area

    # -- running

    def begin(self) -> None:
        """Try all steps again."""
        self._end()
        test = self._test = self.session.connection_test()
        if not self._steps:
            for number, one in enumerate(test.steps, 1):
                row = StepRow(self.theme, number, one.title)
                self._steps.append(row)
                self._card.body.addWidget(row)
            self.theme.dress(self)
        self._banner.set_message(Kind.INFO, RUNNING, BACKGROUND)
        self._show()
        self._next()

    def _next(self) -> None:
        test = self._test
        if test is None:
            return

        def tried(more: bool) -> None:
            if isValid(self) and test is self._test:
                self._tried(more=more)

        self.desk.then(test.next(), tried)

    def _tried(self, *, more: bool) -> None:
        self._show()
        if more:
            self._next()
            return
        assert self._test is not None
        good, happened, advice = self._test.verdict
        self._banner.set_message(Kind.OK if good else Kind.WARN, happened, advice)
        self.desk.announce(f"{happened} {advice}")
        self._test.close()
        self.desk.actions.refresh()

    def _show(self) -> None:
        assert self._test is not None
        waiting = [one for one in self._test.steps if one.state is StepState.WAITING]
        for row, view in zip(self._steps, self._test.steps, strict=True):
            running = bool(waiting) and view is waiting[0]
            row.show_step(StepView(title=view.title, state=StepState.RUNNING) if running else view)
        self._copy.set_blocked("Vänta tills alla steg är prövade." if waiting else "")

    def _end(self, *_gone: object) -> None:
        if self._test is not None:
            self._test.close()

    def leaving(self) -> None:
        """The window locks: no more steps are tried."""
        self._end()

    # -- acts

    def copy(self) -> None:
        """All of it as text, without a word about anybody."""
        if self._test is None or not self._test.done:
            return
        self.desk.copy(self._test.as_text())
        self.desk.say("Provet är kopierat som text, utan personuppgifter.")

    def bindings(self) -> Mapping[str, Binding]:
        return {"sync.test": Binding(self.begin)}

    def panes(self) -> Sequence[QWidget]:
        return [self._header, self._area]

    def first_focus(self) -> QWidget | None:
        return self._again

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Esc", "Tillbaka"), ("F6", "Nästa ruta"), ("F1", "Hjälp")]
