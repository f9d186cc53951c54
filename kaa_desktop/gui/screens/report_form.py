"""Gör en rapport: which one, of when, compared with what, one's own words, and as what it is given out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from datetime import date
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_core.statistics.reports import HEADINGS, Period
from kaa_core.statistics.reports.kinds import SUMMARY
from kaa_core.statistics.reports.kinds import Kind as Report
from kaa_desktop.app.reports import LONGEST_REASON, STOPPED, Form, Order, Run
from kaa_desktop.app.views import Result
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.asking_where import ask_where
from kaa_desktop.gui.forms.choices import Check
from kaa_desktop.gui.forms.fields import PickBox
from kaa_desktop.gui.forms.frame import row
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.kept_form import KeptForm
from kaa_desktop.gui.screens.report_pages import ReportPages
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import DateField, NoteField, TextField

TITLE: Final = "Gör en rapport"
LOOK_MS: Final = 150
CLOSE, STOP = "Stäng, behåll", "Avbryt"
YEAR, BEFORE, NOTHING = "year", "before", "nothing"
AGAINST: Final = (
    (YEAR, "Samma dagar året innan"),
    (BEFORE, "Lika lång tid närmast före"),
    (NOTHING, "Ingenting"),
)
FORMS: Final = (
    (Form.PDF, "PDF att läsa och skriva ut"),
    (Form.SHEET, "Kalkylblad med diagram"),
)
SMALL: Final = (
    "Tal som gäller färre än fem ungdomar är dolda, och det som behövs för att ingen ska kunna räkna ut "
    "dem. Visar du dem sparas ditt skäl, och det står i rapporten."
)
HIDDEN: Final = (
    "Tal som gäller färre än fem ungdomar är dolda, och det som behövs för att ingen ska kunna räkna ut "
    "dem. Den som följer upp verksamheten kan visa dem."
)
ALWAYS: Final = "I den här rapporten är små tal alltid dolda."
OWN: Final = "Din egen text, frivilligt. Skriv inget om enskilda ungdomar."
IN_THE_CLEAR: Final = "Filen är inte krypterad. Att rapporten är gjord antecknas."


class ReportForm(KeptForm):
    """Everything is kept while it is typed; it stays until a report has been saved."""

    def __init__(self, desk: Desk, then: Callable[[Result], object]) -> None:
        super().__init__(
            desk,
            TITLE,
            key="report",
            name="report",
            finish="Spara rapporten …",
            card="Det här ska rapporten ha",
        )
        self._then = then
        self._run: Run | None = None
        self._path: Path | None = None
        self._kinds = self.session.reports.kinds(self._may)
        self._make_what()
        self._make_small()
        self._make_texts()
        self.form = PickBox(FORMS)
        self.own("form", "Spara som", self.form, note=IN_THE_CLEAR)
        self._watch = QTimer(self, interval=LOOK_MS)
        self._watch.timeout.connect(self._say_progress)
        self.preview = button(self.theme, "Förhandsgranska", name="report_preview", icon="eye")
        self.preview.clicked.connect(self.show_pages)
        self.body.addWidget(row(self.preview))
        self._close.clicked.disconnect()
        self._close.clicked.connect(self._leave)
        if self._kinds:
            self._put_usual()
        self.begin()
        self.edited()  # another report may have come back

    def _may(self, right: Right) -> bool:
        return not self.session.why_not(right)

    # -- fields

    def _make_what(self) -> None:
        self.kind = PickBox([(one.key, one.name) for one in self._kinds])
        self.own("kind", "Rapport", self.kind)
        self._says = self.say("", "muted")
        self.unit = PickBox([(None, "Hela kommunen"), *self.session.reports.units().items()])
        self._units = self.own("unit", "Enhet", self.unit)
        self.start, self.end = DateField(self.session.today), DateField(self.session.today)
        self.own("start", "Från och med", self.start)
        self.own("end", "Till och med", self.end, note="Tal som gäller en dag avser den här dagen.")
        self.against = PickBox(AGAINST)
        self.own("against", "Jämför med", self.against)

    def _make_small(self) -> None:
        self._small = self.say(SMALL, "muted")
        self.shown = Check("Visa små tal", name="shown")
        self._shown_box = self.own("shown", "Små tal", self.shown)
        self.reason = TextField()
        self.reason.setMaxLength(LONGEST_REASON)
        self._why = self.own("reason", "Varför små tal ska visas", self.reason)

    def _make_texts(self) -> None:
        self.say(OWN, "muted")
        self._texts: dict[str, NoteField] = {}
        for key, heading in HEADINGS.items():
            text = NoteField()
            text.setProperty("lines", 4)
            text.setProperty("least_lines", 2)
            self._texts[key] = text
            self.own(key, heading, text).guard(self.theme).noticed.connect(self.desk.announce)

    def _put_usual(self) -> None:
        """The report's own period and unit, until one is chosen by hand."""
        if "unit" not in self._by_hand:
            own = self.session.reports.own_unit() if self._report().of_unit else None
            self._put(self.unit, own)
        if {"start", "end"} & self._by_hand:
            return
        usual = self.session.reports.usual(self._report())
        self._put(self.start, usual.start)
        self._put(self.end, usual.end)

    def _put(self, field: PickBox | DateField, value: Any) -> None:
        """Fill a field because of another: it does not count as said by hand."""
        loading, self._loading = self._loading, True
        field.set_value(value)
        bound = next((one for one in self._bound.values() if one.widget is field), None)
        if bound is not None:
            bound.changed()
        self._loading = loading

    def _report(self) -> Report:
        chosen = self.kind.value()
        return next(one for one in self._kinds if one.key == chosen)

    def edited(self) -> None:
        """What is chosen decides which fields there are, and the usual period until one is typed."""
        if not self._kinds:
            return
        self._put_usual()
        self._follow()

    def _follow(self) -> None:
        if not self._kinds:
            return
        report = self._report()
        self._says.setText(report.says)
        self._units.setVisible(self.unit.count() > 1)
        may = self._may(Right.FOLLOW_UP) and not report.always_hidden
        self._small.setText(ALWAYS if report.always_hidden else SMALL if may else HIDDEN)
        self._shown_box.setVisible(may)
        self._why.setVisible(may and self.shown.isChecked())
        has = {SUMMARY, *(part.key for part in report.parts)}
        for key in self._texts:
            self._boxes[key].setVisible(key in has)

    # -- what is asked for

    def order(self) -> Order:
        """As it is filled in; days that cannot be read are today."""
        report, today = self._report(), self.session.today()
        of = Period(start=self.start.value() or today, end=self.end.value() or today)
        has = {SUMMARY, *(part.key for part in report.parts)}
        texts = {key: text.text() for key, text in self._texts.items() if key in has}
        return Order(
            kind=report,
            of=of,
            against=self._against(of),
            unit=self.unit.value(),
            texts={key: text for key, text in texts.items() if text},
            shown=self.shown.isChecked() and self._shown_box.isVisibleTo(self),
            reason=self.reason.text(),
        )

    def _against(self, of: Period) -> Period | None:
        chosen = self.against.value()
        if chosen == NOTHING or of.end < of.start:
            return None
        if chosen == YEAR:
            return self.session.reports.former(of)
        end = of.start.toordinal() - 1
        start = end - (of.end - of.start).days
        return Period(start=date.fromordinal(start), end=date.fromordinal(end))

    def problems(self) -> list[Problem]:
        found = super().problems()
        found += [
            Problem(field=name, sentence="Skriv en dag.")
            for name in ("start", "end")
            if self.value(name) is None and not any(one.field == name for one in found)
        ]
        return found or self.session.reports.problems(self.order(), self._may)

    # -- making it

    def show_pages(self) -> None:
        """Make it, and show its pages as pictures."""
        if self._busy:
            return
        found = self.problems()
        self._show_problems(found)
        if found:
            return
        self._begin()
        assert self._run is not None
        made = self.session.reports.pages(self.order(), self._run)
        self.desk.then(made, self._pages_came, self._not_made)

    def _pages_came(self, pages: Sequence[bytes]) -> None:
        if not isValid(self):
            return
        self._end()
        if self.isVisible():
            self.leaving()
            self.desk.open_screen(ReportPages(self.desk, self._report().name, pages))

    def _not_made(self, sentence: str) -> None:
        if isValid(self):
            stopped = self._run is not None and self._run.stopped
            self._end()
            self._show_problems([Problem(field="", sentence=STOPPED if stopped else sentence)])

    def finish(self) -> None:
        """Ask where to, when all is filled in; then make it."""
        if self._busy:
            return
        if self._path is not None or self.problems():
            super().finish()
            return
        order, form = self.order(), self.form.value()
        name = self.session.reports.file_name(order, form)
        ask_where(self, "Spara rapporten", name, form.label, self.save_to)

    def save_to(self, path: str) -> None:
        """Make it and write it at the place that was chosen."""
        self._path = Path(path)
        self.finish()

    def send(self) -> Future[Result]:
        assert self._path is not None  # asked for in `finish`
        path, self._path = self._path, None
        self._begin()
        assert self._run is not None
        return self.session.reports.save(self.order(), self.form.value(), path, self._run)

    def _begin(self) -> None:
        self._run = Run()
        self._busy = True
        self._close.setText(STOP)
        self._watch.start()
        self._say_progress()

    def _end(self) -> None:
        self._run = None
        self._busy = False
        self._close.setText(CLOSE)
        self._watch.stop()
        self.footer.set_state("")

    def _say_progress(self) -> None:
        if self._run is None:
            return
        now = self._run.progress
        share = 100 * now.done // max(1, now.all)
        self.footer.set_state(f"{self._run.doing}.", f"{share} %. Esc avbryter.", kind=Kind.INFO)

    def _came(self, answer: Any) -> None:
        if isValid(self):
            self._end()
        super()._came(answer)

    def _failed(self, sentence: str) -> None:
        if isValid(self):
            self._end()
        super()._failed(sentence)

    def done(self, value: Result) -> None:
        self.drop()
        self._then(value)

    # -- the page

    def _leave(self) -> None:
        if not self.escape():
            self.desk.back()

    def escape(self) -> bool:
        """Esc breaks off what is made; else it leaves the page, and what is typed is kept."""
        if self._run is not None:
            self._run.stop()
            return True
        return super().escape()

    def bindings(self) -> Mapping[str, Binding]:
        return {**super().bindings(), "report.preview": Binding(self.show_pages)}

    def first_focus(self) -> QWidget | None:
        return self.kind
