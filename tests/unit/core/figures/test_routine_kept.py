"""The times in which the routine was not kept are the days on which the lists say that it is late."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    Counterpart,
    RegistrationReason,
    VisitOutcome,
    VisitStatus,
)
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Contact, Enrolment, HomeVisit, Youth
from kaa_core.model.registry import Record
from kaa_core.rules.routine import judging
from kaa_core.rules.routine.types import DEFAULT, Routine, Span
from kaa_core.statistics.tracing import trace_of

BEGAN = date(2026, 1, 5)
WHO = YouthId(RecordId(uuid.UUID(int=1)))
YOUTH = Youth(
    id=WHO,
    identity_number=synthetic_number(date(2008, 3, 1), 238),
    given_name="A",
    family_name="B",
)
STRICTER = Routine(
    steps=DEFAULT.steps,
    since=date(2026, 5, 1),
    tolerance=3,
    again=Span(months=1),
    limit=Span(months=4),
)

made = st.lists(
    st.tuples(
        st.integers(-40, 400),
        st.sampled_from(("letter", "call", "reached", "declined", "visit", "met")),
    ),
    max_size=12,
)


def record(number: int, days: int, what: str) -> Record:
    on, own = BEGAN + timedelta(days=days), RecordId(uuid.UUID(int=number + 10))
    if what in ("visit", "met"):
        outcome = VisitOutcome.MET_YOUTH if what == "met" else VisitOutcome.NOBODY_HOME
        return HomeVisit(id=own, youth=WHO, status=VisitStatus.DONE, visited_on=on, outcome=outcome)
    outcomes = {"reached": ContactOutcome.REACHED, "declined": ContactOutcome.DECLINED}
    return Contact(
        id=own,
        youth=WHO,
        occurred_on=on,
        channel=Channel.LETTER if what == "letter" else Channel.TELEPHONE,
        counterpart=Counterpart.YOUTH,
        outcome=outcomes.get(what, ContactOutcome.NOT_REACHED),
    )


@given(
    made=made,
    length=st.none() | st.integers(1, 380),
    routines=st.sampled_from(((DEFAULT,), (DEFAULT, STRICTER))),
)
@settings(max_examples=60)
def test_late_as_the_lists_say(
    made: list[tuple[int, str]], length: int | None, routines: tuple[Routine, ...]
) -> None:
    enrolment = Enrolment(
        id=RecordId(uuid.UUID(int=2)),
        youth=WHO,
        start=BEGAN,
        end=None if length is None else BEGAN + timedelta(days=length),
        registration_reason=RegistrationReason.DROPPED_OUT,
    )
    records = [enrolment, *(record(at, *each) for at, each in enumerate(made))]
    trace = trace_of(YOUTH, [YOUTH, *records], {}, routines)
    for days in range(420):
        on = BEGAN + timedelta(days=days)
        kept = any(start <= on.toordinal() < until for start, until in trace.late)
        assert kept == judging.stand(YOUTH, records, routines, on).late, on
