"""A field for whole kronor: thousands stand apart when it is left, and however they are typed it is read."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from kaa_core.statistics.charts.said import grouped
from kaa_desktop.gui.widgets.fields import TextField

_BETWEEN: Final = str.maketrans(dict.fromkeys(" \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}.", ""))
LONGEST: Final = 24
MOST: Final = 10**12
"""No municipality spends as much on this."""


class KronorField(TextField):
    """Whole kronor; "1 250 000", "1.250.000 kr" and "1250000" are the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST)

    def value(self) -> int | None:
        """The kronor, or None when empty or unreadable."""
        text = self.text().strip().lower().removesuffix("kronor").removesuffix("kr")
        text = text.strip().removesuffix(":-").translate(_BETWEEN)
        number = int(text) if text.isascii() and text.isdigit() else None
        return number if number is None or number < MOST else None

    def set_value(self, kronor: int | None) -> None:
        """Write the kronor."""
        self.setText("" if kronor is None else grouped(kronor).replace("\N{NO-BREAK SPACE}", " "))

    def problem(self) -> str:
        """The sentence to show when what is typed is no number of kronor."""
        if self.text().strip() and self.value() is None:
            return "Skriv hela kronor med siffror, till exempel 1 250 000."
        return ""

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if (kronor := self.value()) is not None:
            self.set_value(kronor)
        super().focusOutEvent(event)
