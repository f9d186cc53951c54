"""Att göra: what the routine asks for, one's own tasks, reminders, and those of whoever is away.

A step of the routine needs no record: it follows from what has been documented, and is gone when the
contact is, however it was and whoever wrote it. A task with a day of one's own is the same step, planned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final
from uuid import UUID

import attrs

from kaa_core.model.enums import Role
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.organising import Absence
from kaa_core.model.records import Task
from kaa_core.rules.routine import by_routine
from kaa_desktop.app import words
from kaa_desktop.app.agreed import is_the_youths
from kaa_desktop.app.context import Context, is_protected, row_name
from kaa_desktop.app.reminders import Reminder, reminders
from kaa_desktop.app.views import TaskRow
from kaa_desktop.app.views_base import Chip, Tone
from kaa_desktop.store import routine_steps
from kaa_desktop.store.filters import ENROLLED
from kaa_desktop.store.lists import CaseRow
from kaa_desktop.store.routine_steps import RoutineRow

NOBODY: Final = "Ingen handläggare än."
ASK: Final = Chip("Följ upp", "message-circle", Tone.INFO)
UNREPORTED: Final = "Berätta vad som hände"
_STEP: Final = 1  # a youth's step has an id of its own: a birthday on the same page has the youth's


@attrs.frozen(kw_only=True)
class _Whose:
    """Whose things are asked for: of one worker until a day, and what is said of it."""

    worker: WorkerId | None
    until: date
    said: str = ""


@attrs.frozen(kw_only=True)
class _Asked:
    """What is to do, before it is told whom it is about."""

    steps: Sequence[RoutineRow] = ()
    tasks: Sequence[Task] = ()
    soon: Sequence[Reminder] = ()
    said: str = ""

    def youths(self) -> Iterator[YouthId]:
        """Whom it is about."""
        for held in (self.steps, self.tasks, self.soon):
            yield from (one.youth for one in held)


def to_do(context: Context, on: date, *, whole_unit: bool) -> tuple[TaskRow, ...]:
    """All rows, the soonest first. Of the whole unit only what is due this week."""
    worker = context.identity.worker
    if worker is None and not whole_unit:
        return ()
    if whole_unit:
        found = [_of(context, on, _Whose(worker=None, until=words.sunday(on)))]
    else:
        asked = [_Whose(worker=worker, until=date.max), *absences(context, on, worker)]
        found = [_of(context, on, one) for one in asked]
        if context.identity.standing.role == Role.COORDINATOR:
            rows = context.queries.read(partial(routine_steps.of_nobody, until=words.sunday(on)))
            found.append(_Asked(steps=_shown(rows, on)))
    # The same youth has steps, tasks and birthdays: her case is read once.
    cases = _cases(context, (youth for one in found for youth in one.youths()))
    return _soonest_first(row for one in found for row in _rows(one, cases, on))


def absences(context: Context, on: date, worker: WorkerId | None) -> list[_Whose]:
    """Those who are away that day and whose things a worker does meanwhile, until they are back."""
    away = [one for one in context.queries.records(Absence) if _away(one, on)]
    if not away:
        return []
    names = context.workers()
    found: dict[WorkerId, _Whose] = {}
    coordinator = context.identity.standing.role == Role.COORDINATOR
    for one in away:
        mine = one.stand_in == worker or (one.stand_in is None and coordinator)
        if mine and one.worker != worker:
            name = names[one.worker].name if one.worker in names else "en kollega"
            until = max(one.end or words.sunday(on), words.sunday(on))
            found[one.worker] = _Whose(
                worker=one.worker, until=until, said=f"För {name}, som är borta."
            )
    return list(found.values())


def _away(one: Absence, on: date) -> bool:
    return one.start <= on and (one.end is None or one.end >= on)


def _of(context: Context, on: date, whose: _Whose) -> _Asked:
    queries = context.queries
    if whose.worker is None:
        rows = queries.read(partial(routine_steps.of_all, until=whose.until))
    else:
        rows = queries.read(
            partial(routine_steps.of_worker, worker=whose.worker, until=whose.until)
        )
    until = None if whose.until == date.max else whose.until
    return _Asked(
        steps=_shown(rows, on),
        tasks=queries.tasks(whose.worker, until=until),
        soon=reminders(context, whose.worker, until),
        said=whose.said,
    )


def _shown(rows: Iterable[RoutineRow], on: date) -> list[RoutineRow]:
    """The routine's; a booked visit stands among the visits, and here only once its day has passed."""
    return [one for one in rows if not (one.visit and one.on >= on)]


def _rows(asked: _Asked, cases: Mapping[UUID, CaseRow], on: date) -> Iterator[TaskRow]:
    for step in asked.steps:
        if step.youth in cases:
            yield _step_row(step, cases[step.youth], on, asked.said)
    for task in asked.tasks:
        case = cases.get(task.youth)
        if case is not None and not (by_routine(task) and case.status in ENROLLED):
            yield _task_row(task, case, on, asked.said)
    for one in asked.soon:
        if one.youth in cases:
            yield _reminder_row(one, cases[one.youth], on, asked.said)


def _step_row(one: RoutineRow, case: CaseRow, on: date, said: str) -> TaskRow:
    told = [said, NOBODY if case.worker is None else "", one.why]
    if one.on > one.due:
        told.append(f"Enligt rutinen senast {words.short(one.due, on)}.")
    what = f"{one.step.label} {words.clock_time(one.at)}".rstrip()
    return TaskRow(
        id=one.record or RecordId(UUID(int=one.youth.int ^ _STEP)),
        youth=one.youth,
        name=row_name(case),
        what=f"{what}: {UNREPORTED[:1].lower()}{UNREPORTED[1:]}" if one.visit else what,
        why=" ".join(part for part in told if part),
        due=one.on,
        when=words.due_chip(one.on, one.at, on),
        visit=one.record if one.visit else None,
        routine=True,
        case_number=_case_number(case),
    )


def _task_row(task: Task, case: CaseRow, on: date, said: str) -> TaskRow:
    if is_the_youths(task):
        return _asking_row(task, case, on, said)
    return TaskRow(
        id=task.id,
        youth=task.youth,
        name=row_name(case),
        what=f"{task.title} {words.clock_time(task.at)}".rstrip(),
        why=f"{said} {task.reason or ''}".strip(),
        due=task.due,
        when=words.due_chip(task.due, task.at, on),
        routine=task.step is not None,
        case_number=_case_number(case),
    )


def _asking_row(task: Task, case: CaseRow, on: date, said: str) -> TaskRow:
    """What the youth is to do herself: from its day something to ask about, and never late."""
    until = f"Ungdomen gör det senast {words.short(task.due, on)}."
    return TaskRow(
        id=task.id,
        youth=task.youth,
        name=row_name(case),
        what=f"Fråga hur det gick: {task.title}",
        why=" ".join(part for part in (said, until, task.reason or "") if part),
        due=max(task.due, on),
        when=ASK if task.due <= on else words.due_chip(task.due, task.at, on),
        case_number=_case_number(case),
    )


def _reminder_row(one: Reminder, case: CaseRow, on: date, said: str) -> TaskRow:
    """A birthday, or a day in a plan, that asks for something: no task, so it is not ticked off."""
    return TaskRow(
        id=one.id,
        youth=one.youth,
        name=row_name(case),
        what=one.what,
        why=f"{said} {one.why}".strip(),
        due=one.due,
        when=words.due_chip(one.due, None, on),
        case_number=_case_number(case),
        undone=words.DONE_BY_DOING,
    )


def _soonest_first(rows: Iterable[TaskRow]) -> tuple[TaskRow, ...]:
    """Each once: what is a colleague's and one's own is one's own."""
    found: dict[RecordId, TaskRow] = {}
    for one in rows:
        found.setdefault(one.id, one)
    return tuple(sorted(found.values(), key=lambda one: one.due))


def _cases(context: Context, youths: Iterable[YouthId]) -> dict[UUID, CaseRow]:
    ids: list[RecordId] = list(dict.fromkeys(youths))
    return {row.id: row for row in context.queries.case_rows(ids)}


def _case_number(row: CaseRow) -> str:
    """Of one who is protected; empty of others, who are known by their names."""
    return (row.case_number or "") if is_protected(row.protection) else ""
