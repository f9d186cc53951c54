"""The board's goals along the foot of Min dag: value, how it stands, and which way it goes (picture 02)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kaa_desktop.app.goals import GoalView
from kaa_desktop.app.words import sentence_case
from kaa_desktop.gui.painting import LEFT, chip_size, draw_chip, focus_ring, rounded, text_width
from kaa_desktop.gui.screens.goals import goal_chip
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.labels import Elided, plain_tip

A_ROW, MOST, A_FOLD = 4, 8, 2
"""To a row, in all, and where the cards of the page take turns."""
TALL, LOW = 100, 70
TRACE = 40
"""Width of the small line, px at 100 %."""


class GoalCard(QAbstractButton):
    """One goal; Enter opens the page of goals. `low`: without the bar, where there is little height."""

    def __init__(self, theme: Theme, view: GoalView, number: int) -> None:
        super().__init__()
        self._theme, self._view, self.low = theme, view, False
        self.setObjectName(f"day_goal_{number}")
        why = view.unjudged if view.aim else ""
        state = (view.aim, goal_chip(view).text, why, view.trend)
        said = (view.title, view.figure, view.fraction, *state)
        self.setAccessibleName(", ".join(filter(None, said)))
        told = f"{sentence_case(view.line)}." if len(view.points) > 1 else ""
        about = " ".join(filter(None, (f"{view.title}.", told, view.counted, view.held)))
        self.setAccessibleDescription(f"{told} {view.held}".strip())
        self.setToolTip(plain_tip(about))
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
        below = row.bottom()
        if not self.low:
            bar = QRect(inside.left(), below + px(3), inside.width(), px(7))
            self._bar(painter, bar)
            below = bar.bottom()
        self._moved(painter, QRect(inside.left(), below + px(3), inside.width(), line))
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
        self._words(painter, room, view.fraction, theme.font(12), t.text2)
        if chip and row.width() - used >= chip:
            place = QRect(row.right() - chip, row.top(), chip, row.height())
            draw_chip(painter, theme, look, place)

    def _moved(self, painter: QPainter, place: QRect) -> None:
        """The target and the trend in words, and the trend as a small line at the right."""
        theme, t, px, view = self._theme, self._theme.tokens, self._theme.px, self._view
        known = [one.number for one in view.points if one.number is not None]
        drawn = px(TRACE) if len(known) > 1 and place.width() > px(3 * TRACE) else 0
        room = place.adjusted(0, 0, -drawn - px(6) if drawn else 0, 0)
        words = " · ".join(filter(None, (view.aim, view.unjudged if view.aim else "", view.trend)))
        self._words(painter, room, sentence_case(words), theme.font(12), t.text2)
        if not drawn:
            return
        low, high = min(known), max(known)
        left, step = place.right() - drawn, drawn / (len(known) - 1)
        base, tall = place.bottom() - px(3), place.height() - px(7)
        level = [(one - low) / (high - low) if high > low else 0.5 for one in known]
        points = [QPointF(left + at * step, base - tall * one) for at, one in enumerate(level)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(t.chart1), px(2)))
        painter.drawPolyline(points)
        painter.setBrush(QColor(t.chart1))
        painter.drawEllipse(points[-1], px(2), px(2))

    def _words(self, painter: QPainter, place: QRect, text: str, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, LEFT, shown)

    def _bar(self, painter: QPainter, place: QRect) -> None:
        t, view = self._theme.tokens, self._view
        rounded(painter, QRectF(place), 2, t.surface_alt, t.ctrl)
        if view.share:
            part = QRectF(place)
            part.setWidth(max(3.0, place.width() * view.share / 100))
            rounded(painter, part, 2, t.chart1)
        if view.mark is not None:
            x = place.left() + round((place.width() - 2) * view.mark / 100)
            tick = QRect(x, place.top() - 3, 2, place.height() + 6)
            painter.fillRect(tick, QColor(t.text))


class GoalStrip(QWidget):
    """Today's goals, four to a row; its owner hides it when there is none.

    Where there is little height, one row of the first ones, and how many there are besides.
    """

    asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._cards: list[GoalCard] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._rows = [QHBoxLayout() for _ in range(MOST // A_ROW)]
        for row in self._rows:
            row.setSpacing(12)
            column.addLayout(row)
        self._more = button(theme, "", name="day_goals_all", icon="flag", kind="flat", compact=True)
        self._more.clicked.connect(self.asked)
        self._held = Elided("", "caption")
        self._held.setObjectName("day_goals_held")
        foot = QHBoxLayout()
        foot.addWidget(self._held, 1)
        foot.addWidget(self._more)
        column.addLayout(foot)
        self._narrow, self._low, self._all = False, False, 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_goals(self, views: Sequence[GoalView]) -> None:
        """Show these."""
        focused = next((at for at, card in enumerate(self._cards) if card.hasFocus()), None)
        for card in self._cards:
            for row in self._rows:
                row.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = [GoalCard(self._theme, one, at) for at, one in enumerate(views[:MOST])]
        for card in self._cards:
            card.clicked.connect(self.asked)
        self._more.setText(f"Visa alla {len(views)} mål")
        self._more.setAccessibleName(self._more.text())
        self._all = len(views)
        self._held.setText(next((one.held for one in views if one.held), ""))
        if focused is not None and focused < len(self._cards):
            self._cards[focused].setFocus(Qt.FocusReason.OtherFocusReason)
        self.fit(narrow=self._narrow, low=self._low)

    def fit(self, *, narrow: bool, low: bool) -> None:
        """Follow the page's room."""
        self._narrow, self._low = narrow, low
        room = A_FOLD if narrow else A_ROW if low else MOST
        shown = min(room, len(self._cards))
        across = -(-shown // (1 if shown <= A_ROW else 2)) or 1
        for at, card in enumerate(self._cards):
            for row in self._rows:
                row.removeWidget(card)
            self._rows[min(at // across, 1)].addWidget(card, 1)
            card.low = low or narrow or len(self._cards) > A_ROW
            card.setVisible(at < shown)
            card.updateGeometry()
            card.update()
        self._more.setVisible(shown < self._all)
        self._held.setVisible(bool(self._held.full_text()))

    @property
    def empty(self) -> bool:
        """Whether there is no goal to show."""
        return not self._cards

    def pane(self) -> list[QWidget]:
        """Where F6 goes, when it is shown."""
        return [self._cards[0]] if self._cards and self.isVisible() else []
