"""Taking back what a restored server has lost, from devices that still have it.

A device hands over rows of the old history, oldest first, each with its real author. Field by field: a
value is written where the field has not changed since the backup, or by an earlier row of the same old
history; the same value needs nothing; where somebody has written something else since, both are kept
in a conflict record. The same row from two devices is taken once (docs/adr/028).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol

import attrs
import msgspec

from kaa_core.model.registry import REGISTRY
from kaa_core.sync.conflicts import CONFLICT, CONFLICT_FIELDS, both_sides, other_side, standing_seq
from kaa_core.sync.erasing import is_erased
from kaa_core.sync.messages import Change, Operation, Outcome, Verb
from kaa_core.sync.receiving import follow
from kaa_core.sync.shelf import Shelf, Taken
from kaa_core.sync.sight import View
from kaa_core.sync.standing import content_of
from kaa_core.sync.state import WHOLE_RECORD, Author, Entry, Merged, RecordState
from kaa_core.sync.vouching import Vouching

_KEPT_SEQ: Final = CONFLICT_FIELDS["kept_seq"]
_TARGET: Final = CONFLICT_FIELDS["target"]
_pack: Final = msgspec.msgpack.Encoder().encode


Lost = tuple[int, bytes]
"""A row of an old epoch: its number and `row_of`. The number alone is not enough: a server that was put
back unnoticed gave it to another row of the same epoch, and both may be lost with the next restore."""


class ReturnShelf(Shelf, Protocol):
    """A shelf that also knows what has been given back before."""

    def returned(self, epoch: bytes, numbers: Iterable[int]) -> Mapping[Lost, int]:
        """The present numbers of rows of an old epoch that have been given back."""

    def origins(self, epoch: bytes, records: Iterable[bytes]) -> Mapping[int, int]:
        """The old numbers in an epoch of given back rows about these records, by their present ones."""

    def held(self, changes: Iterable[Change]) -> Mapping[tuple[bytes, int, int, bytes], int]:
        """Rows of the log that the same devices pushed: (device, incarnation, n, record) to number."""


@attrs.frozen(kw_only=True)
class Returned:
    """What giving back led to.

    `numbers`: as in `Replayed`; `fresh`: rows taken now and their present numbers; `taken`: what is to
    be written, None when all was there already.
    """

    numbers: list[int]
    fresh: list[tuple[Lost, int]]
    taken: Taken | None


def give_back(
    epoch: bytes,
    since: int,
    changes: list[Change],
    shelf: ReturnShelf,
    *,
    received: int,
    server: Author,
    new_id: Callable[[], bytes],
    view: View | None = None,
) -> Returned:
    """Take rows of `epoch`, of which this server has none above `since`.

    `view`: what the user sees whose computer gives them back (vouching.py); None for one who is trusted.
    """
    head = shelf.head()
    work = _Work(epoch, since, changes, shelf, head.seq + 1, received, server, new_id)
    work.vouching = None if view is None else Vouching(view, shelf)
    numbers = [work.take(change) for change in changes]
    if not work.entries:
        return Returned(numbers=numbers, fresh=work.fresh, taken=None)
    merged = Merged(answers=[], entries=work.entries, records=work.records, next_seq=work.next_seq)
    return Returned(numbers=numbers, fresh=work.fresh, taken=follow([], [], merged, shelf, []))


class _Work:
    def __init__(
        self,
        epoch: bytes,
        since: int,
        changes: list[Change],
        shelf: ReturnShelf,
        first: int,
        received: int,
        server: Author,
        new_id: Callable[[], bytes],
    ) -> None:
        self.shelf, self.since = shelf, since
        self.vouching: Vouching | None = None
        self.received, self.server, self.new_id = received, server, new_id
        self.next_seq, self.last = first, first - 1
        self.entries: list[Entry] = []
        self.records: dict[bytes, RecordState] = {}
        self.fresh: list[tuple[Lost, int]] = []
        self.stood: set[int] = set()
        shelf.prepare([_operation(one, one.values) for one in changes])
        self.known = dict(shelf.returned(epoch, (one.seq for one in changes)))
        records = {one.record for one in changes}
        self.origin = dict(shelf.origins(epoch, records))
        self.held = shelf.held(one for one in changes if one.incarnation)
        scopes = {one.scope for one in changes if one.scope is not None}
        self.gone = shelf.erased(records | scopes)

    def take(self, change: Change) -> int:
        """Take one row; the number that it has now, 0 when it is not taken."""
        if change.seq <= self.since:
            return change.seq
        if self._never_lost(change):
            self.stood.add(change.seq)
            return self._number(change, change.seq)
        lost = (change.seq, row_of(change))
        if lost in self.known:
            return self._number(change, self.known[lost])
        if change.verb is Verb.ERASE or {change.record, change.scope} & self.gone:
            return 0
        if self.vouching is not None and not self.vouching.admits(change, self._record):
            return 0
        identity = (change.device, change.incarnation, change.n, change.record)
        number = self._held(identity, change) or self._written(change)
        if number:
            self.fresh.append((lost, number))
            self.known[lost] = number
            self.origin[number] = max(change.seq, self.origin.get(number, 0))
        return self._number(change, number)

    def _never_lost(self, change: Change) -> bool:
        """Whether it stands in the log at its own number: written after the server was put back unnoticed.

        It is not noted as given back, for in the lost part of the same epoch another row has that number.
        """
        if change.seq > self.last:
            return False
        if not change.n:  # only the values are known
            row = self._change(change.seq)
            said = None if row is None or row.record != change.record else row.values
            return (
                said is not None and bool(change.values) and change.values.items() <= said.items()
            )
        identity = (change.device, change.incarnation, change.n, change.record)
        if change.incarnation and self.held.get(identity) != change.seq:
            return False
        row = self._change(change.seq)
        if row is None or content_of(row) != content_of(change):
            return False
        return (row.device, row.incarnation, row.n, row.record) == identity

    def _held(self, identity: tuple[bytes, int, int, bytes], change: Change) -> int:
        """The row that the same device pushed, if it says the same: a clone may have used the number."""
        number = self.held.get(identity, 0)
        row = self._change(number)
        return number if row is not None and content_of(row) == content_of(change) else 0

    def _number(self, change: Change, number: int) -> int:
        """Its number, if what it says stands by that, or a newer row does.

        Not when another value has that number, nor when it lost and is in the log for the history only:
        nobody who saw this one has seen what stands.
        """
        state = self._record(change.record)
        if state is None:
            return number
        written = {WHOLE_RECORD: True} if change.verb is Verb.DELETE else change.values
        now = {**state.values, WHOLE_RECORD: state.deleted}
        numbers = [state.seqs.get(field, 0) for field in written]
        other = any(
            seq == number and now.get(field) != value
            for seq, (field, value) in zip(numbers, written.items(), strict=True)
        )
        return 0 if other or max(numbers, default=number) < number else number

    def _written(self, change: Change) -> int:
        state = self._record(change.record)
        if state is None:
            return self._created(change) if _makes(change) else 0
        if change.verb is Verb.CREATE:
            return min(state.seqs.values(), default=0)
        if change.verb is Verb.DELETE:
            return self._deleted(change, state)
        return self._fields(change, state)

    def _created(self, change: Change) -> int:
        values = change.values
        if change.kind == CONFLICT.id and _KEPT_SEQ in values:
            values = {**values, _KEPT_SEQ: self._present(values[_KEPT_SEQ], values.get(_TARGET))}
        made_so = msgspec.structs.replace(change, verb=Verb.CREATE)
        seq = self._log(made_so, values, Outcome.APPLIED)
        made = RecordState(change.kind, change.scope, dict(values), dict.fromkeys(values, seq))
        self.records[change.record] = made
        return seq

    def _present(self, stood: int, record: bytes | None) -> int:
        """The number that a row about a record has now."""
        found = (seq for (old, _), seq in self.known.items() if old == stood)
        rows = ((seq, self._change(seq)) for seq in found)
        return next((seq for seq, row in rows if row and row.record == record), stood)

    def _deleted(self, change: Change, state: RecordState) -> int:
        if state.deleted:
            return state.latest
        if all(self._older(seq, change) for seq in state.seqs.values()):
            seq = self._log(change, change.values, Outcome.APPLIED)
            self._write(change.record, state, {WHOLE_RECORD: True}, seq)
            return seq
        return self._conflict(change, {}, state, WHOLE_RECORD)

    def _fields(self, change: Change, state: RecordState) -> int:
        """Write those of its fields that may be written; the rest become conflicts."""
        apply: dict[int, Any] = {}
        past: dict[int, Any] = {}
        number = 0
        disputed: list[int] = []
        for field, value in change.values.items():
            standing = state.seqs.get(field, 0)
            if self._may_not_stand(state, field, value) or self._erased(change, state, field):
                continue
            if not state.deleted and state.values.get(field) == value:
                number = max(number, standing)
                past[field] = value
            elif self._older(standing, change) and not state.deleted:
                apply[field] = value
            elif standing in self.origin:  # a later row of the same history stands
                past[field] = value
            elif state.kind != CONFLICT.id:  # a choice that was made anew stands
                disputed.append(field)
        if apply:
            number = self._log(change, apply, Outcome.APPLIED)
            self._write(change.record, state, apply, number)
        elif past and change.n and not disputed:
            logged = self._log(change, past, Outcome.CONVERGED)  # for the record's history
            number = number or logged
        for field in disputed:
            standing_now = self._record(change.record) or state
            lost = self._conflict(change, {field: change.values[field]}, standing_now, field)
            number = number or lost
        return number

    def _older(self, seq: int, change: Change) -> bool:
        """Whether what stands is what this row's author had before her, or comes from before it."""
        old = seq if seq in self.stood else self.origin.get(seq, change.seq)
        return seq <= self.since or old < change.seq

    def _erased(self, change: Change, state: RecordState, field: int) -> bool:
        """Whether the field was erased after this was written: then it is not given back."""
        if not is_erased(state, field, self._change):
            return False
        erasure = self._change(state.seqs[field])
        return erasure is not None and change.received <= erasure.received

    def _may_not_stand(self, state: RecordState, field: int, value: Any) -> bool:
        """An address of one who has become protected is not given back."""
        kind = REGISTRY.get(state.kind)
        return value is not None and kind is not None and field in set(kind.barred(state.values))

    def _conflict(
        self, change: Change, values: dict[int, Any], state: RecordState, field: int
    ) -> int:
        seq = self._log(change, values, Outcome.CONFLICT)
        author = Author(actor=change.actor, device=change.device, incarnation=change.incarnation)
        operation = _operation(change, values)
        kept = self._change(standing_seq(state, field))
        both = both_sides(operation, state, field, kept, None)
        both |= other_side(operation, author, field)
        conflict = self.new_id()
        made = RecordState(CONFLICT.id, state.scope, {}, {})
        number = self._append(
            Change(
                seq=self.next_seq,
                tx=self.next_seq,
                verb=Verb.CREATE,
                kind=CONFLICT.id,
                record=conflict,
                scope=state.scope,
                values=both,
                actor=self.server.actor,
                device=self.server.device,
                incarnation=self.server.incarnation,
                n=self.next_seq,
                at=self.received,
                received=self.received,
            ),
            Outcome.APPLIED,
        )
        self._write(conflict, made, both, number)
        return seq

    # -- parts

    def _record(self, record: bytes) -> RecordState | None:
        return self.records.get(record) or self.shelf.record(record)

    def _change(self, seq: int) -> Change | None:
        here = next((one.change for one in self.entries if one.change.seq == seq), None)
        return here or (self.shelf.change(seq) if seq else None)

    def _write(self, record: bytes, state: RecordState, values: dict[int, Any], seq: int) -> None:
        self.records[record] = state.written(values, seq)

    def _log(self, change: Change, values: Mapping[int, Any], outcome: Outcome) -> int:
        row = msgspec.structs.replace(
            change, seq=self.next_seq, values=dict(values), received=self.received
        )
        return self._append(row, outcome)

    def _append(self, change: Change, outcome: Outcome) -> int:
        if change.incarnation == 0:  # the server's own are numbered by the log
            change = msgspec.structs.replace(change, n=change.seq, tx=change.seq)
        self.entries.append(Entry(change=change, base=0, outcome=outcome))
        self.next_seq += 1
        return change.seq


def row_of(change: Change) -> bytes:
    """Eight bytes by which a row is told from another with its number: who wrote it, and what it says.

    Of one whose row nobody keeps only the latter is known: whoever gives it back says the same.
    """
    whose = (change.device, change.incarnation) if change.n else ()
    said = _pack((whose, change.n, content_of(change)))
    return hashlib.blake2b(said, digest_size=8).digest()


def _makes(change: Change) -> bool:
    """Whether a row may make its record: a creation, or values whose rows nobody keeps (n is 0)."""
    return change.verb is Verb.CREATE or (change.n == 0 and change.verb is Verb.SET)


def _operation(change: Change, values: Mapping[int, Any]) -> Operation:
    return Operation(
        change.n,
        change.tx,
        change.verb,
        change.kind,
        change.record,
        dict(values),
        0,
        change.at,
        change.scope,
    )
