"""För in uppgift med källa: studies, a document, residence, or a school's notice that came by hand.

What is entered lies beside what other sources say; nothing is written over. Which counts is judged
each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any, ClassVar, cast

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kaa_core.model.enums import (
    Choice,
    CredentialKind,
    FactSource,
    NoticeKind,
    ResidenceKind,
    StudyEnd,
    StudyForm,
)
from kaa_core.model.facts import Credential, Fact, Residence, SchoolNotice, StudyPeriod
from kaa_desktop.app.forms import Form
from kaa_desktop.app.target_forms import (
    CredentialForm,
    FactForm,
    NoticeForm,
    ResidenceForm,
    StudiesForm,
)
from kaa_desktop.app.views import Result
from kaa_desktop.gui.forms.choices import Check, ChoiceBox, ChoiceList
from kaa_desktop.gui.forms.fields import MinutesField
from kaa_desktop.gui.forms.frame import SideBySide, column, row
from kaa_desktop.gui.forms.page import FormPage
from kaa_desktop.gui.widgets.fields import DateField, FieldBox, TextField

WHERE = "Till exempel ett brev, ett samtal eller en skolas e-post. Skriv inte uppgifter om hälsa."
AS_OF = "Den dag som uppgiften lämnades."
CODE = "Fyra siffror, till exempel 0682."
NEVER_OVER = "Uppgiften läggs bredvid dem som redan finns. Ingenting skrivs över."


class ExtentField(MinutesField):
    """Per cent of full time."""

    def value(self) -> int | None:
        text = self.text().strip().removesuffix("%").removesuffix("procent").strip()
        return int(text) if text.isascii() and text.isdigit() else None

    def problem(self) -> str:
        if self.text().strip() and self.value() is None:
            return "Skriv omfattningen med siffror, till exempel 50."
        return ""


class FactPage(FormPage):
    """A fact about one youth. Subclasses say which, and its fields."""

    fact: ClassVar[type[Fact]]
    finish_text = "För in uppgiften"
    not_done = "Uppgiften är inte införd. Det du skrev står kvar här."
    sources: Sequence[FactSource] = tuple(FactSource)

    def build(self, body: QVBoxLayout) -> None:
        left, right = self.about()
        body.addWidget(SideBySide(left, right))
        body.addWidget(SideBySide(column(self._source()), column(self._when())))

    def about(self) -> tuple[QWidget, QWidget]:
        """What the fact says, in two columns."""
        raise NotImplementedError

    def _source(self) -> FieldBox:
        return self.choice("source", "Vem säger det?", self.sources, "Välj källa", note=NEVER_OVER)

    def _when(self) -> QWidget:
        return column(
            self.date("as_of", "Uppgiften gäller", note=AS_OF),
            self.line("origin", "Var står det?", optional=True, note=WHERE),
        )

    # -- fields

    def choice(
        self, name: str, title: str, choices: Sequence[Choice], empty: str, **box: Any
    ) -> FieldBox:
        """One of a closed list. `empty`: what it says before; it is the name that is read aloud."""
        return self.field(name, title, ChoiceBox(choices, empty=empty), **box)

    def date(self, name: str, title: str, **box: Any) -> FieldBox:
        """A day."""
        return self.field(name, title, DateField(self.session.today), **box)

    def line(self, name: str, title: str, **box: Any) -> FieldBox:
        """A line of text, as long as the registry takes."""
        made = TextField()
        length = self.form_class.becomes().by_name[name].max_length
        if length:
            made.setMaxLength(length)
        return self.field(name, title, made, **box)

    # -- the form

    def empty_form(self) -> Form:
        made = cast(type[FactForm], self.form_class)
        return made(youth=self.order.youth, as_of=self.session.today())

    def send(self, form: Form) -> Future[Result]:
        told = cast(FactForm, form).told()
        return self.session.targets.enter_fact(form.youth, self.fact, told, self.draft)

    def done(self, result: Result) -> None:
        """A fact is no event of the journal."""


class StudiesPage(FactPage):
    """A time in a school, begun, ended or never begun."""

    form_class = StudiesForm
    fact = StudyPeriod

    def about(self) -> tuple[QWidget, QWidget]:
        left = column(
            self.choice("form", "Utbildning", list(StudyForm), "Välj utbildning"),
            row(self.date("start", "Från"), self.date("end", "Till", optional=True)),
            self.choice(
                "end_kind", "Hur slutade den?", list(StudyEnd), "Inte angivet", optional=True
            ),
        )
        prolonged = Check("Förlängd skolplikt", name="prolonged")
        right = column(
            self.line("school", "Skola", optional=True),
            self.line("programme", "Program eller kurs", optional=True),
            self.field(
                "extent",
                "Omfattning i procent",
                ExtentField(),
                optional=True,
                note="Fylls i för komvux, folkhögskola och andra kurser.",
            ),
            prolonged,
        )
        self.own("prolonged", prolonged)
        return left, right


class CredentialPage(FactPage):
    """A document, or an answer that there is none."""

    form_class = CredentialForm
    fact = Credential

    def about(self) -> tuple[QWidget, QWidget]:
        kinds = ChoiceList(self.theme, "Dokument", list(CredentialKind), name="kind", notes={})
        left = column(self.field("kind", "Dokument", kinds))
        right = column(
            self.date("issued_on", "Utfärdat", optional=True),
            self.line("school", "Skola", optional=True),
            self.line("programme", "Program", optional=True),
        )
        return left, right


class ResidencePage(FactPage):
    """Where a youth belongs from a day on."""

    form_class = ResidenceForm
    fact = Residence

    def about(self) -> tuple[QWidget, QWidget]:
        kinds = ChoiceList(self.theme, "Bosättning", list(ResidenceKind), name="kind", notes={})
        abroad = Check("Inflyttad från utlandet", name="from_abroad")
        left = column(self.field("kind", "Bosättning", kinds))
        right = column(
            row(self.date("start", "Från"), self.date("end", "Till", optional=True)),
            self.line("municipality", "Kommunens kod", optional=True, note=CODE),
            abroad,
        )
        self.own("from_abroad", abroad)
        return left, right


class NoticePage(FactPage):
    """A notice under 15 kap. 15 § skollagen that came by letter, telephone or e-mail."""

    form_class = NoticeForm
    fact = SchoolNotice

    def about(self) -> tuple[QWidget, QWidget]:
        kinds = ChoiceList(self.theme, "Anmälan om", list(NoticeKind), name="kind", notes={})
        left = column(
            self.field("kind", "Eleven", kinds, spoken="Anmälan om att eleven"),
            self.date("occurred_on", "Datum"),
        )
        right = column(
            self.line("school", "Skola", optional=True),
            self.choice("form", "Utbildning", list(StudyForm), "Inte angivet", optional=True),
            self.line("programme", "Program", optional=True),
            self.line("sender", "Vem anmälde?", optional=True),
        )
        return left, right

    def empty_form(self) -> Form:
        today = self.session.today()
        return NoticeForm(youth=self.order.youth, as_of=today, source=FactSource.NOTICE)
