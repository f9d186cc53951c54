"""Contacts of one made-up youth, as the records of a journal."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from hypothesis import strategies as st

from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    Counterpart,
    RegistrationReason,
    RoutineStep,
    VisitOutcome,
    VisitStatus,
)
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.organising import RoutineVersion
from kaa_core.model.records import Contact, Enrolment, HomeVisit, Youth
from kaa_core.model.registry import Record
from kaa_core.rules.routine import Anchor, Routine, Span, Step, pack

START = date(2026, 9, 1)
LIAM = YouthId(RecordId(UUID(int=1)))
_count = iter(range(10, 10**9))


def new_id() -> RecordId:
    return RecordId(UUID(int=next(_count)))


def youth() -> Youth:
    return Youth(
        id=LIAM,
        identity_number=synthetic_number(date(2009, 3, 2), 123),
        given_name="Liam",
        family_name="Test",
    )


def enrolment(start: date = START, end: date | None = None) -> Enrolment:
    return Enrolment(
        id=new_id(),
        youth=LIAM,
        start=start,
        end=end,
        registration_reason=next(iter(RegistrationReason)),
    )


def contact(
    on: date,
    channel: Channel = Channel.TELEPHONE,
    outcome: ContactOutcome = ContactOutcome.NOT_REACHED,
    counterpart: Counterpart = Counterpart.YOUTH,
) -> Contact:
    return Contact(
        id=new_id(),
        youth=LIAM,
        occurred_on=on,
        channel=channel,
        counterpart=counterpart,
        outcome=outcome,
    )


def letter(on: date) -> Contact:
    return contact(on, Channel.LETTER, ContactOutcome.SENT)


def reached(on: date) -> Contact:
    return contact(on, outcome=ContactOutcome.REACHED)


def visit(on: date, outcome: VisitOutcome = VisitOutcome.NOBODY_HOME) -> HomeVisit:
    return HomeVisit(
        id=new_id(), youth=LIAM, status=VisitStatus.DONE, visited_on=on, outcome=outcome
    )


def version(routine: Routine, since: date) -> RoutineVersion:
    return RoutineVersion(id=new_id(), since=since, content=pack(routine))


SPANS = st.builds(Span, st.integers(0, 8), st.integers(1, 40))
ROUTINES = st.builds(
    Routine,
    steps=st.tuples(
        st.builds(
            Step,
            step=st.just(RoutineStep.FIRST_CONTACT),
            after=SPANS,
            anchor=st.just(Anchor.ENROLMENT),
        ),
        st.lists(
            st.builds(
                Step,
                step=st.sampled_from(
                    [
                        RoutineStep.SECOND_CONTACT,
                        RoutineStep.HOME_VISIT,
                        RoutineStep.CONTACT_AFTER_VISIT,
                    ]
                ),
                after=SPANS,
                anchor=st.sampled_from([Anchor.START, Anchor.BEFORE]),
            ),
            max_size=5,
        ),
    ).map(lambda parts: (parts[0], *parts[1])),
    again=SPANS,
    visit_again=st.none() | SPANS,
    follow_up=SPANS,
    limit=st.just(Span(months=12)),
    tolerance=st.integers(0, 60),
)


def events(last: date) -> st.SearchStrategy[Record]:
    """Contacts of all kinds until a day."""
    days = st.dates(date(2026, 8, 1), last)
    return st.one_of(
        st.builds(letter, days),
        st.builds(contact, days, st.sampled_from(Channel), st.sampled_from(ContactOutcome)),
        st.builds(visit, days, st.sampled_from(VisitOutcome)),
    )
