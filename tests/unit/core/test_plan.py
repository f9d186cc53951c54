"""The seven items of SKOLFS 2015:62, each missing alone; versions packed and compared; what is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model.casework import FollowUp, Goal, Measure, Plan, PlanVersion
from kaa_core.model.enums import (
    CloserToEducation,
    FollowUpKind,
    MeasureEnd,
    MeasureKind,
    Responsible,
)
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.rules import plan as rules
from kaa_core.rules.plan.versions import shortened


def _id(number: int) -> RecordId:
    return RecordId(UUID(int=number))


YOUTH = YouthId(_id(1))
DAY = date(2026, 11, 2)


def _measure(number: int, **values: Any) -> Measure:
    held: dict[str, Any] = {
        "kind": MeasureKind.GUIDANCE,
        "content": "Samtal varannan vecka",
        "goal": _id(3),
        "plan": _id(2),
        "responsible": Responsible.MUNICIPALITY,
        "start": DAY,
        "planned_end": date(2027, 1, 29),
    }
    return Measure(id=_id(number), youth=YOUTH, **(held | values))


@attrs.frozen
class _Case:
    """A plan in which nothing is missing, and what is taken out of it."""

    plan: Plan
    goals: tuple[Goal, ...]
    measures: tuple[Measure, ...]

    def missing(self) -> tuple[int, ...]:
        return rules.gaps_of(rules.seven_items(self.plan, self.goals, self.measures, ()))

    def measure(self, place: int, **values: Any) -> _Case:
        held = list(self.measures)
        held[place] = attrs.evolve(held[place], **values)
        return attrs.evolve(self, measures=tuple(held))

    def without(self, place: int) -> _Case:
        held = [one for number, one in enumerate(self.measures) if number != place]
        return attrs.evolve(self, measures=tuple(held))


WHOLE = _Case(
    Plan(
        id=_id(2),
        youth=YOUTH,
        started_on=DAY,
        follow_up_on=date(2026, 12, 15),
        evaluation_on=date(2027, 1, 29),
    ),
    (Goal(id=_id(3), youth=YOUTH, plan=_id(2), own_words="Börja om på en ny skola"),),
    (
        _measure(10, responsible=Responsible.YOUTH, kind=MeasureKind.RETURN_TO_SCHOOL),
        _measure(11),
        _measure(12, responsible=Responsible.OTHER_ACTOR, kind=MeasureKind.INTERNSHIP),
        _measure(13, end=date(2026, 11, 19), end_reason=MeasureEnd.DID_NOT_FIT),
    ),
)


def test_a_plan_in_which_nothing_is_missing() -> None:
    assert WHOLE.missing() == ()
    items = rules.seven_items(WHOLE.plan, WHOLE.goals, WHOLE.measures, ())
    assert [one.number for one in items] == list(range(1, 8))
    assert all(one.said and not one.missing for one in items)


@pytest.mark.parametrize(
    ("number", "lacking"),
    [
        (1, lambda case: attrs.evolve(case, goals=())),
        (1, lambda case: attrs.evolve(case, goals=(attrs.evolve(case.goals[0], own_words=None),))),
        (1, lambda case: case.measure(1, goal=None)),
        (2, lambda case: case.without(0)),
        (2, lambda case: case.measure(0, responsible=None)),
        (3, lambda case: case.without(1).without(2)),
        (4, lambda case: case.without(2)),
        (4, lambda case: case.measure(2, responsible=None)),
        (5, lambda case: case.measure(1, start=None)),
        (5, lambda case: case.measure(1, planned_end=None)),
        (6, lambda case: case.measure(3, end_reason=None)),
        (7, lambda case: attrs.evolve(case, plan=attrs.evolve(case.plan, follow_up_on=None))),
        (7, lambda case: attrs.evolve(case, plan=attrs.evolve(case.plan, evaluation_on=None))),
    ],
)
def test_what_is_missing_alone_changes_exactly_its_item(
    number: int, lacking: Callable[[_Case], _Case]
) -> None:
    case = lacking(WHOLE)
    assert case.missing() == (number,)
    item = rules.seven_items(case.plan, case.goals, case.measures, ())[number - 1]
    assert item.missing.endswith(".")
    assert item.field_to_open


def test_a_party_that_is_said_to_have_no_measure_is_no_gap() -> None:
    case = WHOLE.without(2)
    said = attrs.evolve(case.plan, without=(Responsible.OTHER_ACTOR,))
    assert attrs.evolve(case, plan=said).missing() == ()


def test_a_party_said_to_have_none_is_asked_for_while_a_measure_is_nobodys() -> None:
    case = WHOLE.measure(2, responsible=None)
    said = attrs.evolve(case.plan, without=(Responsible.OTHER_ACTOR,))
    assert attrs.evolve(case, plan=said).missing() == (4,)


def test_a_measure_of_nobodys_beside_all_parties_own_is_the_municipalitys_to_place() -> None:
    extra = (*WHOLE.measures, _measure(14, responsible=None))
    assert attrs.evolve(WHOLE, measures=extra).missing() == (3,)


def test_without_a_plan_all_seven_are_missing() -> None:
    assert rules.gaps_of(rules.seven_items(None, (), (), ())) == (1, 2, 3, 4, 5, 6, 7)


def test_a_plan_without_any_measure_by_intent() -> None:
    plan = attrs.evolve(WHOLE.plan, without=tuple(Responsible))
    assert _Case(plan, WHOLE.goals, ()).missing() == ()
    assert _Case(WHOLE.plan, WHOLE.goals, ()).missing() == (2, 3, 4, 5)


def test_dates_on_every_ongoing_measure_are_dates_of_the_plan() -> None:
    dates = {"follow_up_on": DAY + timedelta(days=30), "evaluation_on": DAY + timedelta(days=60)}
    bare = attrs.evolve(WHOLE.plan, follow_up_on=None, evaluation_on=None)
    case = attrs.evolve(WHOLE, plan=bare).without(3)
    every = case.measure(0, **dates).measure(1, **dates).measure(2, **dates)
    assert case.missing() == (7,)
    assert every.missing() == ()
    assert every.measure(1, evaluation_on=None).missing() == (7,)


# -- versions


def _established(case: _Case) -> rules.Established:
    return rules.Established(plan=case.plan, goals=case.goals, measures=case.measures)


def _version(content: Any) -> PlanVersion:
    return PlanVersion(
        id=_id(50),
        youth=YOUTH,
        plan=_id(2),
        number=1,
        established_at=datetime(2026, 11, 17, tzinfo=UTC),
        content=content,
    )


def test_a_version_is_read_as_it_was_packed() -> None:
    packed = rules.pack_version(WHOLE.plan, WHOLE.goals, WHOLE.measures, {_id(9): "Exempelcaféet"})
    read = rules.read_version(_version(packed))
    assert read == attrs.evolve(_established(WHOLE), names={_id(9): "Exempelcaféet"})


def test_what_a_later_program_wrote_is_left_out_and_the_rest_is_read() -> None:
    packed = rules.pack_version(WHOLE.plan, WHOLE.goals, WHOLE.measures)
    packed["measures"][0][1].append([999, "nytt"])
    packed["measures"][3][1] = [
        [number, 250 if number == 12 else value] for number, value in packed["measures"][3][1]
    ]
    packed["more"] = 1
    read = rules.read_version(_version(packed))
    assert read is not None
    assert read.measures[0] == WHOLE.measures[0]
    assert len(read.measures) == len(WHOLE.measures)
    assert read.measures[3] == attrs.evolve(WHOLE.measures[3], end_reason=None)


@pytest.mark.parametrize("content", [None, {}, {"form": 2}, {"form": 1, "plan": 3}, "x", []])
def test_a_version_whose_content_was_erased_says_nothing(content: Any) -> None:
    assert rules.read_version(_version(content)) is None


def test_what_is_new_since_the_version_before() -> None:
    before = _established(WHOLE)
    assert rules.what_changed(None, before) == ("Planen är ny.",)
    assert rules.what_changed(before, before) == ()
    case = WHOLE.measure(1, end=date(2026, 12, 1), end_reason=MeasureEnd.COMPLETED)
    case = case.measure(2, responsible=Responsible.MUNICIPALITY).without(3)
    case = attrs.evolve(
        case,
        plan=attrs.evolve(case.plan, follow_up_on=date(2026, 12, 20)),
        goals=(attrs.evolve(case.goals[0], own_words="Börja i januari."),),
        measures=(*case.measures, _measure(15, kind=MeasureKind.STUDY_VISIT)),
    )
    assert rules.what_changed(before, _established(case)) == (
        "Målet är ändrat: Börja i januari.",
        "Insatsen studie- och yrkesvägledning upphörde 1 dec 2026: genomförd som planerat.",
        "Ansvarig för praktik är nu kommunen.",
        "Ny insats: studiebesök (kommunen).",
        "Insatsen studie- och yrkesvägledning finns inte längre i planen.",
        "Uppföljning av planen 20 dec 2026, förut 15 dec 2026.",
    )


def test_a_goal_reached_or_given_up_and_another_kartlaggning_are_new() -> None:
    before = _established(WHOLE)
    goal = WHOLE.goals[0]
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"reached_on": DAY}, "Målet är nått: Börja om på en ny skola."),
        ({"dropped_on": DAY}, "Målet gäller inte längre: Börja om på en ny skola."),
        ({"by": DAY}, "Målet ska vara nått 2 nov 2026, förut utan datum."),
    )
    for values, said in cases:
        after = attrs.evolve(before, goals=(attrs.evolve(goal, **values),))
        assert rules.what_changed(before, after) == (said,)
    plan = attrs.evolve(WHOLE.plan, assessment=_id(70))
    assert rules.what_changed(before, attrs.evolve(before, plan=plan)) == (
        "Planen bygger på en ny kartläggning.",
    )


def test_a_goal_that_was_given_up_is_no_goal() -> None:
    dropped = tuple(attrs.evolve(one, dropped_on=DAY) for one in WHOLE.goals)
    assert attrs.evolve(WHOLE, goals=dropped).missing() == (1,)
    assert rules.goals_that_hold(dropped) == []


def test_many_changes_fit_in_their_field() -> None:
    said = shortened([f"Innehållet i insats {number} är ändrat." for number in range(100)])
    assert len(said) <= 1000
    assert said.endswith("ändringar till.")


# -- what is due


def _made(number: int, on: date, **values: Any) -> FollowUp:
    held: dict[str, Any] = {"kind": FollowUpKind.FOLLOW_UP, "result": "Det går framåt."}
    return FollowUp(id=_id(number), youth=YOUTH, occurred_on=on, **(held | values))


def test_the_plans_days_are_due_until_they_are_met() -> None:
    plan = WHOLE.plan
    due = rules.due_dates(plan, (), ())
    assert [(one.kind, one.on) for one in due] == [
        (FollowUpKind.FOLLOW_UP, date(2026, 12, 15)),
        (FollowUpKind.EVALUATION, date(2027, 1, 29)),
    ]
    early, too_early = date(2026, 12, 1), date(2026, 11, 30)
    assert len(rules.due_dates(plan, (), [_made(60, early)])) == 1
    assert len(rules.due_dates(plan, (), [_made(60, too_early)])) == 2
    assert len(rules.due_dates(plan, (), [_made(60, early, measure=_id(10))])) == 2
    assert rules.due_dates(attrs.evolve(plan, ended_on=DAY), (), ()) == ()


def test_an_ended_measure_is_evaluated_by_the_day_it_ended() -> None:
    ended = WHOLE.measures[3]
    (due,) = rules.due_dates(None, [ended], ())
    assert (due.kind, due.on) == (FollowUpKind.EVALUATION, ended.end)
    told = _made(61, date(2026, 11, 25), kind=FollowUpKind.EVALUATION, measure=ended.id)
    assert rules.due_dates(None, [ended], [told]) == ()
    assert rules.evaluated(ended, [told]) == told


def test_a_planned_end_asks_what_came_of_it() -> None:
    (due,) = rules.due_dates(None, [WHOLE.measures[0]], ())
    assert (due.on, due.late_end) == (date(2027, 1, 29), True)


# -- the same again and again


def _ended(
    number: int, on: date, kind: MeasureKind = MeasureKind.INTERNSHIP, **more: Any
) -> Measure:
    return _measure(number, kind=kind, end=on, **({"end_reason": MeasureEnd.COMPLETED} | more))


def test_two_of_a_kind_without_a_step_towards_education() -> None:
    two = [_ended(20, DAY), _ended(21, DAY + timedelta(days=40))]
    (told,) = rules.lock_in(two, ())
    assert told.kind is MeasureKind.INTERNSHIP
    assert told.said.startswith("Två insatser av samma slag (praktik)")
    step = _made(62, DAY, measure=_id(21), closer=CloserToEducation.PARTLY)
    assert rules.lock_in(two, [step]) == ()
    assert len(rules.lock_in(two, [attrs.evolve(step, measure=_id(20))])) == 0
    no_step = attrs.evolve(step, closer=CloserToEducation.TOO_EARLY)
    assert len(rules.lock_in(two, [no_step])) == 1
    other = [two[0], _ended(22, DAY, MeasureKind.GUIDANCE)]
    assert rules.lock_in(other, ()) == ()
    assert (
        rules.lock_in([two[0], attrs.evolve(two[1], end_reason=MeasureEnd.TO_EDUCATION)], ()) == ()
    )


def test_a_step_in_between_begins_the_count_anew() -> None:
    three = [_ended(25 + place, DAY + timedelta(days=30 * place)) for place in range(3)]
    step = _made(63, DAY, measure=_id(26), closer=CloserToEducation.YES)
    assert rules.lock_in(three, [step]) == ()
    assert len(rules.lock_in(three, ())[0].measures) == 3


def test_two_others_are_alike_only_when_they_say_the_same() -> None:
    one = _ended(23, DAY, MeasureKind.OTHER, content="Körkortsteori")
    two = _ended(24, DAY, MeasureKind.OTHER, content="Odling")
    assert rules.lock_in([one, two], ()) == ()
    assert len(rules.lock_in([one, attrs.evolve(two, content="körkortsteori ")], ())) == 1


@given(
    st.lists(
        st.tuples(st.sampled_from(list(MeasureKind)), st.integers(0, 400), st.booleans()),
        max_size=8,
    )
)
def test_no_prompt_without_two_ended_of_a_kind_and_none_while_each_is_a_step(
    drawn: list[tuple[MeasureKind, int, bool]],
) -> None:
    measures = [
        _ended(100 + place, DAY + timedelta(days=after), kind, content="samma")
        for place, (kind, after, _) in enumerate(drawn)
    ]
    steps = [
        _made(200 + place, DAY, measure=_id(100 + place), closer=CloserToEducation.YES)
        for place in range(len(drawn))
    ]
    assert rules.lock_in(measures, steps) == ()
    for told in rules.lock_in(measures, ()):
        assert len(told.measures) >= 2
        assert {one.kind for one in told.measures} == {told.kind}
