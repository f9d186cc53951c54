"""Mål: what the board has decided, today's value, and how it is counted. The coordinator writes them in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from kaa_core.model.enums import Indicator
from kaa_core.model.records import OrganisationGoal
from kaa_core.model.registry import Problem
from kaa_core.rules.goals import SAYS
from kaa_desktop.app.goals import GoalView
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.app.words import sentence_case
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.choices import ChoiceBox
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.record_form import RecordForm
from kaa_desktop.gui.widgets.fields import TextField

TITLE = "Mål"
COLUMNS = (
    Column("goal", "Mål"),
    Column("value", "I dag", width=150),
    Column("state", "Läge", width=140),
)
REACHED = Chip("Målet nått", "circle-check", Tone.OK)
NOT_REACHED, ABOVE = Chip("Under målet", "flag", Tone.WARN), Chip("Över taket", "flag", Tone.WARN)
NO_TARGET = Chip("Inget målvärde", "minus", Tone.NEUTRAL)
HERE = "Räknat på de ungdomar som finns på den här datorn."


def goal_chip(view: GoalView) -> Chip:
    """How a goal stands, with a word and an icon."""
    if view.met is None:
        return NO_TARGET
    if view.met:
        return REACHED
    return ABOVE if view.verdict == ABOVE.text else NOT_REACHED


class GoalsScreen(AdminList):
    """Every goal, the latest first."""

    noun = "rad"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            TITLE,
            HERE,
            name="goals",
            columns=COLUMNS,
            empty=(
                "flag",
                "Inget mål är inskrivet.",
                "Den som samordnar skriver in vad nämnden har beslutat. Då ser alla det på Min dag.",
            ),
            add="goal.add",
            acts=("goal.change",),
        )

    def load(self) -> None:
        self._show()
        if self.session.goals.due():
            self.desk.then(self.session.goals.reckon(), self._reckoned)

    def _reckoned(self, _views: object) -> None:
        self._show()

    def _show(self) -> None:
        self.show_items({one.goal: one for one in self.session.goals.all()})

    def refresh(self, changes: Changes) -> None:
        if changes.everything or "organisation_goal" in changes.kinds:
            self._show()

    def row_of(self, item: GoalView) -> Row:
        about = ", ".join(filter(None, (item.aim, item.unit)))
        return Row(
            (
                Cell(item.title, about, strong=True),
                Cell(item.figure, item.fraction),
                Cell(chip=chip_look(goal_chip(item))),
            )
        )

    def show_item(self, item: GoalView) -> None:
        facts = [
            Fact(label="Mäts med", value=sentence_case(item.indicator.label)),
            Fact(label="Så räknas det", value=item.counted),
            Fact(label="I dag", value=", ".join(filter(None, (item.figure, item.fraction)))),
            Fact(label="Målvärde", value=item.aim),
            Fact(label="Period", value=item.period),
            Fact(label="Enhet", value=item.unit),
        ]
        shown = tuple(one for one in facts if one.value)
        self.pane.show_thing(item.title, (goal_chip(item),), shown, HERE)

    def main_act(self) -> str:
        return "goal.change"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "goal.add": Binding(self._add),
            "goal.change": Binding(self._change, self.none_chosen),
        }

    def _add(self) -> None:
        act = self.session.goals.add
        self.desk.open_screen(GoalForm(self.desk, "Skriv in ett mål", None, act, self._done))

    def _change(self) -> None:
        item: GoalView = self.chosen()
        held = self.session.actors.held(OrganisationGoal, item.goal)
        act = partial(self.session.goals.change, item.goal)
        self.desk.open_screen(GoalForm(self.desk, f"Ändra {item.title}", held, act, self._done))

    def _done(self, result: Result) -> None:
        self.changed(result.sentence)


class GoalForm(RecordForm):
    """What was decided, and how it is measured."""

    cls = OrganisationGoal

    def build(self) -> None:
        self.line("title", "Målet, som det är beslutat")
        self._indicator = ChoiceBox(list(Indicator))
        self._indicator.set_value(self.first("indicator"))
        self._says = self.own("indicator", "Mäts med", self._indicator)
        self._indicator.edited.connect(self._say)
        target, held = TextField(), self.first("target")
        target.setText("" if held is None else str(held))
        note = "För ej nådda: högst så många."
        self.own("target", "Målvärde i procent", target, optional=True, note=note)
        self.day("start", "Från")
        self.day("end", "Till", optional=True)
        self.line("decided_by", "Beslutat av", optional=True)
        self._say()

    def _say(self) -> None:
        """How the chosen one is counted."""
        chosen = self._indicator.value()
        self._says.set_note(SAYS[chosen] if isinstance(chosen, Indicator) else "")

    def problems(self) -> list[Problem]:
        found = super().problems()
        if (self.value("target") or "").strip() and _percent(self.value("target")) is None:
            found.append(Problem(field="target", sentence="Skriv ett helt tal, från 0 till 100."))
        return found

    def values(self) -> dict[str, Any]:
        return super().values() | {"target": _percent(self.value("target"))}


def _percent(text: str | None) -> int | None:
    stripped = (text or "").strip().rstrip("%").strip()
    number = int(stripped) if stripped.isascii() and stripped.isdigit() else -1
    return number if 0 <= number <= 100 else None
