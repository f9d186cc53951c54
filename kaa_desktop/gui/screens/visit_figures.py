"""Siffror om hembesök: planned, made, met nobody, called off and why; each opens what is behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from kaa_core.model.ids import YouthId
from kaa_core.model.registry import Problem
from kaa_desktop.app import words
from kaa_desktop.app.views import Changes, Result, VisitRow
from kaa_desktop.app.views_base import Fact
from kaa_desktop.app.visit_figures import CALLED_OFF, VisitFigure
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.kept_form import KeptForm
from kaa_desktop.gui.screens.looks import VISIT_COLUMNS, visit_row
from kaa_desktop.gui.widgets.fields import DateField

COLUMNS: Final = (Column("what", "Hembesök"), Column("count", "Antal", 90, align_right=True))
MOST_REASONS: Final = 12


class FiguresScreen(AdminList):
    """The figures of a period; the calendar year so far at first."""

    noun = "siffra"

    def __init__(self, desk: Desk) -> None:
        today = desk.session.today()
        self._first, self._last = date(today.year, 1, 1), today
        self._reasons: tuple[tuple[str, int], ...] = ()
        super().__init__(
            desk,
            "Siffror om hembesök",
            "",
            name="figures",
            columns=COLUMNS,
            empty=("house", "Inga siffror finns.", "Välj en annan period."),
            add="figures.period",
        )

    def load(self) -> None:
        found = self.session.rounds.figures(self._first, self._last)
        self._reasons = found.reasons
        self.show_items({one.key: one for one in found.figures})
        since = words.short(self._first, date.min)
        until = words.short(self._last, date.min)
        self.header.set_title(self.title, f"{since} till {until}")

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.youths:
            self.load()

    def row_of(self, item: VisitFigure) -> Row:
        title = f"    {item.title}" if item.part else item.title
        return Row((Cell(title, strong=not item.part, spoken=item.title), Cell(str(item.count))))

    def show_item(self, item: VisitFigure) -> None:
        facts = [Fact(label="Antal", value=str(item.count))]
        if item.key == CALLED_OFF:
            told = [f"{reason} ({number})" for reason, number in self._reasons[:MOST_REASONS]]
            facts.append(Fact(label="Varför", value="\n".join(told)))
        note = f"{item.how} Enter visar besöken." if item.count else item.how
        self.pane.show_thing(item.title, (), facts, note)

    def main_act(self) -> str:
        return "figures.period"

    def acts(self) -> Mapping[str, Binding]:
        return {"figures.period": Binding(self._ask)}

    def _opened(self, _id: object) -> None:
        figure: VisitFigure | None = self.chosen()
        if figure is not None and figure.count:
            rows = self.session.rounds.behind(figure)
            self.desk.open_screen(BehindScreen(self.desk, figure.title, rows))

    def _ask(self) -> None:
        page = PeriodPage(self.desk, self._first, self._last, self._between)
        self.desk.open_screen(page)

    def _between(self, first: date, last: date) -> None:
        self._first, self._last = first, last
        self.desk.back()
        self.load()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "Visa besöken"), ("Mellanslag", "Så räknas det"), ("F6", "Nästa ruta")]


class BehindScreen(AdminList):
    """The visits behind a figure; Enter opens the youth's page."""

    noun = "rad"

    def __init__(self, desk: Desk, title: str, rows: Sequence[VisitRow]) -> None:
        self._visits = {row.visit: row for row in rows}
        super().__init__(
            desk,
            title,
            words.counted(len(rows), "besök", "besök"),
            name="behind",
            columns=VISIT_COLUMNS,
            empty=("house", "Inga besök.", "Ungdomarna finns inte på den här datorn."),
            acts=("figures.youth",),
        )

    def load(self) -> None:
        self.show_items(self._visits)

    def row_of(self, item: VisitRow) -> Row:
        return visit_row(item)

    def show_item(self, item: VisitRow) -> None:
        on = "" if item.on is None else words.short(item.on, date.min)
        facts = (Fact(label="Dag", value=on), Fact(label="Adress", value=item.address))
        self.pane.show_thing(item.name, (item.status,), facts, "")

    def main_act(self) -> str:
        return "figures.youth"

    def acts(self) -> Mapping[str, Binding]:
        return {"figures.youth": Binding(self._youth, self.none_chosen)}

    def _youth(self) -> None:
        self.desk.open_youth(self.chosen().youth)

    def chosen_youth(self) -> YouthId | None:
        row: VisitRow | None = self.chosen()
        return None if row is None else row.youth


class PeriodPage(KeptForm):
    """From which day to which."""

    def __init__(
        self, desk: Desk, first: date, last: date, then: Callable[[date, date], object]
    ) -> None:
        super().__init__(
            desk, "Välj period", key="visit_period", name="period", finish="Visa", card="Period"
        )
        self._then = then
        for name, title, day in (("first", "Från", first), ("last", "Till och med", last)):
            field = DateField(self.session.today)
            field.set_value(day)
            self.own(name, title, field)
        self.begin()

    def problems(self) -> list[Problem]:
        found = super().problems()
        first, last = self.value("first"), self.value("last")
        if not found and (first is None or last is None):
            found = [Problem(field="first", sentence="Skriv båda dagarna.")]
        elif not found and last < first:
            said = "Till och med ligger före Från. Ändra en av dagarna."
            found = [Problem(field="last", sentence=said)]
        return found

    def finish(self) -> None:
        found = self.problems()
        self._show_problems(found)
        if not found:
            first, last = self.value("first"), self.value("last")
            self.drop()
            self._then(first, last)

    def done(self, value: Result) -> None:
        """Nothing is written."""
