"""Where a youth's case stands, read from its records: reached or not, since when, what comes next.

Independent of today's date, so that a store may keep the answer until a record changes; what depends on
the day ("12 dagar sen") is counted when it is shown.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from itertools import chain

import attrs

from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    Counterpart,
    Direction,
    OccupationKind,
    RegistrationReason,
    VisitOutcome,
    VisitStatus,
)
from kaa_core.model.identity import MAJORITY, IdentityNumber, IdentityProblem, age_on
from kaa_core.model.ids import RecordId, WorkerId
from kaa_core.model.records import (
    Contact,
    Conversation,
    Enrolment,
    HomeVisit,
    Occupation,
    Task,
    Youth,
)
from kaa_core.model.registry import Record

COUNTS_BEFORE_ENROLMENT = timedelta(days=30)
"""A contact this long before enrolment counts as the first (domain.md section 9, Routine)."""


class Status(enum.Enum):
    """The chip in lists. "Ej nådd" describes our work, not the youth (design.md section 6)."""

    OUTSIDE = "Inte inskriven"
    NEW = "Ny"
    NOT_REACHED = "Ej nådd"
    REACHED = "Har kontakt"
    DECLINED = "Tackat nej"
    CLOSED = "Avslutad"


class Reach(enum.Enum):
    """What an attempt came to."""

    REACHED = "reached"
    DECLINED = "declined"
    ATTEMPT = "attempt"


@attrs.frozen(kw_only=True)
class Outreach:
    """One contact, visit or conversation as the routine sees it."""

    on: date
    reach: Reach
    channel: Channel
    record: RecordId
    established: bool = False


@attrs.frozen(kw_only=True)
class NextStep:
    """The nearest thing to do: an open task or a planned visit."""

    title: str
    due: date
    at: time | None = None
    reason: str | None = None
    record: RecordId | None = None
    is_visit: bool = False


@attrs.frozen(kw_only=True)
class CaseState:
    """The state of one case. Dates are those of the events; None where there was none."""

    status: Status
    enrolled_on: date | None = None
    reason: RegistrationReason | None = None
    worker: WorkerId | None = None
    first_letter: date | None = None
    last_attempt: date | None = None
    last_reached: date | None = None
    established_on: date | None = None
    attempts: int = 0
    next_step: NextStep | None = None
    occupation: OccupationKind | None = None


def case_state(youth: Youth, records: Iterable[Record]) -> CaseState:
    """Return the state of a case from all records of the youth, in any order, drafts not among them."""
    held = list(records)
    enrolment = current_enrolment(one for one in held if isinstance(one, Enrolment))
    step = next_step(held)
    if enrolment is None:
        return CaseState(status=Status.OUTSIDE, next_step=step, occupation=_occupation(held))
    made = outreach(youth, held, since=enrolment.start - COUNTS_BEFORE_ENROLMENT)
    reached = [one for one in made if one.reach is not Reach.ATTEMPT]
    letters = [one.on for one in made if one.channel is Channel.LETTER]
    established = [one.on for one in made if one.established]
    return CaseState(
        status=_status(enrolment, made, reached),
        enrolled_on=enrolment.start,
        reason=enrolment.registration_reason,
        worker=enrolment.worker,
        first_letter=letters[0] if letters else None,
        last_attempt=made[-1].on if made else None,
        last_reached=reached[-1].on if reached else None,
        established_on=established[0] if established else None,
        attempts=len(made),
        next_step=step if enrolment.end is None else None,
        occupation=_occupation(held),
    )


def current_enrolment(enrolments: Iterable[Enrolment]) -> Enrolment | None:
    """Return the open enrolment, else the one that began last, else None."""
    return max(enrolments, key=lambda one: (one.end is None, one.start), default=None)


def latest_occupation(occupations: Iterable[Occupation]) -> Occupation | None:
    """Return what the youth does now as far as is known: one that has not ended, else the latest."""
    return max(
        occupations,
        key=lambda one: (one.end is None, one.start or one.noted_on or date.min),
        default=None,
    )


def outreach(youth: Youth, records: Iterable[Record], *, since: date) -> list[Outreach]:
    """Return what was tried since a date, oldest first."""
    turns_adult = _adult_from(youth)
    found = chain.from_iterable(_outreach_of(one, turns_adult) for one in records)
    return sorted((one for one in found if one.on >= since), key=lambda one: (one.on, one.record))


def next_step(records: Iterable[Record]) -> NextStep | None:
    """Return the earliest open task or planned visit."""
    steps = [step for record in records for step in _step_of(record)]
    return min(steps, key=lambda step: (step.due, step.at or time.max, step.title), default=None)


def _status(enrolment: Enrolment, made: list[Outreach], reached: list[Outreach]) -> Status:
    if enrolment.end is not None:
        return Status.CLOSED
    if reached:
        return Status.DECLINED if reached[-1].reach is Reach.DECLINED else Status.REACHED
    return Status.NOT_REACHED if made else Status.NEW


def _occupation(records: Iterable[Record]) -> OccupationKind | None:
    latest = latest_occupation(one for one in records if isinstance(one, Occupation))
    return None if latest is None else latest.kind


def _adult_from(youth: Youth) -> date | None:
    """The 18th birthday; None when the birth date is not known."""
    try:
        born = IdentityNumber.parse(youth.identity_number).birth_date
    except IdentityProblem:
        return None
    if born is None:
        return None
    day = date(born.year + MAJORITY, born.month, min(born.day, 28))
    while age_on(born, day) < MAJORITY:
        day += timedelta(days=1)
    return day


def _minor(adult_from: date | None, on: date) -> bool:
    return adult_from is None or on < adult_from


def _outreach_of(record: Record, adult_from: date | None) -> Iterator[Outreach]:
    match record:
        case Contact():
            yield _of_contact(record, adult_from)
        case HomeVisit(status=VisitStatus.DONE, visited_on=date() as on):
            reach = _reach_of_visit(record, minor=_minor(adult_from, on))
            yield Outreach(
                on=on,
                reach=reach,
                channel=Channel.HOME_VISIT,
                record=record.id,
                established=reach is Reach.REACHED,
            )
        case Conversation():
            reached = any(
                _counts(one, record.occurred_on, adult_from) for one in record.counterparts
            )
            yield Outreach(
                on=record.occurred_on,
                reach=Reach.REACHED if reached else Reach.ATTEMPT,
                channel=Channel.MEETING,
                record=record.id,
                established=reached,
            )


def _counts(counterpart: Counterpart, on: date, adult_from: date | None) -> bool:
    """A guardian reached counts while the youth is under 18 (domain.md section 9, Routine)."""
    return counterpart is Counterpart.YOUTH or (
        counterpart is Counterpart.GUARDIAN and _minor(adult_from, on)
    )


def _of_contact(contact: Contact, adult_from: date | None) -> Outreach:
    counts = _counts(contact.counterpart, contact.occurred_on, adult_from)
    reach = Reach.ATTEMPT
    if counts and contact.outcome is ContactOutcome.DECLINED:
        reach = Reach.DECLINED
    elif counts and (
        contact.outcome is ContactOutcome.REACHED or contact.direction is Direction.INCOMING
    ):
        reach = Reach.REACHED
    return Outreach(
        on=contact.occurred_on,
        reach=reach,
        channel=contact.channel,
        record=contact.id,
        established=reach is not Reach.ATTEMPT,
    )


def _reach_of_visit(visit: HomeVisit, *, minor: bool) -> Reach:
    met = visit.outcome is VisitOutcome.MET_YOUTH or (
        visit.outcome is VisitOutcome.MET_ADULT and minor
    )
    return Reach.REACHED if met else Reach.ATTEMPT


def _step_of(record: Record) -> Iterator[NextStep]:
    match record:
        case Task(done_on=None):
            yield NextStep(
                title=record.title,
                due=record.due,
                at=record.at,
                reason=record.reason,
                record=record.id,
            )
        case HomeVisit(status=VisitStatus.PLANNED, planned_on=date() as on):
            yield NextStep(
                title="Hembesök", due=on, at=record.planned_at, record=record.id, is_visit=True
            )
