"""Tidiga signaler: a short list beside the register, each entry with who said it and when it goes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from kaa_core.model.enums import EarlyKind
from kaa_core.model.records import EarlySignal
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_desktop.app.early import EarlyRow
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.choices import ChoiceBox
from kaa_desktop.gui.forms.fields import PickBox
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_form import ConfirmPage
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.record_form import RecordForm
from kaa_desktop.gui.widgets.boxes import EmptyState
from kaa_desktop.gui.widgets.fields import DateField, TextField

TITLE: Final = "Tidiga signaler"
COLUMNS: Final = (
    Column("who", "Vem, vad det gäller"),
    Column("from", "Vem som har sagt det", width=230, optional=1),
    Column("goes", "Raderas", width=180),
)
KINDS: Final = frozenset({"early_signal", "municipality", "worker"})
SUBTITLE: Final = "Utanför registret. Varje rad raderas av sig själv."
EMPTY: Final = "Ingen står på listan."
ABOUT: Final = (
    "Här står den som ännu inte omfattas av aktivitetsansvaret. Ingen här är inskriven, syns i sökningen "
    "eller räknas i någon siffra. Den som senare omfattas kommer in i registret med inläsningen."
)
WHAT: Final = "Skriv bara vad ni gör. Inga orsaker, och inget om hälsa, familj eller brott."
REMOVE: Final = (
    "Raden tas bort på alla datorer. Servern raderar den för gott inom en timme.",
    "Ingenting i registret ändras.",
)


class EarlyScreen(AdminList):
    """What goes first stands first."""

    noun = "rad"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            TITLE,
            "",
            name="early",
            columns=COLUMNS,
            empty=("inbox", EMPTY, ABOUT),
            add="early.add",
            acts=("early.change", "early.remove"),
        )

    def load(self) -> None:
        off = self.session.early.why_off()
        self.header.set_title(TITLE, "" if off else SUBTITLE)
        empty = self.list.findChild(EmptyState)
        if isinstance(empty, EmptyState):
            heading, _, rest = off.partition(". ")
            icon = "circle-off" if off else "inbox"
            empty.set_message(
                f"{heading}." if off else EMPTY, rest or ABOUT, icon=icon, tone="text2"
            )
        self.show_items({one.id: one for one in self.session.early.rows()})

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.kinds & KINDS:
            self.load()

    def row_of(self, item: EarlyRow) -> Row:
        chip = chip_look(_goes(item))
        return Row(
            (
                Cell(item.name, item.what, strong=True),
                Cell(item.told_by, item.received),
                Cell(chip=chip),
            )
        )

    def show_item(self, item: EarlyRow) -> None:
        told = (
            ("Personnummer", item.number),
            ("Vad det gäller", item.what),
            ("Kom in", item.received),
            ("Vem som har sagt det", item.told_by),
            ("Skola", item.school),
            ("Vad ni gör", item.next_step),
            ("Vem som gör det", item.worker),
            ("Rättslig grund", self.session.early.basis()),
        )
        facts = tuple(Fact(label=label, value=value) for label, value in told if value)
        self.pane.show_thing(item.name, (_goes(item),), facts, ABOUT)

    def main_act(self) -> str:
        return "early.change"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "early.add": Binding(self._add, self._may_not),
            "early.change": Binding(self._change, self._may_not_choose),
            "early.remove": Binding(self._remove, self._may_not_choose),
        }

    def _may_not(self) -> str:
        return self.session.why_not(Right.KEEP_REGISTER) or self.session.early.why_off()

    def _may_not_choose(self) -> str:
        return self._may_not() or self.none_chosen()

    def _add(self) -> None:
        act = self.session.early.add
        self.desk.open_screen(EarlyForm(self.desk, "Ny tidig signal", None, act, self._done))

    def _change(self) -> None:
        item: EarlyRow = self.chosen()
        held = self.session.early.held(item.id)
        act = partial(self.session.early.change, item.id)
        self.desk.open_screen(EarlyForm(self.desk, f"Ändra {item.name}", held, act, self._done))

    def _remove(self) -> None:
        item: EarlyRow = self.chosen()
        self.desk.open_screen(
            ConfirmPage(
                self.desk,
                f"Ta bort {item.name}",
                REMOVE,
                "Ta bort raden",
                name="early_remove",
                act=partial(self.session.early.remove, item.id),
                then=self._done,
            )
        )

    def _done(self, result: Result) -> None:
        self.changed(result.sentence)
        self.load()


class EarlyForm(RecordForm):
    """Somebody on the list: who, why, and who said it."""

    cls = EarlySignal
    keeps_new = False  # name and number would lie there after the entry has been erased

    def build(self) -> None:
        self.line("identity_number", "Personnummer", note="Tolv siffror: ååååmmddnnnn.")
        number = self._bound["identity_number"].widget
        assert isinstance(number, TextField)
        number.setMaxLength(13)  # with the hyphen that many write
        self.line("given_name", "Förnamn")
        self.line("family_name", "Efternamn")
        kind = ChoiceBox(list(EarlyKind))
        kind.set_value(self.first("kind"))
        self.own("kind", "Vad det gäller", kind)
        self.line("told_by", "Vem har sagt det?", note="Skolan, en kollega eller någon annan.")
        received = DateField(self.session.today)
        received.set_value(self.first("received_on") or self.session.today())
        self.own("received_on", "När kom det in?", received)
        self.line("school", "Skola", optional=True)
        self.line("next_step", "Vad gör ni?", optional=True, note=WHAT)
        self._boxes["next_step"].guard(self.theme)
        people = [(one.id, one.name) for one in self.session.colleagues(writing=True)]
        worker = PickBox([(None, "Ingen vald"), *people])
        worker.set_value(self.first("worker"))
        self.own("worker", "Vem gör det?", worker, optional=True)

    def problems(self) -> list[Problem]:
        record = None if self._held is None else self._held.id
        return super().problems() or self.session.early.problems(record, self.values())

    def values(self) -> dict[str, Any]:
        picked = self._bound["worker"].widget
        assert isinstance(picked, PickBox)
        return {**super().values(), "worker": picked.value()}


def _goes(item: EarlyRow) -> Chip:
    tone = Tone.WARN if item.soon else Tone.NEUTRAL
    return Chip(item.goes[:1].upper() + item.goes[1:], "trash-2", tone)
