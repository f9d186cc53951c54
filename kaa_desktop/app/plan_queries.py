"""What the pages of a plan ask: the plan itself, what there is to choose from, forms to begin with."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import attrs

from kaa_core.model.casework import FollowUp, Goal, Measure, Plan
from kaa_core.model.enums import FollowUpKind
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.organising import Actor, Placement
from kaa_core.model.registry import Record
from kaa_core.rules import plan as rules
from kaa_desktop.app import plan_reading as reading
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.plan_forms import (
    ChangingForm,
    EndForm,
    FollowUpForm,
    GoalForm,
    MeasureForm,
    PlanDetailsForm,
)
from kaa_desktop.app.plan_paper import Paper, paper
from kaa_desktop.app.plan_views import Held, PlanRow, PlanView, held_of, names_of

_NONE: Final = RecordId(UUID(int=0))
"""Stands for a plan that is begun when what is typed is kept."""


class PlanQueries:
    """A part of `Plans`. All of it reads; nothing is written."""

    def __init__(self, context: Context) -> None:
        self._context = context

    # -- what the window reads

    def view(self, youth: YouthId) -> PlanView | None:
        """The whole plan; None when the youth is not here, or her case is hidden."""
        return reading.view(self._context, youth)

    def rows(self) -> list[PlanRow]:
        """The active plans, what is to be looked at soonest first."""
        return reading.rows(self._context)

    def count(self) -> int:
        """How many `rows` gives."""
        return reading.count(self._context)

    def paper(
        self, youth: YouthId, version: RecordId | None = None, *, easy: bool = False
    ) -> Paper | None:
        """What stands on the paper that the youth takes home; None when there is no plan."""
        return paper(self._context, youth, version, easy=easy)

    def choices(self) -> tuple[list[tuple[RecordId, str]], list[tuple[RecordId, str]]]:
        """Actors and places in use, by name."""
        queries = self._context.queries
        actors, places = queries.records(Actor), queries.records(Placement)
        names = names_of(actors, places)
        lists = [
            sorted(((one.id, names[one.id]) for one in held if one.active is not False), key=_named)
            for held in (actors, places)
        ]
        return lists[0], lists[1]

    def goals(self, youth: YouthId) -> list[tuple[RecordId, str]]:
        """The goals that hold, for a measure to be tied to."""
        return [
            (one.id, (one.own_words or one.measurable or "Mål utan text").strip())
            for one in rules.goals_that_hold(self._held(youth).goals)
        ]

    def ongoing(self, youth: YouthId) -> list[tuple[RecordId, str]]:
        """Measures to follow up: those that go on, and those that ended and are not evaluated."""
        return reading.to_follow_up(self._held(youth))

    def assessments(self, youth: YouthId) -> list[tuple[RecordId, str]]:
        """Kartläggningar to build on, the newest first."""
        return reading.assessments(self._held(youth), self._context.today)

    def items_with(self, form: ChangingForm) -> tuple[rules.Item, ...]:
        """The seven items as they would stand with what is typed in a form."""
        held = self._held(form.youth)
        made = self._record(form, held)
        plan, goals, measures = held.plan, held.goals, held.measures
        if plan is None:  # one is begun with the first that is written in it
            begun = self._record(self.details(form.youth), held)
            plan = begun if isinstance(begun, Plan) else None
        if isinstance(made, Plan):
            plan = made
        elif isinstance(made, Goal):
            goals = (*(one for one in goals if one.id != made.id), made)
        elif isinstance(made, Measure):
            measures = (*(one for one in measures if one.id != made.id), made)
        return rules.seven_items(plan, goals, measures, held.follow_ups)

    def prompts_with(self, form: FollowUpForm) -> tuple[str, ...]:
        """What is said of measures that lead nowhere, with what is typed in a form."""
        held = self._held(form.youth)
        measures = list(held.measures)
        if isinstance(form, EndForm):
            measures = [
                attrs.evolve(one, end=form.ended or self._context.today, end_reason=form.reason)
                if one.id == form.measure
                else one
                for one in measures
            ]
        made = FollowUp(
            id=self._new_id(),
            youth=form.youth,
            kind=form.kind or FollowUpKind.FOLLOW_UP,
            occurred_on=form.occurred_on or self._context.today,
            measure=form.measure,
            closer=form.closer,
        )
        asked = {one.kind for one in measures if one.id == form.measure}
        found = rules.lock_in(measures, [*held.follow_ups, made])
        return tuple(one.said for one in found if one.kind in asked)

    # -- forms to begin with

    def details(self, youth: YouthId) -> PlanDetailsForm:
        """The plan's own days and words; a new one builds on the latest kartläggning."""
        held = self._held(youth)
        if held.plan is not None:
            return PlanDetailsForm.of(held.plan)
        latest = next(iter(self.assessments(youth)), None)
        return PlanDetailsForm(
            youth=youth,
            started_on=self._context.today,
            assessment=latest and latest[0],
            contact=self._context.identity.who.name or None,
        )

    def goal(self, youth: YouthId, record: RecordId | None) -> GoalForm:
        """A goal, or a new one."""
        held = record and self._context.queries.record(Goal, record)
        return GoalForm.of(held) if held else GoalForm(youth=youth)

    def measure(self, youth: YouthId, record: RecordId | None) -> MeasureForm:
        """A measure, or a new one that leads to the only goal there is."""
        held = record and self._context.queries.record(Measure, record)
        if held:
            return MeasureForm.of(held)
        goals = self.goals(youth)
        goal = goals[0][0] if len(goals) == 1 else None
        return MeasureForm(youth=youth, goal=goal, start=self._context.today)

    def follow_up(self, youth: YouthId, record: RecordId | None) -> FollowUpForm:
        """Of a measure, or of the plan; one that has ended is evaluated."""
        measure = record and self._context.queries.record(Measure, record)
        ended = bool(measure and measure.end is not None)
        return FollowUpForm(
            youth=youth,
            kind=FollowUpKind.EVALUATION if ended else FollowUpKind.FOLLOW_UP,
            measure=measure.id if measure else None,
            occurred_on=self._context.today,
        )

    def ending(self, youth: YouthId, record: RecordId) -> EndForm:
        """Avsluta insats; of one that has ended, what is wanting of how."""
        today = self._context.today
        held = self._context.queries.record(Measure, record)
        form = EndForm(youth=youth, measure=record, ended=today, occurred_on=today)
        if held is None or held.end is None:
            return form
        return attrs.evolve(form, ended=held.end, reason=held.end_reason, ended_note=held.end_note)

    # -- parts

    def _held(self, youth: YouthId) -> Held:
        return held_of(self._context.queries.case_records(youth))

    def _record(self, form: ChangingForm, held: Held) -> Record:
        """The record as it is to be."""
        cls = form.becomes().cls
        values = form.values()
        if form.record is not None:
            standing = self._context.queries.record(cls, form.record)
            if standing is not None:
                return attrs.evolve(standing, **form.changed())
        if not isinstance(form, PlanDetailsForm):
            values["plan"] = held.plan.id if held.plan else _NONE
        if isinstance(form, PlanDetailsForm | MeasureForm):
            values["worker"] = self._context.identity.worker
        if isinstance(form, GoalForm):
            values["order"] = len(held.goals)
        return cls(id=form.record or self._new_id(), **values)

    def _new_id(self) -> RecordId:
        return RecordId(new_id(self._context.clock))


def _named(one: tuple[UUID, str]) -> str:
    return one[1].casefold()
