"""When a plan and its measures are to be looked at again, and what past measures have led to.

The days are written once, in the plan and its measures; what is due follows from them and from what has
been entered. Nothing here writes tasks of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import attrs

from kaa_core.model.casework import FollowUp, Measure, Plan
from kaa_core.model.enums import CloserToEducation, FollowUpKind, MeasureEnd, MeasureKind
from kaa_core.model.ids import RecordId

EARLY: Final = timedelta(days=14)
"""A follow-up made this long before its day is that follow-up: as the routine's "ca" (domain.md 4)."""
LOCKED_IN: Final = 2
"""Ended measures of one kind without a step towards education (003 s. 17; domain.md section 4)."""
_STEPS: Final = frozenset({CloserToEducation.YES, CloserToEducation.PARTLY})


@attrs.frozen(kw_only=True)
class Due:
    """A follow-up or evaluation that has not been made. `measure` None: of the whole plan."""

    kind: FollowUpKind
    on: date
    measure: Measure | None = None
    late_end: bool = False
    """The measure was to end that day, and nobody has said whether it did."""


@attrs.frozen(kw_only=True)
class LockIn:
    """Measures of one kind, tried again and again: time to try something else."""

    kind: MeasureKind
    measures: tuple[Measure, ...]
    said: str


def measures_of(plan: Plan, measures: Iterable[Measure]) -> list[Measure]:
    """The measures of a plan, in the order they begin; one that names no plan belongs to the open one."""
    held = [
        one
        for one in measures
        if one.plan == plan.id or (one.plan is None and plan.ended_on is None)
    ]
    return sorted(held, key=lambda one: (one.start is None, one.start or date.min, one.id))


def due_dates(
    plan: Plan | None,
    measures: Iterable[Measure],
    follow_ups: Iterable[FollowUp],
    beside: Iterable[Plan] = (),
) -> tuple[Due, ...]:
    """What is to be followed up or evaluated and has not been, soonest first; of any date.

    A measure that ended is evaluated on its own day or, without one, on the day it ended; it is not
    followed up any more. A plan that has ended asks for nothing, its ended measures still do. `beside`:
    plans begun apart that are worked by as one with `plan`: their days hold too, the same day once.
    """
    made = tuple(follow_ups)
    open_ = [one for one in (plan, *beside) if one is not None and one.ended_on is None]
    found = list(dict.fromkeys(due for one in open_ for due in _of_plan(one, made)))
    for one in measures:
        found += _of_measure(one, made)
    return tuple(sorted(found, key=lambda one: (one.on, one.kind, one.measure is not None)))


def evaluated(measure: Measure, follow_ups: Iterable[FollowUp]) -> FollowUp | None:
    """The latest evaluation of a measure, or None."""
    own = [
        one
        for one in follow_ups
        if one.measure == measure.id and one.kind is FollowUpKind.EVALUATION
    ]
    return max(own, key=lambda one: (one.occurred_on, one.id), default=None)


def led_on(measure: Measure, follow_ups: Iterable[FollowUp]) -> bool:
    """Whether a measure was a step towards education, by what its follow-ups say or how it ended.

    "Delvis" is a step; "för tidigt att säga" is not one yet.
    """
    if measure.end_reason is MeasureEnd.TO_EDUCATION:
        return True
    return any(one.measure == measure.id and one.closer in _STEPS for one in follow_ups)


def lock_in(measures: Iterable[Measure], follow_ups: Iterable[FollowUp]) -> tuple[LockIn, ...]:
    """Kinds whose last two or more ended measures led nowhere. Judges measures, never the youth."""
    made = tuple(follow_ups)
    ended = sorted(
        (one for one in measures if one.end is not None), key=lambda one: (one.end, one.id)
    )
    found = []
    for key in dict.fromkeys(_sort_of(one) for one in ended):
        tail: list[Measure] = []
        for one in (each for each in ended if _sort_of(each) == key):
            tail = [] if led_on(one, made) else [*tail, one]
        if len(tail) >= LOCKED_IN:
            found.append(LockIn(kind=tail[0].kind, measures=tuple(tail), said=_said(tail)))
    return tuple(found)


def _sort_of(measure: Measure) -> tuple[MeasureKind, str]:
    """Two of the kind "annan" are the same only when they say the same."""
    if measure.kind is MeasureKind.OTHER:
        return measure.kind, (measure.content or "").strip().casefold() or str(measure.id)
    return measure.kind, ""


def _said(measures: Sequence[Measure]) -> str:
    count = {2: "Två", 3: "Tre", 4: "Fyra"}.get(len(measures), str(len(measures)))
    return (
        f"{count} insatser av samma slag ({measures[0].kind.label}) är avslutade utan steg mot "
        "studier. Pröva något annat, eller skriv varför det är rätt att fortsätta."
    )


def _of_plan(plan: Plan, made: Sequence[FollowUp]) -> Iterator[Due]:
    for kind, on in _days(plan):
        if on is not None and not _met(kind, on, None, made):
            yield Due(kind=kind, on=on)


def _of_measure(measure: Measure, made: Sequence[FollowUp]) -> Iterator[Due]:
    ended = measure.end
    for kind, written in _days(measure):
        on = written
        if ended is not None:
            if kind is FollowUpKind.FOLLOW_UP or evaluated(measure, made) is not None:
                continue
            on = min(written, ended) if written is not None else ended
        if on is not None and not _met(kind, on, measure.id, made):
            yield Due(kind=kind, on=on, measure=measure)
    planned = measure.planned_end
    if ended is None and planned is not None and measure.evaluation_on is None:
        yield Due(kind=FollowUpKind.EVALUATION, on=planned, measure=measure, late_end=True)


def _days(held: Plan | Measure) -> tuple[tuple[FollowUpKind, date | None], ...]:
    return (
        (FollowUpKind.FOLLOW_UP, held.follow_up_on),
        (FollowUpKind.EVALUATION, held.evaluation_on),
    )


def _met(kind: FollowUpKind, on: date, measure: RecordId | None, made: Sequence[FollowUp]) -> bool:
    """An evaluation is a follow-up too: who evaluates has looked at how it goes."""
    return any(
        one.measure == measure
        and one.kind in (kind, FollowUpKind.EVALUATION)
        and one.occurred_on >= on - EARLY
        for one in made
    )
