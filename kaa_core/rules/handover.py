"""What a colleague needs to know who takes a case over: a page for each youth.

Handovers lost everything in the audited municipality (000 2.1.2). Where in the routine the case is, what
has been promised the youth, and what is wanting follows from the records alone.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

import attrs

from kaa_core.model.enums import TaskOrigin, VisitStatus
from kaa_core.model.ids import WorkerId
from kaa_core.model.records import Conversation, Enrolment, HomeVisit, Task, Youth
from kaa_core.model.registry import Record
from kaa_core.rules.case_state import (
    COUNTS_BEFORE_ENROLMENT,
    CaseState,
    Status,
    current_enrolment,
)
from kaa_core.rules.enrolments import wanting
from kaa_core.rules.protection import hidden
from kaa_core.rules.routine import DEFAULT, Proposal, Routine, routine_state

_CONTACT_GAP_DAYS: Final = 183
"""The hard limit between contacts: half a year (domain.md section 4)."""


class Gap(enum.Enum):
    """Something that should be there and is not."""

    NO_CONTACT = "no_contact"
    NOT_REACHED = "not_reached"
    LONG_SILENCE = "long_silence"
    NO_NEXT_STEP = "no_next_step"
    LATE_STEP = "late_step"
    NO_ADDRESS = "no_address"
    NO_PHONE = "no_phone"
    NO_OCCUPATION = "no_occupation"
    NO_CONVERSATION = "no_conversation"
    NO_REASON = "no_reason"


@attrs.frozen(kw_only=True)
class Promise:
    """What was agreed or is booked. `due` None: an agreement of the day `on`."""

    text: str
    on: date | None = None
    due: date | None = None
    worker: WorkerId | None = None
    visit: bool = False


@attrs.frozen(kw_only=True)
class CasePage:
    """Where a case stands on a date. `routine`: the step that the routine asks for now."""

    state: CaseState
    routine: Proposal | None
    promised: tuple[Promise, ...]
    missing: tuple[Gap, ...]


def case_page(
    youth: Youth,
    records: Iterable[Record],
    on: date,
    routines: Sequence[Routine] = (DEFAULT,),
) -> CasePage:
    """Return the page of one youth, from all records of hers, drafts not among them."""
    held = list(records)
    whole = routine_state(youth, held, routines)
    state = whole.case
    enrolment = current_enrolment(one for one in held if isinstance(one, Enrolment))
    return CasePage(
        state=state,
        routine=None if whole.planned is None else whole.planned.asked,
        promised=(*_booked(held), *_agreed(held, enrolment)),
        missing=tuple(_missing(youth, held, state, enrolment, on)),
    )


def _booked(held: Iterable[Record]) -> list[Promise]:
    """Open tasks of one's own and planned visits, soonest first; steps of the routine are its own."""
    found = []
    for one in held:
        if isinstance(one, Task) and one.done_on is None and one.origin is not TaskOrigin.RULE:
            found.append(Promise(text=one.title, due=one.due, worker=one.worker))
        elif isinstance(one, HomeVisit) and one.status is VisitStatus.PLANNED:
            found.append(Promise(text="Hembesök", due=one.planned_on, visit=True))
    return sorted(found, key=lambda one: (one.due or date.max, one.text))


def _agreed(held: Iterable[Record], enrolment: Enrolment | None) -> list[Promise]:
    """What was agreed in conversations of this period, the latest first."""
    since = date.min if enrolment is None else enrolment.start - COUNTS_BEFORE_ENROLMENT
    talks = [
        one
        for one in held
        if isinstance(one, Conversation) and one.agreed and one.occurred_on >= since
    ]
    talks.sort(key=lambda one: (one.occurred_on, one.id), reverse=True)
    return [Promise(text=one.agreed or "", on=one.occurred_on, worker=one.author) for one in talks]


def _missing(
    youth: Youth, held: list[Record], state: CaseState, enrolment: Enrolment | None, on: date
) -> Iterator[Gap]:
    yield from _missing_contact(state, on)
    if not hidden(youth.protection):  # of whom no address may be kept, and the rest is not shown
        if not youth.street:
            yield Gap.NO_ADDRESS
        if not youth.phone:
            yield Gap.NO_PHONE
    if not state.occupation:  # unknown is a value, and as good as none here
        yield Gap.NO_OCCUPATION
    if not any(isinstance(one, Conversation) for one in held):
        yield Gap.NO_CONVERSATION
    if enrolment is not None and wanting(enrolment):
        yield Gap.NO_REASON


def _missing_contact(state: CaseState, on: date) -> Iterator[Gap]:
    if state.status is Status.NEW:
        yield Gap.NO_CONTACT
    elif state.status is Status.NOT_REACHED:
        yield Gap.NOT_REACHED
    elif state.last_reached is not None and (on - state.last_reached).days > _CONTACT_GAP_DAYS:
        yield Gap.LONG_SILENCE
    if state.next_step is None:
        yield Gap.NO_NEXT_STEP
    elif state.next_step.due < on:
        yield Gap.LATE_STEP
