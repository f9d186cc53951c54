"""What the board has decided, and today's value of it (000 2.1.3: staff did not know the goals).

Six indicators, each a share of youths, enrolments or measures. Definitions: domain.md section 5 and
section 9 ("Figures"). The full statistics, as of any date, are another matter (kaa_core/statistics).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

import attrs

from kaa_core.model.enums import FollowUpKind, Indicator
from kaa_core.model.records import Enrolment, FollowUp, Measure, PlanVersion, Youth
from kaa_core.model.registry import Record, of_kind
from kaa_core.rules.calendar import add_months
from kaa_core.rules.case_state import COUNTS_BEFORE_ENROLMENT, Reach, current_enrolment, outreach

FOUR_WEEKS: Final = timedelta(days=28)
"""Contact established within four weeks of enrolment (domain.md section 4)."""
MONTHS_BETWEEN: Final = 3
LOWER_IS_BETTER: Final = frozenset({Indicator.NOT_REACHED})
SAYS: Final = MappingProxyType(
    {
        Indicator.CONTACT_IN_FOUR_WEEKS: (
            "Inskrivningar under perioden där kontakt nåddes inom 28 dagar, av dem som är 28 dagar "
            "gamla eller redan är nådda."
        ),
        Indicator.NOT_REACHED: "Inskrivna som aldrig har nåtts sedan inskrivningen, av alla inskrivna.",
        Indicator.WITH_PLAN: "Inskrivna som har en plan som är fastställd, av alla inskrivna.",
        Indicator.FOLLOWED_UP: "Inskrivna som har nåtts de senaste tre månaderna, av dem som har nåtts.",
        Indicator.EVALUATED: "Utvärderade insatser, av dem som har avslutats under perioden.",
        Indicator.IN_MEASURE: "Inskrivna som har en insats som pågår, av alla inskrivna.",
    }
)
"""How each is counted, in plain Swedish."""


@attrs.frozen(kw_only=True)
class Facts:
    """What the indicators need of one youth on a date.

    `begun`: when the enrolment that counts began, None without one; `ended`: (end, evaluated) of each
    measure that has ended.
    """

    enrolled: bool
    begun: date | None
    first_reached: date | None
    last_reached: date | None
    planned: bool
    in_measure: bool
    ended: tuple[tuple[date, bool], ...]


@attrs.frozen
class Share:
    """`part` of `whole`, both counts."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, half up; None of nothing."""
        return None if not self.whole else (200 * self.part + self.whole) // (2 * self.whole)


def facts_of(youth: Youth, records: Iterable[Record], on: date) -> Facts:
    """What one youth's records say on a date; what is dated later does not count."""
    held = list(records)
    started = [one for one in of_kind(held, Enrolment) if one.start <= on]
    enrolment = current_enrolment(started)
    reached: list[date] = []
    if enrolment is not None:
        since = enrolment.start - COUNTS_BEFORE_ENROLMENT
        made = outreach(youth, held, since=since)
        reached = [one.on for one in made if one.reach is not Reach.ATTEMPT and one.on <= on]
    measures = [one for one in of_kind(held, Measure) if one.start is not None and one.start <= on]
    evaluated = {
        one.measure
        for one in of_kind(held, FollowUp)
        if one.kind is FollowUpKind.EVALUATION and one.occurred_on <= on
    }
    return Facts(
        enrolled=enrolment is not None and (enrolment.end is None or enrolment.end > on),
        begun=None if enrolment is None else enrolment.start,
        first_reached=min(reached, default=None),
        last_reached=max(reached, default=None),
        planned=any(_established(one.established_at, on) for one in of_kind(held, PlanVersion)),
        in_measure=any(one.end is None or one.end > on for one in measures),
        ended=tuple(
            (one.end, one.id in evaluated)
            for one in measures
            if one.end is not None and one.end <= on
        ),
    )


def _established(at: datetime | None, on: date) -> bool:
    return at is not None and at.date() <= on


def share(indicator: Indicator, cases: Sequence[Facts], start: date, on: date) -> Share:
    """The value of an indicator on a date; `start`: from when the period counts."""
    match indicator:
        case Indicator.CONTACT_IN_FOUR_WEEKS:
            opened = [one for one in cases if one.begun is not None and start <= one.begun]
            judged = [one for one in opened if one.first_reached or _old(one.begun, on)]
            return _share(judged, [_in_time(one) for one in judged])
        case Indicator.EVALUATED:
            ended = [done for one in cases for end, done in one.ended if start <= end]
            return Share(sum(ended), len(ended))
        case Indicator.FOLLOWED_UP:
            met = [one for one in cases if one.enrolled and one.last_reached is not None]
            limit = add_months(on, -MONTHS_BETWEEN)
            return _share(met, [one.last_reached >= limit for one in met if one.last_reached])
    enrolled = [one for one in cases if one.enrolled]
    return _share(enrolled, [_holds(indicator, one) for one in enrolled])


def _share(whole: Sequence[Facts], part: Sequence[bool]) -> Share:
    return Share(sum(part), len(whole))


def _holds(indicator: Indicator, one: Facts) -> bool:
    if indicator is Indicator.NOT_REACHED:
        return one.first_reached is None
    return one.planned if indicator is Indicator.WITH_PLAN else one.in_measure


def _old(begun: date | None, on: date) -> bool:
    return begun is not None and on - begun >= FOUR_WEEKS


def _in_time(one: Facts) -> bool:
    reached, begun = one.first_reached, one.begun
    return reached is not None and begun is not None and reached <= begun + FOUR_WEEKS


def met(indicator: Indicator, value: Share, target: int | None) -> bool | None:
    """Whether a value reaches its target in per cent; None without a target or of nothing."""
    if target is None or not value.whole:
        return None
    if indicator in LOWER_IS_BETTER:
        return value.part * 100 <= target * value.whole
    return value.part * 100 >= target * value.whole
