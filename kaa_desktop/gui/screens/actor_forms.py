"""An actor, a person to call there, and a place: what they are."""

from __future__ import annotations

from typing import Any

from kaa_core.model.enums import ActorKind
from kaa_core.model.records import Actor, ActorContact, Placement
from kaa_core.model.registry import Problem
from kaa_desktop.gui.forms.choices import ChoiceBox
from kaa_desktop.gui.screens.record_form import RecordForm
from kaa_desktop.gui.widgets.fields import TextField

NO_YOUTHS = "Skriv inget om någon ungdom här: alla i kommunen ser det."


class ActorForm(RecordForm):
    """An actor."""

    cls = Actor

    def build(self) -> None:
        self.line("name", "Namn")
        kind = ChoiceBox(list(ActorKind))
        kind.set_value(self.first("kind"))
        self.own("kind", "Slag", kind)
        self.line("area", "Ort eller område", optional=True)
        self.line("phone", "Telefon", optional=True)
        self.line("email", "E-post", optional=True)
        self.lines("offers", "Vad de erbjuder", optional=True, note=NO_YOUTHS)


class PlaceForm(RecordForm):
    """A place that an actor offers."""

    cls = Placement

    def build(self) -> None:
        self.line("title", "Vad man gör", note="Till exempel: hjälpa till i köket.")
        self.line("fields", "Passar den som vill", optional=True, note="Ord som ungdomar använder.")
        self.lines("content", "Om platsen", optional=True, note=NO_YOUTHS)
        self.line("area", "Ort eller område", optional=True, note="Om det är en annan än aktörens.")
        places = TextField()
        places.setText(str(self.first("places") or 1))
        self.own("places", "Antal platser", places)
        self.day("start", "Från", optional=True)
        self.day("end", "Till", optional=True)

    def problems(self) -> list[Problem]:
        found = super().problems()
        if _number(self.value("places")) is None:
            found.append(Problem(field="places", sentence="Skriv ett antal, från 1 till 100."))
        return found

    def values(self) -> dict[str, Any]:
        return super().values() | {"places": _number(self.value("places"))}


def _number(text: str | None) -> int | None:
    stripped = (text or "").strip()
    number = int(stripped) if stripped.isascii() and stripped.isdigit() else 0
    return number if 1 <= number <= 100 else None


class PersonForm(RecordForm):
    """Somebody to call at an actor, in her work."""

    cls = ActorContact

    def build(self) -> None:
        self.line("name", "Namn")
        self.line("role", "Uppgift", optional=True, note="Till exempel handledare.")
        self.line("phone", "Telefon", optional=True)
        self.line("email", "E-post", optional=True)
