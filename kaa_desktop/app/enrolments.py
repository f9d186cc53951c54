"""Skriv in and Fördela: who is enrolled, whose case it is, and what follows from it.

Values and rules only; `registering.py` writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import attrs

from kaa_core.model.enums import RegistrationReason, TaskOrigin
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import Enrolment, Task
from kaa_core.model.registry import REGISTRY, Problem, Record
from kaa_core.rules.routine import ask
from kaa_desktop.store.transaction import Transaction

_NOBODY: Final = RecordId(UUID(int=0))
READ_IN: Final = "Inom 14 dagar från att ungdomen lades in i programmet."


def of_routine(task: Task) -> bool:
    """Whether the routine still asks for it: it asks for nothing of one who is deregistered."""
    return task.done_on is None and task.origin is TaskOrigin.RULE


def close(
    transaction: Transaction,
    enrolment: RecordId,
    values: Mapping[str, Any],
    asked: Iterable[RecordId],
    *,
    by: WorkerId | None,
    on: date,
) -> None:
    """Skriv av: end an open enrolment, and with it what the routine still asked for."""
    transaction.set(Enrolment, enrolment, {"end": None}, **values)
    for task in asked:
        transaction.set(Task, task, done_on=on, done_by=by)


@attrs.frozen(kw_only=True)
class NewEnrolment:
    """Skriv in: from when, why, and whose case it is."""

    start: date | None
    reason: RegistrationReason | None
    worker: WorkerId | None = None
    note: str | None = None

    def problems(self) -> list[Problem]:
        """What keeps it from being written, by the enrolment's fields."""
        return REGISTRY.kind(Enrolment).validate(self._record(_NOBODY, YouthId(_NOBODY)))

    def records(self, youth: YouthId, new_id: Callable[[], RecordId], today: date) -> list[Record]:
        """The enrolment; and when its first step, for one enrolled long ago, falls due here."""
        enrolment = self._record(new_id(), youth)
        return [enrolment, *first_step(enrolment, new_id(), today)]

    def _record(self, record: RecordId, youth: YouthId) -> Enrolment:
        return Enrolment(
            id=record,
            youth=youth,
            start=self.start,  # type: ignore[arg-type]  # `problems` says when it is missing
            registration_reason=self.reason,
            registration_note=self.note,
            worker=self.worker,
        )


def first_step(enrolment: Enrolment, task: RecordId, today: date) -> list[Task]:
    """When the first contact of one who was enrolled long ago is meant to be made, counted from today.

    For others the routine says it, and no record is needed.
    """
    if ask(enrolment.start, (), date.max).due >= today:
        return []
    step = ask(today, (), date.max)
    return [
        Task(
            id=task,
            youth=enrolment.youth,
            title=step.step.label,
            reason=READ_IN,
            due=max(step.proposed, today),
            worker=enrolment.worker,
            origin=TaskOrigin.RULE,
            step=step.step,
        )
    ]


@attrs.frozen(kw_only=True, repr=False)
class Candidate:
    """A youth to enrol or to give to a worker. `worker` is who has the case now."""

    youth: YouthId
    name: str
    number: str
    enrolled: bool
    worker: WorkerId | None = None
    worker_name: str = ""


@attrs.frozen(kw_only=True)
class Handover:
    """A case that goes from one worker to another, with its open tasks."""

    youth: YouthId
    enrolment: RecordId
    before: WorkerId | None
    after: WorkerId | None
    tasks: tuple[RecordId, ...] = ()

    def write(self, transaction: Transaction) -> None:
        """Set the worker of the enrolment and of the tasks; a colleague's news are not written over."""
        seen, value = {"worker": self.before}, {"worker": self.after}
        transaction.set(Enrolment, self.enrolment, seen, **value)
        for task in self.tasks:
            transaction.set(Task, task, seen, **value)


def spread(youths: Sequence[YouthId], workers: Sequence[WorkerId]) -> dict[YouthId, WorkerId]:
    """Deal youths to workers in turn, so that nobody gets more than one more than another.

    In turn and not in blocks: lists are ordered by what is most urgent, and that is shared too.
    """
    return {youth: workers[at % len(workers)] for at, youth in enumerate(youths)}


def handovers(
    enrolments: Iterable[Enrolment], tasks: Iterable[Task], to: Mapping[YouthId, WorkerId]
) -> list[Handover]:
    """The cases that change hands. Open tasks of the one who had the case, or of nobody, go along."""
    waiting: dict[YouthId, list[Task]] = {}
    for task in tasks:
        if task.done_on is None:
            waiting.setdefault(task.youth, []).append(task)
    found = []
    for one in enrolments:
        after = to.get(one.youth)
        if one.end is not None or after is None or one.worker == after:
            continue
        along = [task.id for task in waiting.get(one.youth, []) if task.worker == one.worker]
        found.append(
            Handover(
                youth=one.youth,
                enrolment=one.id,
                before=one.worker,
                after=after,
                tasks=tuple(along),
            )
        )
    return found
