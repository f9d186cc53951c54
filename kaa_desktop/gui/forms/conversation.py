"""Samtal: kartläggning, coaching, SYV, uppföljning or utskrivning."""

from __future__ import annotations

from concurrent.futures import Future
from typing import cast

from PySide6.QtWidgets import QVBoxLayout

from kaa_core.model.enums import ConversationKind, Counterpart, Place
from kaa_desktop.app.forms import ConversationForm, Form
from kaa_desktop.app.views import Result
from kaa_desktop.gui.forms.agreed import AgreedField
from kaa_desktop.gui.forms.choices import Check, ChoiceBox, ChoiceRow, ChoiceSet
from kaa_desktop.gui.forms.fields import MinutesField, PeopleField
from kaa_desktop.gui.forms.frame import SideBySide, column, row
from kaa_desktop.gui.forms.guide import guide_to
from kaa_desktop.gui.forms.page import FormPage
from kaa_desktop.gui.widgets.fields import DateField, TimeField

CAREFUL = "Skriv det ungdomen sa och ni bestämde. Skriv inte uppgifter om hälsa eller familj."
ROWS = "Varje rad blir en bevakning. Det ungdomen gör själv blir något att fråga om."


class ConversationPage(FormPage):
    """What was talked about, what was agreed, who took part."""

    form_class = ConversationForm
    has_step = True
    grows = True

    def build(self, body: QVBoxLayout) -> None:
        theme, session = self.theme, self.session
        kind = ChoiceRow(theme, "Slag av samtal", ConversationKind, name="kind")
        body.addWidget(self.field("kind", "Slag av samtal", kind))
        times = row(
            self.field("occurred_on", "Datum", DateField(session.today)),
            self.field("at", "Klockan", TimeField()),
            self.field("minutes", "Minuter", MinutesField(), optional=True),
        )
        place = self.field("place", "Plats", ChoiceBox(list(Place), empty="Välj plats"))
        people = PeopleField(
            theme, "Kollegor som deltog", session.colleagues(), name="participants"
        )
        who = ChoiceSet("Deltog", Counterpart, name="counterparts")
        body.addWidget(
            SideBySide(
                column(times, place),
                column(
                    self.field("counterparts", "Deltog", who),
                    self.field("participants", "Kollegor som deltog", people),
                ),
            )
        )
        body.addWidget(self.note("summary", "Vad samtalet handlade om", 2, note=CAREFUL), 3)
        body.addWidget(self.note("agreed", "Vad ni kom överens om", 2, optional=True), 2)
        body.addWidget(
            self.field("tasks", "Vem gör vad, och när", AgreedField(self.desk), note=ROWS)
        )
        read_back = Check("Uppläst för ungdomen", name="read_back")
        measure = Check("Räknas som insats", name="counts_as_measure")
        self.own("read_back", read_back)
        self.own("counts_as_measure", measure)
        body.addWidget(row(read_back, measure, spacing=16))

    def load(self, form: Form) -> None:
        super().load(form)
        self._guide()

    def noted(self, field: str) -> None:
        if field == "kind":
            self._guide()

    def _guide(self) -> None:
        """What to talk about stands beside, by the kind of conversation."""
        kind = cast(ConversationForm, self.form()).kind
        self.frame.context.show_guide(None if kind is None else guide_to(kind))

    def empty_form(self) -> Form:
        me = self.session.who.worker
        return ConversationForm(
            youth=self.order.youth,
            occurred_on=self.session.today(),
            at=self.session.now(),
            participants=(me,) if me else (),
        )

    def send(self, form: Form) -> Future[Result]:
        return self.session.enter_conversation(cast(ConversationForm, form), self.draft)
