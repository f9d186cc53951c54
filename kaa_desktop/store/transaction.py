"""A person's act: records and their operations, in one local transaction.

The row shows the person's value at once; the operation says what it was built on (`base`), so that
the server can tell an edit of what was seen from an edit of something older.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from kaa_core.model.enums import Resolution
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Conflict
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.conflicts import CONFLICT_FIELDS
from kaa_core.sync.lists import is_list, joined
from kaa_core.sync.messages import Operation, Verb, packed_id
from kaa_core.sync.state import WHOLE_RECORD, RecordState
from kaa_desktop.store import drafts, newer, outbox, rows, settings
from kaa_desktop.store.errors import RecordInvalid, RecordLocked, RecordUnknown
from kaa_desktop.store.undoing import Created, Removed, Written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kaa_core.model.ids import DraftId, UserId
    from kaa_core.model.registry import Kind, Record
    from kaa_desktop.store.undoing import Step, Together
    from kaa_desktop.store.unit import Unit


class Transaction:
    """Acts that are recorded together or not at all, here and on the server.

    `at`: milliseconds since the epoch by this computer's clock; it is shown, it decides nothing.
    """

    def __init__(self, unit: Unit, at: int, tx: int | None = None) -> None:
        self._unit = unit
        self._connection = unit.connection
        self._at = at
        self._tx = tx  # the n of the first operation, when it has been made elsewhere
        self._created: set[bytes] = set()
        self._steps: Together = []
        unit.parts.append(self._steps)

    def create(self, record: Record) -> None:
        """Add a record. Raises `RecordInvalid` with the registry's sentences."""
        kind = REGISTRY.of(record)
        _check(kind, record)
        values = kind.to_wire(record)
        scope = packed_id(kind.scope(record))
        identity = record.id.bytes
        rows.save(self._connection, identity, RecordState(kind.id, scope, values, {}))
        self._created.add(identity)
        self._note(kind, values, Created(kind.id, identity, values))
        self._append(Verb.CREATE, kind.id, identity, values, 0, scope)
        self._unit.touch(kind.id, identity, scope)

    def set(
        self,
        cls: type[Record],
        record: RecordId,
        seen: Mapping[str, Any] = MappingProxyType({}),
        **values: Any,
    ) -> None:
        """Change fields of a record, one operation each; a value that already stands makes none.

        `seen`: values that the person had before her. Where another one has come in since, it is not
        hers to write over: the operation says that it was not seen, and the server keeps both.
        Raises `RecordUnknown`, `RecordLocked` for what is entered in the journal, `RecordInvalid`.
        """
        kind, identity = REGISTRY.kind(cls), record.bytes
        state = self._standing(kind, identity)
        wired = {kind.by_name[name].id: kind.by_name[name].to_wire(values[name]) for name in values}
        known = {kind.by_name[name].id: kind.by_name[name].to_wire(seen[name]) for name in seen}
        for field in wired.keys() & known.keys():
            if is_list(kind.id, field):  # by element: what has come in since stands too
                standing = state.values.get(field)
                wired[field] = joined(known.pop(field), wired[field], standing)
        changed = {field: wire for field, wire in wired.items() if wire != state.values.get(field)}
        newer.refuse_unseen(kind, state.values, changed)
        after = {**state.values, **changed}
        _check(kind, kind.from_wire(record, newer.understood(kind, after)), after)
        if changed:
            before = {field: state.values.get(field) for field in changed}
            self._note(kind, changed, Written(kind.id, identity, before, changed))
        for field, wire in changed.items():
            base = outbox.base_of(self._connection, identity, field, state)
            if known.get(field, state.values.get(field)) != state.values.get(field):
                base = 0
            outbox.shade_first(self._connection, identity, field, state)
            self._append(Verb.SET, kind.id, identity, {field: wire}, base, state.scope)
        state.values = {field: wire for field, wire in after.items() if wire is not None}
        rows.save(self._connection, identity, state)
        self._unit.touch(kind.id, identity, state.scope)

    def delete(self, cls: type[Record], record: RecordId) -> None:
        """Delete a record. What is entered in the journal is not deleted here (`RecordLocked`)."""
        kind, identity = REGISTRY.kind(cls), record.bytes
        state = self._standing(kind, identity)
        outbox.shade_first(self._connection, identity, WHOLE_RECORD, state)
        # What she has seen of others; the server knows her own work by its device.
        seen = outbox.seen_of(self._connection, state)
        self._append(Verb.DELETE, kind.id, identity, {}, seen, state.scope)
        self._steps.append(Removed(kind.id, identity, dict(state.values)))
        state.deleted = True
        rows.save(self._connection, identity, state)
        self._unit.touch(kind.id, identity, state.scope)

    def resolve(
        self,
        conflict: RecordId,
        resolution: Resolution,
        chosen: Any,
        *,
        by: UserId,
        reason: str | None = None,
        addendum: RecordId | None = None,
    ) -> None:
        """Settle a conflict with the value a person chose (in wire form), naming both sides."""
        kind = REGISTRY.kind(Conflict)
        state = self._standing(kind, conflict.bytes)
        held = kind.from_wire(conflict, state.values)
        assert isinstance(held, Conflict)
        settled = {
            "resolution": int(resolution),
            "chosen_value": chosen,
            "resolved_by": by.bytes,
            "resolved_at": self._at,
            "reason": reason,
            "addendum": packed_id(addendum),
        }
        self._state(state, held, settled, lambda: self._choose(held, resolution, chosen))

    def ask(self, conflict: RecordId, of: UserId, question: str | None, *, by: UserId) -> None:
        """Ask somebody to settle a conflict."""
        kind = REGISTRY.kind(Conflict)
        state = self._standing(kind, conflict.bytes)
        held = kind.from_wire(conflict, state.values)
        assert isinstance(held, Conflict)
        asked = {
            "asked_of": of.bytes,
            "asked_by": by.bytes,
            "asked_at": self._at,
            "question": question,
        }
        self._state(state, held, asked, lambda: 0)

    def _state(
        self,
        state: RecordState,
        held: Conflict,
        said: Mapping[str, Any],
        choose: Callable[[], int],
    ) -> None:
        """Write what a person says of a conflict, naming both sides; `choose` gives the base."""
        kind, identity = REGISTRY.kind(Conflict), held.id.bytes
        # What an earlier program says of a settled conflict are the first four, with or without value.
        own = {
            CONFLICT_FIELDS[name]: value
            for name, value in said.items()
            if value is not None or name == "chosen_value"
        }
        numbered = {
            CONFLICT_FIELDS["target_kind"]: held.target_kind,
            CONFLICT_FIELDS["target"]: held.target.bytes,
            CONFLICT_FIELDS["target_field"]: held.target_field,
            CONFLICT_FIELDS["other_n"]: held.other_n,
        } | own
        for name in ("kept_deleted", "other_deleted"):
            if getattr(held, name):
                numbered[CONFLICT_FIELDS[name]] = True
        for field, value in own.items():
            outbox.shade_first(self._connection, identity, field, state)
            outbox.put(state, field, value, 0)
        rows.save(self._connection, identity, state)
        base = choose()
        self._append(Verb.RESOLVE, kind.id, identity, numbered, base, state.scope)
        self._unit.touch(kind.id, identity, state.scope)

    def _choose(self, conflict: Conflict, resolution: Resolution, chosen: Any) -> int:
        """Give the target the chosen value; return the server's number of the value it replaces."""
        target, field = conflict.target.bytes, conflict.target_field
        state = rows.load(self._connection, conflict.target_kind, target)
        if state is None:
            return conflict.kept_seq or 0
        if resolution is Resolution.KEPT:
            return state.seqs.get(field, 0)
        seen = state.seqs.get(field, 0)
        if field == WHOLE_RECORD:
            seen = outbox.seen_of(self._connection, state)
        after: dict[int, Any] = {}
        if conflict.other_deleted or conflict.kept_deleted:
            after[WHOLE_RECORD] = bool(conflict.other_deleted)
        if field != WHOLE_RECORD:
            after[field] = chosen
        if WHOLE_RECORD in after:
            self._unit.sealed = True  # a record let go or brought back stands: see the history
        else:
            before = {field: state.values.get(field)}
            self._steps.append(Written(conflict.target_kind, target, before, after))
        for number, value in after.items():
            outbox.shade_first(self._connection, target, number, state)
            outbox.put(state, number, value, 0)
        rows.save(self._connection, target, state)
        self._unit.touch(conflict.target_kind, target, state.scope)
        return seen

    def get(self, cls: type[Record], record: RecordId) -> Record | None:
        """The record as it stands within this transaction; None when absent or deleted."""
        kind = REGISTRY.kind(cls)
        state = rows.load(self._connection, kind.id, record.bytes)
        if state is None or state.deleted:
            return None
        return kind.from_wire(record, newer.understood(kind, state.values))

    def keep(self, name: str, value: bytes | None) -> None:
        """Keep a small value (settings.py) in the same transaction as the act it is about."""
        settings.put(self._connection, name, value)

    def stand(self) -> None:
        """What is done here is not undone, as with what is entered in the journal."""
        self._unit.sealed = True

    def discard_draft(self, draft: DraftId) -> None:
        """Take a draft away in the same transaction as what came of it."""
        drafts.discard(self._unit, draft)

    def _note(self, kind: Kind, written: Mapping[int, Any], step: Step) -> None:
        """What undoing needs; entering in the journal is not undone."""
        self._steps.append(step)
        if kind.sealed_by is not None and written.get(kind.by_name[kind.sealed_by].id) is not None:
            self._unit.sealed = True

    def _standing(self, kind: Kind, identity: bytes) -> RecordState:
        state = rows.load(self._connection, kind.id, identity)
        if state is None or state.deleted:
            raise RecordUnknown
        if kind.sealed_by is not None and identity not in self._created:
            sealed = state.values.get(kind.by_name[kind.sealed_by].id)
            if sealed is not None:
                raise RecordLocked
        return state

    def _append(
        self,
        verb: Verb,
        kind: int,
        record: bytes,
        values: dict[int, Any],
        base: int,
        scope: bytes | None,
    ) -> None:
        n = outbox.next_number(self._connection)
        self._tx = n if self._tx is None else self._tx
        said = scope if verb is Verb.CREATE else None
        operation = Operation(n, self._tx, verb, kind, record, values, base, self._at, said)
        outbox.append(self._unit, operation, scope)


def _check(kind: Kind, record: Record, held: Mapping[int, Any] = MappingProxyType({})) -> None:
    """Raise `RecordInvalid`. What is `held` in a form that only a newer version knows is not missing."""
    problems = [
        one
        for one in kind.validate(record)
        if getattr(record, one.field, None) is not None
        or held.get(kind.by_name[one.field].id) is None
    ]
    if problems:
        raise RecordInvalid(tuple(problem.sentence for problem in problems))


def record_id(packed: bytes) -> RecordId:
    """An id from its 16 bytes."""
    return RecordId(UUID(bytes=packed))
