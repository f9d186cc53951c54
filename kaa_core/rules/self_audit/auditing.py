"""The four verdicts of a case on a date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from kaa_core.model.organising import RoutineVersion
from kaa_core.model.records import Youth
from kaa_core.model.registry import Record
from kaa_core.rules.routine import reigns
from kaa_core.rules.routine.judging import followed
from kaa_core.rules.routine.types import Routine
from kaa_core.rules.self_audit import contact, evaluation, mapping, measures
from kaa_core.rules.self_audit.case import held_on
from kaa_core.rules.self_audit.types import Area, Audit, Held, Value, Verdict
from kaa_core.rules.self_audit.words import day

TOO_NEW: Final = timedelta(weeks=6)
"""Enrolled for less than this, nothing can be judged yet (domain.md section 9)."""


def audit(
    youth: Youth,
    records: Sequence[Record],
    routine_versions: Sequence[RoutineVersion],
    on: date,
) -> Audit:
    """Judge a case on a date, by what had happened until then and the routine in force on each day.

    `records`: all of the youth's, drafts not among them. Facts entered later count from their own day.
    """
    return audit_by(youth, records, reigns(routine_versions), on)


def audit_by(
    youth: Youth, records: Sequence[Record], routines: Sequence[Routine], on: date
) -> Audit:
    """The same by routines that were read before (`reigns`): for many cases at once."""
    held = held_on(youth, records, on)
    if held is None:
        return _all_not_yet(
            on, "Inte inskriven", "Ungdomen är inte inskriven den dagen.", enrolled=False
        )
    if held.until - held.enrolment.start < TOO_NEW:
        return _too_new(held)
    return Audit(
        on=on,
        verdicts=(
            _contact(held, routines),
            mapping.judge(held),
            measures.judge(held),
            evaluation.judge(held),
        ),
        closed=held.closed is not None,
    )


def _contact(held: Held, routines: Sequence[Routine]) -> Verdict:
    course = followed(held.enrolment.start, held.made, routines)
    # Of a closed case too: a step that was not made in time before it was closed was not made.
    pending = course.pending(held.until)
    return contact.judge(held, course.made, pending, course.reached_by)


def _too_new(held: Held) -> Audit:
    start = held.enrolment.start
    if held.closed is not None:
        said = f"Ärendet var öppet {day(start)} till {day(held.closed)}. Det är för kort för att bedöma."
        return _all_not_yet(held.on, "Öppet för kort tid", said, closed=True)
    said = f"Inskriven {day(start)}, för mindre än sex veckor sedan. Bedöms från {day(start + TOO_NEW)}."
    return _all_not_yet(held.on, "Ny, under sex veckor", said)


def _all_not_yet(
    on: date, short: str, reason: str, *, enrolled: bool = True, closed: bool = False
) -> Audit:
    verdicts = tuple(
        Verdict(area=area, value=Value.NOT_YET, reason=reason, short=short) for area in Area
    )
    return Audit(on=on, verdicts=verdicts, enrolled=enrolled, closed=closed)
