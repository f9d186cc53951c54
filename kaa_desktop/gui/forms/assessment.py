"""Kartläggning: three parts, the schooling before and how it is now, written in portions."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Final, cast

from PySide6.QtWidgets import QVBoxLayout

from kaa_core.model.enums import ConversationKind
from kaa_core.rules.assessing import ALL
from kaa_desktop.app.assessment_forms import AssessmentForm
from kaa_desktop.app.forms import Form
from kaa_desktop.app.views import Result
from kaa_desktop.gui.forms.frame import SideBySide, column, row
from kaa_desktop.gui.forms.guide import guide_to
from kaa_desktop.gui.forms.page import FormPage
from kaa_desktop.gui.screens.desk import Desk, FormOrder
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import DateField

NOTES: Final = {
    "conditions": "Det som underlättar och det som gör det svårt: resor, ekonomi, tid, kunskaper.",
    "needs": "Det ungdomen behöver för att komma i gång och hålla i.",
    "wishes": "Det ungdomen själv vill, med egna ord.",
    "worked": "Ämnen, arbetssätt, personer, platser.",
    "was_hard": "Det som hände i skolan, inte varför.",
    "situation": "Sysselsättning, dagar, det som är på gång.",
}
LINES: Final = {
    "conditions": 4,
    "needs": 4,
    "wishes": 4,
    "worked": 3,
    "was_hard": 3,
    "situation": 3,
}
COMPLETE: Final = "Alla tre delarna är skrivna."
FREE: Final = "Du kan spara och föra in ändå."
UPON: Final = "Texten är den förra versionens. Ändra det som är nytt."


class AssessmentPage(FormPage):
    """Says which of the three parts are missing while one writes; never in the way."""

    form_class = AssessmentForm
    not_done = "Kartläggningen är inte införd. Texten står kvar här."

    def __init__(self, desk: Desk, order: FormOrder) -> None:
        self._saving = False
        super().__init__(desk, order)

    def build(self, body: QVBoxLayout) -> None:
        self.frame.context.show_guide(guide_to(ConversationKind.ASSESSMENT))
        self._state = Banner(self.theme, Kind.INFO)
        body.addWidget(self._state)
        day = self.field("started_on", "Påbörjad", DateField(self.session.today))
        body.addWidget(row(day))
        fields = {
            name: self.note(name, title, LINES[name], note=NOTES[name])
            for name, title in ALL.items()
        }
        for left, right in (
            ("conditions", "worked"),
            ("needs", "was_hard"),
            ("wishes", "situation"),
        ):
            body.addWidget(SideBySide(column(fields[left]), column(fields[right])))
        self._later = button(
            self.theme,
            "Spara, skriv vidare sedan",
            name="assessment_save",
            icon="save",
            spoken="Spara kartläggningen utan att föra in den",
        )
        self._later.clicked.connect(self._save_on)
        self.frame.add_to_foot(self._later)

    def empty_form(self) -> Form:
        return self.session.assessments.form(self.order.youth)

    def load(self, form: Form) -> None:
        super().load(form)
        self._tell()

    def noted(self, field: str) -> None:
        if field in ALL:
            self._tell()

    def _tell(self) -> None:
        """Which of the three parts are not written."""
        form = cast(AssessmentForm, self.form())
        lacks = self.session.assessments.missing(form)
        upon = UPON if form.replaces is not None and form.record is None else ""
        if lacks:
            said = f"Saknas: {', '.join(lacks).lower()}."
            self._state.set_message(Kind.WARN, said, f"{FREE} {upon}".strip())
        else:
            self._state.set_message(Kind.OK, COMPLETE, upon)

    def _save_on(self) -> None:
        self._saving = True
        try:
            self.finish()
        finally:
            self._saving = False

    def send(self, form: Form) -> Future[Result]:
        kept, written = self.session.assessments, cast(AssessmentForm, form)
        return (kept.save if self._saving else kept.enter)(written, self.draft)
