"""The evaluation of a school year: its parts, what is lacking, last year's, and what is due of it.

"Det framgår också att verksamheten ska utvärderas varje år. Utifrån utvärdering ska minst ett
förbättringsområde identifieras" (003 s. 18). The working team, the steering group and the management
evaluate each school year (000 2.1.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

import attrs

from kaa_core.model.ids import UnitId
from kaa_core.model.records import ImprovementArea, YearEvaluation
from kaa_core.statistics.day import SCHOOL_BEGINS, school_year

REMIND: Final = timedelta(days=14)
"""How long before its day an improvement area is asked about."""


@attrs.frozen(kw_only=True)
class Part:
    """A part of the analysis. `field`: of YearEvaluation. `asks`: what helps to write it."""

    field: str
    title: str
    asks: str


PARTS: Final = (
    Part(
        field="reaching",
        title="Hur vi når ungdomarna",
        asks=(
            "Hur många nådde vi, och hur snabbt? Vilka nådde vi inte, och vad gjorde vi då? "
            "Vad ska vi ändra?"
        ),
    ),
    Part(
        field="measures",
        title="Insatserna och vad de leder till",
        asks=(
            "Vilka insatser ledde till studier eller arbete, och vilka gjorde det inte? Vad ligger "
            "bakom? Vad saknas?"
        ),
    ),
    Part(
        field="cooperation",
        title="Samverkan",
        asks=(
            "Med vem fungerade det, och var tog det stopp? Fick vi veta i tid när någon slutade skolan?"
        ),
    ),
    Part(
        field="goals",
        title="Målen",
        asks="Vilka mål nådde vi? Vad säger talen om dem vi inte nådde? Är det rätt mål?",
    ),
    Part(
        field="organisation",
        title="Arbetssätt och bemanning",
        asks=(
            "Räckte tiden till? Höll vi rutinen, också när någon var borta? Vad behöver bli tydligare?"
        ),
    ),
    Part(
        field="former",
        title="Vad som hände med förra årets förbättringar",
        asks="Blev det gjort? Märktes det i talen? Vad tar vi med oss?",
    ),
)


@attrs.frozen(kw_only=True)
class Gap:
    """Something that lacks. `stops`: without it the evaluation is not finished."""

    field: str
    sentence: str
    stops: bool = False


def gaps(evaluation: YearEvaluation, areas: Sequence[ImprovementArea]) -> list[Gap]:
    """What lacks before it is finished: at least one area to improve, whole; and parts not written."""
    found = [
        Gap(field=part.field, sentence=f"{part.title}: inget är skrivet.")
        for part in PARTS
        if not (getattr(evaluation, part.field) or "").strip()
    ]
    if not areas:
        return [
            Gap(
                field="areas",
                sentence="Lägg till minst ett förbättringsområde.",
                stops=True,
            ),
            *found,
        ]
    lacking = [(one, _lacks(one)) for one in areas]
    found += [
        Gap(
            field="areas",
            sentence=f"Förbättringsområdet ”{one.title}” saknar {' och '.join(said)}.",
        )
        for one, said in lacking
        if said
    ]
    if all(said for _, said in lacking):
        sentence = "Minst ett förbättringsområde behöver hur, ansvarig och dag."
        found.insert(0, Gap(field="areas", sentence=sentence, stops=True))
    return found


def _lacks(area: ImprovementArea) -> list[str]:
    said = (("how", "hur ni gör"), ("owner", "ansvarig"), ("by", "dag"))
    return [words for name, words in said if not getattr(area, name)]


def span(on: date) -> tuple[date, date]:
    """The school year that a day lies in, both days included."""
    start = school_year(on)
    return start, date(start.year + 1, SCHOOL_BEGINS, 1) - timedelta(days=1)


def to_evaluate(on: date) -> tuple[date, date]:
    """The school year that is evaluated now: from May the one that ends, before that the last one."""
    start, end = span(on)
    if on >= date(end.year, 5, 1):
        return start, end
    return span(start - timedelta(days=1))


def former(evaluation: YearEvaluation, held: Iterable[YearEvaluation]) -> YearEvaluation | None:
    """The one before it of the same unit: that of the school year that began last before it."""
    return before(evaluation.start, evaluation.unit, held)


def before(
    start: date, unit: UnitId | None, held: Iterable[YearEvaluation]
) -> YearEvaluation | None:
    """The latest evaluation of a unit (None: the whole) of a time that began before a day."""
    found = [one for one in held if one.unit == unit and one.start < start]
    return max(found, key=lambda it: (it.start, it.finished_on is not None, it.id), default=None)


def due(areas: Iterable[ImprovementArea], on: date) -> list[ImprovementArea]:
    """Areas that are not done and whose day is near or over, the earliest first."""
    found = [
        one for one in areas if one.done_on is None and one.by is not None and one.by <= on + REMIND
    ]
    return sorted(found, key=lambda it: (it.by or on, it.id))
