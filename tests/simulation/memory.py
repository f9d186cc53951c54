"""The server's storage in plain dictionaries: the `Shelf` and `Reading` that the real logic works on.

A transaction writes at its end and replaces what it changes, so a copy of the containers is a backup.
"""

from __future__ import annotations

import copy
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
import msgspec

from kaa_core.model.enums import Role
from kaa_core.model.records import Enrolment
from kaa_core.model.registry import REGISTRY
from kaa_core.model.rights import may_read_conflict, unscoped_kinds
from kaa_core.sync.conflicts import CONFLICT, CONFLICT_FIELDS
from kaa_core.sync.messages import Answer, Change, Operation, Outcome, Verb, Verdict
from kaa_core.sync.shelf import CaseRow, Head, SightEvent, Taken
from kaa_core.sync.sight import DECISIVE, SETTINGS, View, sees, view_of
from kaa_core.sync.state import Entry, RecordState

_SEE = SETTINGS.by_name["caseworkers_see"].id
_LEASE = SETTINGS.by_name["lease_days"].id
ENROLMENT = REGISTRY.kind(Enrolment)
_pack = msgspec.msgpack.Encoder().encode


def digest(operation: Operation) -> bytes:
    """Eight bytes by which a repeat is told from another operation with the same number."""
    one = operation
    told = (one.tx, one.verb, one.kind, one.record, one.scope, one.base, one.at)
    packed = _pack((told, sorted(one.values.items())))
    return hashlib.blake2b(packed, digest_size=8).digest()


def emptied(row: Entry) -> Entry:
    """What stays of a row that is erased: its number. Nothing that reads the log takes it for a row."""
    change = msgspec.structs.replace(
        row.change, kind=0, record=b"", scope=None, values={}, incarnation=0, actor=b"", device=b""
    )
    return attrs.evolve(row, change=change, outcome=Outcome.REFUSED)


def is_gone(change: Change) -> bool:
    """Whether a row is such a one."""
    return not change.record


@attrs.define
class Held:
    """All that one municipality's server keeps."""

    epoch: bytes
    seq: int = 0
    backed_up: int = 0
    lease: int = 0
    log: list[Entry] = attrs.Factory(list)
    records: dict[bytes, RecordState] = attrs.Factory(dict)
    by_youth: dict[bytes, dict[bytes, None]] = attrs.Factory(dict)
    answers: dict[tuple[bytes, int], dict[int, tuple[Answer, bytes]]] = attrs.Factory(dict)
    last: dict[tuple[bytes, int], int] = attrs.Factory(dict)
    cases: dict[bytes, CaseRow] = attrs.Factory(dict)
    events: list[SightEvent] = attrs.Factory(list)
    units: dict[bytes, bytes | None] = attrs.Factory(dict)
    views: dict[bytes, int] = attrs.Factory(dict)
    see: int = 0
    decided: int = 0
    incarnations: dict[bytes, int] = attrs.Factory(dict)
    more: dict[str, Any] = attrs.Factory(dict)

    def copied(self) -> Held:
        """What a backup holds."""
        values = {field.name: getattr(self, field.name) for field in attrs.fields(Held)}
        made = {name: copy.copy(value) for name, value in values.items()}
        made["by_youth"] = {youth: dict(of) for youth, of in self.by_youth.items()}
        made["answers"] = {key: dict(of) for key, of in self.answers.items()}
        made["more"] = {name: copy.copy(value) for name, value in self.more.items()}
        return Held(**made)

    def view(self, role: int, worker: bytes | None) -> tuple[View, int]:
        """What a user sees, and since which number it has been so (kaa_server/views.py)."""
        unit = self.units.get(worker) if worker else None
        since = self.views.get(worker, 0) if worker else 0
        view = view_of(role, worker, unit, self.see)
        return view, max(since, self.decided) if role == Role.CASEWORKER else since


@attrs.define
class MemoryShelf:
    """What a push of one device and incarnation is merged with."""

    held: Held
    device: bytes
    incarnation: int

    def head(self) -> Head:
        return Head(self.held.epoch, self.held.seq, self.held.backed_up, self.held.lease)

    def last_n(self) -> int:
        return self.held.last.get((self.device, self.incarnation), 0)

    def answered(self, first: int, last: int) -> Mapping[int, tuple[Answer, bytes]]:
        given = self.held.answers.get((self.device, self.incarnation), {})
        return {n: given[n] for n in range(first, last + 1) if n in given}

    def digest_of(self, operation: Operation) -> bytes:
        return digest(operation)

    def prepare(self, operations: Sequence[Operation]) -> None:
        """Nothing: it is all at hand."""

    def record(self, record: bytes) -> RecordState | None:
        return self.held.records.get(record)

    def answer(self, n: int) -> Answer | None:
        found = self.answered(n, n).get(n)
        return None if found is None else found[0]

    def change(self, seq: int) -> Change | None:
        found = self.held.log[seq - 1].change if 0 < seq <= len(self.held.log) else None
        return None if found is None or is_gone(found) else found

    def gone(self, record: bytes) -> bool:
        state = self.held.records.get(record)
        return state is not None and state.deleted

    def case(self, youth: bytes) -> list[bytes]:
        of = self.held.by_youth.get(youth, {})
        return [one for one in of if not self.held.records[one].deleted]

    def erased_fields(self, record: bytes, after: int) -> set[int]:
        rows = (entry.change for entry in self.held.log[after:])
        return {
            field
            for row in rows
            if row.record == record and row.verb is Verb.ERASE
            for field in row.values
        }

    def erased(self, ids: Iterable[bytes]) -> set[bytes]:
        gone: Mapping[bytes, Any] = self.held.more.get("erased", {})
        return {one for one in ids if one in gone}

    def cases(self, youths: Iterable[bytes]) -> Mapping[bytes, CaseRow]:
        return {one: self.held.cases[one] for one in youths if one in self.held.cases}

    def decisive(self, youths: Iterable[bytes]) -> Mapping[bytes, Mapping[bytes, RecordState]]:
        found: dict[bytes, dict[bytes, RecordState]] = {}
        for youth in youths:
            states = ((one, self.held.records[one]) for one in self.held.by_youth.get(youth, {}))
            of = {one: state for one, state in states if state.kind in DECISIVE}
            if of:
                found[youth] = of
        return found

    def units(self, workers: Iterable[bytes]) -> Mapping[bytes, bytes | None]:
        return {one: self.held.units[one] for one in workers if one in self.held.units}

    def cases_of(self, worker: bytes) -> list[bytes]:
        return [youth for youth, row in self.held.cases.items() if row.sight.worker == worker]

    def write(self, taken: Taken) -> None:
        held = self.held
        held.log += taken.entries
        for record, state in taken.records.items():
            held.records[record] = state
            if state.scope is not None:
                held.by_youth.setdefault(state.scope, {})[record] = None
        held.cases.update(taken.cases)
        held.events += taken.events
        self._write_people(taken)
        key = self.device, self.incarnation
        given = held.answers.setdefault(key, {})
        for operation, answer in zip(taken.fresh, taken.answers, strict=True):
            given[operation.n] = (answer, digest(operation))
        if taken.fresh:
            held.last[key] = taken.fresh[-1].n
        self.write_more(taken)
        held.seq = taken.seq

    def write_more(self, taken: Taken) -> None:
        """What waits for a coordinator."""
        waiting: list[Any] = self.held.more.setdefault("quarantine", [])
        waiting += [(self.device, self.incarnation, one) for one in taken.quarantined]

    def waiting(self, records: Iterable[bytes]) -> Mapping[bytes, bytes]:
        """Records that were made in what waits for a coordinator, with their youth."""
        made = {
            one.record: kept.youth
            for device, _, kept in self.held.more.get("quarantine", ())
            for one in kept.operations
            if one.verb is Verb.CREATE and device == self.device
        }
        return {record: made[record] for record in records if record in made}

    def _write_people(self, taken: Taken) -> None:
        held = self.held
        for worker, unit in taken.workers.items():
            held.units[worker] = unit
            if worker in taken.views:
                held.views[worker] = taken.seq
        if taken.settings is not None:
            see = taken.settings.get(_SEE) or 0
            held.decided = held.decided if held.see == see else taken.seq
            held.see = int(see)  # type: ignore[call-overload]
            held.lease = int(taken.settings.get(_LEASE) or 0) * 86400  # type: ignore[call-overload]


@attrs.define
class MemoryReading:
    """What handing out reads, for one device."""

    held: Held
    device: bytes = b""

    def head(self) -> Head:
        return Head(self.held.epoch, self.held.seq, self.held.backed_up, self.held.lease)

    def readable(
        self,
        view: View,
        scope: bytes | None,
        kind: int,
        also: set[bytes],
        record: bytes | None = None,
    ) -> bool:
        """Whether a view is handed what is about this youth, or about none."""
        if kind == CONFLICT.id and scope is None:
            state = self.held.records.get(record or b"")
            about = None if state is None else state.values[CONFLICT_FIELDS["target_kind"]]
            return about is not None and may_read_conflict(view.role, about)
        if not view.reads_cases:
            return scope is None and kind in unscoped_kinds(view.role)
        if scope is None or scope in also or view.everything:
            return True
        row = self.held.cases.get(scope)
        return row is not None and sees(view, row.sight)

    def changes(
        self, view: View, after: int, upto: int, limit: int, also: Iterable[bytes]
    ) -> tuple[list[Change], bool]:
        found: list[Change] = []
        seen, known = set(also), dict[tuple[bytes | None, int, bytes | None], bool]()
        for entry in self.held.log[after:upto]:
            change = entry.change
            if not entry.effective:
                continue
            one = change.record if change.kind == CONFLICT.id else None
            key = change.scope, change.kind, one
            if key not in known:
                known[key] = self.readable(view, change.scope, change.kind, seen, one)
            if not known[key] and not (change.verb is Verb.ERASE and view.reads_cases):
                continue
            if len(found) == limit:
                return found, True
            found.append(change)
        return found, len(found) == limit

    def end_of_transaction(self, seq: int) -> int:
        log = self.held.log
        at = seq
        while at > 0 and log[at - 1].change.incarnation == 0:
            at -= 1
        if at == 0:
            return seq
        own = log[at - 1].change
        last = seq
        for entry in log[at : at + 8192]:
            one = entry.change
            if (one.device, one.incarnation, one.tx) == (own.device, own.incarnation, own.tx):
                last = max(last, one.seq)
        return last

    def whole_case(self, youths: Iterable[bytes], upto: int) -> list[Change]:
        wanted = set(youths)
        rows = (entry for entry in self.held.log[:upto] if entry.change.scope in wanted)
        return [entry.change for entry in rows if entry.effective]

    def events(self, after: int) -> list[SightEvent]:
        found = [one for one in self.held.events if one.seq > after]
        return sorted(found, key=lambda one: (one.seq, one.youth))

    def cases(self, youths: Iterable[bytes]) -> Mapping[bytes, CaseRow]:
        return {one: self.held.cases[one] for one in youths if one in self.held.cases}

    def verdicts(self, after: int, upto: int) -> list[Verdict]:
        return []


def record_seqs(held: Held, youth: bytes) -> list[tuple[bytes, int]]:
    """A youth's records that are not deleted, with their highest numbers."""
    of = ((one, held.records[one]) for one in held.by_youth.get(youth, {}))
    return [(one, state.latest) for one, state in of if not state.deleted]


def effective_by_youth(held: Held) -> dict[bytes, list[int]]:
    """The numbers of the effective rows about each youth."""
    found: dict[bytes, list[int]] = defaultdict(list)
    for entry in held.log:
        if entry.effective and entry.change.scope is not None:
            found[entry.change.scope].append(entry.change.seq)
    return found


__all__ = ["Held", "MemoryReading", "MemoryShelf", "Outcome"]
