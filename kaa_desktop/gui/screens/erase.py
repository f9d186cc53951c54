"""Deciding to erase: what goes, why, and a word to type, for it cannot be undone."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from kaa_core.model.enums import ErasureReason
from kaa_core.model.ids import YouthId
from kaa_core.model.registry import Problem
from kaa_desktop.app.erasing import CONFIRM, GONE, Outlook, Part
from kaa_desktop.gui.forms.choices import ChoiceList, Dropdown
from kaa_desktop.gui.screens.admin_form import AdminForm
from kaa_desktop.gui.screens.desk import Desk

FINAL = (
    "Det raderas på servern nu, och på varje dator när den har kontakt. Det går inte att ångra. "
    "Säkerhetskopior som redan är gjorda har det kvar tills de själva tas bort."
)
QUOTED = "Det här finns kvar, eftersom någon annan har skrivit det. Läs om det säger samma sak:"
NO_NAMES = "Sparas tillsammans med beslutet. Skriv inga namn och inget av det som raderas."


class ErasePage(AdminForm):
    """One decision. `by_rule`: the youth is due, and that is the reason that stands chosen.

    `field`: by number, what of a record stands chosen to go.
    """

    def __init__(
        self, desk: Desk, outlook: Outlook, *, by_rule: bool = False, field: int = 0
    ) -> None:
        super().__init__(
            desk, outlook.title, name="erase", finish="Radera för alltid", card="Det här raderas"
        )
        self._outlook = outlook
        self._goes = self.say("")
        if outlook.quoted:
            self.say(f"{QUOTED} {', '.join(outlook.quoted)}.", "muted")
        self.say(FINAL, "muted")
        self._part = Dropdown()
        for part in outlook.parts:
            self._part.addItem(part.text)
        self._part.currentIndexChanged.connect(self._show_part)
        self._part.setCurrentIndex(outlook.part_of(field))
        self._show_part()
        self.field("part", "Vad ska raderas", self._part)
        self._reason = ChoiceList(self.theme, "Skäl", ErasureReason, name="reason", notes={})
        self.field("reason", "Skäl", self._reason)
        if by_rule:
            self._reason.set_value(ErasureReason.RETENTION)
        self._words = self.text_field(
            "words",
            "Med egna ord, eller beslutets nummer",
            optional=True,
            note=NO_NAMES,
            guarded=True,
        )
        self._typed = self.text_field("typed", f"Skriv {CONFIRM} för att bekräfta")
        self.settle()

    def _show_part(self, *_index: object) -> None:
        """What goes follows what is chosen: all of it, or one field and nothing else."""
        part, goes = self._chosen(), self._outlook.goes
        if self._outlook.record is None:
            goes = ("ungdomens uppgifter", *goes)
        said = f"Allt som finns: {', '.join(goes)}." if goes else ""
        if part.fields:
            said = f"{part.text}. Resten finns kvar."
        self._goes.setText(said)
        self._goes.setVisible(bool(said))

    def _chosen(self) -> Part:
        return self._outlook.parts[max(0, self._part.currentIndex())]

    def _why(self) -> int:
        chosen = self._reason.value()
        return 0 if chosen is None else int(chosen)

    def problems(self) -> list[Problem]:
        typed = self._typed.text()
        return self.session.erasing.problems(self._why(), self._words.text(), typed)

    def send(self) -> Future[Any]:
        part, words = self._chosen(), self._words.text()
        return self.session.erasing.decide(self._outlook, part, self._why(), words)

    def done(self, value: Any) -> None:
        del value
        self.session.sync_now()  # this computer erases at once, and the list follows
        self.desk.back()
        self.desk.say(GONE)

    def youth_read(self) -> YouthId | None:
        return self._outlook.youth
