"""The tabs of a page: a bar that changes what stands below it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar


class Tabs(QTabBar):
    """Tabs with one name each; ``chosen`` carries the key. Arrow keys move, Tab leaves."""

    chosen = Signal(object)

    def __init__(self, title: str, tabs: Sequence[tuple[str, str]], *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(True)
        self._keys = [key for key, _text in tabs]
        for index, (_key, text) in enumerate(tabs):
            self.addTab(text)
            self.setTabToolTip(index, f"{text} (Alt+{index + 1})")
        self.currentChanged.connect(self._changed)

    def value(self) -> str:
        """The key of the tab shown."""
        return self._keys[self.currentIndex()]

    def choose(self, key: str) -> None:
        """Show a tab."""
        self.setCurrentIndex(self._keys.index(key))

    def _changed(self, index: int) -> None:
        if 0 <= index < len(self._keys):
            self.chosen.emit(self._keys[index])
