"""Choosing from the closed lists of the domain, by keys first.

``ChoiceRow`` shows all choices as segments, ``ChoiceList`` as radio buttons below each other,
``ChoiceBox`` folds them into a drop-down, ``ChoiceSet`` lets several be chosen. All have ``value``,
``set_value`` and the signal ``edited``; None (or an empty tuple) is "not chosen yet".
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QRadioButton,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from kaa_core.model.enums import Choice
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import label

POPUP_EDGE = 12  # px above and below the list, where Qt's popup puts its scrolling arrows


def word(choice: Choice) -> str:
    """The choice's word as it begins a line: "Ej nådd"."""
    return choice.label[:1].upper() + choice.label[1:]


class _OneOf(QFrame):
    """Exactly one button of a group, or none yet. Digits and first letters choose while it has focus."""

    edited = Signal()
    left = Signal()

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._title = title
        self._choices: list[Choice] = []
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._clicked)

    def _add(self, choice: Choice, made: QAbstractButton) -> None:
        made.setCheckable(True)
        made.setObjectName(f"{self.objectName()}_{choice.name.lower()}")
        made.setAccessibleName(f"{self._title}: {word(choice)}")
        self._group.addButton(made, len(self._choices))
        self._choices.append(choice)
        if self._choices[0] is choice:
            self.setFocusProxy(made)

    def value(self) -> Choice | None:
        """What is chosen."""
        index = self._group.checkedId()
        return self._choices[index] if index >= 0 else None

    def set_value(self, choice: Choice | None) -> None:
        """Choose, or take the choice away; sends no signal."""
        self._group.setExclusive(False)
        for index, one in enumerate(self._choices):
            self._group.button(index).setChecked(one == choice)
        self._group.setExclusive(True)
        index = self._choices.index(choice) if choice in self._choices else 0
        self.setFocusProxy(self._group.button(index))
        self._shown()

    def choose(self, choice: Choice) -> None:
        """Choose as the person would, with focus and signal."""
        made = self._group.button(self._choices.index(choice))
        made.setFocus(Qt.FocusReason.ShortcutFocusReason)
        made.click()

    def _clicked(self, made: QAbstractButton) -> None:
        self.setFocusProxy(made)
        self._shown()
        self.edited.emit()

    def _shown(self) -> None:
        """Let what depends on the choice follow."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wanted = self._meant(event.text())
        if wanted is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        self.choose(wanted)

    def _meant(self, key: str) -> Choice | None:
        """The choice that a digit or a first letter names; the next one when several begin alike."""
        if key.isdigit() and 1 <= int(key) <= len(self._choices):
            return self._choices[int(key) - 1]
        hits = [
            one for one in self._choices if key.isalpha() and one.label.lower()[0] == key.lower()
        ]
        if not hits:
            return None
        now = self.value()
        return hits[(hits.index(now) + 1) % len(hits)] if now in hits else hits[0]


class ChoiceRow(_OneOf):
    """Segments in a row that breaks when the room ends."""

    def __init__(self, theme: Theme, title: str, choices: Iterable[Choice], *, name: str) -> None:
        super().__init__(name, title)
        row = FlowLayout(self)
        for choice in choices:
            made = button(theme, word(choice), name="", kind="segment")
            self._add(choice, made)
            row.addWidget(made)


class ChoiceList(_OneOf):
    """Radio buttons under each other in a frame; a note can stand under the one that is chosen."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        choices: Iterable[Choice],
        *,
        name: str,
        notes: Mapping[Any, str],
    ) -> None:
        super().__init__(name, title)
        self.setProperty("card", True)
        self._notes: list[tuple[Choice, QWidget]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 4)
        column.setSpacing(0)
        for number, choice in enumerate(choices, 1):
            made = QRadioButton(word(choice))
            made.setToolTip(f"Tangent {number}")
            self._add(choice, made)
            column.addWidget(made)
            if choice in notes:
                note = label(notes[choice], "caption", wrap=True)
                note.setContentsMargins(theme.px(33), 0, 0, 2)
                note.hide()
                column.addWidget(note)
                self._notes.append((choice, note))

    def _shown(self) -> None:
        for choice, note in self._notes:
            note.setVisible(self.value() == choice)


class Dropdown(QComboBox):
    """A drop-down that the wheel never changes in passing, and whose list shows all of its rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(16)
        self.setItemDelegate(QStyledItemDelegate(self))  # rows as the style sheet has them

    def showPopup(self) -> None:
        super().showPopup()
        shown, listed = self.view(), self.view().window()
        # Qt counts the rows but not the style sheet's frame and padding: the last row was cut.
        if shown.verticalScrollBar().maximum() > 0 and self.count() <= self.maxVisibleItems():
            rows = sum(shown.sizeHintForRow(row) for row in range(self.count()))
            frame = shown.height() - shown.viewport().height() + 2 * POPUP_EDGE
            listed.resize(listed.width(), rows + frame)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ChoiceBox(Dropdown):
    """One of a closed list; letters choose."""

    edited = Signal()
    left = Signal()

    def __init__(self, choices: Sequence[Choice], *, empty: str = "Välj") -> None:
        super().__init__()
        self._choices = choices
        self.addItem(empty)
        for choice in choices:
            self.addItem(word(choice))
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.currentIndexChanged.connect(self._changed)

    def _changed(self, _index: int) -> None:
        self.edited.emit()

    def things(self) -> Sequence[Choice | None]:
        """What can be chosen, in the order shown."""
        return [None, *self._choices]

    def value(self) -> Choice | None:
        """What is chosen."""
        return self._choices[self.currentIndex() - 1] if self.currentIndex() > 0 else None

    def set_value(self, choice: Choice | None) -> None:
        """Choose, or show that nothing is chosen."""
        self.setCurrentIndex(0 if choice is None else self._choices.index(choice) + 1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class ChoiceSet(QWidget):
    """Any number of choices, as check boxes in a row."""

    edited = Signal()
    left = Signal()

    def __init__(self, title: str, choices: Iterable[Choice], *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._boxes: list[tuple[Choice, QCheckBox]] = []
        row = FlowLayout(self, spacing=4)
        for choice in choices:
            box = QCheckBox(word(choice))
            box.setObjectName(f"{name}_{choice.name.lower()}")
            box.setAccessibleName(f"{title}: {word(choice)}")
            box.clicked.connect(self._clicked)
            self._boxes.append((choice, box))
            row.addWidget(box)
        self.setFocusProxy(self._boxes[0][1])

    def _clicked(self, _checked: bool) -> None:
        self.edited.emit()

    def value(self) -> tuple[Choice, ...]:
        """What is chosen."""
        return tuple(choice for choice, box in self._boxes if box.isChecked())

    def set_value(self, chosen: Sequence[Choice]) -> None:
        """Choose; sends no signal."""
        for choice, box in self._boxes:
            box.setChecked(choice in chosen)


class Check(QCheckBox):
    """Yes or not said."""

    edited = Signal()
    left = Signal()

    def __init__(self, text: str, *, name: str) -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.clicked.connect(self._clicked)

    def _clicked(self, _checked: bool) -> None:
        self.edited.emit()

    def value(self) -> bool:
        """Whether it is ticked."""
        return self.isChecked()

    def set_value(self, value: bool | None) -> None:
        """Tick it or not; sends no signal."""
        self.setChecked(bool(value))
