"""Enheter: the parts of the organisation in which users work. Ordinary records: no network is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial

from kaa_core.model.registry import Problem
from kaa_desktop.app.admin_views import UnitView
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.app.words import counted
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_form import AdminForm
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look

COLUMNS = (Column("name", "Enhet"), Column("status", "Läge", width=140))
LONGEST = 100


class UnitsScreen(AdminList):
    """The units by name."""

    noun = "enhet"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "Enheter",
            "Där användarna arbetar",
            name="units",
            columns=COLUMNS,
            empty=(
                "briefcase",
                "Det finns inga enheter än.",
                "Lägg till en om kommunen arbetar i flera enheter. Annars behövs ingen.",
            ),
            add="unit.add",
            acts=("unit.rename", "unit.leave", "unit.return"),
        )

    def load(self) -> None:
        self.show_items({one.id: one for one in self.session.administering.units()})

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.kinds & {"unit", "worker"}:
            self.load()

    def row_of(self, item: UnitView) -> Row:
        workers = counted(item.workers, "användare", "användare")
        return Row(
            (
                Cell(item.name, workers, strong=True),
                Cell(chip=chip_look(_status(item))),
            )
        )

    def show_item(self, item: UnitView) -> None:
        note = ""
        if not item.active:
            note = "Enheten går inte att välja för nya användare. De som hör dit är kvar."
        people = Fact(label="Användare", value=str(item.workers))
        self.pane.show_thing(item.name, (_status(item),), (people,), note)

    def main_act(self) -> str:
        return "unit.rename"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "unit.add": Binding(self._add),
            "unit.rename": Binding(self._rename, self.none_chosen),
            "unit.leave": Binding(partial(self._use, active=False), self._not_to_leave),
            "unit.return": Binding(partial(self._use, active=True), self._not_to_return),
        }

    def _not_to_leave(self) -> str:
        unit = self.chosen()
        if unit is not None and not unit.active:
            return "Enheten används redan inte."
        return self.none_chosen()

    def _not_to_return(self) -> str:
        unit = self.chosen()
        return "Enheten används." if unit is not None and unit.active else self.none_chosen()

    def _add(self) -> None:
        act = self.session.administering.add_unit
        self._open("Lägg till enhet", "", "Lägg till", act)

    def _rename(self) -> None:
        unit: UnitView = self.chosen()
        act = partial(self.session.administering.rename_unit, unit.id)
        self._open(f"Byt namn på {unit.name}", unit.name, "Spara", act)

    def _open(
        self, title: str, name: str, finish: str, act: Callable[[str], Future[Result]]
    ) -> None:
        self.desk.open_screen(UnitPage(self.desk, title, name, finish, act, self._done))

    def _use(self, *, active: bool) -> None:
        unit: UnitView = self.chosen()
        asked = self.session.administering.use_unit(unit.id, active=active)
        self.desk.then(asked, self._said)

    def _said(self, result: Result) -> None:
        self.desk.say(result.sentence or " ".join(one.sentence for one in result.problems))

    def _done(self, result: Result) -> None:
        self.changed(result.sentence)


def _status(unit: UnitView) -> Chip:
    if unit.active:
        return Chip("Används", "circle-check", Tone.OK)
    return Chip("Används inte", "circle-off", Tone.NEUTRAL)


class UnitPage(AdminForm):
    """A unit's name."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        name: str,
        finish: str,
        act: Callable[[str], Future[Result]],
        then: Callable[[Result], object],
    ) -> None:
        super().__init__(desk, title, name="admin_unit", finish=finish)
        self._act, self._then = act, then
        self._name = self.text_field("name", "Enhetens namn", name)
        self._name.setMaxLength(LONGEST)
        self.settle()

    def problems(self) -> list[Problem]:
        if self._name.text().strip():
            return []
        return [Problem(field="name", sentence="Skriv enhetens namn.")]

    def send(self) -> Future[Result]:
        return self._act(self._name.text().strip())

    def done(self, value: Result) -> None:
        self._then(value)
