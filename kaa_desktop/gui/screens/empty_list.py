"""A list of youths with nobody in it: why, and one thing to do."""

from __future__ import annotations

from PySide6.QtCore import Signal

from kaa_desktop.app.list_query import ListQuery
from kaa_desktop.app.views import ListFilter
from kaa_desktop.gui.screens.register_words import EMPTY
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.boxes import EmptyState
from kaa_desktop.gui.widgets.buttons import button

LONGEST_QUOTED = 40
_WIDEST = {ListFilter.ENROLLED, ListFilter.EVERYONE}
"""Lists that no other would fill: from them the way on is Min dag."""


class EmptyList(EmptyState):
    """``clear`` when the filter is to go, ``go`` with the place to open."""

    clear = Signal()
    go = Signal(object)

    def __init__(self, theme: Theme, which: ListFilter) -> None:
        super().__init__(theme, "circle-check", "")
        self._which = which
        self._filtered = False
        self.remedy = button(theme, "Visa alla ungdomar", name="empty_action", compact=True)
        self.remedy.clicked.connect(self._clicked)
        self.set_action(self.remedy)

    def tell(self, query: ListQuery) -> None:
        """Say why nobody is in the list."""
        self._filtered = query.filtered()
        if self._filtered:
            typed = " ".join(query.text.split())
            on = f" på ”{typed}”" if 0 < len(typed) < LONGEST_QUOTED else ""
            advice = "Kontrollera stavningen eller rensa filtret." if on else "Ta bort ett villkor."
            self.set_message(f"Inga träffar{on}.", advice, icon="search", tone="text2")
            self._offer("Rensa filtret", "Esc")
        else:
            self.set_message(*EMPTY[self._which], icon="circle-check", tone="ok")
            self._offer("Visa Min dag" if self._which in _WIDEST else "Visa alla ungdomar")

    def _offer(self, words: str, hint: str = "") -> None:
        self.remedy.setText(words)
        self.remedy.setAccessibleName(words)
        self.remedy.setProperty("hint", hint)
        self.remedy.updateGeometry()

    def _clicked(self) -> None:
        if self._filtered:
            self.clear.emit()
        else:
            self.go.emit("day" if self._which in _WIDEST else "youths")
