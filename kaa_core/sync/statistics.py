"""What a desktop asks the server for figures of, and what it is told: numbers and words, nobody's id.

Dates are ISO, "" = not said; instants milliseconds since the epoch, 0 = none. An answer lies as
kaa_core/statistics/answers.py packs it.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from kaa_core.model.registry import moment
from kaa_core.statistics.answers import Answer, Origin, Unreadable, unpacked
from kaa_core.statistics.day import Filter, Outside
from kaa_core.sync.messages import Message

MOST_FIGURES: Final = 200
MOST_CHOSEN: Final = 2000
"""Figures of one question, and choices of one of its conditions."""


class Whom(Message, frozen=True, array_like=True, gc=False):
    """Which youths a question is about, as `statistics.day.Filter`; an empty list is everybody.

    `outside`: names of `Outside`.
    """

    units: list[bytes] = msgspec.field(default_factory=list)
    workers: list[bytes] = msgspec.field(default_factory=list)
    schools: list[str] = msgspec.field(default_factory=list)
    programmes: list[str] = msgspec.field(default_factory=list)
    ages: list[int] = msgspec.field(default_factory=list)
    sexes: list[int] = msgspec.field(default_factory=list)
    reasons: list[int] = msgspec.field(default_factory=list)
    outside: list[str] = msgspec.field(default_factory=list)


class AskFigures(Message, frozen=True, array_like=True, gc=False):
    """A question. `figures`: keys, none = all. `start`: of the period, "" = that of the school year.

    `definition`: the target group's, "" = the one in force on the day. `known_at`: as the register stood
    at that instant, 0 = as it stands now.
    """

    as_of: str
    figures: list[str] = msgspec.field(default_factory=list)
    start: str = ""
    definition: str = ""
    only: Whom = Whom()
    known_at: int = 0


class FigureTold(Message, frozen=True, array_like=True, gc=False):
    """One figure. `origin`: an `Origin`'s value; `stored_at`: when a stored one was counted."""

    content: list[Any]
    origin: str
    stored_at: int = 0


class FiguresTold(Message, frozen=True, array_like=True, gc=False):
    """The answer. `seq`: the last row of the log that was counted; `remarks`: said beside all figures."""

    figures: list[FigureTold]
    seq: int
    known_at: int = 0
    remarks: list[str] = msgspec.field(default_factory=list)


class AskComparison(Message, frozen=True, array_like=True, gc=False):
    """Side by side: `by` UNITS of one's own municipality, or MUNICIPALITIES that share their figures.

    `as_of`: a day; of municipalities the last day of a month, "" = the latest that is there.
    """

    by: str
    as_of: str = ""


UNITS: Final = "units"
MUNICIPALITIES: Final = "municipalities"


class SideTold(Message, frozen=True, array_like=True, gc=False):
    """One unit or municipality. `key`: the unit's id in hex ("" = no unit), or the code."""

    key: str
    name: str
    figures: list[FigureTold]


class ComparisonTold(Message, frozen=True, array_like=True, gc=False):
    """All sides, one's own first, then by name; small numbers are hidden in all of them.

    `days`: other days that can be asked about. `group`: what the municipalities have agreed to be called.
    """

    by: str
    as_of: str
    sides: list[SideTold]
    days: list[str] = msgspec.field(default_factory=list)
    group: str = ""


def whom(only: Filter) -> Whom:
    """A filter as it is sent."""
    return Whom(
        units=sorted(only.units),
        workers=sorted(only.workers),
        schools=sorted(only.schools),
        programmes=sorted(only.programmes),
        ages=sorted(only.ages),
        sexes=sorted(only.sexes),
        reasons=sorted(only.reasons),
        outside=sorted(one.name for one in only.outside),
    )


def filter_of(asked: Whom) -> Filter:
    """A filter out of what was sent. Raises ValueError for what no filter says."""
    for name in Whom.__struct_fields__:
        if len(getattr(asked, name)) > MOST_CHOSEN:
            raise ValueError(name)
    try:
        outside = frozenset(Outside[one] for one in asked.outside)
    except KeyError:
        raise ValueError("outside") from None
    return Filter(
        units=frozenset(asked.units),
        workers=frozenset(asked.workers),
        schools=frozenset(asked.schools),
        programmes=frozenset(asked.programmes),
        ages=frozenset(asked.ages),
        sexes=frozenset(asked.sexes),
        reasons=frozenset(asked.reasons),
        outside=outside,
    )


def answer_of(told: FigureTold) -> Answer:
    """An answer out of what was told; one that the server counted says so. Raises Unreadable."""
    try:
        origin = Origin(told.origin)
        stored_at = moment(told.stored_at) if told.stored_at else None
    except (ValueError, OverflowError, OSError):
        raise Unreadable from None
    origin = Origin.SERVER if origin is Origin.COUNTED else origin
    return unpacked(told.content, origin=origin, stored_at=stored_at)
