"""Lämna ut uppgifter: all that is kept about a youth, what of it is masked, and the paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from kaa_core.model.enums import DisclosureKind
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_desktop.app.extracts import ExtractEntry, Giving
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.app.words import counted
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.choices import ChoiceList
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.saving_form import SavingForm

TITLE: Final = "Lämna ut uppgifter"
COLUMNS: Final = (Column("what", "Uppgift"), Column("how", "Lämnas ut", 190))
GIVEN: Final = Chip("Lämnas ut", "check", Tone.OK)
MASKED: Final = Chip("Maskeras", "eye-off", Tone.NEUTRAL)
OTHERS: Final = Chip("Rör även någon annan", "users", Tone.WARN)
PAPERS: Final = (DisclosureKind.EXTRACT, DisclosureKind.COPY)
LONGEST_RECEIVER: Final = 200
LONGEST_GROUND: Final = 500
IN_THE_CLEAR: Final = (
    "Filen är inte krypterad. Lägg den bara där du får ha sekretessbelagda uppgifter, och ta bort den "
    "när den är lämnad. Att papperet är gjort antecknas i ärendet."
)
EVERYTHING: Final = (
    "Personen har rätt att få veta allt som står om henne eller honom. Maskera bara det som rör någon "
    "annan så mycket att den tar skada."
)
FOLLOWS: Final = "Den upprepar en uppgift som är maskerad, och maskeras med den."


class ExtractScreen(AdminList):
    """Every record; Enter masks one or takes the mask away."""

    noun = "uppgift"
    reads_case = True

    def __init__(self, desk: Desk, youth: YouthId, name: str) -> None:
        self._youth, self._name_of_youth = youth, name
        self._masks: frozenset[RecordId] = frozenset()
        super().__init__(
            desk,
            f"{TITLE} – {name}",
            "",
            name="extract",
            columns=COLUMNS,
            empty=("file-text", "Ungdomen finns inte längre på datorn.", "Synka och försök igen."),
            add="extract.save",
            acts=("extract.mask",),
        )

    def load(self) -> None:
        view = self.session.extracts.view(self._youth)
        entries = () if view is None else view.entries
        self._masks &= {one.record for one in entries}
        self.show_items({one.record: one for one in entries})
        self._count()

    def refresh(self, changes: Changes) -> None:
        if changes.everything or self._youth in changes.youths:
            self.load()

    def _count(self) -> None:
        whole = counted(len(self.items), "uppgift", "uppgifter")
        masked = len(self._left_out())
        left_out = f", {masked} maskeras" if masked else ""
        self.header.set_title(self.title, whole + left_out)

    def _left_out(self) -> frozenset[RecordId]:
        return frozenset(one.record for one in self.items.values() if self._chip(one) is MASKED)

    def row_of(self, item: ExtractEntry) -> Row:
        told = [one for one in item.lines if one.value not in item.title] or item.lines
        first = next((f"{one.label}: {one.value}" for one in told), "")
        chip = self._chip(item)
        return Row(
            (Cell(item.title, first.partition("\n")[0], strong=True), Cell(chip=chip_look(chip)))
        )

    def _chip(self, item: ExtractEntry) -> Chip:
        if item.record in self._masks or item.of in self._masks:
            return MASKED
        return OTHERS if item.others else GIVEN

    def show_item(self, item: ExtractEntry) -> None:
        facts = tuple(Fact(label=one.label, value=one.value) for one in item.lines)
        note = "Läs igenom innan du lämnar ut den." if item.others else ""
        self.pane.show_thing(item.title, (self._chip(item),), facts, note)

    def main_act(self) -> str:
        return "extract.mask"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "extract.mask": Binding(self._mask, self.none_chosen),
            "extract.save": Binding(self._save, self._not_to_save),
        }

    def _mask(self) -> None:
        item: ExtractEntry = self.chosen()
        if item.of in self._masks:
            self.desk.say(FOLLOWS)
            return
        self._masks ^= {item.record}
        self.show_items(self.items)
        self._count()
        self.desk.announce("Maskeras." if item.record in self._masks else "Lämnas ut.")

    def _not_to_save(self) -> str:
        if not self.items:
            return "Ungdomen finns inte längre på datorn."
        return self.session.why_not(Right.WRITE_CASES)

    def _save(self) -> None:
        self.desk.open_screen(
            GivingPage(self.desk, self._youth, self._name_of_youth, self._left_out(), self._given)
        )

    def _given(self, result: Result) -> None:
        self.changed(result.sentence)

    def youth_read(self) -> YouthId | None:
        return self._youth

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "Maskera eller visa"), ("Mellanslag", "Läsrutan"), ("F6", "Nästa ruta")]


class GivingPage(SavingForm):
    """To whom, and why something is masked; then where the file goes."""

    reads_case = True

    def __init__(
        self,
        desk: Desk,
        youth: YouthId,
        name: str,
        masks: frozenset[RecordId],
        then: Callable[[Result], None],
    ) -> None:
        super().__init__(
            desk, f"{TITLE} – {name}", name="giving", finish="Spara som PDF …", card="Vem får dem"
        )
        self._youth, self._masks, self._then = youth, masks, then
        self._what = ChoiceList(self.theme, "Vad lämnas ut", PAPERS, name="giving_what", notes={})
        self._what.set_value(DisclosureKind.EXTRACT)
        self.field("what", "Vad lämnas ut?", self._what)
        self._receiver = self.text_field(
            "receiver", "Till vem?", note="Behövs när någon annan än personen får kopian."
        )
        self._receiver.setMaxLength(LONGEST_RECEIVER)
        self._ground = self.text_field(
            "ground",
            "Varför maskeras uppgifter?",
            note=f"{counted(len(masks), 'uppgift', 'uppgifter')} maskeras. Skälet står på papperet.",
            guarded=True,
        )
        self._ground.setMaxLength(LONGEST_GROUND)
        self.say(EVERYTHING)
        self.say(IN_THE_CLEAR)
        self.settle()

    def problems(self) -> list[Problem]:
        return self.session.extracts.problems(self._youth, self._giving())

    def _giving(self) -> Giving:
        what = self._what.value()
        assert isinstance(what, DisclosureKind)  # one of the two is always chosen
        return Giving(
            what=what,
            receiver=self._receiver.text(),
            masks=self._masks,
            ground=self._ground.text(),
        )

    def file_name(self) -> str:
        return "utdrag.pdf"

    def write(self, path: Path) -> Future[Result]:
        return self.session.extracts.save(self._youth, self._giving(), path)

    def done(self, value: Result) -> None:
        self._then(value)

    def first_focus(self) -> QWidget | None:
        return self._what

    def youth_read(self) -> YouthId | None:
        return self._youth


def extract_of(desk: Desk, chosen: Any) -> ExtractScreen | None:
    """The page about the youth that is read, or None when she is not here."""
    found = desk.session.youth_rows([chosen]) if chosen is not None else []
    return ExtractScreen(desk, found[0].id, found[0].name) if found else None
