"""What there was of a case on a date: which enrolment, and what happened in it until then.

By the days of what happened, as all figures are (domain.md section 5): what is entered late counts from
the day it is about. What has not been entered in the journal is a draft, and is not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, TypeVar

from kaa_core.model.casework import Assessment, FollowUp, Goal, Measure, Plan
from kaa_core.model.ids import RecordId
from kaa_core.model.records import (
    Contact,
    Conversation,
    Enrolment,
    HomeVisit,
    JournalNote,
    Youth,
)
from kaa_core.model.registry import Record
from kaa_core.rules.case_state import COUNTS_BEFORE_ENROLMENT, tried
from kaa_core.rules.self_audit.types import Held

R = TypeVar("R", bound=Record)
_CONTACTS: Final = (Contact, HomeVisit, Conversation)


def enrolment_on(records: Iterable[Record], on: date) -> Enrolment | None:
    """The enrolment that was open on a date, else the one that began last before it."""
    begun = (one for one in records if isinstance(one, Enrolment) and one.start <= on)
    return max(begun, key=lambda one: (one.end is None or one.end > on, one.start), default=None)


def held_on(youth: Youth, records: Sequence[Record], on: date) -> Held | None:
    """What there was of the case; None when she had not been enrolled."""
    sorted_ = _by_kind(records)
    enrolment = enrolment_on(sorted_.get(Enrolment, ()), on)
    if enrolment is None:
        return None
    until = on if enrolment.end is None else min(on, enrolment.end)
    since = enrolment.start - COUNTS_BEFORE_ENROLMENT
    contacts = [one for kind in _CONTACTS for one in sorted_.get(kind, ())]
    made = tried(youth, contacts, since, until)
    plans = [one for one in _of(sorted_, Plan) if _within(one.started_on, one.ended_on, since, on)]
    named = {one.assessment for one in plans}
    measures = [
        one for one in _of(sorted_, Measure) if one.end is None or one.end >= enrolment.start
    ]
    kept = {one.id for one in _of(sorted_, Plan)} - {one.id for one in plans}
    return Held(
        on=on,
        until=until,
        enrolment=enrolment,
        made=made,
        assessments=[
            one
            for one in _of(sorted_, Assessment)
            if one.started_on <= on and (one.started_on >= since or one.id in named)
        ],
        plans=plans,
        goals=[one for one in _of(sorted_, Goal) if one.plan not in kept and _holds(one, on)],
        measures=[one for one in measures if one.start is None or one.start <= until],
        planned=[one for one in measures if one.start is not None and one.start > until],
        follow_ups=[
            one
            for one in _of(sorted_, FollowUp)
            if one.entered_at is not None and enrolment.start <= one.occurred_on <= on
        ],
        counted=[
            one
            for one in _of(sorted_, Conversation)
            if one.counts_as_measure and since <= one.occurred_on <= until
        ],
        explained=frozenset(_explained(_of(sorted_, JournalNote))),
    )


def _by_kind(records: Iterable[Record]) -> dict[type[Record], list[Record]]:
    found: defaultdict[type[Record], list[Record]] = defaultdict(list)
    for one in records:
        found[type(one)].append(one)
    return found


def _of(sorted_: dict[type[Record], list[Record]], cls: type[R]) -> list[R]:
    return sorted_.get(cls, [])  # type: ignore[return-value]  # they are sorted by it


def _within(start: date, end: date | None, since: date, on: date) -> bool:
    return start <= on and (end is None or end >= since)


def _holds(goal: Goal, on: date) -> bool:
    text = (goal.own_words or "").strip() or (goal.measurable or "").strip()
    return bool(text) and (goal.dropped_on is None or goal.dropped_on > on)


def _explained(notes: Iterable[JournalNote]) -> Iterable[RecordId]:
    """What an addendum says the reason of (domain.md section 9: "unless its reason is documented").

    Whenever it was written: it tells of the visit, not of its own day.
    """
    for one in notes:
        if one.explains and one.addendum_to is not None and (one.text or "").strip():
            yield one.addendum_to
