"""Jämför: days side by side with the change (000 Tabell 4), units, municipalities (003 Diagram 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import attrs
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kaa_core.statistics.answers import Answer, Unreadable
from kaa_core.statistics.catalogue import KOMPASSEN, TABELL_1, TABELL_4
from kaa_core.statistics.comparing import compare
from kaa_core.statistics.figures import situation
from kaa_core.statistics.suppression import WHY, hides, suppressed
from kaa_core.statistics.values import Figure, Shape, Table
from kaa_core.sync.statistics import MUNICIPALITIES, ComparisonTold, answer_of
from kaa_desktop.app.statistics_views import Given, Question
from kaa_desktop.app.views import Changes
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.choices import Dropdown
from kaa_desktop.gui.forms.sheet import SheetArea, ground
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.parts import is_narrow
from kaa_desktop.gui.screens.statistics_asking import CountingBand
from kaa_desktop.gui.screens.statistics_behind import open_behind
from kaa_desktop.gui.screens.statistics_copying import copy_picture, copy_table
from kaa_desktop.gui.screens.statistics_parts import ChartCard, let_scroll
from kaa_desktop.gui.screens.statistics_sides import of_sides, of_units, sides, table_of, told_of
from kaa_desktop.gui.screens.statistics_tools import level
from kaa_desktop.gui.screens.statistics_words import counted_words, full_day
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, PageHeader
from kaa_desktop.gui.widgets.chart import Drawn
from kaa_desktop.gui.widgets.fields import DateField
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import label
from kaa_desktop.gui.widgets.segments import SegmentedFilter

TITLE: Final = "Jämför"
DAYS, UNITS, TOWNS = "days", "units", "towns"
MODES: Final = ((DAYS, "Dagar"), (UNITS, "Enheter"), (TOWNS, "Kommuner"))
SETS: Final[Mapping[str, Sequence[Figure]]] = {
    "Målgruppen och ej nådda": TABELL_4,
    "Nulägets tal": TABELL_1,
    "Kompassens indikatorer": KOMPASSEN,
}
"""Which figures days are compared by; the first is the table of 000 that compares days (Tabell 4)."""
MOST_DAYS: Final = 4
NOT_TWO: Final = "Skriv minst två olika dagar som har varit."
NO_UNITS: Final = "Det finns inga enheter att jämföra. En administratör lägger in dem."
NOBODY_SHARES: Final = (
    "Det finns inga kommuner att jämföra med. Kommunerna måste först komma överens om att dela tal."
)


class CompareScreen(Screen):
    """One table at a time, with its drawing, and what must be said before anybody compares."""

    def __init__(self, desk: Desk, question: Question, *, hides_small: bool = False) -> None:
        super().__init__(desk, TITLE, name="statistics_compare")
        self._question, self._hides = question, hides_small
        self._found: list[Given] = []
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = PageHeader(self.theme, TITLE)
        for act, text in (
            ("statistics.picture", "Kopiera bild"),
            ("statistics.copy", "Kopiera tabell"),
        ):
            made = desk.actions.button(act, text=text, name=f"compare_{act.partition('.')[2]}")
            self.header.add(made)
        column.addWidget(self.header)
        self._tools = self._make_tools()
        column.addWidget(self._tools)
        self.band = CountingBand(desk, name="statistics_compare")
        column.addWidget(self.band)
        column.addWidget(self._make_page(), 1)
        self.theme.dress(self)
        self.theme.changed.connect(self._fit)
        self._show_mode()
        self.take(Changes(everything=True))

    # -- making

    def _make_tools(self) -> QFrame:
        tools = QFrame()
        tools.setProperty("fill", "surface")
        tools.setProperty("rule", "bottom")
        row = FlowLayout(tools, spacing=10)
        row.setContentsMargins(20, 8, 20, 8)
        self.modes = SegmentedFilter(self.theme, "Jämför", MODES, name="compare_mode")
        self.modes.chosen.connect(self._mode_chosen)
        self.which = Dropdown()
        self.which.setObjectName("compare_which")
        self.which.setAccessibleName("Vilka tal som jämförs")
        self.which.addItems(list(SETS))
        self.which.activated.connect(self.reload)
        self.days = [self._make_day(at) for at in range(MOST_DAYS)]
        self._dated = QWidget()
        inside = QHBoxLayout(self._dated)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        caption = label("Vilka dagar", "label")
        caption.setBuddy(self.days[0])
        inside.addWidget(caption)
        for field in self.days:
            inside.addWidget(field)
        for widget in (level(self.modes), self._dated, self.which):
            row.addWidget(widget)
        return tools

    def _make_day(self, at: int) -> DateField:
        field = DateField(self.session.today)
        field.setObjectName(f"compare_day_{at}")
        field.setAccessibleName(f"Dag {at + 1} av {MOST_DAYS} att jämföra")
        on = self._question.as_of
        years = 1 - at
        if years >= 0:  # a year before, and the day itself; the others are for her to write
            leap = on.month == 2 and on.day == 29 and years
            field.set_value(date(on.year - years, on.month, 28 if leap else on.day))
        field.editingFinished.connect(self._day_written)
        return field

    def _make_page(self) -> QWidget:
        inside, body = ground()
        self._body = body
        self.warning = Banner(self.theme, Kind.WARN, icon="triangle-alert")
        self.warning.hide()
        body.addWidget(self.warning)
        self.card = ChartCard(self.theme, name="compare", title=TITLE, stacked=True)
        self.card.table.opened.connect(self._open)
        self.card.table.copy_asked.connect(self._copy)
        self.card.hide()
        body.addWidget(self.card)
        self.empty = label("", "body", wrap=True)
        self.empty.hide()
        body.addWidget(self.empty)
        body.addStretch(1)
        return SheetArea.around(inside, "statistics_compare_area", TITLE)

    # -- counting

    @property
    def busy(self) -> bool:
        """Whether something is being counted."""
        return self.band.busy

    def refresh(self, changes: Changes) -> None:
        if changes.everything or self.session.statistics.alters(changes):
            self.reload()

    def show_days(self, days: Sequence[date]) -> None:
        """Compare these days."""
        padded = [*days, *[None] * (MOST_DAYS - len(days))]
        for field, on in zip(self.days, padded, strict=True):
            field.set_value(on)
        self.reload()

    def _mode_chosen(self, _mode: object) -> None:
        self._show_mode()
        self.reload()

    def _show_mode(self) -> None:
        dated = self.modes.value() == DAYS
        self._dated.setVisible(dated)
        self.which.setVisible(dated)

    def _day_written(self) -> None:
        days = self._chosen()
        if len(days) > 1 and [one.question.as_of for one in self._found] != days:
            self.reload()

    def _chosen(self) -> list[date]:
        """The days that are written, each once, the earliest first."""
        written = (field.value() for field in self.days)
        return sorted({one for one in written if one is not None and one <= self.session.today()})

    def reload(self, *_what: object) -> None:
        """Count what is asked for."""
        mode, statistics = self.modes.value(), self.session.statistics
        if mode == UNITS:
            question = attrs.evolve(self._question, figures=(situation.BY_UNIT.key,))
            self.band.follow(statistics.ask(question), self._units_told, self._nothing)
        elif mode == TOWNS:
            asked = statistics.side_by_side(MUNICIPALITIES)
            self.band.follow(asked, self._towns_told, self._nothing, words="Frågar servern.")
        elif len(days := self._chosen()) < 2:
            self._nothing(NOT_TWO)
        else:
            figures = [one.key for one in SETS[self.which.currentText()]]
            asked_ = statistics.series(figures, days, only=self._question.only)
            self.band.follow(asked_, self._days_told, self._nothing)

    # -- showing

    def _days_told(self, found: Sequence[Given]) -> None:
        self._found = list(found)
        compared = compare(sides(found, hides_small=self._hides))
        table, units, changes = table_of(compared)
        same = len(set(units)) == 1
        first, last = compared.days[0], compared.days[-1]
        title = f"{full_day(first)} till {full_day(last)}"
        self._show(
            title,
            Drawn(table, Shape.BARS if same else Shape.PLAIN, title),
            told_of(compared),
            units=units,
            extra=("Förändring", changes),
            notes=counted_words(found),
        )

    def _units_told(self, given: Given) -> None:
        self._found = [given]
        held = given.answers[situation.BY_UNIT.key].table
        table = of_units(suppressed(held) if self._hides else held)
        said = () if given.whole else (given.held,)
        if len(held.rows) < 3:  # one unit, and all of them
            self._nothing(NO_UNITS)
        else:
            title = f"Läget efter enhet, {full_day(given.question.as_of)}"
            self._show(title, Drawn(table, Shape.STACKED, title), said)

    def _towns_told(self, told: Any) -> None:
        self._found = []
        if told.fault is not None or told.value is None:
            self._nothing(told.fault.sentence if told.fault else NOBODY_SHARES)
            return
        found: ComparisonTold = told.value
        rows = [(one.key, one.name, answer) for one in found.sides if (answer := _situation(one))]
        if len(rows) < 2:
            self._nothing(NOBODY_SHARES)
            return
        title = " ".join(filter(None, ("Läget i kommunerna", found.group, found.as_of)))
        self._show(title, Drawn(of_sides(rows), Shape.STACKED, title), (WHY,))

    def _show(
        self,
        title: str,
        drawn: Drawn,
        said: Sequence[str],
        *,
        units: Sequence[Any] | None = None,
        extra: tuple[str, Sequence[str]] | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        table = self.card.table
        table.figures.units = units
        table.figures.extra = extra
        hidden = [WHY] if hides(drawn.table) and WHY not in said else []
        self.card.show_figure(title, "", drawn, [*hidden, *notes])
        self.card.chart.setVisible(drawn.shape is not Shape.PLAIN)
        self.header.set_title(TITLE, title)
        self.warning.set_message(Kind.WARN, " ".join(said))
        self.warning.setVisible(bool(said))
        self.empty.hide()
        self.card.show()
        self.desk.actions.refresh()

    def _nothing(self, sentence: str) -> None:
        self.card.hide()
        self.warning.hide()
        self.header.set_title(TITLE, "")
        self.empty.setText(sentence)
        self.empty.show()
        self.desk.announce(sentence)
        self.desk.actions.refresh()

    # -- acts

    def bindings(self) -> Mapping[str, Binding]:
        return {
            "statistics.picture": Binding(self._picture, self._nothing_shown),
            "statistics.copy": Binding(self._copy, self._nothing_shown),
        }

    def _nothing_shown(self) -> str:
        return "" if self.card.isVisibleTo(self) else "Det finns inget att kopiera än."

    def _leaving(self) -> Drawn | None:
        """What is shown, with the small numbers hidden: nobody has decided otherwise."""
        shown = self.card.chart.drawn
        return None if shown is None else attrs.evolve(shown, table=self._hidden(shown.table))

    def _hidden(self, shown: Table) -> Table:
        if self.modes.value() != DAYS:
            return shown if self.modes.value() == TOWNS else self._hidden_units()
        return table_of(compare(sides(self._found, hides_small=True)))[0]

    def _hidden_units(self) -> Table:
        return of_units(suppressed(self._found[0].answers[situation.BY_UNIT.key].table))

    def _picture(self) -> None:
        drawn = self._leaving()
        if drawn is not None:
            self.desk.say(copy_picture(drawn))

    def _copy(self) -> None:
        drawn = self._leaving()
        if drawn is not None:
            said = [self.warning.accessibleName()] if self.warning.isVisible() else []
            figures = self.card.table.figures
            told = copy_table(
                self.desk,
                drawn.title,
                "",
                drawn.table,
                said,
                small=False,
                units=figures.units,
                extra=figures.extra,
            )
            self.desk.say(told)

    def _open(self, at: tuple[str, str]) -> None:
        """The youths behind a number; behind shares of municipalities there is nobody here."""
        row, column = at
        if self.modes.value() == UNITS and self._found:
            answer = self._found[0].answers[situation.BY_UNIT.key]
            if self._hides:
                answer = attrs.evolve(answer, table=suppressed(answer.table))
            open_behind(self.desk, answer, row, column)
        elif self.modes.value() == DAYS:
            figure, _, inside = row.partition(".")
            given = next(
                (one for one in self._found if one.question.as_of.isoformat() == column), None
            )
            if given is not None and not self._hides:
                answer = given.answers[figure]
                open_behind(self.desk, answer, inside, answer.table.columns[0].key)

    # -- the page

    def _fit(self) -> None:
        narrow = is_narrow(self, self.theme)
        let_scroll(self._tools, self._column, self._body, narrow=narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def panes(self) -> Sequence[QWidget]:
        return [self.modes, *([self.card] if self.card.isVisibleTo(self) else [])]

    def first_focus(self) -> QWidget | None:
        return self.days[0] if self.modes.value() == DAYS else None

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "Visa ungdomarna"), ("Ctrl+C", "Kopiera tabellen"), ("Esc", "Tillbaka")]

    def escape(self) -> bool:
        if self.band.isVisible():
            self.band.stop()
            return True
        return False


def _situation(side: Any) -> Answer | None:
    """Läget of a unit or municipality, when it told of it in a way that can be read."""
    for one in side.figures:
        try:
            answer = answer_of(one)
        except Unreadable:
            continue
        if answer.figure == situation.SITUATION.key:
            return answer
    return None
