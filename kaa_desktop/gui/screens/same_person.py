"""Samma person?: two entries side by side, what a person decides of them, and what is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from kaa_core.model.enums import Choice, LinkState
from kaa_core.model.registry import Problem
from kaa_desktop.app.same_person import EntryView, PairView
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.app.words import counted
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.choices import ChoiceList
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.screens.admin_form import AdminForm, ConfirmPage
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look

COLUMNS: Final = (
    Column("keep", "Den ena"),
    Column("other", "Den andra"),
    Column("state", "Läge", 150),
)
OPEN: Final = Chip("Att avgöra", "circle-question-mark", Tone.WARN)
CHIPS: Final = {
    LinkState.SAME: Chip("Samma person", "user-check", Tone.OK),
    LinkState.DIFFERENT: Chip("Olika personer", "users", Tone.NEUTRAL),
}
LONGEST: Final = 500
NOTHING_MOVES: Final = (
    "Ingenting flyttas och ingenting skrivs över. Det andra ärendet visas tillsammans med det som "
    "behålls, och du kan ta tillbaka beslutet."
)
TWO_NUMBERS: Final = (
    "Två olika personnummer är två personer, hur lika de än är. Tvillingar har samma födelsedag och "
    "adress."
)
ALIKE: Final = (
    "Här står ungdomar som har samma nummer, eller samma namn och födelsedag när någon av dem har "
    "samordningsnummer."
)
PARTED: Final = (
    "Ärendena står var för sig igen, med det som har skrivits i dem sedan dess.",
    "Programmet frågar på nytt om det är samma person.",
)


class Kept(Choice):
    """Which of the two."""

    FIRST = 1, "den ena"
    SECOND = 2, "den andra"


class SamePersonScreen(AdminList):
    """Two sections: what nobody has decided, and what is decided."""

    noun = "rad"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "Samma person?",
            "",
            name="same",
            columns=COLUMNS,
            empty=(
                "users",
                "Ingen står två gånger.",
                ALIKE,
            ),
            acts=("same.decide", "same.first", "same.second", "same.part"),
        )

    def load(self) -> None:
        people = self.session.same_person
        found = [*people.open_pairs(), *people.decided()]
        self.show_items({one.id: one for one in found})

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.kinds & {"youth", "youth_link"}:
            self.load()

    def show_items(self, items: Mapping[Any, Any]) -> None:
        self.items = dict(items)
        rows = {key: self.row_of(item) for key, item in items.items()}
        left = tuple(key for key in rows if key[0] == "open")
        done = tuple(key for key in rows if key[0] == "decided")
        self.header.set_title(self.title, f"{counted(len(left), 'par', 'par')} att avgöra")
        self.list.show_rows(
            rows, [Section("open", "Att avgöra", left), Section("decided", "Avgjort", done)]
        )
        self._show_chosen()

    def row_of(self, item: PairView) -> Row:
        return Row(
            (
                Cell(item.keep.name, item.keep.number, strong=True),
                Cell(item.other.name, item.other.number),
                Cell(chip=chip_look(self._chip(item))),
            )
        )

    def _chip(self, item: PairView) -> Chip:
        return OPEN if item.state is None else CHIPS[item.state]

    def show_item(self, item: PairView) -> None:
        facts = (*_facts("Den ena", item.keep), *_facts("Den andra", item.other))
        if item.state is not None:
            facts = (
                *facts,
                Fact(label="Motivering", value=item.reason),
                Fact(label="Beslutat", value=item.decided),
            )
        note = item.why if item.state is None else ""
        self.pane.show_thing(item.keep.name, (self._chip(item),), facts, note)

    def main_act(self) -> str:
        item = self.chosen()
        return "same.decide" if item is None or item.state is None else "same.part"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "same.decide": Binding(self._decide, self._not_open),
            "same.first": Binding(self._show_first, self.none_chosen),
            "same.second": Binding(self._show_second, self.none_chosen),
            "same.part": Binding(self._part, self._not_decided),
        }

    def _not_open(self) -> str:
        item = self.chosen()
        if item is None:
            return self.none_chosen()
        return "" if item.state is None else "Det är redan avgjort. Ta tillbaka beslutet först."

    def _not_decided(self) -> str:
        item = self.chosen()
        if item is None:
            return self.none_chosen()
        return "Det är inte avgjort än." if item.state is None else ""

    def _show_first(self) -> None:
        self.desk.open_youth(self.chosen().keep.youth)

    def _show_second(self) -> None:
        self.desk.open_youth(self.chosen().other.youth)

    def _decide(self) -> None:
        self.desk.open_screen(DecidePage(self.desk, self.chosen(), self._decided))

    def _decided(self, result: Result) -> None:
        self.changed(result.sentence)

    def _part(self) -> None:
        item: PairView = self.chosen()
        people = self.session.same_person
        self.desk.open_screen(
            ConfirmPage(
                self.desk,
                f"Ta tillbaka beslutet om {item.keep.name}",
                PARTED,
                "Ta tillbaka",
                name="same_part",
                act=lambda: people.take_back(item),
                then=self._decided,
            )
        )


class DecidePage(AdminForm):
    """Which is kept, or that they are two; and how one knows."""

    def __init__(self, desk: Desk, pair: PairView, then: Any) -> None:
        super().__init__(
            desk, "Är det samma person?", name="same_page", finish="Spara beslutet", card="Avgör"
        )
        self._pair, self._then = pair, then
        self.say(pair.why)
        self._state = ChoiceList(
            self.theme, "Beslut", tuple(LinkState), name="same_state", notes={}
        )
        self.field("state", "Vad kom du fram till?", self._state)
        self._keep = ChoiceList(
            self.theme,
            "Ärende som behålls",
            tuple(Kept),
            name="same_keep",
            notes={Kept.FIRST: _line(pair.keep), Kept.SECOND: _line(pair.other)},
        )
        self._keep.set_value(Kept.FIRST)
        self.field("keep", "Vilket ärende behålls, om de är samma person?", self._keep)
        self._reason = self.text_field("reason", "Hur vet du det?", guarded=True)
        self._reason.setMaxLength(LONGEST)
        self.say(NOTHING_MOVES)
        self.say(TWO_NUMBERS)
        self.settle()

    def problems(self) -> list[Problem]:
        chosen = self._state.value()
        missing = [] if chosen else [Problem(field="state", sentence="Välj vad du kom fram till.")]
        return [*missing, *self.session.same_person.problems(self._reason.text())]

    def send(self) -> Future[Result]:
        state = self._state.value()
        assert isinstance(state, LinkState)  # `problems` has asked for it
        pair = self._pair
        keep, other = pair.keep.youth, pair.other.youth
        if self._keep.value() is Kept.SECOND:
            keep, other = other, keep
        return self.session.same_person.decide(keep, other, state, self._reason.text())

    def done(self, value: Result) -> None:
        self._then(value)

    def first_focus(self) -> QWidget | None:
        return self._state

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Ctrl+Enter", "Spara beslutet"), ("Esc", "Avbryt"), ("F6", "Nästa ruta")]


def _line(entry: EntryView) -> str:
    return ", ".join(filter(None, (entry.name, entry.number, entry.address, entry.records)))


def _facts(which: str, entry: EntryView) -> tuple[Fact, ...]:
    return (
        Fact(label=which, value=entry.name, note=entry.number),
        Fact(label="Adress", value=entry.address or "saknas"),
        Fact(label="I ärendet", value=entry.records),
    )
