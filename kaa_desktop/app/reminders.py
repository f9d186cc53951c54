"""Min dag's reminders: of 18 and 20, by what the lists know of birth dates, and of the days in plans.

They are no tasks: nothing is written for them, they come and go with the rule and what is recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Final
from uuid import UUID

import attrs

from kaa_core.model.identity import MAJORITY
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import Conversation, Enrolment, Guardian, Handover, Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.rules import eighteen as adult
from kaa_core.rules import twenty as end
from kaa_core.rules.calendar import add_months
from kaa_desktop.app.context import Context
from kaa_desktop.app.municipality import municipality_of
from kaa_desktop.app.plan_views import due_row
from kaa_desktop.app.way_out import adult_task, twenty_task
from kaa_desktop.store import known
from kaa_desktop.store.filters import ENROLLED, CaseFilter, CaseOrder

_MONTHS_A_YEAR: Final = 12
_EARLIEST: Final = date(1900, 1, 1)
_SLACK: Final = timedelta(days=3)
"""Months and leap days: a few too many are asked for, and the rule decides."""


@attrs.frozen(kw_only=True, repr=False)
class Reminder:
    """A line on Min dag. `due`: the birthday, or the plan's day. `id` tells it apart: it is no task."""

    id: RecordId
    youth: YouthId
    what: str
    why: str
    due: date


def reminders(
    context: Context, worker: WorkerId | None, until: date | None = None
) -> list[Reminder]:
    """Those of a worker, or of all, whose day is at the latest `until`; soonest first."""
    found = [
        *_twenty(context, worker, until),
        *_eighteen(context, worker),
        *_of_plans(context, worker, until),
    ]
    kept = [one for one in found if until is None or one.due <= until]
    return sorted(kept, key=lambda one: (one.due, one.youth))


def _twenty(context: Context, worker: WorkerId | None, until: date | None) -> Iterator[Reminder]:
    today = context.today
    latest = min(add_months(today, end.MONTHS_BEFORE), until or date.max)
    youngest = add_months(latest, -end.AGE * _MONTHS_A_YEAR) + _SLACK
    kinds = (Enrolment, Handover, Conversation)
    for youth, records in _cases(context, worker, (_EARLIEST, youngest), kinds):
        soon = end.twenty(youth, records, today)
        if soon is not None and (not soon.ready or soon.passed(today)):
            yield _reminder(youth, *twenty_task(soon, today), soon.turns)


def _eighteen(context: Context, worker: WorkerId | None) -> Iterator[Reminder]:
    today = context.today
    middle = add_months(today, -MAJORITY * _MONTHS_A_YEAR)
    span = adult.WEEK + _SLACK
    off = municipality_of(context.queries).no_guardians
    for youth, records in _cases(context, worker, (middle - span, middle + span), (Guardian,)):
        soon = adult.eighteen(youth, records, today, switched_off=off)
        if soon is not None and soon.near and soon.turns is not None:
            yield _reminder(youth, *adult_task(soon, today), soon.turns)


def _of_plans(context: Context, worker: WorkerId | None, until: date | None) -> Iterator[Reminder]:
    """Follow-ups and evaluations: they go away when one is entered, and move when the plan's day does."""
    from kaa_desktop.app.plan_reading import due_of  # noqa: PLC0415 - it reads the youth's page too

    for youth, due in due_of(context, worker, until):
        row = due_row(due, context.today)
        about = youth if due.measure is None else due.measure.id
        record = RecordId(UUID(int=about.int ^ (1 + due.kind + 2 * due.late_end)))
        yield Reminder(id=record, youth=YouthId(youth), what=row.what, why=row.about, due=due.on)


def _reminder(youth: Youth, what: str, why: str, due: date) -> Reminder:
    return Reminder(id=youth.id, youth=YouthId(youth.id), what=what, why=why, due=due)


def _cases(
    context: Context,
    worker: WorkerId | None,
    born: tuple[date, date],
    kinds: Sequence[type[Record]],
) -> Iterator[tuple[Youth, list[Record]]]:
    """Open cases of those born between two days, with what the rule asks of: some questions in all."""
    queries = context.queries
    wanted = CaseFilter(statuses=ENROLLED, worker=worker, born=(born,))
    left = iter(queries.case_ids(wanted, CaseOrder.BIRTH_DATE))
    while part := list(islice(left, known.AT_A_TIME)):
        held: dict[UUID, list[Record]] = {}
        for cls in kinds:
            for one in queries.about(cls, part):
                held.setdefault(REGISTRY.of(one).scope(one) or one.id, []).append(one)
        for youth in queries.records(Youth, part):
            yield youth, held.get(youth.id, [])
