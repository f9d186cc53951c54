"""Which rows of a lost history a computer may give back to a restored server.

A row carries no signature of its own, so its author cannot be proved (docs/adr/028). What the caller
writes in another's name comes with whose computer gave it back. But nobody comes to see more by it:
what decides who sees whom is not taken from one whose own sight it could widen. Her colleagues'
computers have it too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import attrs

from kaa_core.model.registry import REGISTRY, Field, Kind
from kaa_core.model.rights import may_read, may_read_conflict
from kaa_core.sync.checks import check_stays, check_value
from kaa_core.sync.conflicts import CONFLICT, CONFLICT_FIELDS
from kaa_core.sync.messages import Change, Verb
from kaa_core.sync.shelf import Shelf
from kaa_core.sync.sight import DECISIVE, SETTINGS, WORKER, View, sees
from kaa_core.sync.state import WHOLE_RECORD, RecordState, Refusal

_NUMBERS: Final = range(2**31)


@attrs.frozen
class Vouching:
    """Judges the rows that one user's computer gives back."""

    view: View
    shelf: Shelf

    def admits(self, change: Change, record: Callable[[bytes], RecordState | None]) -> bool:
        """Whether a row may be taken; `record` reads a record as it stands now."""
        if change.kind not in _NUMBERS or any(field not in _NUMBERS for field in change.values):
            return False
        if not may_read(self.view.role, change.kind, scoped=change.scope is not None):
            return False
        state = record(change.record)
        if not self._reads_conflict(change, state):
            return False
        if state is not None and (state.kind, state.scope) != (change.kind, change.scope):
            return False
        return _has_form(change, state) and not self._widens(change, state)

    def _reads_conflict(self, change: Change, state: RecordState | None) -> bool:
        if change.kind != CONFLICT.id or change.scope is not None:
            return True
        values = change.values if state is None else state.values
        about = values.get(CONFLICT_FIELDS["target_kind"])
        return isinstance(about, int) and may_read_conflict(self.view.role, about)

    def _widens(self, change: Change, state: RecordState | None) -> bool:
        """Whether the caller could come to see more by it."""
        if self.view.everything or not self.view.reads_cases:
            return False
        if change.kind in (WORKER.id, SETTINGS.id):
            # A colleague who is not here yet has no cases here.
            return not self.view.whole and (change.kind == SETTINGS.id or state is not None)
        if change.kind not in DECISIVE or change.scope is None:
            return False
        case = self.shelf.cases([change.scope]).get(change.scope)
        return case is not None and not sees(self.view, case.sight)


def _has_form(change: Change, state: RecordState | None) -> bool:
    """Whether its values have their fields' form, and it is about the youth in whose scope it is."""
    kind = REGISTRY.get(change.kind)
    about = kind.by_name.get("youth") if kind else None
    if kind is not None and state is None and not _in_its_scope(change, kind, about):
        return False
    if about is not None and change.values.get(about.id, change.scope) != change.scope:
        return False
    try:
        for field, value in change.values.items():
            if field != WHOLE_RECORD and value is not None:
                check_value(change.kind, field, value)
                if state is not None and change.verb is not Verb.CREATE:
                    check_stays(state, field, value)
    except Refusal:
        return False
    return True


def _in_its_scope(change: Change, kind: Kind, about: Field | None) -> bool:
    if kind.name == "youth":
        return change.scope == change.record
    if about is None:
        return change.scope is None
    return change.scope is not None or kind.id == CONFLICT.id
