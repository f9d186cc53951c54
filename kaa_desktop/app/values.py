"""Values of fields in the words that people read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from kaa_core.model import identity
from kaa_core.model.registry import Field, FieldType
from kaa_desktop.app.words import clock_time, short


def in_words(field: Field, wire: Any, today: date | None, names: Mapping[UUID, str]) -> str:
    """A wire value of a field as a person reads it; what cannot be read is said so.

    `today` None: days are written whole ("2026-11-24"), as papers have them.
    """
    try:
        held = field.from_wire(wire)
    except (ValueError, KeyError):
        return "(kan inte visas i den här versionen)"
    return _shown(field, held, today, names)


def _shown(field: Field, held: Any, today: date | None, names: Mapping[UUID, str]) -> str:
    if held is None or held == ():
        return "(tomt)"
    if field.type is FieldType.REFERENCE:
        return names.get(held, _ELSEWHERE)
    if field.type is FieldType.REFERENCES:
        return ", ".join(names.get(one, _ELSEWHERE) for one in held)
    if field.name == "identity_number":
        return identity.shown(held)
    if field.type is FieldType.DATE:
        return held.isoformat() if today is None else short(held, today)
    return _PLAIN.get(field.type, str)(held)


_ELSEWHERE: Final = "(finns inte på datorn)"
_PLAIN: Final[dict[FieldType, Callable[[Any], str]]] = {
    FieldType.TIME: clock_time,
    FieldType.BOOLEAN: lambda held: "ja" if held else "nej",
    FieldType.CHOICE: lambda held: held.label,
    FieldType.CHOICES: lambda held: ", ".join(one.label for one in held),
    FieldType.RAW: lambda held: (
        ", ".join(map(str, held)) if isinstance(held, list | tuple) else "(sparat som en helhet)"
    ),
}
