"""Budget och utfall: by period and unit, whole kronor; what gives the figure "Inom budgetram"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from kaa_core.model.records import BudgetEntry
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_core.statistics.catalogue import figure
from kaa_desktop.app.budgets import WHOLE, BudgetRow
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.fields import RecordBox
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.history import HistoryScreen
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.record_form import RecordForm
from kaa_desktop.gui.widgets.kronor import KronorField

TITLE = "Budget och utfall"
COLUMNS = (
    Column("period", "Period"),
    Column("budget", "Budget", width=130),
    Column("outcome", "Utfall", width=160),
    Column("state", "Läge", width=170),
)
WITHIN = Chip("Inom budgetram", "circle-check", Tone.OK)
OVER = Chip("Över budgetram", "flag", Tone.WARN)
WAITING = Chip("Utfall saknas", "circle-dashed", Tone.NEUTRAL)
TWICE = Chip("Räknas två gånger", "triangle-alert", Tone.WARN)


class BudgetScreen(AdminList):
    """The periods, the latest first."""

    noun = "period"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            TITLE,
            "Hela kronor, efter period",
            name="budget",
            columns=COLUMNS,
            empty=(
                "landmark",
                "Ingen budget är inlagd.",
                "En samordnare eller en chef lägger in budget och utfall. Då kan det följas upp.",
            ),
            add="budget.add",
            acts=("budget.change", "budget.history"),
        )

    def load(self) -> None:
        self.show_items({one.id: one for one in self.session.budgets.rows()})

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.kinds & {"budget_entry", "unit"}:
            self.load()

    def row_of(self, item: BudgetRow) -> Row:
        return Row(
            (
                Cell(item.period, item.unit, strong=True),
                Cell(item.budget),
                Cell(item.outcome or "–", item.share),
                Cell(chip=chip_look(_chip(item))),
            )
        )

    def show_item(self, item: BudgetRow) -> None:
        facts = (
            Fact(label="Gäller", value=item.unit),
            Fact(label="Budget", value=item.budget),
            Fact(label="Utfall", value=" · ".join(filter(None, (item.outcome, item.share)))),
            Fact(label="Kommentar", value=item.held.note or ""),
            Fact(label="Inlagd av", value=item.entered_by),
            Fact(label="Så räknas det", value=figure("budget").says),
        )
        shown = tuple(one for one in facts if one.value)
        self.pane.show_thing(item.period, (_chip(item),), shown, item.overlap)

    def main_act(self) -> str:
        return "budget.change"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "budget.add": Binding(self._add, self._not_mine),
            "budget.change": Binding(self._change, self._no_change),
            "budget.history": Binding(self._history, self.none_chosen),
        }

    def _not_mine(self) -> str:
        return self.session.why_not(Right.FOLLOW_UP)

    def _no_change(self) -> str:
        return self.none_chosen() or self._not_mine()

    def _add(self) -> None:
        act = self.session.budgets.add
        self.desk.open_screen(BudgetForm(self.desk, "Lägg in budget", None, act, self._done))

    def _change(self) -> None:
        item: BudgetRow = self.chosen()
        held = self.session.budgets.held(item.id)
        act = partial(self.session.budgets.change, item.id)
        title = f"Ändra {item.period}"
        self.desk.open_screen(BudgetForm(self.desk, title, held, act, self._done))

    def _history(self) -> None:
        item: BudgetRow = self.chosen()
        self.desk.open_screen(HistoryScreen(self.desk, item.id, f"{TITLE}, {item.period}"))

    def _done(self, result: Result) -> None:
        self.changed(result.sentence)


def _chip(item: BudgetRow) -> Chip:
    if item.overlap:
        return TWICE
    if item.within is None:
        return WAITING
    return WITHIN if item.within else OVER


class BudgetForm(RecordForm):
    """A period's budget, and its outcome when it is known."""

    cls = BudgetEntry

    def build(self) -> None:
        self.day("start", "Från")
        self.day("end", "Till och med")
        self._units()
        self._kronor("budget", "Budget i kronor")
        note = "Det som har kostat hittills, eller hela periodens utfall."
        self._kronor("outcome", "Utfall i kronor", optional=True, note=note)
        self.line("note", "Kommentar", optional=True)

    def _units(self) -> None:
        """Only asked for where there are units, or the entry has one."""
        units, held = self.session.budgets.units(), self.first("unit")
        if units or held is not None:
            box = RecordBox(list(units.items()), empty=WHOLE, gone="Borttagen enhet")
            box.set_value(held)
            self.own("unit", "Gäller", box)

    def _kronor(self, name: str, title: str, **box: Any) -> None:
        made = KronorField()
        made.set_value(self.first(name))
        self.own(name, title, made, **box)

    def edited(self) -> None:
        """A period that lies over another one of the same unit is said as it is typed."""
        unit = self.value("unit") if "unit" in self._bound else None
        held = None if self._held is None else self._held.id
        said = self.session.budgets.overlap(self.value("start"), self.value("end"), unit, held)
        self._boxes["end"].set_note(said)

    def problems(self) -> list[Problem]:
        found = super().problems()
        if not found and self.value("budget") is None:
            found.append(Problem(field="budget", sentence="Fyll i budgeten i hela kronor."))
        return found

    def first_focus(self) -> QWidget | None:
        return self._bound["start"].widget
