"""One youth on a day, read from her trace: only what is dated no later than the day is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kaa_core.model.enums import OccupationKind, StudyEnd, StudyForm
from kaa_core.rules.case_state import COUNTS_BEFORE_ENROLMENT
from kaa_core.statistics import trace as packed
from kaa_core.statistics.trace import Doing, Enrolled, Event, Span, Study, Trace

BEFORE: Final = COUNTS_BEFORE_ENROLMENT.days
NEVER: Final = int(StudyEnd.NEVER_STARTED)
UPPER: Final = frozenset(
    int(one)
    for one in (
        StudyForm.NATIONAL_PROGRAMME,
        StudyForm.ADAPTED_UPPER_SECONDARY,
        StudyForm.INTERNATIONAL,
        StudyForm.EXCHANGE,
    )
)
"""Upper secondary school; introduktionsprogram is always counted apart."""
INTRODUCTORY: Final = int(StudyForm.INTRODUCTORY)
COMPULSORY: Final = frozenset((int(StudyForm.COMPULSORY), int(StudyForm.ADAPTED_COMPULSORY)))


def span_on(one: Trace, on: int, mask: int) -> Span | None:
    """What held of the target group on a day."""
    for span in one.spans:
        if span.start <= on < span.until and span.definitions & mask:
            return span
    return None


def worked_with(one: Trace) -> bool:
    """Whether anything was ever done with her, or planned."""
    return bool(
        one.enrolments
        or one.events
        or one.visits
        or one.measures
        or one.minutes
        or one.plans
        or one.asked
    )


def enrolment_on(one: Trace, on: int) -> Enrolled | None:
    """The enrolment that was open on a day; of several the one that began last."""
    for held in reversed(one.enrolments):
        if held.start <= on < held.until:
            return held
    return None


def during(one: Trace, held: Enrolled, on: int) -> Iterator[Event]:
    """What was tried in an enrolment until a day; what came 30 days before it counts (section 9)."""
    since = held.start - BEFORE
    for event in one.events:
        if event.on > on or event.on > held.until:
            return
        if event.on >= since:
            yield event


def first_reached(one: Trace, held: Enrolled, on: int) -> Event | None:
    """The event by which contact was established in an enrolment, until a day."""
    for event in during(one, held, on):
        if event.reach != packed.TRIED:
            return event
    return None


def latest_studies(one: Trace, on: int) -> Study | None:
    """The studies that had begun last by a day, compulsory school not among them."""
    begun = [
        each
        for each in one.studies
        if each.start <= on and each.form not in COMPULSORY and each.end != NEVER
    ]
    return max(begun, key=_latest, default=None)


def _latest(one: Study) -> tuple[int, int]:
    return (one.start or one.until, one.until)


def studying(one: Trace, on: int) -> Study | None:
    """Studies that went on that day, upper secondary before others; compulsory school not among them."""
    found = None
    for each in one.studies:
        known = each.start or each.until - 1
        if known <= on < each.until and each.end != NEVER and each.form not in COMPULSORY:
            if each.form in UPPER:
                return each
            found = each
    return found


def doing(one: Trace, on: int) -> Doing | None:
    """The occupation on a day as far as is known: the one that began or was noted last and goes on."""
    found = None
    for each in one.occupations:
        if each.start <= on < each.until and (found is None or each.start >= found.start):
            found = each
    return found


_OF_STUDIES: Final = {
    int(StudyForm.NATIONAL_PROGRAMME): OccupationKind.UPPER_SECONDARY,
    int(StudyForm.INTERNATIONAL): OccupationKind.UPPER_SECONDARY,
    int(StudyForm.EXCHANGE): OccupationKind.UPPER_SECONDARY,
    int(StudyForm.INTRODUCTORY): OccupationKind.INTRODUCTORY,
    int(StudyForm.ADAPTED_UPPER_SECONDARY): OccupationKind.ADAPTED_UPPER_SECONDARY,
    int(StudyForm.ADULT_EDUCATION): OccupationKind.ADULT_EDUCATION,
    int(StudyForm.FOLK_HIGH_SCHOOL): OccupationKind.FOLK_HIGH_SCHOOL,
}
_KINDS: Final = {int(one): one for one in OccupationKind}


def occupation(one: Trace, on: int) -> OccupationKind:
    """What a youth did on a day: studies that went on, else the occupation, else unknown."""
    school = studying(one, on)
    if school is not None:
        return _OF_STUDIES.get(school.form, OccupationKind.OTHER_EDUCATION)
    held = doing(one, on)
    return OccupationKind.UNKNOWN if held is None else _KINDS[held.kind]


def in_measure(one: Trace, on: int) -> bool:
    """Whether a measure goes on that day."""
    return any(each.start <= on < each.until for each in one.measures)
