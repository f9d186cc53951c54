"""What sources say of a youth: where she belongs, her schools, her documents.

So that the made-up municipality can be judged as a real one is, with what the audits met: prolonged
compulsory school among the pupils, komvux at part of full time, newcomers whose grades nobody knows, a
school's notice that came late, a pupil who has left and is not enrolled, and one who is back at school
and still is (000 2.1.4; 003 s. 11-13).
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import attrs

from kaa_core.demo.days import AUGUST, DAY, Span, clock, utc
from kaa_core.demo.dice import Dice
from kaa_core.demo.journal import IMPORT_MINUTES, Journal, Made
from kaa_core.demo.people import SCHOOL_AGE_ENDS, Person
from kaa_core.model.enums import (
    CredentialKind,
    FactSource,
    NoticeKind,
    OccupationKind,
    Protection,
    RegistrationReason,
    ResidenceKind,
    StudyEnd,
    StudyForm,
)
from kaa_core.model.ids import YouthId
from kaa_core.model.records import (
    Credential,
    Enrolment,
    Occupation,
    Residence,
    SchoolNotice,
    StudyPeriod,
)
from kaa_core.model.registry import Record

HOME: Final = "9901"
ELSEWHERE: Final = "9902"
"""Codes that no municipality has."""
SCHOOL_BEGINS, SCHOOL_ENDS = (AUGUST, 18), (6, 12)
COMPULSORY_YEARS: Final = 9
OF_POPULATION, OF_SCHOOLS, OF_UHR = "Folkbokföringen", "Exempelås elevregister", "UHR"
OTHER_SCHOOL: Final = "Provbackens gymnasium"
_FORMS: Final = {
    OccupationKind.UPPER_SECONDARY: StudyForm.NATIONAL_PROGRAMME,
    OccupationKind.INTRODUCTORY: StudyForm.INTRODUCTORY,
    OccupationKind.ADAPTED_UPPER_SECONDARY: StudyForm.ADAPTED_UPPER_SECONDARY,
    OccupationKind.ADULT_EDUCATION: StudyForm.ADULT_EDUCATION,
}


@attrs.frozen(kw_only=True)
class Told:
    """What is out of the ordinary about a youth."""

    prolonged: bool = False
    left_unnoticed: bool = False
    late_notice: bool = False
    back_at_school: bool = False


ORDINARY: Final = Told()
_OF_PUPILS: Final = (Told(left_unnoticed=True), Told(late_notice=True))


def told_of_pupil(place: int, person: Person, span: Span) -> Told:
    """What is out of the ordinary about the pupil in this place: one of 150 of each kind.

    Prolonged compulsory school only of those who would have left it this summer.
    """
    newly = person.leaves_school.year == span.as_of.year and person.leaves_school <= span.as_of
    if newly and place % 50 == 0:
        return Told(prolonged=True)
    if not newly and place % 150 in (1, 2):
        return _OF_PUPILS[place % 150 - 1]
    return ORDINARY


def state(
    journal: Journal, person: Person, dice: Dice, known_on: date, told: Told = ORDINARY
) -> None:
    """Add what sources say, from what the case's records already tell, as of the last import."""
    sources = _Sources(journal, dice, known_on)
    enrolments = [one.record for one in journal.made if isinstance(one.record, Enrolment)]
    reason = enrolments[-1].registration_reason if enrolments else None
    moved = reason is RegistrationReason.MOVED_IN
    start = enrolments[-1].start if enrolments else None
    sources.lives(person, start if moved else None)
    if not moved:
        sources.went_to_school(person, prolonged=told.prolonged)
        if not told.prolonged:
            sources.studies(told)
        if told.back_at_school:
            sources.went_back()
        sources.documents(reason, start)


class _Sources:
    """Writes one youth's facts."""

    def __init__(self, journal: Journal, dice: Dice, known_on: date) -> None:
        self._journal, self._dice = journal, dice
        self._on = min(known_on, journal.span.last)
        self._as_of = journal.span.last

    def _add(self, build: Any, source: FactSource, origin: str, **values: Any) -> None:
        at = utc(self._on, clock(IMPORT_MINUTES + 20 + self._dice.below(15)))
        record: Record = build(
            id=self._dice.new_id(at),
            youth=YouthId(self._journal.youth.id),
            source=source,
            origin=origin,
            as_of=values.pop("as_of", self._as_of),
            **values,
        )
        self._journal.made.append(Made(record=record, by=None, at=at))

    def lives(self, person: Person, moved_in: date | None) -> None:
        """By folkbokföringen here all her life, or since she moved in."""
        protected = self._journal.youth.protection is Protection.PROTECTED
        here = ResidenceKind.STAYING_PROTECTED if protected else ResidenceKind.REGISTERED
        spans = [(person.born, HOME)]
        if moved_in is not None:
            spans = [(person.born, ELSEWHERE), (moved_in - DAY * 14, HOME)]
        for start, municipality in spans:
            self._add(
                Residence,
                FactSource.POPULATION_REGISTER,
                OF_POPULATION,
                kind=here if municipality == HOME else ResidenceKind.REGISTERED,
                start=start,
                municipality=municipality,
            )

    def went_to_school(self, person: Person, *, prolonged: bool) -> None:
        """Nine years of compulsory school, and one more for some."""
        last = person.born.year + SCHOOL_AGE_ENDS + prolonged
        end = date(last, *SCHOOL_ENDS)
        over = end <= self._as_of
        self._add(
            StudyPeriod,
            FactSource.SCHOOL,
            OF_SCHOOLS,
            form=StudyForm.COMPULSORY,
            start=date(last - COMPULSORY_YEARS - prolonged, *SCHOOL_BEGINS),
            end=end if over else None,
            end_kind=StudyEnd.COMPLETED if over else None,
            grade=COMPULSORY_YEARS,
            school="Exempelskolan",
            prolonged=True if prolonged else None,
        )

    def studies(self, told: Told) -> None:
        """Each school that the case tells of, as its register has it."""
        for one in [made.record for made in self._journal.made]:
            if isinstance(one, Occupation) and one.kind in _FORMS and one.start is not None:
                self._period(one, told)

    def went_back(self) -> None:
        """She has begun school again, and nobody has closed her case."""
        self._add(
            StudyPeriod,
            FactSource.SCHOOL,
            OF_SCHOOLS,
            form=StudyForm.NATIONAL_PROGRAMME,
            start=self._as_of - DAY * self._dice.between(15, 25),
            school="Exempelgymnasiet",
            programme="Samhällsvetenskapsprogrammet",
        )

    def _period(self, one: Occupation, told: Told) -> None:
        assert one.start is not None  # asked by `studies`
        end = one.end
        if end is None and told.left_unnoticed:
            end = max(one.start, self._as_of - DAY * self._dice.between(20, 40))
        finished = end is not None and (end.month, end.day) == SCHOOL_ENDS
        broken = end is not None and not finished
        school = OTHER_SCHOOL if told.late_notice else "Exempelgymnasiet"
        adult = one.kind is OccupationKind.ADULT_EDUCATION
        self._add(
            StudyPeriod,
            FactSource.SCHOOL,
            OTHER_SCHOOL if told.late_notice else OF_SCHOOLS,
            form=_FORMS[one.kind],
            start=one.start,
            end=end,
            end_kind=StudyEnd.COMPLETED if finished else StudyEnd.BROKEN_OFF if broken else None,
            extent=one.extent if adult else None,
            school="Exempelås vuxenutbildning" if adult else school,
            programme=None if adult else (one.description or "").partition(",")[0] or None,
        )
        if told.late_notice and end is None:
            self._notice(max(one.start, self._as_of - DAY * self._dice.between(45, 60)), school)

    def _notice(self, left: date, school: str) -> None:
        """A school of another owner tells weeks afterwards that the pupil has left (15 kap. 15 §)."""
        self._add(
            SchoolNotice,
            FactSource.NOTICE,
            school,
            kind=NoticeKind.LEFT,
            occurred_on=left,
            received_at=utc(self._as_of - DAY, clock(10 * 60)),
            school=school,
            form=StudyForm.NATIONAL_PROGRAMME,
        )

    def documents(self, reason: RegistrationReason | None, start: date | None) -> None:
        """What UHR answered about those who are, or were, in the activity."""
        if reason is None or start is None:
            return
        ended = [
            one.record.end
            for one in self._journal.made
            if isinstance(one.record, StudyPeriod) and one.record.end is not None
        ]
        latest = max(ended, default=start)
        answered = max(min(max(start, latest) + DAY * 10, self._as_of), latest)
        left_school = reason is RegistrationReason.NO_DEGREE
        kind = CredentialKind.STUDY_CERTIFICATE if left_school else CredentialKind.NONE
        self._add(
            Credential,
            FactSource.UHR,
            OF_UHR,
            kind=kind,
            as_of=answered,
            issued_on=latest if left_school else None,
        )
