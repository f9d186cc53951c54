"""Rapporter: what has left the program as figures, who took it out and why small numbers were shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kaa_core.model.rights import Right
from kaa_desktop.app.reports import ExportRow
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.report_form import ReportForm

TITLE: Final = "Rapporter"
COLUMNS: Final = (
    Column("what", "Det som har lämnat programmet"),
    Column("as_of", "Avser", 110, optional=1),
    Column("small", "Små tal", 150),
)
HIDDEN: Final = Chip("Dolda", "eye-off", Tone.OK)
SHOWN: Final = Chip("Visas", "eye", Tone.WARN)
NOTE: Final = "Filen själv finns bara där den sparades. Här står att den gjordes."


class ReportsScreen(AdminList):
    """The list; `report.make` opens the form."""

    noun = "uttag"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            TITLE,
            "Till nämnden, kommunstyrelsen, styrgruppen och enheten",
            name="reports",
            columns=COLUMNS,
            empty=("file-text", "Ingen rapport är gjord än.", "Gör en med knappen ovanför."),
            add="report.make",
        )

    def load(self) -> None:
        self.show_items({one.id: one for one in self.session.reports.exports()})

    def refresh(self, changes: Changes) -> None:
        if changes.everything or "figure_export" in changes.kinds:
            self.load()

    def row_of(self, item: ExportRow) -> Row:
        made = f"{item.made} av {item.made_by}" if item.made_by else item.made
        small = Cell(chip=chip_look(SHOWN if item.small_shown else HIDDEN))
        return Row((Cell(item.what, made, strong=True), Cell(item.as_of.isoformat()), small))

    def show_item(self, item: ExportRow) -> None:
        facts = (
            Fact(label="Avser", value=item.as_of.isoformat()),
            Fact(label="Gjord", value=item.made),
            Fact(label="Av", value=item.made_by),
            Fact(label="Varför små tal visas", value=item.reason),
        )
        chip = SHOWN if item.small_shown else HIDDEN
        self.pane.show_thing(item.what, (chip,), tuple(one for one in facts if one.value), NOTE)

    def main_act(self) -> str:
        return "report.make"

    def acts(self) -> Mapping[str, Binding]:
        return {"report.make": Binding(self._make, self._not_to_make)}

    def _not_to_make(self) -> str:
        return self.session.why_not(Right.READ_CASES)

    def _make(self) -> None:
        self.desk.open_screen(ReportForm(self.desk, self._made))

    def _made(self, result: Result) -> None:
        self.changed(result.sentence)

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "Gör en rapport"), ("Mellanslag", "Läsrutan"), ("F6", "Nästa ruta")]
