"""The way into the practice municipality from the unlock window. Nothing heavy is loaded here."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.buttons import button

PRACTISE = "Öppna övningskommunen"


class PracticeDoor(QWidget):
    """One button that tells how far it has come; ``asked`` when it is pressed."""

    asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._button = button(
            theme, PRACTISE, name="open_practice", kind="flat", icon="flask-conical"
        )
        self._button.clicked.connect(self.asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._button)
        self.setFocusProxy(self._button)

    def set_ready(self, *, ready: bool) -> None:
        """Whether it can be pressed now."""
        self.setEnabled(ready)
        self._say(PRACTISE)

    def show_share(self, share: float) -> None:
        """The municipality is made: how far it has come, from 0 to 1."""
        self._say(f"Gör i ordning övningen: {round(100 * share)} %")

    def show_removed(self, _nothing: object = None) -> None:
        """The municipality is gone from the computer."""
        self._say(f"{PRACTISE} (övningen är borttagen)")

    def _say(self, words: str) -> None:
        self._button.setText(words)
        self._button.setAccessibleName(words)
