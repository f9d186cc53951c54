"""Keeping the register: a youth registered by hand, enrolments, and cases given to workers.

What may be about thousands runs on a thread of its own and is written in one local transaction, where
each youth is an act of its own to the server: one that is refused does not hold the others.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from kaa_core.model.ids import DraftId, RecordId, WorkerId, YouthId
from kaa_core.model.records import Enrolment, Task, Youth
from kaa_core.model.registry import REGISTRY, Problem, Record
from kaa_core.model.rights import Right
from kaa_desktop.app import contact_details, roles
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context, row_name, row_number, youth_name
from kaa_desktop.app.enrolments import (
    Candidate,
    Handover,
    NewEnrolment,
    handovers,
    spread,
)
from kaa_desktop.app.forms import RegisterForm
from kaa_desktop.app.handover import Caseload
from kaa_desktop.app.numbers import NumberCheck, check_number
from kaa_desktop.app.views import Result
from kaa_desktop.app.words import counted
from kaa_desktop.store import known
from kaa_desktop.store.store import Store
from kaa_desktop.store.transaction import Transaction

if TYPE_CHECKING:
    from kaa_desktop.app.importing import Importing

T = TypeVar("T")

READERS: Final = "kaa_desktop.app.importing"


class Registering:
    """The register's acts of one unlocked profile. `told` is called with every act's future."""

    def __init__(self, store: Store, context: Context, told: Callable[[Future[Any]], None]) -> None:
        self._store = store
        self._context = context
        self._told = told
        self._hands = ThreadPoolExecutor(1, thread_name_prefix="kaa-register")
        self._imports: list[Importing] = []
        self.caseload = Caseload(store, context, told, self._hands)
        """A colleague's cases given to others, with a page for each youth."""

    def close(self) -> None:
        """Break off what is under way; an import that is not whole leaves nothing."""
        for one in self._imports:
            one.close()
        self._hands.shutdown(wait=False, cancel_futures=True)

    def new_youth(self) -> YouthId:
        """The id of a youth who is about to be registered."""
        return YouthId(self._new_id())

    def prepare(self) -> Future[None] | None:
        """Load what reads files, beside the window; None when it is loaded already."""
        return None if READERS in sys.modules else self._hands.submit(_load)

    def importing(self) -> Importing:
        """A register on its way in."""
        from kaa_desktop.app.importing import Importing  # noqa: PLC0415 - readers of files are heavy

        self._imports = [one for one in self._imports if not one.closed]
        made = Importing(self._store, self._context, self._told)
        self._imports.append(made)
        return made

    # -- one youth by hand

    def check_number(self, written: str, of: YouthId | None = None) -> NumberCheck:
        """What a personnummer says, in any usual form; `of`: whose it is to become."""
        return check_number(self._context, written, of)

    def problems(self, form: RegisterForm) -> list[Problem]:
        """What keeps a youth from being registered, by the form's fields."""
        check = self.check_number(form.identity_number or "")
        youth = self._youth(form, check.digits)
        said = REGISTRY.of(youth).validate(youth)
        found = [one for one in said if one.field != "identity_number"]
        found += contact_details.problems_in(form.values())
        if not form.identity_number:
            found.insert(0, Problem(field="identity_number", sentence="Fyll i personnummer."))
        elif check.wrong:
            found.insert(0, Problem(field="identity_number", sentence=check.sentence))
        return [*found, *(self._enrolment(form).problems() if form.enrol else [])]

    def register(self, form: RegisterForm, draft: DraftId | None) -> Future[Result]:
        """Registrera ungdom: the youth, the enrolment with its first step, and the draft gone."""
        refusal = roles.why_not(self._context.identity.standing.role, Right.WRITE_CASES)
        if refusal:
            return _at_once(_refused(refusal))
        problems = self.problems(form)
        if problems:
            return _at_once(Result(problems=tuple(problems)))
        youth = self._youth(form, self.check_number(form.identity_number or "").digits)
        records: list[Record] = [youth]
        sentence = f"{youth_name(youth)} finns nu i registret."
        if form.enrol:
            enrolment = self._enrolment(form)
            records += enrolment.records(form.youth, self._new_id, self._context.today)
            sentence = f"{youth_name(youth)} är registrerad och inskriven."

        def act(transaction: Transaction) -> None:
            for one in records:
                transaction.create(one)
            if draft is not None:
                transaction.discard_draft(draft)

        return self._done(
            self._store.transact(act, label=sentence), Result(sentence=sentence, record=youth.id)
        )

    def _youth(self, form: RegisterForm, digits: str) -> Youth:
        return Youth(id=form.youth, **(form.values() | {"identity_number": digits}))

    def _enrolment(self, form: RegisterForm) -> NewEnrolment:
        return NewEnrolment(start=form.start, reason=form.registration_reason, worker=form.worker)

    # -- many youths

    def candidates(self, youths: Sequence[YouthId]) -> Future[list[Candidate]]:
        """Who these are, whether they are enrolled, and whose they are; in the order asked."""
        return self._hands.submit(self._candidates, tuple(youths))

    def _candidates(self, youths: tuple[YouthId, ...]) -> list[Candidate]:
        context, found = self._context, list[Candidate]()
        names = context.names()
        for part in _parts(youths):
            standing = {one.youth: one for one in self._open(part)}
            for row in context.queries.case_rows(part):
                held = standing.get(row.id)
                worker = held.worker if held else None
                found.append(
                    Candidate(
                        youth=row.id,
                        name=row_name(row),
                        number=row_number(row),
                        enrolled=held is not None,
                        worker=worker,
                        worker_name=names.get(worker, "") if worker else "",
                    )
                )
        return found

    def enrol(self, youths: Sequence[YouthId], enrolment: NewEnrolment) -> Future[Result]:
        """Skriv in: those who are enrolled already are passed over."""
        return self.assign(youths, (), enrolment)

    def assign(
        self,
        youths: Sequence[YouthId],
        workers: Sequence[WorkerId],
        enrolment: NewEnrolment | None = None,
    ) -> Future[Result]:
        """Fördela: give cases to workers, in turn when they are several; open tasks go along.

        With `enrolment` those who are not enrolled are enrolled, with the same workers.
        """
        right = Right.KEEP_REGISTER if workers else Right.WRITE_CASES
        refusal = roles.why_not(self._context.identity.standing.role, right)
        if refusal:
            return _at_once(_refused(refusal))
        problems = enrolment.problems() if enrolment is not None else []
        if problems:
            return _at_once(Result(problems=tuple(problems)))
        return self._hands.submit(self._assign, tuple(youths), tuple(workers), enrolment)

    def _assign(
        self,
        youths: tuple[YouthId, ...],
        workers: tuple[WorkerId, ...],
        enrolment: NewEnrolment | None,
    ) -> Result:
        chosen = (*workers, enrolment.worker) if enrolment is not None else workers
        if refusal := self._context.left_service(chosen):
            return _refused(refusal)
        to = spread(youths, workers) if workers else {}
        given, outside = list[Handover](), list[YouthId]()
        for part in _parts(youths):
            standing = self._open(part)
            given += handovers(standing, self._context.queries.read(_reader(Task, part)), to)
            enrolled = {one.youth for one in standing}
            outside += [one for one in part if one not in enrolled]
        fresh = [] if enrolment is None else [self._fresh(one, enrolment, to) for one in outside]
        sentence = _said(len(given), len(fresh), len(youths))
        act = self._store.transact_each(
            [*(one.write for one in given), *(_creating(records) for records in fresh)],
            label=sentence,
        )
        self._told(act)
        act.result()
        return Result(sentence=sentence)

    def _fresh(
        self, youth: YouthId, enrolment: NewEnrolment, to: Mapping[YouthId, WorkerId]
    ) -> list[Record]:
        own = attrs.evolve(enrolment, worker=to.get(youth, enrolment.worker))
        return own.records(youth, self._new_id, self._context.today)

    def _open(self, youths: Sequence[YouthId]) -> list[Enrolment]:
        """The open enrolment of each; of two, the one that began last."""
        found = self._context.queries.read(_reader(Enrolment, youths))
        latest: dict[YouthId, Enrolment] = {}
        for one in sorted(found, key=lambda one: (one.start, one.id)):
            if one.end is None:
                latest[one.youth] = one
        return list(latest.values())

    # -- parts

    def _done(self, act: Future[None], result: Result) -> Future[Result]:
        made: Future[Result] = Future()

        def finish(done: Future[None]) -> None:
            try:
                self._told(done)
            finally:
                error = done.exception()
                if error is None:
                    made.set_result(result)
                else:
                    made.set_exception(error)

        act.add_done_callback(finish)
        return made

    def _new_id(self) -> RecordId:
        return RecordId(new_id(self._context.clock))


def _load() -> None:
    import kaa_desktop.app.importing  # noqa: F401, PLC0415 - loading it is the point


def _said(given: int, enrolled: int, asked: int) -> str:
    parts = []
    if enrolled:
        parts.append(f"{_count(enrolled)} är {'inskriven' if enrolled == 1 else 'inskrivna'}.")
    if given:
        parts.append(f"{_count(given)} har fått ny handläggare.")
    left = asked - given - enrolled
    if left and parts:
        parts.append(f"{_count(left)} är som förut.")
    return " ".join(parts) or "Inget behövde ändras."


def _count(number: int) -> str:
    return counted(number, "ungdom", "ungdomar")


def _creating(records: Sequence[Record]) -> Callable[[Transaction], None]:
    def act(transaction: Transaction) -> None:
        for one in records:
            transaction.create(one)

    return act


def _reader(cls: type[Any], youths: Sequence[YouthId]) -> Callable[[Any], list[Any]]:
    return lambda connection: known.of_youths(connection, cls, youths)


def _parts(youths: Sequence[YouthId]) -> Iterator[list[YouthId]]:
    left = iter(youths)
    while part := list(islice(left, known.AT_A_TIME)):
        yield part


def _refused(sentence: str) -> Result:
    return Result(problems=(Problem(field="", sentence=sentence),))


def _at_once(result: Result) -> Future[Result]:
    future: Future[Result] = Future()
    future.set_result(result)
    return future
