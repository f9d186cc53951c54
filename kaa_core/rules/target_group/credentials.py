"""Conditions 5 to 7: no gymnasieexamen, no gymnasiebevis, no completed equivalent education.

For credentials UHR stands before the school. Silence is unknown, except where a source that covers says
that there is none: an answer given after the last studies that could have led to one, or school data that
covers the whole time since compulsory school (domain.md section 9). What the youth herself says settles
only what no register holds: an education abroad or elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Final

import attrs

from kaa_core.model.enums import CredentialKind, Criterion, FactSource, Judged, StudyEnd, StudyForm
from kaa_core.model.facts import Credential
from kaa_core.model.ids import RecordId
from kaa_core.rules.target_group.claims import SCHOOL, STATED, Claim
from kaa_core.rules.target_group.known import FOUR_YEARS, THREE_YEARS, Known, issued
from kaa_core.rules.target_group.residence import arrived, since
from kaa_core.rules.target_group.studies import FULL_TIME
from kaa_core.rules.target_group.types import Result

UHR: Final = 0
OWN_WORD: Final = 4
_RANKS: Final = {
    FactSource.UHR: UHR,
    FactSource.SCHOOL: 1,
    FactSource.NOTICE: 1,
    FactSource.CASEWORKER: 3,
    FactSource.YOUTH: OWN_WORD,
    FactSource.GUARDIAN: OWN_WORD,
}
OTHERS: Final = 2
SAME_LEAVING: Final = timedelta(days=60)
"""A document and the end of the studies that gave it may be this far apart."""

_FROM_SCHOOL: Final = frozenset(
    (CredentialKind.STUDY_CERTIFICATE, CredentialKind.GRADES_EXTRACT, CredentialKind.NONE)
)


@attrs.frozen
class Document:
    """What one of the three conditions asks for.

    `name`: the first word of its codes. `proof`: the document that decides. `says_none`: the kinds that
    say there was none when the source spoke. `least`: the lightest source that may say so. `may_give`:
    whether a time of study, once ended, may have led to one. `years`: after so many, a school that never
    told us may have given one.
    """

    criterion: Criterion
    name: str
    proof: CredentialKind
    says_none: frozenset[CredentialKind]
    least: int
    may_give: Callable[[Known, Claim], bool]
    years: int | None = None


def rank(source: FactSource | None) -> int:
    """Return the weight of a source of credentials, 0 (UHR) to 4 (the youth)."""
    return _RANKS.get(source, OTHERS) if source is not None else OTHERS


def _may_give_exam(known: Known, one: Claim) -> bool:
    if one.form is StudyForm.NATIONAL_PROGRAMME or one.form is StudyForm.EXCHANGE:
        return known.left_complete(one)
    return one.form is StudyForm.ADULT_EDUCATION and _whole_course(one)


def _may_give_certificate(known: Known, one: Claim) -> bool:
    if one.form is not StudyForm.ADAPTED_UPPER_SECONDARY or not one.begun:
        return False
    if one.ended is StudyEnd.COMPLETED:
        return True
    if one.ended in (StudyEnd.BROKEN_OFF, StudyEnd.CHANGED) or known.duty is None:
        return False
    return one.last >= known.spring(FOUR_YEARS)


def _may_be_equivalent(known: Known, one: Claim) -> bool:
    if one.form is StudyForm.INTERNATIONAL:
        return known.left_complete(one)
    return one.form in (StudyForm.FOLK_HIGH_SCHOOL, StudyForm.OTHER) and _whole_course(one)


def _whole_course(one: Claim) -> bool:
    full = one.extent is None or one.extent >= FULL_TIME
    return one.ended is StudyEnd.COMPLETED and full


EXAM: Final = Document(
    Criterion.NO_EXAM,
    "exam",
    CredentialKind.EXAM,
    _FROM_SCHOOL,
    OWN_WORD - 1,
    _may_give_exam,
    THREE_YEARS,
)
CERTIFICATE: Final = Document(
    Criterion.NO_ADAPTED_CERTIFICATE,
    "adapted",
    CredentialKind.ADAPTED_CERTIFICATE,
    _FROM_SCHOOL | {CredentialKind.EXAM},
    OWN_WORD - 1,
    _may_give_certificate,
)
EQUIVALENT: Final = Document(
    Criterion.NO_EQUIVALENT,
    "equivalent",
    CredentialKind.EQUIVALENT,
    _FROM_SCHOOL | {CredentialKind.EXAM, CredentialKind.ADAPTED_CERTIFICATE},
    OWN_WORD,
    _may_be_equivalent,
)


def lacks(known: Known, document: Document, on: date) -> Result:
    """Judge one of the conditions 5 to 7 on a date."""
    proofs: list[Credential] = []
    answers: list[Credential] = []
    if known.credentials:
        proofs = [
            one for one in known.credentials if one.kind is document.proof and issued(one) <= on
        ]
        answers = [one for one in known.credentials if _answers(known, one, document, on)]
        for one in sorted(proofs, key=_weight):
            if rank(one.source) < OWN_WORD and not denied(document, one, answers):
                why = f"{document.name}.{'uhr' if one.source is FactSource.UHR else 'document'}"
                return _of(document, Judged.NOT_MET, why, one)
    if known.duty is not None and on <= known.duty.last_day:
        return _early(document)
    doubts = [
        one for one in known.claims if one.last < on and one.begun and document.may_give(known, one)
    ]
    if answers:
        answered = _answered(document, answers, doubts)
        if answered is not None:
            return answered
    return _without_answer(known, document, on, doubts, proofs)


def denied(
    document: Document, proof: Credential, answers: Iterable[Credential]
) -> Credential | None:
    """Return the weightier source's answer that there was none when this document was there."""
    for one in answers:
        if one.source is FactSource.UHR and document is not EXAM:
            continue  # UHR holds examensbevis and studiebevis (10 § förordningen 2006:39), no others
        if rank(one.source) < rank(proof.source) and reach(one) >= issued(proof):
            return one
    return None


def _answers(known: Known, one: Credential, document: Document, on: date) -> bool:
    """Whether it says that there was no such document when its source spoke."""
    if one.kind not in document.says_none or rank(one.source) > document.least:
        return False
    if one.kind is not CredentialKind.NONE and (issued(one) > on or rank(one.source) == OWN_WORD):
        return False
    if document is EQUIVALENT and one.kind is CredentialKind.NONE:
        return rank(one.source) >= OTHERS or not _from_abroad(known)
    return True


def _from_abroad(known: Known) -> bool:
    """Whether she may have gone to school abroad at the age of upper secondary school."""
    newcomer = arrived(known.residences) if known.residences else None
    return newcomer is not None and known.duty is not None and since(newcomer) > known.duty.last_day


def _answered(document: Document, answers: list[Credential], doubts: list[Claim]) -> Result | None:
    """The answer that still covers: no studies that may have led to one ended after it was given."""
    for one in sorted(answers, key=_weight):
        if not any(_after(doubt, one, document) for doubt in doubts):
            return _of(document, Judged.MET, f"{document.name}.{_ANSWERED[one.kind]}", one)
    return None


_ANSWERED: Final = {
    CredentialKind.NONE: "none",
    CredentialKind.STUDY_CERTIFICATE: "study_certificate",
    CredentialKind.GRADES_EXTRACT: "grades_extract",
    CredentialKind.EXAM: "other_document",
    CredentialKind.ADAPTED_CERTIFICATE: "other_document",
    None: "none",
}


def _after(doubt: Claim, answer: Credential, document: Document) -> bool:
    """Whether an answer leaves open what studies may have led to."""
    if document is EQUIVALENT and answer.source is FactSource.UHR:
        return True  # what a folkhögskola or an international school gives is not there
    if answer.kind is CredentialKind.NONE:
        return doubt.last >= reach(answer)
    return doubt.last > reach(answer) and doubt.last - issued(answer) > SAME_LEAVING


def reach(one: Credential) -> date:
    """Return the day up to which a source has spoken.

    UHR's answer holds whatever it is, up to the day it was given; so does any answer that there is
    none. A school's document says nothing of what another school gave later.
    """
    if one.kind is CredentialKind.NONE or one.source is FactSource.UHR:
        return max(one.as_of or date.min, one.issued_on or date.min)
    return issued(one)


def _without_answer(
    known: Known,
    document: Document,
    on: date,
    doubts: list[Claim],
    proofs: Iterable[Credential],
) -> Result:
    if doubts:
        latest = max(doubts, key=lambda one: (one.last, one.id))
        return _unknown(document, f"{document.name}.completed", (latest.id,))
    if known.has_none(on, document.years):
        return _covered(known, document, on)
    if document is CERTIFICATE:
        school = next(_other_upper(known, on), None)
        if school is not None:
            return Result(
                criterion=document.criterion,
                judged=Judged.MET,
                why="adapted.never",
                facts=(school.id,),
            )
    for one in proofs:
        return _unknown(document, f"{document.name}.stated", (one.id,))
    return _SILENT[document.criterion]


def _covered(known: Known, document: Document, on: date) -> Result:
    facts: tuple[RecordId, ...] = ()
    for one in reversed(known.claims):
        if one.rank == SCHOOL and one.start <= on:
            facts = (one.id,)
            break
    return Result(
        criterion=document.criterion,
        judged=Judged.MET,
        why=f"{document.name}.covered",
        facts=facts,
    )


def _other_upper(known: Known, on: date) -> Iterator[Claim]:
    """School's word of upper secondary school, when none is of the adapted one."""
    if any(one.form is StudyForm.ADAPTED_UPPER_SECONDARY for one in known.upper):
        return iter(())
    return (
        one for one in reversed(known.upper) if one.rank == SCHOOL and one.begun and one.start <= on
    )


def _weight(one: Credential) -> tuple[object, ...]:
    return (rank(one.source), -reach(one).toordinal(), one.kind or 0, one.id)


def _of(document: Document, judged: Judged, why: str, one: Credential) -> Result:
    return Result(
        criterion=document.criterion,
        judged=judged,
        why=why,
        facts=(one.id,),
        stated=one.source in STATED,
    )


def _unknown(document: Document, why: str, facts: tuple[RecordId, ...]) -> Result:
    return Result(criterion=document.criterion, judged=Judged.UNKNOWN, why=why, facts=facts)


_ALL: Final = (EXAM, CERTIFICATE, EQUIVALENT)
_SILENT: Final = {one.criterion: _unknown(one, f"{one.name}.silent", ()) for one in _ALL}
_EARLY: Final = {
    one.criterion: Result(criterion=one.criterion, judged=Judged.MET, why=f"{one.name}.compulsory")
    for one in _ALL
}


def _early(document: Document) -> Result:
    return _EARLY[document.criterion]
