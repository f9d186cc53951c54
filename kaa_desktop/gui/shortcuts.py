"""Shift+F1: every key, grouped, from the same catalogue as menus and palette; can be searched.

A non-modal dialog: the work behind it stays in reach. One, two or three columns by width.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kaa_desktop.gui.catalogue import SECTIONS, ActionSpec
from kaa_desktop.gui.keys import swedish_keys
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.boxes import PageHeader
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.labels import KeyHint, label

MOST_KEYS = 3


class _Line(QFrame):
    """What it does, and the keys that do it."""

    def __init__(self, theme: Theme, spec: ActionSpec) -> None:
        super().__init__()
        self.setProperty("rule", "thin")
        self.words = f"{spec.text} {spec.note}".lower()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        row.addWidget(label(spec.text, "body", wrap=True), 1)
        # A second shortcut of a global act is only another way to type the same key.
        shown = spec.shortcuts if spec.local else spec.shortcuts[:1]
        keys = [swedish_keys(key) for key in shown]
        # Of many that count up, the first and the last: all of them would leave the words no room.
        caps = keys if len(keys) <= MOST_KEYS else [keys[0], f"… {keys[-1]}"]
        row.addWidget(KeyHint(theme, caps, ""))
        self.setAccessibleName(f"{spec.text}: {', '.join(keys)}")


class _Group(QWidget):
    """A heading and its lines."""

    def __init__(self, theme: Theme, title: str, specs: Sequence[ActionSpec]) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 14)
        column.setSpacing(0)
        column.addWidget(label(title, "section"))
        column.addSpacing(4)
        self.lines = [_Line(theme, spec) for spec in specs]
        for line in self.lines:
            column.addWidget(line)

    def match(self, words: str) -> bool:
        """Show the lines that hold the words; True when any does."""
        found = False
        for line in self.lines:
            hit = words in line.words
            line.setVisible(hit)
            found = found or hit
        self.setVisible(found)
        return found


class ShortcutSheet(QDialog):
    """The sheet over the window."""

    def __init__(self, theme: Theme, specs: Sequence[ActionSpec], window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self.setObjectName("shortcut_sheet")
        self.setWindowTitle("Kortkommandon")
        self.setProperty("popup", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._header(theme))
        with_keys = [spec for spec in specs if spec.shortcuts]
        self._groups = [
            _Group(theme, title, inside)
            for title in SECTIONS
            if (inside := [spec for spec in with_keys if spec.section == title])
        ]
        self._columns = 3
        content = QWidget()
        self._row = QHBoxLayout(content)
        self._row.setContentsMargins(20, 16, 20, 8)
        self._row.setSpacing(32)
        self._stacks = [QVBoxLayout() for _column in range(3)]
        for stack in self._stacks:
            self._row.addLayout(stack, 1)
        self._area = QScrollArea()
        self._area.setObjectName("shortcut_list")
        self._area.setAccessibleName("Lista över kortkommandon")
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(content)
        column.addWidget(self._area, 1)
        self._stack_groups(3)
        theme.dress(self)

    def _header(self, theme: Theme) -> PageHeader:
        header = PageHeader(theme, "Kortkommandon", "för hela programmet")
        self.search = QLineEdit()
        self.search.setObjectName("shortcut_search")
        self.search.setAccessibleName("Sök kommando")
        self.search.setPlaceholderText("Sök kommando")
        self.search.setMinimumWidth(140)
        self.search.textChanged.connect(self._filter)
        close = button(theme, "Stäng", name="shortcut_close", hint="Esc", spoken="Stäng listan")
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        header.add(self.search)
        header.add(close)
        return header

    def present(self) -> None:
        """Show it over the window, with the search field ready."""
        window = self._window
        size = window.size()
        px = self._theme.px
        self.resize(min(px(1200), size.width() - 48), min(px(620), size.height() - 64))
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(
            corner.x() + (size.width() - self.width()) // 2,
            corner.y() + (size.height() - self.height()) // 3,
        )
        self.search.clear()
        self.show()
        self.activateWindow()
        self.search.setFocus()

    def _filter(self, text: str) -> None:
        for group in self._groups:
            group.match(text.strip().lower())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        em = self.width() / self._theme.em
        columns = 3 if em >= 70 else 2 if em >= 46 else 1
        if columns != self._columns:
            self._columns = columns
            self._stack_groups(columns)

    def _stack_groups(self, columns: int) -> None:
        """Put each group at the foot of the shortest column."""
        heights = [0] * columns
        for stack in self._stacks:
            while stack.count():
                stack.takeAt(0)
        for group in self._groups:
            at = heights.index(min(heights))
            heights[at] += len(group.lines) + 2
            self._stacks[at].addWidget(group)
        for at, stack in enumerate(self._stacks):
            self._row.setStretch(at, 1 if at < columns else 0)
            stack.addStretch(1)
