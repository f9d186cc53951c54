"""Frånvaro: who is or will be away, never why, and who does the tasks meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Final

import attrs

from kaa_core.model.organising import Absence
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_desktop.app.routines import AbsenceRow
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.fields import PickBox
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.kept_form import KeptForm
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.widgets.fields import DateField

COLUMNS: Final = (
    Column("who", "Vem"),
    Column("when", "När", width=220),
    Column("stand_in", "Ersättare", width=200),
    Column("status", "Läge", width=130),
)
NOW: Final = Chip("Borta nu", "circle-off", Tone.WARN)
COMING: Final = Chip("Planerad", "calendar", Tone.NEUTRAL)
NEVER_WHY: Final = "Skriv aldrig varför någon är borta."
MEANWHILE: Final = (
    "Det som ska göras under tiden visas på ersättarens Min dag. Utan ersättare visas det hos "
    "samordnaren. Ärendena byter inte handläggare."
)


class AbsenceScreen(AdminList):
    """Those who are or will be away, the soonest first."""

    noun = "frånvaro"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "Frånvaro",
            "Vem som är borta, och vem som gör bevakningarna",
            name="absences",
            columns=COLUMNS,
            empty=("user-check", "Ingen är borta.", "Anteckna planerad frånvaro i förväg."),
            add="absence.add",
            acts=("absence.change", "absence.end"),
        )

    def load(self) -> None:
        self.show_items({one.id: one for one in self.session.routines.absences()})

    def refresh(self, changes: Changes) -> None:
        if changes.everything or {"absence", "worker"} & changes.kinds:
            self.load()

    def row_of(self, item: AbsenceRow) -> Row:
        chip = chip_look(NOW if item.now else COMING)
        return Row(
            (
                Cell(item.worker, strong=True),
                Cell(item.when),
                Cell(item.stand_in),
                Cell(chip=chip),
            )
        )

    def show_item(self, item: AbsenceRow) -> None:
        facts = (
            Fact(label="När", value=item.when),
            Fact(label="Ersättare", value=item.stand_in),
        )
        self.pane.show_thing(item.worker, (NOW if item.now else COMING,), facts, MEANWHILE)

    def main_act(self) -> str:
        return "absence.change"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "absence.add": Binding(self._add, self._not_mine),
            "absence.change": Binding(self._change, self._no_change),
            "absence.end": Binding(self._end, self._no_change),
        }

    def _not_mine(self) -> str:
        return self.session.why_not(Right.WRITE_CASES)

    def _no_change(self) -> str:
        return self.none_chosen() or self._not_mine()

    def _add(self) -> None:
        new = self.session.routines.new_absence()
        self.desk.open_screen(AbsencePage(self.desk, "Ny frånvaro", new, "new", self._said))

    def _change(self) -> None:
        held: Absence = self.chosen().absence
        self.desk.open_screen(
            AbsencePage(self.desk, "Ändra frånvaron", held, held.id.hex, self._said)
        )

    def _end(self) -> None:
        self.desk.then(self.session.routines.end_absence(self.chosen().id), self._told)

    def _told(self, result: Result) -> None:
        self.desk.say(result.sentence or " ".join(one.sentence for one in result.problems))
        self.load()

    def _said(self, result: Result) -> None:
        self.changed(result.sentence)


class AbsencePage(KeptForm):
    """Who, from when to when, and who does the tasks."""

    def __init__(
        self, desk: Desk, title: str, held: Absence, key: str, then: Callable[[Result], object]
    ) -> None:
        super().__init__(
            desk, title, key=f"absence {key}", name="absence", finish="Spara", card="Frånvaro"
        )
        self._held, self._then = held, then
        people = [(one.id, one.name) for one in self.session.colleagues(writing=True)]
        worker = PickBox(people)
        worker.set_value(held.worker)
        stand_in = PickBox([(None, "Samordnaren"), *people])
        stand_in.set_value(held.stand_in)
        start, end = DateField(self.session.today), DateField(self.session.today)
        start.set_value(held.start)
        end.set_value(held.end)
        self.own("worker", "Vem", worker, note=NEVER_WHY)
        self.own("start", "Från och med", start)
        self.own("end", "Till och med", end, optional=True, note="Tom: tills vidare.")
        self.own("stand_in", "Vem gör bevakningarna", stand_in)
        self.say(MEANWHILE, "muted")
        self.begin(None if key == "new" else held)

    def _made(self) -> Absence:
        values = {name: self.value(name) for name in ("worker", "start", "end", "stand_in")}
        return attrs.evolve(self._held, **self.seen() | self.touched(values))

    def problems(self) -> list[Problem]:
        return super().problems() or self.session.routines.absence_problems(self._made())

    def send(self) -> Future[Result]:
        before = attrs.evolve(self._held, **self.seen())
        return self.session.routines.note_absence(self._made(), before)

    def done(self, value: Result) -> None:
        self.drop()
        self._then(value)
