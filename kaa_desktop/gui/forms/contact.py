"""Ny kontakt: ten seconds from Ctrl+N to the journal."""

from __future__ import annotations

from concurrent.futures import Future
from typing import cast

import attrs
from PySide6.QtWidgets import QVBoxLayout

from kaa_core.model.enums import Channel, ContactOutcome, Counterpart, Direction
from kaa_desktop.app.forms import ContactForm, Form
from kaa_desktop.app.views import Result
from kaa_desktop.gui.forms.choices import Check, ChoiceRow
from kaa_desktop.gui.forms.fields import MinutesField
from kaa_desktop.gui.forms.frame import row
from kaa_desktop.gui.forms.page import FormPage
from kaa_desktop.gui.widgets.fields import DateField, TimeField

WRITTEN = {Channel.LETTER, Channel.SMS, Channel.EMAIL, Channel.SOCIAL_MEDIA}
CHANNELS = [channel for channel in Channel if channel is not Channel.HOME_VISIT]
CONSENT = "Ungdomen har fyllt 18 år. Kontakten behöver ungdomens samtycke."
LETTERS = "Första bokstaven väljer: b brev, t telefon, s sms, e e-post, m möte."


class ContactPage(FormPage):
    """Channel, with whom, what came of it, minutes, a line. A home visit has its own form."""

    form_class = ContactForm
    has_step = True
    grows = True

    def build(self, body: QVBoxLayout) -> None:
        theme = self.theme
        self._outcome_said = False
        self._channel = ChoiceRow(theme, "Kontaktsätt", CHANNELS, name="channel")
        self._outcome = ChoiceRow(theme, "Utfall", ContactOutcome, name="outcome")
        with_whom = ChoiceRow(theme, "Med vem", Counterpart, name="counterpart")
        direction = ChoiceRow(theme, "Riktning", Direction, name="direction")
        body.addWidget(self.field("channel", "Kontaktsätt", self._channel, note=LETTERS))
        self._with_whom = self.field("counterpart", "Med vem", with_whom)
        body.addWidget(self._with_whom)
        body.addWidget(self.field("outcome", "Utfall", self._outcome))
        minutes = self.field("minutes", "Minuter", MinutesField(), optional=True)
        body.addWidget(
            row(
                minutes,
                self.field("occurred_on", "Datum", DateField(self.session.today)),
                self.field("at", "Klockan", TimeField(), optional=True),
                self.field("direction", "Riktning", direction),
                spacing=16,
            )
        )
        body.addWidget(self.note("note", "Anteckning", 3, optional=True), 1)
        # Below the note, so that a call takes no key more than before.
        offered = Check("Samtal erbjudet", name="conversation_offered")
        self.own("conversation_offered", offered)
        body.addWidget(row(offered))

    def empty_form(self) -> Form:
        session = self.session
        return ContactForm(youth=self.order.youth, occurred_on=session.today(), at=session.now())

    def form(self) -> Form:
        """Not ticked is not said: who was not offered a conversation is not told by a blank."""
        made = cast(ContactForm, super().form())
        return attrs.evolve(made, conversation_offered=made.conversation_offered or None)

    def load(self, form: Form) -> None:
        super().load(form)
        self._outcome_said = cast(ContactForm, form).outcome is not None
        self._say_consent()

    def noted(self, field: str) -> None:
        """A letter is sent: nothing else can come of it on the day it is written."""
        if field == "counterpart":
            self._say_consent()
        if field == "outcome":
            self._outcome_said = True
        if field == "channel" and not self._outcome_said:
            written = self._channel.value() in WRITTEN
            self.follow("outcome", ContactOutcome.SENT if written else None)

    def _say_consent(self) -> None:
        """At eighteen guardians lose their standing (domain.md section 4): said, never blocking."""
        needed = self.youth_page is not None and self.youth_page.out.consent_needed
        guardian = self._fields["counterpart"].read() is Counterpart.GUARDIAN
        self._with_whom.set_note(CONSENT if needed and guardian else "")

    def send(self, form: Form) -> Future[Result]:
        return self.session.enter_contact(cast(ContactForm, form), self.draft)
