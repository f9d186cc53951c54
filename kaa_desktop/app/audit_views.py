"""What the self-audit shows: a query, a row for each case, how many of each value, a kept sample."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Final

import attrs

from kaa_core.model.ids import RecordId, YouthId
from kaa_core.rules.self_audit import Area, Audit, Value
from kaa_desktop.app.views_base import Tone
from kaa_desktop.store.packed import PackedIds

LOOKS: Final = {
    Value.MEETS: ("circle-check", Tone.OK),
    Value.PARTLY: ("circle-dashed", Tone.WARN),
    Value.NOT: ("circle-x", Tone.DANGER),
    Value.NOT_YET: ("minus", Tone.NEUTRAL),
}
"""Icon and colour of each value; the word always stands beside them."""
COUNTED: Final = (Value.MEETS, Value.PARTLY, Value.NOT)
"""What is summed; *ännu inte bedömbar* is shown and left out of the sums (domain.md section 9)."""


class Whose(enum.Enum):
    """Whose cases are audited; always within what the user may see."""

    MINE = "mine"
    UNIT = "unit"
    ALL = "all"


@attrs.frozen(kw_only=True)
class Sampling:
    """How a sample is drawn: anybody who has these draws the same."""

    size: int
    seed: int


@attrs.frozen(kw_only=True)
class AuditQuery:
    """Which cases, on which day. `closed`: those closed earlier that year too.

    `sampling`: a sample of them, else all.
    """

    on: date
    whose: Whose = Whose.MINE
    closed: bool = False
    sampling: Sampling | None = None


@attrs.frozen(kw_only=True, repr=False, slots=False)
class AuditList:
    """All audits of a query, by name or in the order drawn. `population`: cases that could be drawn.

    `routine`: since when the routine in force on the day is; None: the default.
    """

    query: AuditQuery
    cases: dict[YouthId, Audit]
    population: int
    routine: date | None = None

    @cached_property
    def counts(self) -> dict[Area, Counter[Value]]:
        """How many cases have each value, for each area."""
        return {area: Counter(one.of(area).value for one in self.cases.values()) for area in Area}

    def judged(self, area: Area) -> int:
        """How many cases could be judged."""
        return sum(self.counts[area][value] for value in COUNTED)

    def ids(self, *, lacking: bool = False) -> PackedIds:
        """The cases in order; those where something is missing, if that is asked for."""
        wanted = [one for one, audit in self.cases.items() if not lacking or _lacks(audit.values)]
        return PackedIds.of(wanted)


def _lacks(values: Sequence[Value]) -> bool:
    return any(one in (Value.PARTLY, Value.NOT) for one in values)


@attrs.frozen(kw_only=True, repr=False)
class AuditRow:
    """A case in the list. `hidden`: protected and not opened, so its reasons are not told."""

    youth: YouthId
    name: str
    number: str
    case_number: str
    protected: bool
    hidden: bool
    worker: str
    audit: Audit


@attrs.frozen(kw_only=True, repr=False)
class SampleRow:
    """A sample that was drawn before. `totals`: of each area how many of each counted value."""

    id: RecordId
    query: AuditQuery
    drawn_on: date
    drawn_by: str
    chosen: str
    totals: tuple[tuple[int, ...], ...]
