"""Whom the made-up municipality works with, the places they have, and what its board has decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

import attrs

from kaa_core.demo import names
from kaa_core.demo.days import school_year
from kaa_core.demo.dice import Dice
from kaa_core.demo.people import STAFF_SINCE
from kaa_core.model.enums import ActorKind, Indicator
from kaa_core.model.ids import RecordId
from kaa_core.model.records import (
    Actor,
    ActorContact,
    BudgetEntry,
    ImprovementArea,
    OrganisationGoal,
    Placement,
    YearEvaluation,
)
from kaa_core.model.registry import Record
from kaa_core.rules.calendar import add_months

_PERSON, _TASK = "Robin Övningslund", "handledare"
_ACTORS: Final = (
    ("Arbetsförmedlingen i Exempelås", ActorKind.EMPLOYMENT_SERVICE, "Exempelås"),
    ("Vuxenutbildningen", ActorKind.ADULT_EDUCATION, "Exempelås"),
    ("Exempelås folkhögskola", ActorKind.FOLK_HIGH_SCHOOL, "Provby"),
    ("Fritidsföreningen Stigen", ActorKind.ASSOCIATION, "Exempelås"),
    ("Provbergs snickeri", ActorKind.EMPLOYER, "Provby"),
    ("Testlunda djurpark", ActorKind.EMPLOYER, "Testlunda"),
    ("Butiken på torget", ActorKind.EMPLOYER, "Exempelås"),
    ("Exempelås bilverkstad", ActorKind.EMPLOYER, "Exempelås"),
)
_PLACES: Final = {
    "Fritidsföreningen Stigen": (("Hjälpa till i caféet", "laga mat, möta folk", 2),),
    "Provbergs snickeri": (("Bygga och snickra", "bygga, arbeta med händerna", 1),),
    "Testlunda djurpark": (("Sköta djuren", "djur, vara ute", 2),),
    "Butiken på torget": (
        ("Arbeta i butik", "butik, kassa, möta folk", 1),
        ("Packa varor", "lager, ordning", 1),
    ),
    "Exempelås bilverkstad": (("Hjälpa till i verkstaden", "bilar, meka, teknik", 1),),
}
_HEAD, _LEADER = "Gymnasiechefen", "Samordnaren"
_GOALS: Final = (
    ("Alla nya har kontakt inom fyra veckor", Indicator.CONTACT_IN_FOUR_WEEKS, 100, None, _LEADER),
    ("Högst 30 ej nådda", Indicator.NOT_REACHED, None, 30, _LEADER),
    ("Hembesök enligt rutinen", Indicator.VISITS_IN_TIME, 90, None, _LEADER),
    ("Nio av tio avslutade insatser är utvärderade", Indicator.EVALUATED, 90, None, _LEADER),
    (
        "Alla mellan 16 och 20 år studerar eller är i annan sysselsättning",
        Indicator.OCCUPIED,
        95,
        None,
        _HEAD,
    ),
    ("Minst 10 återgår till gymnasiet", Indicator.RETURNED, None, 10, _HEAD),
    ("Verksamheten bedrivs inom budgetram", Indicator.IN_BUDGET, 100, None, _HEAD),
)
"""The audited municipality's own, as goals of the board and in Kompassen (000 2.1.3)."""


_ANALYSIS: Final[Mapping[str, Any]] = {
    "reaching": "Vi når fler inom fyra veckor. De som flyttar hit under året når vi senare än andra.",
    "measures": "Praktik leder oftast vidare till studier. Studiebesök ensamma gör det sällan.",
    "cooperation": "Skolorna hör av sig tidigare nu. Fristående skolor behöver påminnas om anmälan.",
    "goals": "Två av fyra mål är nådda. Kontakt inom fyra veckor är nära.",
    "organisation": "När någon var borta stod uppsökandet still. Det får inte hända igen.",
    "former": "Mötesplatsen är öppen två dagar i veckan, som vi bestämde.",
}
_AREAS: Final = (
    ("Hembesök i tid", "Två fasta dagar i veckan för hembesök, också när någon är borta.", 9),
    ("Alla avslutade insatser utvärderas", "Utvärderingen bokas när insatsen börjar.", 11),
)


def shared(seed: int, as_of: date) -> Iterator[Record]:
    """Yield actors with places, the goals of the year, and last year's follow-up. No youth is named."""
    for index, (name, kind, area) in enumerate(_ACTORS):
        dice = Dice(seed, 30, index)
        actor = Actor(id=dice.new_id(STAFF_SINCE), name=name, kind=kind, area=area, active=True)
        yield actor
        yield ActorContact(
            id=dice.new_id(STAFF_SINCE),
            actor=actor.id,
            name=_PERSON,
            role=_TASK,
            phone=names.PHONES[index % len(names.PHONES)],
        )
        for title, fields, number in _PLACES.get(name, ()):
            yield _place(dice.new_id(STAFF_SINCE), actor.id, title, fields, number)
    start = min(date(school_year(as_of), 8, 1), as_of - timedelta(days=1))
    for index, (title, indicator, target, count, owner) in enumerate(_GOALS):
        yield OrganisationGoal(
            id=Dice(seed, 31, index).new_id(STAFF_SINCE),
            title=title,
            indicator=indicator,
            target=target,
            target_count=count,
            owner=owner,
            start=start,
            decided_by="Barn- och utbildningsnämnden",
        )
    yield from _followed(seed, start)


def _followed(seed: int, start: date) -> Iterator[Record]:
    """Last year's evaluation with what it led to, and the budget of both years."""
    dice = Dice(seed, 32, 0)
    before = start.replace(year=start.year - 1)
    evaluation = YearEvaluation(
        id=dice.new_id(STAFF_SINCE),
        start=before,
        end=start - timedelta(days=1),
        finished_on=start,
    )
    yield attrs.evolve(evaluation, **_ANALYSIS)
    for title, how, months in _AREAS:
        yield ImprovementArea(
            id=dice.new_id(STAFF_SINCE),
            evaluation=evaluation.id,
            title=title,
            how=how,
            owner=_LEADER,
            by=add_months(start, months),
        )
    for first, budget, outcome in ((before, 2_300_000, 2_280_000), (start, 2_400_000, None)):
        yield BudgetEntry(
            id=dice.new_id(STAFF_SINCE),
            start=first,
            end=add_months(first, 12) - timedelta(days=1),
            budget=budget,
            outcome=outcome,
        )


def _place(record: RecordId, actor: RecordId, title: str, fields: str, places: int) -> Placement:
    return Placement(id=record, actor=actor, title=title, fields=fields, places=places, active=True)
