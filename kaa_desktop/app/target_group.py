"""Målgruppsprövning of an unlocked profile (`Session.targets`): who is undecided, why, and what is done.

Reads are synchronous but for `order_later`; acts give a future, are one local transaction each, and can
be undone. The program proposes, a person decides, and every decision is a record with who and when.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from typing import Any, Final

import attrs

from kaa_core.model.enums import Belonging, Criterion, ProposalAnswer, ProposalKind
from kaa_core.model.facts import CriterionDecision, Fact, RegisterDecision
from kaa_core.model.ids import DraftId, RecordId, YouthId
from kaa_core.model.records import Enrolment, Youth
from kaa_core.model.registry import REGISTRY, Problem, Record
from kaa_core.model.rights import Right, may
from kaa_desktop.app import (
    proposals,
    target_deviations,
    target_history,
    target_list,
    target_page,
    target_request,
    words,
)
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.operations import GONE, Operations
from kaa_desktop.app.roles import why_not
from kaa_desktop.app.schooling import SchoolingRow, schooling
from kaa_desktop.app.target_views import (
    FACT_KINDS,
    Answer,
    Choice,
    Deciding,
    Deregistered,
    DeviationRow,
    Enrolled,
    Request,
    TargetList,
    TargetPage,
    TargetQuery,
    TargetRow,
)
from kaa_desktop.app.views import Result
from kaa_desktop.store import known, target_reading
from kaa_desktop.store.packed import PackedIds
from kaa_desktop.store.store import Store
from kaa_desktop.store.transaction import Transaction

_BELONGING: Final = {
    Choice.BELONGS: Belonging.COVERED,
    Choice.UNTIL_FURTHER: Belonging.COVERED,
    Choice.OUTSIDE: Belonging.NOT_COVERED,
}
MANY: Final = (
    "Att skriva in eller av flera på en gång gör en samordnare, eller du själv i dina egna ärenden."
)


class TargetGroup:
    """Made by `opening.start`; ended by the session."""

    def __init__(
        self,
        context: Context,
        store: Store,
        operations: Operations,
        told: Callable[[Future[Any]], None],
    ) -> None:
        self._context = context
        self._store = store
        self._told = told
        self._queries = context.queries
        self._operations = operations
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kaa-targets")

    def close(self) -> None:
        """Let nothing more begin; what runs is waited for when the store closes."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    # -- one youth

    def page(
        self, youth: YouthId, on: date | None = None, definition: str | None = None
    ) -> TargetPage | None:
        """One youth on a day (default today) by a definition (default the one in force then).

        None when she is not on this computer. Raises KeyError for a definition that never was.
        """
        return target_page.page(self._context, youth, on or self._context.today, definition)

    def request(self, youth: YouthId, criterion: Criterion | None, ask: str) -> Request | None:
        """The text of a request for the fact that is missing, to copy: nothing is sent."""
        held = self._queries.record(Youth, youth)
        if held is None:
            return None
        who = self._context.identity.who
        return target_request.request(held, criterion, ask, who.municipality, who.name)

    def schooling(self, youth: YouthId) -> tuple[SchoolingRow, ...]:
        """Her schools and programmes in order, with the breaks between them; the latest first."""
        return schooling(self._queries.case_records(youth), self._context.today)

    def deviations(self) -> list[DeviationRow]:
        """Avvikelser: the differences that nobody has answered, by name."""
        return target_deviations.deviations(self._context)

    # -- the list

    def order(self, query: TargetQuery) -> TargetList:
        """What is undecided or proposed, in order, now."""
        return target_list.order(self._context, self._queries, query)

    def order_later(self, query: TargetQuery) -> Future[TargetList]:
        """The same, read beside the window's thread."""
        return self._thread.submit(target_list.order, self._context, self._store.aside, query)

    def count(self) -> int:
        """How many rows the list has unfiltered: the count of the navigation."""
        today = self._context.today
        return self._queries.read(lambda one: target_reading.count_undecided(one, today))

    def rows(self, ids: Sequence[YouthId], query: TargetQuery) -> list[TargetRow]:
        """Rows for some ids of a list with this query; those that are gone are left out."""
        return target_list.rows(self._context, ids, query)

    # -- deciding

    def deciding_problems(self, deciding: Deciding) -> list[Problem]:
        """What is missing in a decision, by the names of `Deciding`."""
        found = [] if deciding.reason.strip() else [proposals.WHY]
        if deciding.criterion is not None:
            if deciding.judged is None:
                found.append(Problem(field="judged", sentence="Välj hur villkoret bedöms."))
            waits = False
        else:
            waits = deciding.choice in (Choice.UNTIL_FURTHER, Choice.WAIT)
        found += proposals.day_problems(deciding.look_again, self._context.today, needed=waits)
        start = deciding.start or self._context.today
        if deciding.until is not None and deciding.until < start:
            found.append(Problem(field="until", sentence="Sista dagen ligger före den första."))
        return found

    def decide(
        self, youth: YouthId, deciding: Deciding, draft: DraftId | None = None
    ) -> Future[Result]:
        """Spara avgörandet: the whole, or one condition; and the draft gone."""
        problems = self.deciding_problems(deciding)
        if problems:
            return _at_once(Result(problems=tuple(problems)))
        if self._queries.record(Youth, youth) is None:
            return _at_once(GONE)
        if deciding.criterion is None and deciding.choice is Choice.WAIT:
            return self._wait(youth, deciding, draft)
        today = self._context.today
        whole = deciding.criterion is None
        made = CriterionDecision(
            id=self._new_id(),
            youth=youth,
            criterion=deciding.criterion,
            judged=None if whole else deciding.judged,
            belonging=_BELONGING[deciding.choice] if whole else None,
            start=deciding.start or today,
            end=deciding.until,
            reason=deciding.reason.strip(),
            look_again=deciding.look_again,
            decided_by=self._context.identity.worker,
            decided_on=today,
        )
        sentence = "Avgörandet är sparat." if whole else "Bedömningen av villkoret är sparad."
        return self._operations.record_as(
            made, _creating([made], draft), sentence, Right.WRITE_CASES
        )

    def _wait(self, youth: YouthId, deciding: Deciding, draft: DraftId | None) -> Future[Result]:
        """Vänta: whatever is proposed about her is taken up again on the day."""
        today = self._context.today
        open_ = self._queries.read(
            lambda one: target_reading.proposals_of(one, [youth.bytes], today, put_off=False)
        )
        of: list[tuple[ProposalKind, str | None]] = [(one.kind, one.basis) for one in open_]
        made = [
            RegisterDecision(
                id=self._new_id(),
                youth=youth,
                proposal=kind,
                answer=ProposalAnswer.LATER,
                basis=basis,
                reason=deciding.reason.strip(),
                look_again=deciding.look_again,
                decided_by=self._context.identity.worker,
                decided_on=today,
            )
            for kind, basis in of or [(ProposalKind.REQUEST, None)]
        ]
        day = words.short(deciding.look_again, today) if deciding.look_again else ""
        return self._operations.record_as(
            made[0], _creating(made, draft), f"Prövningen tas upp igen {day}.", Right.WRITE_CASES
        )

    def withdraw(self, decision: RecordId) -> Future[Result]:
        """Take a decision about a condition, the whole or a proposal back. It can be undone."""
        held = self._queries.record(CriterionDecision, decision) or self._queries.record(
            RegisterDecision, decision
        )
        if held is None:
            return _at_once(GONE)
        if not target_history.can_withdraw(held):
            return _at_once(_refused("Det är redan genomfört. Ändra inskrivningen i ärendet."))
        cls = type(held)
        return self._operations.record_as(
            held,
            lambda one: one.delete(cls, held.id),
            "Beslutet är återtaget.",
            Right.WRITE_CASES,
        )

    # -- facts by hand

    def problems(self, youth: YouthId, cls: type[Fact], values: Mapping[str, Any]) -> list[Problem]:
        """What keeps a fact from being entered, by its fields."""
        made = self._fact(youth, cls, values)
        found = REGISTRY.kind(cls).validate(made)
        if made.as_of is not None and made.as_of > self._context.today:
            found.append(Problem(field="as_of", sentence="Dagen har inte varit än. Ändra datumet."))
        return found

    def enter_fact(
        self,
        youth: YouthId,
        cls: type[Fact],
        values: Mapping[str, Any],
        draft: DraftId | None = None,
    ) -> Future[Result]:
        """För in uppgift med källa: values by the registry's field names (`FACT_KINDS`)."""
        problems = self.problems(youth, cls, values)
        if problems:
            return _at_once(Result(problems=tuple(problems)))
        made = self._fact(youth, cls, values)
        return self._operations.record_as(
            made, _creating([made], draft), "Uppgiften är införd.", Right.WRITE_CASES
        )

    def withdraw_fact(self, fact: RecordId) -> Future[Result]:
        """Take a fact that was entered by hand back: it counts no more from today."""
        held = self._queries.any_record(fact)
        if not isinstance(held, Fact):
            return _at_once(GONE)
        if held.author is None:
            return _at_once(
                _refused("Uppgiften kommer från ett register. Avgör villkoret i stället.")
            )
        cls, today = type(held), self._context.today
        return self._operations.record_as(
            attrs.evolve(held, withdrawn=today),
            lambda one: one.set(cls, held.id, {"withdrawn": held.withdrawn}, withdrawn=today),
            "Uppgiften är återtagen.",
            Right.WRITE_CASES,
        )

    def _fact(self, youth: YouthId, cls: type[Fact], values: Mapping[str, Any]) -> Fact:
        allowed = next(one.fields for one in FACT_KINDS if one.cls is cls)
        given: dict[str, Any] = {
            name: (value.strip() or None) if isinstance(value, str) else value
            for name, value in values.items()
            if name in (*allowed, "source", "as_of", "origin")
        }
        given.setdefault("as_of", self._context.today)
        return cls(id=self._new_id(), youth=youth, author=self._context.identity.worker, **given)

    # -- proposals

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
        self, youths: Sequence[YouthId], kind: ProposalKind, answer: Answer
    ) -> Future[Result]:
        """Answer the open proposal of this kind of one youth, or of many at once.

        Those who have none by now are passed over, and the sentence says how many.
        """
        if not proposals.fits(kind, answer):
            raise ValueError("an answer to another kind of proposal")
        if reason := self.why_not_answer(youths, answer):
            return _at_once(_refused(reason))
        problems = self.answer_problems(answer)
        if problems:
            return _at_once(Result(problems=tuple(problems)))
        chosen = (answer.worker,) if isinstance(answer, Enrolled) else ()
        if reason := self._context.left_service(chosen):
            return _at_once(_refused(reason))
        return self._thread.submit(self._answer, tuple(youths), kind, answer)

    def _answer(self, youths: tuple[YouthId, ...], kind: ProposalKind, answer: Answer) -> Result:
        acts, lacking = self._acts(youths, kind, answer)
        if not acts and lacking:
            return Result(problems=tuple(lacking[:1]))
        sentence = proposals.sentence(answer, len(acts), len(youths))
        if acts:
            act = self._store.transact_each(acts, label=sentence)
            self._told(act)
            act.result()
        return Result(sentence=sentence)

    def _acts(
        self, youths: Sequence[YouthId], kind: ProposalKind, answer: Answer
    ) -> tuple[list[Callable[[Transaction], None]], list[Problem]]:
        """An act for each youth with such a proposal, and what keeps others from being answered."""
        today = self._context.today
        by = proposals.By(worker=self._context.identity.worker, today=today, new_id=self._new_id)
        enrolled = self._enrolments(youths)
        packed = PackedIds.of(youths).each()
        found = self._queries.read(lambda one: target_reading.proposals_of(one, packed, today))
        acts, problems = [], list[Problem]()
        for one in found:
            if one.kind is kind:
                enrolment = enrolled.get(one.youth)
                lacking = proposals.lacks(one, answer, enrolment)
                problems += lacking
                if not lacking:
                    acts.append(proposals.act(one, answer, enrolment, by))
        return acts, problems

    def _enrolments(self, youths: Sequence[YouthId]) -> dict[bytes, Enrolment]:
        """The open enrolment of each; of two, the one that began last."""
        latest: dict[bytes, Enrolment] = {}
        for start in range(0, len(youths), known.AT_A_TIME):
            part = list(youths[start : start + known.AT_A_TIME])
            held = self._queries.about(Enrolment, part)
            for one in sorted(held, key=lambda one: (one.start, one.id)):
                if one.end is None:
                    latest[one.youth.bytes] = one
        return latest

    def _new_id(self) -> RecordId:
        return RecordId(new_id(self._context.clock))


def _creating(made: Sequence[Record], draft: DraftId | None) -> Callable[[Transaction], None]:
    def act(transaction: Transaction) -> None:
        for one in made:
            transaction.create(one)
        if draft is not None:
            transaction.discard_draft(draft)

    return act


def _refused(sentence: str) -> Result:
    return Result(problems=(Problem(field="", sentence=sentence),))


def _at_once(result: Result) -> Future[Result]:
    future: Future[Result] = Future()
    future.set_result(result)
    return future
