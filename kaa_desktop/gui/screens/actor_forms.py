"""An actor, a person to call there, and a place: what they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

from kaa_core.model.enums import ActorKind
from kaa_core.model.records import Actor, ActorContact, Placement
from kaa_core.model.registry import REGISTRY, Problem, Record
from kaa_desktop.app.views import Result
from kaa_desktop.gui.forms.choices import ChoiceBox
from kaa_desktop.gui.screens.admin_form import AdminForm
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.widgets.fields import DateField, NoteField

NO_YOUTHS = "Skriv inget om någon ungdom här: alla i kommunen ser det."
LINES = 4

Act = Callable[[Mapping[str, Any]], Future[Result]]


class _Form(AdminForm):
    """Fields of one record; `held` is the record that is changed, None for a new one."""

    cls: type[Record]

    def __init__(
        self, desk: Desk, title: str, held: Any, act: Act, then: Callable[[Result], object]
    ) -> None:
        super().__init__(desk, title, name=f"form_{self.name_of()}", finish="Spara")
        self._held, self._act, self._then = held, act, then
        self._readers: dict[str, Callable[[], Any]] = {}
        self.build()
        self.settle()

    @classmethod
    def name_of(cls) -> str:
        """What the page is called in the window's tree."""
        return REGISTRY.kind(cls.cls).name

    def build(self) -> None:
        """Make the fields."""
        raise NotImplementedError

    def line(self, name: str, title: str, **box: Any) -> None:
        """A line of text, as long as the record's field may be."""
        field = REGISTRY.kind(self.cls).by_name[name]
        made = self.text_field(name, title, self._value(name) or "", **box)
        made.setMaxLength(field.max_length)
        self._readers[name] = lambda: made.text().strip() or None

    def lines(self, name: str, title: str, **box: Any) -> None:
        """Several lines of text."""
        made = NoteField()
        made.setProperty("lines", LINES)
        made.setPlainText(self._value(name) or "")
        made.textChanged.connect(self._touched)
        self.field(name, title, made, **box)
        self._readers[name] = lambda: made.toPlainText().strip() or None

    def day(self, name: str, title: str, **box: Any) -> None:
        """A date."""
        made = DateField(self.session.today)
        made.set_value(self._value(name))
        self.field(name, title, made, **box)
        self._readers[name] = made.value

    def _value(self, name: str) -> Any:
        return None if self._held is None else getattr(self._held, name)

    def values(self) -> dict[str, Any]:
        """By field name."""
        return {name: read() for name, read in self._readers.items()}

    def problems(self) -> list[Problem]:
        return [
            Problem(field=name, sentence=sentence)
            for name, box in self._boxes.items()
            if (sentence := getattr(box.field, "problem", str)())
        ]

    def send(self) -> Future[Result]:
        return self._act(self.values())

    def done(self, value: Result) -> None:
        self._then(value)


class ActorForm(_Form):
    """An actor."""

    cls = Actor

    def build(self) -> None:
        self.line("name", "Namn")
        kind = ChoiceBox(list(ActorKind))
        kind.set_value(self._value("kind"))
        self.field("kind", "Slag", kind)
        self._readers["kind"] = kind.value
        self.line("area", "Ort eller område", optional=True)
        self.line("phone", "Telefon", optional=True)
        self.line("email", "E-post", optional=True)
        self.lines("offers", "Vad de erbjuder", optional=True, note=NO_YOUTHS)


class PlaceForm(_Form):
    """A place that an actor offers."""

    cls = Placement

    def build(self) -> None:
        self.line("title", "Vad man gör", note="Till exempel: hjälpa till i köket.")
        self.line("fields", "Passar den som vill", optional=True, note="Ord som ungdomar använder.")
        self.lines("content", "Om platsen", optional=True, note=NO_YOUTHS)
        self.line("area", "Ort eller område", optional=True, note="Om det är en annan än aktörens.")
        places = self.text_field("places", "Antal platser", str(self._value("places") or 1))
        self._readers["places"] = lambda: _number(places.text())
        self.day("start", "Från", optional=True)
        self.day("end", "Till", optional=True)

    def problems(self) -> list[Problem]:
        found = super().problems()
        if _number(self._boxes["places"].field.text()) is None:  # type: ignore[attr-defined]
            found.append(Problem(field="places", sentence="Skriv ett antal, från 1 till 100."))
        return found


def _number(text: str) -> int | None:
    stripped = text.strip()
    number = int(stripped) if stripped.isascii() and stripped.isdigit() else 0
    return number if 1 <= number <= 100 else None


class PersonForm(_Form):
    """Somebody to call at an actor, in her work."""

    cls = ActorContact

    def __init__(self, desk: Desk, title: str, act: Act, then: Callable[[Result], object]) -> None:
        super().__init__(desk, title, None, act, then)

    def build(self) -> None:
        self.line("name", "Namn")
        self.line("role", "Uppgift", optional=True, note="Till exempel handledare.")
        self.line("phone", "Telefon", optional=True)
        self.line("email", "E-post", optional=True)
