"""För in i journalen: what is written together when a form is entered, and the step that follows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import attrs

from kaa_core.model.enums import RoutineStep, TaskOrigin, VisitStatus
from kaa_core.model.ids import DraftId, RecordId, WorkerId
from kaa_core.model.records import Enrolment, HomeVisit, Task, Youth
from kaa_core.model.registry import Problem, Record
from kaa_core.rules.case_state import (
    COUNTS_BEFORE_ENROLMENT,
    current_enrolment,
    outreach,
)
from kaa_core.rules.routine import DEFAULT, Proposal, Routine, ask, by_routine
from kaa_desktop.app import agreed, words
from kaa_desktop.app.address_task import ADDED as ADDRESS_ADDED
from kaa_desktop.app.address_task import address_task
from kaa_desktop.app.forms import ConversationForm, Form, NoteForm, VisitForm
from kaa_desktop.app.views import StepPreview
from kaa_desktop.store.errors import RecordLocked, RecordUnknown
from kaa_desktop.store.transaction import Transaction

ENTERED: Final = {
    "contact": "Kontakten är förd in.",
    "home_visit": "Besöket är fört in.",
    "conversation": "Samtalet är fört in.",
    "journal_note": "Anteckningen är förd in.",
}
ADDED: Final = "Tillägget är fört in."
OLDEST_YEARS: Final = 22
"""Nobody in the register was born longer ago: erased at the end of the year of the 21st birthday (7 §)."""


@attrs.frozen(kw_only=True, repr=False)
class Author:
    """Who enters, and when; None while it can be taken back (app/letters.py)."""

    worker: WorkerId | None
    entered_at: datetime | None
    today: date
    routines: Sequence[Routine] = (DEFAULT,)


@attrs.frozen(kw_only=True, repr=False)
class Entering:
    """A form on its way into the journal, with the ids of what it may become."""

    form: Form
    author: Author
    record: RecordId
    task: RecordId
    draft: DraftId | None
    proposal: Proposal | None
    worker: WorkerId | None
    answered: tuple[RecordId, ...]
    step_stands: bool
    address: Task | None = None
    agreed: tuple[Task, ...] = ()

    def write(self, transaction: Transaction) -> RecordId:
        """Record, answered tasks, next step and the draft gone: together or not at all."""
        record = self._record(transaction)
        for task in self.answered:
            transaction.set(Task, task, done_on=self.author.today, done_by=self.author.worker)
        step = self._step()
        if step is not None:
            transaction.create(step)
        if self.address is not None:
            transaction.create(self.address)
        for one in self.agreed:
            transaction.create(one)
        if self.draft is not None:
            transaction.discard_draft(self.draft)
        return record

    def with_agreed(self, new_id: Callable[[], RecordId]) -> Entering:
        """With what was agreed in a conversation: the case's worker sees to it, or asks."""
        if not isinstance(self.form, ConversationForm):
            return self
        worker = self.worker or self.author.worker
        rows = agreed.tasks_of(self.form, self.record, worker, self.author.today, new_id)
        return attrs.evolve(self, agreed=rows)

    def sentence(self) -> str:
        """What is said afterwards: "Besöket är fört in. Nästa steg: … senast ons 23 dec."."""
        added = isinstance(self.form, NoteForm) and self.form.addendum_to is not None
        said = ADDED if added else ENTERED[self.form.kind_name]
        if self.address is not None:
            said = f"{said} {ADDRESS_ADDED}"
        if self.agreed:
            added_too = words.counted(len(self.agreed), "bevakning", "bevakningar")
            said = f"{said} {added_too} tillagd{'' if len(self.agreed) == 1 else 'a'}."
        due = self._due()
        if self.proposal is None or due is None:
            return said
        return f"{said} {step_text(self.proposal.step, due, self.author.today)}"

    def _record(self, transaction: Transaction) -> RecordId:
        author = self.author
        if isinstance(self.form, VisitForm) and self.form.visit is not None:
            values = self.form.values() | {
                "author": author.worker,
                "entered_at": author.entered_at,
            }
            del values["youth"]
            try:
                transaction.set(HomeVisit, self.form.visit, **values)
            except (RecordLocked, RecordUnknown):
                # A colleague has reported the same planned visit: this account stands beside hers.
                pass
            else:
                return self.form.visit
        transaction.create(self.form.as_record(self.record, author.worker, author.entered_at))
        return self.record

    def _due(self) -> date | None:
        if self.proposal is None:
            return None
        return self.form.next_step.on or self.proposal.proposed

    def _step(self) -> Task | None:
        """The next step on a day of the person's own; on the routine's it needs no record."""
        due = self._due()
        if self.proposal is None or due is None or self.step_stands:
            return None
        if due == self.proposal.proposed:
            return None
        return Task(
            id=self.task,
            youth=self.form.youth,
            title=self.proposal.step.label,
            reason=self.proposal.why,
            due=due,
            worker=self.worker or self.author.worker,
            origin=TaskOrigin.RULE,
            step=self.proposal.step,
        )


def prepare(
    form: Form,
    records: Sequence[Record],
    author: Author,
    *,
    record: RecordId,
    task: RecordId,
    draft: DraftId | None,
    other_task: RecordId | None = None,
) -> Entering:
    """What entering a form leads to, given all records of the youth.

    `other_task`: the id of what is to be found out besides the next step, if anything is.
    """
    proposal = proposal_after(form, records, author)
    enrolment = current_enrolment(one for one in records if isinstance(one, Enrolment))
    own_day = form.next_step.on
    stands = _standing(records, proposal, own_day) if proposal is not None else None
    answered = [one.id for one in _routine_tasks(records) if one is not stands] if proposal else []
    planned = proposal is not None and _visit_is_planned(records, form, proposal)
    return Entering(
        form=form,
        author=author,
        record=record,
        task=task,
        draft=draft,
        proposal=proposal,
        worker=None if enrolment is None else enrolment.worker,
        answered=tuple(answered),
        step_stands=stands is not None or planned,
        address=_address(form, records, author, other_task, enrolment),
    )


def _address(
    form: Form,
    records: Sequence[Record],
    author: Author,
    task: RecordId | None,
    enrolment: Enrolment | None,
) -> Task | None:
    if task is None:
        return None
    worker = (enrolment.worker if enrolment is not None else None) or author.worker
    return address_task(form, records, author.today, task, worker)


def after_call_off(visit: HomeVisit, records: Sequence[Record], author: Author) -> Proposal | None:
    """The step that stands open again when a planned visit is called off: the routine never ends.

    None when another visit, or a day that somebody has chosen, already waits.
    """
    others = [one for one in records if one.id != visit.id]
    youth = next((one for one in others if isinstance(one, Youth)), None)
    planned = any(isinstance(o, HomeVisit) and o.status is VisitStatus.PLANNED for o in others)
    if youth is None or planned or _routine_tasks(others):
        return None
    return _asked(youth, others, author)


def problems_of(form: Form, author: Author, record: RecordId) -> list[Problem]:
    """What keeps a form from being entered."""
    record_made = form.as_record(record, author.worker, author.entered_at)
    rows = form.tasks if isinstance(form, ConversationForm) else ()
    return [
        *form.becomes().validate(record_made),
        *_impossible_days(form, author.today),
        *agreed.problems(rows, getattr(form, "occurred_on", None)),
    ]


def _impossible_days(form: Form, today: date) -> Iterator[Problem]:
    """What is entered has happened: a slip in the year would be locked and move the routine."""
    for name in ("visited_on", "occurred_on"):
        on: date | None = getattr(form, name, None)
        if on is not None and on > today:
            yield Problem(
                field=name,
                sentence=f"{on} har inte varit än. Ändra datumet. Datorns klocka visar {today}.",
            )
        elif on is not None and today.year - on.year > OLDEST_YEARS:
            yield Problem(field=name, sentence=f"Året {on:%Y} kan inte stämma. Ändra datumet.")


def proposal_after(form: Form, records: Sequence[Record], author: Author) -> Proposal | None:
    """The step the routine asks for once the form is entered; None for a form that is no outreach."""
    placeholder = RecordId(UUID(int=2**128 - 1))
    if problems_of(form, author, placeholder):
        return None
    entered = form.as_record(placeholder, author.worker, author.entered_at)
    youth = next((one for one in records if isinstance(one, Youth)), None)
    if youth is None or not outreach(youth, [entered], since=date.min):
        return None
    others = [one for one in records if not _same_visit(one, form)]
    return _asked(youth, [*others, entered], author)


def preview(form: Form, records: Sequence[Record], author: Author) -> StepPreview | None:
    """The green banner; its date is the person's own when one was chosen."""
    proposal = proposal_after(form, records, author)
    if proposal is None:
        return None
    chosen = form.next_step.on or proposal.proposed
    moved = proposal.moved if form.next_step.on is None else None
    return StepPreview(
        text=step_text(proposal.step, chosen, date.min),
        why=" ".join(part for part in (proposal.why, moved) if part),
        proposed=proposal.proposed,
        due=proposal.due,
    )


def step_text(step: RoutineStep, due: date, today: date) -> str:
    """As "Nästa steg: telefon, sms eller brev senast ons 23 dec 2026."."""
    _, _, means = step.label.partition(": ")
    what = means or step.label[:1].lower() + step.label[1:]
    return f"Nästa steg: {what} senast {words.with_weekday(due, today)}."


def _asked(youth: Youth, records: Sequence[Record], author: Author) -> Proposal | None:
    """The next step; None for one who is not enrolled, of whom the routine asks nothing."""
    enrolment = current_enrolment(one for one in records if isinstance(one, Enrolment))
    if enrolment is None or enrolment.end is not None:
        return None
    made = outreach(youth, records, since=enrolment.start - COUNTS_BEFORE_ENROLMENT)
    return ask(enrolment.start, made, date.max, author.routines)


def _routine_tasks(records: Iterable[Record]) -> list[Task]:
    return [one for one in records if isinstance(one, Task) and by_routine(one)]


def _standing(records: Sequence[Record], proposal: Proposal, own_day: date | None) -> Task | None:
    """The open task that already is the step on the chosen day: it is kept, not made a second time."""
    for one in _routine_tasks(records):
        if one.step is proposal.step and own_day is not None and one.due == own_day:
            return one
    return None


def _visit_is_planned(records: Iterable[Record], form: Form, proposal: Proposal) -> bool:
    """A visit that is already planned is the next step; no task is made beside it."""
    return proposal.step is RoutineStep.HOME_VISIT and any(
        isinstance(one, HomeVisit)
        and one.status is VisitStatus.PLANNED
        and not _same_visit(one, form)
        for one in records
    )


def _same_visit(record: Record, form: Form) -> bool:
    return isinstance(form, VisitForm) and form.visit is not None and record.id == form.visit
