"""Boka hembesök (Ctrl+H), and call a planned one off with its reason."""

from __future__ import annotations

from concurrent.futures import Future
from typing import cast

from PySide6.QtWidgets import QVBoxLayout

from kaa_core.model.enums import CallOff
from kaa_core.rules.calendar import day_off, working_day_before
from kaa_desktop.app.forms import Form, PlanForm
from kaa_desktop.app.views import Result
from kaa_desktop.gui.dates import short_date, weekday_date
from kaa_desktop.gui.forms.choices import ChoiceRow
from kaa_desktop.gui.forms.fields import PeopleField
from kaa_desktop.gui.forms.frame import row
from kaa_desktop.gui.forms.page import FormPage
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import DateField, TextField, TimeField


class PlanPage(FormPage):
    """When, and who goes along. Says what else is booked that day, and when the day is a holiday."""

    form_class = PlanForm
    takes_draft = False
    finish_text = "Boka hembesöket"
    not_done = "Besöket är inte bokat. Det du skrev står kvar här."

    def build(self, body: QVBoxLayout) -> None:
        session = self.session
        self._day = DateField(session.today)
        people = PeopleField(self.theme, "Deltar", session.colleagues(), name="participants")
        body.addWidget(
            row(
                self.field("planned_on", "Datum", self._day),
                self.field("planned_at", "Klockan", TimeField(), optional=True),
            )
        )
        body.addWidget(self.field("participants", "Deltar", people))
        self._about = Banner(self.theme, Kind.INFO, icon="calendar")
        body.addWidget(self._about)
        made = button(self.theme, "För in ett gjort besök", name="plan_made", icon="house")
        made.clicked.connect(self._report)
        body.addWidget(row(made))

    def empty_form(self) -> Form:
        me = self.session.who.worker
        return PlanForm(youth=self.order.youth, participants=(me,) if me else ())

    def load(self, form: Form) -> None:
        super().load(form)
        self._say()

    def noted(self, field: str) -> None:
        if field == "planned_on":
            self._say()

    def _say(self) -> None:
        day = self._day.value()
        if day is None:
            address = self.youth_page.address if self.youth_page else ""
            self._about.set_message(
                Kind.INFO,
                address or "Ingen adress finns på den här datorn.",
                "Skriv en dag för att se vad som är bokat då.",
            )
            return
        off = day_off(day)
        visits = self.session.day(day).visits
        booked = ", ".join(f"{visit.at_text} {visit.name}".strip() for visit in visits)
        others = f"Redan bokat: {booked}." if booked else "Inga andra besök är bokade den dagen."
        if off is not None:
            instead = weekday_date(working_day_before(day))
            title = f"{short_date(day)} är {off}. Välj till exempel {instead}."
            self._about.set_message(Kind.WARN, title, others)
        elif day < self.session.today():
            self._about.set_message(
                Kind.WARN, "Dagen har passerat.", "För in besöket i stället om det är gjort."
            )
        else:
            self._about.set_message(Kind.INFO, f"{weekday_date(day).capitalize()}.", others)

    def _report(self) -> None:
        self.leaving()
        desk, youth = self.desk, self.order.youth
        desk.back()
        desk.open_form("home_visit", youth)

    def send(self, form: Form) -> Future[Result]:
        plan = cast(PlanForm, form)
        return self.session.plan_visit(
            plan.youth, plan.planned_on, plan.planned_at, plan.participants
        )


class CallOffPage(FormPage):
    """Why a planned visit is not made: its plan stays in the journal with the reason."""

    form_class = PlanForm
    takes_draft = False
    finish_text = "Ställ in besöket"
    not_done = "Besöket är inte inställt. Det du skrev står kvar här."

    def build(self, body: QVBoxLayout) -> None:
        visits = self.youth_page.visits if self.youth_page else ()
        planned = next((one for one in visits if one.visit == self._visit()), None)
        about = f"Bokat {planned.at_text}, {planned.address}." if planned else "Ett bokat besök."
        body.addWidget(
            Banner(self.theme, Kind.INFO, about, "Bokningen ligger kvar i journalen med orsaken.")
        )
        kind = ChoiceRow(self.theme, "Varför ställs besöket in?", CallOff, name="call_off_kind")
        body.addWidget(self.field("call_off_kind", "Varför ställs besöket in?", kind))
        reason = TextField()
        reason.setMaxLength(500)
        body.addWidget(
            self.field(
                "call_off_reason",
                "Mer om orsaken",
                reason,
                note="Behövs bara om inget av skälen passar. Skriv inget om någons hälsa.",
            )
        )

    def _visit(self) -> object:
        return cast(PlanForm, self._first_form()).visit

    def empty_form(self) -> Form:
        return PlanForm(youth=self.order.youth, visit=self.order.record)

    def send(self, form: Form) -> Future[Result]:
        plan = cast(PlanForm, form)
        assert plan.visit is not None  # finish has asked
        return self.session.call_off_visit(
            plan.visit, plan.call_off_reason or "", plan.call_off_kind
        )
