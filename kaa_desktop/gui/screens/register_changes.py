"""Sedan sist: who came into the register, who went out, whose answer is another, in the last days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from kaa_desktop.app.register_changes import ChangedList, ChangedRow
from kaa_desktop.app.views import Changes
from kaa_desktop.app.views_base import Fact
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.widgets.segments import SegmentedFilter
from kaa_desktop.store.register_changes import Way

TITLE: Final = "Sedan sist"
COLUMNS: Final = (
    Column("who", "Ungdom"),
    Column("what", "Vad"),
    Column("when", "När", 110, optional=1),
    Column("how", "Läge", 150),
)
SPANS: Final = {"7": "Senaste veckan", "31": "Senaste månaden", "92": "Senaste tre månaderna"}
HEADINGS: Final = {
    Way.IN: "Inskrivna",
    Way.OUT: "Avskrivna",
    Way.CHANGED: "Målgruppen bedöms på annat sätt",
}
NOTHING: Final = (
    "list-checks",
    "Ingenting är ändrat.",
    "Ingen är inskriven, avskriven eller bedömd på annat sätt de dagarna.",
)


class RegisterChangesScreen(AdminList):
    """Three sections, the latest first; Enter opens the youth."""

    noun = "ungdom"

    def __init__(self, desk: Desk) -> None:
        self._found: ChangedList | None = None
        super().__init__(
            desk, TITLE, "", name="changes", columns=COLUMNS, empty=NOTHING, acts=("changes.open",)
        )
        self._days = SegmentedFilter(
            self.theme, "Visa", tuple(SPANS.items()), name="changes_days", breaks=True
        )
        self._days.set_value("7")
        self._days.chosen.connect(lambda _days: self.load())
        self.header.add(self._days)
        self.theme.dress(self)

    def load(self) -> None:
        self._found = self.session.register_changes(int(self._days.value()))
        self.show_items({one.id: one for one in self._found.rows})

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.youths:
            self.load()

    def show_items(self, items: Mapping[Any, Any]) -> None:
        self.items = dict(items)
        rows = {key: self.row_of(item) for key, item in items.items()}
        self.list.show_rows(rows, [self._section(way) for way in Way])
        since = "" if self._found is None else f"Från {self._found.since.isoformat()}"
        self.header.set_title(self.title, since)
        self._show_chosen()

    def _section(self, way: Way) -> Section:
        assert self._found is not None  # rows are shown when they have been read
        shown = tuple(one.id for one in self._found.of(way))
        count = self._found.counts.get(way, 0)
        more = f", de senaste av {count}" if count > len(shown) else ""
        return Section(way.value, f"{HEADINGS[way]}{more}", shown)

    def row_of(self, item: ChangedRow) -> Row:
        return Row(
            (
                Cell(item.name, item.number, strong=True),
                Cell(item.what),
                Cell(item.when),
                Cell(chip=chip_look(item.chip)),
            )
        )

    def show_item(self, item: ChangedRow) -> None:
        facts = (
            Fact(label="Personnummer", value=item.number),
            Fact(label="Vad", value=item.what),
            Fact(label="När", value=item.when),
        )
        self.pane.show_thing(item.name, (item.chip,), facts, "")

    def main_act(self) -> str:
        return "changes.open"

    def acts(self) -> Mapping[str, Binding]:
        return {"changes.open": Binding(self._open, self.none_chosen)}

    def _open(self) -> None:
        self.desk.open_youth(self.chosen().youth)

    def panes(self) -> Sequence[QWidget]:
        return [self._days, *super().panes()]

    def first_focus(self) -> QWidget | None:
        return super().first_focus() or self._days
