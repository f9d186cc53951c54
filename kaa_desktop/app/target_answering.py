"""Answers to proposals of an unlocked profile: one youth's, or many at once in one local transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, TypeVar

from kaa_core.model.enums import ProposalKind
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import Enrolment, Task
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right, may
from kaa_desktop.app import proposals
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.enrolments import of_routine
from kaa_desktop.app.roles import why_not
from kaa_desktop.app.target_answers import (
    Answer,
    Deregistered,
    Enrolled,
)
from kaa_desktop.app.views import Result
from kaa_desktop.store import known, target_reading
from kaa_desktop.store.packed import PackedIds
from kaa_desktop.store.store import Store
from kaa_desktop.store.target_reading import Proposed
from kaa_desktop.store.transaction import Transaction

Act = Callable[[Transaction], None]
R = TypeVar("R", Enrolment, Task)
MANY: Final = (
    "Att skriva in eller av flera på en gång gör en samordnare, eller du själv i dina egna ärenden."
)


class Answering:
    """Reads and writes on a thread of its own: the answer may be about thousands."""

    def __init__(self, context: Context, store: Store, told: Callable[[Future[Any]], None]) -> None:
        self._context = context
        self._store = store
        self._queries = context.queries
        self._told = told
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kaa-targets")

    def close(self) -> None:
        """Let nothing more begin; what runs is waited for when the store closes."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def answer_problems(self, answer: Answer) -> list[Problem]:
        """What is missing in an answer, by its field names."""
        return proposals.problems(answer, self._context.today)

    def why_not_answer(self, youths: Sequence[YouthId], answer: Answer) -> str:
        """Why the user may not answer so for these; empty when she may.

        Skriv in and skriv av of many is keeping the register; of one, or of one's own, it is the case's.
        """
        role = self._context.identity.standing.role
        if reason := why_not(role, Right.WRITE_CASES):
            return reason
        if len(youths) < 2 or may(role, Right.KEEP_REGISTER):
            return ""
        if not isinstance(answer, Enrolled | Deregistered):
            return ""
        own = self._context.identity.worker
        theirs = [one.worker for one in self._enrolments(youths).values()]
        mine = own is not None and len(theirs) == len(youths) and set(theirs) == {own}
        return "" if mine else MANY

    def answer(
        self,
        youths: Sequence[YouthId],
        kind: ProposalKind,
        answer: Answer,
        basis: str = "",
    ) -> Future[Result]:
        """Answer the proposals of this kind of one youth, or of many at once.

        `basis`: only the one that has it. Those who have none by now are passed over, and the sentence
        says how many.
        """
        if not proposals.fits(kind, answer):
            raise ValueError("an answer to another kind of proposal")
        if reason := self.why_not_answer(youths, answer):
            return at_once(refused(reason))
        problems = self.answer_problems(answer)
        if problems:
            return at_once(Result(problems=tuple(problems)))
        chosen = (answer.worker,) if isinstance(answer, Enrolled) else ()
        if reason := self._context.left_service(chosen):
            return at_once(refused(reason))
        return self._thread.submit(self._answer, tuple(youths), kind, answer, basis)

    def _answer(
        self, youths: tuple[YouthId, ...], kind: ProposalKind, answer: Answer, basis: str
    ) -> Result:
        today, packed = self._context.today, PackedIds.of(youths).each()
        found = [
            one
            for one in self._queries.read(
                lambda read: target_reading.proposals_of(read, packed, today)
            )
            if one.kind is kind and basis in ("", one.basis)
        ]
        acts, lacking = self._acts(youths, found, answer)
        if not acts and lacking:
            return Result(problems=tuple(lacking[:1]))
        sentence = proposals.sentence(answer, len(acts), len(youths))
        if acts:
            together = [_together(one) for one in acts.values()]
            act = self._store.transact_each(together, label=sentence)
            self._told(act)
            act.result()
        return Result(sentence=sentence)

    def _acts(
        self, youths: Sequence[YouthId], found: Sequence[Proposed], answer: Answer
    ) -> tuple[dict[bytes, list[Act]], list[Problem]]:
        """What each youth's answers write, and what keeps others from being answered."""
        by = proposals.By(
            worker=self._context.identity.worker,
            today=self._context.today,
            new_id=self._new_id,
        )
        enrolled = self._enrolments(youths)
        asked = self._routine(youths) if isinstance(answer, Deregistered) else {}
        acts, problems = dict[bytes, list[Act]](), list[Problem]()
        for one in found:
            enrolment = enrolled.get(one.youth)
            lacking = proposals.lacks(one, answer, enrolment, by)
            problems += lacking
            if not lacking:
                tasks = asked.get(one.youth, [])
                made = proposals.act(one, answer, enrolment, by, tasks)
                acts.setdefault(one.youth, []).append(made)
        return acts, problems

    def _enrolments(self, youths: Sequence[YouthId]) -> dict[bytes, Enrolment]:
        """The open enrolment of each; of two, the one that began last."""
        held = sorted(self._about(Enrolment, youths), key=lambda one: (one[1].start, one[1].id))
        return {youth: one for youth, one in held if one.end is None}

    def _routine(self, youths: Sequence[YouthId]) -> dict[bytes, list[RecordId]]:
        """The open tasks of the routine of each."""
        found: dict[bytes, list[RecordId]] = {}
        for youth, one in self._about(Task, youths):
            if of_routine(one):
                found.setdefault(youth, []).append(one.id)
        return found

    def _about(self, cls: type[R], youths: Sequence[YouthId]) -> Iterator[tuple[bytes, R]]:
        """The records of a kind about these youths, with whose they are."""
        packed = PackedIds.of(youths).each()
        whose = self._queries.read(lambda one: target_reading.entries(one, packed))
        for part in parts(PackedIds(b"".join(whose))):
            for one in self._queries.about(cls, part):
                yield whose[one.youth.bytes], one

    def _new_id(self) -> RecordId:
        return RecordId(new_id(self._context.clock))


def refused(sentence: str) -> Result:
    """A result of nothing, with the reason."""
    return Result(problems=(Problem(field="", sentence=sentence),))


def at_once(result: Result) -> Future[Result]:
    """A future that is answered already."""
    future: Future[Result] = Future()
    future.set_result(result)
    return future


def parts(youths: Sequence[YouthId]) -> Iterator[Sequence[YouthId]]:
    """As many at a time as one question takes."""
    for start in range(0, len(youths), known.AT_A_TIME):
        yield list(youths[start : start + known.AT_A_TIME])


def _together(acts: Sequence[Act]) -> Act:
    """One youth's acts as one: the server takes them together or not at all."""

    def act(transaction: Transaction) -> None:
        for one in acts:
            one(transaction)

    return act
