"""Where a case stands and what follows, by the default routine (domain.md sections 4 and 9)."""

from __future__ import annotations

import itertools
import uuid
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model import records as kinds
from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    ConversationKind,
    Counterpart,
    Direction,
    RegistrationReason,
    VisitOutcome,
    VisitStatus,
)
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.registry import Record
from kaa_core.rules.calendar import add_months, day_off, working_day_before
from kaa_core.rules.case_state import CaseState, Status, case_state

IDS = itertools.count(1)
START = date(2026, 8, 31)
DAYS = st.dates(START, date(2027, 12, 31))


def new_id() -> RecordId:
    return RecordId(uuid.UUID(int=next(IDS)))


LIAM_ID = YouthId(new_id())


def youth(born: date = date(2009, 3, 2)) -> kinds.Youth:
    return kinds.Youth(
        id=LIAM_ID,
        identity_number=synthetic_number(born, 239),
        given_name="Liam",
        family_name="Testberg",
    )


def enrolment(**more: Any) -> kinds.Enrolment:
    given_values: dict[str, Any] = {
        "id": new_id(),
        "youth": LIAM_ID,
        "start": START,
        "registration_reason": RegistrationReason.DROPPED_OUT,
    }
    return kinds.Enrolment(**given_values | more)


def contact(
    on: date,
    channel: Channel = Channel.TELEPHONE,
    outcome: ContactOutcome = ContactOutcome.NOT_REACHED,
    **more: Any,
) -> kinds.Contact:
    return kinds.Contact(
        id=new_id(),
        youth=LIAM_ID,
        occurred_on=on,
        channel=channel,
        outcome=outcome,
        **{"counterpart": Counterpart.YOUTH} | more,
    )


def letter(on: date) -> kinds.Contact:
    return contact(on, Channel.LETTER, ContactOutcome.SENT)


def visit(on: date, outcome: VisitOutcome) -> kinds.HomeVisit:
    return kinds.HomeVisit(
        id=new_id(), youth=LIAM_ID, status=VisitStatus.DONE, visited_on=on, outcome=outcome
    )


def conversation(on: date, *took_part: Counterpart) -> kinds.Conversation:
    return kinds.Conversation(
        id=new_id(),
        youth=LIAM_ID,
        kind=ConversationKind.COACHING,
        occurred_on=on,
        summary="x",
        counterparts=took_part or (Counterpart.YOUTH,),
    )


def state(*held: Record, born: date = date(2009, 3, 2)) -> CaseState:
    return case_state(youth(born), held)


def test_status_follows_what_was_done() -> None:
    sent = letter(date(2026, 9, 2))
    declined = contact(date(2026, 10, 2), outcome=ContactOutcome.DECLINED)
    reached = contact(date(2026, 11, 2), outcome=ContactOutcome.REACHED)
    assert state().status is Status.OUTSIDE
    assert state(enrolment()).status is Status.NEW
    assert state(enrolment(), sent).status is Status.NOT_REACHED
    assert state(enrolment(), sent, declined).status is Status.DECLINED
    assert state(enrolment(), sent, reached, declined).status is Status.REACHED
    assert state(enrolment(end=date(2026, 12, 1)), reached).status is Status.CLOSED


def test_an_open_enrolment_counts_before_a_closed_one() -> None:
    closed = enrolment(start=date(2026, 9, 1), end=date(2026, 10, 1))
    reopened = enrolment(start=date(2026, 8, 1))
    assert state(closed, reopened).enrolled_on == date(2026, 8, 1)


def test_contact_within_thirty_days_before_enrolment_counts() -> None:
    early = contact(date(2026, 8, 1), outcome=ContactOutcome.REACHED)
    too_early = contact(date(2026, 7, 31), outcome=ContactOutcome.REACHED)
    assert state(enrolment(), early).status is Status.REACHED
    assert state(enrolment(), too_early).status is Status.NEW


@pytest.mark.parametrize(
    ("born", "status"),
    [(date(2009, 3, 2), Status.REACHED), (date(2008, 9, 10), Status.NOT_REACHED)],
)
def test_a_guardian_reached_counts_only_before_eighteen(born: date, status: Status) -> None:
    spoke = contact(
        date(2026, 9, 10), outcome=ContactOutcome.REACHED, counterpart=Counterpart.GUARDIAN
    )
    assert state(enrolment(), spoke, born=born).status is status


@pytest.mark.parametrize(
    ("took_part", "status"),
    [
        ((Counterpart.YOUTH, Counterpart.SCHOOL), Status.REACHED),
        ((Counterpart.GUARDIAN,), Status.REACHED),
        ((Counterpart.SCHOOL, Counterpart.AUTHORITY), Status.NOT_REACHED),
    ],
)
def test_a_conversation_is_contact_with_those_who_took_part(
    took_part: tuple[Counterpart, ...], status: Status
) -> None:
    assert state(enrolment(), conversation(date(2026, 9, 10), *took_part)).status is status


def test_eighteen_begins_on_the_birthday_also_for_a_leap_day() -> None:
    spoke = [
        contact(day, outcome=ContactOutcome.REACHED, counterpart=Counterpart.GUARDIAN)
        for day in (date(2026, 2, 27), date(2026, 2, 28))
    ]
    begun = enrolment(start=date(2026, 2, 1))
    leap = date(2008, 2, 29)
    assert state(begun, spoke[0], born=leap).status is Status.REACHED
    assert state(begun, spoke[1], born=leap).status is Status.NOT_REACHED


def test_a_school_or_employer_reached_is_an_attempt() -> None:
    spoke = contact(START, outcome=ContactOutcome.REACHED, counterpart=Counterpart.SCHOOL)
    assert state(enrolment(), spoke).status is Status.NOT_REACHED


def test_an_incoming_message_from_the_youth_is_contact() -> None:
    wrote = contact(
        START,
        Channel.SMS,
        ContactOutcome.MESSAGE_LEFT,
        direction=Direction.INCOMING,
    )
    assert state(enrolment(), wrote).status is Status.REACHED


def test_planned_visits_and_tasks_are_the_next_step_and_not_outreach() -> None:
    task = kinds.Task(id=new_id(), youth=LIAM_ID, title="Ring", due=date(2026, 9, 20))
    planned = kinds.HomeVisit(
        id=new_id(),
        youth=LIAM_ID,
        status=VisitStatus.PLANNED,
        planned_on=date(2026, 9, 20),
        planned_at=time(13, 20),
    )
    found = state(enrolment(), task, planned)
    assert found.status is Status.NEW
    assert found.next_step is not None
    assert (found.next_step.is_visit, found.next_step.at) == (True, time(13, 20))


@given(st.permutations([letter(START), contact(START), visit(START, VisitOutcome.MET_YOUTH)]))
def test_the_order_of_records_does_not_matter(held: list[Record]) -> None:
    assert state(enrolment(), *held).status is Status.REACHED


@given(st.dates(date(2000, 1, 1), date(2050, 12, 31)), st.integers(1, 24))
def test_months_end_where_the_month_ends(start: date, months: int) -> None:
    later = add_months(start, months)
    assert (later.year * 12 + later.month) - (start.year * 12 + start.month) == months
    assert later.day <= start.day
    assert later.day == start.day or add_months(later, 0).day in (28, 29, 30)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_a_working_day_is_never_off_and_never_later(day: date) -> None:
    before = working_day_before(day)
    assert before <= day
    assert day_off(before) is None
    assert (day - before).days <= 7
