"""Hembesök i dag: the rounds of the day with their visits in order; Enter opens the form (05).

Another day is one key away. What is done with a round is about that of the chosen row.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import attrs
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from kaa_core.model.ids import RecordId, YouthId
from kaa_core.statistics.figures import contacts
from kaa_desktop.app import words
from kaa_desktop.app.round_views import RoundDay, RoundView, Stop
from kaa_desktop.app.statistics_views import Given, Question
from kaa_desktop.app.views import Changes, Result, VisitRow
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.asking_where import ask_where
from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.rows import Row, Section
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.looks import VISIT_COLUMNS, colour_of, given, visit_row
from kaa_desktop.gui.screens.parts import is_narrow
from kaa_desktop.gui.screens.round import RoundScreen
from kaa_desktop.gui.screens.round_forms import OffPage, OutPage
from kaa_desktop.gui.widgets.boxes import EmptyState, PageHeader
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import label

ROUND_ACTS = ("round.open", "round.leave", "round.back", "round.sheet", "round.off")
NEXT = ("round.open", "round.leave", "round.back")
NO_ROUND = "Ingen runda är planerad den dagen."


class VisitsScreen(Screen):
    """A day's home visits, today's at first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Hembesök i dag", name="visits_today")
        self._visits: dict[Hashable, VisitRow] = {}
        self._rows: dict[Hashable, Row] = {}
        self._on = self.session.today()
        self._today = True
        self._day = RoundDay(on=self._on, rounds=(), loose=())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = PageHeader(self.theme, "Hembesök i dag")
        self.header.add(desk.actions.button("round.plan", name="visits_plan"))
        report = desk.actions.button(
            "visit.new", name="visits_report", kind="primary", text="För in besöket"
        )
        self.header.add(report)
        column.addWidget(self.header)
        column.addWidget(self._make_band())
        self._make_list()
        column.addWidget(self._stack, 1)
        self.theme.dress(self)
        self.theme.changed.connect(self._fit)
        self.reload()

    # -- parts

    def _make_band(self) -> QWidget:
        """The round of the chosen row: how it stands, and what can be done with it."""
        self._band = QFrame()
        self._band.setProperty("fill", "surface")
        self._band.setProperty("rule", "bottom")
        column = QVBoxLayout(self._band)
        column.setContentsMargins(20, 8, 20, 8)
        column.setSpacing(6)
        self._told = label("", "body", wrap=True)
        self._told.setObjectName("round_told")
        column.addWidget(self._told)
        acts = QWidget()
        row = FlowLayout(acts, spacing=6)
        actions = self.desk.actions
        self._round_buttons = {
            act: actions.button(act, name=f"visits_{act.replace('.', '_')}", compact=True)
            for act in ROUND_ACTS
        }
        self._other_buttons = [
            actions.button(act, name=f"visits_{act.partition('.')[2]}", kind="flat", compact=True)
            for act in ("visits.before", "visits.after", "visits.figures")
        ]
        for made in (*self._round_buttons.values(), *self._other_buttons):
            row.addWidget(made)
        column.addWidget(acts)
        return self._band

    def _make_list(self) -> None:
        self.list = ListView(
            self.theme,
            VISIT_COLUMNS,
            given(self._rows),
            name="visits",
            title="Hembesök i dag",
            two_lines=True,
            marks=False,
        )
        self.list.opened.connect(self._open)
        self.list.read.connect(self._open_youth)
        self.list.picked.connect(self._picked)
        self._empty = EmptyState(self.theme, "house", "", "")
        self._remedy = button(self.theme, "Visa Ej nådda", name="empty_action", compact=True)
        self._remedy.clicked.connect(self._go_unreached)
        self._empty.set_action(self._remedy)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)

    # -- content

    def reload(self) -> None:
        """Read the day again."""
        if self._today:
            self._on = self.session.today()
        self._day = self.session.rounds.day(self._on)
        stops = self._day.stops
        self._visits.clear()
        self._visits.update({stop.row.visit: stop.row for stop in stops})
        self._rows.clear()
        self._rows.update({stop.row.visit: _row(stop) for stop in stops})
        self._say_day()
        self.list.set_sections(self._sections())
        self._stack.setCurrentIndex(0 if self._visits else 1)
        self._show_round()

    def _say_day(self) -> None:
        title = "Hembesök i dag" if self._today else f"Hembesök {words.with_weekday(self._on)}"
        visits = self.session.day(self._on)
        told = visits.visits_text if self._today or self._visits else "Inga besök"
        self.header.set_title(title, f"{visits.title} · {told}")
        which = "i dag" if self._today else words.with_weekday(self._on)
        text = "Besök bokas på ungdomens sida, eller flera på en gång i en runda."
        if self._day.rounds:
            text = "En runda är gjord. Öppna den med Visa rundan och lägg till ungdomar."
        self._empty.set_message(f"Inga hembesök är bokade {which}.", text)

    def _sections(self) -> list[Section]:
        if not self._day.rounds:
            return [Section("all", "", tuple(self._visits))]
        parts = [
            Section(
                one.id.hex,
                f"{one.title} · {one.state.text}",
                tuple(stop.row.visit for stop in one.stops),
                one.state.icon,
                colour_of(one.state.tone),
            )
            for one in self._day.rounds
            if one.stops
        ]
        loose = tuple(stop.row.visit for stop in self._day.loose)
        return [*parts, *([Section("loose", "Utan runda", loose, "house")] if loose else [])]

    def _show_round(self) -> None:
        view = self._round()
        self._told.setVisible(view is not None)
        self._fit()
        if view is not None:
            waits = f" {view.companion} bevakar." if view.companion else ""
            bring = f" Ta med: {view.held.bring}." if view.held.bring else ""
            sheet = f" Dagblad {view.sheet}." if view.sheet else ""
            self._told.setText(f"{view.title}. {view.told}{waits}{bring}{sheet}")
        self.desk.actions.refresh()

    def _fit(self) -> None:
        """What can be done now; in a narrow window the next thing alone, the rest is in the menu."""
        narrow, reasons = is_narrow(self, self.theme), self._reasons()
        for act, made in self._round_buttons.items():
            can = self._round() is not None and not reasons[act]
            made.setVisible(can and (not narrow or act in NEXT))
        for other in self._other_buttons:
            other.setVisible(not narrow)
        self._band.setVisible(not narrow or self._round() is not None)

    def _reasons(self) -> Mapping[str, str]:
        return {
            "round.open": self._no_round(),
            "round.leave": self._not_out(),
            "round.back": self._not_back(),
            "round.sheet": self._not_off(),
            "round.off": self._not_off(),
        }

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.youths or "visit_round" in changes.kinds:
            self.reload()

    # -- what is chosen

    def _current(self) -> VisitRow | None:
        return self._visits.get(self.list.current_id())

    def _round(self) -> RoundView | None:
        """Of the chosen visit; of none in a round, the first that is still to be made."""
        own = self._day.round_of(self.list.current_id())
        open_ = (one for one in self._day.rounds if one.open)
        return own or next(open_, None) or next(iter(self._day.rounds), None)

    def chosen_youth(self) -> YouthId | None:
        row = self._current()
        return None if row is None else row.youth

    def _open(self, visit: RecordId) -> None:
        open_visit(self.desk, self._visits[visit], tuple(self._visits.values()))

    def _open_youth(self, visit: RecordId) -> None:
        self.desk.open_youth(self._visits[visit].youth, youths_of(tuple(self._visits.values())))

    def _picked(self, _id: object) -> None:
        self._show_round()

    def _go_unreached(self) -> None:
        self.desk.go("unreached")

    def _report_chosen(self) -> None:
        row = self._current()
        if row is not None:
            self._open(row.visit)

    def _none(self) -> str:
        return "" if self._current() else "Inget hembesök är valt."

    # -- rounds

    def _plan(self) -> None:
        self.desk.then(self.session.rounds.begin(self._on), self._planned)

    def _planned(self, result: Result) -> None:
        if result.record is not None:
            self.reload()
            self.desk.open_screen(RoundScreen(self.desk, result.record))
        else:
            self._did(result)

    def _show(self) -> None:
        view = self._round()
        if view is not None:
            self.desk.open_screen(RoundScreen(self.desk, view.id))

    def _leave(self) -> None:
        view = self._round()
        if view is not None:
            self.desk.open_screen(OutPage(self.desk, view, self._said))

    def _off(self) -> None:
        view = self._round()
        if view is not None:
            self.desk.open_screen(OffPage(self.desk, view, self._said))

    def _back(self) -> None:
        view = self._round()
        if view is not None:
            self.desk.then(self.session.rounds.come_back(view.id), self._did)

    def _sheet(self) -> None:
        ask_where(self, "Spara som PDF", "dagblad.pdf", "PDF", self.save_to)

    def save_to(self, path: str) -> None:
        """Make the day sheet of the round at the place that was chosen."""
        view = self._round()
        if view is not None:
            self.desk.then(self.session.rounds.sheets.save(view.id, Path(path)), self._did)

    def _did(self, result: Result) -> None:
        self.reload()
        self.desk.say(result.sentence or " ".join(one.sentence for one in result.problems))

    def _said(self, result: Result) -> None:
        self.desk.back()
        self.desk.say(result.sentence)

    def _no_round(self) -> str:
        return "" if self._round() is not None else NO_ROUND

    def _not_out(self) -> str:
        view = self._round()
        if view is None:
            return NO_ROUND
        if not view.open:
            return "Rundan är avslutad."
        return "" if view.held.out_at is None else "Ni är redan ute."

    def _not_back(self) -> str:
        view = self._round()
        if view is None:
            return NO_ROUND
        if not view.open:
            return "Rundan är avslutad."
        return "" if view.held.out_at is not None else "Ni har inte åkt än."

    def _not_off(self) -> str:
        view = self._round()
        if view is None:
            return NO_ROUND
        return "" if view.open else "Rundan är avslutad."

    # -- days

    def _step(self, by: int) -> None:
        self._on += timedelta(days=by)
        self._today = self._on == self.session.today()
        self.reload()
        self.desk.announce(words.long_day(self._on))
        self.first_focus().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _figures(self) -> None:
        today = self.session.today()
        asked = Question(as_of=today, start=date(today.year, 1, 1), figures=(contacts.VISITS.key,))
        self.desk.then(self.session.statistics.ask(asked), self._counted)

    def _counted(self, given: Given) -> None:
        from kaa_desktop.gui.screens.statistics_figure import (  # noqa: PLC0415 - seldom
            FigureScreen,
        )

        self.desk.open_screen(FigureScreen(self.desk, contacts.VISITS.key, given))

    # -- the page

    def bindings(self) -> Mapping[str, Binding]:
        return {
            "visit.new": Binding(self._report_chosen, self._none),
            "round.plan": Binding(self._plan),
            "round.open": Binding(self._show, self._no_round),
            "round.leave": Binding(self._leave, self._not_out),
            "round.back": Binding(self._back, self._not_back),
            "round.sheet": Binding(self._sheet, self._no_round),
            "round.off": Binding(self._off, self._not_off),
            "visits.before": Binding(partial(self._step, -1)),
            "visits.after": Binding(partial(self._step, 1)),
            "visits.figures": Binding(self._figures),
        }

    def panes(self) -> Sequence[QWidget]:
        band = [self._band] if self._band.isVisible() else []
        return [*band, self.first_focus()]

    def first_focus(self) -> QWidget:
        return self.list if self._visits else self._remedy

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "För in besöket"), ("Mellanslag", "Ungdomens sida"), ("F6", "Nästa ruta")]

    def escape(self) -> bool:
        """Esc goes back to the list from the buttons above it."""
        if self._visits and not self.list.hasFocus():
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return False


def _row(stop: Stop) -> Row:
    """As on Min dag, with how to get in and what to bring after the address."""
    more = [stop.row.address, stop.access_note, f"Ta med: {stop.bring}" if stop.bring else ""]
    return visit_row(attrs.evolve(stop.row, address=" · ".join(one for one in more if one)))


def youths_of(rows: Sequence[VisitRow]) -> tuple[YouthId, ...]:
    """Each youth once, in order."""
    return tuple(dict.fromkeys(row.youth for row in rows))


def open_visit(desk: Desk, row: VisitRow, rows: Sequence[VisitRow]) -> None:
    """Open the form of a visit, or the youth's page when the visit has been made already."""
    if row.done:
        desk.open_youth(row.youth, youths_of(rows))
    else:
        desk.open_form("home_visit", row.youth, record=row.visit)
