"""Which earlier value may be put back from the history, and why another may not."""

from __future__ import annotations

from typing import Any, Final

from kaa_core.model.registry import Field, Kind, Record
from kaa_core.model.rights import Right
from kaa_desktop.app.roles import why_not

_FIELDS: Final = {
    "youth": frozenset(
        {"phone", "email", "street", "postal_code", "city", "care_of", "given_name", "family_name"}
    ),
    "task": frozenset({"title", "reason", "due", "at"}),
    "guardian": frozenset({"name", "phone", "email"}),
    "occupation": frozenset({"description", "start", "end", "extent"}),
    "home_visit": frozenset({"planned_on", "planned_at", "note"}),
}
"""What a person changes freely; the rest has a place of its own, with its own rules."""
SEALED: Final = "Händelsen är införd i journalen. Rätta med ett tillägg."
ELSEWHERE: Final = "Den här uppgiften ändras på sitt eget ställe i programmet."
GONE: Final = "Posten är borttagen och går inte att ändra."
STANDS: Final = "Värdet gäller redan."


def why_not_restored(role: int, kind: Kind, held: Record | None, field: Field, wire: Any) -> str:
    """Why a value may not be put back, as a sentence; empty when it may."""
    if held is None:
        return GONE
    if kind.sealed_by is not None and getattr(held, kind.sealed_by) is not None:
        return SEALED
    if field.name not in _FIELDS.get(kind.name, frozenset()):
        return ELSEWHERE
    if refusal := why_not(role, Right.WRITE_CASES):
        return refusal
    return STANDS if field.to_wire(getattr(held, field.name)) == wire else ""
