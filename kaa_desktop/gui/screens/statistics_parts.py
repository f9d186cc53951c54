"""Parts of the statistics pages: key figures as cards, a chart beside its table, and rows of figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kaa_core.statistics.charts.said import HIDDEN, beside, measured
from kaa_core.statistics.suppression import SMALL
from kaa_core.statistics.values import Figure, Table
from kaa_desktop.app.goals import GoalView
from kaa_desktop.gui.painting import LEFT, focus_ring, rounded, text_width
from kaa_desktop.gui.screens.goals import goal_chip
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.statistics_words import first_sentence, summary
from kaa_desktop.gui.screens.target_table import Line, LineTable, Shape
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.boxes import Card, fold
from kaa_desktop.gui.widgets.chart import Chart, Drawn
from kaa_desktop.gui.widgets.figure_table import FigureTable
from kaa_desktop.gui.widgets.labels import Elided, label

KEY_HEIGHT: Final = 62
GOALS: Final = Shape(
    titles=("Mål", "Läge", "Utfall", "Så räknas det"), chip=124, shares=(30, 20, 50), numbered=False
)
FIGURES: Final = Shape(
    titles=("Tal", "", "Värde", "Så räknas det"), chip=0, shares=(28, 24, 48), numbered=False
)
LEAST_CHART: Final = 212
"""A chart that is narrower than this beside its table stands over it, at 100 %."""
WAITS: Final = "–"
HOW: Final = "Så räknas det"


class KeyCard(QAbstractButton):
    """One key figure: name, number, and of what. Enter opens its page."""

    def __init__(self, theme: Theme, figure: Figure) -> None:
        super().__init__()
        self._theme, self.figure = theme, figure
        self._name, self._value, self._beside = figure.name, WAITS, ""
        self.setObjectName(f"statistics_key_{figure.key}")
        self.setAccessibleName(figure.name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_figure(self, table: Table) -> None:
        """Say the number."""
        cell, column = table.cell, table.columns[0]
        self._name = column.label
        self._value, self._beside = measured(cell, column.unit), beside(cell, column.unit)
        told = ", ".join(filter(None, (self.figure.name, self._value, self._beside)))
        self.setAccessibleName(told)
        self.setToolTip(f"{self.figure.name}. {self.figure.says}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(150), self._theme.px(KEY_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(110), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, t, px = self._theme, self._theme.tokens, self._theme.px
        painter = QPainter(self)
        edge = t.accent if self.underMouse() else t.border
        rounded(painter, self.rect().toRectF(), 6, t.surface, edge)
        inside = self.rect().adjusted(px(12), px(7), -px(10), -px(7))
        line = px(18)
        name = QRect(inside.left(), inside.top(), inside.width(), line)
        _words(painter, name, self._name, theme.font(12), t.text2)
        large = theme.font(20, 600)
        row = QRect(
            inside.left(), name.bottom() + 1, inside.width(), inside.bottom() - name.bottom()
        )
        _words(painter, row, self._value, large, t.text)
        used = text_width(large, self._value) + px(8)
        rest = QRect(row.left() + used, row.top() + px(3), row.width() - used, row.height() - px(3))
        _words(painter, rest, self._beside, theme.font(12), t.text2)
        if self.hasFocus():
            focus_ring(painter, self.rect().toRectF(), theme, 6)


def _words(painter: QPainter, place: QRect, text: str, font: QFont, colour: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    room = max(0, place.width())
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(place, LEFT, shown)


class KeyRow(QWidget):
    """Key figures beside each other, on more lines where there is little room."""

    opened = Signal(object)

    def __init__(self, theme: Theme, figures: Sequence[Figure]) -> None:
        super().__init__()
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        self.cards = [KeyCard(theme, one) for one in figures]
        for card in self.cards:
            card.clicked.connect(self._open)
        self._across = 0
        self._fit()
        theme.changed.connect(self._fit)

    def _open(self, _checked: bool = False) -> None:
        card = self.sender()
        assert isinstance(card, KeyCard)
        self.opened.emit(card.figure.key)

    def _fit(self) -> None:
        across = max(1, min(len(self.cards), self.width() // self._theme.px(190)))
        if across == self._across:
            return
        for column in range(len(self.cards)):
            self._grid.setColumnStretch(column, int(column < across))
        for at, card in enumerate(self.cards):
            self._grid.addWidget(card, at // across, at % across)
        self._across = across

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class FigureHeader(QFrame):
    """The white band of a page about one figure: its name gives way to the buttons."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self.setProperty("fill", "surface")
        self.setProperty("rule", "bottom")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 10, 20, 10)
        self._row.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(1)
        self._title, self._about = Elided(title, "page"), Elided("", "muted")
        for one in (self._title, self._about):
            words.addWidget(one)
        self._row.addLayout(words, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(10)
        self._row.addLayout(self._buttons)
        theme.dress(self)

    def add(self, widget: QWidget) -> None:
        """Put a button at the right."""
        self._buttons.addWidget(widget)

    def fit(self, *, narrow: bool) -> None:
        """The buttons under the words where there is little room."""
        fold(self._row, narrow=narrow)

    def set_title(self, title: str, about: str) -> None:
        """Change the words."""
        self._title.setText(title)
        self._about.setText(about)


def let_scroll(tools: QWidget, outer: QVBoxLayout, page: QVBoxLayout, *, narrow: bool) -> None:
    """Where there is little room the tools over a page scroll with it, else they stand."""
    inside = page.indexOf(tools) >= 0
    if inside is narrow:
        return
    (page if inside else outer).removeWidget(tools)
    if narrow:
        page.insertWidget(0, tools)
    else:
        outer.insertWidget(1, tools)


class ChartCard(Card):
    """A chart beside its table; below each other where it is narrow, or when it is to be `stacked`."""

    def __init__(
        self, theme: Theme, *, name: str, title: str, head: str = "", stacked: bool = False
    ) -> None:
        super().__init__(theme, title)
        self._theme, self._stacked = theme, stacked
        self.chart = Chart(theme, name=f"{name}_chart")
        self.table = FigureTable(theme, name=f"{name}_table", title=f"Tabell: {title}", head=head)
        self._row = QHBoxLayout()
        self._row.setSpacing(16)
        self._row.addWidget(self.chart, 1, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self.table, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(self._row)
        self.note = label("", "caption", wrap=True)
        self.body.addWidget(self.note)
        self.note.hide()
        self.body.addStretch(1)

    def show_figure(
        self,
        title: str,
        subtitle: str,
        drawn: Drawn,
        remarks: Sequence[str],
        written: Table | None = None,
    ) -> None:
        """Show a table, drawn and written; `written` when it has more columns than what is drawn."""
        self.set_title(title, subtitle)
        self.chart.draw(drawn)
        self.table.show_table(drawn.table if written is None else written, f"Tabell: {title}")
        said = " ".join(remarks)
        self.note.setText(said)
        self.note.setVisible(bool(said))
        self._fit()

    def show_tables_alone(self, *, alone: bool) -> None:
        """Leave the drawing out, or let it be seen again."""
        self.chart.setVisible(not alone)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        edges = self.width() - self.body.contentsMargins().left() * 2 - self._row.spacing()
        room = edges - self.table.whole_width
        narrow = self._stacked or room < self._theme.px(LEAST_CHART)
        fold(self._row, narrow=narrow)
        if self.table.whole is narrow:
            self.table.whole = not narrow
            self.table.updateGeometry()


def goal_lines(views: Sequence[GoalView], *, hides_small: bool = False) -> list[Line]:
    """The goals as rows; values that are about few are not told where small numbers are hidden."""
    if hides_small:
        views = [_without_small(one) for one in views]
    return [
        Line(
            key=view.goal,
            title=view.title,
            note=view.unit,
            chip=chip_look(goal_chip(view)),
            lead=view.figure,
            text=", ".join(filter(None, (view.fraction, view.aim))),
            source=first_sentence(view.counted),
            origin=HOW,
            when=view.period,
        )
        for view in views
    ]


def _without_small(view: GoalView) -> GoalView:
    cell = view.value
    few = cell is not None and (0 < cell.persons < SMALL or 0 < cell.others < SMALL)
    return attrs.evolve(view, figure=HIDDEN, fraction="") if few else view


def figure_line(figure: Figure, table: Table) -> Line:
    """A figure as a row: name, number, and how it is counted."""
    value, text = summary(figure, table)
    remark = table.remarks[0] if table.remarks else ""
    return Line(
        key=figure.key,
        title=figure.name,
        note=remark,
        lead=value,
        text=text,
        source=first_sentence(figure.says),
        origin=HOW,
    )


def lines_table(theme: Theme, shape: Shape, *, name: str, title: str) -> LineTable:
    """A table of such rows."""
    return LineTable(theme, name=name, title=title, shape=shape)
