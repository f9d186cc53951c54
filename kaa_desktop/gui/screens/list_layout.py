"""The columns of the lists of youths: which there are, which are shown, in what order and how wide."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import attrs
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from kaa_core.model.ids import YouthId
from kaa_desktop.app.list_query import SortBy
from kaa_desktop.app.views import YouthRow
from kaa_desktop.gui.rows import Cell, Column, Mark, Row
from kaa_desktop.gui.screens.looks import chip_look, name_cell
from kaa_desktop.gui.widgets.menus import ChoiceMenu

DEFAULT = (
    SortBy.NAME,
    SortBy.IDENTITY_NUMBER,
    SortBy.AGE,
    SortBy.STATUS,
    SortBy.NEXT_STEP,
    SortBy.DUE,
)
WIDER = 20
NARROWEST, WIDEST = 40, 600

_WIDTHS = {
    SortBy.NAME: (0, 0),
    SortBy.IDENTITY_NUMBER: (124, 2),
    SortBy.AGE: (46, 3),
    SortBy.STATUS: (114, 1),
    SortBy.TARGET: (138, 0),
    SortBy.NEXT_STEP: (170, 0),
    SortBy.DUE: (94, 0),
    SortBy.WORKER: (150, 0),
    SortBy.UNIT: (130, 0),
    SortBy.ENROLLED: (96, 0),
    SortBy.REASON: (220, 0),
    SortBy.LAST_REACHED: (104, 0),
    SortBy.ATTEMPTS: (74, 0),
    SortBy.CITY: (120, 0),
    SortBy.OCCUPATION: (170, 0),
    SortBy.PHONE: (124, 0),
    SortBy.CASE_NUMBER: (124, 0),
}
_RIGHT = {SortBy.AGE, SortBy.ATTEMPTS}


def column(which: SortBy) -> Column:
    """A column as the list draws it."""
    width, optional = _WIDTHS[which]
    return Column(which.name, which.value, width, optional, align_right=which in _RIGHT)


@attrs.frozen
class Layout:
    """What a person has chosen; widths are those at 100 %, of columns she has changed."""

    columns: tuple[SortBy, ...] = DEFAULT
    widths: Mapping[SortBy, int] = attrs.field(factory=dict)

    @property
    def own(self) -> bool:
        """Whether anything differs from how it came: then no column gives way by itself."""
        return self.columns != DEFAULT or bool(self.widths)

    def toggled(self, which: SortBy) -> Layout:
        """With a column more, last; or without it. The name stays: without it no row says whose it is."""
        if which not in self.columns:
            return attrs.evolve(self, columns=(*self.columns, which))
        return attrs.evolve(self, columns=tuple(one for one in self.columns if one is not which))

    def moved(self, which: SortBy, to: int) -> Layout:
        """With a column in another place."""
        others = [one for one in self.columns if one is not which]
        others.insert(max(0, min(to, len(others))), which)
        return attrs.evolve(self, columns=tuple(others))

    def widened(self, which: SortBy, width: int) -> Layout:
        """With a column of another width."""
        bounded = max(NARROWEST, min(WIDEST, width))
        return attrs.evolve(self, widths={**self.widths, which: bounded})


class YouthCells:
    """The list's provider: asks for a page of youths at a time, and gives the columns that are shown."""

    def __init__(
        self,
        ask: Callable[[Sequence[YouthId]], list[YouthRow]],
        columns: Sequence[SortBy] = DEFAULT,
    ) -> None:
        self._ask = ask
        self.columns = tuple(columns)

    def __call__(self, ids: Sequence[Hashable]) -> Mapping[Any, Row]:
        wanted: Any = ids
        return {row.id: self._row(row) for row in self._ask(wanted)}

    def _row(self, row: YouthRow) -> Row:
        return Row(tuple(_CELLS[one](row) for one in self.columns), _mark(row))


def _mark(row: YouthRow) -> Mark | None:
    """A conflict is shown before what only waits for the network."""
    if row.conflict:
        return Mark("triangle-alert", "warn", "konflikt")
    return Mark("hard-drive", "text2", "väntar på synk") if row.unsynced else None


_CELLS: Mapping[SortBy, Callable[[YouthRow], Cell]] = {
    SortBy.NAME: lambda row: name_cell(row.name, protected=row.protected),
    SortBy.IDENTITY_NUMBER: lambda row: Cell(row.number, tone="text2" if row.protected else "text"),
    SortBy.AGE: lambda row: Cell(row.age),
    SortBy.STATUS: lambda row: Cell(chip=chip_look(row.status)),
    SortBy.TARGET: lambda row: Cell() if row.target is None else Cell(chip=chip_look(row.target)),
    SortBy.NEXT_STEP: lambda row: Cell(row.next_step.partition(": ")[0], spoken=row.next_step),
    SortBy.DUE: lambda row: Cell(row.due_text),
    SortBy.WORKER: lambda row: Cell(row.worker),
    SortBy.UNIT: lambda row: Cell(row.unit),
    SortBy.ENROLLED: lambda row: Cell(row.enrolled_text),
    SortBy.REASON: lambda row: Cell(row.reason),
    SortBy.LAST_REACHED: lambda row: Cell(row.reached_text),
    SortBy.ATTEMPTS: lambda row: Cell(row.attempts),
    SortBy.CITY: lambda row: Cell(row.city),
    SortBy.OCCUPATION: lambda row: Cell(row.occupation),
    SortBy.PHONE: lambda row: Cell(row.phone),
    SortBy.CASE_NUMBER: lambda row: Cell(row.case_number),
}


class ColumnMenus(QObject):
    """The menus that change a layout: the button's, with all columns, and one for a single heading.

    ``changed`` carries the new layout, ``sort`` a column and whether it is to be turned.
    """

    changed = Signal(object)
    sort = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.layout = Layout()

    def all(self) -> ChoiceMenu:
        """Every column with a tick, how to move the shown ones, and back to how it was."""
        menu = ChoiceMenu("columns_menu", "Kolumner")
        for which in SortBy:
            if which is not SortBy.NAME:
                on = which in self.layout.columns
                menu.tick(which.value, which, self._toggle, on=on)
        menu.addSeparator()
        move = menu.within("columns_move", "Flytta eller ändra bredd")
        for which in self.layout.columns:
            self._fill(move.within(f"column_{which.name.lower()}", which.value), which)
        menu.item(
            "Återställ kolumnerna",
            None,
            self._reset,
            blocked="" if self.layout.own else "de är som från början",
        )
        return menu

    def one(self, which: SortBy) -> ChoiceMenu:
        """What can be done with one column, and all columns below."""
        menu = ChoiceMenu("column_menu", which.value)
        menu.item(f"Sortera efter {which.value.lower()}", (which, False), self._sort)
        menu.item("Sortera omvänt", (which, True), self._sort)
        menu.addSeparator()
        self._fill(menu, which)
        if which is not SortBy.NAME:
            menu.item("Dölj kolumnen", which, self._toggle)
        menu.addSeparator()
        whole = self.all()
        whole.setParent(menu, whole.windowFlags())
        menu.addMenu(whole)
        return menu

    def _fill(self, menu: ChoiceMenu, which: SortBy) -> None:
        place, last = self.layout.columns.index(which), len(self.layout.columns) - 1
        width = self.layout.widths.get(which) or _WIDTHS[which][0] or 160
        menu.item(
            "Flytta åt vänster",
            self.layout.moved(which, place - 1),
            self._set,
            blocked="" if place else "den står först",
        )
        menu.item(
            "Flytta åt höger",
            self.layout.moved(which, place + 1),
            self._set,
            blocked="" if place < last else "den står sist",
        )
        menu.item("Gör bredare", self.layout.widened(which, width + WIDER), self._set)
        menu.item("Gör smalare", self.layout.widened(which, width - WIDER), self._set)

    def _toggle(self) -> None:
        self._tell(self.layout.toggled(self._data()))

    def _set(self) -> None:
        self._tell(self._data())

    def _reset(self) -> None:
        self._tell(Layout())

    def _sort(self) -> None:
        self.sort.emit(self._data())

    def _tell(self, layout: Layout) -> None:
        self.layout = layout
        self.changed.emit(layout)

    def _data(self) -> Any:
        action = self.sender()
        assert isinstance(action, QAction)
        return action.data()
