"""A form for one record that is about no youth: an actor, a place, a goal. What is typed is kept."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from kaa_core.model.registry import REGISTRY, Record
from kaa_desktop.app.views import Result
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.kept_form import KeptForm
from kaa_desktop.gui.widgets.fields import DateField, NoteField, TextField

LINES = 4

Act = Callable[..., Future[Result]]
"""Given the values by field name; for a change also what the record said before."""


class RecordForm(KeptForm):
    """Fields of one record; `held` is the record that is changed, None for a new one.

    `beside`: whose it is, when several of the kind may be begun at once (a place at each actor).
    """

    cls: type[Record]
    keeps_new = True

    def __init__(
        self,
        desk: Desk,
        title: str,
        held: Any,
        act: Act,
        then: Callable[[Result], object],
        *,
        beside: object = "",
    ) -> None:
        name = REGISTRY.kind(self.cls).name
        about = beside if held is None else held.id
        keeps = held is not None or self.keeps_new
        super().__init__(
            desk, title, key=f"{name}:{about}", keeps=keeps, name=f"form_{name}", finish="Spara"
        )
        self._held, self._act, self._then = held, act, then
        self.build()
        self.begin(held)

    def build(self) -> None:
        """Make the fields."""
        raise NotImplementedError

    def line(self, name: str, title: str, **box: Any) -> None:
        """A line of text, as long as the record's field may be."""
        made = TextField()
        made.setMaxLength(REGISTRY.kind(self.cls).by_name[name].max_length)
        made.setText(self.first(name) or "")
        self.own(name, title, made, **box)

    def lines(self, name: str, title: str, **box: Any) -> None:
        """Several lines of text."""
        made = NoteField()
        made.setProperty("lines", LINES)
        made.setPlainText(self.first(name) or "")
        self.own(name, title, made, **box)

    def day(self, name: str, title: str, **box: Any) -> None:
        """A date."""
        made = DateField(self.session.today)
        made.set_value(self.first(name))
        self.own(name, title, made, **box)

    def first(self, name: str) -> Any:
        """What the record says in a field before it is changed."""
        return None if self._held is None else getattr(self._held, name)

    def values(self) -> dict[str, Any]:
        """By field name."""
        return {name: _tidy(self.value(name)) for name in self._bound}

    def lost(self) -> bool:
        held = self._held
        return held is not None and self.session.actors.held(self.cls, held.id) is None

    def send(self) -> Future[Result]:
        values = self.touched(self.values())
        return self._act(values) if self._held is None else self._act(values, self.seen())

    def done(self, value: Result) -> None:
        self.drop()
        self._then(value)


def _tidy(value: Any) -> Any:
    return value.strip() or None if isinstance(value, str) else value
