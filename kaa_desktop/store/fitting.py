"""A record's values as the columns of its kind hold them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from kaa_core.model.registry import REGISTRY
from kaa_desktop.store.schema import PACKED, to_column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kaa_core.model.registry import Field


def columns(kind_id: int, values: Mapping[int, Any]) -> list[Any]:
    """The values as the kind's columns hold them, in their order."""
    numbers, packed = _layout(kind_id)
    get = values.get
    row = [get(number) for number in numbers]
    for place, field in packed:
        if row[place] is not None:
            row[place] = to_column(field, row[place])
    return row


@cache
def _layout(kind_id: int) -> tuple[tuple[int, ...], tuple[tuple[int, Field], ...]]:
    kind = REGISTRY.kind(kind_id)
    packed = ((place, one) for place, one in enumerate(kind.fields) if one.type in PACKED)
    return tuple(one.id for one in kind.fields), tuple(packed)
