"""Of when an answer is, and where it comes from, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kaa_core.statistics.answers import Answer, Origin
from kaa_core.statistics.values import Figure


def when(one: Answer, figure: Figure) -> str:
    """As "2026-08-01 till 2026-11-24" or "2026-11-24"."""
    return f"{one.start} till {one.as_of}" if figure.period else str(one.as_of)


_ORIGINS: Final[Mapping[Origin, str]] = {
    Origin.COUNTED: "Räknat ur registret",
    Origin.STORED: "Lagrat när det kunde räknas",
    Origin.SERVER: "Räknat av servern",
}


def origin(one: Answer) -> str:
    """Where an answer comes from, in words."""
    said = _ORIGINS[one.origin]
    return said if one.stored_at is None else f"{said}, {one.stored_at.date()}"
