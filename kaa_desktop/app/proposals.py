"""What a person answers a proposal with, as the records it writes: values and rules, `target_group` writes.

Every answer is a `RegisterDecision` with who and when, made in the same transaction as what it leads to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

import attrs

from kaa_core.model.enums import DeregistrationReason, ProposalAnswer, ProposalKind
from kaa_core.model.facts import RegisterDecision
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import Enrolment
from kaa_core.model.registry import REGISTRY, Problem, Record
from kaa_desktop.app.enrolments import NewEnrolment, close
from kaa_desktop.app.target_answers import (
    Answer,
    Compared,
    Declined,
    Deregistered,
    Enrolled,
    Later,
    Requested,
)
from kaa_desktop.app.words import counted
from kaa_desktop.store.packed import unpacked
from kaa_desktop.store.target_reading import Proposed
from kaa_desktop.store.transaction import Transaction

LAST_KNOWN: Final = Problem(
    field="occupation", sentence="Ange den senast kända sysselsättningen. Okänd är också ett svar."
)
WHY: Final = Problem(field="reason", sentence="Skriv varför. Det står kvar med ditt namn.")
WHEN: Final = Problem(field="look_again", sentence="Ange en dag då det tas upp igen.")
LATE: Final = Problem(field="end", sentence="Dagen har inte varit än. Skriv av på dagen.")
PAST: Final = Problem(field="look_again", sentence="Dagen har redan varit. Välj en senare dag.")
LONGEST: Final = 500
_FITS: Final[dict[type, frozenset[ProposalKind]]] = {
    Enrolled: frozenset({ProposalKind.ENROL}),
    Deregistered: frozenset({ProposalKind.DEREGISTER}),
    Requested: frozenset({ProposalKind.REQUEST}),
    Compared: frozenset({ProposalKind.COMPARE}),
    Declined: frozenset(ProposalKind),
    Later: frozenset(ProposalKind),
}
_DONE: Final = {
    Enrolled: ("är inskriven", "är inskrivna"),
    Deregistered: ("är avskriven", "är avskrivna"),
    Requested: ("väntar på svar på en fråga", "väntar på svar på en fråga"),
    Compared: ("är jämförd", "är jämförda"),
    Declined: ("står kvar som förut, förslaget är avböjt", "står kvar, förslagen är avböjda"),
    Later: ("väntar till den dag du valde", "väntar till den dag du valde"),
}


@attrs.frozen(kw_only=True)
class By:
    """Who answers, and when."""

    worker: WorkerId | None
    today: date
    new_id: Callable[[], RecordId]


def fits(kind: ProposalKind, answer: Answer) -> bool:
    """Whether a proposal of this kind can be answered so."""
    return kind in _FITS[type(answer)]


def problems(answer: Answer, today: date) -> list[Problem]:
    """What is missing in an answer, by its field names."""
    match answer:
        case Deregistered():
            found = [LAST_KNOWN] if answer.occupation is None else []
            return [*found, LATE] if answer.end is not None and answer.end > today else found
        case Compared() | Declined():
            return [] if answer.reason.strip() else [WHY]
        case Later():
            found = [] if answer.reason.strip() else [WHY]
            return [*found, *day_problems(answer.look_again, today, needed=True)]
        case Requested():
            return day_problems(answer.look_again, today, needed=False)
    return []


def day_problems(day: date | None, today: date, *, needed: bool) -> list[Problem]:
    """What is wrong with the day on which something is taken up again."""
    if day is None:
        return [WHEN] if needed else []
    return [PAST] if day <= today else []


def lacks(one: Proposed, answer: Answer, enrolment: Enrolment | None, by: By) -> list[Problem]:
    """What keeps this youth's proposal from being answered so; empty when it can be."""
    if isinstance(answer, Enrolled) and enrolment is None:
        return _new(one, answer, by.today).problems()
    if isinstance(answer, Deregistered):
        if enrolment is None:
            return [Problem(field="", sentence="Ungdomen är inte inskriven.")]
        if (answer.reason or one.deregistration) is None:
            return [Problem(field="reason", sentence="Välj orsak till avskrivningen.")]
        after = attrs.evolve(enrolment, **_closed(one, answer, enrolment, by), imported=None)
        return REGISTRY.of(after).validate(after)
    return []


def act(
    one: Proposed,
    answer: Answer,
    enrolment: Enrolment | None,
    by: By,
    asked: Sequence[RecordId] = (),
) -> Callable[[Transaction], None]:
    """What answering writes, all of it in the transaction it is given. `lacks` was empty before.

    `asked`: open tasks of the routine, which asks for nothing of one who is deregistered.
    """
    decision = _decision(one, answer, by)
    made: Sequence[Record] = ()
    if isinstance(answer, Enrolled) and enrolment is None:
        made = _new(one, answer, by.today).records(decision.youth, by.new_id, by.today)

    def write(transaction: Transaction) -> None:
        for record in made:
            transaction.create(record)
        if isinstance(answer, Deregistered) and enrolment is not None:
            values = _closed(one, answer, enrolment, by)
            close(transaction, enrolment.id, values, asked, by=by.worker, on=by.today)
        transaction.create(decision)

    return write


def sentence(answer: Answer, done: int, asked: int) -> str:
    """As "3 ungdomar är inskrivna. 1 ungdom är som förut."."""
    if not done:
        return "Inget behövde ändras. Någon annan kan ha svarat redan."
    said = f"{counted(done, 'ungdom', 'ungdomar')} {_DONE[type(answer)][done > 1]}."
    left = asked - done
    return f"{said} {counted(left, 'ungdom', 'ungdomar')} är som förut." if left else said


def _new(one: Proposed, answer: Enrolled, today: date) -> NewEnrolment:
    return NewEnrolment(
        start=answer.start or today,
        reason=answer.reason or one.registration,
        worker=answer.worker,
        note=answer.note.strip() or None,
    )


def _closed(one: Proposed, answer: Deregistered, enrolment: Enrolment, by: By) -> dict[str, Any]:
    """The end of an enrolment; never before it began, nor later than today unless she says so."""
    reason: DeregistrationReason | None = answer.reason or one.deregistration
    end = answer.end or min(one.since or by.today, by.today)
    return {
        "end": max(end, enrolment.start),
        "deregistration_reason": reason,
        "last_known_occupation": answer.occupation,
        "closed_by": by.worker,
    }


def _decision(one: Proposed, answer: Answer, by: By) -> RegisterDecision:
    said = ProposalAnswer.DONE
    if isinstance(answer, Declined):
        said = ProposalAnswer.DECLINED
    elif isinstance(answer, Later):
        said = ProposalAnswer.LATER
    asked = (answer.asked.strip() or one.ask) if isinstance(answer, Requested) else ""
    return RegisterDecision(
        id=by.new_id(),
        youth=YouthId(unpacked(one.youth)),
        proposal=one.kind,
        answer=said,
        basis=one.basis,
        reason=_reason(one, answer)[:LONGEST] or None,
        asked=asked or None,
        look_again=getattr(answer, "look_again", None),
        decided_by=by.worker,
        decided_on=by.today,
    )


def _reason(one: Proposed, answer: Answer) -> str:
    """What she wrote; of a plain yes the proposal's own reason."""
    match answer:
        case Compared() | Declined() | Later():
            return answer.reason.strip()
    return answer.note.strip() or one.sentence
