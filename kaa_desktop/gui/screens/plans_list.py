"""Planer: the active plans, with what each lacks and when it is looked at next (Ctrl+5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kaa_core.model.ids import YouthId
from kaa_desktop.app.plan_views import PlanRow
from kaa_desktop.app.views import Changes
from kaa_desktop.app.views_base import Fact
from kaa_desktop.app.words import counted
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look, name_cell

COLUMNS = (
    Column("name", "Ungdom", width=190),
    Column("missing", "Saknas"),
    Column("next", "Nästa", width=170, optional=1),
    Column("state", "Läge", width=150),
)
RULE = "Sju uppgifter ska finnas i planen (SKOLFS 2015:62)."


class PlansScreen(AdminList):
    """Enter opens the plan."""

    noun = "plan"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "Planer",
            "Det som ska följas upp närmast står först",
            name="plans",
            columns=COLUMNS,
            empty=(
                "list-checks",
                "Ingen plan är påbörjad.",
                "Öppna en ungdom och fliken Plan och insatser.",
            ),
            acts=("plan.show", "plan.youth"),
        )

    def load(self) -> None:
        rows = self.session.plans.rows()
        self.show_items({row.youth: row for row in rows})
        gaps = sum(row.gaps > 0 for row in rows)
        said = (
            f"{counted(len(rows), 'aktiv plan', 'aktiva planer')}, {gaps} saknar något"
            if rows
            else ""
        )
        self.header.set_title("Planer", said)

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.youths:
            self.load()

    def row_of(self, item: PlanRow) -> Row:
        return Row(
            (
                name_cell(item.name, protected=item.protected, second=item.number),
                Cell(item.missing or "Inget", item.progress),
                Cell(item.next_day, item.worker),
                Cell(chip=chip_look(item.state)),
            )
        )

    def show_item(self, item: PlanRow) -> None:
        facts = (
            Fact(label="Personnummer", value="" if item.protected else item.number),
            Fact(label="Handläggare", value=item.worker),
            Fact(label="Fastställd", value=item.version),
            Fact(label="Nästa", value=item.next_day),
            Fact(label="Saknas", value=item.missing),
        )
        self.pane.show_thing(item.name, (item.state,), facts, RULE)

    def chosen_youth(self) -> YouthId | None:
        item = self.chosen()
        return None if item is None else item.youth

    def main_act(self) -> str:
        return "plan.show"

    def acts(self) -> Mapping[str, Binding]:
        return {"plan.youth": Binding(self._youth, self.none_chosen)}

    def _youth(self) -> None:
        item: Any = self.chosen()
        if item is not None:
            self.desk.open_youth(item.youth, tuple(self.items), self.list.view.select)
