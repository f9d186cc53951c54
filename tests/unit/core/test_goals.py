"""Today's value of the board's goals: who is counted, and what of them."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    Counterpart,
    FollowUpKind,
    Indicator,
    MeasureKind,
    RegistrationReason,
)
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Contact, Enrolment, FollowUp, Measure, PlanVersion, Youth
from kaa_core.rules.goals import Facts, Share, facts_of, met, share

ON, YEAR = date(2026, 11, 24), date(2026, 8, 1)


def new(number: int) -> RecordId:
    return RecordId(uuid.UUID(int=number))


HERS = YouthId(new(1))
YOUTH = Youth(
    id=HERS,
    identity_number=synthetic_number(date(2008, 2, 1), 7),
    given_name="Alva",
    family_name="Provlund",
)
ENROLLED = Enrolment(
    id=new(2), youth=HERS, start=date(2026, 9, 1), registration_reason=RegistrationReason.MOVED_IN
)


def contact(on: date, outcome: ContactOutcome = ContactOutcome.REACHED, number: int = 3) -> Contact:
    return Contact(
        id=new(number), youth=HERS, occurred_on=on, channel=Channel.TELEPHONE,
        counterpart=Counterpart.YOUTH, outcome=outcome,
    )  # fmt: skip


def of(indicator: Indicator, *records: object) -> Share:
    facts = facts_of(YOUTH, [ENROLLED, *records], ON)  # type: ignore[list-item]
    return share(indicator, [facts], YEAR, ON)


def test_contact_within_four_weeks_to_the_day() -> None:
    four = Indicator.CONTACT_IN_FOUR_WEEKS
    assert of(four) == Share(0, 1), "28 days old and not reached"
    assert of(four, contact(date(2026, 9, 29))) == Share(1, 1), "the 28th day"
    assert of(four, contact(date(2026, 9, 30))) == Share(0, 1)
    assert of(four, contact(date(2026, 9, 2), ContactOutcome.NOT_REACHED)) == Share(0, 1)
    assert of(four, contact(date(2026, 8, 20))) == Share(1, 1), "within 30 days before counts"
    young = attrs.evolve(ENROLLED, start=ON - timedelta(days=27))
    facts = facts_of(YOUTH, [young], ON)
    assert share(four, [facts], YEAR, ON) == Share(0, 0), "cannot be judged yet"
    older = facts_of(YOUTH, [attrs.evolve(ENROLLED, start=date(2026, 7, 31))], ON)
    assert share(four, [older], YEAR, ON) == Share(0, 0), "opened before the period"


def test_never_reached_and_reached_lately() -> None:
    assert of(Indicator.NOT_REACHED) == Share(1, 1)
    assert of(Indicator.FOLLOWED_UP) == Share(0, 0), "follow-up is of those who have been reached"
    late = contact(date(2026, 8, 24))
    assert of(Indicator.NOT_REACHED, late) == Share(0, 1)
    assert of(Indicator.FOLLOWED_UP, late) == Share(1, 1)
    assert of(Indicator.FOLLOWED_UP, contact(date(2026, 8, 23))) == Share(0, 1)
    assert of(Indicator.NOT_REACHED, contact(ON + timedelta(days=1))) == Share(1, 1), "not yet"


def test_plans_and_measures() -> None:
    version = PlanVersion(
        id=new(4), youth=HERS, plan=new(5), established_at=datetime(2026, 11, 24, 9, tzinfo=UTC)
    )
    assert of(Indicator.WITH_PLAN) == Share(0, 1)
    assert of(Indicator.WITH_PLAN, version) == Share(1, 1)
    assert of(Indicator.WITH_PLAN, attrs.evolve(version, established_at=None)) == Share(0, 1)
    going = Measure(id=new(6), youth=HERS, kind=MeasureKind.INTERNSHIP, start=date(2026, 10, 1))
    assert of(Indicator.IN_MEASURE, going) == Share(1, 1)
    assert of(Indicator.IN_MEASURE, attrs.evolve(going, start=ON + timedelta(days=1))) == Share(
        0, 1
    )
    ended = attrs.evolve(going, end=date(2026, 11, 2))
    assert of(Indicator.IN_MEASURE, ended) == Share(0, 1)
    look = FollowUp(
        id=new(7), youth=HERS, kind=FollowUpKind.EVALUATION, occurred_on=ON, measure=ended.id
    )
    assert of(Indicator.EVALUATED, ended) == Share(0, 1)
    assert of(Indicator.EVALUATED, ended, look) == Share(1, 1)
    follow = attrs.evolve(look, kind=FollowUpKind.FOLLOW_UP)
    assert of(Indicator.EVALUATED, ended, follow) == Share(0, 1)
    assert of(Indicator.EVALUATED, attrs.evolve(ended, end=date(2026, 7, 1))) == Share(0, 0)


def test_who_has_left_counts_no_more_but_for_what_was_done_in_the_period() -> None:
    left = attrs.evolve(ENROLLED, end=date(2026, 11, 1))
    facts = facts_of(YOUTH, [left, contact(date(2026, 9, 3))], ON)
    assert share(Indicator.NOT_REACHED, [facts], YEAR, ON) == Share(0, 0)
    assert share(Indicator.CONTACT_IN_FOUR_WEEKS, [facts], YEAR, ON) == Share(1, 1)


@pytest.mark.parametrize(
    ("indicator", "value", "target", "reached"),
    [
        (Indicator.CONTACT_IN_FOUR_WEEKS, Share(29, 41), 70, True),
        (Indicator.CONTACT_IN_FOUR_WEEKS, Share(29, 41), 71, False),
        (Indicator.NOT_REACHED, Share(30, 100), 30, True),
        (Indicator.NOT_REACHED, Share(31, 100), 30, False),
        (Indicator.EVALUATED, Share(0, 0), 90, None),
        (Indicator.EVALUATED, Share(1, 1), None, None),
    ],
)
def test_whether_it_is_met(
    indicator: Indicator, value: Share, target: int | None, reached: bool | None
) -> None:
    assert met(indicator, value, target) is reached


def test_per_cent_is_rounded_half_up() -> None:
    assert [Share(part, 8).percent for part in (0, 1, 4, 8)] == [0, 13, 50, 100]
    assert Share(0, 0).percent is None


FACTS = st.builds(
    Facts,
    enrolled=st.booleans(),
    begun=st.none() | st.dates(YEAR, ON),
    first_reached=st.none() | st.dates(YEAR, ON),
    last_reached=st.none() | st.dates(YEAR, ON),
    planned=st.booleans(),
    in_measure=st.booleans(),
    ended=st.lists(st.tuples(st.dates(YEAR, ON), st.booleans()), max_size=3).map(tuple),
)


@given(st.lists(FACTS, max_size=6), st.sampled_from(Indicator))
def test_a_part_is_never_more_than_the_whole(cases: list[Facts], indicator: Indicator) -> None:
    value = share(indicator, cases, YEAR, ON)
    assert 0 <= value.part <= value.whole
