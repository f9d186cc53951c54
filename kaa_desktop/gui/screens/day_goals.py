"""The board's goals along the foot of Min dag: title, value, fraction, and how it stands (picture 02)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from kaa_desktop.app.goals import GoalView
from kaa_desktop.gui.painting import LEFT, chip_size, draw_chip, focus_ring, rounded, text_width
from kaa_desktop.gui.screens.goals import goal_chip
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.theme import Theme

MOST: Final = 4
TALL, LOW = 84, 52


class GoalCard(QAbstractButton):
    """One goal; Enter opens the page of goals. `low`: without the bar, where there is little height."""

    def __init__(self, theme: Theme, view: GoalView, number: int) -> None:
        super().__init__()
        self._theme, self._view, self.low = theme, view, False
        self.setObjectName(f"day_goal_{number}")
        said = (view.title, view.figure, view.fraction, view.aim, goal_chip(view).text)
        self.setAccessibleName(", ".join(filter(None, said)))
        self.setToolTip(f"{view.title}. {view.counted}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(LOW if self.low else TALL))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, t, px = self._theme, self._theme.tokens, self._theme.px
        painter = QPainter(self)
        rounded(painter, self.rect().toRectF(), 6, t.surface, t.border)
        inside = self.rect().adjusted(px(12), px(6), -px(12), -px(6))
        line = px(18)
        first = QRect(inside.left(), inside.top(), inside.width(), line)
        self._words(painter, first, self._view.title, theme.font(12), t.text)
        row = QRect(inside.left(), first.bottom() + 1, inside.width(), px(18 if self.low else 26))
        self._value(painter, row)
        if not self.low:
            self._bar(painter, QRect(inside.left(), row.bottom() + px(3), inside.width(), px(7)))
        if self.hasFocus():
            focus_ring(painter, self.rect().toRectF(), theme, 6)

    def _value(self, painter: QPainter, row: QRect) -> None:
        theme, t, px, view = self._theme, self._theme.tokens, self._theme.px, self._view
        strong = theme.font(13 if self.low else 17, 600)
        painter.setFont(strong)
        painter.setPen(QColor(t.text))
        painter.drawText(row, LEFT, view.figure)
        used = text_width(strong, view.figure) + px(6)
        look = chip_look(goal_chip(view))
        chip = chip_size(theme, look).width() if view.met is not None else 0
        room = QRect(row.left() + used, row.top(), row.width() - used - chip - px(4), row.height())
        beside = view.fraction if self.low else ", ".join(filter(None, (view.fraction, view.aim)))
        self._words(painter, room, beside, theme.font(12), t.text2)
        if chip and row.width() - used >= chip:
            place = QRect(row.right() - chip, row.top(), chip, row.height())
            draw_chip(painter, theme, look, place)

    def _words(self, painter: QPainter, place: QRect, text: str, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, LEFT, shown)

    def _bar(self, painter: QPainter, place: QRect) -> None:
        t, view = self._theme.tokens, self._view
        rounded(painter, QRectF(place), 2, t.surface_alt, t.ctrl)
        percent = view.value.percent if view.value is not None else None
        if percent:
            part = QRectF(place)
            part.setWidth(max(3.0, place.width() * percent / 100))
            rounded(painter, part, 2, t.chart1)
        if view.target is not None:
            x = place.left() + round((place.width() - 2) * view.target / 100)
            tick = QRect(x, place.top() - 3, 2, place.height() + 6)
            painter.fillRect(tick, QColor(t.text))


class GoalStrip(QWidget):
    """The first goals beside each other. Hidden when there is none, or no room."""

    asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._cards: list[GoalCard] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._narrow, self._low = False, False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_goals(self, views: Sequence[GoalView]) -> None:
        """Show these."""
        focused = next((at for at, card in enumerate(self._cards) if card.hasFocus()), None)
        for card in self._cards:
            self._row.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = [GoalCard(self._theme, one, at) for at, one in enumerate(views[:MOST])]
        for card in self._cards:
            card.clicked.connect(self.asked)
            self._row.addWidget(card, 1)
        if focused is not None and focused < len(self._cards):
            self._cards[focused].setFocus(Qt.FocusReason.OtherFocusReason)
        self.fit(narrow=self._narrow, low=self._low)

    def fit(self, *, narrow: bool, low: bool) -> None:
        """Follow the page's room."""
        self._narrow, self._low = narrow, low
        for card in self._cards:
            card.low = low
            card.updateGeometry()
            card.update()
        self.setVisible(bool(self._cards) and not narrow)

    def pane(self) -> list[QWidget]:
        """Where F6 goes, when it is shown."""
        return [self._cards[0]] if self._cards and self.isVisible() else []
