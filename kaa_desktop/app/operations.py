"""What a person can do: validated by the registry first, then written in one local transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import date, datetime, time
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

import attrs

from kaa_core.model.enums import CallOff, RoutineStep, TaskOrigin, VisitStatus
from kaa_core.model.ids import DraftId, RecordId, UserId, WorkerId, YouthId
from kaa_core.model.records import Conflict, HomeVisit, Task, Youth
from kaa_core.model.registry import REGISTRY, Problem, Record
from kaa_core.model.rights import Right, right_to_write
from kaa_core.rules.protection import hidden, to_shelter
from kaa_desktop.app import address_task, contact_details, entering, numbers, words
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.conflicts import ids_of_act
from kaa_desktop.app.context import Context
from kaa_desktop.app.day import address_of
from kaa_desktop.app.drafts import draft_of
from kaa_desktop.app.forms import Form, VisitForm
from kaa_desktop.app.municipality import municipality_of
from kaa_desktop.app.roles import why_not, why_not_undo
from kaa_desktop.app.settling import MOST_SAID, Settlement
from kaa_desktop.app.views import Result
from kaa_desktop.store import routines
from kaa_desktop.store.store import Store
from kaa_desktop.store.transaction import Transaction
from kaa_desktop.store.undoing import Undone

T = TypeVar("T")
U = TypeVar("U")

GONE = Result(
    problems=(
        Problem(field="", sentence="Uppgiften finns inte längre på datorn. Öppna listan på nytt."),
    )
)


class Operations:
    """The acts of one unlocked profile. `told` is called with every act's future."""

    def __init__(self, store: Store, context: Context, told: Callable[[Future[Any]], None]) -> None:
        self._store = store
        self._context = context
        self._told = told

    def author(self) -> entering.Author:
        """Who enters, now."""
        return entering.Author(
            worker=self._context.identity.worker,
            entered_at=self._context.clock.now(),
            today=self._context.today,
            routines=self._context.queries.read(routines.held),
        )

    def problems(self, form: Form) -> list[Problem]:
        """What keeps a form from being entered."""
        return entering.problems_of(form, self.author(), self._new_id())

    # -- drafts

    def save_draft(self, draft: DraftId, form: Form) -> Future[datetime]:
        """Keep a form as it stands."""
        saved = self._context.clock.now()
        future = self._store.save_draft(draft_of(self._context, draft, form))
        return self._then(future, lambda _: saved)

    def discard_draft(self, draft: DraftId) -> Future[None]:
        """Throw a draft away."""
        return self._store.discard_draft(draft, label="Utkastet är slängt.")

    # -- the journal

    def enter(self, form: Form, draft: DraftId | None) -> Future[Result]:
        """Enter a form: record, answered tasks, next step and draft in one transaction."""
        if refusal := self._refusal():
            return _at_once(refusal)
        author = self.author()
        if isinstance(form, VisitForm) and not form.information_sheet_left:
            form = attrs.evolve(form, information_sheet_version=None)  # of a sheet that was left
        problems = self.problems(form)
        if problems:
            return _at_once(Result(problems=tuple(problems)))
        prepared = entering.prepare(
            form,
            self._context.queries.case_records(form.youth),
            author,
            record=self._new_id(),
            task=self._new_id(),
            draft=draft,
            other_task=self._new_id(),
        ).with_agreed(self._new_id)
        return self._then(
            self._store.transact(prepared.write),
            lambda record: Result(sentence=prepared.sentence(), record=record),
        )

    def visit_form(self, visit: RecordId) -> VisitForm | None:
        """The form that reports a planned visit."""
        found = self._context.queries.record(HomeVisit, visit)
        if found is None or found.entered_at is not None:
            return None
        own = self._context.identity.worker
        return VisitForm(
            youth=found.youth,
            visit=found.id,
            visited_on=self._context.today,
            arrived=found.planned_at,
            participants=found.participants or ((own,) if own is not None else ()),
            information_sheet_version=self.sheet_version(),
        )

    def sheet_version(self) -> str | None:
        """The version of the information sheet that the municipality uses now."""
        return municipality_of(self._context.queries).information_sheet_version or None

    def plan_visit(
        self, youth: YouthId, on: date | None, at: time | None, participants: tuple[WorkerId, ...]
    ) -> Future[Result]:
        """Plan a home visit; the routine's open task for one is thereby seen to."""
        held = self._context.queries.record(Youth, youth)
        if held is None:
            return _at_once(GONE)
        own = self._context.identity.worker
        visit = HomeVisit(
            id=self._new_id(),
            youth=youth,
            status=VisitStatus.PLANNED,
            planned_on=on,
            planned_at=at,
            address=address_of(held) or None,
            participants=participants or ((own,) if own is not None else ()),
        )
        answered = [
            one.id
            for one in self._context.queries.case_records(youth)
            if isinstance(one, Task)
            and one.origin is TaskOrigin.RULE
            and one.step is RoutineStep.HOME_VISIT
            and one.done_on is None
        ]

        def act(transaction: Transaction) -> None:
            transaction.create(visit)
            for task in answered:
                transaction.set(Task, task, done_on=self._context.today, done_by=own)

        return self._checked(visit, act, "Hembesöket är bokat.")

    def call_off_visit(
        self, visit: RecordId, reason: str, kind: CallOff | None = None
    ) -> Future[Result]:
        """Call a planned visit off: entered in the journal as called off, and the routine goes on."""
        held = self._context.queries.record(HomeVisit, visit)
        if held is None:
            return _at_once(GONE)
        author = self.author()
        values: dict[str, Any] = {
            "status": VisitStatus.CALLED_OFF,
            "call_off_reason": reason.strip() or None,
            "call_off_kind": kind,
            "author": author.worker,
            "entered_at": author.entered_at,
        }
        records = self._context.queries.case_records(held.youth)
        step = entering.after_call_off(held, records, author)
        sentence = "Besöket är inställt."
        if step is not None:
            sentence += f" {entering.step_text(step.step, step.proposed, author.today)}"
        return self._checked(
            attrs.evolve(held, **values),
            lambda transaction: transaction.set(HomeVisit, held.id, **values),
            sentence,
        )

    # -- tasks and facts

    def add_task(
        self, youth: YouthId, title: str, due: date | None, *, at: time | None, reason: str
    ) -> Future[Result]:
        """Add an own bevakning."""
        values = {"title": title.strip(), "due": due, "at": at, "reason": reason.strip() or None}
        task = Task(
            id=self._new_id(),
            youth=youth,
            worker=self._context.identity.worker,
            origin=TaskOrigin.HAND,
            **values,  # type: ignore[arg-type]
        )
        return self._checked(
            task, lambda transaction: transaction.create(task), "Bevakningen är tillagd."
        )

    def complete_task(self, task: RecordId) -> Future[Result]:
        """Mark a task as done today; the routine's own are done by what is entered, never by a tick."""
        held = self._context.queries.record(Task, task)
        if held is None:
            return _at_once(GONE)
        if held.step is not None:
            return _at_once(Result(problems=(Problem(field="", sentence=words.DONE_BY_ENTERING),)))
        values = {"done_on": self._context.today, "done_by": self._context.identity.worker}
        return self._changed(held, values, "Bevakningen är klar.")

    def change_youth(
        self, youth: YouthId, values: Mapping[str, Any], seen: Mapping[str, Any]
    ) -> Future[Result]:
        """Change fields of the youth; `seen` as the store's `Transaction.set` has it."""
        held = self._context.queries.record(Youth, youth)
        if held is None:
            return _at_once(GONE)
        tidy: dict[str, Any] = {
            name: (value.strip() or None) if isinstance(value, str) else value
            for name, value in values.items()
        }
        tidy, slips = numbers.corrected(self._context, held, tidy)
        slips += contact_details.problems_in(tidy)
        if slips:
            return _at_once(Result(problems=tuple(slips)))
        tidy = contact_details.dated(held, tidy, self._context.today)
        after, sentence = attrs.evolve(held, **tidy), "Uppgifterna är ändrade."
        told = tidy.get("address_confirmed") is not None
        protected = hidden(after.protection)
        records = self._context.queries.case_records(youth) if told or protected else []
        places = to_shelter(records, self._context.identity.municipality) if protected else []

        def act(transaction: Transaction) -> None:
            transaction.set(Youth, held.id, seen, **tidy)
            own = self._context.identity.worker
            if told:
                address_task.answer(transaction, records, self._context.today, own)
            for one, kept in places:  # skyddad folkbokföring: no address here at all
                before, now = REGISTRY.of(one).values(one), REGISTRY.of(one).values(kept)
                less = {name: value for name, value in now.items() if value != before[name]}
                transaction.set(type(one), one.id, **less)

        return self._checked(after, act, sentence)

    # -- conflicts and refusals

    def resolve_conflict(self, conflict: RecordId, settlement: Settlement) -> Future[Result]:
        """Settle a conflict: whoever may write what it is about may."""
        held = self._context.queries.record(Conflict, conflict)
        if held is None or held.resolution is not None:
            return _at_once(GONE)
        if refusal := self._refusal(right_to_write(held.target_kind)):
            return _at_once(refusal)
        author = self.author()
        told = settlement.told(held, self._new_id(), author)
        sentence = "Valet är sparat lokalt."

        def act(transaction: Transaction) -> None:
            told.write(transaction, self._context.identity.user)

        future = self._store.transact(act, label=sentence)
        return self._then(future, lambda _: Result(sentence=sentence, record=conflict))

    def ask_to_settle(self, conflict: RecordId, of: UserId, question: str) -> Future[Result]:
        """Ask a colleague to settle a conflict; it stands open until somebody does."""
        held = self._context.queries.record(Conflict, conflict)
        if held is None or held.resolution is not None:
            return _at_once(GONE)
        if refusal := self._refusal():
            return _at_once(refusal)
        asked = question.strip()[:MOST_SAID] or None
        user = self._context.identity.user
        sentence = "Frågan är sparad lokalt. Din kollega ser den vid nästa synk."
        future = self._store.transact(
            lambda transaction: transaction.ask(conflict, of, asked, by=user), label=sentence
        )
        return self._then(future, lambda _: Result(sentence=sentence, record=conflict))

    def restore(self, held: Record, values: Mapping[str, Any]) -> Future[Result]:
        """Give fields of a record earlier values, as a change of one's own."""
        return self._changed(held, values, "Den tidigare uppgiften gäller igen.")

    def answered(self, result: Result) -> Future[Result]:
        """What is already known, as an act's answer."""
        return _at_once(result)

    def dismiss_refused(self, act: int) -> Future[None]:
        """Take an act that was not received off the list, with all that belonged to it."""
        return self._store.dismiss_refused(
            ids_of_act(self._context, act), label="Det som inte togs emot är borttaget ur listan."
        )

    # -- taking back

    def undoable(self) -> tuple[str, str]:
        """The sentences of the acts that can be taken back and done again; none if the role may not."""
        if why_not_undo(self._context.identity.standing.role):
            return "", ""
        return self._store.acts.undoable(), self._store.acts.repeatable()

    def undo(self) -> Future[Result]:
        """Take the last act back."""
        if refusal := self._stands():
            return _at_once(refusal)
        return self._then(self._store.undo(self._new_id), partial(_turned, "Ångrat"))

    def redo(self) -> Future[Result]:
        """Do what was undone last again."""
        if refusal := self._stands():
            return _at_once(refusal)
        return self._then(self._store.redo(self._new_id), partial(_turned, "Gjort igen"))

    def _stands(self) -> Result | None:
        """Why what was done stands, when the user's role has become one that writes nothing."""
        reason = why_not_undo(self._context.identity.standing.role)
        return Result(problems=(Problem(field="", sentence=reason),)) if reason else None

    # -- parts

    def administer(
        self, after: Record, act: Callable[[Transaction], None], sentence: str
    ) -> Future[Result]:
        """Write a record that the whole municipality shares: units and settings."""
        return self._checked(after, act, sentence, Right.ADMINISTER)

    def record_as(
        self, after: Record, act: Callable[[Transaction], None], sentence: str, right: Right
    ) -> Future[Result]:
        """Write a record that needs another right than writing in cases."""
        return self._checked(after, act, sentence, right)

    def change_as(
        self,
        cls: type[Record],
        record: RecordId,
        values: Mapping[str, Any],
        sentence: str,
        right: Right = Right.WRITE_CASES,
        seen: Mapping[str, Any] = MappingProxyType({}),
    ) -> Future[Result]:
        """Change fields of a record, by name. `seen` as `Transaction.set` has it."""
        held = self._context.queries.record(cls, record)
        if held is None:
            return _at_once(GONE)
        return self._changed(held, values, sentence, seen, right)

    def _refusal(self, right: Right = Right.WRITE_CASES) -> Result | None:
        """Why the user's role may not write, when it may not: the server would not take it."""
        reason = why_not(self._context.identity.standing.role, right)
        return Result(problems=(Problem(field="", sentence=reason),)) if reason else None

    def _changed(
        self,
        held: Record,
        values: Mapping[str, Any],
        sentence: str,
        seen: Mapping[str, Any] = MappingProxyType({}),
        right: Right = Right.WRITE_CASES,
    ) -> Future[Result]:
        after = attrs.evolve(held, **values)
        cls = type(held)
        return self._checked(
            after,
            lambda transaction: transaction.set(cls, held.id, seen, **values),
            sentence,
            right,
        )

    def _checked(
        self,
        after: Record,
        act: Callable[[Transaction], None],
        sentence: str,
        right: Right = Right.WRITE_CASES,
    ) -> Future[Result]:
        if refusal := self._refusal(right):
            return _at_once(refusal)
        problems = REGISTRY.of(after).validate(after)
        if problems:
            return _at_once(Result(problems=tuple(problems)))
        return self._then(
            self._store.transact(act, label=sentence),
            lambda _: Result(sentence=sentence, record=after.id),
        )

    def _then(self, future: Future[T], make: Callable[[T], U]) -> Future[U]:
        """A future with what `make` makes of the first one's result; faults pass through.

        It is answered whatever a listener does: the window waits for it before it locks.
        """
        made: Future[U] = Future()

        def finish(done: Future[T]) -> None:
            try:
                self._told(done)
            finally:
                error = done.exception()
                if error is not None:
                    made.set_exception(error)
                else:
                    made.set_result(make(done.result()))

        future.add_done_callback(finish)
        return made

    def _new_id(self) -> RecordId:
        return RecordId(new_id(self._context.clock))


def _turned(how: str, undone: Undone) -> Result:
    """What was taken back, and what stands because somebody has gone on from it."""
    left = f" {undone.left} av dem har ändrats sedan dess och står kvar." if undone.left else ""
    return Result(sentence=f"{how}: {undone.label[:1].lower()}{undone.label[1:]}{left}")


def _at_once(result: T) -> Future[T]:
    future: Future[T] = Future()
    future.set_result(result)
    return future
