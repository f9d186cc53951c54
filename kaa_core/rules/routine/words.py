"""Where a date of the routine comes from, in a sentence."""

from __future__ import annotations

from typing import Final

from kaa_core.rules.routine.types import Span

_NUMBERS: Final = (
    "noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv",
)  # fmt: skip


def number(value: int) -> str:
    """Return a number as "tre", in figures above twelve."""
    return _NUMBERS[value] if value < len(_NUMBERS) else str(value)


def span(value: Span) -> str:
    """Return an interval as "tre månader", "14 dagar" or "en månad och två dagar"."""
    parts = []
    if value.months:
        parts.append(f"{number(value.months)} {'månad' if value.months == 1 else 'månader'}")
    if value.days or not parts:
        parts.append(f"{number(value.days)} {'dag' if value.days == 1 else 'dagar'}")
    return " och ".join(parts)


def after(value: Span, what: str) -> str:
    """Return "En månad efter första brevet."."""
    said = span(value)
    return f"{said[:1].upper()}{said[1:]} efter {what}."


def within(value: Span, what: str) -> str:
    """Return "Inom 14 dagar från inskrivningen."."""
    return f"Inom {span(value)} från {what}."
