"""A colleague's whole caseload given to others, with a page for each youth; and the page at twenty.

Handovers lost everything in the audited municipality (000 2.1.2). Each case that changes hands leaves a
record of from whom to whom, in the same act as the change: undone together (ADR 024).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from typing import Any, Final
from uuid import UUID

import attrs

from kaa_core.model.enums import HandoverTo
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import Enrolment, Handover, Task, Youth
from kaa_core.model.registry import Problem, Record
from kaa_core.model.rights import Right
from kaa_core.rules.case_state import current_enrolment
from kaa_core.rules.handover import CasePage, Gap, Promise, case_page
from kaa_desktop.app import roles
from kaa_desktop.app.clock import ids
from kaa_desktop.app.context import Context, is_protected, youth_name
from kaa_desktop.app.enrolments import Handover as Move
from kaa_desktop.app.enrolments import handovers, spread
from kaa_desktop.app.leaving_views import CasePageView
from kaa_desktop.app.listing import CHIPS
from kaa_desktop.app.views import Result
from kaa_desktop.app.views_base import Fact
from kaa_desktop.app.words import counted, sentence_case, short
from kaa_desktop.store import known, routines
from kaa_desktop.store.filters import ENROLLED, CaseFilter, CaseOrder
from kaa_desktop.store.store import Store
from kaa_desktop.store.transaction import Transaction

GAPS: Final = {
    Gap.NO_CONTACT: "Ingen kontakt har tagits.",
    Gap.NOT_REACHED: "Ungdomen har inte nåtts.",
    Gap.LONG_SILENCE: "Mer än ett halvår sedan ungdomen nåddes.",
    Gap.NO_NEXT_STEP: "Inget nästa steg är bokat.",
    Gap.LATE_STEP: "Nästa steg är försenat.",
    Gap.NO_ADDRESS: "Adress saknas.",
    Gap.NO_PHONE: "Telefonnummer saknas.",
    Gap.NO_OCCUPATION: "Sysselsättningen är okänd.",
    Gap.NO_CONVERSATION: "Inget samtal är fört in.",
    Gap.NO_REASON: "En inskrivning saknar uppgifter.",
}
CLOSED: Final = "Skyddat ärende: öppna det för att se vad som är lovat."
CHOOSE: Final = Problem(field="workers", sentence="Välj vem som tar över.")
SAME: Final = Problem(field="workers", sentence="Välj någon annan än den som lämnar.")
NO_CASES: Final = "Det finns inga ärenden att lämna över."


@attrs.frozen(kw_only=True)
class Given:
    """Who hands over which cases to whom, in turn."""

    before: WorkerId
    youths: tuple[YouthId, ...]
    workers: tuple[WorkerId, ...]

    def to(self) -> dict[YouthId, WorkerId]:
        """Who gets whom."""
        return spread(self.youths, self.workers) if self.workers else {}


class Caseload:
    """Of one unlocked profile; `hands` works beside the window's thread."""

    def __init__(
        self,
        store: Store,
        context: Context,
        told: Callable[[Future[Any]], None],
        hands: Executor,
    ) -> None:
        self._store = store
        self._context = context
        self._told = told
        self._hands = hands

    def of(self, worker: WorkerId) -> list[YouthId]:
        """Whose open cases a worker has, what is most urgent first."""
        wanted = CaseFilter(statuses=ENROLLED, worker=worker)
        return list(self._context.queries.case_ids(wanted, CaseOrder.NEXT_STEP))

    def pages(self, youths: Sequence[YouthId]) -> Future[list[CasePageView]]:
        """A page for each, in the order asked."""
        return self._hands.submit(self._pages, tuple(youths))

    def page(self, youth: YouthId) -> CasePageView | None:
        """The page of one youth; None when she is not here."""
        return next(iter(self._pages((youth,))), None)

    def _pages(self, youths: Iterable[YouthId]) -> list[CasePageView]:
        names, found = self._context.names(), list[CasePageView]()
        for one in youths:
            records = self._context.queries.case_records(one)
            youth = next((held for held in records if isinstance(held, Youth)), None)
            if youth is not None:
                found.append(_view(self._context, youth, records, names))
        return found

    def problems(self, given: Given) -> list[Problem]:
        """What keeps a caseload from being handed over."""
        if not given.workers:
            return [CHOOSE]
        if given.before in given.workers:
            return [SAME]
        return [] if given.youths else [Problem(field="", sentence=NO_CASES)]

    def hand_over(self, given: Given) -> Future[Result]:
        """Give the cases to others, with their open tasks, and note from whom to whom."""
        right = roles.why_not(self._context.identity.standing.role, Right.KEEP_REGISTER)
        found = [Problem(field="", sentence=right)] if right else self.problems(given)
        if found:
            refused: Future[Result] = Future()
            refused.set_result(Result(problems=tuple(found)))
            return refused
        return self._hands.submit(self._hand_over, given)

    def _hand_over(self, given: Given) -> Result:
        if gone := self._context.left_service(given.workers):
            return Result(problems=(Problem(field="workers", sentence=gone),))
        to, moves = given.to(), list[Move]()
        for part in _parts(given.youths):
            held = self._context.queries.about(Enrolment, part)
            # A case that somebody else has by now is hers.
            open_ = [one for one in held if one.end is None and one.worker == given.before]
            moves += handovers(open_, self._context.queries.about(Task, part), to)
        if not moves:
            return Result(problems=(Problem(field="", sentence=NO_CASES),))
        new_id = ids(self._context.clock)
        cases = counted(len(moves), "ärende är överlämnat", "ärenden är överlämnade")
        act = self._store.transact_each(
            [self._writing(one, new_id()) for one in moves], label=f"{cases}."
        )
        self._told(act)
        act.result()
        return Result(sentence=f"{cases}.")

    def _writing(self, move: Move, record: RecordId) -> Callable[[Transaction], None]:
        noted = Handover(
            id=record,
            youth=move.youth,
            to=HandoverTo.COLLEAGUE,
            handed_on=self._context.today,
            author=self._context.identity.worker,
            from_worker=move.before,
            to_worker=move.after,
        )

        def write(transaction: Transaction) -> None:
            move.write(transaction)
            transaction.create(noted)

        return write


# -- a page to a colleague


def _view(
    context: Context, youth: Youth, records: Sequence[Record], names: Mapping[UUID, str]
) -> CasePageView:
    page = case_page(youth, records, context.today, context.queries.read(routines.held))
    closed = context.openings.hides(youth)
    promised = (
        (Fact(label="", value=CLOSED),)
        if closed
        else tuple(_promise(context, one, names) for one in page.promised)
    )
    made = CasePageView(
        youth=YouthId(youth.id),
        name=youth_name(youth),
        number=(youth.case_number or "") if is_protected(youth.protection) else "",
        where=_where(context, page),
        promised=promised,
        missing=tuple(GAPS[one] for one in page.missing),
    )
    return attrs.evolve(made, text=as_text(made))


def _where(context: Context, page: CasePage) -> tuple[Fact, ...]:
    today, state = context.today, page.state
    facts = [Fact(label="Läge", value=CHIPS[state.status].text)]
    if state.enrolled_on is not None:
        facts.append(Fact(label="Inskriven", value=short(state.enrolled_on, today)))
    if state.next_step is not None:
        step = state.next_step
        due = f"{step.title}, senast {short(step.due, today)}"
        facts.append(Fact(label="Nästa steg", value=due, note=step.reason or ""))
    if page.routine is not None:
        asked = page.routine
        told = f"{asked.step.label}, senast {short(asked.due, today)}"
        facts.append(Fact(label="Rutinen", value=told, note=asked.why))
    if state.last_reached is not None:
        facts.append(Fact(label="Senast nådd", value=short(state.last_reached, today)))
    if state.attempts:
        facts.append(Fact(label="Försök", value=str(state.attempts)))
    return tuple(facts)


def _promise(context: Context, one: Promise, names: Mapping[UUID, str]) -> Fact:
    who = names.get(one.worker, "") if one.worker else ""
    if one.on is not None:
        said = f"Överenskommet {short(one.on, context.today)}"
        return Fact(label=said, value=one.text, note=who)
    when = f"Senast {short(one.due, context.today)}" if one.due else "Bokat"
    return Fact(label=when, value=one.text, note=who)


def as_text(page: CasePageView) -> str:
    """The page as lines of text."""
    lines = [" ".join(part for part in (page.name, page.number) if part), ""]
    lines += ["Var i rutinen", *(_line(one) for one in page.where), ""]
    lines += ["Lovat", *([_line(one) for one in page.promised] or ["Inget är antecknat."]), ""]
    lines += ["Saknas", *([f"- {one}" for one in page.missing] or ["- Inget."])]
    return "\n".join(lines)


def _line(fact: Fact) -> str:
    said = f"{fact.label}: {fact.value}" if fact.label else fact.value
    return f"- {said} ({fact.note.rstrip('.')})" if fact.note else f"- {said}"


# -- the page that the youth gets along at twenty


def page_along(context: Context, youth_id: YouthId) -> str:
    """What is handed over, for the youth to read and give along; empty when there is nothing to give.

    Only what she has agreed to: who gets what, by which consent. Nothing of the journal, no address and
    no personnummer: the one who takes over asks her. Of one who is protected and not opened: nothing.
    """
    records = context.queries.case_records(youth_id)
    youth = next((one for one in records if isinstance(one, Youth)), None)
    made = [
        one
        for one in records
        if isinstance(one, Handover) and one.to not in (HandoverTo.COLLEAGUE, HandoverTo.NOBODY)
    ]
    if youth is None or context.openings.hides(youth) or not made:
        return ""
    enrolment = current_enrolment(one for one in records if isinstance(one, Enrolment))
    names, who = context.names(), context.identity.who
    worker = names.get(enrolment.worker, "") if enrolment and enrolment.worker else who.name
    lines = [
        f"Till dig, {youth.given_name} {youth.family_name}",
        f"Från {who.municipality}, {short(context.today)} {context.today.year}",
        "",
        "När du fyller 20 slutar kommunens aktivitetsansvar. Det här har vi kommit överens om.",
    ]
    for one in sorted(made, key=lambda one: one.id):
        lines += ["", *_along(one)]
    asked = next((one.invited_on for one in reversed(made) if one.invited_on is not None), None)
    if asked is not None:
        lines += ["", f"Du är inbjuden till ett avslutande samtal. Vi frågade {_plain(asked)}."]
    lines += [
        "",
        "Samtycket är ditt. Du kan ta tillbaka det när du vill.",
        f"Frågor? Prata med {worker}.",
    ]
    return "\n".join(lines)


def _along(one: Handover) -> list[str]:
    to = sentence_case(one.to.label) if one.to is not None else ""
    who = f"{to}: {one.recipient}" if one.recipient else to
    lines = [f"Vem som tar över: {who}", f"Vad vi lämnar över: {one.what}"]
    if one.consent_on is not None:
        until = f", till {_plain(one.consent_until)}" if one.consent_until else ""
        lines.append(f"Ditt samtycke: {_plain(one.consent_on)}{until}")
    else:
        lines.append("Ditt samtycke: inte lämnat än. Inget lämnas över utan det.")
    if one.handed_on is not None:
        lines.append(f"Överlämnat: {_plain(one.handed_on)}")
    return lines


def _plain(on: Any) -> str:
    return f"{short(on)} {on.year}"


def _parts(youths: Sequence[YouthId]) -> Iterable[Sequence[YouthId]]:
    for start in range(0, len(youths), known.AT_A_TIME):
        yield youths[start : start + known.AT_A_TIME]
