"""Rätt adress?: what a returned letter and a wrong door ask for (domain.md section 9, Routine)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from kaa_core.model.enums import ContactOutcome, TaskOrigin, VisitOutcome
from kaa_core.model.ids import RecordId, WorkerId
from kaa_core.model.records import Task
from kaa_core.model.registry import Record
from kaa_core.rules.calendar import working_day_before
from kaa_core.rules.letters import ADDRESS_TASK, asks_address
from kaa_desktop.app import words
from kaa_desktop.app.forms import ContactForm, Form, VisitForm
from kaa_desktop.store.transaction import Transaction

ADDED: Final = f"Ny bevakning: {ADDRESS_TASK}"
WITHIN: Final = timedelta(days=7)


def address_task(
    form: Form,
    records: Sequence[Record],
    today: date,
    task: RecordId,
    worker: WorkerId | None,
) -> Task | None:
    """The task that the form leads to; None when it leads to none, or when one stands open already."""
    reason = _reason(form, today)
    if not reason or any(True for _ in open_tasks(records)):
        return None
    return Task(
        id=task,
        youth=form.youth,
        title=ADDRESS_TASK,
        reason=reason,
        due=working_day_before(today + WITHIN),
        worker=worker,
        # Ticked off by who has found out: no step of the routine, which is done by what is entered.
        origin=TaskOrigin.HAND,
    )


def open_tasks(records: Iterable[Record]) -> Iterable[Task]:
    """Those that ask where the youth lives."""
    return (one for one in records if isinstance(one, Task) and asks_address(one))


def answer(
    transaction: Transaction, records: Iterable[Record], on: date, by: WorkerId | None
) -> None:
    """The address is known: what asked for it is done."""
    for one in open_tasks(records):
        transaction.set(Task, one.id, done_on=on, done_by=by)


def _reason(form: Form, today: date) -> str:
    if isinstance(form, ContactForm) and form.outcome is ContactOutcome.RETURNED:
        on = words.short(form.occurred_on or today, today)
        return f"Brevet kom i retur {on}."
    if isinstance(form, VisitForm) and form.outcome is VisitOutcome.WRONG_ADDRESS:
        on = words.short(form.visited_on or today, today)
        return f"Fel adress eller flyttat, enligt hembesöket {on}."
    return ""
