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
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kaa_core.statistics.answers import Answer
from kaa_core.statistics.catalogue import FIGURES
from kaa_core.statistics.day import EVERYBODY, school_year
from kaa_core.statistics.figures.group import AGE_GROUP
from kaa_core.statistics.suppression import WHY, hides, suppressed_all
from kaa_desktop.app.statistics_views import Given, Question
from kaa_desktop.app.sync_views import FaultView
from kaa_desktop.app.views import Changes
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.parts import is_narrow
from kaa_desktop.gui.screens.statistics_asking import CountingBand
from kaa_desktop.gui.screens.statistics_behind import HIDDEN, open_behind
from kaa_desktop.gui.screens.statistics_body import MONTHLY, OVER_TIME, StatisticsBody, Told
from kaa_desktop.gui.screens.statistics_months import month_ends
from kaa_desktop.gui.screens.statistics_parts import let_scroll
from kaa_desktop.gui.screens.statistics_tools import BOARD, INTERNAL, StatisticsTools
from kaa_desktop.gui.screens.statistics_words import filter_words, period_words
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, PageHeader

TITLE: Final = "Statistik och mål"
ALL: Final = tuple(one.key for one in FIGURES)
STEP_MS: Final = 0
AGAIN_MS: Final = 3000
EMPTY: Final = (
    "Registret är tomt. Talen kommer när ungdomar har lästs in eller när datorn har synkats."
)
NO_ANSWER: Final = "Servern svarade inte. Försök igen."
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
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._again)
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
        self._ask_all = desk.actions.button(
            "statistics.whole", text="Räkna hela kommunen", compact=True, name="statistics_all"
        )
        self._limits.add_button(self._ask_all)
        self._limits.hide()
        column.addWidget(self._limits)
        self.body = StatisticsBody(desk, "statistics_area", TITLE)
        self.body.setParent(self)
        self.body.figure.connect(self.open_figure)
        self.body.cell.connect(self._open_cell)
        self.body.goal.connect(self._open_goal)
        column.addWidget(self.body.area, 1)
        self.theme.dress(self)
        self.theme.changed.connect(self._fit)
        self.take(Changes(everything=True))

    # -- making

    def _make_header(self) -> QWidget:
        self.header = PageHeader(self.theme, TITLE)
        for act, text in (
            ("statistics.compare", "Jämför …"),
            ("statistics.tables", "Bara tabeller"),
            ("go.reports", "Rapporter"),
        ):
            made = self.desk.actions.button(act, text=text, name=act.replace(".", "_"))
            self.header.add(made)
        return self.header

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
        if self._given is None:
            self.reload()
        elif self.session.statistics.alters(changes) and not self._server:
            # What changes all the time is counted again now and then, and each time to the end.
            self._later.start(AGAIN_MS if self.band.busy else 0)
        elif "organisation_goal" in changes.kinds:
            self._reckoned(None)

    def _again(self) -> None:
        if self.band.busy:
            self._later.start(AGAIN_MS)
        elif self.isVisible():
            self.reload()
        else:
            self.take(Changes(everything=True))

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
            self._say_fault(told.fault)
        else:
            self._arrived(told.value, [])

    def _say_fault(self, fault: FaultView | None) -> None:
        """What is shown stays, and why the server's numbers are not it."""
        if fault is None:
            self.desk.say(NO_ANSWER)
            return
        self._limits.set_message(Kind.INFO, fault.happened, f"{fault.safe} {fault.advice}".strip())
        self._limits.show()
        self.desk.announce(fault.sentence)

    def _stopped(self) -> None:
        """What was asked for last is not what is shown: the fields say what is."""
        if self._given is not None:
            self._question = self._given.question
            self.tools.show_question(self._question)

    def _arrived(self, given: Given, series: Sequence[Given]) -> None:
        self._given, self._series = given, list(series)
        self._show()

    @property
    def _hides(self) -> bool:
        """Whether small numbers are hidden, for the board."""
        return self.tools.modes.value() == BOARD

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
        if self._hides:
            answers = suppressed_all(answers)
        self._told = {one.figure: one for one in answers}
        where = "" if self._server else "Räknat från registret på den här datorn. "
        told = Told(
            answers=self._told,
            series=self._series,
            chips=self.tools.chips(),
            origin=f"{where}{given.held}",
            hides_small=self._hides,
        )
        self._steps = deque(
            (partial(self._show_head, given), *self.body.steps(told, self.session.goals))
        )
        self._steps.append(self._finish)
        self._step.start()

    def _go_on(self) -> None:
        if self._steps:
            self._steps[0]()
            self._steps.popleft()
        if self._steps:
            self._step.start()

    def _show_head(self, given: Given) -> None:
        self.header.set_title(TITLE, period_words(given.question))
        said = [*given.remarks]
        if self._hides and any(hides(one.table) for one in self._told.values()):
            said.append(WHY)
        if not self._server and not given.remarks and _is_empty(given):
            said.append(EMPTY)
        first = "" if given.whole else given.held
        self._limits.set_message(Kind.INFO, ELSEWHERE if self._server else first, " ".join(said))
        self._limits.setVisible(bool(first or said or self._server))
        self._ask_all.setVisible(not given.whole)

    def _reckoned(self, _views: object) -> None:
        self.body.show_goals(self.session.goals, hides_small=self._hides)

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
            words = filter_words(self._given.question.only, self.tools.choices)
            made = FigureScreen(self.desk, key, self._given, words, hides_small=self._hides)
            self.desk.open_screen(made)

    def _open_cell(self, at: tuple[str, str, str]) -> None:
        figure, row, column = at
        if figure == OVER_TIME.key:
            self._open_month(row, column)
        elif figure in self._told:
            open_behind(self.desk, self._told[figure], row, column)

    def _open_month(self, row: str, column: str) -> None:
        on = date.fromisoformat(row)
        given = next((one for one in self._series if one.question.as_of == on), None)
        if given is None or self._hides:
            self.desk.say(HIDDEN)
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
        self.body.show_tables_alone(alone=self._tables_alone)
        self.desk.announce("Bara tabeller" if self._tables_alone else "Diagram och tabeller")

    def _flip_mode(self) -> None:
        mode = INTERNAL if self._hides else BOARD
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

        self.desk.open_screen(CompareScreen(self.desk, self._question, hides_small=self._hides))

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
        let_scroll(self.tools, self._column, self.body.column, narrow=narrow)
        self.body.fit(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def panes(self) -> Sequence[QWidget]:
        return [self.tools, *self.body.panes(self)]

    def first_focus(self) -> QWidget | None:
        return self.body.keys.cards[0]

    def key_hints(self) -> Sequence[tuple[str, str]]:
        if is_narrow(self, self.theme):
            return [("Enter", "Öppna talet"), ("F6", "Nästa ruta")]
        return [("Ctrl+T", "Bara tabeller"), ("Enter", "Öppna talet"), ("F6", "Nästa ruta")]

    def escape(self) -> bool:
        if self.band.isVisible():
            self.band.stop()
            return True
        return False


def _is_empty(given: Given) -> bool:
    """Whether there is nobody at all to count, and nobody was left out."""
    people = (given.answers.get(one) for one in (AGE_GROUP.key, MONTHLY[0]))
    nobody = all(one is None or not one.table.cell.count for one in people)
    today = given.question.only == EVERYBODY and given.question.start is None
    return nobody and today
