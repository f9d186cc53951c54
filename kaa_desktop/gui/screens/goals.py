"""Mål: what the board has decided, today's value, the trend, and how it is counted.

Written in by who follows the work up: a coordinator or a manager.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from kaa_core.model.enums import Indicator
from kaa_core.model.records import OrganisationGoal
from kaa_core.model.registry import Problem
from kaa_core.statistics.catalogue import OF_INDICATOR
from kaa_core.statistics.goals import COUNT_ONLY, lower_is_better
from kaa_desktop.app.goals import GoalView
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.app.words import sentence_case
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.choices import ChoiceBox
from kaa_desktop.gui.forms.fields import RecordBox
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.record_form import RecordForm
from kaa_desktop.gui.widgets.fields import FieldBox, TextField

TITLE = "Mål"
COLUMNS = (
    Column("goal", "Mål"),
    Column("value", "I dag", width=150),
    Column("trend", "Utveckling", width=190, optional=1),
    Column("state", "Läge", width=140),
)
REACHED = Chip("Målet nått", "circle-check", Tone.OK)
NOT_REACHED, ABOVE = Chip("Under målet", "flag", Tone.WARN), Chip("Över taket", "flag", Tone.WARN)
NO_TARGET = Chip("Inget målvärde", "minus", Tone.NEUTRAL)
NOT_KNOWN = Chip("Saknar underlag", "circle-dashed", Tone.NEUTRAL)
WHOLE = "Hela kommunen"
SUBTITLE = "Räknas som i statistiken"
MOST = 10**12


def goal_chip(view: GoalView) -> Chip:
    """How a goal stands, with a word and an icon."""
    if view.met is None:
        return NOT_KNOWN if view.aim else NO_TARGET
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
            SUBTITLE,
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
        for act in ("budget.show", "evaluation.show"):
            self.header.add(desk.actions.button(act, name=f"goals_{act.split('.')[0]}"))

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
        about = ", ".join(filter(None, (item.aim, item.unit, item.owner)))
        return Row(
            (
                Cell(item.title, about, strong=True),
                Cell(item.figure, item.fraction),
                Cell(sentence_case(item.trend), item.unjudged if item.aim else ""),
                Cell(chip=chip_look(goal_chip(item))),
            )
        )

    def show_item(self, item: GoalView) -> None:
        facts = [
            Fact(label="Mäts med", value=sentence_case(item.indicator.label)),
            Fact(label="Så räknas det", value=item.counted),
            Fact(label="I dag", value=_of(item)),
            Fact(label="Målvärde", value=item.aim, note=item.unjudged if item.aim else ""),
            Fact(label="Utveckling", value=sentence_case(item.trend)),
            Fact(label="Månad för månad", value=item.line if len(item.points) > 1 else ""),
            Fact(label="Ansvarig", value=item.owner),
            Fact(label="Period", value=item.period),
            Fact(label="Gäller", value=item.unit or WHOLE),
        ]
        shown = tuple(one for one in facts if one.value)
        note = " ".join(filter(None, (item.held, *item.remarks)))
        self.pane.show_thing(item.title, (goal_chip(item),), shown, note)

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
        held = self.session.goals.held(item.goal)
        act = partial(self.session.goals.change, item.goal)
        self.desk.open_screen(GoalForm(self.desk, f"Ändra {item.title}", held, act, self._done))

    def _done(self, result: Result) -> None:
        self.changed(result.sentence)


def _of(item: GoalView) -> str:
    return f"{item.figure} ({item.fraction})" if item.fraction else item.figure


class GoalForm(RecordForm):
    """What was decided, how it is measured, who answers for it."""

    cls = OrganisationGoal

    def build(self) -> None:
        self.line("title", "Målet, som det är beslutat")
        self._indicator = ChoiceBox(list(Indicator))
        self._indicator.set_value(self.first("indicator"))
        self._says = self.own("indicator", "Mäts med", self._indicator)
        self._indicator.edited.connect(self._say)
        note = "Fyll i det ena av de två, eller inget."
        self._percent = self._number("target", "Målvärde i procent", note)
        self._count = self._number("target_count", "Målvärde i antal", "")
        self.day("start", "Från")
        self.day("end", "Till", optional=True)
        self.line("owner", "Ansvarig", optional=True, note="Roll eller namn, till exempel rektor.")
        self._units()
        self.line("decided_by", "Beslutat av", optional=True)
        self._say()

    def _number(self, name: str, title: str, note: str) -> FieldBox:
        field, held = TextField(), self.first(name)
        field.setMaxLength(12)
        field.setText("" if held is None else str(held))
        return self.own(name, title, field, optional=True, note=note)

    def _units(self) -> None:
        """Only asked for where there are units, or the goal has one."""
        units = self.session.goals.units()
        held = self.first("unit")
        if not units and held is None:
            return
        box = RecordBox(list(units.items()), empty=WHOLE, gone="Borttagen enhet")
        box.set_value(held)
        self.own("unit", "Gäller", box)

    def _say(self) -> None:
        """How the chosen one is counted, and by which measure it can have a target."""
        chosen = self._indicator.value()
        if not isinstance(chosen, Indicator):
            self._says.set_note("")
            return
        self._says.set_note(f"Så räknas det: {OF_INDICATOR[chosen].says}")
        least = "Högst" if lower_is_better(chosen) else "Minst"
        what = "så många kronor" if chosen is Indicator.IN_BUDGET else "så många"
        self._count.set_note(f"{least} {what}.")
        self._percent.setVisible(chosen not in COUNT_ONLY or self.value("target") != "")

    def problems(self) -> list[Problem]:
        found = super().problems()
        if _wrong(self.value("target"), 100):
            found.append(Problem(field="target", sentence="Skriv ett helt tal, från 0 till 100."))
        if _wrong(self.value("target_count"), MOST):
            found.append(Problem(field="target_count", sentence="Skriv ett helt tal, minst 0."))
        return found or self.session.goals.problems(self.values())

    def values(self) -> dict[str, Any]:
        return super().values() | {
            "target": _number(self.value("target"), 100),
            "target_count": _number(self.value("target_count"), MOST),
        }


def _wrong(text: str | None, most: int) -> bool:
    return bool((text or "").strip()) and _number(text, most) is None


def _number(text: str | None, most: int) -> int | None:
    bare = "".join((text or "").split()).rstrip("%")
    number = int(bare) if bare.isascii() and bare.isdigit() else -1
    return number if 0 <= number <= most else None
