"""Skriv av, and what an imported period lacks: nothing is closed without reason and occupation."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any, cast

from kaa_core.model.enums import (
    Choice,
    DeregistrationReason,
    OccupationKind,
    RegistrationReason,
)
from kaa_core.model.ids import YouthId
from kaa_core.model.registry import Problem
from kaa_desktop.app.leaving_group import Closing, Mending
from kaa_desktop.app.leaving_views import ClosingView, MendView
from kaa_desktop.app.views import Result
from kaa_desktop.app.words import short
from kaa_desktop.gui.forms.choices import ChoiceBox
from kaa_desktop.gui.screens.admin_form import AdminForm
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.widgets.fields import DateField

ABOUT = (
    "Ärendet stängs och kan sedan bara läsas. Det ligger kvar i registret, och du kan skriva in "
    "ungdomen igen."
)
UNKNOWN = "Okänd är också ett svar."
OFFERED = "Skriv datumet om du har erbjudit ett. Du kan skriva av ändå."
CHOICES: dict[str, tuple[str, Sequence[Choice]]] = {
    "registration_reason": ("Orsak till inskrivning", list(RegistrationReason)),
    "deregistration_reason": ("Orsak till avskrivning", list(DeregistrationReason)),
    "last_known_occupation": ("Senast kända sysselsättning", list(OccupationKind)),
}


class LeavingForm(AdminForm):
    """A page about one youth, with days that must be possible to read."""

    youth: YouthId

    def date_field(self, name: str, title: str, **box: Any) -> DateField:
        """A labelled day."""
        made = DateField(self.session.today)
        self.field(name, title, made, **box)
        return made

    def choice_field(self, name: str, **box: Any) -> ChoiceBox:
        """One of the lists of a period."""
        title, choices = CHOICES[name]
        made = ChoiceBox(choices, empty=f"Välj {title.lower()}")
        self.field(name, title, made, **box)
        return made

    def unread(self) -> list[Problem]:
        """What is typed and cannot be read as a day."""
        boxes = ((name, box.field) for name, box in self._boxes.items())
        return [
            Problem(field=name, sentence=sentence)
            for name, field in boxes
            if isinstance(field, DateField) and (sentence := field.problem())
        ]

    def done(self, value: Result) -> None:
        self.desk.back()
        self.desk.say(value.sentence)

    def youth_read(self) -> YouthId | None:
        return self.youth


class ClosePage(LeavingForm):
    """When, why, what she did last, and whether she was offered a last conversation."""

    def __init__(self, desk: Desk, view: ClosingView) -> None:
        since = f"Inskriven {short(view.start, desk.session.today())}"
        super().__init__(
            desk,
            f"Skriv av – {view.name}",
            name="close_case",
            finish="Skriv av",
            subtitle=since,
            card="Avskrivning",
        )
        self.youth, self._view = view.youth, view
        self.say(ABOUT)
        if view.left:
            self.say(view.left, "strong")
        self._end = self.date_field("end", "Avskriven")
        self._end.set_value(desk.session.today())
        self._reason = self.choice_field("deregistration_reason")
        self._reason.set_value(view.reason)
        self._occupation = self.choice_field("last_known_occupation", note=UNKNOWN)
        self._occupation.set_value(view.occupation)
        note = f"{view.discharge} {OFFERED}" if view.discharge_missing else view.discharge
        self._discharge = self.date_field(
            "discharge_offered", "Utskrivningssamtal erbjudet", optional=True, note=note
        )
        self._dirty = False
        self.settle()

    def _form(self) -> Closing:
        return Closing(
            enrolment=self._view.enrolment,
            end=self._end.value(),
            reason=cast("DeregistrationReason | None", self._reason.value()),
            occupation=cast("OccupationKind | None", self._occupation.value()),
            discharge=self._discharge.value(),
        )

    def problems(self) -> list[Problem]:
        return self.unread() or self.session.leaving.close_problems(self._form())

    def send(self) -> Future[Result]:
        return self.session.leaving.close(self._form())


class MendPage(LeavingForm):
    """What is wanting of one period, and nothing else."""

    def __init__(self, desk: Desk, view: MendView) -> None:
        super().__init__(
            desk,
            f"Fyll i det som saknas – {view.name}",
            name="mend_period",
            finish="Spara uppgifterna",
            subtitle=view.when,
            card="Inläst inskrivning",
        )
        self.youth, self._view = view.youth, view
        self.say("Perioden lästes in utan de här uppgifterna.")
        self._choices = {name: self.choice_field(name) for name in view.wants}
        self.settle()

    def _form(self) -> Mending:
        chosen = {name: box.value() for name, box in self._choices.items()}
        return Mending(**chosen)  # type: ignore[arg-type]  # each box has its own list

    def problems(self) -> list[Problem]:
        return [
            Problem(field=name, sentence=f"Välj {CHOICES[name][0].lower()}.")
            for name, box in self._choices.items()
            if box.value() is None
        ]

    def send(self) -> Future[Result]:
        return self.session.leaving.mend(self._view, self._form())
