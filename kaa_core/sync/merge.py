"""The merge: compare-and-set per field, decided by the server's order and never by a clock.

Same base → applied. Same value → converged. Otherwise the server's value stays and the other is kept
whole in a conflict record that both people get and one of them resolves. A transaction is recorded
whole or refused whole; a conflict does not refuse it, for what a person wrote must arrive.

Pure: the server hands in a `Ledger` (what it has stored, read while it holds the municipality's counter
row, so that nobody writes between reading and committing) and the number its next log row gets. It
writes what comes back and sets the counter to `Merged.next_seq` last in the same database transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import groupby
from typing import Any

from kaa_core.model.registry import REGISTRY, Kind
from kaa_core.model.rights import signature
from kaa_core.sync.cases import check_case_stands, check_case_unused
from kaa_core.sync.checks import check_barred, check_created, check_stays, check_value, single
from kaa_core.sync.conflicts import CONFLICT, CONFLICT_FIELDS, both_sides, other_side, standing_seq
from kaa_core.sync.erasing import OF_NOBODY
from kaa_core.sync.lists import can_join, is_list, joined, list_in
from kaa_core.sync.messages import Answer, Change, Operation, Outcome, Push, Verb
from kaa_core.sync.resolving import resolve
from kaa_core.sync.state import WHOLE_RECORD, Author, Entry, Ledger, Merged, RecordState, Refusal


def merge(
    push: Push,
    ledger: Ledger,
    *,
    first_seq: int,
    received: int,
    server: Author,
    new_id: Callable[[], bytes],
    may_write: Callable[[int], bool] = lambda _: True,
    signs_as: Callable[[bytes], bool] = lambda _: True,
) -> Merged:
    """Apply a push whose signature, actor and place in the numbering have been checked.

    `received`: the server's clock in milliseconds, kept with each row. `new_id`: an id for a conflict.
    `may_write`: whether the author's role may change records of a kind. `signs_as`: whether a worker's
    record is the author's own.
    """
    work = _Work(push, ledger, first_seq, received, server, new_id, may_write, signs_as)
    for _, group in groupby(push.operations, key=lambda operation: operation.tx):
        work.transaction(list(group))
    return Merged(
        answers=work.answers, entries=work.entries, records=work.records, next_seq=work.next_seq
    )


class _Work:
    """The state of one merge: records changed so far, rows so far, answers so far."""

    def __init__(
        self,
        push: Push,
        ledger: Ledger,
        first_seq: int,
        received: int,
        server: Author,
        new_id: Callable[[], bytes],
        may_write: Callable[[int], bool],
        signs_as: Callable[[bytes], bool],
    ) -> None:
        self.author = Author(actor=push.actor, device=push.device, incarnation=push.incarnation)
        self.ledger = ledger
        self.next_seq = first_seq
        self.first_seq = first_seq
        self.received = received
        self.server = server
        self.new_id = new_id
        self.may_write = may_write
        self.signs_as = signs_as
        self.answers: list[Answer] = []
        self.entries: list[Entry] = []
        self.records: dict[bytes, RecordState] = {}
        self._answered: dict[int, Answer] = {}
        self._tx_seq = first_seq
        self._undo: dict[bytes, RecordState | None] = {}

    def transaction(self, operations: list[Operation]) -> None:
        """Record a transaction whole, or refuse it whole."""
        self._tx_seq, rows = self.next_seq, len(self.entries)
        self._undo = {}
        answers: list[Answer] = []
        try:
            for operation in operations:
                answer = self._operation(operation)
                if operation is operations[-1]:
                    self._check_signed(operations)
                answers.append(answer)
                self._answered[operation.n] = answer
        except Refusal as refusal:
            self._roll_back(rows)
            faulty = operations[len(answers)].n
            answers = [
                Answer(one.n, Outcome.REFUSED, code=refusal.code if one.n == faulty else "together")
                for one in operations
            ]
        self.answers += answers
        self._answered.update((answer.n, answer) for answer in answers)

    def _check_signed(self, operations: list[Operation]) -> None:
        """Refuse to enter, establish or give out in another's name."""
        for one in operations:
            field, state = signature(one.kind), self.record(one.record)
            if field is None or state is None or state.kind != one.kind or one.verb is Verb.DELETE:
                continue
            kind = REGISTRY.get(one.kind)
            seal = None if kind is None else kind.sealed_by
            if kind is not None and seal is not None and not self._fills(state, kind, seal):
                continue
            signed = state.values.get(field)
            if signed is not None and not self.signs_as(signed):
                raise Refusal("author")

    def _fills(self, state: RecordState, kind: Kind, name: str) -> bool:
        field = kind.by_name[name].id
        return state.values.get(field) is not None and state.seqs[field] >= self._tx_seq

    def _roll_back(self, rows: int) -> None:
        del self.entries[rows:]
        self.next_seq = self._tx_seq
        for record, before in self._undo.items():
            if before is None:
                del self.records[record]
            else:
                self.records[record] = before

    def _operation(self, operation: Operation) -> Answer:
        if not self.may_write(self._kind_written(operation)):
            raise Refusal("role")
        match operation.verb:
            case Verb.CREATE:
                return self._create(operation)
            case Verb.SET:
                return self._set(operation)
            case Verb.DELETE:
                return self._delete(operation)
            case Verb.RESOLVE:
                return resolve(self, operation)
            case Verb.ERASE:
                raise Refusal("form")

    # -- the verbs of one record; for RESOLVE see resolving.py

    def _create(self, operation: Operation) -> Answer:
        check_created(operation)
        check_barred(operation.kind, operation.values, operation.values)
        standing = self.record(operation.record)
        if standing is not None:
            if standing.kind == operation.kind and standing.values == operation.values:
                return Answer(operation.n, Outcome.CONVERGED, standing.latest)
            raise Refusal("exists")
        check_case_stands(operation, self.records, self.ledger)
        seq = self._log(operation, Outcome.APPLIED, scope=operation.scope)
        seqs = dict.fromkeys(operation.values, seq)
        self.keep(
            operation.record,
            RecordState(operation.kind, operation.scope, dict(operation.values), seqs),
        )
        return Answer(operation.n, Outcome.APPLIED, seq)

    def _set(self, operation: Operation) -> Answer:
        state = self._standing(operation)
        field, value = single(operation)
        check_value(operation.kind, field, value)
        check_stays(state, field, value)
        check_barred(operation.kind, state.values, operation.values)
        current = state.seqs.get(field, 0)
        base = self._base(operation)
        if base != current and field in self.ledger.erased_fields(operation.record, base or 0):
            # Also where a new value stands: what went comes back nowhere. And where she only emptied it
            # herself: what she writes next would build on the erasure, which she has not seen.
            raise Refusal("erased")
        if not state.deleted and state.values.get(field) == value:
            return Answer(operation.n, Outcome.CONVERGED, current)
        if self.sealed(state):
            raise Refusal("immutable")
        together = value
        if base != current or state.deleted:
            can, together = self._joined(operation, state, base)
            if not can:
                return self._conflict(operation, state, field, base)
        seq = self._log(operation, Outcome.APPLIED, scope=state.scope)
        self._write(operation.record, state, {field: value}, seq)
        if together != value:  # hers as she wrote it, then what it makes with the others'
            written = self.records[operation.record]
            self.log_server(operation.record, written, {field: together}, by=operation)
        self.clear_barred(operation.record)
        return Answer(operation.n, Outcome.APPLIED, seq)

    def _joined(
        self, operation: Operation, state: RecordState, base: int | None
    ) -> tuple[bool, list[Any] | None]:
        """Whether her list and the standing one go together, and the list they make (lists.py)."""
        field, value = single(operation)
        if base is None or state.deleted or not is_list(operation.kind, field):
            return False, None
        known, seen = True, None
        if base:
            known, seen = list_in(self._change(base), operation.record, field)
        standing = state.values.get(field)
        made = joined(seen, value, standing)
        return known and can_join(value, standing, made), made

    def _delete(self, operation: Operation) -> Answer:
        state = self._standing(operation)
        if state.deleted:
            return Answer(operation.n, Outcome.CONVERGED, state.latest)
        base = self._base(operation)
        if self.sealed(state):
            raise Refusal("immutable")
        unseen = partial(self.others_wrote_since, base=base or 0)
        check_case_unused(operation, self.ledger, self.record, unseen)
        if base is None or self.others_wrote_since(state, base):
            return self._conflict(operation, state, WHOLE_RECORD, base)
        seq = self._log(operation, Outcome.APPLIED, scope=state.scope)
        self.keep(operation.record, state.written({WHOLE_RECORD: True}, seq))
        return Answer(operation.n, Outcome.APPLIED, seq)

    # -- parts

    def _kind_written(self, operation: Operation) -> int:
        """The kind whose records an operation changes: a resolution changes what it is about."""
        if operation.verb is not Verb.RESOLVE:
            return operation.kind
        conflict = self.record(operation.record)
        if conflict is None or conflict.kind != CONFLICT.id:
            return operation.kind
        kind: int = conflict.values[CONFLICT_FIELDS["target_kind"]]
        return kind

    def _standing(self, operation: Operation) -> RecordState:
        if operation.kind == CONFLICT.id:
            raise Refusal("server-only")
        state = self.record(operation.record)
        if state is None or state.kind != operation.kind:
            raise Refusal("missing")
        return state

    def _base(self, operation: Operation) -> int | None:
        """The seq the author saw; None when what she saw lost, was refused, or is not in this log."""
        if operation.base >= 0:
            return operation.base if operation.base < self.first_seq else None
        own = self._own(-operation.base)
        if own is None or own.outcome not in (Outcome.APPLIED, Outcome.CONVERGED):
            return None
        # A resolution answers with the conflict's row; the target's value is the row before it.
        return own.seq - 1 if own.conflict is not None else own.seq

    def others_wrote_since(self, state: RecordState, base: int) -> bool:
        """Whether any value is newer than what the author saw and not this device's own."""
        seen = base if base < self.first_seq else 0  # whoever says more has seen another log
        newer = (self._change(seq) for seq in state.seqs.values() if seq > seen)
        own = (self.author.device, self.author.incarnation)
        return any(one is None or (one.device, one.incarnation) != own for one in newer)

    def _own(self, n: int) -> Answer | None:
        return self._answered.get(n) or self.ledger.answer(n)

    def clear_barred(self, record: bytes) -> None:
        """Empty what may no longer stand, such as the address of one who has become protected."""
        state = self.record(record)
        kind = REGISTRY.get(state.kind) if state else None
        if state is None or kind is None:
            return
        gone = {field: None for field in kind.barred(state.values) if field in state.values}
        if gone:
            self.log_server(record, state, gone)

    def sealed(self, state: RecordState) -> bool:
        """Whether the record was entered in the journal before this transaction."""
        kind = REGISTRY.get(state.kind)
        if kind is None or kind.sealed_by is None:
            return False
        field = kind.by_name[kind.sealed_by].id
        return state.values.get(field) is not None and state.seqs[field] < self._tx_seq

    def _conflict(
        self, operation: Operation, state: RecordState, field: int, base: int | None
    ) -> Answer:
        """Keep the losing operation whole, in the log and in a record that both people see.

        Of somebody who is no youth of the register there is none: it would reach those who may not see
        her, and outlive her. The one who came later has it back, and writes it anew.
        """
        if state.kind in OF_NOBODY:
            raise Refusal("changed")
        self._log(operation, Outcome.CONFLICT, scope=state.scope)
        if operation.base < 0:
            earlier = self._own(-operation.base)
            open_id = earlier.conflict if earlier is not None else None
            if open_id is not None and self._extend(open_id, operation, field):
                return Answer(operation.n, Outcome.CONFLICT, state.latest, open_id)
        conflict_id = self.new_id()
        made = RecordState(CONFLICT.id, state.scope, {}, {})
        kept = self._change(standing_seq(state, field))
        before = self._change(base) if base else None
        values = both_sides(operation, state, field, kept, before)
        values |= other_side(operation, self.author, field)
        self.log_server(conflict_id, made, values, verb=Verb.CREATE)
        return Answer(operation.n, Outcome.CONFLICT, state.seqs.get(field, 0), conflict_id)

    def _extend(self, conflict_id: bytes, operation: Operation, field: int) -> bool:
        """Her next value of the same field joins her open conflict instead of making a second one."""
        conflict = self.record(conflict_id)
        values = {} if conflict is None else conflict.values
        settled = values.get(CONFLICT_FIELDS["resolution"]) is not None
        if conflict is None or settled or values.get(CONFLICT_FIELDS["target_field"]) != field:
            return False
        self.log_server(conflict_id, conflict, other_side(operation, self.author, field))
        return True

    def _change(self, seq: int) -> Change | None:
        if seq >= self.first_seq:
            found = (entry.change for entry in self.entries if entry.change.seq == seq)
            return next(found, None)
        return self.ledger.change(seq) if seq else None

    # -- writing

    def record(self, record: bytes) -> RecordState | None:
        return self.records.get(record) or self.ledger.record(record)

    def keep(self, record: bytes, state: RecordState) -> None:
        if record not in self._undo:
            self._undo[record] = self.records.get(record)
        self.records[record] = state

    def _write(self, record: bytes, state: RecordState, values: dict[int, Any], seq: int) -> None:
        self.keep(record, state.written(values, seq))

    def _log(self, operation: Operation, outcome: Outcome, scope: bytes | None) -> int:
        return self._append(
            Change(
                seq=self.next_seq,
                tx=operation.tx,
                verb=operation.verb,
                kind=operation.kind,
                record=operation.record,
                scope=scope,
                values=operation.values,
                actor=self.author.actor,
                device=self.author.device,
                incarnation=self.author.incarnation,
                n=operation.n,
                at=operation.at,
                received=self.received,
            ),
            operation.base,
            outcome,
        )

    def log_server(
        self,
        record: bytes,
        state: RecordState,
        values: dict[int, Any],
        *,
        verb: Verb = Verb.SET,
        by: Operation | None = None,
    ) -> int:
        """Log and write a row that follows from a person's act (`by`), or the server's own."""
        author = self.server if by is None else self.author
        seq = self._append(
            Change(
                seq=self.next_seq,
                tx=by.tx if by else self.next_seq,
                verb=verb,
                kind=state.kind,
                record=record,
                scope=state.scope,
                values=values,
                actor=author.actor,
                device=author.device,
                incarnation=author.incarnation,
                n=by.n if by else self.next_seq,
                at=by.at if by else self.received,
                received=self.received,
            ),
            by.base if by else 0,
            Outcome.APPLIED,
        )
        self._write(record, state, values, seq)
        return seq

    def _append(self, change: Change, base: int, outcome: Outcome) -> int:
        self.entries.append(Entry(change=change, base=base, outcome=outcome))
        self.next_seq += 1
        return change.seq
