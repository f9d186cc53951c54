"""Where a youth's case stands, read from its records: reached or not, since when, what comes next.

Independent of today's date, so that a store may keep the answer until a record changes; what depends on
the day ("12 dagar sen") is counted when it is shown.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator
from datetime import date, time, timedelta
from typing import Final, cast

import attrs

from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    Counterpart,
    Direction,
    OccupationKind,
    RegistrationReason,
    Responsible,
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
    found = tried(youth, records, since, date.max)
    found.sort(key=_by_day)
    return found


def tried(youth: Youth, records: Iterable[Record], since: date, until: date) -> list[Outreach]:
    """Return what was tried between two days (included), in no order."""
    age, found, read_of = _Age(youth), list[Outreach](), _READ.get
    for one in records:
        read = read_of(type(one))
        if read is not None:
            made = read(one, age)
            if made is not None and since <= made.on <= until:
                found.append(made)
    return found


def _by_day(one: Outreach) -> tuple[date, RecordId]:
    return one.on, one.record


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


class _Age:
    """Reads a youth's number only when a guardian was spoken to: most contacts are with the youth."""

    __slots__ = ("_adult_from", "_known", "_youth")

    def __init__(self, youth: Youth) -> None:
        self._youth, self._known = youth, False
        self._adult_from: date | None = None

    def minor(self, on: date) -> bool:
        """Whether the youth was under 18; also when the birth date is not known."""
        if not self._known:
            self._adult_from, self._known = _adult_from(self._youth), True
        return self._adult_from is None or on < self._adult_from

    def counts(self, counterpart: Counterpart, on: date) -> bool:
        """A guardian reached counts while the youth is under 18 (domain.md section 9, Routine)."""
        if counterpart is Counterpart.YOUTH:
            return True
        return counterpart is Counterpart.GUARDIAN and self.minor(on)


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


def _of_contact(contact: Contact, age: _Age) -> Outreach:
    reach = Reach.ATTEMPT
    declined = contact.outcome is ContactOutcome.DECLINED
    reached = contact.outcome is ContactOutcome.REACHED or contact.direction is Direction.INCOMING
    if (declined or reached) and age.counts(contact.counterpart, contact.occurred_on):
        reach = Reach.DECLINED if declined else Reach.REACHED
    return Outreach(
        on=contact.occurred_on,
        reach=reach,
        channel=contact.channel,
        record=contact.id,
        established=reach is not Reach.ATTEMPT,
    )


def _of_visit(visit: HomeVisit, age: _Age) -> Outreach | None:
    if visit.status is not VisitStatus.DONE or visit.visited_on is None:
        return None
    met = visit.outcome is VisitOutcome.MET_YOUTH or (
        visit.outcome is VisitOutcome.MET_ADULT and age.minor(visit.visited_on)
    )
    return Outreach(
        on=visit.visited_on,
        reach=Reach.REACHED if met else Reach.ATTEMPT,
        channel=Channel.HOME_VISIT,
        record=visit.id,
        established=met,
    )


def _of_conversation(talk: Conversation, age: _Age) -> Outreach:
    met = any(age.counts(one, talk.occurred_on) for one in talk.counterparts)
    return Outreach(
        on=talk.occurred_on,
        reach=Reach.REACHED if met else Reach.ATTEMPT,
        channel=Channel.MEETING,
        record=talk.id,
        established=met,
    )


_READ: Final = cast(
    "dict[type[Record], Callable[[Record, _Age], Outreach | None]]",
    {Contact: _of_contact, HomeVisit: _of_visit, Conversation: _of_conversation},
)


def _step_of(record: Record) -> Iterator[NextStep]:
    match record:
        case Task(done_on=None) if record.responsible is not Responsible.YOUTH:  # hers, not ours
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
