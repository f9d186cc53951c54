"""A page of text to read, and to copy: what is given along, or told to a colleague."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kaa_core.model.ids import YouthId
from kaa_desktop.gui.forms.sheet import ReadingSheet, SheetArea
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.widgets.boxes import Card, PageHeader
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.labels import label

COPIED = "Sidan är kopierad. Den tas bort ur Urklipp när programmet låses."


class TextScreen(Screen):
    """One text about one youth."""

    reads_case = True

    def __init__(self, desk: Desk, title: str, text: str, youth: YouthId) -> None:
        super().__init__(desk, title, name="text_page")
        self._text, self._youth = text, youth
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        header = PageHeader(self.theme, title)
        self._copy = button(self.theme, "Kopiera sidan", name="text_copy", icon="copy")
        self._copy.clicked.connect(self._copied)
        header.add(self._copy)
        column.addWidget(header)
        self._area = SheetArea("text_area", title)
        inside = ReadingSheet(self.theme, self._area, title, name="text_sheet")
        inside.setProperty("fill", "canvas")
        body = QVBoxLayout(inside)
        body.setContentsMargins(20, 12, 20, 12)
        card = Card(self.theme, "Sidan")
        words = label(text, "body", wrap=True)
        words.setObjectName("text_words")
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.body.addWidget(words)
        body.addWidget(card)
        body.addStretch(1)
        self._area.setWidget(inside)
        column.addWidget(self._area, 1)
        self.theme.dress(self)

    def _copied(self) -> None:
        self.desk.copy(self._text)
        self.desk.say(COPIED)

    def youth_read(self) -> YouthId | None:
        return self._youth

    def panes(self) -> Sequence[QWidget]:
        return [self._copy, self._area]

    def first_focus(self) -> QWidget | None:
        return self._copy

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Esc", "Tillbaka"), ("F6", "Nästa ruta"), ("F1", "Hjälp")]
