"""Anteckning, and the addendum that corrects an entered record."""

from __future__ import annotations

from concurrent.futures import Future
from typing import cast

from PySide6.QtWidgets import QVBoxLayout

from kaa_core.model.records import HomeVisit
from kaa_desktop.app.forms import Form, NoteForm
from kaa_desktop.app.views import JournalEntry, Result
from kaa_desktop.gui.forms.choices import Check
from kaa_desktop.gui.forms.frame import row
from kaa_desktop.gui.forms.page import FormPage
from kaa_desktop.gui.widgets.boxes import Card
from kaa_desktop.gui.widgets.fields import DateField, TimeField
from kaa_desktop.gui.widgets.labels import label

EXPLAINS = "Förklarar varför rutinen inte följdes"
CAREFUL = "Skriv det som behövs för arbetet. Skriv inte uppgifter om hälsa eller familj."


class NotePage(FormPage):
    """A note in the journal."""

    form_class = NoteForm
    grows = True

    def build(self, body: QVBoxLayout) -> None:
        body.addWidget(self.note("text", "Anteckning", 6, note=CAREFUL), 1)
        body.addWidget(
            row(
                self.field("occurred_on", "Datum", DateField(self.session.today)),
                self.field("at", "Klockan", TimeField(), optional=True),
            )
        )

    def empty_form(self) -> Form:
        session = self.session
        return NoteForm(youth=self.order.youth, occurred_on=session.today(), at=session.now())

    def send(self, form: Form) -> Future[Result]:
        return self.session.enter_note(cast(NoteForm, form), self.draft)


class AddendumPage(FormPage):
    """Shows what was entered, which never changes, and takes the addendum below it."""

    form_class = NoteForm
    grows = True
    finish_text = "För in tillägget"

    def build(self, body: QVBoxLayout) -> None:
        entry = self._entry()
        card = Card(self.theme, entry.title if entry else "Införd i journalen", icon="lock")
        card.set_title(
            entry.title if entry else "Införd i journalen",
            f"{entry.when} · {entry.author_name}" if entry else "",
        )
        words = [entry.text, *entry.lines] if entry else ["Posten finns inte på den här datorn."]
        words += [f"Tillägg {one.when}: {one.text}" for one in (entry.addenda if entry else ())]
        for line in words:
            if line:
                card.body.addWidget(label(line, "body", wrap=True))
        card.body.addWidget(
            label("Det som är infört ändras inte. Tillägget visas under det.", "caption", wrap=True)
        )
        body.addWidget(card)
        body.addWidget(self.note("text", "Tillägg", 4, note=CAREFUL), 1)
        if entry is not None and entry.kind == HomeVisit.__name__:
            # A home visit as the very first contact is no lack when its reason is documented
            # (domain.md section 9, Self-audit).
            check = Check(EXPLAINS, name="explains")
            self.own("explains", check)
            body.addWidget(check)

    def _entry(self) -> JournalEntry | None:
        form = cast(NoteForm, self._first_form())
        journal = self.youth_page.journal if self.youth_page else ()
        return next((one for one in journal if one.id == form.addendum_to), None)

    def empty_form(self) -> Form:
        session = self.session
        return NoteForm(
            youth=self.order.youth,
            occurred_on=session.today(),
            at=session.now(),
            addendum_to=self.order.record,
        )

    def send(self, form: Form) -> Future[Result]:
        return self.session.enter_note(cast(NoteForm, form), self.draft)
