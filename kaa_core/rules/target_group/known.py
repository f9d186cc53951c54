"""What the conditions are judged from, worked out once for a youth and used for any date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from kaa_core.model.enums import CredentialKind, StudyEnd, StudyForm
from kaa_core.model.facts import Credential
from kaa_core.rules.target_group.claims import (
    COMPULSORY_FORMS,
    OTHER_FORMS,
    SCHOOL,
    UPPER_FORMS,
    Claim,
    claims,
)
from kaa_core.rules.target_group.duty import Duty, born
from kaa_core.rules.target_group.residence import living, spans
from kaa_core.rules.target_group.types import Held

BETWEEN_TERMS: Final = timedelta(days=100)
"""The longest time between two terms, or between compulsory and upper secondary school: a summer."""
COURSES: Final = OTHER_FORMS | {StudyForm.SFI}
THREE_YEARS: Final = 3
FOUR_YEARS: Final = 4
"""A national programme takes three school years (16 kap. 15 § skollagen), the adapted school four (19
kap. 17 §): before May of that year nobody has left it complete, whatever a register leaves unsaid."""
SPRING: Final = (5, 1)
"""Month and day from which an education may be left complete: at the end of a spring term."""
_THIRD_GRADE: Final = 3


class Known:
    """A youth's facts in order, without those withdrawn by a date; the same for every order of facts."""

    __slots__ = (
        "_covered",
        "_schools",
        "birth",
        "claims",
        "courses",
        "credentials",
        "duty",
        "held",
        "residences",
        "upper",
    )

    def __init__(self, held: Held, on: date) -> None:
        self.held = held
        self.birth = born(held.identity_number)
        self.claims = claims(held.studies, held.notices, held.occupations, on)
        self.residences = living(held.residences, on)
        self.credentials = _living(held, on) if held.credentials else []
        self.duty = None if self.birth is None else Duty(held, self.birth, self.claims)
        self.upper = [one for one in self.claims if one.form in UPPER_FORMS]
        self.courses = (
            [one for one in self.claims if one.form in COURSES]
            if len(self.claims) > len(self.upper)
            else []
        )
        self._schools: list[tuple[date, date]] | None = None
        self._covered: tuple[date, bool] | None = None

    def covered(self, on: date) -> bool:
        """Whether schools would have told us of her all the time since compulsory school up to a date.

        They do where her schools are known, and where she belongs here: every school must then tell us
        (15 kap. 15 § skollagen). A summer between is no gap. Without a single word from a school nothing
        is covered.
        """
        if self._covered is None or self._covered[0] != on:
            heard = any(one.rank == SCHOOL for one in self.claims)
            homes = spans(self.held, self.residences) if heard else ()
            self._covered = (on, self._reaches(sorted([*self._schooling(), *homes]), on))
        return self._covered[1]

    def has_none(self, on: date, years: int | None) -> bool:
        """Whether school data says that there is no document of an education of some years on a date.

        `years` None: where schools would have told us of her. Else only until the first spring in which
        she could have left it complete at a school that never told us: after the years that it takes,
        and after the last school that did tell us.
        """
        if not self.covered(on):
            return False
        if years is None or self.duty is None or on < self.spring(years):
            return True
        last = max((min(end, on) for start, end in self._schooling() if start <= on), default=None)
        return last is not None and on < _next_spring(last)

    def spring(self, years: int) -> date:
        """Return from when an education of some years after compulsory school may be complete."""
        assert self.duty is not None  # asked before
        return date(self.duty.last_day.year + years, *SPRING)

    def _reaches(self, told: list[tuple[date, date]], on: date) -> bool:
        if self.duty is None:
            return False
        begun = reached = self.duty.last_day
        for first, last in told:
            if first > reached and first - reached > BETWEEN_TERMS:
                break
            if last > reached:
                reached = last
                if reached >= on:
                    return True
        return reached >= on or (reached > begun and on - reached <= BETWEEN_TERMS)

    def _schooling(self) -> list[tuple[date, date]]:
        if self._schools is None:
            self._schools = [
                (one.start, one.last)
                for one in self.claims
                if one.rank == SCHOOL
                and one.begun
                and (one.form in UPPER_FORMS or one.form in COMPULSORY_FORMS)
            ]
        return self._schools

    def left_complete(self, one: Claim) -> bool:
        """Whether a time in upper secondary school may have been completed, by how it ended."""
        if not one.begun or one.ended in (StudyEnd.BROKEN_OFF, StudyEnd.CHANGED):
            return False
        if one.ended is StudyEnd.COMPLETED:
            return True
        if one.grade is not None and one.grade < _THIRD_GRADE:
            return False
        return self.duty is None or one.last >= self.spring(THREE_YEARS)

    def ended_uppers(self, on: date) -> Iterator[Claim]:
        """Give the times in upper secondary school that had ended by a date, or never began."""
        return (
            one
            for one in self.upper
            if not one.lapsed and (one.last < on if one.begun else one.start <= on)
        )


def _next_spring(day: date) -> date:
    spring = date(day.year, *SPRING)
    return spring if day < spring else date(day.year + 1, *SPRING)


def _living(held: Held, on: date) -> list[Credential]:
    left = [one for one in held.credentials if one.withdrawn is None or one.withdrawn > on]
    if len(left) > 1:
        left.sort(key=_order)
    return left


def _order(one: Credential) -> tuple[object, ...]:
    return (issued(one), one.as_of or date.min, one.kind or CredentialKind.NONE, one.id)


def issued(one: Credential) -> date:
    """Return the day from which a document is there: its date, else that of the answer about it."""
    return one.issued_on or one.as_of or date.min
