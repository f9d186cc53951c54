"""Målgruppsprövning of an unlocked profile (`Session.targets`): who is undecided, why, and what is done.

Reads are synchronous but for `order_later`; acts give a future, are one local transaction each, and can
be undone. The program proposes, a person decides, and every decision is a record with who and when.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from datetime import date
from pathlib import Path
from typing import Any, Final

import attrs

from kaa_core.model.enums import Belonging, Criterion, ProposalAnswer, ProposalKind
from kaa_core.model.facts import CriterionDecision, Fact, RegisterDecision
from kaa_core.model.ids import DraftId, RecordId, YouthId
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY, Problem, Record
from kaa_core.model.rights import Right
from kaa_core.rules.protection import as_kept, hidden
from kaa_desktop.app import (
    proposals,
    target_deviations,
    target_history,
    target_list,
    target_page,
    target_paper,
    target_request,
    words,
)
from kaa_desktop.app.context import Context
from kaa_desktop.app.operations import GONE, Operations
from kaa_desktop.app.schooling import SchoolingRow, schooling
from kaa_desktop.app.target_answering import Answering, at_once, refused
from kaa_desktop.app.target_answers import (
    FACT_KINDS,
    Choice,
    Deciding,
    Request,
)
from kaa_desktop.app.target_views import (
    DeviationRow,
    TargetList,
    TargetPage,
    TargetQuery,
    TargetRow,
)
from kaa_desktop.app.views import Result
from kaa_desktop.store import target_reading
from kaa_desktop.store.store import Store
from kaa_desktop.store.transaction import Transaction

_BELONGING: Final = {
    Choice.BELONGS: Belonging.COVERED,
    Choice.UNTIL_FURTHER: Belonging.COVERED,
    Choice.OUTSIDE: Belonging.NOT_COVERED,
}


class TargetGroup(Answering):
    """Made by `opening.start`; ended by the session."""

    def __init__(
        self,
        context: Context,
        store: Store,
        operations: Operations,
        told: Callable[[Future[Any]], None],
    ) -> None:
        super().__init__(context, store, told)
        self._operations = operations

    # -- one youth

    def page(
        self, youth: YouthId, on: date | None = None, definition: str | None = None
    ) -> TargetPage | None:
        """One youth on a day (default today) by a definition (default the one in force then).

        None when she is not on this computer. Raises KeyError for a definition that never was.
        """
        return target_page.page(self._context, youth, on or self._context.today, definition)

    def save_paper(self, page: TargetPage, path: Path) -> Future[Result]:
        """The judgement as it is shown, as PDF where she says; made beside the window's thread."""
        return self._thread.submit(target_paper.save, page, self._context, path)

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
            return at_once(Result(problems=tuple(problems)))
        if self._queries.record(Youth, youth) is None:
            return at_once(GONE)
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
            return at_once(GONE)
        if not target_history.can_withdraw(held):
            return at_once(refused("Det är redan genomfört. Ändra inskrivningen i ärendet."))
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
            return at_once(Result(problems=tuple(problems)))
        made = self._sheltered(self._fact(youth, cls, values))
        return self._operations.record_as(
            made, _creating([made], draft), "Uppgiften är införd.", Right.WRITE_CASES
        )

    def withdraw_fact(self, fact: RecordId) -> Future[Result]:
        """Take a fact that was entered by hand back: it counts no more from today."""
        held = self._queries.any_record(fact)
        if not isinstance(held, Fact):
            return at_once(GONE)
        if held.author is None:
            return at_once(
                refused("Uppgiften kommer från ett register. Avgör villkoret i stället.")
            )
        cls, today = type(held), self._context.today
        return self._operations.record_as(
            attrs.evolve(held, withdrawn=today),
            lambda one: one.set(cls, held.id, {"withdrawn": held.withdrawn}, withdrawn=today),
            "Uppgiften är återtagen.",
            Right.WRITE_CASES,
        )

    def _sheltered(self, made: Fact) -> Record:
        """As it may be kept: of skyddad folkbokföring never where else she is."""
        held = self._queries.record(Youth, RecordId(made.youth))
        if held is None or not hidden(held.protection):
            return made
        return as_kept(made, self._context.identity.municipality)

    def _fact(self, youth: YouthId, cls: type[Fact], values: Mapping[str, Any]) -> Fact:
        allowed = next(one.fields for one in FACT_KINDS if one.cls is cls)
        given: dict[str, Any] = {
            name: (value.strip() or None) if isinstance(value, str) else value
            for name, value in values.items()
            if name in (*allowed, "source", "as_of", "origin")
        }
        given.setdefault("as_of", self._context.today)
        return cls(id=self._new_id(), youth=youth, author=self._context.identity.worker, **given)


def _creating(made: Sequence[Record], draft: DraftId | None) -> Callable[[Transaction], None]:
    def act(transaction: Transaction) -> None:
        for one in made:
            transaction.create(one)
        if draft is not None:
            transaction.discard_draft(draft)

    return act
