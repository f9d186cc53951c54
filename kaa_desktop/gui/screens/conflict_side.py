"""One of the two values of a conflict: whole, with who, when, where, and what she had seen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from kaa_desktop.app.sync_views import ConflictSide, Deletion
from kaa_desktop.gui.painting import rounded
from kaa_desktop.gui.screens.difference import DifferenceText
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.labels import Glyph, label

CHOOSE = "Välj denna"
WAYS = {
    Deletion.NEITHER: (CHOOSE, CHOOSE),
    Deletion.STANDS: ("Behåll posten", "Låt den vara borttagen"),
    Deletion.ARRIVED: ("Ta bort posten", "Behåll posten"),
}
"""What choosing the first and the server's side is called: of a deletion, what then happens."""


class SideCard(QFrame):
    """A value that can be chosen. Drawn strong when it is."""

    wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        side: ConflictSide,
        other: ConflictSide,
        key: str,
        name: str,
        spoken: str,
        way: str = CHOOSE,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._chosen = False
        self._way = way
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        shown = DifferenceText(theme, side.value or "(tomt)", other.value)
        shown.setAccessibleName(f"{spoken}: {side.value or 'tomt'}")
        column.addWidget(shown)
        self._saw = label("", "caption", wrap=True)
        column.addWidget(self._saw)
        self._saw.hide()
        column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(Glyph(theme, "clock", 14))
        self._told = label(_told(side), "caption", wrap=True)
        row.addWidget(self._told, 1)
        self.choose = button(
            theme, way, name=name, icon="circle", hint=key, compact=True, spoken=spoken
        )
        self.choose.clicked.connect(self.wanted)
        row.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)

    def set_told(self, side: ConflictSide) -> None:
        """Who and which computer, once their names are known here."""
        self._told.setText(_told(side))

    def set_saw(self, saw: str) -> None:
        """What its author had before her; empty when it is said elsewhere, or not known."""
        self._saw.setText(f"Hade sett: {saw}")
        self._saw.setVisible(bool(saw))

    def set_chosen(self, *, chosen: bool) -> None:
        """Show whether it is what will stand."""
        self._chosen = chosen
        chose = "Vald" if self._way == CHOOSE else f"Vald: {self._way.lower()}"
        self.choose.setText(chose if chosen else self._way)
        self.choose.set_icon("circle-check" if chosen else "circle")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens, painter = self._theme.tokens, QPainter(self)
        fill = tokens.soft if self._chosen else tokens.surface
        rounded(
            painter, self.rect().toRectF(), 4, fill, tokens.accent if self._chosen else tokens.ctrl
        )


def _told(side: ConflictSide) -> str:
    return " · ".join(part for part in (side.when, side.who, side.device) if part)
