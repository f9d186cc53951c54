"""Registrera ungdom: a youth that no register brought. The number first, and checked as it is typed."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any, cast

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kaa_core.model.enums import Protection, RegistrationReason
from kaa_core.model.ids import YouthId
from kaa_desktop.app.forms import Form, RegisterForm
from kaa_desktop.app.numbers import NumberCheck
from kaa_desktop.app.views import Result
from kaa_desktop.gui.forms.choices import Check, ChoiceBox
from kaa_desktop.gui.forms.fields import WorkerBox
from kaa_desktop.gui.forms.frame import SideBySide, column, row
from kaa_desktop.gui.forms.page import FormPage
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import DateField, TextField
from kaa_desktop.gui.widgets.identity import IdentityField

WHOLE_NUMBER = 10
"""Fewer digits than this say nothing yet: nobody is told off while she types."""
NO_ADDRESS = "Ingen adress får finnas här. Töm adressfälten."


class RegisterPage(FormPage):
    """Number, names, ways of contact, and the enrolment when she is to be enrolled at once."""

    form_class = RegisterForm
    finish_text = "Registrera ungdomen"
    not_done = "Ungdomen är inte registrerad. Det du skrev står kvar här."
    nobody = "Ny i registret"

    def build(self, body: QVBoxLayout) -> None:
        self._check = NumberCheck()
        self._known = Banner(self.theme, Kind.WARN, icon="user-check")
        open_known = button(self.theme, "Öppna ärendet", name="register_known", icon="arrow-right")
        open_known.clicked.connect(self._open_known)
        self._known.add_button(open_known)
        self._known.hide()
        number = IdentityField(self.session.today)
        number.setPlaceholderText("ååååmmdd-nnnn")
        self._number = self.field("identity_number", "Personnummer", number)
        body.addWidget(self._known)
        body.addWidget(self._number)
        body.addWidget(
            SideBySide(self._text("given_name", "Förnamn"), self._text("family_name", "Efternamn"))
        )
        body.addWidget(SideBySide(self._ways(), self._address()))
        body.addWidget(self._protection())
        self._enrolment(body)
        self.frame.stand_alone()

    def _text(self, name: str, title: str, *, optional: bool = False) -> QWidget:
        return self.field(name, title, TextField(), optional=optional)

    def _ways(self) -> QWidget:
        return column(
            self._text("phone", "Telefon", optional=True),
            self._text("email", "E-post", optional=True),
        )

    def _address(self) -> QWidget:
        place = row(
            self._text("postal_code", "Postnummer", optional=True),
            self._text("city", "Ort", optional=True),
            stretch=False,
        )
        return column(self._text("street", "Gatuadress", optional=True), place)

    def _protection(self) -> QWidget:
        box = ChoiceBox(list(Protection), empty="Inte angivet")
        self._protected = self.field("protection", "Skydd av uppgifter", box)
        return self._protected

    def _enrolment(self, body: QVBoxLayout) -> None:
        check = Check("Skriv in i aktivitetsansvaret nu", name="enrol")
        self.own("enrol", check)
        colleagues = self.session.colleagues(writing=True)
        self._enrolled = SideBySide(
            column(
                self.field("start", "Inskriven från", DateField(self.session.today)),
                self.field("worker", "Handläggare", WorkerBox(colleagues)),
            ),
            column(
                self.field(
                    "registration_reason",
                    "Orsak till inskrivning",
                    ChoiceBox(list(RegistrationReason)),
                )
            ),
        )
        body.addWidget(check)
        body.addWidget(self._enrolled)

    def empty_form(self) -> Form:
        today, who = self.session.today(), self.session.who
        return RegisterForm(youth=self.order.youth, start=today, worker=who.worker)

    # -- while one types

    def load(self, form: Form) -> None:
        super().load(form)
        self._follow()
        self._look()

    def noted(self, field: str) -> None:
        if field == "identity_number":
            self._look()
        elif field in ("enrol", "protection"):
            self._follow()

    def _follow(self) -> None:
        self._enrolled.setVisible(bool(self._fields["enrol"].read()))
        protected = self._fields["protection"].read() is Protection.PROTECTED
        self._protected.set_note(NO_ADDRESS if protected else "")

    def _look(self) -> None:
        """Say what the number says as soon as it is whole; who is known already is not written twice."""
        typed = str(self._fields["identity_number"].read() or "")
        whole = sum(one.isdigit() for one in typed) >= WHOLE_NUMBER
        self._check = self.session.register.check_number(typed) if whole else NumberCheck()
        known = self._check.known is not None
        self._number.set_note("" if self._check.wrong else self._check.sentence)
        self._number.set_error(self._check.sentence if self._check.wrong and not known else "")
        if known:
            self._known.set_message(Kind.WARN, self._check.sentence)
        self._known.setVisible(known)

    def _open_known(self) -> None:
        known = self._check.known
        if known is not None:
            self.leaving()
            self.desk.back()
            self.desk.open_youth(known)

    # -- Ctrl+Enter

    def send(self, form: Form) -> Future[Result]:
        return self.session.register.register(cast("RegisterForm", form), self.draft)

    def done(self, result: Result) -> None:
        """The case is what one goes on with."""
        if result.record is not None:
            self.desk.open_youth(YouthId(result.record))

    def _locked(self) -> str:
        return ""

    def chosen_youth(self) -> Any:
        return None
