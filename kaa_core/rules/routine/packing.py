"""A routine as it is kept in a `RoutineVersion`, and which one is in force on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, cast

from kaa_core.model.enums import Role, RoutineStep
from kaa_core.model.organising import RoutineVersion
from kaa_core.rules.routine.types import DEFAULT, Anchor, Routine, Span, Step

_LAYOUT: Final = 1
# An enumeration's call takes the number alone; its signature tells of the label too.
_role: Final = cast("Callable[[int], Role]", Role)
_kind: Final = cast("Callable[[int], RoutineStep]", RoutineStep)


class RoutineUnreadable(ValueError):
    """A kept routine that this program cannot read: a newer one's, or spoilt."""


def pack(routine: Routine) -> dict[str, Any]:
    """Return the routine as plain values; `since` is the version's own field."""
    return {
        "layout": _LAYOUT,
        "steps": [
            [int(one.step), *_packed(one.after), one.anchor.value, int(one.role)]
            for one in routine.steps
        ],
        "again": [*_packed(routine.again), int(routine.again_role)],
        "visit_again": _packed(routine.visit_again) if routine.visit_again else None,
        "visit_role": int(routine.visit_role),
        "follow_up": [*_packed(routine.follow_up), int(routine.follow_up_role)],
        "limit": _packed(routine.limit),
        "tolerance": routine.tolerance,
        "established_weeks": routine.established_weeks,
    }


def unpack(raw: Any, since: date = date.min) -> Routine:
    """Return the routine that `pack` made; raises RoutineUnreadable for anything else."""
    try:
        if raw["layout"] != _LAYOUT:
            raise RoutineUnreadable
        again_months, again_days, again_role = raw["again"]
        follow_months, follow_days, follow_role = raw["follow_up"]
        visit = raw["visit_again"]
        return Routine(
            since=since,
            steps=tuple(_step(*one) for one in raw["steps"]),
            again=Span(again_months, again_days),
            again_role=_role(again_role),
            visit_again=None if visit is None else Span(*visit),
            visit_role=_role(raw["visit_role"]),
            follow_up=Span(follow_months, follow_days),
            follow_up_role=_role(follow_role),
            limit=Span(*raw["limit"]),
            tolerance=raw["tolerance"],
            established_weeks=raw["established_weeks"],
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise RoutineUnreadable from error


def reigns(versions: Iterable[RoutineVersion]) -> tuple[Routine, ...]:
    """Return the routines one after another, the default first; of several from one day, the last made.

    One that cannot be read is passed over: the routine before it stays in force.
    """
    by_day = {one.since: routine for one, routine in _read(versions)}
    return (DEFAULT, *(by_day[day] for day in sorted(by_day)))


def in_order(versions: Iterable[RoutineVersion]) -> dict[date, RoutineVersion]:
    """Return whose routine `reigns` gives from each day; what is not in it counts for nothing."""
    return {one.since: one for one, _ in _read(versions)}


def readable(version: RoutineVersion) -> bool:
    """Whether this program can read the version's routine and go by it."""
    return bool(list(_read([version])))


def _read(versions: Iterable[RoutineVersion]) -> Iterator[tuple[RoutineVersion, Routine]]:
    for one in sorted(versions, key=lambda version: version.id):
        try:
            routine = unpack(one.content, one.since)
        except RoutineUnreadable:
            continue
        if not problems(routine):
            yield one, routine


def in_force(versions: Sequence[RoutineVersion], on: date) -> Routine:
    """Return the routine in force on a day: the newest that has begun, else the default."""
    return [one for one in reigns(versions) if one.since <= on][-1]


def problems(routine: Routine) -> list[str]:
    """Return what is wrong with a routine, in sentences for the person who writes it."""
    found = []
    if not routine.steps or routine.steps[0].step is not RoutineStep.FIRST_CONTACT:
        found.append("Första steget ska vara den första kontakten.")
    if any(one.step not in _CHAIN for one in routine.steps[1:]):
        found.append("Ett steg efter det första ska vara en kontakt eller ett hembesök.")
    if any(one.anchor is Anchor.ENROLMENT for one in routine.steps[1:]):
        found.append("Bara den första kontakten räknas från inskrivningen.")
    spans = [routine.again, routine.follow_up, routine.limit, *(s.after for s in routine.steps)]
    spans += [routine.visit_again] if routine.visit_again is not None else []
    if any(not _reasonable(one) for one in spans):
        found.append("Varje tid ska vara minst en dag och högst två år.")
    elif routine.limit.after(_SAMPLE) < routine.follow_up.after(_SAMPLE):
        found.append("Gränsen för uppföljning kan inte vara kortare än tiden till uppföljning.")
    if routine.tolerance not in range(_TOLERANCE):
        found.append("Toleransen ska vara mellan 0 och 60 dagar.")
    if routine.established_weeks not in range(1, _WEEKS):
        found.append("Målet för etablerad kontakt ska vara mellan 1 och 26 veckor.")
    return found


_SAMPLE: Final = date(2026, 1, 1)
_TOLERANCE: Final = 61
_WEEKS: Final = 27
_LONGEST: Final = 24
_CHAIN: Final = (
    RoutineStep.SECOND_CONTACT,
    RoutineStep.HOME_VISIT,
    RoutineStep.CONTACT_AFTER_VISIT,
)


def _reasonable(span: Span) -> bool:
    whole = type(span.months) is int and type(span.days) is int
    if not whole or span.months < 0 or span.days < 0 or span.months + span.days == 0:
        return False
    return span.months * 31 + span.days <= _LONGEST * 31


def _packed(span: Span) -> list[int]:
    return [span.months, span.days]


def _step(step: int, months: int, days: int, anchor: str, role: int) -> Step:
    return Step(
        step=_kind(step),
        after=Span(months, days),
        anchor=Anchor(anchor),
        role=_role(role),
    )
