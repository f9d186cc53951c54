"""Gallring: who is to be erased this year, and what has been erased, with where every computer stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kaa_desktop.app.admin_views import Told
from kaa_desktop.app.erasing import DueView, ErasureView
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.archive import ArchiveScreen
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.erase import ErasePage
from kaa_desktop.gui.screens.looks import chip_look

COLUMNS = (
    Column("what", "Vad"),
    Column("when", "När", width=190),
    Column("status", "Läge", width=130),
)
OVERDUE = Chip(text="Försenad", icon="triangle-alert", tone=Tone.WARN)
DUE = Chip(text="I år", icon="calendar-clock")
RULE = (
    "Uppgifterna ska raderas när de inte behövs längre, senast det kalenderår då personen fyller 21 år "
    "(7 § förordningen 2006:39). Ingenting raderas förrän du har bestämt det."
)


class ErasuresScreen(AdminList):
    """Two sections: what is due, which is read here, and what is erased, which the server tells."""

    noun = "rad"

    def __init__(self, desk: Desk) -> None:
        self._due: dict[Any, Any] = {}
        super().__init__(
            desk,
            "Gallring",
            "Det som ska raderas senast i år, och det som är raderat",
            name="erasures",
            columns=COLUMNS,
            empty=(
                "trash-2",
                "Ingenting ska gallras i år.",
                "Här står de som fyller 21 år i år, och det som har raderats.",
            ),
            add="archive.show",
            acts=("erase.due",),
        )

    def load(self) -> None:
        self._due = {one.id: one for one in self.session.erasing.due()}
        done = {key: one for key, one in self.items.items() if key[0] == "done"}
        self.show_items(self._due | done)
        self.ask(self.session.erasing.erasures())

    def _came(self, told: Told[list[Any]]) -> None:
        if told.value is not None:
            told = Told(value=[*self._due.values(), *told.value])
        super()._came(told)

    def show_items(self, items: Mapping[Any, Any]) -> None:
        self.items = dict(items)
        rows = {key: self.row_of(item) for key, item in items.items()}
        due = tuple(key for key in rows if key[0] == "due")
        done = tuple(key for key in rows if key[0] == "done")
        sections = [Section("due", "Ska raderas", due), Section("done", "Raderat", done)]
        self.list.show_rows(rows, sections)
        self._show_chosen()

    def row_of(self, item: DueView | ErasureView) -> Row:
        if isinstance(item, DueView):
            chip = chip_look(OVERDUE if item.overdue else DUE)
            return Row(
                (Cell(item.name, item.number, strong=True), Cell(item.when), Cell(chip=chip))
            )
        return Row(
            (Cell(item.what, item.why), Cell(item.when, item.by), Cell(chip=chip_look(item.status)))
        )

    def show_item(self, item: DueView | ErasureView) -> None:
        if isinstance(item, DueView):
            facts = (
                Fact(label="Personnummer", value=item.number),
                Fact(label="När", value=item.when),
            )
            self.pane.show_thing(item.name, (OVERDUE if item.overdue else DUE,), facts, RULE)
            return
        note = (
            "Varje dator som var ansluten när beslutet togs raderar när den har kontakt. Den som inte "
            "hörs av låser sig när tiden utan kontakt är slut, om kommunen har bestämt en sådan tid."
        )
        self.pane.show_thing(item.what, (item.status,), item.facts, note)

    def main_act(self) -> str:
        return "erase.due"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "erase.due": Binding(self._erase, self._why_not),
            "archive.show": Binding(self._archive, self._nobody_due),
        }

    def _nobody_due(self) -> str:
        return "" if self._due else "Ingen ska gallras i år."

    def _archive(self) -> None:
        self.desk.open_screen(ArchiveScreen(self.desk))

    def _why_not(self) -> str:
        item = self.chosen()
        if item is None:
            return self.none_chosen()
        return "" if isinstance(item, DueView) else "Det är redan raderat."

    def _erase(self) -> None:
        item = self.chosen()
        if not isinstance(item, DueView):
            return
        outlook = self.session.erasing.outlook(item.youth)
        if outlook is not None:
            self.desk.open_screen(ErasePage(self.desk, outlook, by_rule=True))
