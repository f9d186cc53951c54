"""How many home visits were planned, made, met nobody or were called off, and why (domain.md section 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Final

import attrs

from kaa_core.model.enums import CallOff, VisitOutcome, VisitStatus
from kaa_core.model.records import HomeVisit
from kaa_desktop.app.context import Context
from kaa_desktop.app.day import visit_rows
from kaa_desktop.app.views import VisitRow
from kaa_desktop.app.words import sentence_case

PLANNED: Final = "Planerade"
DONE: Final = "Genomförda"
CALLED_OFF: Final = "Inställda"
WAITING: Final = "Ännu inte gjorda"
UNPLANNED: Final = "Genomförda utan att ha planerats"
SHEETS: Final = "Informationsblad lämnat"
_OUTCOMES: Final = {one: one.label for one in VisitOutcome}


@attrs.frozen(kw_only=True, repr=False)
class VisitFigure:
    """A figure with its definition and what is behind it. `part`: it is a part of the one before."""

    key: str
    title: str
    count: int
    how: str
    visits: tuple[HomeVisit, ...]
    part: bool = False


@attrs.frozen(kw_only=True, repr=False)
class VisitFigures:
    """The figures of a period, both days included; `reasons` why visits were called off."""

    first: date
    last: date
    figures: tuple[VisitFigure, ...]
    reasons: tuple[tuple[str, int], ...]


def visit_figures(context: Context, first: date, last: date) -> VisitFigures:
    """Figures by valid time: by the day that a visit was planned for, or made when it was not planned."""
    visits = context.queries.visits(first, last)
    return VisitFigures(
        first=first, last=last, figures=tuple(_figures(visits)), reasons=_reasons(visits)
    )


def behind(context: Context, figure: VisitFigure) -> tuple[VisitRow, ...]:
    """The visits behind a figure, as rows; those of youths who are not here are left out."""
    return visit_rows(context, figure.visits, context.today)


def _figures(visits: list[HomeVisit]) -> Iterable[VisitFigure]:
    planned = [one for one in visits if one.planned_on is not None]
    done = [one for one in visits if one.status is VisitStatus.DONE]
    off = [one for one in visits if one.status is VisitStatus.CALLED_OFF]
    waiting = [one for one in visits if one.status is VisitStatus.PLANNED]
    yield _figure(
        PLANNED, planned, "Besök som bokats till en dag i perioden, vad det än blev av dem."
    )
    yield _figure(DONE, done, "Besök som är gjorda och införda, planerade eller inte.")
    for outcome, label in _OUTCOMES.items():
        met = [one for one in done if one.outcome is outcome]
        yield _figure(label, met, "Vad som hände vid de genomförda besöken.", part=True)
    left = [one for one in done if one.information_sheet_left]
    yield _figure(SHEETS, left, "Genomförda besök där informationsblad lämnades.", part=True)
    bare = [one for one in done if one.planned_on is None]
    yield _figure(UNPLANNED, bare, "Räknas till de genomförda, inte till de planerade.", part=True)
    yield _figure(CALLED_OFF, off, "Bokade besök som ställdes in, med orsaken i journalen.")
    yield _figure(WAITING, waiting, "Bokade besök som varken är införda eller inställda.")


def _figure(title: str, visits: list[HomeVisit], how: str, *, part: bool = False) -> VisitFigure:
    return VisitFigure(
        key=title, title=title, count=len(visits), how=how, visits=tuple(visits), part=part
    )


def _reasons(visits: Iterable[HomeVisit]) -> tuple[tuple[str, int], ...]:
    said = Counter(_reason(one) for one in visits if one.status is VisitStatus.CALLED_OFF)
    return tuple(said.most_common())


def _reason(visit: HomeVisit) -> str:
    """The reason of the list; the words where none was chosen, or none of them fitted."""
    if visit.call_off_kind not in (None, CallOff.OTHER):
        return sentence_case(visit.call_off_kind.label)
    return " ".join((visit.call_off_reason or "").split())
