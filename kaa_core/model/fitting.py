"""Whether a wire value surely is of its field's form, without making the Python value of it.

A first download is half a million records with some ten values each, and a server checks all that it
is sent. What is not known to fit here is asked of the registry, which decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from kaa_core.model.registry import REGISTRY, Field, FieldType

Check = Callable[[Any], bool]

_INTEGERS: Final = range(-(1 << 63), 1 << 63)
_ID_LENGTH: Final = 16
_NONE: Final[Mapping[int, Check]] = MappingProxyType({})


def known(kind_id: int) -> Mapping[int, Check]:
    """By number of field: whether a value surely fits. Empty for a kind that nobody here knows."""
    return _KNOWN.get(kind_id, _NONE)


def _check(field: Field) -> Check:
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


def _text(longest: int) -> Check:
    if not longest:
        return lambda value: type(value) is str
    return lambda value: type(value) is str and len(value) <= longest


def _seen(field: Field) -> Check:
    """Few values occur, again and again."""
    asked = lru_cache(maxsize=4096, typed=True)(_asked(field))

    def check(value: Any) -> bool:
        return type(value) in (str, int) and asked(value)

    return check


def _asked(field: Field) -> Check:
    def check(value: Any) -> bool:
        return (type(value) is not int or value in _INTEGERS) and field.fits(value)

    return check


_KNOWN: Final = {kind.id: {field.id: _check(field) for field in kind.fields} for kind in REGISTRY}
