"""Parts that several screens share: a row of chips, a table of facts, and one pane at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kaa_desktop.app.views_base import Fact
from kaa_desktop.gui.pagestack import PageStack
from kaa_desktop.gui.painting import ChipLook, chip_size, draw_chip
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.labels import label
from kaa_desktop.gui.widgets.segments import SegmentedFilter

NARROW_EM = 60  # design.md section 5: below this one pane at a time


def is_narrow(widget: QWidget, theme: Theme) -> bool:
    """Whether there is room for one pane at a time: the window is narrow, or help stands beside."""
    room = widget.window().width()
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, PageStack):
        parent = parent.parentWidget()
    if parent is not None and parent.isVisible():
        room = min(room, parent.width())
    return room < NARROW_EM * theme.em


class Scrolled(QWidget):
    """What lies in a scroll area: as high as its text needs at the width it gets.

    Qt would else ask for the height that the text has at its narrowest, and show a scroll bar for it.
    """

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


class ChipRow(QWidget):
    """Chips in a row that breaks when there is no room. Said as one text."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._chips: tuple[ChipLook, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.updateGeometry)

    def set_chips(self, chips: Sequence[ChipLook]) -> None:
        """Show other chips; hidden when there are none."""
        self._chips = tuple(chips)
        self.setAccessibleName(", ".join(chip.text for chip in chips))
        self.setVisible(bool(chips))
        self.updateGeometry()
        self.update()

    def _placed(self, width: int) -> list[tuple[ChipLook, QRect]]:
        gap = self._theme.px(6)
        placed: list[tuple[ChipLook, QRect]] = []
        at = QPoint(0, 0)
        for chip in self._chips:
            size = chip_size(self._theme, chip)
            if at.x() and at.x() + size.width() > width:
                at = QPoint(0, at.y() + size.height() + gap)
            placed.append((chip, QRect(at, QSize(min(size.width(), width), size.height()))))
            at = QPoint(at.x() + size.width() + gap, at.y())
        return placed

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        placed = self._placed(width)
        return placed[-1][1].bottom() + 1 if placed else 0

    def sizeHint(self) -> QSize:
        placed = self._placed(1 << 20)
        return placed[-1][1].united(placed[0][1]).size() if placed else QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        if not self._chips:
            return QSize(0, 0)
        return QSize(self._theme.px(60), chip_size(self._theme, self._chips[0]).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for chip, rect in self._placed(self.width()):
            draw_chip(painter, self._theme, chip, rect)


class FactTable(QWidget):
    """Label and value below each other; what is said of the source stands muted under the value."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[_FactRow] = []

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show other facts; those without a value are left out. Hidden when nothing is left."""
        told = _told(facts)
        if len(self._rows) < len(told):
            more = range(len(self._rows), len(told))
            self._rows.extend(_FactRow(self._grid, row) for row in more)
            self._theme.dress(self)
        for row, made in enumerate(self._rows):
            made.show_fact(told[row] if row < len(told) else None)
        self.setVisible(bool(told))


class _FactRow:
    """The labels of one fact; used again for the next person."""

    def __init__(self, grid: QGridLayout, row: int) -> None:
        self._name = label("", "muted")
        self._value = label("", "body", wrap=True)
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._note = label("", "caption", wrap=True)
        self._box = QWidget()
        words = QVBoxLayout(self._box)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addWidget(self._value)
        words.addWidget(self._note)
        grid.addWidget(self._name, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._box, row, 1)

    def show_fact(self, fact: Fact | None) -> None:
        """Say a fact, or nothing."""
        for widget in (self._name, self._box):
            widget.setVisible(fact is not None)
        if fact is None:
            fact = Fact(label="", value="")
        self._name.setText(fact.label)
        self._value.setText(fact.value)
        self._value.setAccessibleName(f"{fact.label}: {fact.value}. {fact.note}".strip())
        self._note.setText(fact.note)
        self._note.setVisible(bool(fact.note))


def _told(facts: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.value]


class OnePane(QFrame):
    """A row of buttons, shown when the window is narrow, that chooses which pane stands below it.

    When the window is wide all panes stand side by side, as their owner laid them out.
    """

    def __init__(
        self, theme: Theme, title: str, panes: Sequence[tuple[str, str, QWidget]], *, name: str
    ) -> None:
        super().__init__()
        self._panes = {key: pane for key, _text, pane in panes}
        self._narrow = False
        self._absent: set[str] = set()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        choices = [(key, text) for key, text, _pane in panes]
        self.choice = SegmentedFilter(theme, title, choices, name=name)
        row.addWidget(self.choice)
        row.addStretch(1)
        self.choice.chosen.connect(self._show)
        self.hide()

    def fit(self, *, narrow: bool) -> None:
        """Show one pane or all."""
        self._narrow = narrow
        self.setVisible(narrow)
        self._show()

    def set_absent(self, key: str, *, absent: bool) -> None:
        """Leave a pane out altogether while it has nothing to show."""
        (self._absent.add if absent else self._absent.discard)(key)
        self._show()

    def shown(self) -> list[QWidget]:
        """The panes to be seen now, in reading order."""
        chosen = self.choice.value()
        return [
            pane
            for key, pane in self._panes.items()
            if key not in self._absent and (not self._narrow or key == chosen)
        ]

    def _show(self, *_chosen: object) -> None:
        shown = self.shown()
        for pane in self._panes.values():
            pane.setVisible(pane in shown)
