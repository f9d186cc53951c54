"""One choice of a few, shown as a row of buttons; arrow keys move inside the row."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QLayout, QWidget

from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.buttons import KeyButton, button
from kaa_desktop.gui.widgets.flow import FlowLayout


class SegmentedFilter(QWidget):
    """Exactly one key is chosen; ``chosen`` carries it when the person changes it.

    ``breaks``: a row that does not fit goes on below.
    """

    chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        title: str,
        choices: Sequence[tuple[str, str]],
        *,
        name: str,
        breaks: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._title = title
        self._buttons: dict[str, KeyButton] = {}
        group = QButtonGroup(self)
        row: QLayout = FlowLayout(self) if breaks else _line(self)
        for key, text in choices:
            # The name says what the choice is about: "Visa i journalen: Kontakt".
            spoken = f"{title}: {text}"
            made = button(theme, text, name=f"{name}_{key.lower()}", kind="segment", spoken=spoken)
            made.setCheckable(True)
            group.addButton(made)
            self._buttons[key] = made
            row.addWidget(made)
        next(iter(self._buttons.values())).setChecked(True)
        group.buttonClicked.connect(self._clicked)

    def value(self) -> str:
        """The chosen key."""
        return next(key for key, one in self._buttons.items() if one.isChecked())

    def set_value(self, key: str) -> None:
        """Choose without sending the signal."""
        self._buttons[key].setChecked(True)

    def set_text(self, key: str, text: str, *, shown: bool = True) -> None:
        """Say something else on a choice, or hide it."""
        made = self._buttons[key]
        made.setText(text)
        made.setAccessibleName(f"{self._title}: {text}")
        made.setVisible(shown)
        made.updateGeometry()

    def set_blocked(self, key: str, reason: str) -> None:
        """Say why a choice cannot be taken yet."""
        self._buttons[key].set_blocked(reason)

    def _clicked(self, _button: QAbstractButton) -> None:
        self.chosen.emit(self.value())


def _line(parent: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(parent)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    return row
