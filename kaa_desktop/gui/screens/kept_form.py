"""A small form that is about nobody and loses nothing: what is typed is kept at once, and found again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from enum import Enum
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from kaa_core.model.ids import RecordId, WorkerId
from kaa_core.model.registry import REGISTRY, Problem, Record
from kaa_desktop.gui.forms.bound import Bound, bind
from kaa_desktop.gui.forms.choices import ChoiceBox, Dropdown
from kaa_desktop.gui.forms.fields import PeopleField, PickBox
from kaa_desktop.gui.screens.admin_form import AdminForm
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.watchers import Settled
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import FieldBox

KEPT = "Sparat lokalt"
BEGUN = "Fortsätter där du slutade"
SEEN = "seen:"
"""Beside the fields in what is kept: what the record said when they were typed in."""


class KeptForm(AdminForm):
    """Fields given to `own` are kept under `key` as one types, until it is done or thrown away.

    Only what was changed by hand is kept, and sent when a record is changed: the rest is a colleague's.
    `keeps` False: nothing is kept, for what may not lie anywhere under another name than its own.
    """

    def __init__(
        self, desk: Desk, title: str, *, key: str, keeps: bool = True, **form: Any
    ) -> None:
        super().__init__(desk, title, **form)
        self._key, self._keeps = key, keeps
        self._record: Record | None = None
        self._by_hand: set[str] = set()
        self._before: dict[str, Any] = {}
        self._bound: dict[str, Bound] = {}
        self._loading = True
        self._settled = Settled(self)
        self._settled.settled.connect(self._keep)
        if keeps:
            self._close.setText("Stäng, behåll")
        self._discard = button(
            self.theme, "Släng utkastet", name="kept_discard", kind="flat", icon="trash-2"
        )
        self._discard.clicked.connect(self._throw_away)
        self._discard.hide()
        self.footer.add(self._discard)

    def own(self, name: str, title: str, widget: QWidget, **box: Any) -> FieldBox:
        """A labelled field that is kept."""
        made = self.field(name, title, widget, **box)
        bound = self._bound[name] = bind(name, widget, made)
        bound.edited.connect(self._edited)
        bound.left.connect(self._settled.now)
        return made

    def begin(self, record: Record | None = None) -> None:
        """All fields have their first values: what was begun comes back over them.

        `record`: the one that is changed, as the fields show it; None for a new one.
        """
        self.settle()
        self._record = record
        if record is not None:
            self._before = {name: getattr(record, name) for name in self._bound}
        if self._keeps:
            self._bring_back()
        for bound in self._bound.values():
            bound.changed()  # what is asked for from now on is by hand
        if self._by_hand:
            self._dirty = True
            self._discard.show()
            self.footer.set_state(BEGUN, kind=Kind.INFO)
        self._loading = False

    def _bring_back(self) -> None:
        held = self.session.kept_forms.held(self._key)
        seen = held.pop(SEEN, {})
        for name, kept in held.items():
            bound = self._bound.get(name)
            if bound is None or kept == _kept(bound) or not _put(bound, kept):
                continue
            self._by_hand.add(name)
            if self._record is not None and name in seen:
                field = REGISTRY.of(self._record).by_name[name]
                with suppress(ValueError):  # another version's: what it says now is as good
                    self._before[name] = field.from_wire(seen[name])

    def _look(self) -> set[str]:
        """The names of the fields that were changed by hand."""
        self._by_hand |= {name for name, bound in self._bound.items() if bound.changed()}
        return self._by_hand

    def touched(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Those of the values that she changed by hand; all of a new record."""
        if self._record is None:
            return dict(values)
        hand, before = self._look(), self._before
        return {
            name: said for name, said in values.items() if name in hand and said != before[name]
        }

    def seen(self) -> dict[str, Any]:
        """What the record said when she changed it, by field; empty of a new record."""
        return dict(self._before)

    def value(self, name: str) -> Any:
        """What a field says."""
        return self._bound[name].read()

    def problems(self) -> list[Problem]:
        """Fields that cannot be read."""
        return [
            Problem(field=name, sentence=said)
            for name, bound in self._bound.items()
            if (said := bound.problem())
        ]

    def edited(self) -> None:
        """A field was changed by hand."""

    def lost(self) -> bool:
        """Whether what is changed is no longer on this computer: then nothing of it is kept."""
        return False

    def _edited(self, *_what: object) -> None:
        if not self._loading:
            self._dirty = True
            self._look()
            self._settled.touch()
            self.edited()

    def _keep(self) -> None:
        if not self._keeps or not self._dirty or self._loading or self.lost():
            return
        if self._look():
            kept: dict[str, Any] = {name: _kept(self._bound[name]) for name in self._by_hand}
            if self._record is not None:
                fields = REGISTRY.of(self._record).by_name
                kept[SEEN] = {one: fields[one].to_wire(self._before[one]) for one in self._by_hand}
            self.desk.then(self.session.kept_forms.keep(self._key, kept), self._say_kept)

    def _say_kept(self, _done: object) -> None:
        if isValid(self) and not self._busy:
            self.footer.set_state(KEPT, kind=Kind.OK)
            self._discard.show()

    def leaving(self) -> None:
        """Locked or left: what was typed is kept."""
        self._settled.stop()
        self._keep()

    def drop(self) -> None:
        """It is done: nothing is begun any more."""
        self._dirty = False
        self._settled.stop()
        self.session.kept_forms.drop(self._key)

    def _throw_away(self) -> None:
        self.drop()
        self.desk.back()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        if not self._keeps:
            return super().key_hints()
        return [("Ctrl+Enter", self._finish.text()), ("Esc", "Stäng, behåll"), ("F6", "Nästa ruta")]

    def escape(self) -> bool:
        """Esc leaves it at once: nothing is lost by that. What is not kept is asked about."""
        if not self._keeps:
            return super().escape()
        self.leaving()
        return False


def _kept(bound: Bound) -> Any:
    widget = bound.widget
    if isinstance(widget, PeopleField):
        return [one.hex for one in widget.value()]
    if isinstance(widget, PickBox | ChoiceBox):
        return _called(widget.value())
    if isinstance(widget, Dropdown):
        return widget.currentText()
    if bound.get_text is not None:
        return bound.raw()
    return bound.read()


def _called(thing: Any) -> str:
    """What is chosen, by its own name: its place in the list is another when the list has changed."""
    if isinstance(thing, UUID):
        return thing.hex
    return thing.name if isinstance(thing, Enum) else str(thing)


def _put(bound: Bound, kept: Any) -> bool:
    """Give a field what was kept; False when it is not there to be chosen any more."""
    widget = bound.widget
    if isinstance(widget, PickBox | ChoiceBox):
        names = [_called(one) for one in widget.things()]
        if kept not in names:
            return False
        widget.setCurrentIndex(names.index(kept))
        return True
    if isinstance(widget, PeopleField):
        widget.set_value([WorkerId(RecordId(UUID(hex=one))) for one in kept])
    elif isinstance(widget, Dropdown):
        widget.setCurrentText(str(kept))
    elif bound.get_text is not None:
        bound.put(kept)
    else:
        bound.write(kept)
    return True
