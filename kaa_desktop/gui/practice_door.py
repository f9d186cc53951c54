"""The way into the practice municipality from the unlock window. Nothing heavy is loaded here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.buttons import button

if TYPE_CHECKING:
    from kaa_desktop.gui.widgets.boxes import Banner

PRACTISE = "Öppna övningskommunen"


class PracticeDoor(QWidget):
    """One button that tells how far it has come; ``asked`` when it is pressed."""

    asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._button = button(
            theme, PRACTISE, name="open_practice", icon="flask-conical", compact=True
        )
        self._button.clicked.connect(self.asked)
        self._theme = theme
        self._problem: Banner | None = None
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 0)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setFocusProxy(self._button)

    def set_ready(self, *, ready: bool) -> None:
        """Whether it can be pressed now."""
        self.setEnabled(ready)
        self._say(PRACTISE)
        if self._problem is not None:
            self._problem.hide()

    def show_share(self, share: float) -> None:
        """The municipality is made: how far it has come, from 0 to 1."""
        self._say(f"Gör i ordning övningen: {round(100 * share)} %")

    def show_removed(self, _nothing: object = None) -> None:
        """The municipality is gone from the computer."""
        self._say(f"{PRACTISE} (övningen är borttagen)")

    def show_problem(self, sentence: str) -> None:
        """Why it could not be opened, and what to do."""
        from kaa_desktop.gui.widgets.boxes import Banner  # noqa: PLC0415 - seldom

        if self._problem is None:
            self._problem = Banner(self._theme, Kind.DANGER)
            self._column.insertWidget(0, self._problem)
        self._problem.set_message(Kind.DANGER, "Övningen kunde inte öppnas.", sentence)
        self._problem.show()
        self._button.setAccessibleDescription(sentence)

    def _say(self, words: str) -> None:
        self._button.setText(words)
        self._button.setAccessibleName(words)
