"""The plan of a youth, as acts and views: one open plan each, established as versions, followed up.

Goals and measures are written as they are agreed; "Fastställ" keeps all of it as a version that never
changes. What is due follows from the days in the plan (rules/plan/due.py), so nothing is typed twice.
"""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import Any, Final

import attrs

from kaa_core.model.casework import FollowUp, Measure, Plan, PlanVersion
from kaa_core.model.ids import DraftId, RecordId, YouthId
from kaa_core.model.organising import Actor, Placement
from kaa_core.model.registry import REGISTRY, Problem
from kaa_core.model.rights import Right
from kaa_core.rules import plan as rules
from kaa_core.rules.plan.versions import shortened
from kaa_desktop.app import plan_paper
from kaa_desktop.app import plan_reading as reading
from kaa_desktop.app.context import Context
from kaa_desktop.app.operations import GONE, Operations
from kaa_desktop.app.papers import Papers
from kaa_desktop.app.plan_forms import (
    ChangingForm,
    EndForm,
    EstablishForm,
    FollowUpForm,
    GoalForm,
    MeasureForm,
    PlanDetailsForm,
)
from kaa_desktop.app.plan_queries import PlanQueries
from kaa_desktop.app.plan_views import Held, gap_words, names_of
from kaa_desktop.app.views import Result
from kaa_desktop.store.files import write_atomically
from kaa_desktop.store.transaction import Transaction

NO_GROUND: Final = "Planen bygger inte på någon kartläggning. Välj en, eller skriv varför."
UNCHANGED: Final = "Inget har ändrats sedan den senaste versionen. Det finns inget att fastställa."
NO_PLAN: Final = "Ungdomen har ingen plan än. Börja en först."
NOT_READ: Final = "Versionens innehåll går inte att läsa, eller är raderat."
WHY: Final = "Skriv varför planen fastställs fast något saknas."
NO_DAY: Final = "Fyll i vilken dag insatsen slutade."


class Plans(PlanQueries):
    """Of one unlocked profile."""

    def __init__(self, context: Context, operations: Operations, papers: Papers) -> None:
        super().__init__(context)
        self._operations = operations
        self._papers = papers

    # -- acts

    def begin(self, youth: YouthId) -> Future[Result]:
        """A plan with nothing in it yet, when there is none."""
        if self._held(youth).plan is not None:
            return self._refused("Ungdomen har redan en plan.")
        form = self.details(youth)
        return self.save_details(form)

    def save_details(self, form: PlanDetailsForm, draft: DraftId | None = None) -> Future[Result]:
        """Keep the plan's own days and words."""
        return self._save(form, draft, "Planens uppgifter är sparade.")

    def save_goal(self, form: GoalForm, draft: DraftId | None = None) -> Future[Result]:
        """Keep a goal."""
        if not ((form.own_words or "").strip() or (form.measurable or "").strip()):
            return self._refused("Skriv vad målet är.", "own_words")
        return self._save(form, draft, "Målet är sparat.")

    def save_measure(self, form: MeasureForm, draft: DraftId | None = None) -> Future[Result]:
        """Keep a measure."""
        return self._save(form, draft, "Insatsen är sparad.")

    def enter_follow_up(self, form: FollowUpForm, draft: DraftId | None = None) -> Future[Result]:
        """Enter a follow-up; `again` becomes the next day in the measure or the plan."""
        held = self._held(form.youth)
        author = self._operations.author()
        made = self._follow_up(form, held)
        day = form.occurred_on
        if day is not None and day > author.today:
            return self._refused(f"{day} har inte varit än. Ändra datumet.", "occurred_on")
        if form.again is not None and form.again <= (day or author.today):
            return self._refused("Nästa tillfälle ligger före det här. Ändra datumet.", "again")
        found = next((one for one in held.measures if one.id == form.measure), None)
        target: Measure | Plan | None = found or (None if form.measure else held.plan)

        def act(transaction: Transaction) -> None:
            transaction.create(made)
            if form.again is not None and target is not None:
                transaction.set(type(target), target.id, follow_up_on=form.again)
            _drop(transaction, draft)

        sentence = f"{made.kind.label.capitalize()}en är införd."
        return self._operations.record_as(made, act, sentence, Right.WRITE_CASES)

    def end_measure(self, form: EndForm, draft: DraftId | None = None) -> Future[Result]:
        """End a measure with its reason, and evaluate it when something is said of how it went."""
        measure = form.measure and self._context.queries.record(Measure, form.measure)
        if not measure:
            return self._operations.answered(GONE)
        today = self._context.today
        if form.ended is None or form.ended > today:
            said = (
                NO_DAY if form.ended is None else f"{form.ended} har inte varit än. Ändra datumet."
            )
            return self._refused(said, "ended")
        values: dict[str, Any] = {
            "end": form.ended,
            "end_reason": form.reason,
            "end_note": (form.ended_note or "").strip() or None,
        }
        after = attrs.evolve(measure, **values)
        problems = [_as_typed(one) for one in REGISTRY.of(after).validate(after)]
        told = bool((form.result or "").strip())
        made = self._follow_up(form, self._held(form.youth)) if told else None
        if made is not None:
            problems += REGISTRY.of(made).validate(made)
        elif form.own_view or form.closer or form.after or form.then:
            problems.append(Problem(field="result", sentence="Skriv hur det har gått."))
        if problems:
            return self._operations.answered(Result(problems=tuple(problems)))

        def act(transaction: Transaction) -> None:
            transaction.set(Measure, measure.id, **values)
            if made is not None:
                transaction.create(made)
            _drop(transaction, draft)

        later = "" if told else " Utvärderingen återstår."
        return self._operations.record_as(
            made or after, act, f"Insatsen är avslutad.{later}", Right.WRITE_CASES
        )

    def why_not_establish(self, youth: YouthId) -> Problem | None:
        """What must be mended before a version can be made at all; gaps are no such thing."""
        held = self._held(youth)
        if held.plan is None:
            return Problem(field="", sentence=NO_PLAN)
        if held.plan.assessment is None and not held.plan.without_assessment:
            return Problem(field="without_assessment", sentence=NO_GROUND)
        if not self._changes(held):
            return Problem(field="", sentence=UNCHANGED)
        return None

    def establish(self, form: EstablishForm, draft: DraftId | None = None) -> Future[Result]:
        """Fastställ: the plan as it stands becomes a version; with gaps, why all the same."""
        held = self._held(form.youth)
        if problem := self.why_not_establish(form.youth):
            return self._operations.answered(Result(problems=(problem,)))
        assert held.plan is not None  # it has just been said else
        gaps = rules.gaps_of(held.items())
        reason = (form.gaps_reason or "").strip()
        if gaps and not reason:
            return self._refused(f"{gap_words(len(gaps))} {WHY}", "gaps_reason")
        author = self._operations.author()
        number = max((one.number or 0 for one in held.versions), default=0) + 1
        made = PlanVersion(
            id=self._new_id(),
            youth=form.youth,
            plan=held.plan.id,
            number=number,
            established_at=author.entered_at,
            author=author.worker,
            content=rules.pack_version(held.plan, held.goals, held.measures, self._names(held)),
            changed=shortened(self._changes(held)) or None,
            gaps_reason=reason if gaps else None,
            gaps=list(gaps) or None,
        )

        def act(transaction: Transaction) -> None:
            transaction.create(made)
            _drop(transaction, draft)

        sentence = f"Version {number} av planen är fastställd."
        return self._operations.record_as(made, act, sentence, Right.WRITE_CASES)

    def end_plan(self, youth: YouthId) -> Future[Result]:
        """The plan is no longer worked by; it stays in the journal with its versions."""
        held = self._held(youth)
        if held.plan is None:
            return self._refused(NO_PLAN)
        plan, today = held.plan, self._context.today
        after = attrs.evolve(plan, ended_on=today)

        def act(transaction: Transaction) -> None:
            for one in (plan, *held.beside):  # begun apart: they are one to her
                transaction.set(Plan, one.id, ended_on=today)

        return self._operations.record_as(
            after,
            act,
            "Planen är avslutad.",
            Right.WRITE_CASES,
        )

    # -- paper

    def pdf(
        self, youth: YouthId, version: RecordId | None = None, *, easy: bool = False
    ) -> bytes | None:
        """The paper as tagged PDF, made in memory; None when there is no plan."""
        from kaa_desktop.documents.typeset import typeset  # noqa: PLC0415 - not at every start

        found = self.paper(youth, version, easy=easy)
        if found is None:
            return None
        return typeset(plan_paper.FORM, found.data, self._context.clock.now())

    def save_paper(
        self, youth: YouthId, path: Path, version: RecordId | None = None, *, easy: bool = False
    ) -> Future[Result]:
        """Write the paper where she says. Raises `StoreFault` by the future when it cannot be written."""
        return self._papers.submit(self._write, youth, path, version, easy)

    def _write(self, youth: YouthId, path: Path, version: RecordId | None, easy: bool) -> Result:
        content = self.pdf(youth, version, easy=easy)
        if content is None:
            said = NO_PLAN if version is None else NOT_READ
            return Result(problems=(Problem(field="", sentence=said),))
        write_atomically(path, content)
        return Result(sentence="Planen är sparad som PDF.")

    # -- parts

    def _save(self, form: ChangingForm, draft: DraftId | None, sentence: str) -> Future[Result]:
        """Make the record, or change what the person changed in it; a plan is begun when there is none."""
        held = self._held(form.youth)
        begun = self._begun(form, held)
        made = self._record(form, held if begun is None else attrs.evolve(held, plan=begun))
        cls, changed = type(made), form.changed()
        seen = {name: form.seen[name] for name in changed if name in form.seen}

        def act(transaction: Transaction) -> None:
            if begun is not None:
                transaction.create(begun)
            if form.record is None:
                transaction.create(made)
            elif changed:
                transaction.set(cls, form.record, seen, **changed)
            _drop(transaction, draft)

        return self._operations.record_as(made, act, sentence, Right.WRITE_CASES)

    def _begun(self, form: ChangingForm, held: Held) -> Plan | None:
        """A goal or measure written before there is a plan begins one."""
        if isinstance(form, PlanDetailsForm) or held.plan is not None:
            return None
        values = self.details(form.youth).values()
        return Plan(id=self._new_id(), worker=self._context.identity.worker, **values)

    def _follow_up(self, form: FollowUpForm, held: Held) -> FollowUp:
        author = self._operations.author()
        plan = held.plan.id if held.plan else None
        values = form.values() | {"author": author.worker, "entered_at": author.entered_at}
        measure = next((one for one in held.measures if one.id == form.measure), None)
        values["plan"] = measure.plan if measure is not None else plan
        return FollowUp(id=self._new_id(), **values)

    def _changes(self, held: Held) -> tuple[str, ...]:
        return reading.changes(held)

    def _names(self, held: Held) -> dict[RecordId, str]:
        queries = self._context.queries
        names = names_of(queries.records(Actor), queries.records(Placement))
        used = {one for each in held.measures for one in (each.actor, each.placement) if one}
        return {one: names[one] for one in used if one in names}

    def _refused(self, sentence: str, field: str = "") -> Future[Result]:
        return self._operations.answered(
            Result(problems=(Problem(field=field, sentence=sentence),))
        )


_TYPED: Final = {"end": "ended", "end_reason": "reason", "end_note": "ended_note"}


def _as_typed(problem: Problem) -> Problem:
    """A fault of the measure at the field of the form that it was typed in."""
    return attrs.evolve(problem, field=_TYPED.get(problem.field, problem.field))


def _drop(transaction: Transaction, draft: DraftId | None) -> None:
    if draft is not None:
        transaction.discard_draft(draft)
