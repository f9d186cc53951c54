"""Exportera till arkivet: what is preserved of those who are to be erased, row by row, and where it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Final

import attrs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from kaa_core.model.ids import RecordId
from kaa_core.model.registry import Kind, Problem
from kaa_core.model.rights import Right
from kaa_desktop.app.archiving import (
    LONGEST_DECISION,
    LONGEST_GROUND,
    ArchiveView,
    ArchiveYouth,
    Chosen,
    kind_name,
)
from kaa_desktop.app.views import Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.app.words import counted, sentence_case
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.choices import Check
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.saving_form import SavingForm

TITLE: Final = "Exportera till arkivet"
COLUMNS: Final = (
    Column("what", "Vad"),
    Column("count", "Poster", 90, align_right=True),
    Column("how", "Bevaras", 190),
)
KEPT: Final = Chip("Följer med", "check", Tone.OK)
LEFT: Final = Chip("Lämnas kvar", "circle-off", Tone.NEUTRAL)
PROTECTED: Final = Chip("Bara om du säger det", "shield", Tone.PROTECTED)
WARNED: Final = Chip("Sekretessmarkering", "triangle-alert", Tone.WARN)
ABOUT_KIND: Final = "Det som lämnas kvar står inte i filen. Det raderas med resten när du gallrar."
ABOUT_PROTECTED: Final = (
    "Personen har skyddad folkbokföring. På nästa sida säger du om den ska följa med. Då antecknas att "
    "ärendet har öppnats och varför. Ingen adress följer med."
)
ABOUT_WARNED: Final = (
    "Personen har sekretessmarkering. Pröva skadan innan uppgifterna lämnar registret."
)
IN_THE_CLEAR: Final = (
    "Filen är inte krypterad. Lägg den bara där du får ha sekretessbelagda uppgifter, och ta bort den "
    "när arkivet har tagit emot den. Ingenting raderas i registret av exporten."
)


class ArchiveScreen(AdminList):
    """Kinds of records, then youths; Enter takes one out or in again."""

    noun = "rad"

    def __init__(self, desk: Desk) -> None:
        self._view = ArchiveView(youths=(), kinds=(), away={})
        self._chosen = Chosen()
        super().__init__(
            desk,
            TITLE,
            "",
            name="archive",
            columns=COLUMNS,
            empty=(
                "archive",
                "Ingen ska gallras i år.",
                "Här väljer du vad som bevaras av dem som ska gallras.",
            ),
            add="archive.save",
            acts=("archive.toggle", "archive.fetch"),
        )

    def load(self) -> None:
        self.desk.then(self.session.archiving.view(), self._seen, self._failed)

    def _seen(self, view: ArchiveView) -> None:
        if not isValid(self):
            return
        self._view = view
        items: dict[Any, Any] = {("kind", one.id): one for one in view.kinds}
        self.show_items(items | {("youth", one.due.youth): one for one in view.youths})

    def show_items(self, items: Mapping[Any, Any]) -> None:
        first = not self.items
        self.items = dict(items)
        rows = {key: self.row_of(item) for key, item in items.items()}
        kinds = tuple(key for key, one in items.items() if isinstance(one, Kind))
        youths = tuple(key for key, one in items.items() if isinstance(one, ArchiveYouth))
        sections = [Section("kinds", "Uppgifter", kinds), Section("youths", "Ungdomar", youths)]
        self.list.show_rows(rows, sections)
        if first and items and self.isVisible():
            self.list.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._count()
        self._show_chosen()

    def _count(self) -> None:
        self.header.set_title(self.title, _amount(self._view, self._chosen) if self.items else "")

    def row_of(self, item: Kind | ArchiveYouth) -> Row:
        chip = Cell(chip=chip_look(self._chip(item)))
        if isinstance(item, Kind):
            number = sum(one.counts.get(item.id, 0) for one in self._view.youths)
            return Row((Cell(kind_name(item), strong=True), Cell(str(number)), chip))
        number = sum(item.counts.values())
        return Row((Cell(item.due.name, item.due.number, strong=True), Cell(str(number)), chip))

    def _chip(self, item: Kind | ArchiveYouth) -> Chip:
        if isinstance(item, Kind):
            return LEFT if item.id in self._chosen.left_out else KEPT
        if item.due.youth in self._chosen.without:
            return LEFT
        return PROTECTED if item.hidden else KEPT

    def show_item(self, item: Kind | ArchiveYouth) -> None:
        chip = self._chip(item)
        if isinstance(item, Kind):
            names = ", ".join(field.label for field in item.fields)
            fields = Fact(label="Fält", value=sentence_case(names))
            self.pane.show_thing(kind_name(item), (chip,), (fields,), ABOUT_KIND)
            return
        chips = (chip, WARNED) if item.warned and not item.hidden else (chip,)
        away = len(self._view.away.get(item.due.youth, ()))
        facts = [
            Fact(label=kind_name(kind), value=str(item.counts[kind.id]))
            for kind in self._view.kinds
            if kind.id in item.counts
        ]
        if away:
            papers = counted(away, "bilaga", "bilagor")
            facts.append(Fact(label="Bara på servern", value=papers))
        note = ABOUT_PROTECTED if item.hidden else ABOUT_WARNED if item.warned else item.due.when
        self.pane.show_thing(item.due.name, chips, tuple(facts), note)

    def main_act(self) -> str:
        return "archive.toggle"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "archive.toggle": Binding(self._toggle, self.none_chosen),
            "archive.fetch": Binding(self._fetch, self._nothing_away),
            "archive.save": Binding(self._save, self._not_to_save),
        }

    def _toggle(self) -> None:
        item: Kind | ArchiveYouth = self.chosen()
        chosen = self._chosen
        if isinstance(item, Kind):
            self._chosen = attrs.evolve(chosen, left_out=chosen.left_out ^ {item.id})
        else:
            self._chosen = attrs.evolve(chosen, without=chosen.without ^ {item.due.youth})
        self.show_items(self.items)
        self.desk.announce(f"{self._chip(item).text}.")

    def _nothing_away(self) -> str:
        return "" if self._away() else "Alla bilagor som följer med finns på datorn."

    def _away(self) -> Sequence[RecordId]:
        return self._view.missing(attrs.evolve(self._chosen, protected=True))

    def _fetch(self) -> None:
        missing = self._away()
        if missing:
            self.session.archiving.fetch(missing)
            papers = counted(len(missing), "bilaga", "bilagor")
            self.desk.say(f"Hämtar {papers}. Öppna sidan igen när de är här.")

    def _not_to_save(self) -> str:
        if not self.items:
            return "Ingen ska gallras i år."
        return self.session.why_not(Right.KEEP_REGISTER)

    def _save(self) -> None:
        self.desk.open_screen(ArchivePage(self.desk, self._view, self._chosen, self._saved))

    def _saved(self, result: Result) -> None:
        self.changed(result.sentence)

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "Ta med eller lämna"), ("Mellanslag", "Läsrutan"), ("F6", "Nästa ruta")]


class ArchivePage(SavingForm):
    """To which archive, on whose decision and which ground; then where the file goes."""

    asks = "Spara arkivexport"
    what = "Arkivexport"

    def __init__(
        self, desk: Desk, view: ArchiveView, chosen: Chosen, then: Callable[[Result], None]
    ) -> None:
        super().__init__(
            desk, TITLE, name="archiving", finish="Spara arkivexport …", card="Det här exporteras"
        )
        self._view, self._given, self._then = view, chosen, then
        self._counted = self.say("")
        hidden = sum(one.hidden and one.due.youth not in chosen.without for one in view.youths)
        people = counted(hidden, "ungdom", "ungdomar")
        self._protected = Check(
            f"Ta också med {people} med skyddad folkbokföring", name="archive_protected"
        )
        self.body.addWidget(self._protected)
        self._protected.setVisible(bool(hidden))
        self._receiver = self.text_field("receiver", "Vilket arkiv tar emot?")
        self._receiver.setMaxLength(200)
        self._decision = self.text_field(
            "decision",
            "Vem har beslutat, och när?",
            note="Beslutets nummer är bra att ha med. Skriv inga namn på ungdomar.",
        )
        self._decision.setMaxLength(LONGEST_DECISION)
        self._ground = self.text_field(
            "ground",
            "Rättslig grund och skäl",
            note="Till exempel arkivlagen eller kommunens plan.",
            guarded=True,
        )
        self._ground.setMaxLength(LONGEST_GROUND)
        self.say(IN_THE_CLEAR)
        self._protected.edited.connect(self._count)
        self._count()
        self.settle()

    def _count(self, *_what: object) -> None:
        warned = sum(one.warned for one in self._view.kept(self._chosen()))
        told = _amount(self._view, self._chosen())
        if warned:
            people = counted(warned, "person", "personer")
            told += f". {people} har skyddade uppgifter: pröva skadan innan de lämnar registret"
        self._counted.setText(f"{told}.")

    def _chosen(self) -> Chosen:
        return attrs.evolve(
            self._given,
            protected=self._protected.isChecked(),
            receiver=self._receiver.text(),
            decision=self._decision.text(),
            ground=self._ground.text(),
        )

    def problems(self) -> list[Problem]:
        return self.session.archiving.problems(self._view, self._chosen())

    def file_name(self) -> str:
        return f"arkivexport-{self.session.today().isoformat()}.zip"

    def write(self, path: Path) -> Future[Result]:
        return self.session.archiving.save(self._view, self._chosen(), path)

    def done(self, value: Result) -> None:
        self._then(value)

    def first_focus(self) -> QWidget | None:
        return self._protected if self._protected.isVisibleTo(self) else self._receiver


def _amount(view: ArchiveView, chosen: Chosen) -> str:
    """As "3 ungdomar, 41 poster"."""
    people = counted(len(view.kept(chosen)), "ungdom", "ungdomar")
    return f"{people}, {counted(view.records(chosen), 'post', 'poster')}"
