"""Gör filen till SCB: what is in it, who is protected, and where it goes. The program sends nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from kaa_core.model.registry import Problem
from kaa_core.rules.calendar import in_words
from kaa_core.scb.sources import Block
from kaa_desktop.app.running import Run
from kaa_desktop.app.scb import LONGEST_REASON
from kaa_desktop.app.scb_views import PROTECTED_LABELS, Chosen, Preview, Protected
from kaa_desktop.app.views import Result
from kaa_desktop.app.words import counted
from kaa_desktop.gui.forms.choices import Check
from kaa_desktop.gui.forms.fields import PickBox
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.saving_form import SavingForm
from kaa_desktop.gui.tokens import Kind

TITLE: Final = "Gör filen till SCB"
LOOK_MS: Final = 100
IN_THE_CLEAR: Final = (
    "Filen är inte krypterad. Lägg den bara där du får ha sekretessbelagda uppgifter, och ta bort den när "
    "den är mottagen. Programmet skickar den inte."
)
WHOLE: Final = "Filen har hela halvåret och ersätter en tidigare fil för samma halvår."
OURS: Final = (
    "Kolumnerna och koderna är kommunens egna, inte SCB:s. "
    "Lägg in SCB:s under Uppställningar innan du skickar."
)
CONFIRMED: Final = (
    "Kommunen har lagt in SCB:s kolumner och koder. Om SCB godtar filen vet programmet inte."
)
NO_ADDRESS: Final = "Ingen adress står i filen."


class ScbFilePage(SavingForm):
    """What is decided before the file is made; then where it is to lie."""

    asks = "Spara filen till SCB"
    what = "Semikolonavgränsad text"

    def __init__(self, desk: Desk, preview: Preview, then: Callable[[Result], object]) -> None:
        self._run: Run | None = None
        super().__init__(
            desk,
            TITLE,
            name="scb_file",
            subtitle=preview.asked.half_year.told,
            finish="Spara filen …",
            card="Det här står i filen",
        )
        self._preview, self._then = preview, then
        for said in _told(preview):
            self.say(said)
        self._make_partly()
        self._make_protected()
        self.say(IN_THE_CLEAR, "muted")
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._say_progress)
        self._close.clicked.disconnect()
        self._close.clicked.connect(self._leave)
        self.settle()

    def _make_partly(self) -> None:
        """Who does not hold everybody says that she makes it anyway."""
        self.partly = Check("Gör filen ändå, utan dem", name="scb_partly")
        if self._preview.missing:
            self.say(self._preview.missing, "strong")
            self.body.addWidget(self.partly)
        else:
            self.partly.setParent(self)
            self.partly.hide()

    def _make_protected(self) -> None:
        held = self._preview
        offered = [Protected.ALL]
        offered += [Protected.WITHOUT_HIDDEN] if held.hidden else []
        offered += [Protected.NONE] if held.marked else []
        self.protected = PickBox([(one, PROTECTED_LABELS[one]) for one in offered])
        self.weighed = Check("Jag har prövat att uppgifterna om dem får lämnas", name="scb_weighed")
        people = []
        if held.hidden:
            who = counted(held.hidden, "ungdom", "ungdomar")
            people.append(f"{who} med skyddad folkbokföring")
        if held.marked:
            who = counted(held.marked, "ungdom", "ungdomar")
            people.append(f"{who} med sekretessmarkering")
        if people:
            self.say(f"I filen finns {' och '.join(people)}. {NO_ADDRESS}", "strong")
            self.field("protected", "De som har skyddade uppgifter", self.protected)
            self.body.addWidget(self.weighed)
            self.reason = self.text_field(
                "reason",
                "Varför några lämnas bort",
                note="Behövs bara om du lämnar bort någon. Skriv inga namn.",
            )
            self.reason.setMaxLength(LONGEST_REASON)
        else:
            for unused in (self.protected, self.weighed):
                unused.setParent(self)
                unused.hide()

    def chosen(self) -> Chosen:
        """What is decided so far."""
        asked = "protected" in self._boxes
        return Chosen(
            protected=self.protected.value(),
            weighed=self.weighed.isChecked(),
            partly=self.partly.isChecked(),
            reason=self.reason.text() if asked else "",
        )

    def problems(self) -> list[Problem]:
        return self.session.scb.problems(self._preview, self.chosen())

    def file_name(self) -> str:
        return self.session.scb.file_name(self._preview)

    def write(self, path: Path) -> Future[Result]:
        self._run = Run()
        self._look.start()
        return self.session.scb.make(self._preview, self.chosen(), path, self._run)

    def _say_progress(self) -> None:
        if self._run is not None and self._busy:
            now = self._run.progress
            told = f"{now.done} av {now.total} är klara. Esc avbryter."
            self.footer.set_state("Gör filen.", told, kind=Kind.INFO)

    def _came(self, answer: Any) -> None:
        if isValid(self):
            self._run = None
            self._look.stop()
        super()._came(answer)

    def _failed(self, sentence: str) -> None:
        if isValid(self):
            self._run = None
            self._look.stop()
        super()._failed(sentence)

    def _leave(self) -> None:
        if not self.escape():
            self.desk.back()

    def escape(self) -> bool:
        """Esc breaks off what is being made; else it leaves the page."""
        if self._busy and self._run is not None:
            self._run.stop()
            return True
        return super().escape()

    def done(self, value: Result) -> None:
        self._then(value)

    def first_focus(self) -> QWidget | None:
        return self.protected if "protected" in self._boxes else self._finish


def _told(preview: Preview) -> list[str]:
    """What she is to know, a paragraph each."""
    people = counted(len(preview.lines), "ungdom", "ungdomar")
    blocks = ", ".join(f"{block.label.lower()} {preview.counts[block]}" for block in Block)
    said = [f"{people}. Rader: {blocks}.", WHOLE]
    last = preview.asked.half_year.last
    if preview.asked.as_of < last:
        told = f"Halvåret är inte slut: det som händer till och med {in_words(last)} saknas."
        said.append(told)
    if number := len(preview.mends):
        what = counted(number, "sak", "saker")
        said.append(f"{what} att rätta står kvar i listan. Filen går att göra ändå.")
    said.append(CONFIRMED if preview.in_force.confirmed else OURS)
    return said
