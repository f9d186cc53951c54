"""A school year's evaluation, from the top down: figures, the analysis in six parts, areas to improve.

What is typed is kept as one types and sent by field, so that two may write different parts at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_core.model.ids import RecordId
from kaa_core.model.records import ImprovementArea
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_core.statistics.catalogue import BY_KEY, KOMPASSEN
from kaa_core.statistics.evaluating import PARTS
from kaa_desktop.app.evaluation_views import EvaluationView, Figures, area_state, table_of
from kaa_desktop.app.evaluations import FIGURES, figures_of
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.sheet import ReadingSheet, SheetArea
from kaa_desktop.gui.screens.admin_form import ConfirmPage
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.evaluation_forms import CAREFUL, area_form
from kaa_desktop.gui.screens.kept_form import KeptForm
from kaa_desktop.gui.screens.statistics_asking import CountingBand
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import NoteField
from kaa_desktop.gui.widgets.figure_table import FigureTable
from kaa_desktop.gui.widgets.labels import label

TITLE: Final = "Utvärdering av läsåret"
WIDEST: Final = 880
NOT_COUNTED: Final = "Talen räknas än. Vänta ett ögonblick och klarmarkera sedan."
OPENS: Final = "Enter på ett tal visar hur det räknas och vilka ungdomar som är bakom det."
NONE_YET: Final = "Inget förbättringsområde än. Minst ett behövs varje år."
NONE_FORMER: Final = "Förra året finns ingen utvärdering i programmet."
NOTHING: Final = "Inget är skrivet."


class EvaluationPage(KeptForm):
    """One evaluation. Finished, or for who only reads, it is plain text with the reason on top."""

    def __init__(self, desk: Desk, evaluation: RecordId) -> None:
        self._id = evaluation
        self._view = desk.session.evaluations.view(evaluation)
        self._figures = None if self._view is None else self._view.frozen
        self._why_read = self._read_only(desk)
        row = None if self._view is None else self._view.row
        super().__init__(
            desk,
            f"{TITLE} {row.title[8:]}" if row else TITLE,
            key=f"evaluation:{evaluation.hex}",
            keeps=not self._why_read,
            name="evaluation",
            finish="Spara",
            subtitle=row.unit if row else "",
            card="Läsårets tal",
        )
        self._finish.setVisible(not self._why_read)
        self._ready = button(
            self.theme, "Klarmarkera", name="evaluation_ready", icon="circle-check"
        )
        self._ready.clicked.connect(self._make_ready)
        self.footer.add(self._ready)
        self._ready.setVisible(not self._why_read)
        for part in PARTS:
            self._part(part.field, part.title, part.asks)
        self.begin(None if self._why_read or self._view is None else self._view.held)
        self._show()
        if self._figures is None and self._view is not None:
            self._count()
        elif self._figures is not None:
            self._show_figures(self._figures)

    def _read_only(self, desk: Desk) -> str:
        if self._view is None:
            return "Utvärderingen finns inte längre på datorn."
        if self._view.row.done:
            return f"{self._view.row.state}. Öppna den igen för att ändra."
        return desk.session.why_not(Right.FOLLOW_UP)

    # -- making

    def _sheet(self, title: str, heading: str, name: str) -> QWidget:
        self._area = SheetArea()
        inside = ReadingSheet(self.theme, self._area, title, name=f"{name}_sheet")
        inside.setProperty("fill", "canvas")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(12)
        self._fault = Banner(self.theme, Kind.DANGER)
        self._fault.hide()
        self._column.addWidget(self._fault)
        if self._why_read:
            self._column.addWidget(Banner(self.theme, Kind.INFO, self._why_read))
        self._make_figures(heading)
        self._former = self._card("Förra årets förbättringsområden", "history")
        self._card("Analys", "notebook-pen")
        self.say(CAREFUL, "muted")
        analysis = self.body
        self._areas = self._card("Förbättringsområden", "target")
        self._add = button(
            self.theme, "Lägg till förbättringsområde", name="area_add", icon="plus", compact=True
        )
        self._add.clicked.connect(self._add_area)
        self._areas.add_to_header(self._add)
        self._add.setVisible(not self._why_read)
        self.body = analysis
        self._column.addStretch(1)
        self._area.setWidget(inside)
        return self._area

    def _make_figures(self, heading: str) -> None:
        card = self._card(heading, "flag")
        self.band = CountingBand(self.desk, name="evaluation")
        self.table = FigureTable(self.theme, name="evaluation_figures", title=heading, head="Tal")
        self.table.opened.connect(self._open_figure)
        self.table.hide()
        self._told = label("", "muted", wrap=True)
        for widget in (self.band, self.table, self._told):
            card.body.addWidget(widget)

    def _card(self, title: str, icon: str) -> Card:
        card = Card(self.theme, title, icon=icon)
        card.setMaximumWidth(self.theme.px(WIDEST))
        card.body.setSpacing(12)
        row = QHBoxLayout()
        row.addWidget(card, 100)
        row.addStretch(1)
        self._column.addLayout(row)
        self.body = card.body
        return card

    def _part(self, name: str, title: str, asks: str) -> None:
        text = getattr(self._view.held, name) if self._view is not None else None
        if name == "goals":
            self._goals = self.say("", "muted")
            self._show_goals()
        if self._why_read:
            self.say(title, "strong")
            self.say(text or NOTHING)
            return
        made = NoteField()
        made.setProperty("lines", 4)
        made.setPlainText(text or "")
        box = self.own(name, title, made, note=asks)
        box.guard(self.theme).noticed.connect(self.desk.announce)

    # -- goals and figures

    def _show_goals(self) -> None:
        """The goals of the year with their values stand above what is written of them."""
        goals = self.session.goals
        said = (
            []
            if self._view is None
            else goals.of_period(self._view.held.start, self._view.held.end)
        )
        told = [
            f"{one.title}: {' '.join(filter(None, (one.figure, one.fraction, one.verdict or one.unjudged)))}"
            for one in said
        ]
        self._goals.setText("\n".join(told))
        self._goals.setVisible(bool(told))
        if said and goals.due():
            self.desk.then(goals.reckon(), self._goals_came)

    def _goals_came(self, _views: object) -> None:
        if isValid(self):
            self._show_goals()

    def _count(self) -> None:
        assert self._view is not None
        asked = self.session.evaluations.figures(self._view.held)
        self.band.follow(asked, self._counted)

    def _counted(self, found: Any) -> None:
        self._figures = figures_of(found)
        self._show_figures(self._figures)

    def _show_figures(self, figures: Figures) -> None:
        kompassen = {one.key for one in KOMPASSEN}
        names = {
            key: f"{BY_KEY[key].name} (Kompassen)" if key in kompassen else BY_KEY[key].name
            for key in FIGURES
        }
        table, units, changes = table_of(figures, names)
        self.table.figures.units, self.table.figures.extra = units, ("Ändring", changes)
        self.table.show_table(table)
        self.table.show()
        words = (OPENS, figures.given.held, *figures.remarks)
        self._told.setText(" ".join(filter(None, words)))
        first = super().first_focus()
        if first is not None and first.hasFocus() and not self._look():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)  # one begins by reading
            self._area.verticalScrollBar().setValue(0)

    def _open_figure(self, at: tuple[str, str]) -> None:
        from kaa_desktop.gui.screens.statistics_figure import (  # noqa: PLC0415 - seldom asked for
            FigureScreen,
        )

        key, column = at
        if self._figures is not None:
            figures = self._figures
            given = figures.given if column == "now" else figures.given_before
            if key in given.answers:
                self.desk.open_screen(FigureScreen(self.desk, key, given))

    # -- areas

    def _show(self) -> None:
        view = self._view
        if view is None:
            return
        self._fill(self._former, view.former, NONE_FORMER)
        self._fill(self._areas, view.areas, NONE_YET)

    def _fill(self, card: Card, areas: Sequence[ImprovementArea], none: str) -> None:
        while (item := card.body.takeAt(0)) is not None:
            if (held := item.widget()) is not None:
                held.hide()
                held.deleteLater()
        if not areas:
            card.body.addWidget(label(none, "muted", wrap=True))
        for at, one in enumerate(areas):
            card.body.addWidget(self._area_row(card, at, one))
        self.theme.dress(card)

    def _area_row(self, card: Card, at: int, area: ImprovementArea) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(2)
        said = [(area.title, "strong"), (area_state(area), "muted")]
        said += [(text, "body") for text in (area.how, area.outcome) if text]
        for text, role in said:
            words.addWidget(label(text, role, wrap=True))
        row.addLayout(words, 1)
        if not self.session.why_not(Right.FOLLOW_UP):
            kind = "former" if card is self._former else "area"
            text = "Följ upp" if kind == "former" else "Ändra"
            change = button(self.theme, text, name=f"{kind}_change_{at}", compact=True)
            change.setAccessibleName(f"{text}: {area.title}")
            change.clicked.connect(partial(self._change_area, area))
            row.addWidget(change)
        return made

    def _add_area(self) -> None:
        self.desk.open_screen(area_form(self.desk, self._id, None, self._noted))

    def _change_area(self, area: ImprovementArea) -> None:
        self.desk.open_screen(area_form(self.desk, area.evaluation, area, self._noted))

    def _noted(self, result: Result) -> None:
        self.desk.back()
        self.desk.say(result.sentence)

    # -- saving

    def lost(self) -> bool:
        return self.session.evaluations.view(self._id) is None

    def send(self) -> Future[Result]:
        values = {name: self.value(name) or None for name in self._bound}
        return self.session.evaluations.save(self._id, self.touched(values), self.seen())

    def done(self, value: Result) -> None:
        """Saved: one stays, and what is typed from now on is new."""
        self.drop()
        self._by_hand.clear()
        self._discard.hide()
        self._again()
        self.footer.set_state(value.sentence, kind=Kind.OK)
        self.desk.announce(value.sentence)

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.kinds & {"year_evaluation", "improvement_area"}:
            self._again()

    def _again(self) -> None:
        """Read it again: parts that she has not changed follow what a colleague wrote."""
        view = self.session.evaluations.view(self._id)
        if view is None:
            return
        if view.row.done and not self._why_read:
            self._done_elsewhere(view)
        self._view = view
        hand, self._loading = set(self._look()), True
        for name, bound in self._bound.items():
            now = getattr(view.held, name)
            if name not in hand and now != self._before[name]:
                bound.write(now)
                self._before[name] = now
                bound.changed()
        self._loading = False
        self._show()

    def _done_elsewhere(self, view: EvaluationView) -> None:
        self._ready.hide()
        self._fault.set_message(Kind.INFO, f"{view.row.state}. Öppna den igen för att ändra.")
        self._fault.show()

    # -- finishing

    def _make_ready(self) -> None:
        """What is typed is saved first; then what lacks is said."""
        if self._busy:
            return
        if self._look():
            self.desk.then(self.send(), self._saved_first, self._failed)
        else:
            self._ask_ready()

    def _saved_first(self, result: Result) -> None:
        if not isValid(self):
            return
        if result.problems:
            self._show_problems(result.problems)
            return
        self.done(result)
        self._ask_ready()

    def _ask_ready(self) -> None:
        view, figures = self._view, self._figures
        if view is None or figures is None:
            self._show_problems([Problem(field="", sentence=NOT_COUNTED)])
            return
        stops = [one for one in view.gaps if one.stops]
        if stops:
            said = [Problem(field=one.field, sentence=one.sentence) for one in stops]
            self._show_problems(said)
            self._add.setFocus()
            self._area.ensureWidgetVisible(self._add)
            self.desk.announce(" ".join(one.sentence for one in stops))
            return
        said_too = [one.sentence for one in view.gaps]
        if not figures.given.whole and view.held.unit is None:
            said_too.append(figures.given.held)
        paragraphs = [
            *said_too,
            "Talen står kvar som de är nu. Utvärderingen kan öppnas igen med ett skäl.",
        ]
        act = partial(self.session.evaluations.finish, self._id, figures, anyway=True)
        finish = "Klarmarkera ändå" if said_too else "Klarmarkera"
        self.desk.open_screen(
            ConfirmPage(
                self.desk,
                "Klarmarkera utvärderingen",
                paragraphs,
                finish,
                name="evaluation_confirm",
                act=act,
                then=self._finished,
            )
        )

    def _finished(self, result: Result) -> None:
        """Both pages are done: it is read in the list."""
        self.desk.back()
        if isValid(self):
            self.drop()
            self.desk.back()
        self.desk.say(result.sentence)

    # -- the page

    def bindings(self) -> Mapping[str, Binding]:
        why = partial(str, self._why_read)
        return {
            "form.finish": Binding(self.finish, why),
            "area.add": Binding(self._add_area, why),
            "evaluation.finish": Binding(self._make_ready, why),
        }

    def first_focus(self) -> QWidget | None:
        found = super().first_focus()
        return self._close if self._why_read else found
