"""Measures: whether they were evaluated, and what followed them (003 s. 17)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Final

from kaa_core.model.enums import MeasureKind, OccupationKind
from kaa_core.model.records import Enrolment, FollowUp, Measure, Occupation, StudyPeriod
from kaa_core.rules.calendar import add_months
from kaa_core.statistics.day import Day
from kaa_core.statistics.figures.reach import label, middle
from kaa_core.statistics.trace import Taken, Trace
from kaa_core.statistics.values import (
    Column,
    Figure,
    Row,
    Section,
    Shape,
    Table,
    Unit,
    events,
    share_of_events,
    single,
)
from kaa_core.statistics.youth import NEVER, UPPER, occupation

AFTER_MONTHS: Final = 3
"""What followed a measure is looked at three months after it ended (domain.md section 9)."""
_KINDS: Final = {int(one): one for one in MeasureKind}
EDUCATION: Final = frozenset(
    (
        OccupationKind.UPPER_SECONDARY,
        OccupationKind.INTRODUCTORY,
        OccupationKind.ADAPTED_UPPER_SECONDARY,
        OccupationKind.ADULT_EDUCATION,
        OccupationKind.FOLK_HIGH_SCHOOL,
        OccupationKind.OTHER_EDUCATION,
        OccupationKind.COMPULSORY_SCHOOL,
    )
)
WORK: Final = frozenset((OccupationKind.WORK,))
_LEADS: Final = frozenset(int(one) for one in EDUCATION | WORK)
UNKNOWN: Final = frozenset((OccupationKind.UNKNOWN,))
_FOLLOWING: Final = (
    Column(key="education", label="Studier", unit=Unit.EVENTS),
    Column(key="work", label="Arbete", unit=Unit.EVENTS),
    Column(key="other", label="Annat", unit=Unit.EVENTS),
    Column(key="unknown", label="Okänt", unit=Unit.EVENTS),
)


def following(kind: OccupationKind) -> str:
    """Which of the four columns an occupation is in."""
    if kind in EDUCATION:
        return "education"
    if kind in WORK:
        return "work"
    return "unknown" if kind in UNKNOWN else "other"


def _ended(day: Day) -> list[tuple[Trace, Taken]]:
    return [(one, each) for one in day.cases for each in one.measures if day.within(each.until)]


def _evaluated(day: Day) -> Table:
    ended = _ended(day)
    done = [one.youth for one, each in ended if 0 < each.evaluated <= day.on]
    cell = share_of_events(done, [one.youth for one, _ in ended])
    return single("Utvärderade insatser", cell, Unit.SHARE)


def _evaluation(day: Day) -> Table:
    groups: defaultdict[int, list[tuple[Trace, Taken]]] = defaultdict(list)
    for one, each in _ended(day):
        groups[each.kind].append((one, each))

    def row(key: str, name: str, of: list[tuple[Trace, Taken]], *, total: bool = False) -> Row:
        whole = [one.youth for one, _ in of]
        done = [one.youth for one, each in of if 0 < each.evaluated <= day.on]
        cells = (events(whole), events(done), share_of_events(done, whole))
        return Row(key=key, label=name, cells=cells, total=total)

    rows = [row(str(kind), label(_KINDS[kind]), groups[kind]) for kind in sorted(groups)]
    rows.append(row("all", "Alla", [each for own in groups.values() for each in own], total=True))
    return Table(
        columns=(
            Column(key="ended", label="Avslutade", unit=Unit.EVENTS),
            Column(key="evaluated", label="Utvärderade", unit=Unit.EVENTS),
            Column(key="share", label="Andel", unit=Unit.SHARE),
        ),
        rows=tuple(rows),
    )


def _ongoing(day: Day) -> Table:
    found: defaultdict[int, list[bytes]] = defaultdict(list)
    for one in day.cases:
        for each in one.measures:
            if each.start <= day.on < each.until:
                found[each.kind].append(one.youth)
    rows = [
        Row(key=str(kind), label=label(_KINDS[kind]), cells=(events(found[kind]),))
        for kind in sorted(found)
    ]
    every = [who for each in found.values() for who in each]
    rows.append(Row(key="all", label="Alla", cells=(events(every),), total=True))
    return Table(
        columns=(Column(key="count", label="Insatser", unit=Unit.EVENTS),), rows=tuple(rows)
    )


def _followed_by(day: Day) -> Table:
    groups: defaultdict[int, list[tuple[bytes, str, int | None]]] = defaultdict(list)
    for one in day.cases:
        for each in one.measures:
            if each.until > day.on:
                continue
            then = add_months(date.fromordinal(each.until), AFTER_MONTHS).toordinal()
            if day.within(then):
                kind = following(occupation(one, then))
                groups[each.kind].append((one.youth, kind, _days_until(one, each.until, then)))

    rows = [_following_row(str(kind), label(_KINDS[kind]), groups[kind]) for kind in sorted(groups)]
    every = [each for own in groups.values() for each in own]
    rows.append(_following_row("all", "Alla", every, total=True))
    return Table(
        columns=(
            *_FOLLOWING,
            Column(key="all", label="Alla", unit=Unit.EVENTS),
            Column(key="days", label="Dagar till studier eller arbete (median)", unit=Unit.DAYS),
        ),
        rows=tuple(rows),
        parts=tuple(one.key for one in _FOLLOWING),
        sum_of="all",
    )


def _following_row(
    key: str, name: str, of: list[tuple[bytes, str, int | None]], *, total: bool = False
) -> Row:
    cells = [events([who for who, kind, _ in of if kind == each.key]) for each in _FOLLOWING]
    cells.append(events([who for who, _, _ in of]))
    cells.append(middle([(who, days) for who, _, days in of if days is not None]))
    return Row(key=key, label=name, cells=tuple(cells), total=total)


def _days_until(one: Trace, ended: int, then: int) -> int | None:
    """Days from the end until studies or work began, when that was within the three months."""
    begun = [
        each.start
        for each in one.studies
        if ended <= each.start <= then
        and each.end != NEVER
        and (each.form in UPPER or occupation(one, each.start) in EDUCATION)
    ]
    begun += [
        each.start
        for each in one.occupations
        if ended <= each.start <= then and each.kind in _LEADS
    ]
    return min(begun) - ended if begun else None


EVALUATED: Final = Figure(
    key="evaluated",
    name="Avslutade insatser som är utvärderade",
    says="Insatser som slutade under perioden och är utvärderade senast på dagen, av alla som slutade.",
    section=Section.MEASURES,
    shape=Shape.NUMBER,
    sources=(Measure, FollowUp),
    count=_evaluated,
    period=True,
)
EVALUATION: Final = Figure(
    key="evaluation",
    name="Utvärdering efter slag av insats",
    says="Insatser som slutade under perioden, efter slag, och hur många som är utvärderade på dagen.",
    section=Section.MEASURES,
    shape=Shape.BARS,
    sources=(Measure, FollowUp),
    count=_evaluation,
    period=True,
)
ONGOING: Final = Figure(
    key="measures",
    name="Insatser som pågår",
    says="Insatser som pågår på dagen, efter slag. En ungdom kan ha flera.",
    section=Section.MEASURES,
    shape=Shape.BARS,
    sources=(Measure,),
    count=_ongoing,
)
FOLLOWED_BY: Final = Figure(
    key="followed_by",
    name="Vad som följde på insatserna",
    says=(
        "Insatser där tre månader sedan slutet infaller i perioden, efter vad ungdomen gjorde den dagen: "
        "studier, arbete, annat eller okänt. Dagar: från slutet till studier eller arbete började, om det "
        "var inom de tre månaderna."
    ),
    section=Section.MEASURES,
    shape=Shape.STACKED,
    sources=(Measure, Occupation, StudyPeriod, Enrolment),
    count=_followed_by,
    period=True,
)
FIGURES: Final = (ONGOING, EVALUATED, EVALUATION, FOLLOWED_BY)
