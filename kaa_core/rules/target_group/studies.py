"""Condition 4: not in upper secondary school, adapted upper secondary school or what is equivalent.

Pupils on introduktionsprogram belonged to the target group until 2018-07-01 (SFS 2018:749). Admitted and
not yet begun, or between two terms, is in education until the term's first day. Komvux and other courses
at part of full time change nothing; together at full time a person decides (domain.md section 9).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from kaa_core.model.enums import (
    CredentialKind,
    Criterion,
    Judged,
    OccupationKind,
    StudyEnd,
    StudyForm,
)
from kaa_core.model.ids import RecordId
from kaa_core.rules.target_group.claims import (
    COMPULSORY_FORMS,
    EVER,
    OTHER_FORMS,
    STATED,
    UPPER_FORMS,
    Claim,
    began,
    same_school,
)
from kaa_core.rules.target_group.known import BETWEEN_TERMS, Known, issued
from kaa_core.rules.target_group.types import Definition, Result

FULL_TIME: Final = 100
SAME_START: Final = timedelta(days=60)
"""Two sources that speak of one beginning may be this far apart."""

_WHY: Final = {
    StudyForm.NATIONAL_PROGRAMME: "studies.national",
    StudyForm.INTRODUCTORY: "studies.introductory",
    StudyForm.ADAPTED_UPPER_SECONDARY: "studies.adapted",
    StudyForm.EXCHANGE: "studies.exchange",
    StudyForm.INTERNATIONAL: "studies.international",
}
_ELSEWHERE: Final = frozenset(
    (
        OccupationKind.WORK,
        OccupationKind.INTERNSHIP,
        OccupationKind.LABOUR_MARKET_PROGRAMME,
        OccupationKind.MUNICIPAL_MEASURE,
        OccupationKind.NONE,
        OccupationKind.OTHER,
    )
)
"""What she does who does not go to school; what is unknown or abroad says nothing of that."""
_FROM_A_SCHOOL: Final = frozenset(
    (
        CredentialKind.EXAM,
        CredentialKind.STUDY_CERTIFICATE,
        CredentialKind.GRADES_EXTRACT,
        CredentialKind.ADAPTED_CERTIFICATE,
    )
)
_SILENT: Final = Result(
    criterion=Criterion.NOT_IN_UPPER_SECONDARY, judged=Judged.UNKNOWN, why="studies.silent"
)


def not_in_school(known: Known, on: date, definition: Definition) -> Result:
    """Judge the condition on a date by a definition."""
    introductory = None
    if known.upper:
        current = standing(known.upper, on)
        if definition.introductory:
            introductory = next(
                (one for one in current if one.form is StudyForm.INTRODUCTORY), None
            )
            current = [one for one in current if one.form is not StudyForm.INTRODUCTORY]
        if current:
            best = current[0]
            return _of(Judged.NOT_MET, _WHY[best.form], best, current[1:])
        coming = _coming(known, on, definition)
        if coming is not None:
            return coming
    if introductory is not None:
        return _of(Judged.MET, "studies.introductory_covered", introductory)
    return _outside(known, on)


def standing(claims: Iterable[Claim], on: date) -> list[Claim]:
    """Return the claims of being in education on a date, without those that a better source denies."""
    found = [one for one in claims if one.begun and one.start <= on <= one.last]
    if not found:
        return found
    held = [one for one in found if denied_by(one, claims, on) is None]
    if len(held) > 1:
        held.sort(key=lambda one: (one.rank, -one.start.toordinal(), one.id))
    return held


def denied_by(claim: Claim, claims: Iterable[Claim], on: date) -> Claim | None:
    """Return what a weightier source says against it: she left after it began, or never started."""
    for one in claims:
        if one.begun:
            if one.rank < claim.rank and claim.start <= one.last < on and one.start <= on:
                return one
        elif one.start <= on and _denies_start(one, claim):
            return one
    return None


def _denies_start(never: Claim, claim: Claim) -> bool:
    if never.rank > claim.rank or abs(never.start - claim.start) > SAME_START:
        return False
    if never.rank < claim.rank or never.told > claim.told:
        return never.rank < claim.rank or same_school(never, claim)
    named = bool((never.unit and claim.unit) or (never.school and claim.school))
    return never.told == claim.told and named and same_school(never, claim)


# --- admitted, between terms -----------------------------------------------------------------------


def _coming(known: Known, on: date, definition: Definition) -> Result | None:
    """The beginning that is ahead: told before the day, or so near the last term that it follows it."""
    for one in known.upper:
        if one.start <= on or (definition.introductory and one.form is StudyForm.INTRODUCTORY):
            continue
        if not one.begun and one.told < one.start:
            continue  # said beforehand that she would not come: not applied, not admitted
        if one.told <= on and one.begun:
            return _of(Judged.NOT_MET, "studies.admitted", one)
        before = _term_before(known, one, on)
        if before is not None:
            why = "studies.between" if before.form in UPPER_FORMS else "studies.admitted"
            return _of(Judged.NOT_MET, why, one, (before,))
    return None


def _term_before(known: Known, coming: Claim, on: date) -> Claim | None:
    for one in reversed(known.claims):
        if (
            one.last < on
            and coming.start - one.last <= BETWEEN_TERMS
            and one.begun
            and one.ended is not StudyEnd.BROKEN_OFF
            and (one.form in UPPER_FORMS or one.form in COMPULSORY_FORMS)
        ):
            return one
    return None


# --- outside upper secondary school ----------------------------------------------------------------


def _outside(known: Known, on: date) -> Result:
    courses = other_studies(known, on)
    if courses:
        counting = [one for one in courses if one.form in OTHER_FORMS]
        shares = [one.extent for one in counting]
        total = sum(share for share in shares if share is not None)
        if total >= FULL_TIME:
            return _of(Judged.UNKNOWN, "studies.full_time", counting[0], counting[1:])
        if None in shares:
            asked = [one for one in counting if one.extent is None]
            return _of(Judged.UNKNOWN, "studies.extent_unknown", asked[0], asked[1:])
    ended = _latest_end(known, on)
    if ended is not None:
        why = "studies.ended" if ended.begun else "studies.never_started"
        return _of(Judged.MET, why, ended)
    if courses:
        return _of(Judged.MET, "studies.part_time", courses[0], courses[1:])
    return _by_other_facts(known, on)


def other_studies(known: Known, on: date) -> list[Claim]:
    """Return komvux, folkhögskola, sfi and other courses on a date; of each form, the best source's."""
    if not known.courses:
        return known.courses
    found = [one for one in known.courses if one.begun and one.start <= on <= one.last]
    if len(found) > 1:
        best: dict[StudyForm, int] = {}
        for one in found:
            best[one.form] = min(one.rank, best.get(one.form, one.rank))
        found = [one for one in found if one.rank == best[one.form]]
    return found


def _latest_end(known: Known, on: date) -> Claim | None:
    ended = list(known.ended_uppers(on))
    if len(ended) < 2:
        return ended[0] if ended else None
    return max(ended, key=lambda one: (one.last if one.begun else one.start, -one.rank, one.id))


def _by_other_facts(known: Known, on: date) -> Result:
    """No time in upper secondary school is known: is there anything that says she is outside it?"""
    for document in reversed(known.credentials):
        if document.kind in _FROM_A_SCHOOL and issued(document) <= on:
            return Result(
                criterion=Criterion.NOT_IN_UPPER_SECONDARY,
                judged=Judged.MET,
                why="studies.document",
                facts=(document.id,),
                stated=document.source in STATED,
            )
    if known.duty is not None and on <= known.duty.last_day:
        return _EARLY
    if known.covered(on):
        return _of(Judged.MET, "studies.covered", known.claims[-1])
    told = _told(known, on)
    if told is not None:
        return Result(
            criterion=Criterion.NOT_IN_UPPER_SECONDARY,
            judged=Judged.MET,
            why="studies.told",
            facts=(told,),
            stated=True,
        )
    return _SILENT


_EARLY: Final = Result(
    criterion=Criterion.NOT_IN_UPPER_SECONDARY, judged=Judged.MET, why="studies.compulsory"
)


def _told(known: Known, on: date) -> RecordId | None:
    """An occupation that is not an education: work, nothing at all."""
    found = [
        one
        for one in known.held.occupations
        if one.kind in _ELSEWHERE and began(one) <= on <= (one.end or EVER)
    ]
    if not found:
        return None
    return max(found, key=lambda one: (began(one), one.id)).id


def _of(judged: Judged, why: str, best: Claim, others: Iterable[Claim] = ()) -> Result:
    return Result(
        criterion=Criterion.NOT_IN_UPPER_SECONDARY,
        judged=judged,
        why=why,
        facts=(best.id, *(one.id for one in others)),
        stated=best.stated,
    )
