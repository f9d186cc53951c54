"""The seven items of SKOLFS 2015:62, in view while the plan is written: each done or missing, in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kaa_core.rules.plan import Item
from kaa_desktop.app.plan_views import progress
from kaa_desktop.gui.forms.sheet import ReadingSheet
from kaa_desktop.gui.painting import focus_ring, rounded
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.labels import Glyph, KeyCap, label, repolish

HEADING = "Sju uppgifter ska finnas"
SOURCE = (
    "Uppgifterna följer Skolverkets föreskrifter (SKOLFS 2015:62). En plan kan sparas ofullständig. "
    "Det som saknas visas tills det är ifyllt."
)
_OPENS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


class Bar(QWidget):
    """How much is done, as a thin line; the words beside say it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float) -> None:
        """From 0 to 1."""
        self._share = share
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(60, self._theme.px(6))

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens, box = self._theme.tokens, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter = QPainter(self)
        rounded(painter, box, 2, tokens.surface, tokens.ctrl)
        if self._share:
            box.setWidth(box.width() * self._share)
            rounded(painter, box, 2, tokens.accent, tokens.accent)


class ItemRow(QFrame):
    """One item. Where it can be opened it takes the focus, and Enter or a click goes to what mends it."""

    opened = Signal(int)

    def __init__(self, theme: Theme, number: int, *, opens: bool) -> None:
        super().__init__()
        self._theme, self._number, self._opens = theme, number, opens
        self.setObjectName(f"plan_item_{number}")
        self.setProperty("rule", "bottom")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 10, 4)
        row.setSpacing(8)
        row.addWidget(KeyCap(theme, str(number)), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        self._title = label("", "strong", wrap=True)
        self._state = label("", "ok")
        self._said = label("", "muted", wrap=True)
        self._glyph = Glyph(theme, "circle-check", 14, "ok")
        state = QHBoxLayout()
        state.setSpacing(5)
        state.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        state.addWidget(self._state, 0, Qt.AlignmentFlag.AlignTop)
        state.addWidget(self._said, 1)
        words.addWidget(self._title)
        words.addLayout(state)
        row.addLayout(words, 1)
        if opens:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_item(self, item: Item) -> None:
        """Say how it stands."""
        self._title.setText(item.title)
        self._state.setText("Klart" if item.done else "Saknas")
        self._said.setText(item.said if item.done else item.missing)
        self._glyph.set_icon("circle-check" if item.done else "triangle-alert", _tone(item))
        if self._state.property("role") != _tone(item):
            self._state.setProperty("role", _tone(item))
            repolish(self._state)
        state = "klart" if item.done else "saknas"
        said = item.said or item.missing
        self.setAccessibleName(f"{item.number} {item.title}: {state}. {said}")
        if self._opens:
            self.setToolTip(f"Alt+{item.number}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._opens and event.key() in _OPENS:
            self.opened.emit(self._number)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._opens and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self._number)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            focus_ring(QPainter(self), self.rect().toRectF(), self._theme)


def _tone(item: Item) -> str:
    return "ok" if item.done else "danger"


class SevenItems(ReadingSheet):
    """Heading, how many are done, and the rows. ``opened`` carries the number of an item."""

    opened = Signal(int)

    def __init__(self, theme: Theme, area: QScrollArea, *, opens: bool = False) -> None:
        super().__init__(theme, area, HEADING, name="plan_items")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 12)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(14, 0, 12, 8)
        head.setSpacing(4)
        self._count: QLabel = label("", "muted")
        self._bar = Bar(theme)
        for widget in (label(HEADING, "section"), self._count, self._bar):
            head.addWidget(widget)
        column.addLayout(head)
        self.rows = [ItemRow(theme, number, opens=opens) for number in range(1, 8)]
        for row in self.rows:
            row.opened.connect(self.opened)
            column.addWidget(row)
        note = label(SOURCE, "caption", wrap=True)
        note.setContentsMargins(14, 10, 12, 0)
        column.addWidget(note)
        column.addStretch(1)
        theme.dress(self)

    def show_items(self, items: Sequence[Item]) -> None:
        """Say how each stands."""
        self._count.setText(progress(items))
        self._bar.set_share(sum(one.done for one in items) / max(len(items), 1))
        for row, item in zip(self.rows, items, strict=True):
            row.show_item(item)
