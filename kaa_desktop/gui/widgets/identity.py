"""The field for a personnummer: typed or pasted in any form, it becomes ååååmmdd-nnnn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from kaa_desktop.app.pasted import as_number
from kaa_desktop.gui.widgets.fields import TextField


class IdentityField(TextField):
    """What is pasted is put right at once, what is typed when the field is left. Ctrl+Z takes it back."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._before = 0
        self.textEdited.connect(self._edited)
        self.textChanged.connect(self._note_length)

    def _edited(self, text: str) -> None:
        if len(text) - self._before > 1:  # more than a key gives
            self._put_right()

    def _note_length(self, text: str) -> None:
        self._before = len(text)

    def _tidy(self) -> None:
        super()._tidy()
        self._put_right()

    def _put_right(self) -> None:
        meant = as_number(self.text(), self._today())
        if meant != self.text():
            self.selectAll()
            self.insert(meant)
