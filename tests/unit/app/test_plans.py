"""A plan over a real store: written, established with and without gaps, revised, followed up, ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import attrs
import pytest

from kaa_core.model.casework import Assessment, FollowUp, Measure, Plan, PlanVersion
from kaa_core.model.enums import (
    CloserToEducation,
    FollowUpKind,
    MeasureEnd,
    MeasureKind,
    Responsible,
)
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.registry import of_kind
from kaa_core.rules import plan as rules
from kaa_desktop.app.plan_forms import EstablishForm, FollowUpForm
from kaa_desktop.app.plan_reading import APART, APART_DIFFERS, SAME_NUMBER, due_of
from kaa_desktop.app.plan_views import PlanView
from kaa_desktop.app.plans import NO_GROUND, UNCHANGED, Plans
from kaa_desktop.app.views import Result, TaskRow
from tests.unit.app.desks import TODAY, WAIT, Desktop, local_desktop

LATER, LAST = date(2026, 12, 15), date(2027, 1, 29)
AGED_18 = 2922
"""The place of a number of 2008 among the test numbers: no birthday is near."""


@attrs.frozen
class _Case:
    desktop: Desktop
    youth: YouthId

    @property
    def plans(self) -> Plans:
        return self.desktop.session.plans

    def view(self) -> PlanView:
        found = self.plans.view(self.youth)
        assert found is not None
        return found

    def missing(self) -> tuple[int, ...]:
        return rules.gaps_of(self.view().items)

    def held(self, cls: type[Any]) -> list[Any]:
        return of_kind(self.desktop.store.queries.case_records(self.youth), cls)

    def details(self, **values: Any) -> Result:
        form = attrs.evolve(self.plans.details(self.youth), **values)
        return self.plans.save_details(form).result(WAIT)

    def goal(self, **values: Any) -> Result:
        form = attrs.evolve(self.plans.goal(self.youth, None), **values)
        return self.plans.save_goal(form).result(WAIT)

    def measure(self, party: Responsible | None, **values: Any) -> Result:
        named: dict[str, Any] = {
            "kind": MeasureKind.GUIDANCE,
            "content": "Samtal",
            "planned_end": LAST,
        } | values
        form = attrs.evolve(self.plans.measure(self.youth, None), responsible=party, **named)
        return self.plans.save_measure(form).result(WAIT)

    def establish(self, reason: str | None = None) -> Result:
        form = EstablishForm(youth=self.youth, gaps_reason=reason)
        return self.plans.establish(form).result(WAIT)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[_Case]:
    desktop = local_desktop(tmp_path)
    yield _Case(desktop, desktop.youth(AGED_18))
    desktop.close()


def _assessed(case: _Case) -> None:
    case.desktop.store.record(
        Assessment(
            id=case.desktop.new_id(),
            youth=case.youth,
            started_on=date(2026, 11, 13),
            wishes="Vill börja om",
            entered_at=datetime(2026, 11, 13, 9, tzinfo=UTC),
        )
    ).result(WAIT)


def _whole(case: _Case) -> None:
    _assessed(case)
    assert case.goal(own_words="Börja om på en ny skola", by=LAST).done
    for party in Responsible:
        assert case.measure(party).done
    assert case.details(follow_up_on=LATER, evaluation_on=LAST).done


def test_a_plan_grows_item_by_item_until_it_is_established(case: _Case) -> None:
    assert case.view().standing == "Ingen plan än"
    assert case.missing() == (1, 2, 3, 4, 5, 6, 7)
    assert case.plans.count() == 0
    case.goal(own_words="Börja om på en ny skola")
    assert case.missing() == (2, 3, 4, 5, 7)
    assert case.plans.count() == 1
    case.measure(Responsible.YOUTH)
    assert case.missing() == (3, 4, 7)
    case.measure(Responsible.MUNICIPALITY)
    case.details(without=(Responsible.OTHER_ACTOR,), follow_up_on=LATER, evaluation_on=LAST)
    assert case.missing() == ()
    assert case.establish().problems[0].sentence == NO_GROUND
    case.details(without_assessment="Ungdomen ville börja med planen")
    assert case.establish().sentence == "Version 1 av planen är fastställd."
    assert case.view().standing == "Fastställd, version 1 från 24 nov"
    assert case.establish().problems[0].sentence == UNCHANGED


def test_with_gaps_it_is_asked_why_and_the_version_says_what_was_missing(case: _Case) -> None:
    _assessed(case)
    case.goal(own_words="Börja om")
    for party in Responsible:
        case.measure(party)
    (problem,) = case.establish().problems
    assert problem.sentence.startswith("1 uppgift saknas. Fastställ ändå?")
    assert problem.field == "gaps_reason"
    assert not case.held(PlanVersion)
    assert case.establish("Vi bokar tid på torsdag").done
    (version,) = case.held(PlanVersion)
    assert (version.number, list(version.gaps)) == (1, [7])
    assert case.view().versions[0].gaps == "Saknade uppgift 7. Vi bokar tid på torsdag"


def test_a_revision_says_what_is_new_and_leaves_the_version_before_as_it_was(case: _Case) -> None:
    _whole(case)
    assert case.establish().done
    first = rules.read_version(case.held(PlanVersion)[0])
    case.details(follow_up_on=date(2026, 12, 18))
    assert case.view().standing == "Utkast till version 2, efter version 1 från 24 nov"
    assert case.view().changed == ("Uppföljning av planen 18 dec 2026, förut 15 dec 2026.",)
    assert case.establish().done
    newest, former = case.view().versions
    assert (newest.number, former.number) == (2, 1)
    assert newest.changed == "Uppföljning av planen 18 dec 2026, förut 15 dec 2026."
    oldest = min(case.held(PlanVersion), key=lambda one: one.number)
    assert rules.read_version(oldest) == first


def test_a_follow_up_moves_the_next_day_and_takes_the_reminder_away(case: _Case) -> None:
    _whole(case)
    measure = case.held(Measure)[0]
    form = attrs.evolve(
        case.plans.follow_up(case.youth, None),
        occurred_on=TODAY,
        result="Det går bra",
        own_view="Jag trivs",
        closer=CloserToEducation.PARTLY,
        then="Besök på skolan",
        again=date(2027, 1, 12),
    )
    assert case.plans.enter_follow_up(form).result(WAIT).sentence == "Uppföljningen är införd."
    (plan,), (told,) = case.held(Plan), case.held(FollowUp)
    assert plan.follow_up_on == date(2027, 1, 12)
    assert (told.next_step, told.own_view, told.plan) == ("Besök på skolan", "Jag trivs", plan.id)
    assert told.entered_at is not None
    late = attrs.evolve(form, occurred_on=date(2026, 11, 30))
    assert case.plans.enter_follow_up(late).result(WAIT).problems[0].field == "occurred_on"
    backwards = attrs.evolve(form, measure=measure.id, again=TODAY)
    assert case.plans.enter_follow_up(backwards).result(WAIT).problems[0].field == "again"


def test_ending_a_measure_asks_why_and_evaluates_it(case: _Case) -> None:
    _whole(case)
    measure = case.held(Measure)[0]
    form = case.plans.ending(case.youth, measure.id)
    asked = case.plans.end_measure(form).result(WAIT)
    assert [one.field for one in asked.problems] == ["reason"]
    form = attrs.evolve(form, reason=MeasureEnd.DID_NOT_FIT, closer=CloserToEducation.NO)
    assert [one.field for one in case.plans.end_measure(form).result(WAIT).problems] == ["result"]
    form = attrs.evolve(form, result="Kom två av fyra gånger", own_view="För många på en gång")
    assert case.plans.end_measure(form).result(WAIT).sentence == "Insatsen är avslutad."
    (told,) = case.held(FollowUp)
    assert (told.kind, told.measure) == (FollowUpKind.EVALUATION, measure.id)
    ended = next(one for one in case.held(Measure) if one.id == measure.id)
    assert (ended.end, ended.end_reason) == (TODAY, MeasureEnd.DID_NOT_FIT)
    assert case.missing() == ()


def test_ended_without_evaluation_is_due_at_once(case: _Case) -> None:
    _whole(case)
    measure = case.held(Measure)[0]
    form = attrs.evolve(case.plans.ending(case.youth, measure.id), reason=MeasureEnd.COMPLETED)
    done = case.plans.end_measure(form).result(WAIT)
    assert done.sentence == "Insatsen är avslutad. Utvärderingen återstår."
    due = next(one for one in case.view().due if one.measure == measure.id)
    assert (due.what, due.on, due.state.text) == ("Utvärdering", TODAY, "I dag")


def test_the_same_again_is_said_while_the_end_is_written(case: _Case) -> None:
    _whole(case)
    for _ in range(2):
        case.measure(Responsible.OTHER_ACTOR, kind=MeasureKind.INTERNSHIP)
    first, second = (one for one in case.held(Measure) if one.kind is MeasureKind.INTERNSHIP)
    form = case.plans.ending(case.youth, first.id)
    assert case.plans.prompts_with(form) == ()
    case.plans.end_measure(attrs.evolve(form, reason=MeasureEnd.COMPLETED)).result(WAIT)
    form = case.plans.ending(case.youth, second.id)
    (said,) = case.plans.prompts_with(form)
    assert said.startswith("Två insatser av samma slag (praktik)")
    step = attrs.evolve(form, closer=CloserToEducation.YES)
    assert case.plans.prompts_with(step) == ()


def test_the_days_of_a_plan_stand_on_min_dag_and_are_counted(case: _Case) -> None:
    _whole(case)
    session = case.desktop.session

    def planned() -> list[TaskRow]:
        rows = session.day().tasks
        assert session.nav_counts().tasks == len(rows)
        return [one for one in rows if not one.routine]

    assert planned() == []
    case.details(follow_up_on=date(2026, 11, 27))
    (row,) = planned()
    assert (row.what, row.why) == ("Uppföljning", "Hela planen")
    told = attrs.evolve(case.plans.follow_up(case.youth, None), result="Gjord")
    case.plans.enter_follow_up(told).result(WAIT)
    assert planned() == []


def _to_evaluate(case: _Case) -> list[str]:
    return [one.why for one in case.desktop.session.day().tasks if one.what == "Utvärdering"]


def test_a_measure_that_was_to_end_is_asked_about(case: _Case) -> None:
    assert case.measure(Responsible.YOUTH, planned_end=date(2026, 12, 1)).done
    assert _to_evaluate(case) == ["Studie- och yrkesvägledning: hur gick det?"]


def test_what_ended_stands_there_until_it_is_evaluated(case: _Case) -> None:
    assert case.measure(Responsible.YOUTH).done
    assert _to_evaluate(case) == []
    (measure,) = case.held(Measure)
    ends = attrs.evolve(case.plans.ending(case.youth, measure.id), reason=MeasureEnd.COMPLETED)
    assert case.plans.end_measure(ends).result(WAIT).done
    looked = FollowUpForm(
        youth=case.youth, measure=measure.id, occurred_on=TODAY, result="Går vidare"
    )
    assert case.plans.enter_follow_up(looked).result(WAIT).done
    assert _to_evaluate(case) == ["Studie- och yrkesvägledning"]  # looked at is not evaluated
    told = attrs.evolve(looked, kind=FollowUpKind.EVALUATION)
    assert case.plans.enter_follow_up(told).result(WAIT).done
    assert _to_evaluate(case) == []


def test_only_the_workers_own_cases_remind_her(case: _Case) -> None:
    other = attrs.evolve(case, youth=case.desktop.youth(AGED_18 + 30, worker=None))
    other.details(follow_up_on=date(2026, 11, 27))
    session = case.desktop.session
    assert [one for one in session.day().tasks if one.what == "Uppföljning"] == []
    assert [one.what for one in session.day(whole_unit=True).tasks].count("Uppföljning") == 1


def test_the_list_says_what_each_plan_lacks_and_what_is_next(case: _Case) -> None:
    _whole(case)
    (row,) = case.plans.rows()
    assert (row.gaps, row.state.text, row.progress) == (0, "Att fastställa", "7 av 7 klara")
    assert row.next_day == "Uppföljning 15 dec"
    case.establish()
    case.details(evaluation_on=None)
    (row,) = case.plans.rows()
    assert (row.missing, row.state.text) == (
        "del 7, tidpunkter för uppföljning och utvärdering",
        "1 saknas",
    )
    assert case.plans.end_plan(case.youth).result(WAIT).done
    assert case.plans.rows() == []
    assert case.plans.count() == 0


def test_a_plan_that_has_ended_keeps_its_versions_and_a_new_one_begins_at_one(
    case: _Case,
) -> None:
    _whole(case)
    assert case.establish().done
    assert case.plans.end_plan(case.youth).result(WAIT).done
    assert case.view().plan is None
    assert [(one.number, one.earlier) for one in case.view().versions] == [(1, True)]
    assert case.goal(own_words="Ett nytt mål").done
    assert case.view().standing == "Utkast till version 1"
    assert case.establish("Vi börjar om").done
    assert [(one.number, one.earlier) for one in case.view().versions] == [(1, False), (1, True)]


def test_how_a_measure_ended_can_be_filled_in_later(case: _Case) -> None:
    _whole(case)
    held = attrs.evolve(case.held(Measure)[0], id=case.desktop.new_id())
    case.desktop.store.record(held).result(WAIT)
    form = case.plans.ending(case.youth, held.id)
    assert (
        case.plans.end_measure(
            attrs.evolve(form, reason=MeasureEnd.OTHER, ended_note="Sagt i telefon")
        )
        .result(WAIT)
        .done
    )
    again = case.plans.ending(case.youth, held.id)
    assert (again.ended, again.reason, again.ended_note) == (
        TODAY,
        MeasureEnd.OTHER,
        "Sagt i telefon",
    )


def test_what_a_colleague_changed_meanwhile_is_not_written_over(case: _Case) -> None:
    _whole(case)
    measure = case.held(Measure)[0]
    mine = case.plans.measure(case.youth, measure.id)
    hers = attrs.evolve(mine, content="Samtal varje vecka")
    assert case.plans.save_measure(hers).result(WAIT).done
    assert mine.changed() == {}
    assert case.plans.save_measure(attrs.evolve(mine, start=date(2026, 11, 20))).result(WAIT).done
    held = next(one for one in case.held(Measure) if one.id == measure.id)
    assert (held.content, held.start) == ("Samtal varje vecka", date(2026, 11, 20))


def test_a_draft_comes_back_as_it_was(case: _Case) -> None:
    _whole(case)
    session, measure = case.desktop.session, case.held(Measure)[0]
    forms = (
        attrs.evolve(case.plans.measure(case.youth, measure.id), content="Ändrat"),
        attrs.evolve(case.plans.details(case.youth), note="Om planen"),
        FollowUpForm(youth=case.youth, then="Sedan", again=LAST, result="Text"),
        attrs.evolve(
            case.plans.ending(case.youth, measure.id), reason=MeasureEnd.COMPLETED, ended_note="x"
        ),
        EstablishForm(youth=case.youth, gaps_reason="Därför"),
    )
    for form in forms:
        draft = session.new_draft_id()
        session.save_draft(draft, form).result(WAIT)
        assert session.draft(draft) == form
    assert {one.form for one in session.drafts()} == {
        "measure",
        "plan",
        "follow_up",
        "end_measure",
        "plan_version",
    }


def test_of_plans_begun_apart_what_differs_is_shown_and_both_are_ended(case: _Case) -> None:
    case.details(note="Den första", contact="Karin", follow_up_on=LATER)
    [mine] = case.held(Plan)
    record = case.desktop.store.record
    later = RecordId(UUID(int=mine.id.int + 1))
    theirs = attrs.evolve(mine, id=later, note="Den andra", follow_up_on=LAST, evaluation_on=LATER)
    record(theirs).result(WAIT)
    view = case.view()
    told = {one.label: one.value for one in view.facts}
    assert told["Två planer"] == APART + APART_DIFFERS
    assert told["Om planen"] == "Den första"
    assert told["Om planen (andra planen)"] == "Den andra"
    assert told["Uppföljning (andra planen)"]
    assert "Ungdomen kan ringa (andra planen)" not in told, "it says the same"
    assert [(one.kind, one.on) for one in view.due] == [
        (FollowUpKind.FOLLOW_UP, LATER),
        (FollowUpKind.EVALUATION, LATER),
        (FollowUpKind.FOLLOW_UP, LAST),
    ]
    [row] = case.plans.rows()
    assert row.due == LATER
    for plan in (mine, theirs):  # each computer gave it the next number
        version = PlanVersion(
            id=case.desktop.new_id(), youth=case.youth, plan=plan.id, number=1, gaps_reason="Skäl"
        )
        record(version).result(WAIT)
    assert [one.gaps for one in case.view().versions] == [f"{SAME_NUMBER} Skäl"] * 2
    assert case.plans.end_plan(case.youth).result(WAIT).done
    assert {one.ended_on for one in case.held(Plan)} == {TODAY}
    assert case.view().plan is None
    # Of plans that have ended each has a first version of its own.
    assert [one.gaps for one in case.view().versions] == ["Skäl"] * 2


def test_what_is_due_is_asked_of_one_workers_cases_or_of_all(case: _Case) -> None:
    case.details(follow_up_on=TODAY)
    desk, other = case.desktop, WorkerId(case.desktop.new_id())
    hers = desk.youth(AGED_18 + 1, worker=other)
    plan = Plan(id=desk.new_id(), youth=hers, started_on=TODAY, follow_up_on=TODAY)
    desk.store.record(plan).result(WAIT)
    own = desk.session.who.worker
    for worker, expected in ((own, {case.youth}), (other, {hers}), (None, {case.youth, hers})):
        assert {one for one, _ in due_of(case.plans._context, worker, TODAY)} == expected
