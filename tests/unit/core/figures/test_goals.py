"""Goals of the board on the figures: who is counted, of whom, and when a target is reached.

The cases were those of the goals' own way of counting, before there was one way in the whole program.
"""

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
from kaa_core.model.records import (
    Contact,
    Enrolment,
    FollowUp,
    Measure,
    OrganisationGoal,
    PlanVersion,
    Youth,
)
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.rules.routine.types import DEFAULT
from kaa_core.statistics import goals as rules
from kaa_core.statistics.catalogue import OF_INDICATOR
from kaa_core.statistics.day import Budgeted, Day
from kaa_core.statistics.goals import Trend
from kaa_core.statistics.tracing import trace_of
from kaa_core.statistics.values import HIDDEN, Cell

ON, YEAR = date(2026, 11, 24), date(2026, 8, 1)
Pair = tuple[int | None, int | None]


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


def value(indicator: Indicator, records: list[Record]) -> Pair:
    """Part and whole of the indicator's figure for one youth with these records."""
    trace = trace_of(YOUTH, [YOUTH, *records], {}, (DEFAULT,))
    cell = OF_INDICATOR[indicator].count(Day([trace], ON, start=YEAR)).cell
    return cell.count, cell.whole


def of(indicator: Indicator, *records: Record) -> Pair:
    return value(indicator, [ENROLLED, *records])


def test_contact_within_four_weeks_to_the_day() -> None:
    four = Indicator.CONTACT_IN_FOUR_WEEKS
    assert of(four) == (0, 1), "28 days old and not reached"
    assert of(four, contact(date(2026, 9, 29))) == (1, 1), "the 28th day"
    assert of(four, contact(date(2026, 9, 30))) == (0, 1)
    assert of(four, contact(date(2026, 9, 2), ContactOutcome.NOT_REACHED)) == (0, 1)
    assert of(four, contact(date(2026, 8, 20))) == (1, 1), "within 30 days before counts"
    young = attrs.evolve(ENROLLED, start=ON - timedelta(days=27))
    assert value(four, [young]) == (0, 0), "cannot be judged yet"
    older = attrs.evolve(ENROLLED, start=date(2026, 7, 31))
    assert value(four, [older]) == (0, 0), "opened before the period"


def test_never_reached_and_reached_lately() -> None:
    assert of(Indicator.NOT_REACHED) == (1, 1)
    assert of(Indicator.FOLLOWED_UP) == (0, 0), "follow-up is of those who have been reached"
    late = contact(date(2026, 8, 24))
    assert of(Indicator.NOT_REACHED, late) == (0, 1)
    assert of(Indicator.FOLLOWED_UP, late) == (1, 1)
    assert of(Indicator.FOLLOWED_UP, contact(date(2026, 8, 23))) == (0, 1)
    assert of(Indicator.NOT_REACHED, contact(ON + timedelta(days=1))) == (1, 1), "not yet"


def test_plans_and_measures() -> None:
    version = PlanVersion(
        id=new(4), youth=HERS, plan=new(5), established_at=datetime(2026, 11, 24, 9, tzinfo=UTC)
    )
    assert of(Indicator.WITH_PLAN) == (0, 1)
    assert of(Indicator.WITH_PLAN, version) == (1, 1)
    assert of(Indicator.WITH_PLAN, attrs.evolve(version, established_at=None)) == (0, 1)
    going = Measure(id=new(6), youth=HERS, kind=MeasureKind.INTERNSHIP, start=date(2026, 10, 1))
    assert of(Indicator.IN_MEASURE, going) == (1, 1)
    later = attrs.evolve(going, start=ON + timedelta(days=1))
    assert of(Indicator.IN_MEASURE, later) == (0, 1)
    ended = attrs.evolve(going, end=date(2026, 11, 2))
    assert of(Indicator.IN_MEASURE, ended) == (0, 1)
    look = FollowUp(
        id=new(7), youth=HERS, kind=FollowUpKind.EVALUATION, occurred_on=ON, measure=ended.id
    )
    assert of(Indicator.EVALUATED, ended) == (0, 1)
    assert of(Indicator.EVALUATED, ended, look) == (1, 1)
    follow = attrs.evolve(look, kind=FollowUpKind.FOLLOW_UP)
    assert of(Indicator.EVALUATED, ended, follow) == (0, 1)
    assert of(Indicator.EVALUATED, attrs.evolve(ended, end=date(2026, 7, 1))) == (0, 0)


def test_who_has_left_counts_no_more_but_for_what_was_done_in_the_period() -> None:
    left = attrs.evolve(ENROLLED, end=date(2026, 11, 1))
    held: list[Record] = [left, contact(date(2026, 9, 3))]
    assert value(Indicator.NOT_REACHED, held) == (0, 0)
    assert value(Indicator.CONTACT_IN_FOUR_WEEKS, held) == (1, 1)


def test_every_indicator_is_a_figure_with_one_number() -> None:
    assert set(OF_INDICATOR) == set(Indicator)
    for indicator, figure in OF_INDICATOR.items():
        table = figure.count(
            Day([], ON, budget=[Budgeted(start=1, until=10**7, budget=9, outcome=3)])
        )
        assert (len(table.rows), len(table.columns)) == (1, 1), indicator
        assert (table.cell.whole is None) == (indicator in rules.COUNT_ONLY), indicator


def goal(
    indicator: Indicator, target: int | None = None, count: int | None = None
) -> OrganisationGoal:
    return OrganisationGoal(
        id=new(9), title="x", indicator=indicator, start=YEAR, target=target, target_count=count
    )


@pytest.mark.parametrize(
    ("aim", "part", "whole", "reached"),
    [
        (goal(Indicator.CONTACT_IN_FOUR_WEEKS, 70), 29, 41, True),
        (goal(Indicator.CONTACT_IN_FOUR_WEEKS, 71), 29, 41, False),
        (goal(Indicator.NOT_REACHED, 30), 30, 100, True),
        (goal(Indicator.NOT_REACHED, 30), 31, 100, False),
        (goal(Indicator.NOT_REACHED, count=30), 30, 31, True),
        (goal(Indicator.NOT_REACHED, count=30), 31, 900, False),
        (goal(Indicator.RETURNED, count=10), 10, None, True),
        (goal(Indicator.RETURNED, count=10), 9, None, False),
        (goal(Indicator.TARGET_GROUP, count=100), 101, None, False),
        (goal(Indicator.DROPOUTS, count=48), 48, None, True),
        (goal(Indicator.IN_BUDGET, 100), 1_000_001, 1_000_000, False),
        (goal(Indicator.IN_BUDGET, 100), 1_000_000, 1_000_000, True),
        (goal(Indicator.IN_BUDGET, 100), None, 1_000_000, None),
        (goal(Indicator.EVALUATED, 90), 0, 0, None),
        (goal(Indicator.EVALUATED), 1, 1, None),
    ],
)  # fmt: skip
def test_whether_it_is_met(
    aim: OrganisationGoal, part: int | None, whole: int | None, reached: bool | None
) -> None:
    assert rules.met(aim, Cell(count=part, whole=whole)) is reached


@pytest.mark.parametrize(
    ("aim", "part", "whole", "words"),
    [
        (goal(Indicator.OCCUPIED, 95), 1468, 1547, "94,9 %"),  # 94,893: not truncated to 94,8
        (goal(Indicator.OCCUPIED, 95), 1468, 1549, "94,8 %"),  # 94,771
        (goal(Indicator.OCCUPIED, 95), 1999, 2100, "95 %"),  # 95,190 is reached
        (goal(Indicator.OCCUPIED, 95), 9496, 10_000, "94,96 %"),  # one decimal says 95,0
        (goal(Indicator.OCCUPIED, 95), 94_999, 100_000, "strax under 95 %"),
        (goal(Indicator.OCCUPIED, 95), 946, 1000, "94,6 %"),
        (goal(Indicator.OCCUPIED, 95), 944, 1000, "94 %"),
        (goal(Indicator.OCCUPIED, 95), 1, 2, "50 %"),
        (goal(Indicator.OCCUPIED, 95), 19, 20, "95 %"),
        (goal(Indicator.NOT_REACHED, 30), 296, 1000, "30 %"),  # is reached
        (goal(Indicator.NOT_REACHED, 30), 301, 1000, "30,1 %"),
        (goal(Indicator.NOT_REACHED, 30), 3002, 10_000, "30,02 %"),
        (goal(Indicator.NOT_REACHED, 30), 300_001, 1_000_000, "strax över 30 %"),
        (goal(Indicator.IN_BUDGET, 100), 1_000_001, 1_000_000, "strax över 100 %"),
        (goal(Indicator.EVALUATED), 1, 200, "1 %"),  # half up
        (goal(Indicator.EVALUATED, 90), 0, 0, ""),
        (goal(Indicator.IN_BUDGET, 100), None, 10, ""),
    ],
)  # fmt: skip
def test_the_per_cent_that_is_told_never_belies_the_verdict(
    aim: OrganisationGoal, part: int | None, whole: int, words: str
) -> None:
    told = rules.percent_words(aim, Cell(count=part, whole=whole))
    assert told.replace("\N{NO-BREAK SPACE}", " ") == words


def test_why_nobody_can_say_whether_it_is_reached() -> None:
    aim, remark = goal(Indicator.IN_BUDGET, 100), "Utfallet är inte inlagt."
    assert rules.why_not_judged(aim, Cell(count=None, whole=5), (remark,)) == remark
    assert rules.why_not_judged(aim, Cell(count=None)) == "Det finns inga uppgifter än."
    assert rules.why_not_judged(aim, Cell(count=0, whole=0)) == "Det finns inget att räkna än."
    assert rules.why_not_judged(aim, HIDDEN) == "Talet är dolt."
    assert rules.why_not_judged(aim, Cell(count=1, whole=2), (remark,)) == ""
    assert rules.why_not_judged(goal(Indicator.RETURNED), Cell(count=1)).endswith("målvärde.")


def test_a_running_total_gets_neither_better_nor_worse() -> None:
    assert rules.trend(goal(Indicator.RETURNED, count=10), 29, 46) is None
    assert rules.trend(goal(Indicator.DROPOUTS, count=48), 29, 46) is None
    assert rules.running(goal(Indicator.EVALUATED, count=5))
    assert not rules.running(goal(Indicator.EVALUATED, 90)), "a share can fall"
    assert not rules.running(goal(Indicator.TARGET_GROUP, count=100)), "of the day"


def test_which_way_it_moves() -> None:
    reach, unmet = goal(Indicator.CONTACT_IN_FOUR_WEEKS), goal(Indicator.NOT_REACHED, count=30)
    assert rules.trend(reach, 68, 71) is Trend.BETTER
    assert rules.trend(unmet, 49, 45) is Trend.BETTER
    assert rules.trend(unmet, 45, 49) is Trend.WORSE
    assert rules.trend(reach, 68, 68) is Trend.SAME
    assert rules.trend(reach, None, 68) is None
    assert rules.trend(reach, 68, None) is None


def test_the_months_of_a_period() -> None:
    aim = goal(Indicator.EVALUATED)
    assert rules.days(aim, ON) == [
        date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31), ON,
    ]  # fmt: skip
    assert rules.days(aim, date(2026, 8, 31)) == [date(2026, 8, 31)]
    long = attrs.evolve(aim, start=date(2020, 1, 1))
    assert len(rules.days(long, ON)) == rules.MOST_MONTHS + 1


def test_a_goal_has_one_measure() -> None:
    kind = REGISTRY.kind(OrganisationGoal)
    both = goal(Indicator.NOT_REACHED, 30, 30)
    assert [one.field for one in kind.validate(both)] == ["target_count"]
    assert kind.validate(goal(Indicator.NOT_REACHED, 30)) == []
    assert [one.field for one in rules.problems(goal(Indicator.RETURNED, 30))] == ["target"]
    assert not list(rules.problems(goal(Indicator.RETURNED, count=30)))
    assert rules.in_percent(goal(Indicator.NOT_REACHED))
    assert not rules.in_percent(goal(Indicator.NOT_REACHED, count=30))
    assert not rules.in_percent(goal(Indicator.RETURNED))


@given(
    st.sampled_from([one for one in Indicator if one not in rules.COUNT_ONLY]),
    st.integers(0, 100),
    st.integers(1, 999),
    st.integers(0, 999),
)
def test_a_better_value_never_loses_a_target(
    indicator: Indicator, target: int, whole: int, part: int
) -> None:
    aim, part = goal(indicator, target), min(part, whole)
    better = part - 1 if rules.lower_is_better(indicator) else part + 1
    if 0 <= better <= whole and rules.met(aim, Cell(count=part, whole=whole)):
        assert rules.met(aim, Cell(count=better, whole=whole))
