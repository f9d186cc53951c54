"""One figure: drawn, written, how it is counted, of when, and from what; month by month when asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import attrs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kaa_core.statistics.answers import Answer, Origin
from kaa_core.statistics.catalogue import BY_KEY
from kaa_core.statistics.suppression import WHY, hides, suppressed, suppressed_all
from kaa_core.statistics.values import Shape
from kaa_desktop.app.statistics_views import Given
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Fact
from kaa_desktop.app.words import sentence_case
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.asking_where import ask_where
from kaa_desktop.gui.forms.sheet import SheetArea, ground
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.parts import FactTable, is_narrow
from kaa_desktop.gui.screens.statistics_asking import CountingBand
from kaa_desktop.gui.screens.statistics_behind import open_behind
from kaa_desktop.gui.screens.statistics_copying import copy_picture, copy_table
from kaa_desktop.gui.screens.statistics_months import by_month, source_of
from kaa_desktop.gui.screens.statistics_parts import ChartCard, FigureHeader
from kaa_desktop.gui.screens.statistics_words import (
    definition_words,
    head_of,
    origin_words,
    sources_words,
    warning_words,
    when_words,
    written,
)
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card, fold
from kaa_desktop.gui.widgets.chart import Drawn

SIDE_EM: Final = 76
"""Below this width what is said of the figure stands under it."""
MONTHS_WORDS: Final = "Räknar ett år, månad för månad."
EACH_FROM: Final = "Varje månad räknas från läsårets första dag."
BY_WEEK: Final = "Talet visas redan vecka för vecka."
ELSEWHERE: Final = "Räkna på den här datorn för att se talet månad för månad."
WAIT: Final = "Vänta tills talet är räknat."


class FigureScreen(Screen):
    """A figure as it was counted on the page before; counted again when the register changes."""

    def __init__(
        self,
        desk: Desk,
        key: str,
        given: Given,
        conditions: Sequence[str] = (),
        *,
        hides_small: bool = False,
    ) -> None:
        self.figure = BY_KEY[key]
        super().__init__(desk, self.figure.name, name="statistics_figure")
        self._given, self._hides, self._conditions = given, hides_small, conditions
        self._months: list[Given] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_header())
        self.band = CountingBand(desk, name="statistics_figure")
        column.addWidget(self.band)
        column.addWidget(self._make_page(), 1)
        self._show()
        self.theme.dress(self)
        self.theme.changed.connect(self._fit)

    # -- making

    def _make_header(self) -> QWidget:
        self.header = FigureHeader(self.theme, self.figure.name)
        for act, text in (
            ("statistics.months", "Månad för månad"),
            ("statistics.picture", "Kopiera bild"),
            ("statistics.copy", "Kopiera tabell"),
            ("statistics.save", "Spara …"),
        ):
            made = self.desk.actions.button(act, text=text, name=act.replace(".", "_"))
            self.header.add(made)
        return self.header

    def _make_page(self) -> QWidget:
        inside, body = ground()
        self.warning = Banner(self.theme, Kind.WARN, icon="triangle-alert")
        body.addWidget(self.warning)
        name = self.figure.name
        self.card = ChartCard(
            self.theme, name="figure", title=name, head=head_of(self.figure), stacked=True
        )
        self.card.table.opened.connect(self._open_cell)
        self.card.table.copy_asked.connect(self._copy)
        self.months = ChartCard(
            self.theme, name="figure_months", title="Månad för månad", head="Månad", stacked=True
        )
        self.months.table.opened.connect(self._open_month)
        self.months.hide()
        left = QVBoxLayout()
        left.setSpacing(12)
        for card in (self.card, self.months):
            left.addWidget(card)
        left.addStretch(1)
        about = Card(self.theme, "Så räknas det", icon="info")
        self._facts = FactTable(self.theme)
        about.body.addWidget(self._facts)
        about.body.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(about)
        right.addStretch(1)
        self._row = QHBoxLayout()
        self._row.setSpacing(12)
        self._row.addLayout(left, 62)
        self._row.addLayout(right, 38)
        body.addLayout(self._row)
        body.addStretch(1)
        self._area = SheetArea.around(inside, "statistics_figure_area", name)
        return self._area

    # -- showing

    @property
    def busy(self) -> bool:
        """Whether something is being counted."""
        return self.band.busy

    @property
    def answer(self) -> Answer:
        """The figure as it was counted."""
        return self._given.answers[self.figure.key]

    def shown(self) -> Answer:
        """The figure as it is shown: with its small numbers hidden where that was chosen."""
        held = self.answer
        return attrs.evolve(held, table=suppressed(held.table)) if self._hides else held

    def _show(self) -> None:
        answer, figure = self.shown(), self.figure
        self.header.set_title(figure.name, when_words(figure, answer))
        drawn = Drawn(answer.table, figure.shape, figure.name)
        notes = [*answer.table.remarks, *self._given.remarks]
        if hides(answer.table):
            notes.append(WHY)
        told = written(figure, answer.table)
        self.card.show_figure(figure.name, when_words(figure, answer), drawn, notes, told)
        warning = warning_words(figure, answer)
        self.warning.set_message(Kind.WARN, warning)
        self.warning.setVisible(bool(warning))
        self._facts.set_facts(self._told(answer))

    def _told(self, answer: Answer) -> list[Fact]:
        figure = self.figure
        return [
            Fact(label="Definition", value=figure.says, note=f"Version {answer.version}"),
            Fact(label="Gäller", value=when_words(figure, answer), note=_of_what(figure.period)),
            Fact(
                label="Målgruppen", value=definition_words(answer) if figure.by_definition else ""
            ),
            Fact(label="Räknat från", value=origin_words(answer, self._given)),
            Fact(label="Uppgifter", value=sentence_case(sources_words(figure))),
            Fact(label="Villkor", value=", ".join(self._conditions) or "Alla ungdomar"),
        ]

    # -- counting again, and month by month

    def refresh(self, changes: Changes) -> None:
        elsewhere = self.answer.origin is Origin.SERVER
        if not elsewhere and self.session.statistics.alters(changes) and not self.busy:
            question = attrs.evolve(self._given.question, figures=(self.figure.key,))
            self.band.follow(self.session.statistics.ask(question), self._counted)

    def _counted(self, given: Given) -> None:
        self._given = given
        self._show()

    def _ask_months(self) -> None:
        question = attrs.evolve(self._given.question, figures=(self.figure.key,), start=None)
        asked = self.session.statistics.months(question)
        self.band.follow(asked, self._arrived, words=MONTHS_WORDS)

    def _arrived(self, found: Sequence[Given]) -> None:
        self._months = list(found)
        answers = [one.answers[self.figure.key] for one in found]
        if self._hides:
            answers = list(suppressed_all(answers))
        table = by_month(self.figure, answers)
        single = self.figure.shape is Shape.NUMBER
        columns = (table.columns[0].key,) if single else ()
        title = f"{self.figure.name}, månad för månad"
        notes = [EACH_FROM] if self.figure.period else []
        drawn = Drawn(table, Shape.LINE, title, columns=columns)
        self.months.show_figure("Månad för månad", "sista dagen i månaden", drawn, notes)
        self.months.show()
        self.theme.dress(self.months)
        self.months.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.desk.announce(title)

    # -- acts

    def bindings(self) -> Mapping[str, Binding]:
        return {
            "statistics.months": Binding(self._ask_months, self._why_no_months),
            "statistics.picture": Binding(self._picture),
            "statistics.copy": Binding(self._copy),
            "statistics.copy_all": Binding(self._copy_all),
            "statistics.tables": Binding(self._flip_tables),
            "statistics.save": Binding(partial(self._ask_where, "xlsx", "Kalkylblad")),
            "statistics.save_lines": Binding(partial(self._ask_where, "csv", "CSV")),
        }

    def _why_no_months(self) -> str:
        if self.figure.shape is Shape.LINE:
            return BY_WEEK
        if self.answer.origin is Origin.SERVER:
            return ELSEWHERE
        return WAIT if self.busy else ""

    def _leaving_table(self) -> Drawn:
        """What may leave the program without a person's decision."""
        table = suppressed(self.answer.table)
        return Drawn(table, self.figure.shape, self.figure.name)

    def _picture(self) -> None:
        self.desk.say(copy_picture(self._leaving_table()))

    def _copy(self) -> None:
        drawn = self._leaving_table()
        self._copied(drawn, small=False)

    def _copy_all(self) -> None:
        self._copied(Drawn(self.answer.table, self.figure.shape, self.figure.name), small=True)

    def _copied(self, drawn: Drawn, *, small: bool) -> None:
        head = head_of(self.figure)
        about = [f"{fact.label}: {fact.value}" for fact in self._told(self.answer) if fact.value]
        table = written(self.figure, drawn.table)
        said = copy_table(self.desk, self.figure.name, head, table, about, small=small)
        self.desk.say(said)

    def _ask_where(self, ending: str, what: str) -> None:
        name = f"{self.figure.key.replace('_', '-')}.{ending}"
        ask_where(self, f"Spara {self.figure.name}", name, what, self.save_to)

    def save_to(self, path: str) -> None:
        """Write the figure at the place that was chosen."""
        facts = [(fact.label, fact.value) for fact in self._told(self.answer) if fact.value]
        saving = self.session.reports.save_figure(self.answer, facts, Path(path))
        self.desk.then(saving, self._saved)

    def _saved(self, result: Result) -> None:
        said = result.sentence or " ".join(one.sentence for one in result.problems)
        self.desk.say(said)

    def _flip_tables(self) -> None:
        alone = self.card.chart.isVisibleTo(self.card)
        for card in (self.card, self.months):
            card.show_tables_alone(alone=alone)

    def _open_cell(self, at: tuple[str, str]) -> None:
        shown = self.shown()
        single = self.figure.shape is Shape.NUMBER
        row, column = at
        place = (row, shown.table.columns[0].key) if single else (row, column)
        open_behind(self.desk, shown, *place)

    def _open_month(self, at: tuple[str, str]) -> None:
        row, column = at
        given = next((one for one in self._months if one.question.as_of.isoformat() == row), None)
        if given is None:
            return
        answer = given.answers[self.figure.key]
        if self._hides:
            answer = attrs.evolve(answer, table=suppressed(answer.table))
        place = source_of(self.figure, answer.table, column)
        if place is not None:
            open_behind(self.desk, answer, *place)

    # -- the page

    def panes(self) -> Sequence[QWidget]:
        shown = [self.card, *([self.months] if self.months.isVisibleTo(self) else [])]
        return [self.header, *shown]

    def first_focus(self) -> QWidget | None:
        return self.card.table

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "Visa ungdomarna"), ("Ctrl+C", "Kopiera tabellen"), ("Esc", "Tillbaka")]

    def escape(self) -> bool:
        if self.band.isVisible():
            self.band.stop()
            return True
        return False

    def _fit(self) -> None:
        self.header.fit(narrow=is_narrow(self, self.theme))
        fold(self._row, narrow=self.width() < SIDE_EM * self.theme.em)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._fit()


def _of_what(period: bool) -> str:
    return "Det som hände under tiden." if period else "Som det var den dagen."
