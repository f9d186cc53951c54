"""How the routine was kept in a youth's enrolments: when it was not, and which home visits it asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from kaa_core.model.enums import Channel, RoutineStep
from kaa_core.model.records import Enrolment
from kaa_core.rules.case_state import COUNTS_BEFORE_ENROLMENT, Outreach
from kaa_core.rules.routine.course import Course, in_order
from kaa_core.rules.routine.types import Made, Routine
from kaa_core.statistics.trace import EVER, Asked

Waiting: TypeAlias = Mapping[tuple[int, int], int]
"""Home visits that stood as the next step, by due day and limit: from which day."""


class Kept(NamedTuple):
    """As Trace has it."""

    late: tuple[tuple[int, int], ...]
    asked: tuple[Asked, ...]


def keeping(
    enrolments: Sequence[Enrolment], made: Sequence[Outreach], routines: Sequence[Routine]
) -> Kept:
    """Walk through the enrolments, by all that was tried in any of them."""
    late: list[tuple[int, int]] = []
    asked: list[Asked] = []
    for one in enrolments:
        since = one.start - COUNTS_BEFORE_ENROLMENT
        own = [each for each in made if since <= each.on and (one.end is None or each.on < one.end)]
        _follow(one, own, routines, late, asked)
    return Kept(tuple(late), tuple(asked))


def _follow(
    one: Enrolment,
    made: Sequence[Outreach],
    routines: Sequence[Routine],
    late: list[tuple[int, int]],
    asked: list[Asked],
) -> None:
    course = Course(one.start, routines)
    first, end = one.start.toordinal(), EVER if one.end is None else one.end.toordinal()
    ordered = in_order(made)
    turns = sorted(
        {one.start, *(each.on for each in made)}
        | {each.since for each in routines if each.since > one.start}
    )
    taken, waiting = 0, dict[tuple[int, int], int]()
    for place, day in enumerate(turns):
        while taken < len(ordered) and ordered[taken].on <= day:
            course.take(ordered[taken])
            taken += 1
        following = course.pending(day)
        reached_by = course.reached_by
        limit = following.limit if reached_by is None else min(following.limit, reached_by)
        start = max(limit.toordinal() + 1, day.toordinal(), first)
        until = min(end, turns[place + 1].toordinal() if place + 1 < len(turns) else EVER)
        if start < until:
            if late and late[-1][1] == start:
                start = late.pop()[0]
            late.append((start, until))
        if following.step is RoutineStep.HOME_VISIT:
            limits = following.due.toordinal(), following.limit.toordinal()
            waiting.setdefault(limits, max(day.toordinal(), first))
    asked += _answered(course.made, waiting, first)
    last = course.pending(turns[-1])
    if last.step is RoutineStep.HOME_VISIT and end > last.limit.toordinal():
        limits = last.due.toordinal(), last.limit.toordinal()
        asked.append(Asked(*limits, 0, waiting[limits]))


def _answered(made: Sequence[Made], waiting: Waiting, first: int) -> Iterator[Asked]:
    """Home visits that were asked for and are no more: made, or no longer needed."""
    for each in made:
        if each.step is not RoutineStep.HOME_VISIT or each.due is None or each.limit is None:
            continue
        limits = each.due.toordinal(), each.limit.toordinal()
        since = waiting.get(limits, max(each.on.toordinal(), first))
        if each.channel is Channel.HOME_VISIT:
            yield Asked(*limits, each.on.toordinal(), since)
        elif each.late:  # reached in another way, when the visit was late already
            yield Asked(*limits, 0, since)
