"""Where one youth is in the routine on a date: what was made, what comes next, whose it is and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import attrs

from kaa_core.model.enums import RoutineStep
from kaa_core.model.organising import RoutineVersion
from kaa_core.model.records import Enrolment, Youth
from kaa_core.model.registry import Record
from kaa_core.rules.case_state import COUNTS_BEFORE_ENROLMENT, Outreach, tried
from kaa_core.rules.routine.course import Course, in_order
from kaa_core.rules.routine.packing import reigns
from kaa_core.rules.routine.types import DEFAULT, Made, Proposal, Routine


@attrs.frozen(kw_only=True)
class Standing:
    """Where in the routine on `on`. `next`: None only when nobody is enrolled that day.

    `step`: the one taken last, None before the first. `reached_by`: the last day on which one who has been
    reached should be reached again; None when never reached.
    """

    on: date
    next: Proposal | None = None
    timeline: tuple[Made, ...] = ()
    reached_by: date | None = None

    @property
    def step(self) -> RoutineStep | None:
        """The step taken last."""
        return next((one.step for one in reversed(self.timeline) if one.step is not None), None)

    @property
    def overdue_days(self) -> int:
        """Days since the next step was due; 0 when it is not overdue."""
        return 0 if self.next is None else max(0, (self.on - self.next.due).days)

    @property
    def late(self) -> bool:
        """Whether the next step is later than the tolerance allows, or the youth too long unreached."""
        if self.next is not None and self.on > self.next.limit:
            return True
        return self.reached_by is not None and self.on > self.reached_by

    @property
    def why(self) -> str:
        """Where the date of the next step comes from; empty when there is none."""
        return "" if self.next is None else self.next.why


def judge(
    youth: Youth,
    records: Iterable[Record],
    routine_versions: Sequence[RoutineVersion],
    on: date,
) -> Standing:
    """Return where a youth stands on a date, by what had happened until then.

    `records`: all of the youth's, drafts not among them. Each contact is judged by the version in force on
    its day, and what fell due under a version stays judged by it.
    """
    return stand(youth, list(records), reigns(routine_versions), on)


def stand(
    youth: Youth, records: Sequence[Record], routines: Sequence[Routine], on: date
) -> Standing:
    """Return the same as `judge`, by routines that were read before (`reigns`): for many youths at once."""
    enrolment = enrolled_on(records, on)
    if enrolment is None:
        return Standing(on=on)
    made = tried(youth, records, enrolment.start - COUNTS_BEFORE_ENROLMENT, on)
    course = followed(enrolment.start, made, routines)
    following = course.pending(on)
    return Standing(
        on=on, next=following, timeline=tuple(course.made), reached_by=course.reached_by
    )


def enrolled_on(records: Iterable[Record], on: date) -> Enrolment | None:
    """Return the enrolment that is open on a date; of several, the one that began last."""
    open_ = [
        one
        for one in records
        if type(one) is Enrolment and one.start <= on and (one.end is None or one.end > on)
    ]
    return max(open_, key=lambda one: (one.start, one.id)) if open_ else None


def followed(start: date, made: Sequence[Outreach], routines: Sequence[Routine]) -> Course:
    """Return the course after some contacts of an enrolment, in any order."""
    course = Course(start, routines)
    for one in in_order(made):
        course.take(one)
    return course


def ask(
    start: date,
    made: Sequence[Outreach],
    on: date,
    routines: Sequence[Routine] = (DEFAULT,),
) -> Proposal:
    """Return the next step for one enrolled since `start` after some contacts, as asked for on a day."""
    return followed(start, made, routines).pending(on)
