"""The model's values out of columns, by what each field needs and no more.

Lists, pages and reports make records by the thousand. Most values are of a few forms, and days, times
and choices occur again and again: those are made once. What is not of its field's form is asked of the
registry, which says so.
"""

from __future__ import annotations

from datetime import date, time
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, SafeUUID

from kaa_core.model.registry import REGISTRY, FieldType
from kaa_desktop.store.schema import PACKED, from_column

if TYPE_CHECKING:
    from collections.abc import Callable

    from kaa_core.model.registry import Field

Maker = tuple[str, Any, "Callable[[Any], Any]"]
"""Of a field: its name, its value when the column is empty, and what makes one of the column's."""

_ID_LENGTH: Final = 16
_new: Final = object.__new__
_set: Final = object.__setattr__
_UNKNOWN: Final = SafeUUID.unknown


def uuid_of(packed: bytes) -> UUID:
    """An id out of its 16 bytes, without the questions that UUID asks."""
    if len(packed) != _ID_LENGTH:
        return UUID(bytes=packed)
    made = _new(UUID)
    _set(made, "int", int.from_bytes(packed, "big"))
    _set(made, "is_safe", _UNKNOWN)
    return made


@cache
def makers(kind_id: int) -> tuple[Maker, ...]:
    """Of a kind's fields, in their order."""
    return tuple((one.name, one.empty, _maker(one)) for one in REGISTRY.kind(kind_id).fields)


@cache
def required(kind_id: int) -> tuple[str, ...]:
    """Names of the fields that a kind's records have to have."""
    return tuple(one.name for one in REGISTRY.kind(kind_id).fields if one.required)


def _maker(field: Field) -> Callable[[Any], Any]:
    match field.type:
        case FieldType.TEXT | FieldType.PROSE:
            return _text(field)
        case FieldType.REFERENCE:
            return lambda value: uuid_of(value) if type(value) is bytes else field.from_wire(value)
        case FieldType.DATE | FieldType.TIME | FieldType.CHOICE:
            return _kept(field)
        case FieldType.BOOLEAN:
            return bool
        case one if one in PACKED:
            return lambda value: field.from_wire(from_column(field, value))
    return field.from_wire


def _text(field: Field) -> Callable[[Any], Any]:
    longest = field.max_length

    def make(value: Any) -> Any:
        if type(value) is str and (not longest or len(value) <= longest):
            return value
        return field.from_wire(value)

    return make


def _kept(field: Field) -> Callable[[Any], Any]:
    """Values that nobody can change, made once."""
    made: Callable[[Any], date | time | int] = lru_cache(maxsize=4096, typed=True)(field.from_wire)
    return made
