"""A youth on a date: the seven conditions, and whether she belongs to the target group.

29 kap. 9 § skollagen (2010:800), with the home municipality of 6 § before its six conditions. Pure, and
the same for every order of facts. No sentences are made here (words.py): 60 000 persons are judged
afresh in three seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from kaa_core.model.enums import (
    Belonging,
    Criterion,
    Judged,
    NoticeKind,
    OccupationKind,
)
from kaa_core.model.facts import CriterionDecision
from kaa_core.model.ids import RecordId
from kaa_core.rules.target_group.claims import EVER, began
from kaa_core.rules.target_group.credentials import CERTIFICATE, EQUIVALENT, EXAM, lacks
from kaa_core.rules.target_group.definitions import in_force
from kaa_core.rules.target_group.duty import compulsory_done, under_twenty
from kaa_core.rules.target_group.known import Known
from kaa_core.rules.target_group.residence import home
from kaa_core.rules.target_group.studies import not_in_school, other_studies
from kaa_core.rules.target_group.types import Definition, Held, Judgement, Result

_NO_EDUCATION: Final = frozenset(
    (
        OccupationKind.WORK,
        OccupationKind.INTERNSHIP,
        OccupationKind.LABOUR_MARKET_PROGRAMME,
        OccupationKind.MUNICIPAL_MEASURE,
        OccupationKind.ABROAD,
        OccupationKind.OTHER,
    )
)


def judge(held: Held, on: date, definition: Definition | None = None) -> Judgement:
    """Judge a youth on a date, by the definition that was the law then, or by another one."""
    return judge_known(Known(held, on), on, definition or in_force(on))


def judge_known(known: Known, on: date, definition: Definition) -> Judgement:
    """Judge from what is worked out already; `known` must hold the facts that count on `on`."""
    held = known.held
    results: tuple[Result, ...] = (
        home(held, known.residences, on),
        under_twenty(known.birth, on),
        compulsory_done(known.duty, known.residences, on),
        not_in_school(known, on, definition),
        lacks(known, EXAM, on),
        lacks(known, CERTIFICATE, on),
        lacks(known, EQUIVALENT, on),
    )
    whole = None
    if held.decisions:
        decisions = in_force_on(held.decisions, on)
        results = tuple(_decided(one, decisions.get(one.criterion)) for one in results)
        whole = decisions.get(None)
    belonging = belonging_of(results)
    if whole is not None and not _beyond_deciding(results):
        belonging = whole.belonging or belonging
    else:
        whole = None
    return Judgement(
        on=on,
        definition=definition,
        belonging=belonging,
        results=results,
        beside=_beside(known, results[3], on),
        decided=whole.id if whole is not None else None,
    )


def belonging_of(results: Iterable[Result]) -> Belonging:
    """Return what the conditions come to: all met, one not met, or none not met but one unknown."""
    judged = [one.judged for one in results]
    if Judged.NOT_MET in judged:
        return Belonging.NOT_COVERED
    return Belonging.UNCLEAR if Judged.UNKNOWN in judged else Belonging.COVERED


# --- decisions by persons --------------------------------------------------------------------------


def in_force_on(
    decisions: Iterable[CriterionDecision], on: date
) -> dict[Criterion | None, CriterionDecision]:
    """Return by condition (None: the whole) the decision in force on a date: the latest made."""
    found: dict[Criterion | None, CriterionDecision] = {}
    for one in decisions:
        answer = one.belonging if one.criterion is None else one.judged
        if answer is None or not one.start <= on <= (one.end or EVER):
            continue
        other = found.get(one.criterion)
        if other is None or _made(one) > _made(other):
            found[one.criterion] = one
    return found


def _made(one: CriterionDecision) -> tuple[date, date, RecordId]:
    return (one.start, one.decided_on or date.min, one.id)


def _decided(result: Result, decision: CriterionDecision | None) -> Result:
    if decision is None or decision.judged is None:
        return result
    return Result(
        criterion=result.criterion,
        judged=decision.judged,
        why="decided",
        facts=(decision.id, *result.facts),
        decided=True,
    )


def _beyond_deciding(results: tuple[Result, ...]) -> bool:
    """Twenty years of age, or dead: the law leaves nothing there for a decision on the whole."""
    return results[1].judged is Judged.NOT_MET or (
        results[0].why == "home.deceased" and results[0].judged is Judged.NOT_MET
    )


# --- what changes nothing --------------------------------------------------------------------------


def _beside(known: Known, studies: Result, on: date) -> tuple[RecordId, ...]:
    held = known.held
    beside: list[RecordId] = []
    if known.courses and studies.judged is not Judged.UNKNOWN:
        beside += [one.id for one in other_studies(known, on)]
    if held.notices:
        beside += [
            one.id
            for one in held.notices
            if one.kind is NoticeKind.ABSENCE
            and one.occurred_on is not None
            and one.occurred_on <= on
            and (one.withdrawn is None or one.withdrawn > on)
        ]
    if held.occupations:
        beside += [
            one.id
            for one in held.occupations
            if one.kind in _NO_EDUCATION and began(one) <= on <= (one.end or EVER)
        ]
    if len(beside) > 1:
        beside = sorted(set(beside))
    return tuple(beside)
