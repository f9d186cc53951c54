"""The municipality's contact routine as values: steps, intervals, tolerances and responsible roles.

The default is Nässjö's (000 1.4.6; domain.md section 4, and section 9 "Routine" where the report is silent).
"""

from __future__ import annotations

import enum
from datetime import date, timedelta
from typing import Final, NamedTuple

import attrs

from kaa_core.model.enums import Channel, Role, RoutineStep
from kaa_core.model.ids import RecordId
from kaa_core.rules.calendar import MONTHS, add_months, day_off, working_day_before

WEEK: Final = 7


class Anchor(enum.Enum):
    """The event that an interval is counted from."""

    ENROLMENT = "enrolment"
    START = "start"
    """T0: the first letter, else the first attempt."""
    BEFORE = "before"
    """The step before."""


@attrs.frozen
class Span:
    """An interval of whole months and days."""

    months: int = 0
    days: int = 0

    def after(self, start: date) -> date:
        """Return the day the interval ends; a day that a month lacks becomes its last (section 9)."""
        day = add_months(start, self.months) if self.months else start
        return day + timedelta(days=self.days) if self.days else day


@attrs.frozen(kw_only=True)
class Step:
    """A step towards one who is not reached. `visit`: only a home visit makes it; else any other attempt."""

    step: RoutineStep
    after: Span
    anchor: Anchor
    role: Role = Role.CASEWORKER

    @property
    def visit(self) -> bool:
        """Whether the step is a home visit."""
        return self.step is RoutineStep.HOME_VISIT


@attrs.frozen(kw_only=True)
class Routine:
    """A routine in force from `since`.

    `steps`: the first is the first contact, counted from enrolment. After the last of them: an attempt
    each `again`, a home visit each `visit_again` (None: no more visits), and it never ends by itself.
    `follow_up`: the reached are followed up within it; judged late after `limit`, without tolerance.
    `tolerance`: days that any other step may be late ("ca"). `established_weeks`: the goal of contact.
    """

    steps: tuple[Step, ...]
    since: date = date.min
    again: Span = Span(months=3)
    again_role: Role = Role.CASEWORKER
    visit_again: Span | None = Span(months=6)
    visit_role: Role = Role.CASEWORKER
    follow_up: Span = Span(months=3)
    follow_up_role: Role = Role.CASEWORKER
    limit: Span = Span(months=6)
    tolerance: int = 14
    established_weeks: int = 4


DEFAULT: Final = Routine(
    steps=(
        Step(step=RoutineStep.FIRST_CONTACT, after=Span(days=14), anchor=Anchor.ENROLMENT),
        Step(step=RoutineStep.SECOND_CONTACT, after=Span(months=1), anchor=Anchor.START),
        Step(step=RoutineStep.HOME_VISIT, after=Span(months=2), anchor=Anchor.START),
        Step(step=RoutineStep.CONTACT_AFTER_VISIT, after=Span(months=1), anchor=Anchor.BEFORE),
    )
)
"""Nässjö's routine, in force until the municipality has written its own."""


@attrs.frozen(kw_only=True)
class Proposal:
    """The next step. `due`: the true date of the rule. `limit`: the last day on which it is not judged late.

    `why` says where the date comes from.
    """

    step: RoutineStep
    due: date
    why: str
    role: Role = Role.CASEWORKER
    limit: date

    @property
    def proposed(self) -> date:
        """The working day to do it: the last one that is not after `due`."""
        return working_day_before(self.due)

    @property
    def moved(self) -> str | None:
        """Why the proposed day is another: "24 dec är julafton."."""
        off = day_off(self.due)
        return None if off is None else f"{self.due.day} {MONTHS[self.due.month - 1]} är {off}."


class Made(NamedTuple):
    """An attempt as the routine in force that day judged it.

    `step`, `due`, `limit`: what it answered; None for an attempt beside the steps. `skipped`: steps that
    should have come before it. `reached_by`: the last day on which the youth, once reached, should have
    been reached again (None before that). `first`: the very first attempt of the enrolment.
    """

    on: date
    channel: Channel
    record: RecordId
    reached: bool
    declined: bool = False
    step: RoutineStep | None = None
    due: date | None = None
    limit: date | None = None
    skipped: tuple[RoutineStep, ...] = ()
    reached_by: date | None = None
    first: bool = False

    @property
    def late_days(self) -> int:
        """Days after the due date; 0 in time."""
        return 0 if self.due is None else max(0, (self.on - self.due).days)

    @property
    def late(self) -> bool:
        """Whether it came later than the tolerance allows."""
        return self.limit is not None and self.on > self.limit

    @property
    def began_with_visit(self) -> bool:
        """Whether the very first contact was a home visit (000 Bilaga 1, case 10)."""
        return self.first and self.channel is Channel.HOME_VISIT
