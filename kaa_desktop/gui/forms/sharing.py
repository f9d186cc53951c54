"""Nytt samtycke and Ny förmedling: what the youth agrees to, and whom she is put in touch with."""

from __future__ import annotations

from concurrent.futures import Future
from typing import cast

from PySide6.QtWidgets import QVBoxLayout

from kaa_core.model.enums import ConsentGiver, Shared
from kaa_desktop.app.forms import Form
from kaa_desktop.app.sharing_forms import ConsentForm, ReferralForm
from kaa_desktop.app.views import Result
from kaa_desktop.gui.forms.choices import ChoiceRow, ChoiceSet
from kaa_desktop.gui.forms.fields import RecordBox
from kaa_desktop.gui.forms.frame import SideBySide
from kaa_desktop.gui.forms.page import FormPage
from kaa_desktop.gui.widgets.fields import DateField, TextField

LONGEST = 500
ASKED = "Berätta för ungdomen vad som delas och med vem, och att det går att ångra."
LEAST = "Bara det som aktören behöver. Inget om hälsa."
NO_ACTORS = "Ingen aktör finns än. Lägg till den under Samverkan."
NO_CONSENTS = "Inget samtycke gäller i dag. Anteckna ett först."


class ConsentPage(FormPage):
    """With whom, about what, until when, and who said yes."""

    form_class = ConsentForm
    takes_draft = False
    finish_text = "Anteckna samtycket"
    not_done = "Samtycket är inte antecknat. Det du skrev står kvar här."

    def build(self, body: QVBoxLayout) -> None:
        actors = [(one.actor, one.name) for one in self.session.actors.rows()]
        body.addWidget(
            self.field(
                "actor",
                "Med vem",
                RecordBox(actors, empty="Välj", gone="Aktör som inte används"),
                note="" if actors else NO_ACTORS,
            )
        )
        what = ChoiceSet("Vad får delas?", list(Shared), name="shares")
        body.addWidget(self.field("shares", "Vad får delas?", what, note=LEAST))
        more = TextField()
        more.setMaxLength(LONGEST)
        body.addWidget(self.field("what", "Närmare om vad", more, optional=True))
        today = self.session.today
        body.addWidget(
            SideBySide(
                self.field("given_on", "Lämnat", DateField(today)),
                self.field(
                    "until", "Gäller till", DateField(today), note="Högst så länge det behövs."
                ),
            )
        )
        giver = ChoiceRow(self.theme, "Av vem", ConsentGiver, name="given_by")
        body.addWidget(self.field("given_by", "Av vem", giver, note=ASKED))

    def empty_form(self) -> Form:
        return ConsentForm(youth=self.order.youth, given_on=self.session.today())

    def send(self, form: Form) -> Future[Result]:
        made = cast("ConsentForm", form)
        return self.session.sharing.give_consent(made.youth, made.values())

    def done(self, result: Result) -> None:
        """It is no event of the journal: nothing is chosen there."""


class ReferralPage(FormPage):
    """By which consent, and what it is about."""

    form_class = ReferralForm
    takes_draft = False
    finish_text = "Anteckna förmedlingen"
    not_done = "Förmedlingen är inte antecknad. Det du skrev står kvar här."

    def build(self, body: QVBoxLayout) -> None:
        held = [one for one in self.session.sharing.consents(self.order.youth) if one.holds]
        options = [(one.consent, f"{one.actor_name}: {one.what}") for one in held]
        body.addWidget(
            self.field(
                "consent",
                "Med vilket samtycke",
                RecordBox(options, empty="Välj", gone="Ett samtycke som inte gäller"),
                note="Det säger till vem." if held else NO_CONSENTS,
            )
        )
        what = TextField()
        what.setMaxLength(LONGEST)
        body.addWidget(self.field("what", "Vad gäller det?", what))
        places = [
            (one.placement, f"{one.title}, {one.actor_name}")
            for one in self.session.actors.places()
        ]
        body.addWidget(
            SideBySide(
                self.field("sent_on", "Skickad", DateField(self.session.today)),
                self.field(
                    "placement", "Plats", RecordBox(places, empty="Ingen särskild"), optional=True
                ),
            )
        )

    def empty_form(self) -> Form:
        return ReferralForm(youth=self.order.youth, sent_on=self.session.today())

    def send(self, form: Form) -> Future[Result]:
        made = cast("ReferralForm", form)
        return self.session.sharing.refer(made.youth, made.values())

    def done(self, result: Result) -> None:
        """It is no event of the journal: nothing is chosen there."""
