"""Lists by element: two who add or remove different ones without sight of each other both succeed.

A list of the registry (REFERENCES, CHOICES) is a set with an order. What each of two people did is
told by comparing her list with the one both began from: what she added is added, what she removed is
removed, and everything else stands as the other left it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kaa_core.model.registry import REGISTRY, FieldType
from kaa_core.sync.messages import Change, Verb

LISTS = frozenset({FieldType.REFERENCES, FieldType.CHOICES})


def is_list(kind_id: int, field_id: int) -> bool:
    """Return whether the registry knows the field as a list."""
    kind = REGISTRY.get(kind_id)
    field = kind.by_id.get(field_id) if kind else None
    return field is not None and field.type in LISTS


def joined(
    seen: Sequence[Any] | None, written: Sequence[Any] | None, standing: Sequence[Any] | None
) -> list[Any] | None:
    """Return what a list becomes; None is the empty list.

    `seen`: what the author of `written` had before her; `standing`: what others made of it meanwhile.
    The order is the standing one, what she added comes last; her own order when hers are the elements.
    """
    before, hers, theirs = set(seen or ()), set(written or ()), set(standing or ())
    kept = [one for one in standing or () if one in hers or one not in before]
    added = [one for one in written or () if one not in theirs and one not in before]
    made = list(dict.fromkeys(kept + added))
    if written is not None and set(made) == hers:
        return list(written)
    return made or None


def can_join(written: Sequence[Any] | None, standing: Sequence[Any] | None, made: object) -> bool:
    """Return whether the joined list is what anybody wanted: nobody emptied it, so it is not empty."""
    return made is not None or not written or not standing


def list_in(row: Change | None, record: bytes, field: int) -> tuple[bool, Sequence[Any] | None]:
    """Return whether a row of the log tells what a list was, and the list.

    It does not when it is about something else, or when its content has been erased.
    """
    if row is None or row.record != record or row.verb not in (Verb.CREATE, Verb.SET):
        return False, None
    value = row.values.get(field)
    return field in row.values and (value is None or isinstance(value, list | tuple)), value
