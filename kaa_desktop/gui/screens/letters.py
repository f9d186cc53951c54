"""Gör brev: which letter and whom to call; then who gets one, how it reads, and one PDF for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Final

import attrs
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from kaa_core.model.ids import YouthId
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_core.rules.letters import ASKED, PLACES, Block, places_in
from kaa_desktop.app.letters import Batch, Recipient, gets_one
from kaa_desktop.app.views import Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.app.words import counted, sentence_case
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.asking_where import ask_where
from kaa_desktop.gui.forms.fields import PickBox
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.kept_form import KeptForm
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.widgets.fields import FieldBox, TextField

TITLE: Final = "Gör brev"
COLUMNS: Final = (Column("who", "Ungdom"), Column("how", "Brev", 150))
GETS: Final = Chip("Får brev", "mail", Tone.OK)
GETS_NONE: Final = Chip("Får inget", "circle-off", Tone.NEUTRAL)
ASKS: Final = Chip("Pröva först", "triangle-alert", Tone.WARN)
FIELDS: Final = {
    "kontakt": "Vem ska ungdomen höra av sig till?",
    "telefon": "Telefonnummer dit",
    "tid": "Tid och plats",
}
IN_THE_CLEAR: Final = (
    "Breven blir en enda PDF med ett brev för varje ungdom. Filen är inte krypterad. Lägg den bara där du "
    "får ha sekretessbelagda uppgifter, och ta bort den när breven är utskrivna."
)


class LetterChoicePage(KeptForm):
    """Which letter, and the words that stand in all of them."""

    def __init__(self, desk: Desk, youths: Sequence[YouthId]) -> None:
        self._youths = tuple(youths)
        super().__init__(
            desk,
            TITLE,
            key="letters",
            name="letter_choice",
            finish="Visa breven",
            subtitle=counted(len(self._youths), "ungdom", "ungdomar"),
            card="Vilket brev",
        )
        self._rows = {row.id: row for row in self.session.letters.templates()}
        self._letter = PickBox([(row.id, row.name) for row in self._rows.values()])
        self.own("template", "Brev", self._letter)
        now = self.session.letters.words_now()
        self._asked_for: dict[str, FieldBox] = {}
        for name in ASKED:
            line = TextField()
            line.setMaxLength(200)
            line.setText(now.get(name, ""))
            self._asked_for[name] = self.own(name, FIELDS[name], line)
        self.say(IN_THE_CLEAR, "muted")
        self.begin()
        self.edited()

    def edited(self) -> None:
        """Only what the letter names is asked for."""
        row = self._rows.get(self._letter.value())
        named = () if row is None else places_in(row.template)
        for name, box in self._asked_for.items():
            box.setVisible(name in named)

    def _batch(self) -> Batch:
        words = {name: self.value(name) for name in ASKED}
        return Batch(youths=self._youths, template=self.value("template"), words=words)

    def problems(self) -> list[Problem]:
        return self.session.letters.problems(self._batch())

    def finish(self) -> None:
        """Look at them first."""
        found = self.problems()
        self._show_problems(found)
        if not found:
            self.leaving()
            self.desk.open_screen(LettersScreen(self.desk, self._batch(), self._made))

    def _made(self, result: Result) -> None:
        """The letters are written: both pages are done."""
        if isValid(self):
            self.drop()
        self.desk.back()
        self.desk.back()
        self.desk.say(result.sentence)

    def first_focus(self) -> QWidget | None:
        return self._letter


class LettersScreen(AdminList):
    """Who gets the letter and how it reads; Enter takes one in by name whom the program asks about."""

    noun = "ungdom"

    def __init__(self, desk: Desk, batch: Batch, then: Any) -> None:
        self._batch, self._then = batch, then
        self._busy = False
        template = desk.session.letters.template(batch.template)
        name = "" if template is None else template.name
        super().__init__(
            desk,
            f"{TITLE}: {name}",
            "",
            name="letters",
            columns=COLUMNS,
            empty=("mail", "Ungdomarna finns inte längre på datorn.", "Synka och försök igen."),
            add="letters.save",
            acts=("letters.name",),
        )

    def load(self) -> None:
        self.desk.then(self.session.letters.recipients(self._batch.youths), self._take)

    def _take(self, found: list[Recipient]) -> None:
        if isValid(self):
            self.show_items({one.youth: one for one in found})
            self._count()

    def _count(self) -> None:
        sent = sum(gets_one(one, self._batch.named) for one in self.items.values())
        left = len(self.items) - sent
        told = counted(sent, "får brevet", "får brevet")
        self.header.set_title(self.title, f"{told}, {left} får inget" if left else told)

    def row_of(self, item: Recipient) -> Row:
        chip = self._chip(item)
        second = item.why_not or ", ".join(item.address[1:])
        return Row((Cell(item.name, second, strong=True), Cell(chip=chip_look(chip))))

    def _chip(self, item: Recipient) -> Chip:
        if gets_one(item, self._batch.named):
            return GETS
        return ASKS if item.by_name else GETS_NONE

    def show_item(self, item: Recipient) -> None:
        letter = self.session.letters.letter(self._batch, item)
        if letter is None or not (item.address or item.by_name):
            self.pane.show_thing(item.name, (self._chip(item),), (), item.why_not)
            return
        facts = (
            Fact(label="Adress", value="\n".join(letter.address)),
            Fact(label="Rubrik", value=letter.heading),
            Fact(label="Brev", value="\n\n".join(_as_text(one) for one in letter.blocks)),
        )
        self.pane.show_thing(item.name, (self._chip(item),), facts, item.why_not)

    def main_act(self) -> str:
        return "letters.name"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "letters.name": Binding(self._name_one, self._not_to_name),
            "letters.save": Binding(self._ask_where, self._not_to_save),
            "form.finish": Binding(self._ask_where, self._not_to_save),
        }

    def _not_to_name(self) -> str:
        one: Recipient | None = self.chosen()
        if one is None or one.by_name:
            return self.none_chosen()
        return one.why_not or "Ungdomen får redan brevet."

    def _name_one(self) -> None:
        one: Recipient = self.chosen()
        self._batch = attrs.evolve(self._batch, named=self._batch.named ^ {one.youth})
        self.show_items(self.items)
        self._count()
        self.desk.announce(self._chip(one).text)

    def _not_to_save(self) -> str:
        if not any(gets_one(one, self._batch.named) for one in self.items.values()):
            return "Ingen av de valda kan få brevet. Se varför i listan."
        return self.session.why_not(Right.WRITE_CASES)

    def _ask_where(self) -> None:
        ask_where(self, "Spara som PDF", "brev.pdf", "PDF", self.save_to)

    def save_to(self, path: str) -> None:
        """Make them and write the file at the place that was chosen."""
        if not self._busy:
            self._busy = True
            self.header.set_title(self.title, "Gör breven.")
            self.desk.then(self._sending(Path(path)), self._came_back, self._not_made)

    def _sending(self, path: Path) -> Future[Result]:
        return self.session.letters.make(self._batch, path)

    def _came_back(self, result: Result) -> None:
        self._busy = False
        if result.done:
            self._then(result)
        else:
            self._not_made(" ".join(one.sentence for one in result.problems))

    def _not_made(self, sentence: str) -> None:
        self._busy = False
        if isValid(self):
            self._count()
        self.desk.say(f"Breven är inte gjorda. {sentence}")

    def chosen_youth(self) -> YouthId | None:
        one: Recipient | None = self.chosen()
        return None if one is None else one.youth

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Ctrl+Enter", "Spara som PDF"), ("Enter", "Ta med"), ("F6", "Nästa ruta")]


def _as_text(block: Block) -> str:
    return "\n".join(f"• {one}" for one in block.items) if block.listed else block.items[0]


def places_told() -> str:
    """The places that a text may name, for who writes one."""
    return "\n".join(f"{{{name}}} – {sentence_case(what)}" for name, what in PLACES.items())
