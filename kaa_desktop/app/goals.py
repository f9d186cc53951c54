"""Mål: what the board has decided, and today's value of what this computer holds.

Reckoned beside the window's thread, some cases at a time, and kept until something about a case changes;
at most once a minute. Written by whoever keeps the register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

import attrs

from kaa_core.model.enums import Indicator
from kaa_core.model.ids import RecordId
from kaa_core.model.records import OrganisationGoal, Unit, Worker
from kaa_core.model.rights import Right
from kaa_core.rules.goals import LOWER_IS_BETTER, SAYS, Facts, Share, met, share
from kaa_desktop.app.clock import new_id
from kaa_desktop.app.context import Context
from kaa_desktop.app.operations import Operations
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.words import short
from kaa_desktop.store import goal_reading

AT_A_TIME: Final = 64
SECONDS_BETWEEN: Final = 60.0
_KINDS: Final = frozenset(
    {"enrolment", "contact", "home_visit", "conversation", "measure", "follow_up", "plan_version"}
)


@attrs.frozen(kw_only=True, repr=False)
class GoalView:
    """A goal and its value. `value` None: not reckoned yet. `met` None: no target, or of nothing.

    `counted` says how it is counted, `period` from when; `bar` is the share in per cent and `mark` the
    target's, for the drawing.
    """

    goal: RecordId
    title: str
    indicator: Indicator
    value: Share | None
    target: int | None
    met: bool | None
    counted: str
    period: str
    unit: str = ""

    @property
    def figure(self) -> str:
        """As "71 %", or "45" where few are better than many."""
        if self.value is None or self.value.percent is None:
            return "–"
        return f"{self.value.percent} %"

    @property
    def fraction(self) -> str:
        """As "29 av 41"."""
        return "" if self.value is None else f"{self.value.part} av {self.value.whole}"

    @property
    def aim(self) -> str:
        """As "Mål 90 %", "Högst 30 %"; empty without a target."""
        if self.target is None:
            return ""
        return f"{'Högst' if self.indicator in LOWER_IS_BETTER else 'Mål'} {self.target} %"

    @property
    def verdict(self) -> str:
        """In two words how it stands."""
        if self.met is None:
            return ""
        if self.met:
            return "Målet nått"
        return "Över taket" if self.indicator in LOWER_IS_BETTER else "Under målet"


class Goals:
    """Of one unlocked profile."""

    def __init__(self, context: Context, operations: Operations) -> None:
        self._context = context
        self._operations = operations
        self._hands = ThreadPoolExecutor(1, "kaa-goals")
        self._over = False
        self._facts: dict[UUID | None, list[Facts]] | None = None
        self._on: date | None = None
        self._at = 0.0
        self._stale = True
        self._going: Future[list[GoalView]] | None = None

    def close(self) -> None:
        """Stop reckoning, before the store closes."""
        self._over = True
        self._hands.shutdown(wait=True, cancel_futures=True)

    def heard(self, changes: Changes) -> None:
        """Something became different: what is kept may be old."""
        if changes.everything or changes.kinds & _KINDS:
            self._stale = True

    def due(self) -> bool:
        """Whether it is time to reckon again."""
        if self._going is not None and not self._going.done():
            return False
        if self._facts is None or self._on != self._context.today:
            return True
        waited = self._context.clock.monotonic() - self._at
        return self._stale and waited >= SECONDS_BETWEEN

    def views(self) -> list[GoalView]:
        """The goals of today, with the value as it was last reckoned."""
        today = self._context.today
        held = self._context.queries.records(OrganisationGoal)
        current = [
            one for one in held if one.start <= today and (one.end is None or today <= one.end)
        ]
        return self._views(sorted(current, key=lambda it: (it.indicator, it.id)))

    def all(self) -> list[GoalView]:
        """Every goal that is kept, whichever its period, the latest first."""
        held = self._context.queries.records(OrganisationGoal)
        return self._views(
            sorted(held, key=lambda it: (-it.start.toordinal(), it.indicator, it.id))
        )

    def _views(self, goals: Iterable[OrganisationGoal]) -> list[GoalView]:
        units = {one.id: one.name for one in self._context.queries.records(Unit)}
        return [self._view(one, units) for one in goals]

    def reckon(self) -> Future[list[GoalView]]:
        """Reckon today's values beside the window's thread."""
        self._stale = False
        self._going = self._hands.submit(self._reckon)
        return self._going

    def _reckon(self) -> list[GoalView]:
        queries, today = self._context.queries, self._context.today
        units = {one.id: one.unit for one in queries.records(Worker)}
        found: dict[UUID | None, list[Facts]] = {}
        everybody = queries.read(goal_reading.with_a_case)
        for first in range(0, len(everybody), AT_A_TIME):
            if self._over:
                return []
            part = dict(everybody[first : first + AT_A_TIME])
            read: Callable[[Any], dict[bytes, Facts]] = _reader(list(part), today)
            for youth, facts in queries.read(read).items():
                worker = part[youth]
                unit = units.get(RecordId(UUID(bytes=worker))) if worker else None
                found.setdefault(unit, []).append(facts)
        self._facts, self._on = found, today
        self._at = self._context.clock.monotonic()
        return self.views()

    def _view(self, goal: OrganisationGoal, units: Mapping[RecordId, str]) -> GoalView:
        value = self._value(goal)
        until = f" till {short(goal.end)} {goal.end.year}" if goal.end else ""
        return GoalView(
            goal=goal.id,
            title=goal.title,
            indicator=goal.indicator,
            value=value,
            target=goal.target,
            met=None if value is None else met(goal.indicator, value, goal.target),
            counted=SAYS[goal.indicator],
            period=f"Från {short(goal.start)} {goal.start.year}{until}",
            unit=units.get(goal.unit, "") if goal.unit else "",
        )

    def _value(self, goal: OrganisationGoal) -> Share | None:
        if self._facts is None or self._on is None:
            return None
        if goal.unit is not None:
            cases = self._facts.get(goal.unit, [])
        else:
            cases = [one for part in self._facts.values() for one in part]
        return share(goal.indicator, cases, goal.start, self._on)

    # -- writing

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


def _reader(youths: list[bytes], on: date) -> Callable[[Any], dict[bytes, Facts]]:
    return lambda connection: goal_reading.facts(connection, youths, on)
