"""Mål: what the board has decided, with today's value and the trend, by the figures of the statistics.

Counted beside the window's thread from what this computer holds, and kept until something changes: today's
values at most once a minute, the months before at most every ten. Written by who follows the work up.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import attrs

from kaa_core.model.enums import Indicator
from kaa_core.model.ids import RecordId
from kaa_core.model.records import OrganisationGoal
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_core.rules.calendar import MONTHS, MONTHS_LONG
from kaa_core.statistics import goals as rules
from kaa_core.statistics.catalogue import OF_INDICATOR
from kaa_core.statistics.day import EVERYBODY, Filter
from kaa_core.statistics.values import Cell
from kaa_desktop.app import goal_words
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.statistics import Statistics
from kaa_desktop.app.statistics_views import Asked, Given
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.words import short

SECONDS_BETWEEN: Final = 60.0
SECONDS_BETWEEN_TRENDS: Final = 600.0

Group = tuple[date, date, bytes]
"""What is asked for together: from when the period counts, until when, and of which unit (b"" of all)."""


@attrs.frozen(kw_only=True, repr=False)
class Point:
    """The value on a day, in the goal's own measure; `day` as "okt" or "i dag"."""

    day: str
    number: int | None
    words: str


@attrs.frozen(kw_only=True, repr=False)
class GoalView:
    """A goal and its value. `value` None: not reckoned yet. `met` None: no target, or of nothing.

    `counted` says how it is counted, `period` from when; `share` and `mark` are where the bar ends and the
    target stands, in per cent of the bar. `points`: the trend, the earliest first, today last. `held`: of
    which youths, where somebody lacks. `unjudged`: why there is no verdict yet. `gained`:
    how many more a running total has than at the point before; it gets neither better nor worse.
    """

    goal: RecordId
    title: str
    indicator: Indicator
    value: Cell | None
    met: bool | None
    figure: str
    fraction: str
    aim: str
    counted: str
    period: str
    unit: str
    owner: str
    points: tuple[Point, ...] = ()
    moved: rules.Trend | None = None
    share: int | None = None
    mark: int | None = None
    held: str = ""
    remarks: tuple[str, ...] = ()
    unjudged: str = ""
    gained: int | None = None

    @property
    def verdict(self) -> str:
        """In two words how it stands."""
        if self.met is None:
            return ""
        if self.met:
            return "Målet nått"
        return "Över taket" if rules.lower_is_better(self.indicator) else "Under målet"

    @property
    def trend(self) -> str:
        """As "bättre än i oktober (68 %)", "17 fler sedan i oktober"; empty without an earlier month."""
        if len(self.points) < 2:
            return ""
        before = self.points[-2]
        when = f"i {MONTHS_LONG[MONTHS.index(before.day)]}"
        if self.gained is not None:
            return goal_words.more(self.indicator, self.gained, when)
        if self.moved is None:
            return ""
        if self.moved is rules.Trend.SAME:
            return f"{self.moved.value} {when[2:]}"
        return f"{self.moved.value} {when} ({before.words})"

    @property
    def line(self) -> str:
        """The trend as text: "aug 60 %, sep 64 %, okt 68 %, i dag 71 %"."""
        return ", ".join(f"{one.day} {one.words}" for one in self.points)


class Goals:
    """Of one unlocked profile."""

    def __init__(self, context: Context, operations: Operations, statistics: Statistics) -> None:
        self._context = context
        self._operations = operations
        self._statistics = statistics
        self._found: dict[tuple[Group, date], Given] = {}
        self._on: date | None = None
        self._at = self._looked_back = 0.0
        self._stale = True
        self._seen, self._changes = 0, 0
        self._hands = ThreadPoolExecutor(1, "kaa-goals")
        self._going: Future[list[GoalView]] | None = None
        self._asked: Asked[list[Given]] | None = None
        self._over = False

    def close(self) -> None:
        """Stop reckoning, before the statistics close."""
        self._over = True
        if self._asked is not None:
            self._asked.cancel()
        self._hands.shutdown(wait=True, cancel_futures=True)

    def heard(self, changes: Changes) -> None:
        """Something became different: what is kept may be old."""
        self._stale = self._stale or self._statistics.alters(changes)
        if "organisation_goal" in changes.kinds:
            self._changes += 1  # what it is measured by was perhaps never asked for

    def due(self) -> bool:
        """Whether it is time to reckon again."""
        if self._going is not None and not self._going.done():
            return False
        if self._on != self._context.today or self._seen != self._changes:
            return True
        return self._stale and self._since(self._at) >= SECONDS_BETWEEN

    def _since(self, moment: float) -> float:
        return self._context.clock.monotonic() - moment

    # -- reading

    def views(self) -> list[GoalView]:
        """The goals of today, with the value as it was last reckoned."""
        today = self._context.today
        current = [
            one
            for one in self._held()
            if one.start <= today and (one.end is None or today <= one.end)
        ]
        return self._views(sorted(current, key=lambda it: (it.indicator, it.id)))

    def all(self) -> list[GoalView]:
        """Every goal that is kept, whichever its period, the latest first."""
        return self._views(
            sorted(self._held(), key=lambda it: (-it.start.toordinal(), it.indicator, it.id))
        )

    def of_period(self, start: date, end: date) -> list[GoalView]:
        """The goals that held at some time of a period, as they were last reckoned."""
        found = [
            one
            for one in self._held()
            if one.start <= end and (one.end is None or start <= one.end)
        ]
        return self._views(sorted(found, key=lambda it: (it.indicator, it.id)))

    def held(self, goal: RecordId) -> OrganisationGoal | None:
        """The goal itself, for a form that changes it."""
        found = self._context.queries.record(OrganisationGoal, goal)
        return found if isinstance(found, OrganisationGoal) else None

    def units(self) -> dict[RecordId, str]:
        """The municipality's units by id, in the order of their names."""
        return self._context.units()

    def _held(self) -> list[OrganisationGoal]:
        return self._context.queries.records(OrganisationGoal)

    def _views(self, goals: Iterable[OrganisationGoal]) -> list[GoalView]:
        units, lacks = self.units(), bool(self._statistics.held().missing)
        return [self._view(one, units, lacks=lacks) for one in goals]

    # -- reckoning

    def reckon(self) -> Future[list[GoalView]]:
        """Reckon the values beside the window's thread; the views when all are there."""
        self._stale = False
        self._going = self._hands.submit(self._reckon)
        return self._going

    def _reckon(self) -> list[GoalView]:
        today = self._context.today
        seen, back = self._changes, self._on != today or self._seen != self._changes
        back = back or self._since(self._looked_back) >= SECONDS_BETWEEN_TRENDS
        found = {} if back else dict(self._found)
        for group, goals in _grouped(self._held(), today).items():
            if self._over:
                return []
            if not back and group[1] != today:
                continue  # its period is over: that waits for the months before
            found |= self._ask(group, goals, back=back)
        self._found, self._on, self._seen = found, today, seen
        self._at = self._context.clock.monotonic()
        if back:
            self._looked_back = self._at
        return self.views()

    def _ask(
        self, group: Group, goals: list[OrganisationGoal], *, back: bool
    ) -> dict[tuple[Group, date], Given]:
        start, until, unit = group
        keys = {OF_INDICATOR[one.indicator].key for one in goals}
        only = Filter(units=frozenset({unit})) if unit else EVERYBODY
        days = rules.days(goals[0], until) if back else [until]
        self._asked = self._statistics.series(sorted(keys), days, only=only, start=start)
        with contextlib.suppress(CancelledError):  # locked meanwhile
            return {(group, one.question.as_of): one for one in self._asked.result()}
        return {}

    # -- showing

    def _view(
        self, goal: OrganisationGoal, units: Mapping[RecordId, str], *, lacks: bool
    ) -> GoalView:
        group = _group(goal, self._on or self._context.today)
        found = {
            on: given
            for (held, on), given in self._found.items()
            if held == group and OF_INDICATOR[goal.indicator].key in given.answers
        }
        points = _points(goal, found, self._on)
        now = found.get(group[1])
        cell = None if now is None else _cell(goal, now)
        told = points[-1].number if cell is not None else None
        before = points[-2].number if len(points) > 1 else None
        until = f" till {short(goal.end)} {goal.end.year}" if goal.end else ""
        share, mark = goal_words.bar(goal, cell)
        return GoalView(
            goal=goal.id,
            title=goal.title,
            indicator=goal.indicator,
            value=cell,
            met=None if cell is None else rules.met(goal, cell),
            figure=goal_words.words(goal, cell),
            fraction="" if cell is None else goal_words.fraction(goal, cell),
            aim=goal_words.aim(goal),
            counted=OF_INDICATOR[goal.indicator].says,
            period=f"Från {short(goal.start)} {goal.start.year}{until}",
            unit=units.get(goal.unit, "") if goal.unit else "",
            owner=goal.owner or "",
            points=points,
            moved=rules.trend(goal, before, told),
            gained=goal_words.gained(goal, before, told),
            share=share,
            mark=mark,
            held="" if now is None or (now.whole and not lacks) else now.held,
            remarks=() if now is None else _remarks(goal, now),
            unjudged="" if now is None or cell is None else _unjudged(goal, now, cell),
        )

    # -- writing

    def problems(self, values: Mapping[str, Any]) -> list[Problem]:
        """What is wrong with a goal that the fields cannot say one by one; `values` by field name."""
        if values.get("indicator") is None or values.get("start") is None:
            return []
        made = OrganisationGoal(id=RecordId(new_id(self._context.clock)), **values)
        return list(rules.problems(made))

    def add(self, values: Mapping[str, Any]) -> Future[Result]:
        """Note a goal; `values` by field name, as `OrganisationGoal` has them."""
        made = OrganisationGoal(id=RecordId(new_id(self._context.clock)), **values)
        return self._operations.record_as(
            made, lambda one: one.create(made), "Målet är sparat.", Right.FOLLOW_UP
        )

    def change(
        self,
        goal: RecordId,
        values: Mapping[str, Any],
        seen: Mapping[str, Any] = MappingProxyType({}),
    ) -> Future[Result]:
        """Change a goal; a new period is a new goal. `seen` as `Transaction.set` has it."""
        return self._operations.change_as(
            OrganisationGoal, goal, values, "Målet är ändrat.", Right.FOLLOW_UP, seen
        )


def _group(goal: OrganisationGoal, today: date) -> Group:
    """A goal whose period is over is of its last day."""
    until = today if goal.end is None else min(goal.end, today)
    return goal.start, until, b"" if goal.unit is None else goal.unit.bytes


def _grouped(goals: Iterable[OrganisationGoal], today: date) -> dict[Group, list[OrganisationGoal]]:
    found: defaultdict[Group, list[OrganisationGoal]] = defaultdict(list)
    for one in goals:
        if one.start <= today:
            found[_group(one, today)].append(one)
    return dict(found)


def _cell(goal: OrganisationGoal, given: Given) -> Cell:
    return given.answers[OF_INDICATOR[goal.indicator].key].table.cell


def _remarks(goal: OrganisationGoal, given: Given) -> tuple[str, ...]:
    said = given.answers[OF_INDICATOR[goal.indicator].key].table.remarks
    return (*said, *given.remarks)


def _points(
    goal: OrganisationGoal, found: Mapping[date, Given], today: date | None
) -> tuple[Point, ...]:
    points = list[Point]()
    for on in sorted(found):
        cell = _cell(goal, found[on])
        number = rules.number(goal, cell)
        last = short(on) if on != today else "i dag"
        day = last if on == max(found) else MONTHS[on.month - 1]
        points.append(Point(day=day, number=number, words=goal_words.words(goal, cell)))
    return tuple(points)


def _unjudged(goal: OrganisationGoal, given: Given, cell: Cell) -> str:
    answer = given.answers[OF_INDICATOR[goal.indicator].key]
    return rules.why_not_judged(goal, cell, answer.table.remarks)
