"""Where a date of the routine comes from, in a sentence."""

from __future__ import annotations

from typing import Final

from kaa_core.rules.routine.types import Span

NUMBERS: Final = (
    "noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv",
)  # fmt: skip


def number(value: int) -> str:
    """Return a number as "tre", in figures above twelve."""
    return NUMBERS[value] if value < len(NUMBERS) else str(value)


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


def every(value: Span) -> str:
    """Return "var tredje månad" or "var 14:e dag"; "en gång på en månad och två dagar" of a mixed one."""
    if value.months and not value.days:
        count, unit = value.months, "månad"
    elif value.days and not value.months:
        count, unit = value.days, "dag"
    else:
        return f"en gång på {span(value)}"
    if count == 1:
        return f"varje {unit}"
    return f"var {_ORDINALS.get(count) or _figure(count)} {unit}"


_ORDINALS: Final = {
    2: "annan", 3: "tredje", 4: "fjärde", 5: "femte", 6: "sjätte", 7: "sjunde", 8: "åttonde",
    9: "nionde", 10: "tionde", 11: "elfte", 12: "tolfte",
}  # fmt: skip


def _figure(count: int) -> str:
    ending = ":a" if count % 10 in (1, 2) and count % 100 not in (11, 12) else ":e"
    return f"{count}{ending}"
