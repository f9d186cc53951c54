"""A day, as figures look at it: who was what on it, and what had happened until then.

Only what is dated no later than the day is looked at, so that a figure of a day never changes by what
happens after it. Who is in the age group is found once for all figures of the day.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Final, TypeAlias

import attrs

from kaa_core.model.enums import Belonging, Criterion
from kaa_core.model.identity import birthday
from kaa_core.rules.calendar import add_months
from kaa_core.rules.target_group.definitions import in_force
from kaa_core.rules.target_group.types import Definition
from kaa_core.statistics.trace import Enrolled, Span, Trace
from kaa_core.statistics.tracing import bit
from kaa_core.statistics.youth import enrolment_on, latest_studies, span_on, worked_with

Standing: TypeAlias = tuple[Trace, Span]
Case: TypeAlias = tuple[Trace, Enrolled]

SCHOOL_BEGINS: Final = 8
"""The school year is counted from 1 August (000 2.1.4: "från läsårsstart i augusti")."""
_HOME: Final = int(Criterion.HOME)
_NOT: Final = int(Belonging.NOT_COVERED)
_COVERED: Final = int(Belonging.COVERED)
_UNCLEAR: Final = int(Belonging.UNCLEAR)
WITHOUT_INTRODUCTORY: Final = "2018"
"""The definition's key by which pupils on introduktionsprogram are outside the target group."""


class Sex(enum.IntEnum):
    """By the identity number."""

    WOMAN = 1
    MAN = 2


class Outside(enum.Enum):
    """For how long somebody has been in the target group without a break: months from, months below."""

    UNDER_3 = (0, 3)
    UNDER_6 = (3, 6)
    UNDER_12 = (6, 12)
    LONGER = (12, 1200)


@attrs.frozen(kw_only=True)
class Filter:
    """Which youths a figure is of; every condition that is set must hold on the day.

    `units`, `workers`: ids of sixteen bytes, by the enrolment of the day (b"" is nobody's).
    `schools`, `programmes`: of the latest studies that had begun. `ages`: whole years. `reasons`: of
    registration, codes. `outside`: see there.
    """

    units: frozenset[bytes] = frozenset()
    workers: frozenset[bytes] = frozenset()
    schools: frozenset[str] = frozenset()
    programmes: frozenset[str] = frozenset()
    ages: frozenset[int] = frozenset()
    sexes: frozenset[int] = frozenset()
    reasons: frozenset[int] = frozenset()
    outside: frozenset[Outside] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether it lets everybody through."""
        return self == EVERYBODY


EVERYBODY: Final = Filter()


@attrs.frozen(kw_only=True)
class Budgeted:
    """What was entered of a period: days as ordinals (`until` the first day after), whole kronor."""

    start: int
    until: int
    budget: int
    outcome: int | None


@attrs.frozen(kw_only=True)
class Names:
    """What ids are called, and which unit a worker is in: sixteen bytes each."""

    workers: Mapping[bytes, str] = MappingProxyType({})
    units: Mapping[bytes, str] = MappingProxyType({})
    unit_of: Mapping[bytes, bytes] = MappingProxyType({})


def school_year(on: date) -> date:
    """The first day of the school year that a day lies in."""
    return date(on.year if on.month >= SCHOOL_BEGINS else on.year - 1, SCHOOL_BEGINS, 1)


class Day:
    """All traces on a day. Figures read from it and never change it.

    `start`: the first day of the period until `as_of` (included); else that of the school year.
    `definition`: of the target group; else the one in force on the day.
    """

    def __init__(
        self,
        traces: Iterable[Trace],
        as_of: date,
        *,
        start: date | None = None,
        definition: Definition | None = None,
        only: Filter = EVERYBODY,
        names: Names | None = None,
        budget: Sequence[Budgeted] = (),
    ) -> None:
        self.as_of, self.on = as_of, as_of.toordinal()
        self.start = start or school_year(as_of)
        self.since = self.start.toordinal()
        self.definition = definition or in_force(as_of)
        self.names = names or Names()
        self.budget = budget
        self._mask = bit(self.definition.key)
        self._only = only
        self._given = traces

    # -- who

    @cached_property
    def traces(self) -> Sequence[Trace]:
        """Everybody whom the filter lets through."""
        return self._all if self._only.empty else [one for one in self._all if self._lets(one)]

    @cached_property
    def _all(self) -> Sequence[Trace]:
        return self._given if isinstance(self._given, Sequence) else list(self._given)

    @cached_property
    def anybody(self) -> bool:
        """Whether anybody was in the age group or enrolled on the day, whatever the filter says."""
        on, mask = self.on, self._mask
        for one in self._all:
            if enrolment_on(one, on) is not None:
                return True
            if 0 < one.sixteen <= on and not 0 < one.twenty <= on:
                span = span_on(one, on, mask)
                if span is not None and (span.criterion != _HOME or span.belonging != _NOT):
                    return True
        return False

    @cached_property
    def cases(self) -> list[Trace]:
        """Everybody with whom anything was ever done: a tenth of the register, and most of what happened."""
        return [one for one in self.traces if worked_with(one)]

    @cached_property
    def here(self) -> list[Standing]:
        """Whoever belonged to the municipality on the day, of any age, with what held of each."""
        found, on, mask = list[Standing](), self.on, self._mask
        for one in self.traces:
            for span in one.spans:
                if on < span.until and span.start <= on and span.definitions & mask:
                    if span.criterion != _HOME or span.belonging != _NOT:
                        found.append((one, span))
                    break
        return found

    @cached_property
    def standing(self) -> list[Standing]:
        """All who were of interest on the day, with what held of each: not twenty, and at home here."""
        on = self.on
        return [each for each in self.here if not 0 < each[0].twenty <= on]

    @cached_property
    def age_group(self) -> list[Standing]:
        """Has turned 16, not 20 (domain.md section 9), and belongs to the municipality."""
        on = self.on
        return [one for one in self.standing if 0 < one[0].sixteen <= on]

    @cached_property
    def by_year(self) -> list[Trace]:
        """The reports' "16–20 år": who turns 16 to 20 in the calendar year."""
        first = date(self.as_of.year - 20, 1, 1).toordinal()
        last = date(self.as_of.year - 16, 12, 31).toordinal()
        return [one for one, _ in self.here if first <= one.born <= last]

    @cached_property
    def covered(self) -> list[Trace]:
        """The target group by the definition."""
        return [one for one, span in self.standing if span.belonging == _COVERED]

    @cached_property
    def unclear(self) -> list[Trace]:
        """Of whom it is not known whether they belong to it."""
        return [one for one, span in self.standing if span.belonging == _UNCLEAR]

    @cached_property
    def introductory(self) -> list[Trace]:
        """On introduktionsprogram, whatever the definition says of them."""
        mask, on = bit(WITHOUT_INTRODUCTORY), self.on
        if self._mask == mask:
            return [one for one, span in self.standing if span.introductory]
        found = list[Trace]()
        for one, _ in self.standing:
            span = span_on(one, on, mask)
            if span is not None and span.introductory:
                found.append(one)
        return found

    @cached_property
    def outside_school(self) -> list[Trace]:
        """Covered or unclear, and not on introduktionsprogram."""
        mask, on = bit(WITHOUT_INTRODUCTORY), self.on
        found = list[Trace]()
        for one, held in self.standing:
            span = held if self._mask == mask else span_on(one, on, mask)
            if span is not None and span.belonging != _NOT:
                found.append(one)
        return found

    @cached_property
    def enrolled(self) -> list[Case]:
        """Whoever had an enrolment that was open on the day; of several the one that began last."""
        found, on = list[Case](), self.on
        for one in self.traces:
            held = enrolment_on(one, on) if one.enrolments else None
            if held is not None:
                found.append((one, held))
        return found

    @cached_property
    def population(self) -> list[Trace]:
        """Diagram 1's: enrolled or covered, pupils on introduktionsprogram outside it (003 s. 9–10)."""
        away = {one.youth for one in self.introductory}
        found = {one.youth: one for one in self.covered if one.youth not in away}
        found |= {one.youth: one for one, _ in self.enrolled if one.youth not in away}
        return list(found.values())

    @cached_property
    def opened(self) -> list[Case]:
        """Enrolments that were opened in the period, each by itself."""
        since, on = self.since, self.on
        return [
            (one, held)
            for one in self.traces
            for held in one.enrolments
            if since <= held.start <= on
        ]

    @cached_property
    def went_to_school(self) -> list[Trace]:
        """Whoever's studies of any kind ended in the period."""
        since, last = self.since, self.on + 1
        found = list[Trace]()
        for one in self.traces:
            for until in one.ended:
                if since < until <= last:
                    found.append(one)
                    break
        return found

    # -- when

    def within(self, day: int) -> bool:
        """Whether a day lies in the period."""
        return self.since <= day <= self.on

    def months_before(self, months: int) -> int:
        """The day so many months before."""
        return add_months(self.as_of, -months).toordinal()

    def age(self, one: Trace) -> int:
        """Whole years on the day; -1 when the birth date is not known."""
        if not one.born:
            return -1
        born = date.fromordinal(one.born)
        years = self.as_of.year - born.year
        return years - (self.as_of < birthday(born, self.as_of.year))

    def worker_of(self, one: Trace) -> bytes:
        """The worker of the enrolment that is open on the day, else of the latest one; b"" nobody."""
        held = enrolment_on(one, self.on)
        if held is None:
            begun = [each for each in one.enrolments if each.start <= self.on]
            held = begun[-1] if begun else None
        return held.worker if held is not None else b""

    # -- the filter

    def _lets(self, one: Trace) -> bool:
        only = self._only
        if only.ages and self.age(one) not in only.ages:
            return False
        if only.sexes and one.sex not in only.sexes:
            return False
        return self._lets_case(one, only) and self._lets_school(one, only)

    def _lets_case(self, one: Trace, only: Filter) -> bool:
        if only.workers or only.units:
            worker = self.worker_of(one)
            if only.workers and worker not in only.workers:
                return False
            if only.units and self.names.unit_of.get(worker, b"") not in only.units:
                return False
        if only.reasons:
            held = enrolment_on(one, self.on)
            return held is not None and held.registration in only.reasons
        return True

    def _lets_school(self, one: Trace, only: Filter) -> bool:
        if only.schools or only.programmes:
            latest = latest_studies(one, self.on)
            if latest is None:
                return False
            if only.schools and latest.school not in only.schools:
                return False
            if only.programmes and latest.programme not in only.programmes:
                return False
        return not only.outside or self.time_outside(one) in only.outside

    def time_outside(self, one: Trace) -> Outside | None:
        """For how long she has been covered without a break; None when she is not."""
        on, start = self.on, None
        for span in reversed(one.spans):
            if span.start <= on and span.definitions & self._mask:
                if span.belonging != _COVERED or (start is None and span.until <= on):
                    break
                if start is not None and span.until != start:
                    break
                start = span.start
        if start is None:
            return None
        return next(
            each
            for each in Outside
            if self.months_before(each.value[1]) < start <= self.months_before(each.value[0])
        )
