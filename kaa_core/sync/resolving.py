"""A conflict is settled: one value, the other, an own; a deletion let through or taken back; or asked.

A deletion against an edit is settled both ways: the record is kept, or let go. Nothing is discarded:
both rows stay in the log whatever is chosen.
"""

from __future__ import annotations

from typing import Any, Protocol

from kaa_core.model.enums import Resolution
from kaa_core.sync.checks import check_barred, check_value
from kaa_core.sync.conflicts import CONFLICT, CONFLICT_FIELDS, STATED, brings_back, lets_go, stated
from kaa_core.sync.messages import Answer, Operation, Outcome, Verb
from kaa_core.sync.state import WHOLE_RECORD, Author, RecordState, Refusal


class Work(Protocol):
    """What of a merge under way a resolution needs (merge.py)."""

    author: Author
    next_seq: int
    records: dict[bytes, RecordState]

    def record(self, record: bytes) -> RecordState | None:
        """Return a record as it stands in this merge."""

    def keep(self, record: bytes, state: RecordState) -> None:
        """Put a record's new state."""

    def sealed(self, state: RecordState) -> bool:
        """Return whether the record is entered in the journal."""

    def others_wrote_since(self, state: RecordState, base: int) -> bool:
        """Return whether somebody else has written in it after a number."""

    def clear_barred(self, record: bytes) -> None:
        """Empty what may no longer stand."""

    def log_server(
        self,
        record: bytes,
        state: RecordState,
        values: dict[int, Any],
        *,
        verb: Verb = Verb.SET,
        by: Operation | None = None,
    ) -> int:
        """Log and write a row."""


def resolve(work: Work, operation: Operation) -> Answer:
    """Settle a conflict, naming both sides: the value that stood and the one that lost."""
    conflict = work.record(operation.record)
    # Under another kind's name it would pass what bars those who do not see the case (barring.py).
    if conflict is None or conflict.kind != CONFLICT.id or operation.kind != CONFLICT.id:
        raise Refusal("missing")
    named = {
        name: operation.values.get(CONFLICT_FIELDS[name])
        for name in ("target", "target_field", "other_n", "resolution", "chosen_value")
    }
    stands = {name: conflict.values.get(CONFLICT_FIELDS[name]) for name in named}
    if any(named[key] != stands[key] for key in ("target", "target_field")):
        raise Refusal("another-conflict")
    if named["resolution"] is None and CONFLICT_FIELDS["asked_of"] in operation.values:
        return _ask(work, operation, conflict)
    if named["other_n"] != stands["other_n"]:
        raise Refusal("another-conflict")
    if stands["resolution"] is not None:
        if _alike(conflict, stands, named):
            return Answer(operation.n, Outcome.CONVERGED, conflict.latest, operation.record)
        raise Refusal("resolved")
    _settle(work, operation, conflict, named)
    decided = {
        CONFLICT_FIELDS["resolution"]: named["resolution"],
        CONFLICT_FIELDS["chosen_value"]: named["chosen_value"],
        CONFLICT_FIELDS["resolved_by"]: work.author.actor,
        CONFLICT_FIELDS["resolved_at"]: operation.at,
    } | stated(operation, STATED)
    seq = work.log_server(operation.record, conflict, decided, by=operation)
    # After the conflict's own row: the target's is the one just before it (see `_base`).
    work.clear_barred(conflict.values[CONFLICT_FIELDS["target"]])
    return Answer(operation.n, Outcome.APPLIED, seq, operation.record)


def _alike(conflict: RecordState, stands: dict[str, Any], named: dict[str, Any]) -> bool:
    """Whether somebody settled it the same way before; of a deletion the value says nothing."""
    if lets_go(conflict.values) or brings_back(conflict.values):
        return bool(stands["resolution"] == named["resolution"])
    return bool(stands["chosen_value"] == named["chosen_value"])


def _ask(work: Work, operation: Operation, conflict: RecordState) -> Answer:
    """Note who is asked to settle it; one that is settled already needs no question."""
    if conflict.values.get(CONFLICT_FIELDS["resolution"]) is not None:
        return Answer(operation.n, Outcome.CONVERGED, conflict.latest, operation.record)
    asked = {
        CONFLICT_FIELDS["asked_by"]: work.author.actor,
        CONFLICT_FIELDS["asked_at"]: operation.at,
    }
    asked |= stated(operation, ("asked_of", "question"))
    seq = work.log_server(operation.record, conflict, asked, by=operation)
    return Answer(operation.n, Outcome.APPLIED, seq, operation.record)


def _settle(work: Work, operation: Operation, conflict: RecordState, named: dict[str, Any]) -> None:
    """Give the target what was chosen, if it still is what the person saw."""
    if named["resolution"] not in tuple(Resolution):
        raise Refusal("form")
    target_id, field = named["target"], named["target_field"]
    target = work.record(target_id)
    if target is None or named["resolution"] == Resolution.KEPT:
        return
    if work.sealed(target):
        raise Refusal("immutable")
    if lets_go(conflict.values):
        _let_go(work, operation, target_id, target)
        return
    if field == WHOLE_RECORD or (target.deleted and not brings_back(conflict.values)):
        raise Refusal("immutable")
    if target.seqs.get(field, 0) != operation.base:
        raise Refusal("moved")
    chosen = {field: named["chosen_value"]}
    check_value(target.kind, field, named["chosen_value"])
    check_barred(target.kind, target.values, chosen)
    if brings_back(conflict.values):
        _check_brought_back(work, conflict, target_id, target)
        # Whole: what a computer has of a record that was deleted need not be the last of it.
        chosen = {WHOLE_RECORD: False, **target.values, **chosen}
    work.log_server(target_id, target, chosen, by=operation)


def _let_go(work: Work, operation: Operation, target_id: bytes, target: RecordState) -> None:
    """Delete the target after all, when nobody has written in it since the person saw it."""
    if operation.values.get(CONFLICT_FIELDS["resolution"]) != Resolution.OTHER:
        raise Refusal("form")
    if target.deleted or work.others_wrote_since(target, operation.base):
        raise Refusal("moved")
    if target.scope == target_id:
        raise Refusal("case-in-use")  # a youth goes by a deletion of its own, never in passing
    work.log_server(target_id, target, {}, verb=Verb.DELETE, by=operation)
    gone = {WHOLE_RECORD: True}
    work.keep(target_id, work.records[target_id].written(gone, work.next_seq - 1))


def _check_brought_back(
    work: Work, conflict: RecordState, target_id: bytes, target: RecordState
) -> None:
    """Refuse to bring back what was deleted once more, or what is about a youth who is gone."""
    seen = conflict.values.get(CONFLICT_FIELDS["kept_seq"])
    if target.deleted and target.seqs.get(WHOLE_RECORD) != seen:
        raise Refusal("moved")
    youth = None if target.scope in (None, target_id) else work.record(target.scope)
    if youth is not None and youth.deleted:
        raise Refusal("case-gone")
