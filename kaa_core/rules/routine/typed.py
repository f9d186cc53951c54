"""Intervals as people write them ("en månad", "14 dagar"), and the whole routine in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import attrs

from kaa_core.rules.routine import words
from kaa_core.rules.routine.types import Anchor, Routine, Span, Step

_PART: Final = re.compile(r"(\d+|[a-zåäö]+)\s*(dag|dagar|vecka|veckor|månad|månader|mån|år)\b")
_WORDS: Final = {word: value for value, word in enumerate(words.NUMBERS)} | {"ett": 1}
_DAYS_A_WEEK: Final = 7
_MONTHS_A_YEAR: Final = 12


@attrs.frozen
class Line:
    """A step of the picture. `title`: what is done; `when`: from what it is counted; `who`: whose it is."""

    title: str
    when: str
    who: str
    visit: bool = False

    def spoken(self) -> str:
        """The same as a sentence."""
        return f"{self.title}. {self.when} Görs av {self.who}."


def read_span(text: str) -> Span | None:
    """Return the interval that was written; None when it cannot be read. Weeks become days."""
    left = text.strip().casefold()
    months = days = 0
    found = list(_PART.finditer(left))
    if not found or _PART.sub("", left).replace("och", "").strip(" ,"):
        return None
    for part in found:
        number = int(part[1]) if part[1].isdigit() else _WORDS.get(part[1])
        if number is None:
            return None
        if part[2].startswith("dag"):
            days += number
        elif part[2].startswith("veck"):
            days += number * _DAYS_A_WEEK
        elif part[2] == "år":
            months += number * _MONTHS_A_YEAR
        else:
            months += number
    return Span(months, days) if months or days else None


def typed(value: Span) -> str:
    """Return the interval as a person would write it; `read_span` reads it again."""
    return words.span(value)


def lines(routine: Routine) -> tuple[Line, ...]:
    """Return the steps towards one who is not reached, what follows on the last, in order."""
    return tuple(_lines(routine))


def _lines(routine: Routine) -> Iterator[Line]:
    for at, one in enumerate(routine.steps):
        before = routine.steps[at - 1] if at else None
        yield Line(one.step.label, _when(one, before), one.role.label, one.visit)
    yield Line(
        "Nytt försök, om och om igen",
        f"Minst {words.every(routine.again)}.",
        routine.again_role.label,
    )
    if routine.visit_again is not None:
        yield Line(
            "Nytt hembesök",
            f"Minst {words.every(routine.visit_again)}.",
            routine.visit_role.label,
            visit=True,
        )


def followed_up(routine: Routine) -> Line:
    """Return what is done with those who are reached."""
    late = words.after(routine.limit, "senaste kontakten")
    return Line(
        "Uppföljning av den som är nådd",
        f"Minst {words.every(routine.follow_up)}. För sen: {late[:1].lower()}{late[1:]}",
        routine.follow_up_role.label,
    )


def _when(step: Step, before: Step | None) -> str:
    if before is None:
        return words.within(step.after, "inskrivningen")
    if step.anchor is Anchor.START:
        return words.after(step.after, "första brevet")
    return words.after(step.after, "hembesöket" if before.visit else "försöket före")
