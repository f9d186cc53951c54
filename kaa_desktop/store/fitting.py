"""Whether a wire value surely is of its field's form, without making the Python value of it.

A first download is half a million records with some ten values each. What is not known to fit here is
asked of the registry (rows.py), which decides.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from kaa_core.model.registry import REGISTRY, FieldType
from kaa_desktop.store.schema import PACKED, to_column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kaa_core.model.registry import Field, Kind

_INTEGERS: Final = range(-(1 << 63), 1 << 63)
_ID_LENGTH: Final = 16


@cache
def known(kind_id: int) -> Mapping[int, Callable[[Any], bool]]:
    """By number of field: whether a value surely fits."""
    return {field.id: _check(field) for field in REGISTRY.kind(kind_id).fields}


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
    kind: Kind = REGISTRY.kind(kind_id)
    packed = ((place, one) for place, one in enumerate(kind.fields) if one.type in PACKED)
    return tuple(one.id for one in kind.fields), tuple(packed)


def _check(field: Field) -> Callable[[Any], bool]:
    match field.type:
        case FieldType.TEXT | FieldType.PROSE:
            return _text(field.max_length)
        case FieldType.REFERENCE:
            return lambda value: type(value) is bytes and len(value) == _ID_LENGTH
        case FieldType.BOOLEAN:
            return lambda value: type(value) is bool
        case FieldType.INTEGER:
            return lambda value: type(value) is int and value in _INTEGERS
        case FieldType.DATE | FieldType.TIME | FieldType.CHOICE:
            return _seen(field)
        case _:
            return _asked(field)


def _text(longest: int) -> Callable[[Any], bool]:
    if not longest:
        return lambda value: type(value) is str
    return lambda value: type(value) is str and len(value) <= longest


def _seen(field: Field) -> Callable[[Any], bool]:
    """Few values occur, again and again."""
    asked = lru_cache(maxsize=4096, typed=True)(_asked(field))

    def check(value: Any) -> bool:
        return type(value) in (str, int) and asked(value)

    return check


def _asked(field: Field) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:
        if type(value) is int and value not in _INTEGERS:
            return False
        try:
            field.from_wire(value)
        except ValueError:
            return False
        return True

    return check
