"""The routine's next step as it is planned, and the case with it: what lists and pages show.

Independent of today: what is due after a new routine begins follows it, also before that day has come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Final
from uuid import UUID

import attrs

from kaa_core.model.enums import Role, RoutineStep, TaskOrigin, VisitStatus
from kaa_core.model.ids import RecordId, WorkerId
from kaa_core.model.records import Enrolment, HomeVisit, Task, Youth
from kaa_core.model.registry import Record
from kaa_core.rules.case_state import (
    COUNTS_BEFORE_ENROLMENT,
    CaseState,
    NextStep,
    Outreach,
    case_state,
    current_enrolment,
    next_step,
    outreach,
)
from kaa_core.rules.routine.judging import followed
from kaa_core.rules.routine.types import DEFAULT, Proposal, Routine

_V7: Final = 7
_RANDOM_BITS: Final = 80


@attrs.frozen(kw_only=True)
class Planned:
    """The next step, and when somebody means to take it.

    `asked`: the step as the routine asks for it. `step`, `on`, `at`: as it is planned: by a visit that is
    booked (`visit`), or a day that a person has chosen (`record` is the task); else the proposed day.
    `worker`: who is to do it by name; None: whoever has `asked.role`.
    """

    asked: Proposal
    step: RoutineStep
    on: date
    at: time | None = None
    record: RecordId | None = None
    visit: bool = False
    worker: WorkerId | None = None
    why: str = ""

    @property
    def title(self) -> str:
        """What is to be done, in words."""
        return self.step.label

    def as_next(self) -> NextStep:
        """The step as a row of a list."""
        return NextStep(
            title=self.title,
            due=self.on,
            at=self.at,
            reason=None if self.visit else self.why,
            record=self.record,
            is_visit=self.visit,
        )


@attrs.frozen(kw_only=True)
class RoutineState:
    """A case with its place in the routine. `planned`: None for one who is not enrolled."""

    case: CaseState
    planned: Planned | None = None


def routine_state(
    youth: Youth, records: Iterable[Record], routines: Sequence[Routine] = (DEFAULT,)
) -> RoutineState:
    """Return the state of a case, its next step the nearest of the routine's and what is planned beside.

    `records`: all of the youth's, in any order, drafts not among them.
    """
    held = list(records)
    case = case_state(youth, held)
    plan = planned(youth, held, routines)
    if plan is None:
        return RoutineState(case=case)
    beside = next_step(one for one in held if not by_routine(one) and one.id != plan.record)
    own = plan.as_next()
    nearest = own if beside is None else min(own, beside, key=_soonest)
    return RoutineState(case=attrs.evolve(case, next_step=nearest), planned=plan)


def planned(
    youth: Youth, held: Sequence[Record], routines: Sequence[Routine] = (DEFAULT,)
) -> Planned | None:
    """Return the routine's step as it is planned; None for one who is not enrolled."""
    enrolment = current_enrolment(one for one in held if isinstance(one, Enrolment))
    if enrolment is None or enrolment.end is not None:
        return None
    made = outreach(youth, held, since=enrolment.start - COUNTS_BEFORE_ENROLMENT)
    asked = followed(enrolment.start, made, routines).pending(date.max)
    worker = enrolment.worker if asked.role is Role.CASEWORKER else None
    if asked.step is RoutineStep.HOME_VISIT and (visit := _booked(held)) is not None:
        assert visit.planned_on is not None
        return Planned(
            asked=asked,
            step=asked.step,
            on=visit.planned_on,
            at=visit.planned_at,
            record=visit.id,
            visit=True,
            worker=worker,
            why=asked.why,
        )
    task = chosen(held, made)
    if task is None:
        return Planned(
            asked=asked, step=asked.step, on=asked.proposed, worker=worker, why=asked.why
        )
    return Planned(
        asked=asked,
        step=task.step or asked.step,
        on=task.due,
        at=task.at,
        record=task.id,
        worker=task.worker or worker,
        why=task.reason or asked.why,
    )


def by_routine(record: Record) -> bool:
    """Whether a record is an open task that stands for a step of the routine."""
    return (
        isinstance(record, Task)
        and record.done_on is None
        and record.step is not None
        and record.origin is TaskOrigin.RULE
    )


def chosen(held: Iterable[Record], made: Sequence[Outreach]) -> Task | None:
    """Return the task that says when the next step is meant to be taken; None when nobody has said it.

    Of several (two computers without a network), the last made. One that was made before the latest
    contact was documented has been answered by it, however that was and whoever did it.
    """
    last = made[-1] if made else None
    open_ = [one for one in held if isinstance(one, Task) and by_routine(one)]
    return max(
        (one for one in open_ if last is None or not _answered(one, last)),
        key=lambda one: one.id,
        default=None,
    )


def _answered(task: Task, last: Outreach) -> bool:
    if task.due < last.on:
        return True
    written, asked = _moment(last.record), _moment(task.id)
    return written is not None and asked is not None and written > asked


def _moment(record: UUID) -> int | None:
    """When an id was made, in milliseconds; None when it does not say (docs/adr/002)."""
    return record.int >> _RANDOM_BITS if record.version == _V7 else None


def _booked(held: Iterable[Record]) -> HomeVisit | None:
    booked = [
        one
        for one in held
        if isinstance(one, HomeVisit)
        and one.status is VisitStatus.PLANNED
        and one.planned_on is not None
    ]
    return min(booked, key=lambda one: (one.planned_on, one.planned_at or time.max), default=None)


def _soonest(step: NextStep) -> tuple[date, time, str]:
    return step.due, step.at or time.max, step.title
