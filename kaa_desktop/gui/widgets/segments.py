"""One choice of a few, shown as a row of buttons; arrow keys move inside the row."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.buttons import button


class SegmentedFilter(QWidget):
    """Exactly one key is chosen; ``chosen`` carries it when the person changes it."""

    chosen = Signal(object)

    def __init__(
        self, theme: Theme, title: str, choices: Sequence[tuple[str, str]], *, name: str
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._keys: list[str] = []
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for key, text in choices:
            # The name says what the choice is about: "Visa i journalen: Kontakt".
            spoken = f"{title}: {text}"
            made = button(theme, text, name=f"{name}_{key}", kind="segment", spoken=spoken)
            made.setCheckable(True)
            self._group.addButton(made, len(self._keys))
            self._keys.append(key)
            row.addWidget(made)
        self._group.button(0).setChecked(True)
        self._group.buttonClicked.connect(self._clicked)

    def value(self) -> str:
        """The chosen key."""
        return self._keys[self._group.checkedId()]

    def set_value(self, key: str) -> None:
        """Choose without sending the signal."""
        self._group.button(self._keys.index(key)).setChecked(True)

    def _clicked(self, _button: QAbstractButton) -> None:
        self.chosen.emit(self.value())
