"""How a kind's fields are declared: number, Swedish label, form. See `registry.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from kaa_core.model.enums import Choice
from kaa_core.model.registry import METADATA_KEY, Field, FieldType, Problem


def _declare(number: int, label: str, kind: FieldType, **more: Any) -> Any:
    described = Field(id=number, name="", label=label, type=kind, **more)
    return attrs.field(default=described.empty, metadata={METADATA_KEY: described})


def text(
    number: int,
    label: str,
    *,
    required: bool = False,
    max_length: int = 200,
    searchable: bool = False,
) -> Any:
    """Declare a line of text."""
    return _declare(
        number,
        label,
        FieldType.TEXT,
        required=required,
        max_length=max_length,
        searchable=searchable,
    )


def prose(number: int, label: str, *, required: bool = False, max_length: int = 50_000) -> Any:
    """Declare free text of several lines. One value to the merge, never merged by words."""
    return _declare(
        number,
        label,
        FieldType.PROSE,
        required=required,
        max_length=max_length,
        searchable=True,
    )


def integer(
    number: int,
    label: str,
    *,
    required: bool = False,
    minimum: int | None = None,
    maximum: int | None = None,
) -> Any:
    """Declare a whole number within bounds."""
    return _declare(
        number, label, FieldType.INTEGER, required=required, minimum=minimum, maximum=maximum
    )


def boolean(number: int, label: str) -> Any:
    """Declare yes, no or not stated (None)."""
    return _declare(number, label, FieldType.BOOLEAN)


def day(number: int, label: str, *, required: bool = False) -> Any:
    """Declare a date."""
    return _declare(number, label, FieldType.DATE, required=required)


def clock_time(number: int, label: str) -> Any:
    """Declare a time of day in local time, to the minute."""
    return _declare(number, label, FieldType.TIME)


def instant(number: int, label: str) -> Any:
    """Declare a moment: an aware datetime in UTC, to the millisecond."""
    return _declare(number, label, FieldType.INSTANT)


def choice(number: int, label: str, choices: type[Choice], *, required: bool = False) -> Any:
    """Declare one of a closed list."""
    return _declare(number, label, FieldType.CHOICE, choice=choices, required=required)


def choices(number: int, label: str, of: type[Choice]) -> Any:
    """Declare any number of a closed list, as a tuple."""
    return _declare(number, label, FieldType.CHOICES, choice=of)


def reference(number: int, label: str, *, required: bool = False) -> Any:
    """Declare another record's id."""
    return _declare(number, label, FieldType.REFERENCE, required=required)


def references(number: int, label: str) -> Any:
    """Declare ids of other records, as a tuple."""
    return _declare(number, label, FieldType.REFERENCES)


def raw(number: int, label: str) -> Any:
    """Declare a value kept as it stood on the wire (a conflict holds values of any field)."""
    return _declare(number, label, FieldType.RAW)


def in_order(
    value: Any,
    first: str = "start",
    last: str = "end",
    sentence: str = "Slutdatum ligger före startdatum. Ändra ett av dem.",
) -> Iterator[Problem]:
    """Yield a problem when the later of two moments comes before the earlier; a form may lack either."""
    start, end = getattr(value, first), getattr(value, last)
    if start is not None and end is not None and end < start:
        yield Problem(field=last, sentence=sentence)
