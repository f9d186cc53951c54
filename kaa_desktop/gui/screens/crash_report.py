"""Felrapporten: shown whole, and kept nowhere until the person says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Footer, PageHeader
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.store.errors import StoreFault

if TYPE_CHECKING:
    from kaa_desktop.app.crash import Report

NONE = "Inget oväntat fel har hänt sedan du låste upp."
WHAT = "Läs igenom den. Ingenting sparas eller skickas om du inte väljer det."


class CrashReportScreen(Screen):
    """`keep` writes the report and returns where; `thrown` is told when it is not wanted."""

    def __init__(
        self,
        desk: Desk,
        report: Report,
        keep: Callable[[Report], Path],
        thrown: Callable[[], object],
    ) -> None:
        super().__init__(desk, "Felrapport", name="crash_report")
        self._report = report
        self._keep = keep
        self._thrown = thrown
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        header = PageHeader(self.theme, "Felrapport", WHAT)
        column.addWidget(header)
        column.addWidget(self._text(), 1)
        column.addWidget(self._foot())
        self.theme.dress(self)

    def _text(self) -> QWidget:
        room = QWidget()
        inside = QVBoxLayout(room)
        inside.setContentsMargins(20, 12, 20, 12)
        text = QPlainTextEdit(self._report.text)
        text.setObjectName("crash_text")
        text.setAccessibleName("Hela felrapporten")
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setMinimumHeight(self.theme.px(48))
        inside.addWidget(text)
        self.setFocusProxy(text)
        return room

    def _foot(self) -> QWidget:
        foot = self._footer = Footer(self.theme)
        throw = button(self.theme, "Kasta", name="crash_throw", kind="flat", icon="trash-2")
        copy = button(self.theme, "Kopiera texten", name="crash_copy", icon="copy")
        keep = button(
            self.theme, "Spara felrapporten", name="crash_keep", kind="primary", icon="save"
        )
        throw.clicked.connect(self._throw)
        copy.clicked.connect(self._copy)
        keep.clicked.connect(self._save)
        for made in (throw, copy, keep):
            foot.add(made)
        return foot

    def _copy(self) -> None:
        self.desk.copy(self._report.text)
        self.desk.say("Felrapporten är kopierad.")

    def _save(self) -> None:
        try:
            place = self._keep(self._report)
        except StoreFault as fault:
            self._footer.set_state("Inte sparad.", fault.sentence, kind=Kind.DANGER)
            return
        self._footer.set_state("Sparad.", f"Ge filen till den som hjälper dig: {place}")

    def _throw(self) -> None:
        self._thrown()
        self.desk.back()
        self.desk.say("Felrapporten är kastad. Den är inte sparad någonstans.")
