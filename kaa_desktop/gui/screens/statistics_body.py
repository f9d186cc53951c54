"""What scrolls on Statistik och mål: cards that are made once, and filled a part at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final

import attrs
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kaa_core.model.enums import Indicator
from kaa_core.statistics.answers import Answer
from kaa_core.statistics.catalogue import FIGURES, KOMPASSEN
from kaa_core.statistics.figures import group, school, situation
from kaa_core.statistics.suppression import suppressed_all
from kaa_core.statistics.values import Figure, Section, Shape
from kaa_desktop.app.goals import Goals
from kaa_desktop.app.statistics_views import Given
from kaa_desktop.app.views_base import Chip
from kaa_desktop.gui.forms.sheet import SheetArea, ground
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.parts import ChipRow
from kaa_desktop.gui.screens.statistics_months import reached_by_month
from kaa_desktop.gui.screens.statistics_parts import FIGURES as FIGURE_ROWS
from kaa_desktop.gui.screens.statistics_parts import (
    GOALS,
    ChartCard,
    KeyRow,
    figure_line,
    goal_lines,
    lines_table,
)
from kaa_desktop.gui.screens.statistics_words import head_of
from kaa_desktop.gui.screens.target_table import LineTable
from kaa_desktop.gui.widgets.boxes import Card, fold
from kaa_desktop.gui.widgets.chart import Drawn
from kaa_desktop.gui.widgets.labels import label

KEYS: Final = (
    group.AGE_GROUP,
    group.TARGET_GROUP,
    school.DROPOUTS,
    group.NOT_REACHED,
    group.ON_INTRODUCTORY,
)
OVER_TIME: Final = group.NOT_REACHED
MONTHLY: Final = (group.ENROLLED.key, OVER_TIME.key)
BY: Final = situation.BY_AGE
SIDE_EM: Final = 82
"""Below this width the two charts stand under each other."""
KOMPASSENS: Final = "de sex kvalitetsindikatorerna; den tredje är två tal"
SO_FAR: Final = "Den sista månaden räknas till och med dagen."


@attrs.frozen(kw_only=True)
class Told:
    """What is to be shown: answers by figure, those of the months, and whether small numbers are hidden."""

    answers: Mapping[str, Answer]
    series: Sequence[Given]
    chips: Sequence[Chip]
    origin: str
    hides_small: bool


class StatisticsBody(QObject):
    """``figure`` carries the key of one to open, ``cell`` (figure, row, column), ``goal`` that of a goal."""

    figure = Signal(object)
    cell = Signal(object)
    goal = Signal(object)

    def __init__(self, desk: Desk, name: str, title: str) -> None:
        super().__init__()
        self._desk, self._theme = desk, desk.theme
        inside, body = ground()
        self.column = body
        self.chips = ChipRow(self._theme)
        self.chips.hide()
        body.addWidget(self.chips)
        self.keys = KeyRow(self._theme, KEYS)
        self.keys.opened.connect(self.figure)
        body.addWidget(self.keys)
        self.by_age = self._chart_card("statistics_by_age", BY.name, head_of(BY), BY.key)
        self.months = self._chart_card("statistics_months", "Ej nådda", "Månad", OVER_TIME.key)
        self._charts = QHBoxLayout()
        self._charts.setSpacing(12)
        for card in (self.by_age, self.months):
            self._charts.addWidget(card, 1)
        body.addLayout(self._charts)
        body.addWidget(self._make_goals())
        self.lists: dict[str, tuple[Card, LineTable]] = {}
        """The cards of figures, a line each: made in the turn in which they are filled first."""
        self._from = label("", "caption", wrap=True)
        body.addWidget(self._from)
        body.addStretch(1)
        self.area = SheetArea.around(inside, name, title)

    # -- making

    def _chart_card(self, name: str, title: str, head: str, figure: str) -> ChartCard:
        made = ChartCard(self._theme, name=name, title=title, head=head)
        made.table.opened.connect(partial(self._open_cell, figure))
        made.table.copy_asked.connect(partial(self.figure.emit, figure))
        return made

    def _open_cell(self, figure: str, at: tuple[str, str]) -> None:
        self.cell.emit((figure, *at))

    def _make_goals(self) -> Card:
        self._goals_card = Card(self._theme, "Mål", icon="flag", padded=False)
        made = self._desk.actions.button("go.goals", text="Visa målen", compact=True)
        made.setObjectName("statistics_goals_open")
        made.setProperty("hint", "")
        self._goals_card.add_to_header(made)
        self.goals = lines_table(self._theme, GOALS, name="statistics_goals", title="Målen")
        self.goals.opened.connect(self.goal)
        self._goals_card.body.addWidget(self.goals)
        return self._goals_card

    def _lines_card(self, title: str, subtitle: str, name: str) -> tuple[Card, LineTable]:
        """A card of figures, over what the numbers are from."""
        held = self.lists.get(name)
        if held is None:
            card = Card(self._theme, title, subtitle=subtitle, padded=False)
            table = lines_table(self._theme, FIGURE_ROWS, name=name, title=title)
            table.opened.connect(self.figure)
            card.body.addWidget(table)
            self.column.insertWidget(self.column.indexOf(self._from), card)
            held = self.lists[name] = (card, table)
        return held

    # -- showing

    def steps(self, told: Told, goals: Goals) -> list[Callable[[], object]]:
        """What is to be done to show it, each in a turn of its own."""
        parts: list[Callable[[], object]] = [
            partial(self._show_head, told),
            partial(self._show_charts, told, goals),
            partial(self.show_goals, goals, hides_small=told.hides_small),
            partial(self._show_lines, ("Kompassen", KOMPASSENS, "kompassen"), KOMPASSEN, told),
        ]
        for section in Section:
            of = [one for one in FIGURES if one.section is section]
            where = (section.value, "", section.name.lower())
            parts.append(partial(self._show_lines, where, of, told))
        return parts

    def _show_head(self, told: Told) -> None:
        self.chips.set_chips([chip_look(one) for one in told.chips])
        self._from.setText(told.origin)
        for card in self.keys.cards:
            if card.figure.key in told.answers:
                card.show_figure(told.answers[card.figure.key].table)

    def _show_charts(self, told: Told, goals: Goals) -> None:
        if BY.key in told.answers:
            table = told.answers[BY.key].table
            drawn = Drawn(table, BY.shape, BY.name)
            self.by_age.show_figure(BY.name, "antal på dagen", drawn, table.remarks)
        self.months.setVisible(len(told.series) > 0)
        if told.series:
            self._show_months(told, goals)

    def _show_months(self, told: Told, goals: Goals) -> None:
        answers = [one.answers[key] for one in told.series for key in MONTHLY]
        if told.hides_small:
            answers = list(suppressed_all(answers))
        table = reached_by_month(answers)
        columns = [one.key for one in table.columns[:2]]
        title = "Ej nådda månad för månad"
        drawn = Drawn(table, Shape.LINE, title, aim=_aim(goals), columns=columns)
        notes = () if _month_is_over(told.series[-1].question.as_of) else (SO_FAR,)
        self.months.show_figure("Ej nådda", "sista dagen i månaden", drawn, notes)

    def show_goals(self, goals: Goals, *, hides_small: bool) -> None:
        """Show the goals as they are reckoned now."""
        views = goals.views()
        self.goals.set_lines(goal_lines(views, hides_small=hides_small))
        self._goals_card.setVisible(bool(views))

    def _show_lines(self, where: tuple[str, str, str], of: Sequence[Figure], told: Told) -> None:
        title, subtitle, name = where
        card, table = self._lines_card(title, subtitle, f"statistics_{name}")
        figures = [one for one in of if one.key in told.answers]
        table.set_lines([figure_line(one, told.answers[one.key].table) for one in figures])
        card.setVisible(bool(figures))

    def show_tables_alone(self, *, alone: bool) -> None:
        """Leave the drawings out, or let them be seen again."""
        for card in (self.by_age, self.months):
            card.show_tables_alone(alone=alone)

    # -- room

    def fit(self, width: int) -> None:
        """The charts beside each other, or under."""
        fold(self._charts, narrow=width < SIDE_EM * self._theme.em)

    def panes(self, page: QWidget) -> list[QWidget]:
        """Where F6 goes, in reading order."""
        tables = (table for _, table in self.lists.values())
        shown = [self.keys, self.by_age, self.months, self.goals, *tables]
        return [one for one in shown if one.isVisibleTo(page)]


def _aim(goals: Goals) -> tuple[int, str] | None:
    """The board's most of those not reached, when it is a number and of all."""
    for view in goals.views():
        goal = goals.held(view.goal)
        if view.indicator is not Indicator.NOT_REACHED or goal is None or goal.unit is not None:
            continue
        if goal.target_count:
            return goal.target_count, f"Mål: {view.aim.lower()}"
    return None


def _month_is_over(on: date) -> bool:
    return date.fromordinal(on.toordinal() + 1).month != on.month
