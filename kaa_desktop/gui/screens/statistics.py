"""Statistik och mål (09): key figures, two charts beside their tables, the goals, and every figure."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

import attrs
from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kaa_core.model.enums import Indicator
from kaa_core.statistics.answers import Answer
from kaa_core.statistics.catalogue import FIGURES, KOMPASSEN
from kaa_core.statistics.day import EVERYBODY, school_year
from kaa_core.statistics.figures import group, school, situation
from kaa_core.statistics.suppression import WHY, hides, suppressed_all
from kaa_core.statistics.values import Figure, Section, Shape
from kaa_desktop.app.statistics_views import Given, Question
from kaa_desktop.app.views import Changes
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.sheet import SheetArea, ground
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.parts import ChipRow, is_narrow
from kaa_desktop.gui.screens.statistics_asking import CountingBand
from kaa_desktop.gui.screens.statistics_behind import open_behind
from kaa_desktop.gui.screens.statistics_months import month_ends, reached_by_month
from kaa_desktop.gui.screens.statistics_parts import (
    FIGURES as FIGURE_ROWS,
)
from kaa_desktop.gui.screens.statistics_parts import (
    GOALS,
    ChartCard,
    KeyRow,
    figure_line,
    goal_lines,
    let_scroll,
    lines_table,
)
from kaa_desktop.gui.screens.statistics_tools import BOARD, INTERNAL, StatisticsTools
from kaa_desktop.gui.screens.statistics_words import head_of, period_words
from kaa_desktop.gui.screens.target_table import LineTable
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card, PageHeader, fold
from kaa_desktop.gui.widgets.chart import Drawn
from kaa_desktop.gui.widgets.labels import label

TITLE: Final = "Statistik och mål"
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
ALL: Final = tuple(one.key for one in FIGURES)
SIDE_EM: Final = 82
"""Below this width the two charts stand under each other."""
STEP_MS: Final = 0
KOMPASSENS: Final = "de sex kvalitetsindikatorerna; den tredje är två tal"
SO_FAR: Final = "Den sista månaden räknas till och med dagen."
ELSEWHERE: Final = "Hela kommunens tal, räknade av servern. Ungdomarna bakom visas inte härifrån."


class StatisticsScreen(Screen):
    """Counts beside the window and fills the page a part at a time, so that nothing holds the window."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TITLE, name="statistics")
        self._question = Question(as_of=self.session.today(), figures=ALL)
        self._given: Given | None = None
        self._told: dict[str, Answer] = {}
        self._series: list[Given] = []
        self._steps: deque[Callable[[], object]] = deque()
        self._tables_alone = self._server = False
        self._step = QTimer(self, singleShot=True, interval=STEP_MS)
        self._step.timeout.connect(self._go_on)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_header())
        self.tools = StatisticsTools(desk, self._question)
        self.tools.asked.connect(self._asked)
        self.tools.mode.connect(self._mode_chosen)
        column.addWidget(self.tools)
        self.band = CountingBand(desk, name="statistics")
        self.band.stopped.connect(self._stopped)
        column.addWidget(self.band)
        self._limits = Banner(self.theme, Kind.INFO, icon="info", flat=True)
        self._limits.hide()
        column.addWidget(self._limits)
        column.addWidget(self._make_page(), 1)
        self.theme.dress(self)
        self.theme.changed.connect(self._fit)
        self.take(Changes(everything=True))

    # -- making

    def _make_header(self) -> QWidget:
        self.header = PageHeader(self.theme, TITLE)
        for act, text in (
            ("statistics.compare", "Jämför …"),
            ("statistics.tables", "Bara tabeller"),
        ):
            made = self.desk.actions.button(act, text=text, name=act.replace(".", "_"))
            self.header.add(made)
        return self.header

    def _make_page(self) -> QWidget:
        inside, body = ground()
        self._body = body
        self.chips = ChipRow(self.theme)
        self.chips.hide()
        body.addWidget(self.chips)
        self.keys = KeyRow(self.theme, KEYS)
        self.keys.opened.connect(self.open_figure)
        body.addWidget(self.keys)
        self.by_age = self._chart_card("statistics_by_age", BY.name, head_of(BY), BY.key)
        self.months = self._chart_card("statistics_months", "Ej nådda", "Månad", OVER_TIME.key)
        self._charts = QHBoxLayout()
        self._charts.setSpacing(12)
        self._charts.addWidget(self.by_age, 1)
        self._charts.addWidget(self.months, 1)
        body.addLayout(self._charts)
        body.addWidget(self._make_goals())
        self.kompassen = self._lines_card("Kompassen", "statistics_kompassen")
        self.kompassen[0].set_title("Kompassen", KOMPASSENS)
        body.addWidget(self.kompassen[0])
        self.sections = {one: self._make_section(one) for one in Section}
        for card, _ in self.sections.values():
            body.addWidget(card)
        self._from = label("", "caption", wrap=True)
        body.addWidget(self._from)
        body.addStretch(1)
        self._area = SheetArea.around(inside, "statistics_area", TITLE)
        return self._area

    def _chart_card(self, name: str, title: str, head: str, figure: str) -> ChartCard:
        made = ChartCard(self.theme, name=name, title=title, head=head)
        made.table.opened.connect(partial(self._open_cell, figure))
        made.table.copy_asked.connect(partial(self.open_figure, figure))
        return made

    def _make_goals(self) -> Card:
        self._goals_card = Card(self.theme, "Mål", icon="flag", padded=False)
        made = self.desk.actions.button("go.goals", text="Visa målen", compact=True)
        made.setObjectName("statistics_goals_open")
        made.setProperty("hint", "")
        self._goals_card.add_to_header(made)
        self.goals = lines_table(self.theme, GOALS, name="statistics_goals", title="Målen")
        self.goals.opened.connect(self._open_goal)
        self._goals_card.body.addWidget(self.goals)
        return self._goals_card

    def _make_section(self, section: Section) -> tuple[Card, LineTable]:
        return self._lines_card(section.value, f"statistics_{section.name.lower()}")

    def _lines_card(self, title: str, name: str) -> tuple[Card, LineTable]:
        """A card of figures, a line each; hidden until something is told in it."""
        card = Card(self.theme, title, padded=False)
        table = lines_table(self.theme, FIGURE_ROWS, name=name, title=title)
        table.opened.connect(self.open_figure)
        card.body.addWidget(table)
        card.hide()
        return card, table

    # -- counting

    @property
    def busy(self) -> bool:
        """Whether something is being counted, or not all of it is shown yet."""
        return self.band.busy or bool(self._steps)

    @property
    def given(self) -> Given | None:
        """What is shown, as it was counted."""
        return self._given

    def refresh(self, changes: Changes) -> None:
        if self._given is None or self.session.statistics.alters(changes):
            self.reload()
        elif "organisation_goal" in changes.kinds:
            self._show_goals()

    def show_question(self, question: Question) -> None:
        """Count something else."""
        whole = attrs.evolve(question, figures=ALL)
        self.tools.show_question(whole)
        self._asked(whole)

    def _asked(self, question: Question) -> None:
        self._question, self._server = question, False
        self.reload()

    def reload(self) -> None:
        """Count again; what stands there stays until all of the new is known."""
        if self.tools.choices is None:
            self.desk.then(self.session.statistics.filters(), self.tools.show_choices)
        if self._server:
            asked: Any = self.session.statistics.whole(self._question)
            self.band.follow(asked, self._server_told, words="Frågar servern.")
        else:
            asked = self.session.statistics.ask(self._question)
            self.band.follow(asked, self._counted)
        if self.session.goals.due():
            self.desk.then(self.session.goals.reckon(), self._reckoned)

    def _counted(self, given: Given) -> None:
        on = self._question
        days = month_ends(on.start or school_year(on.as_of), on.as_of)
        asked = self.session.statistics.series(
            MONTHLY, days[-13:], only=on.only, definition=on.definition
        )
        self.band.follow(asked, partial(self._arrived, given))

    def _server_told(self, told: Any) -> None:
        if told.fault is not None or told.value is None:
            self._server = False
            self.desk.say(told.fault.sentence if told.fault else "Servern svarade inte.")
        else:
            self._arrived(told.value, [])

    def _stopped(self) -> None:
        """What was asked for last is not what is shown: the fields say what is."""
        if self._given is not None:
            self._question = self._given.question
            self.tools.show_question(self._question)

    def _arrived(self, given: Given, series: Sequence[Given]) -> None:
        self._given, self._series = given, list(series)
        self._show()

    def _mode_chosen(self, _mode: object) -> None:
        if self._given is not None:
            self._show()

    # -- showing

    def _show(self) -> None:
        """Show what was counted, a part in each turn of the window."""
        given = self._given
        if given is None:
            return
        answers = tuple(given.answers.values())
        if self.tools.modes.value() == BOARD:
            answers = suppressed_all(answers)
        self._told = {one.figure: one for one in answers}
        parts = (self._show_head, self._show_keys, self._show_charts, self._show_goals)
        self._steps = deque((*parts, self._show_kompassen))
        self._steps.extend(partial(self._show_section, one) for one in Section)
        self._steps.append(self._finish)
        self._step.start()

    def _go_on(self) -> None:
        if self._steps:
            self._steps[0]()
            self._steps.popleft()
        if self._steps:
            self._step.start()

    def _show_head(self) -> None:
        given = self._given
        assert given is not None  # something has been counted
        self.header.set_title(TITLE, period_words(given.question))
        self.chips.set_chips([chip_look(one) for one in self.tools.chips()])
        said = [*given.remarks]
        if self.tools.modes.value() == BOARD and any(
            hides(one.table) for one in self._told.values()
        ):
            said.append(WHY)
        first = "" if given.whole else given.held
        self._limits.set_message(Kind.INFO, ELSEWHERE if self._server else first, " ".join(said))
        self._limits.setVisible(bool(first or said or self._server))
        where = "" if self._server else "Räknat från registret på den här datorn. "
        self._from.setText(f"{where}{given.held}")

    def _show_keys(self) -> None:
        for card in self.keys.cards:
            if card.figure.key in self._told:
                card.show_figure(self._told[card.figure.key].table)

    def _show_charts(self) -> None:
        if BY.key in self._told:
            table = self._told[BY.key].table
            drawn = Drawn(table, BY.shape, BY.name)
            self.by_age.show_figure(BY.name, "antal på dagen", drawn, table.remarks)
        self.months.setVisible(len(self._series) > 0)
        if self._series:
            self._show_months()

    def _show_months(self) -> None:
        answers = [one.answers[key] for one in self._series for key in MONTHLY]
        if self.tools.modes.value() == BOARD:
            answers = list(suppressed_all(answers))
        table = reached_by_month(answers)
        columns = [one.key for one in table.columns[:2]]
        title = "Ej nådda månad för månad"
        drawn = Drawn(table, Shape.LINE, title, aim=self._aim(), columns=columns)
        ends = self._series[-1].question.as_of
        notes = () if _month_is_over(ends) else (SO_FAR,)
        self.months.show_figure("Ej nådda", "sista dagen i månaden", drawn, notes)

    def _aim(self) -> tuple[int, str] | None:
        """The board's most of those not reached, when it is a number and of all."""
        for view in self.session.goals.views():
            goal = self.session.goals.held(view.goal)
            if view.indicator is Indicator.NOT_REACHED and goal is not None and goal.target_count:
                return goal.target_count, f"Mål: {view.aim.lower()}"
        return None

    def _reckoned(self, _views: object) -> None:
        self._show_goals()

    def _show_goals(self) -> None:
        views = self.session.goals.views()
        board = self.tools.modes.value() == BOARD
        self.goals.set_lines(goal_lines(views, hides_small=board))
        self._goals_card.setVisible(bool(views))

    def _show_section(self, section: Section) -> None:
        of = [one for one in FIGURES if one.section is section]
        self._show_lines(self.sections[section], of)

    def _show_kompassen(self) -> None:
        self._show_lines(self.kompassen, KOMPASSEN)

    def _show_lines(self, where: tuple[Card, LineTable], of: Sequence[Figure]) -> None:
        card, table = where
        figures = [one for one in of if one.key in self._told]
        table.set_lines([figure_line(one, self._told[one.key].table) for one in figures])
        card.setVisible(bool(figures))

    def _finish(self) -> None:
        self._fit()
        self.desk.actions.refresh()

    # -- opening

    def open_figure(self, key: Any) -> None:
        """The page of a figure."""
        from kaa_desktop.gui.screens.statistics_figure import (  # noqa: PLC0415 - not at every start
            FigureScreen,
        )

        if self._given is not None and key in self._given.answers:
            board = self.tools.modes.value() == BOARD
            self.desk.open_screen(FigureScreen(self.desk, key, self._given, hides_small=board))

    def _open_cell(self, figure: str, at: tuple[str, str]) -> None:
        if figure == OVER_TIME.key:
            self._open_month(*at)
        elif figure in self._told:
            open_behind(self.desk, self._told[figure], *at)

    def _open_month(self, row: str, column: str) -> None:
        on = date.fromisoformat(row)
        given = next((one for one in self._series if one.question.as_of == on), None)
        if given is None or self.tools.modes.value() == BOARD:
            self.desk.say("Talet är dolt. Välj Internt för att se ungdomarna bakom det.")
            return
        figure = MONTHLY[0] if column == MONTHLY[0] else OVER_TIME.key
        open_behind(self.desk, given.answers[figure], "value", "value")

    def _open_goal(self, _goal: Any) -> None:
        self.desk.go("goals")

    # -- acts

    def bindings(self) -> Mapping[str, Binding]:
        return {
            "statistics.tables": Binding(self._flip_tables),
            "statistics.board": Binding(self._flip_mode),
            "statistics.filter": Binding(self.tools.pop_filter),
            "statistics.clear": Binding(self.tools.clear_filter, self._no_conditions),
            "statistics.compare": Binding(self._compare, self._nothing_yet),
            "statistics.whole": Binding(self._ask_server, self._why_not_server),
        }

    def _flip_tables(self) -> None:
        self._tables_alone = not self._tables_alone
        for card in (self.by_age, self.months):
            card.show_tables_alone(alone=self._tables_alone)
        self.desk.announce("Bara tabeller" if self._tables_alone else "Diagram och tabeller")

    def _flip_mode(self) -> None:
        mode = INTERNAL if self.tools.modes.value() == BOARD else BOARD
        self.tools.modes.set_value(mode)
        self._mode_chosen(mode)

    def _no_conditions(self) -> str:
        return "Inga villkor är valda." if self._question.only == EVERYBODY else ""

    def _nothing_yet(self) -> str:
        return "Vänta tills talen är räknade." if self._given is None else ""

    def _compare(self) -> None:
        from kaa_desktop.gui.screens.statistics_compare import (  # noqa: PLC0415 - seldom asked for
            CompareScreen,
        )

        board = self.tools.modes.value() == BOARD
        self.desk.open_screen(CompareScreen(self.desk, self._question, hides_small=board))

    def _why_not_server(self) -> str:
        if self._given is not None and self._given.whole and not self._server:
            return "Den här datorn har redan hela kommunens register."
        return ""

    def _ask_server(self) -> None:
        self._server = True
        self.reload()

    # -- the page

    def _fit(self) -> None:
        narrow = is_narrow(self, self.theme)
        let_scroll(self.tools, self._column, self._body, narrow=narrow)
        fold(self._charts, narrow=self.width() < SIDE_EM * self.theme.em)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def panes(self) -> Sequence[QWidget]:
        shown = [self.keys, self.by_age, self.months, self.goals]
        tables = [table for card, table in self.sections.values() if card.isVisibleTo(self)]
        return [self.tools, *(one for one in (*shown, *tables) if one.isVisibleTo(self))]

    def first_focus(self) -> QWidget | None:
        return self.keys.cards[0]

    def key_hints(self) -> Sequence[tuple[str, str]]:
        if is_narrow(self, self.theme):
            return [("Enter", "Öppna talet"), ("F6", "Nästa ruta")]
        return [("Ctrl+T", "Bara tabeller"), ("Enter", "Öppna talet"), ("F6", "Nästa ruta")]

    def escape(self) -> bool:
        if self.band.isVisible():
            self.band.stop()
            return True
        return False


def _month_is_over(on: date) -> bool:
    return date.fromordinal(on.toordinal() + 1).month != on.month
