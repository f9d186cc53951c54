"""Week by week: outreach, weeks in which nobody tried (000 2.1.2), and whether the routine is kept."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from kaa_core.model.records import Enrolment
from kaa_core.statistics.day import Day
from kaa_core.statistics.figures.group import OUTREACH
from kaa_core.statistics.values import (
    Cell,
    Column,
    Figure,
    Row,
    Section,
    Shape,
    Table,
    Unit,
    events,
    people,
    share,
    single,
)


def weeks(day: Day) -> list[tuple[date, date]]:
    """The weeks that lie wholly in the period and have passed, Monday and Sunday.

    The one in which the period begins on another day is none of them, nor the one of the day itself.
    """
    monday = day.start + timedelta(days=-day.start.weekday() % 7)
    found = []
    while monday + timedelta(days=7) <= day.as_of - timedelta(days=day.as_of.weekday()):
        found.append((monday, monday + timedelta(days=6)))
        monday += timedelta(days=7)
    return found


def named_week(monday: date) -> str:
    """As "v. 38 2026"."""
    year, week, _ = monday.isocalendar()
    return f"v. {week} {year}"


def _by_week(day: Day) -> Table:
    attempts: defaultdict[int, list[bytes]] = defaultdict(list)
    for one in day.cases:
        for event in one.events:
            if not event.incoming and event.on <= day.on:
                attempts[event.on - (event.on - 1) % 7].append(one.youth)
    rows, empty = [], 0
    for monday, _ in weeks(day):
        who = attempts[monday.toordinal()]
        empty += not who
        rows.append(Row(key=monday.isoformat(), label=named_week(monday), cells=(events(who),)))
    said = (
        f"{empty} veckor utan någon uppsökande verksamhet."
        if empty != 1
        else ("En vecka utan någon uppsökande verksamhet.")
    )
    column = Column(key="count", label="Kontakter och försök", unit=Unit.EVENTS)
    return Table(columns=(column,), rows=tuple(rows), remarks=(said,) if rows else ())


def _empty_weeks(day: Day) -> Table:
    empty = sum(not row.cells[0].count for row in _by_week(day).rows)
    return single("Veckor utan uppsökande", Cell(count=empty), Unit.EVENTS)


def _routine_by_week(day: Day) -> Table:
    all_ = weeks(day)
    sundays = [sunday.toordinal() for _, sunday in all_]
    open_: list[list[bytes]] = [[] for _ in all_]
    kept: list[list[bytes]] = [[] for _ in all_]
    for one in day.cases:
        if one.enrolments:
            late = _places(sundays, one.late)
            for place in _places(sundays, [(each.start, each.until) for each in one.enrolments]):
                open_[place].append(one.youth)
                if place not in late:
                    kept[place].append(one.youth)
    rows = [
        Row(
            key=monday.isoformat(),
            label=named_week(monday),
            cells=(people(open_[place]), share(kept[place], len(open_[place]))),
        )
        for place, (monday, _) in enumerate(all_)
    ]
    columns = (
        Column(key="enrolled", label="Inskrivna"),
        Column(key="kept", label="I tid", unit=Unit.SHARE),
    )
    return Table(columns=columns, rows=tuple(rows))


def _places(days: Sequence[int], times: Iterable[tuple[int, int]]) -> set[int]:
    """Which of some days, in order, lie in any of some times."""
    found: set[int] = set()
    for start, until in times:
        found.update(range(bisect_left(days, start), bisect_left(days, until)))
    return found


def _routine_now(day: Day) -> Table:
    who = [
        one.youth
        for one, _ in day.enrolled
        if not any(start <= day.on < until for start, until in one.late)
    ]
    return single("Rutinen hålls", share(who, len(day.enrolled)), Unit.SHARE)


EMPTY_WEEKS: Final = Figure(
    key="empty_weeks",
    name="Veckor utan uppsökande",
    says=(
        "Hela veckor i perioden då inget försök, hembesök eller samtal gjordes från vår sida. Veckan som "
        "dagen ligger i är inte slut och räknas inte."
    ),
    section=Section.REACH,
    shape=Shape.NUMBER,
    sources=OUTREACH,
    count=_empty_weeks,
    period=True,
    lower_is_better=True,
)
BY_WEEK: Final = Figure(
    key="outreach_by_week",
    name="Uppsökande vecka för vecka",
    says=(
        "Kontakter, försök, hembesök och samtal från vår sida under varje hel vecka i perioden. En vecka "
        "med noll är en vecka då ingen sökte upp någon."
    ),
    section=Section.REACH,
    shape=Shape.LINE,
    sources=OUTREACH,
    count=_by_week,
    period=True,
)
ROUTINE: Final = Figure(
    key="routine",
    name="Rutinen hålls",
    says=(
        "Inskrivna på dagen där inget steg i rutinen är försenat längre än toleransen och där den som har "
        "nåtts har nåtts igen inom gränsen."
    ),
    section=Section.REACH,
    shape=Shape.NUMBER,
    sources=(Enrolment, *OUTREACH),
    count=_routine_now,
)
ROUTINE_BY_WEEK: Final = Figure(
    key="routine_by_week",
    name="Rutinen vecka för vecka",
    says="Söndagen varje hel vecka i perioden: inskrivna, och andel där rutinen hålls. Se Rutinen hålls.",
    section=Section.REACH,
    shape=Shape.LINE,
    sources=(Enrolment, *OUTREACH),
    count=_routine_by_week,
    period=True,
)
FIGURES: Final = (EMPTY_WEEKS, BY_WEEK, ROUTINE, ROUTINE_BY_WEEK)
