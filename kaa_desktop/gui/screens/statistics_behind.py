"""The youths behind a number: the list of youths with that one condition."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
from PySide6.QtCore import Qt

from kaa_core.statistics.answers import Answer, Origin
from kaa_core.statistics.catalogue import BY_KEY
from kaa_core.statistics.values import Cell
from kaa_desktop.app.list_query import Behind, ListQuery
from kaa_desktop.app.views import ListFilter, YouthList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.register import RegisterScreen
from kaa_desktop.gui.screens.statistics_words import behind_words

TITLE = "Ungdomarna bakom talet"
NOBODY = "Ingen ungdom räknas i det talet."
NOT_PERSONS = "Talet räknar inte ungdomar, så det finns ingen lista bakom det."
HIDDEN = "Talet är dolt. Välj Internt för att se ungdomarna bakom det."
STORED = "Det är ett lagrat tal. Vilka ungdomar det gällde är inte sparat."
ELSEWHERE = "Talet är räknat av servern. Räkna på den här datorn för att se ungdomarna."


class BehindNumberScreen(RegisterScreen):
    """Everything that the list can do, about these alone; within what one may see."""

    def __init__(self, desk: Desk, number: str, youths: Iterable[bytes]) -> None:
        self._behind = Behind(title=number, youths=frozenset(youths))
        super().__init__(desk, ListFilter.EVERYONE)
        self.setObjectName("behind_number")
        self.title = TITLE
        self.query = attrs.evolve(self.query, behind=self._behind)

    def set_query(self, query: ListQuery) -> None:
        super().set_query(attrs.evolve(query, behind=self._behind))

    def _arrived(self, found: YouthList | None, query: ListQuery) -> None:
        super()._arrived(found, query)
        subtitle = self._behind.title
        if found is not None and self._narrowed():
            subtitle = f"{subtitle} · visar {len(found.ids)} av {len(self._behind.youths)}"
        self.header.set_title(TITLE, subtitle)
        self.clearing.setVisible(self._narrowed())

    def _narrowed(self) -> bool:
        return attrs.evolve(self.query, behind=None).filtered()

    def escape(self) -> bool:
        if self.filter.hasFocus() and not self.filter.text() and not self._narrowed():
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return super().escape()


def why_closed(cell: Cell, answer: Answer) -> str:
    """Why no list opens behind a number; empty when one does."""
    if cell.hidden:
        return HIDDEN
    if cell.youths:
        return ""
    if answer.origin is Origin.STORED:
        return STORED
    if answer.origin is Origin.SERVER:
        return ELSEWHERE
    return NOBODY if cell.count == 0 else NOT_PERSONS


def open_behind(desk: Desk, answer: Answer, row: str, column: str) -> None:
    """The youths behind a cell, or why there is no list."""
    cell = answer.table.at(row, column)
    reason = why_closed(cell, answer)
    if reason:
        desk.say(reason)
        return
    name = BY_KEY[answer.figure].name
    number = ", ".join(filter(None, (name, behind_words(answer.table, row, column))))
    desk.open_screen(BehindNumberScreen(desk, number, cell.youths))
