"""Skriv ut journalen: which period, what of it, and why; then where the paper goes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Final

from kaa_core.model.ids import YouthId
from kaa_core.model.registry import Problem
from kaa_desktop.app.journal_paper import Printing
from kaa_desktop.app.views import JournalFilter, Result
from kaa_desktop.app.words import counted
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.saving_form import SavingForm
from kaa_desktop.gui.widgets.fields import DateField
from kaa_desktop.gui.widgets.segments import SegmentedFilter

TITLE: Final = "Skriv ut journalen"
IN_THE_CLEAR: Final = (
    "Filen är inte krypterad. Lägg den bara där du får ha sekretessbelagda uppgifter, och ta bort den "
    "när den är utskriven. Att journalen skrevs ut antecknas i ärendet, med skälet."
)
LONGEST: Final = 500


class JournalPrintPage(SavingForm):
    """A period may be left open at either end."""

    reads_case = True

    def __init__(
        self, desk: Desk, youth: YouthId, name: str, then: Callable[[Result], None]
    ) -> None:
        super().__init__(
            desk, f"{TITLE} – {name}", name="journal_print", finish="Spara som PDF …", card="Vad"
        )
        self._youth, self._then = youth, then
        self._only = JournalFilter.ALL
        self._first, self._last = DateField(self.session.today), DateField(self.session.today)
        self.field("first_day", "Från", self._first, optional=True)
        self.field("last_day", "Till", self._last, optional=True)
        choices = [(one.name, one.value) for one in JournalFilter]
        self._what = SegmentedFilter(self.theme, "Vad ska med", choices, name="journal_print_what")
        self._what.set_value(self._only.name)
        self._what.chosen.connect(self._choose)
        self.field("what", "Vad ska med?", self._what)
        self._count = self.say("", "muted")
        self._reason = self.text_field("reason", "Varför skrivs den ut?", guarded=True)
        self._reason.setMaxLength(LONGEST)
        self.say(IN_THE_CLEAR)
        for one in (self._first, self._last):
            one.textEdited.connect(self._tell)
        self.settle()
        self._tell()

    def _choose(self, which: str) -> None:
        self._only = JournalFilter[which]
        self._tell()

    def _tell(self, *_: object) -> None:
        number = self.session.journal_papers.count(self._youth, self._wanted())
        self._count.setText(
            f"{counted(number, 'händelse', 'händelser')} kommer med. Utkast är inte med."
        )

    def _wanted(self) -> Printing:
        return Printing(
            first=self._first.value(),
            last=self._last.value(),
            only=self._only,
            reason=self._reason.text(),
        )

    def problems(self) -> list[Problem]:
        unread = [
            Problem(field=name, sentence=sentence)
            for name, field in (("first_day", self._first), ("last_day", self._last))
            if (sentence := field.problem())
        ]
        return unread or self.session.journal_papers.problems(self._youth, self._wanted())

    def file_name(self) -> str:
        return "journal.pdf"

    def write(self, path: Path) -> Future[Result]:
        return self.session.journal_papers.save(self._youth, self._wanted(), path)

    def done(self, value: Result) -> None:
        self._then(value)

    def youth_read(self) -> YouthId | None:
        return self._youth
