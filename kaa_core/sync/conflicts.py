"""A conflict as a record: both sides of it, and the fields by which they are named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kaa_core.model.enums import Resolution
from kaa_core.model.records import Conflict
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Change, Operation, Verb
from kaa_core.sync.state import WHOLE_RECORD, Author, RecordState, Refusal

CONFLICT = REGISTRY.kind(Conflict)
CONFLICT_FIELDS = {field.name: field.id for field in CONFLICT.fields}
STATED = ("reason", "addendum")
"""What a resolution may say of itself, beside the value."""
SETTLED = ("resolution", "chosen_value", "resolved_by", "resolved_at", *STATED)
ASKED = ("asked_of", "asked_by", "asked_at", "question")
"""What a RESOLVE without a resolution writes: somebody is asked to settle it."""


def standing_seq(state: RecordState, field: int) -> int:
    """Return the number of what an operation on `field` met: its value, or the deletion."""
    if state.deleted or field == WHOLE_RECORD:
        return state.seqs[WHOLE_RECORD] if state.deleted else state.latest
    return state.seqs.get(field, 0)


def both_sides(
    operation: Operation,
    state: RecordState,
    field: int,
    kept: Change | None,
    before: Change | None,
) -> dict[int, Any]:
    """Return a conflict's fields for what stands.

    `kept`, `before`: the rows that wrote it and what the losing author had seen, where there are any.
    """
    return _numbered(
        youth=state.scope,
        target_kind=operation.kind,
        target=operation.record,
        target_field=field,
        kept_value=state.values.get(field),
        kept_by=kept.actor if kept else None,
        kept_device=kept.device if kept else None,
        kept_at=kept.at if kept else None,
        kept_seq=standing_seq(state, field),
        kept_deleted=state.deleted or None,
        before_value=before.values.get(field) if before else None,
    )


def other_side(operation: Operation, author: Author, field: int) -> dict[int, Any]:
    """Return a conflict's fields for the value that lost."""
    return _numbered(
        other_value=operation.values.get(field),
        other_by=author.actor,
        other_device=author.device,
        other_at=operation.at,
        other_incarnation=author.incarnation,
        other_n=operation.n,
        other_deleted=operation.verb is Verb.DELETE or None,
    )


def _numbered(**named: Any) -> dict[int, Any]:
    return {CONFLICT_FIELDS[name]: value for name, value in named.items() if value is not None}


def touched(operation: Operation) -> Iterator[tuple[int, bytes, int]]:
    """Yield (kind, record, field) for every field an operation writes in its author's own store."""
    if operation.verb is Verb.RESOLVE:
        yield from _touched_by_resolving(operation)
    elif operation.verb is Verb.DELETE:
        yield operation.kind, operation.record, WHOLE_RECORD
    else:
        for field in operation.values:
            yield operation.kind, operation.record, field


def _touched_by_resolving(operation: Operation) -> Iterator[tuple[int, bytes, int]]:
    values = operation.values
    resolution = values.get(CONFLICT_FIELDS["resolution"])
    if resolution not in (None, Resolution.KEPT):
        kind, target = values[CONFLICT_FIELDS["target_kind"]], values[CONFLICT_FIELDS["target"]]
        field = values[CONFLICT_FIELDS["target_field"]]
        if lets_go(values) or brings_back(values):
            yield kind, target, WHOLE_RECORD
        if field != WHOLE_RECORD:
            yield kind, target, field
    for name in ASKED if resolution is None else SETTLED:
        if CONFLICT_FIELDS[name] in values:
            yield operation.kind, operation.record, CONFLICT_FIELDS[name]


def lets_go(values: Mapping[int, Any]) -> bool:
    """Whether choosing the other side of this conflict deletes the record."""
    return bool(values.get(CONFLICT_FIELDS["other_deleted"]))


def brings_back(values: Mapping[int, Any]) -> bool:
    """Whether choosing the other side of this conflict brings a deleted record back."""
    return bool(values.get(CONFLICT_FIELDS["kept_deleted"]))


def stated(operation: Operation, names: Sequence[str]) -> dict[int, Any]:
    """Return what an operation says of these fields of a conflict, checked like any value."""
    numbers = (CONFLICT_FIELDS[name] for name in names)
    said = {one: operation.values[one] for one in numbers if operation.values.get(one) is not None}
    if not all(CONFLICT.by_id[number].fits(value) for number, value in said.items()):
        raise Refusal("form")
    return said
