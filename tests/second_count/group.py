"""Whether a youth belongs to the target group on a day, judged by itself from 29 kap. 9 § skollagen.

Only over facts whose weight nobody disputes: residence from folkbokföringen, studies from schools, notices,
credentials from UHR, her own word of an occupation, and decisions. Where sources contradict each other the
rules of the target group are tested for themselves; no history here holds that.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from tests.second_count.days import DAY, FOREVER, turns
from tests.second_count.reading import Person, Row
from tests.second_count.schooling import (
    ADAPTED,
    BROKEN,
    CHANGED,
    COMPLETED,
    COMPULSORY,
    COURSES,
    EXCHANGE,
    FOLK,
    IM,
    INTERNATIONAL,
    KOMVUX,
    NATIONAL,
    OTHER,
    SECONDARY,
    SFI,
    periods,
)

HOME, TWENTY, DUTY, SCHOOL, EXAM, CERTIFICATE, EQUIVALENT = range(1, 8)
COVERED, NOT_COVERED, UNCLEAR = 1, 2, 3
SUMMER = timedelta(days=100)
"""Between two terms, or between compulsory and upper secondary school."""
REGISTERED, EMIGRATED, DECEASED = 1, 4, 5
OUTSIDE = (7, 8, 9, 10, 12, 13)
"""Occupations that are no school, and say that she is not in one."""
IN_COURSE = {4: KOMVUX, 5: FOLK, 6: OTHER}


class Stands(NamedTuple):
    """Where she stands: covered or not; the first condition that says so; on introduktionsprogram."""

    belonging: int
    criterion: int | None
    introductory: bool


def stands(person: Person, home: str, on: date, *, introductory_in: bool) -> Stands:
    """Where a youth stands on a day. `introductory_in`: by the wording before July 2018."""
    one = _Youth(person, home, on)
    answers: dict[int, bool | None] = {
        HOME: one.at_home(),
        TWENTY: on < turns(person.born, 20),
        DUTY: one.schooled(),
        SCHOOL: one.outside_school(introductory_in=introductory_in),
        EXAM: one.without(1, (NATIONAL, EXCHANGE), (KOMVUX,), 3),
        CERTIFICATE: one.without_certificate(),
        EQUIVALENT: one.without(5, (INTERNATIONAL,), (FOLK, OTHER), None),
    }
    in_im = bool(one.current) and one.current[-1]["form"] == IM
    decided = one.decisions()
    for criterion, judged in decided.items():
        if criterion:
            answers[criterion] = {1: True, 2: False, 3: None}[judged]
            in_im = in_im and criterion != SCHOOL
    failing = [number for number, answer in answers.items() if answer is False]
    if 0 in decided and answers[TWENTY] is not False and not (one.dead() and HOME in failing):
        return Stands(decided[0], None, False)
    if failing:
        return Stands(NOT_COVERED, failing[0], in_im and failing[0] == SCHOOL)
    unknown = [number for number, answer in answers.items() if answer is None]
    return Stands(UNCLEAR, unknown[0], False) if unknown else Stands(COVERED, None, False)


class _Youth:
    """What is known of her on a day."""

    def __init__(self, person: Person, home: str, on: date) -> None:
        self.person, self.home, self.on = person, home, on
        there = [one for one in person.homes if one["withdrawn"] is None or one["withdrawn"] > on]
        self.homes = sorted(there, key=lambda one: (one["start"], one["id"]))
        self.periods = sorted(periods(person, on), key=lambda one: (one["start"], one["last"]))
        self.uppers = [one for one in self.periods if one["form"] in SECONDARY]
        begun = [one for one in self.uppers if one["start"] <= on <= one["last"] and one["begun"]]
        self.current = begun
        self.duty = self._duty()
        self.papers = [
            one for one in person.documents if one["withdrawn"] is None or one["withdrawn"] > on
        ]

    # -- where she belongs, and compulsory school

    def dead(self) -> bool:
        return any(one["kind"] == DECEASED and one["start"] <= self.on for one in self.homes)

    def at_home(self) -> bool | None:
        begun = [one for one in self.homes if one["start"] <= self.on]
        if self.dead() or (begun and begun[-1]["kind"] == EMIGRATED):
            return False
        return begun[-1]["place"] == self.home if begun else None

    def _duty(self) -> date:
        """The last day of compulsory schooling: 30 June at sixteen, earlier when she left it complete."""
        person, year = self.person, self.person.born.year + 16
        end, left = date(year, 6, 30), FOREVER
        for one in self.periods:
            if one["form"] != COMPULSORY:
                continue
            goes_on = one["start"] <= date(year + 1, 6, 30) and one["last"] >= date(year, 9, 1)
            if one["prolonged"] or (one["prolonged"] is None and goes_on):
                end = max(end, min(date(year + 1, 6, 30), turns(person.born, 18) - DAY))
            if one["how"] == COMPLETED and year - 1 <= one["last"].year < 9999:
                left = min(left, one["last"])
        return min(end, left)

    def schooled(self) -> bool | None:
        if self.on <= self.duty:
            return False
        still = any(
            one["form"] == COMPULSORY and one["start"] <= self.on <= one["last"]
            for one in self.periods
        )
        return None if still else True

    # -- school

    def outside_school(self, *, introductory_in: bool) -> bool | None:
        if any(one["form"] != IM or not introductory_in for one in self.current):
            return False
        if any(self._ahead(one, introductory_in=introductory_in) for one in self.uppers):
            return False
        if self.current:
            return True
        courses = self._courses()
        shares = [one["extent"] for one in courses if one.get("form") != SFI]
        if sum(share or 0 for share in shares) >= 100 or None in shares:
            return None
        return True if courses or self._known_outside() else None

    def _known_outside(self) -> bool:
        """What says that one who is in no school known is in none."""
        left = any(
            (one["last"] if one["begun"] else one["start"] - DAY) < self.on for one in self.uppers
        )
        papers = any(one["kind"] in (1, 2, 3, 4) and _issued(one) <= self.on for one in self.papers)
        told = any(
            one["kind"] in OUTSIDE and _noted(one) <= self.on <= (one["end"] or FOREVER)
            for one in self.person.occupations
        )
        return left or papers or told or self.on <= self.duty or self._schools_would_tell()

    def _ahead(self, one: Row, *, introductory_in: bool) -> bool:
        """Admitted and not begun, or between two terms."""
        if one["start"] <= self.on or (introductory_in and one["form"] == IM):
            return False
        if not one["begun"] and one["told"] < one["start"]:
            return False
        if one["begun"] and one["told"] <= self.on:
            return True
        return any(
            before["last"] < self.on
            and one["start"] - before["last"] <= SUMMER
            and before["begun"]
            and before["how"] != BROKEN
            and before["form"] in (COMPULSORY, *SECONDARY)
            for before in self.periods
        )

    def _courses(self) -> list[Row]:
        """Courses that go on; where the school tells of such a course, its word alone."""
        going = [
            one
            for one in self.periods
            if one["form"] in (*COURSES, SFI)
            and one["begun"]
            and one["start"] <= self.on <= one["last"]
        ]
        by_school = {one["form"] for one in going}
        for one in self.person.occupations:
            form = IN_COURSE.get(one["kind"])
            if form and form not in by_school and _noted(one) <= self.on <= (one["end"] or FOREVER):
                going.append(one)
        return going

    def _schools_would_tell(self) -> bool:
        """School data covers all the time since compulsory school (a summer between is no gap)."""
        if not self.periods:
            return False
        known = [
            (one["start"], one["last"])
            for one in self.periods
            if one["begun"] and one["form"] in (COMPULSORY, *SECONDARY)
        ]
        for place, one in enumerate(self.homes):
            if one["kind"] == REGISTERED and one["place"] == self.home:
                later = [each["start"] for each in self.homes[place + 1 :]]
                known.append((one["start"], min(later) - DAY if later else FOREVER))
        reached = self.duty
        for first, last in sorted(known):
            if first - reached > SUMMER:
                break
            reached = max(reached, last)
        if reached >= self.on:
            return True
        return reached > self.duty and self.on - reached <= SUMMER

    # -- documents

    def _said_none(
        self, kinds: tuple[int, ...], doubt: Callable[[Row, Row], bool], may: list[Row]
    ) -> bool:
        return any(
            one["kind"] in kinds
            and (one["kind"] == 0 or _issued(one) <= self.on)
            and not any(doubt(each, one) for each in may)
            for one in self.papers
        )

    def without(
        self, proof: int, schools: tuple[int, ...], courses: tuple[int, ...], years: int | None
    ) -> bool | None:
        """No document of a kind: True, False, or None where nobody has said."""
        if any(one["kind"] == proof and _issued(one) <= self.on for one in self.papers):
            return False
        if self.on <= self.duty:
            return True
        may = [
            one
            for one in self.periods
            if one["last"] < self.on
            and (
                (one["form"] in schools and self._complete(one, 3))
                or (
                    one["form"] in courses
                    and one["how"] == COMPLETED
                    and one["extent"] in (None, 100)
                )
            )
        ]
        kinds = (0, 2, 3, 1, 4) if proof == 5 else (0, 2, 3)
        if self._said_none(kinds, (lambda _, __: True) if proof == 5 else _reopens, may):
            return True
        if may:
            return None
        return True if self._has_none(years) else None

    def without_certificate(self) -> bool | None:
        """No gymnasiebevis: none was ever in the adapted school, or somebody has said so."""
        if any(one["kind"] == 4 and _issued(one) <= self.on for one in self.papers):
            return False
        if self.on <= self.duty:
            return True
        adapted = [one for one in self.uppers if one["form"] == ADAPTED]
        may = [
            one
            for one in adapted
            if one["last"] < self.on and one["begun"] and self._complete(one, 4)
        ]
        if self._said_none((0, 2, 3, 1), _reopens, may):
            return True
        if may:
            return None
        elsewhere = any(one["begun"] and one["start"] <= self.on for one in self.uppers)
        return True if self._has_none(None) or (elsewhere and not adapted) else None

    def _complete(self, one: Row, years: int) -> bool:
        """Whether a time in school may have been gone through: said so, or in the spring of its last year."""
        if one["how"] in (BROKEN, CHANGED) or not one["begun"]:
            return False
        in_spring: bool = one["last"] >= date(self.duty.year + years, 5, 1)
        return one["how"] == COMPLETED or in_spring

    def _has_none(self, years: int | None) -> bool:
        if not self._schools_would_tell():
            return False
        if years is None or self.on < date(self.duty.year + years, 5, 1):
            return True
        known = [
            min(one["last"], self.on)
            for one in self.periods
            if one["begun"] and one["form"] in (COMPULSORY, *SECONDARY) and one["start"] <= self.on
        ]
        if not known:
            return False
        spring = date(max(known).year, 5, 1)
        return self.on < (spring if max(known) < spring else date(spring.year + 1, 5, 1))

    # -- decisions

    def decisions(self) -> dict[int, int]:
        """By condition (0: the whole) the decision in force: of several, the one from the latest day."""
        found: dict[int, Row] = {}
        for one in self.person.decisions:
            about = one["about"] or 0
            answer = one["judged"] if about else one["whole"]
            if answer is None or not one["start"] <= self.on <= (one["end"] or FOREVER):
                continue
            if about not in found or _made(one) > _made(found[about]):
                found[about] = one
        return {about: one["judged"] if about else one["whole"] for about, one in found.items()}


def _made(one: Row) -> tuple[date, date, bytes]:
    return one["start"], one["decided"] or date.min, one["id"]


def _issued(one: Row) -> date:
    day: date = one["issued"] or one["told"]
    return day


def _noted(one: Row) -> date:
    day: date = one["start"] or one["noted"] or date.min
    return day


def _reopens(study: Row, answer: Row) -> bool:
    """Whether studies that may have led to a document ended after the answer was given."""
    spoken = max(answer["told"], answer["issued"] or date.min)
    if answer["kind"] == 0:
        return bool(study["last"] >= spoken)
    return bool(study["last"] > spoken and (study["last"] - _issued(answer)).days > 60)
