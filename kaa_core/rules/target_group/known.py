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
_THIRD_SPRING: Final = (19, 5, 1)
"""A national programme takes three school years (16 kap. 15 § skollagen): before May of the year of the
19th birthday nobody has left it complete, whatever a register leaves unsaid."""
_THIRD_GRADE: Final = 3


class Known:
    """A youth's facts in order, without those withdrawn by a date; the same for every order of facts."""

    __slots__ = (
        "_covered",
        "_spans",
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
        self._spans: list[tuple[date, date]] | None = None
        self._covered: tuple[date, bool] | None = None

    def covered(self, on: date) -> bool:
        """Whether school data covers the whole time since compulsory school up to a date.

        It does where her schools are known, or she has belonged here: every school must then tell us
        (15 kap. 15 § skollagen). A summer between is no gap. Without a single word from a school nothing
        is covered.
        """
        if self._covered is None or self._covered[0] != on:
            self._covered = (on, self._covers(on))
        return self._covered[1]

    def _covers(self, on: date) -> bool:
        if self.duty is None:
            return False
        reached = self.duty.last_day
        for first, last in self._covering():
            if first > reached and first - reached > BETWEEN_TERMS:
                break
            if last > reached:
                reached = last
                if reached >= on:
                    return True
        return reached >= on or (reached > self.duty.last_day and on - reached <= BETWEEN_TERMS)

    def _covering(self) -> list[tuple[date, date]]:
        if self._spans is None:
            schools = [
                (one.start, one.last)
                for one in self.claims
                if one.rank == SCHOOL
                and one.begun
                and (one.form in UPPER_FORMS or one.form in COMPULSORY_FORMS)
            ]
            heard = any(one.rank == SCHOOL for one in self.claims)
            homes = spans(self.held, self.residences) if heard else ()
            self._spans = sorted([*schools, *homes])
        return self._spans

    def left_complete(self, one: Claim) -> bool:
        """Whether a time in upper secondary school may have been completed, by how it ended."""
        if not one.begun or one.ended in (StudyEnd.BROKEN_OFF, StudyEnd.CHANGED):
            return False
        if one.ended is StudyEnd.COMPLETED:
            return True
        if one.grade is not None and one.grade < _THIRD_GRADE:
            return False
        if self.birth is None:
            return True
        years, month, day = _THIRD_SPRING
        return one.last >= date(self.birth.year + years, month, day)

    def ended_uppers(self, on: date) -> Iterator[Claim]:
        """Give the times in upper secondary school that had ended by a date, or never began."""
        return (
            one
            for one in self.upper
            if not one.lapsed and (one.last < on if one.begun else one.start <= on)
        )


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
