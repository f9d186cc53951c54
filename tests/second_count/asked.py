"""What is asked, and who is who on the day: the groups that figures are of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from tests.second_count.contact import enrolled
from tests.second_count.days import age_on, turns
from tests.second_count.group import (
    COVERED,
    HOME,
    NOT_COVERED,
    Stands,
    stands,
)
from tests.second_count.reading import Person, Row


@dataclass(frozen=True)
class Cell:
    """A number, of how many, and the youths behind it."""

    count: int | None
    whole: int | None = None
    youths: frozenset[bytes] = frozenset()


Cells = dict[tuple[str, str], Cell]


class Asked:
    """The question: everybody, the day, the period's first day, the definition, the routine in force."""

    def __init__(
        self,
        people: Sequence[Person],
        on: date,
        start: date,
        *,
        introductory_in: bool,
        home: str,
        routine: Mapping[str, Any],
        unit_of: Mapping[bytes, bytes],
        budget: Sequence[tuple[date, date, int, int | None]] = (),
    ) -> None:
        self.people, self.on, self.start, self.home = people, on, start, home
        self.introductory_in, self.routine, self.unit_of = introductory_in, dict(routine), unit_of
        self.budget = budget

    def within(self, day: date | None) -> bool:
        """Whether a day lies in the period."""
        return day is not None and self.start <= day <= self.on

    def _stands(self, one: Person, *, introductory_in: bool) -> Stands:
        return stands(one, self.home, self.on, introductory_in=introductory_in)

    @cached_property
    def here(self) -> list[tuple[Person, Stands, Stands]]:
        """Not twenty, and not known to belong elsewhere: by the definition asked, and by the later one."""
        found = []
        for one in self.people:
            if self.on >= turns(one.born, 20) or self.on < date(one.born.year + 16, 1, 1):
                continue
            asked = self._stands(one, introductory_in=self.introductory_in)
            if asked.belonging == NOT_COVERED and asked.criterion == HOME:
                continue
            found.append((one, asked, self._stands(one, introductory_in=False)))
        return found

    @cached_property
    def age_group(self) -> list[Person]:
        return [one for one, _, _ in self.here if turns(one.born, 16) <= self.on]

    @cached_property
    def by_year(self) -> list[Person]:
        found = []
        for one in self.people:
            if 16 <= self.on.year - one.born.year <= 20:
                now = self._stands(one, introductory_in=self.introductory_in)
                if now.belonging != NOT_COVERED or now.criterion != HOME:
                    found.append(one)
        return found

    @cached_property
    def covered(self) -> list[Person]:
        return [one for one, asked, _ in self.here if asked.belonging == COVERED]

    @cached_property
    def introductory(self) -> list[Person]:
        return [one for one, _, later in self.here if later.introductory]

    @cached_property
    def enrolled(self) -> list[tuple[Person, Row]]:
        found = [(one, enrolled(one, self.on)) for one in self.people]
        return [(one, held) for one, held in found if held is not None]

    @cached_property
    def population(self) -> list[Person]:
        """Diagram 1's: covered or enrolled, pupils on introduktionsprogram outside it."""
        inside = [*self.covered, *(one for one, _ in self.enrolled)]
        away = {one.youth for one in self.introductory}
        return list({one.youth: one for one in inside if one.youth not in away}.values())

    def age(self, one: Person) -> int:
        return age_on(one.born, self.on)

    def worker(self, one: Person) -> bytes:
        """Of the enrolment of the day, else of the latest one."""
        held = enrolled(one, self.on)
        if held is None:
            begun = [each for each in one.enrolments if each["start"] <= self.on]
            held = max(begun, key=lambda each: (each["start"], each["id"]), default=None)
        return (held["worker"] or b"") if held else b""


def persons(found: list[Person], whole: int | None = None) -> Cell:
    """Persons, perhaps of so many."""
    return Cell(len(found), whole, frozenset(one.youth for one in found))


def times(found: list[Person], whole: int | None = None) -> Cell:
    """Events, each with the person it is about."""
    return Cell(len(found), whole, frozenset(one.youth for one in found))
