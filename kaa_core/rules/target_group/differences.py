"""Where sources disagree about a youth: always shown, with what counts and what to do about it.

Conflicting facts: for residence and death folkbokföringen, for credentials UHR before the school, for
studies the school; a documented decision by a person stands over all (domain.md section 9).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import attrs

from kaa_core.model.enums import (
    Belonging,
    CredentialKind,
    Criterion,
    FactSource,
    Judged,
    NoticeKind,
    OccupationKind,
    ResidenceKind,
)
from kaa_core.model.facts import Credential, CriterionDecision, Residence, StudyPeriod
from kaa_core.model.ids import RecordId
from kaa_core.rules.target_group.claims import (
    COMPULSORY_FORMS,
    EVER,
    SCHOOL,
    Claim,
    began,
    same_school,
)
from kaa_core.rules.target_group.credentials import (
    CERTIFICATE,
    EQUIVALENT,
    EXAM,
    Document,
    rank,
    reach,
)
from kaa_core.rules.target_group.judging import judge
from kaa_core.rules.target_group.known import Known, issued
from kaa_core.rules.target_group.residence import since
from kaa_core.rules.target_group.studies import denied_by
from kaa_core.rules.target_group.types import Difference, Held, Judgement

NEAR: Final = timedelta(days=14)
"""Two sources that give the same event dates this near each other do not disagree."""

PROPOSED: Final = {
    "home.sources": "Folkbokföringen gäller. Fråga ungdomen eller källan om adressen är gammal.",
    "credentials.sources": "Den tyngre källan gäller. Fråga den andra källan vad den bygger på.",
    "credentials.own_word": "Registret gäller. Be ungdomen visa betygsdokumentet.",
    "studies.left": "Skolans uppgift om att eleven har slutat gäller. Fråga den andra källan.",
    "studies.never_started": "Uppgiften om att eleven inte började gäller. Fråga den andra källan.",
    "studies.still": "Skolans uppgift om att eleven går kvar gäller. Fråga skolan om det stämmer.",
    "studies.notice_left": "Anmälan om att eleven har slutat gäller. Be skolan rätta sitt register.",
    "studies.two_schools": "Eleven står i två skolor samtidigt. Fråga skolorna vilken som gäller.",
    "studies.same_row": "Källan säger två saker om samma studier. Fråga källan vilken som gäller.",
    "compulsory.overlap": "Eleven står i grundskolan och gymnasieskolan samtidigt. Fråga skolorna.",
    "decided": "Beslutet gäller. Pröva om det ska stå kvar när källorna säger något annat.",
}


def differences(held: Held) -> tuple[Difference, ...]:
    """Return every question on which sources disagree, in an order that does not depend on theirs."""
    known = Known(held, EVER)
    found = [*_of_residence(known), *_of_credentials(known), *_of_studies(known)]
    if held.decisions:
        found += _of_decisions(held)
    unique = {(one.criterion, one.why, one.counts, one.others): one for one in found}
    return tuple(unique[key] for key in sorted(unique))


def _difference(
    criterion: Criterion, why: str, counts: RecordId, others: Sequence[RecordId]
) -> Difference:
    return Difference(
        criterion=criterion,
        counts=counts,
        others=tuple(others),
        why=why,
        proposed=PROPOSED[why],
    )


# --- residence -------------------------------------------------------------------------------------


def _of_residence(known: Known) -> Iterator[Difference]:
    register = [one for one in known.residences if one.source is FactSource.POPULATION_REGISTER]
    if not register or len(register) == len(known.residences):
        return
    for one in known.residences:
        if one.source is FactSource.POPULATION_REGISTER:
            continue
        day = min(max(since(one), one.as_of or date.min), one.end or EVER)
        stands = [other for other in register if since(other) <= day]
        if stands and _other_place(stands[-1], one):
            yield _difference(Criterion.HOME, "home.sources", stands[-1].id, (one.id,))


def _other_place(register: Residence, told: Residence) -> bool:
    if told.kind is ResidenceKind.STAYING_PROTECTED:
        return register.kind in (ResidenceKind.DECEASED, ResidenceKind.EMIGRATED)
    return told.kind is not register.kind or told.municipality != register.municipality


# --- credentials -----------------------------------------------------------------------------------


def _of_credentials(known: Known) -> Iterator[Difference]:
    if len(known.credentials) < 2:
        return
    for document in (EXAM, CERTIFICATE, EQUIVALENT):
        proofs = [one for one in known.credentials if one.kind is document.proof]
        for proof in proofs:
            for answer in known.credentials:
                if _disagree(proof, answer, document):
                    yield _between(proof, answer, document)


def _disagree(proof: Credential, answer: Credential, document: Document) -> bool:
    """Whether an answer says that there was none when the document was there, or was said to be."""
    if answer.kind not in document.says_none or reach(answer) < issued(proof):
        return False
    if document is not EXAM and (
        answer.kind is not CredentialKind.NONE or answer.source is FactSource.UHR
    ):
        return False
    return answer.kind is CredentialKind.NONE or answer.source is not proof.source


def _between(proof: Credential, answer: Credential, document: Document) -> Difference:
    counts, other = (proof, answer)
    if rank(answer.source) < rank(proof.source):
        counts, other = answer, proof
    own = other.source in (FactSource.YOUTH, FactSource.GUARDIAN)
    why = "credentials.own_word" if own else "credentials.sources"
    return _difference(document.criterion, why, counts.id, (other.id,))


# --- studies ---------------------------------------------------------------------------------------


def _of_studies(known: Known) -> Iterator[Difference]:
    criterion = Criterion.NOT_IN_UPPER_SECONDARY
    for one in known.upper:
        denier = denied_by(one, known.upper, EVER) if one.begun else None
        if denier is not None and denier.begun and one.last - denier.last > NEAR:
            yield _difference(criterion, "studies.left", denier.id, (one.id,))
        elif denier is not None and not denier.begun:
            yield _difference(criterion, "studies.never_started", denier.id, (one.id,))
        for other in known.upper:
            why = _unlike(one, other)
            if why:
                yield _difference(criterion, why, one.id, (other.id,))
    yield from _idle(known)
    yield from _noticed(known)
    yield from _of_one_row(known.held)
    for one in known.claims:
        if one.form in COMPULSORY_FORMS and one.last is not EVER:
            for other in known.upper:
                if _overlap(one, other) and other.start > one.start:
                    yield _difference(
                        Criterion.COMPULSORY_DONE, "compulsory.overlap", one.id, (other.id,)
                    )


def _unlike(one: Claim, other: Claim) -> str:
    """What is wrong between a claim that counts and another one, if anything."""
    if one is other or not (one.begun and other.begun):
        return ""
    if one.rank < other.rank and one.start <= other.last and one.last - other.last > NEAR:
        return "" if other.lapsed else "studies.still"
    both = one.rank == other.rank == SCHOOL and not same_school(one, other)
    later = (one.start, one.id) > (other.start, other.id)
    return "studies.two_schools" if both and later and _overlap(one, other) else ""


def _overlap(one: Claim, other: Claim) -> bool:
    first, last = max(one.start, other.start), min(one.last, other.last)
    return one.begun and other.begun and first < last and last - first > NEAR


def _idle(known: Known) -> Iterator[Difference]:
    """She is said to do nothing while the school says that she is its pupil."""
    for idle in known.held.occupations:
        if idle.kind is not OccupationKind.NONE:
            continue
        for one in known.upper:
            in_school = one.rank <= 1 and one.begun and one.start <= began(idle) <= one.last
            if in_school and one.last - began(idle) > NEAR:
                yield _difference(
                    Criterion.NOT_IN_UPPER_SECONDARY, "studies.still", one.id, (idle.id,)
                )


def _noticed(known: Known) -> Iterator[Difference]:
    """A school's notice ended what its register lets go on."""
    ended = {one.id: one.last for one in known.upper}
    for notice in known.held.notices:
        if notice.kind is not NoticeKind.LEFT or notice.withdrawn is not None:
            continue
        for period in known.held.studies:
            last = ended.get(period.id)
            if last is None or last != notice.occurred_on:
                continue
            if (period.end or EVER) - last > NEAR:
                yield _difference(
                    Criterion.NOT_IN_UPPER_SECONDARY, "studies.notice_left", notice.id, (period.id,)
                )


def _of_one_row(held: Held) -> Iterator[Difference]:
    """Rows of one delivery, by the source's own key of one enrolment, that say different things."""
    told: dict[object, StudyPeriod] = {}
    living = [one for one in held.studies if one.key is not None and one.withdrawn is None]
    if len(living) < 2:
        return
    for one in sorted(living, key=lambda one: one.id):
        key = (one.source, one.school_unit, one.key, one.as_of)
        other = told.setdefault(key, one)
        said = (one.form, one.start, one.end, one.end_kind)
        if said != (other.form, other.start, other.end, other.end_kind):
            yield _difference(
                Criterion.NOT_IN_UPPER_SECONDARY, "studies.same_row", other.id, (one.id,)
            )


# --- decisions -------------------------------------------------------------------------------------


def _of_decisions(held: Held) -> Iterator[Difference]:
    newest: dict[Criterion | None, CriterionDecision] = {}
    for one in sorted(
        held.decisions, key=lambda one: (one.start, one.decided_on or date.min, one.id)
    ):
        newest[one.criterion] = one
    sources = attrs.evolve(held, decisions=())
    for one in newest.values():
        day = min(max(one.start, _latest(held)), one.end or EVER)
        said = judge(sources, day)
        difference = _of_whole(one, said) if one.criterion is None else _of_one(one, said)
        if difference is not None:
            yield difference


def _of_one(decision: CriterionDecision, said: Judgement) -> Difference | None:
    result = next(one for one in said.results if one.criterion is decision.criterion)
    if result.judged in (Judged.UNKNOWN, decision.judged) or decision.judged is None:
        return None
    return _difference(result.criterion, "decided", decision.id, result.facts)


def _of_whole(decision: CriterionDecision, said: Judgement) -> Difference | None:
    if said.belonging in (Belonging.UNCLEAR, decision.belonging) or decision.belonging is None:
        return None
    failing = [one for one in said.results if one.judged is Judged.NOT_MET]
    if not failing:
        return _difference(Criterion.HOME, "decided", decision.id, said.results[0].facts)
    return _difference(failing[0].criterion, "decided", decision.id, failing[0].facts)


def _latest(held: Held) -> date:
    """The last day on which any source has said that something happened."""
    days = [since(one) for one in held.residences]
    days += [issued(one) for one in held.credentials]
    days += [one.occurred_on for one in held.notices if one.occurred_on is not None]
    days += [began(one) for one in held.occupations]
    for one in held.studies:
        days += [day for day in (one.start, one.end) if day is not None and day < EVER]
    return max(days, default=date.min)
