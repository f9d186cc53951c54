"""Överlämning: to whom, what, with what consent; and the invitation to a last conversation."""

from __future__ import annotations

from concurrent.futures import Future
from typing import cast

from PySide6.QtWidgets import QVBoxLayout

from kaa_core.model.enums import HandoverTo
from kaa_desktop.app.forms import Form
from kaa_desktop.app.leaving_forms import HandoverForm
from kaa_desktop.app.views import Result
from kaa_desktop.gui.forms.choices import ChoiceBox
from kaa_desktop.gui.forms.frame import SideBySide, column
from kaa_desktop.gui.forms.page import FormPage
from kaa_desktop.gui.widgets.fields import DateField, FieldBox, TextField

TAKERS = [one for one in HandoverTo if one is not HandoverTo.COLLEAGUE]
WHAT = "Bara det ungdomen har sagt ja till. Inget om hälsa."
CONSENT = "Krävs innan du lämnar över."
LONGEST_RECIPIENT = 200


class HandoverPage(FormPage):
    """What is prepared can be left and gone on with; nothing is handed over without consent."""

    form_class = HandoverForm
    takes_draft = False
    finish_text = "Spara överlämningen"
    not_done = "Överlämningen är inte sparad. Det du skrev står kvar här."

    def build(self, body: QVBoxLayout) -> None:
        recipient = TextField()
        recipient.setMaxLength(LONGEST_RECIPIENT)
        body.addWidget(
            SideBySide(
                self.field("to", "Till vem", ChoiceBox(TAKERS)),
                self.field(
                    "recipient", "Mottagare", recipient, optional=True, note="Enhet och namn."
                ),
            )
        )
        body.addWidget(self.note("what", "Vad lämnas över", 3, note=WHAT))
        body.addWidget(
            SideBySide(
                column(
                    self._day("consent_on", "Ungdomen samtyckte", CONSENT),
                    self._day("consent_until", "Samtycket gäller till"),
                ),
                column(
                    self._day("handed_on", "Överlämnat"),
                    self._day("invited_on", "Inbjuden till utskrivningssamtal"),
                ),
            )
        )

    def _day(self, name: str, title: str, note: str = "") -> FieldBox:
        return self.field(name, title, DateField(self.session.today), optional=True, note=note)

    def empty_form(self) -> Form:
        """The one that is prepared, else a new one."""
        found = self.session.leaving.handover(self.order.youth)
        return found or HandoverForm(youth=self.order.youth)

    def send(self, form: Form) -> Future[Result]:
        return self.session.leaving.hand_over(cast("HandoverForm", form))

    def done(self, result: Result) -> None:
        """It is no event of the journal: nothing is chosen there."""

    def _locked(self) -> str:
        """Also of a case that is closed: what was agreed is handed over afterwards too."""
        return "" if self.youth_page else "Ungdomen finns inte på datorn."
