"""The ground of what scrolls."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from kaa_desktop.gui.painting import focus_ring
from kaa_desktop.gui.theme import Theme


class Sheet(QFrame):
    """White ground in a scroll area. As high as its width asks for: wrapped text has no other height."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("fill", "surface")

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        inside = self.layout()
        return QSize(least.width(), 0) if inside and inside.hasHeightForWidth() else least


class SheetArea(QScrollArea):
    """A scroll area as wide as its room: what lies in it takes the focus, not the area."""

    def __init__(self, name: str = "", title: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @classmethod
    def around(cls, inside: QWidget, name: str = "", title: str = "") -> SheetArea:
        """An area that holds `inside`."""
        made = cls(name, title)
        made.setWidget(inside)
        return made


def ground() -> tuple[Sheet, QVBoxLayout]:
    """The ground of a page, and the column that its cards stand in."""
    inside = Sheet()
    inside.setProperty("fill", "canvas")
    column = QVBoxLayout(inside)
    column.setContentsMargins(20, 12, 20, 12)
    column.setSpacing(12)
    return inside, column


class ReadingSheet(Sheet):
    """Takes the focus while there is more to read than fits, so that arrows and PgDn can scroll."""

    def __init__(self, theme: Theme, area: QScrollArea, title: str, *, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(title)
        area.verticalScrollBar().rangeChanged.connect(self._range)

    def _range(self, _least: int, most: int) -> None:
        policy = Qt.FocusPolicy.StrongFocus if most > 0 else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)

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
