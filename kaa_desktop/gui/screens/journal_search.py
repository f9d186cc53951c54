"""Sök i journalen: a line under the journal's heading that leaves only the events with all the words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from kaa_desktop.app.views import JournalEntry
from kaa_desktop.app.words import counted
from kaa_desktop.gui.screens.journal import Item
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.fields import TextField
from kaa_desktop.gui.widgets.labels import Glyph, label

TITLE = "Sök i journalen"


def matching(entries: Sequence[JournalEntry], typed: str) -> list[JournalEntry]:
    """The events that have every word, in any of what they say, whole or in part."""
    words = typed.casefold().split()
    return [
        one for one in entries if all(word in Item(entry=one).spoken().casefold() for word in words)
    ]


class JournalSearch(QFrame):
    """Hidden until it is asked for; Esc shows the whole journal again."""

    changed = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("rule", "bottom")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 6)
        row.setSpacing(8)
        caption = label(TITLE, "label")
        self.field = TextField()
        self.field.setObjectName("journal_search")
        self.field.setAccessibleName(TITLE)
        self.field.textChanged.connect(self.changed)
        caption.setBuddy(self.field)
        self._found = label("", "muted")
        row.addWidget(caption)
        row.addWidget(Glyph(theme, "search", 16))
        row.addWidget(self.field, 1)
        row.addWidget(self._found)
        self.hide()

    def ask(self) -> None:
        """Show it, ready to be typed in."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def clear(self) -> None:
        """Show everything again."""
        self.hide()
        self.field.clear()

    def among(self, entries: list[JournalEntry]) -> list[JournalEntry]:
        """What is left of the journal."""
        typed = self.field.text()
        if not typed.strip():
            self._found.setText("")
            return entries
        found = matching(entries, typed)
        self._found.setText(counted(len(found), "händelse", "händelser"))
        return found

    @property
    def searching(self) -> bool:
        """Whether anything is left out by it."""
        return bool(self.field.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)
