"""What to do about the register, from where a youth stands: proposed by the program, decided by a person.

"Skriv in", "skriv av", "begär uppgift", "jämför uppgifter". A case is its own: nobody is deregistered by
a judgement (domain.md section 2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from kaa_core.model.enums import (
    Belonging,
    CredentialKind,
    Criterion,
    DeregistrationReason,
    Judged,
    ProposalKind,
    RegistrationReason,
    ResidenceKind,
    StudyEnd,
    StudyForm,
)
from kaa_core.model.facts import RegisterDecision, Residence
from kaa_core.model.records import Enrolment
from kaa_core.rules.calendar import in_words
from kaa_core.rules.target_group import asking
from kaa_core.rules.target_group.definitions import DEFINITIONS, in_force
from kaa_core.rules.target_group.differences import differences
from kaa_core.rules.target_group.fingerprint import by_id, fingerprint
from kaa_core.rules.target_group.intervals import intervals
from kaa_core.rules.target_group.judging import judge
from kaa_core.rules.target_group.known import Known, issued
from kaa_core.rules.target_group.residence import since
from kaa_core.rules.target_group.types import (
    Difference,
    Held,
    Interval,
    Judgement,
    Proposal,
    Result,
)


def propose(
    held: Held,
    enrolments: Sequence[Enrolment],
    on: date,
    judgement: Judgement | None = None,
    spans: Sequence[Interval] | None = None,
) -> tuple[Proposal, ...]:
    """Return what is proposed about a youth on a date, the foremost first.

    The same on every day of an interval. `judgement`: of `on`, where it is made already; `spans`: her
    intervals by the definition in force on `on`, where they are.
    """
    definition = in_force(on)
    if spans is None:
        spans = intervals(held, definition)
    found: list[Proposal] = []
    span = next((one for one in reversed(spans) if one.start <= on), None)
    if span is not None:
        first = (
            max(span.start, definition.since) if definition is not DEFINITIONS[0] else span.start
        )
        if judgement is None or judgement.on != first or judgement.definition != definition:
            judgement = judge(held, first, definition)
        since_ = _since(spans, span, first)
        enrolled = any(_open(one, on) for one in enrolments)
        found += _of_standing(held, judgement, since_, enrolled=enrolled)
    found += [_compare(held, one) for one in differences(held)]
    return tuple(found)


def unanswered(
    proposals: Sequence[Proposal], decisions: Sequence[RegisterDecision], on: date
) -> tuple[Proposal, ...]:
    """Return the proposals that nobody has answered on the same grounds.

    One that was put off, or asked with a day to look again, comes back on that day.
    """
    answered = {
        (one.proposal, one.basis)
        for one in decisions
        if one.look_again is None or one.look_again > on
    }
    return tuple(one for one in proposals if (one.kind, one.basis) not in answered)


def compare_basis(held: Held, difference: Difference) -> str:
    """Return the basis of the proposal to compare that a difference gives."""
    records = by_id(held)
    facts = [records[one] for one in (difference.counts, *difference.others)]
    return fingerprint((ProposalKind.COMPARE, difference.criterion, difference.why), facts)


def _open(enrolment: Enrolment, on: date) -> bool:
    return enrolment.start <= on and (enrolment.end is None or enrolment.end > on)


def _since(spans: Sequence[Interval], span: Interval, first: date) -> date:
    """The day from which she stands where she stands, whatever the reasons were in turn."""
    if first > span.start:
        return first
    start = span.start
    for one in reversed(spans[: spans.index(span)]):
        if one.belonging is not span.belonging:
            break
        start = one.start
    return start


def _of_standing(
    held: Held, judgement: Judgement, start: date, *, enrolled: bool
) -> Iterator[Proposal]:
    if judgement.belonging is Belonging.COVERED and not enrolled:
        yield _enrol(held, judgement, start)
    elif judgement.belonging is Belonging.NOT_COVERED and enrolled:
        yield _deregister(held, judgement, start)
    elif judgement.belonging is Belonging.UNCLEAR:
        known = Known(held, judgement.on)
        for who, results in asking.missing(judgement, known):
            yield _request(held, judgement, who, results, start)


# --- in --------------------------------------------------------------------------------------------


def _enrol(held: Held, judgement: Judgement, start: date) -> Proposal:
    reason = registration_reason(held, judgement, start)
    return Proposal(
        kind=ProposalKind.ENROL,
        sentence=f"Tillhör målgruppen sedan {in_words(start)}: {reason.label}.",
        basis=_basis(held, ProposalKind.ENROL, judgement, judgement.results),
        since=start,
        registration=reason,
    )


def registration_reason(held: Held, judgement: Judgement, start: date) -> RegistrationReason:
    """Return the group of SCB's that the facts point to for one who belongs here since a day."""
    known = Known(held, judgement.on)
    moved = _moved(held, judgement)
    if moved is not None and since(moved) >= start:
        return _of_move(known, moved)
    reason = _of_school(known, judgement.on)
    if reason is not None:
        return reason
    if moved is not None and known.duty is not None and since(moved) > known.duty.last_day:
        return _of_move(known, moved)
    return RegistrationReason.NOT_STARTED


def _moved(held: Held, judgement: Judgement) -> Residence | None:
    ids = set(judgement.results[0].facts)
    return next((one for one in held.residences if one.id in ids), None)


def _of_move(known: Known, moved: Residence) -> RegistrationReason:
    earlier = [one for one in known.residences if since(one) < since(moved)]
    back = any(
        one.kind is ResidenceKind.REGISTERED and one.municipality == known.held.home
        for one in earlier
    )
    abroad = bool(earlier) and earlier[-1].kind is ResidenceKind.EMIGRATED
    if back and (abroad or moved.from_abroad):
        return RegistrationReason.RETURNED
    return RegistrationReason.MOVED_IN


def _of_school(known: Known, on: date) -> RegistrationReason | None:
    document = any(
        one.kind in (CredentialKind.STUDY_CERTIFICATE, CredentialKind.GRADES_EXTRACT)
        and issued(one) <= on
        for one in known.credentials
    )
    ended = sorted(known.ended_uppers(on), key=lambda one: (one.last, one.id))
    begun = [one for one in ended if one.begun]
    if not begun:
        if document:
            return RegistrationReason.NO_DEGREE
        return RegistrationReason.NOT_STARTED if ended else None
    last = begun[-1]
    if last.form is StudyForm.INTRODUCTORY:
        return RegistrationReason.LEFT_INTRODUCTORY
    if last.ended is StudyEnd.COMPLETED or (document and known.left_complete(last)):
        return RegistrationReason.NO_DEGREE
    return RegistrationReason.DROPPED_OUT


# --- out -------------------------------------------------------------------------------------------

_OUT: Final = {
    Criterion.HOME: DeregistrationReason.MOVED_OUT,
    Criterion.UNDER_TWENTY: DeregistrationReason.TURNED_TWENTY,
    Criterion.COMPULSORY_DONE: DeregistrationReason.WRONGLY_ENROLLED,
    Criterion.NOT_IN_UPPER_SECONDARY: DeregistrationReason.STUDIES,
    Criterion.NO_EXAM: DeregistrationReason.DEGREE,
    Criterion.NO_ADAPTED_CERTIFICATE: DeregistrationReason.DEGREE,
    Criterion.NO_EQUIVALENT: DeregistrationReason.DEGREE,
}
_OUT_BY_REASON: Final = {
    "home.emigrated": DeregistrationReason.EMIGRATED,
    "home.deceased": DeregistrationReason.DECEASED,
}


def deregistration_reason(judgement: Judgement) -> DeregistrationReason:
    """Return the group of SCB's for one who is not covered, by the first condition that is not met."""
    failing = next((one for one in judgement.results if one.judged is Judged.NOT_MET), None)
    if failing is None or judgement.decided is not None:
        return DeregistrationReason.OTHER
    return _OUT_BY_REASON.get(failing.why) or _OUT[failing.criterion]


def _deregister(held: Held, judgement: Judgement, start: date) -> Proposal:
    reason = deregistration_reason(judgement)
    failing = [one for one in judgement.results if one.judged is Judged.NOT_MET][:1]
    return Proposal(
        kind=ProposalKind.DEREGISTER,
        sentence=f"Tillhör inte målgruppen sedan {in_words(start)}: {reason.label}.",
        basis=_basis(held, ProposalKind.DEREGISTER, judgement, failing),
        since=start,
        criterion=judgement.failing,
        deregistration=reason,
    )


# --- ask, compare ----------------------------------------------------------------------------------

_LACKS: Final = {
    Criterion.HOME: "var ungdomen hör hemma",
    Criterion.UNDER_TWENTY: "när ungdomen är född",
    Criterion.COMPULSORY_DONE: "om skolplikten är fullgjord",
    Criterion.NOT_IN_UPPER_SECONDARY: "om ungdomen går i gymnasieskolan eller motsvarande",
    Criterion.NO_EXAM: "om ungdomen har examen eller studiebevis",
    Criterion.NO_ADAPTED_CERTIFICATE: "om ungdomen har gymnasiebevis",
    Criterion.NO_EQUIVALENT: "om ungdomen har fullföljt motsvarande utbildning",
}
_DECISIONS: Final = {
    "compulsory.voluntary": "Går i grundskolan efter skolplikten. Avgör om skolgången är fullgjord.",
    "studies.full_time": "Läser på heltid utanför gymnasieskolan. Är det motsvarande utbildning?",
    "equivalent.stated": "Säger sig ha motsvarande utbildning. Avgör efter ett betygsdokument.",
    "equivalent.completed": "Har gått ut en annan utbildning. Motsvarar den gymnasieskolan?",
    "decided": "En fråga är beslutad att stå öppen. Avgör den.",
}


def _request(
    held: Held, judgement: Judgement, who: str, results: Sequence[Result], start: date
) -> Proposal:
    if who == asking.DECIDE:
        text = " ".join(_DECISIONS[one.why] for one in results)
    else:
        lacking = " och ".join(_LACKS[one.criterion] for one in results)
        text = f"Det är okänt {lacking}. Fråga {who}."
    return Proposal(
        kind=ProposalKind.REQUEST,
        sentence=text,
        basis=_basis(held, ProposalKind.REQUEST, judgement, results),
        since=start,
        criterion=results[0].criterion,
        ask=who or None,
    )


def _compare(held: Held, difference: Difference) -> Proposal:
    return Proposal(
        kind=ProposalKind.COMPARE,
        sentence=difference.proposed,
        basis=compare_basis(held, difference),
        criterion=difference.criterion,
    )


def _basis(held: Held, kind: ProposalKind, judgement: Judgement, results: Sequence[Result]) -> str:
    records = by_id(held)
    ids = {one for result in results for one in result.facts}
    if judgement.decided is not None:
        ids.add(judgement.decided)
    rule = (kind, judgement.definition.key, *(f"{one.criterion}:{one.why}" for one in results))
    return fingerprint(rule, [records[one] for one in ids])
