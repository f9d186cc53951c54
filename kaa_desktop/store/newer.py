"""Values of a form that a newer version of the program has brought: kept, shown as empty, not written over.

Whoever fills in what looks empty would otherwise replace a value she could not see. The record's other
fields change as before (docs/adr/029).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kaa_desktop.store.errors import FieldNewer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kaa_core.model.registry import Kind, Wire


def understood(kind: Kind, values: Mapping[int, Wire]) -> dict[int, Any]:
    """The values of fields that this version knows, in a form that it knows."""
    return {number: value for number, value in values.items() if _fits(kind, number, value)}


def refuse_unseen(kind: Kind, values: Mapping[int, Wire], changed: Iterable[int]) -> None:
    """Raise `FieldNewer` when a field that is to be changed holds what this version cannot show."""
    if any(values.get(one) is not None and not _known(kind, one, values[one]) for one in changed):
        raise FieldNewer


def _known(kind: Kind, number: int, value: Wire) -> bool:
    """Whether it is shown as what it is: a newer protection is shown as the strongest known."""
    if not _fits(kind, number, value):
        return False
    field = kind.by_id[number]
    return bool(field.to_wire(field.from_wire(value)) == value)


def _fits(kind: Kind, number: int, value: Wire) -> bool:
    field = kind.by_id.get(number)
    return field is not None and field.fits(value)
