"""A youth's records become the lines of a half-year.

Who belongs: whoever was enrolled at any time in the half-year, the last day included; a period that was
entered by mistake is nobody's. A contact is told in the half-year it was made in, and one made in the 30
days before the enrolment with the enrolment (domain.md section 9, Routine). What lies outside every
enrolment is not in the file, and is something to mend (checks.py). Nothing later than `as_of` is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final, TypeAlias

import attrs

from kaa_core.model.casework import Measure
from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    ConversationKind,
    Counterpart,
    DeregistrationReason,
    MeasureEnd,
    MeasureKind,
    OccupationKind,
    Place,
    Responsible,
    VisitOutcome,
)
from kaa_core.model.ids import RecordId
from kaa_core.model.records import (
    Contact,
    Conversation,
    Enrolment,
    HomeVisit,
    Occupation,
    Youth,
)
from kaa_core.model.registry import Record, of_kind
from kaa_core.rules.case_state import (
    COUNTS_BEFORE_ENROLMENT,
    Outreach,
    Reach,
    latest_occupation,
    tried,
)
from kaa_core.scb.half_year import HalfYear
from kaa_core.scb.seen import there
from kaa_core.scb.sources import Block

Value: TypeAlias = str | int | None
"""A text, a date as ISO 8601, a code's member as its number; None: not known."""


@attrs.frozen(repr=False)
class Line:
    """One line of a block. `record`: what it tells of; `values`: by the keys of sources.py."""

    block: Block
    record: RecordId
    values: Mapping[str, Value]


@attrs.frozen(kw_only=True)
class Asked:
    """What a file is asked for. `municipality`: four digits; `today`: the day it is made.

    `attempts`: contacts that nobody answered too (`Layout.attempts`).
    """

    half_year: HalfYear
    municipality: str
    today: date
    attempts: bool = False

    @property
    def as_of(self) -> date:
        """The last day that is told of: of a half-year that is over, its last."""
        return min(self.half_year.last, self.today)


_SPOKEN: Final = MappingProxyType(
    {
        ConversationKind.ASSESSMENT: MeasureKind.MOTIVATION,
        ConversationKind.COACHING: MeasureKind.MOTIVATION,
        ConversationKind.GUIDANCE: MeasureKind.GUIDANCE,
        ConversationKind.FOLLOW_UP: MeasureKind.MOTIVATION,
        ConversationKind.DISCHARGE: MeasureKind.OTHER_SUPPORT,
    }
)
"""What kind of measure a conversation is that counts as one (domain.md section 4, Insats)."""


def enrolments_in(enrolments: Iterable[Record], asked: Asked) -> list[Enrolment]:
    """Return the periods that touch the half-year, the earliest first; those by mistake are left out."""
    return [
        one
        for one in standing(enrolments)
        if one.start <= asked.as_of
        and (one.end is None or max(one.start, one.end) >= asked.half_year.first)
    ]


def standing(records: Iterable[Record]) -> list[Enrolment]:
    """Return the periods that were no mistake, the earliest first."""
    found = [
        one
        for one in of_kind(records, Enrolment)
        if one.deregistration_reason is not DeregistrationReason.WRONGLY_ENROLLED
    ]
    return sorted(found, key=lambda one: (one.start, one.id))


def lines_of(youth: Youth, records: Sequence[Record], asked: Asked) -> list[Line]:
    """Return the lines of a youth, in the order of the file; none when she does not belong.

    `records`: all that matter (`MATTER`), drafts not among them, with those of entries linked to hers.
    """
    records = there(records, asked.half_year.last)
    periods = enrolments_in(records, asked)
    if not periods:
        return []
    same: dict[str, Value] = {
        "municipality": asked.municipality,
        "half_year": str(asked.half_year),
        "identity_number": youth.identity_number,
        "given_name": youth.given_name,
        "family_name": youth.family_name,
    }
    told = [
        *_contacts(youth, records, periods, asked),
        *_measures(records, periods, asked),
    ]
    spoken = [one[2] for one in told if one[0] is Block.CONTACT]
    told += [_mandatory(one, records, spoken, asked) for one in periods]
    told += [
        _closed(one)
        for one in periods
        if one.end is not None and asked.half_year.first <= one.end <= asked.as_of
    ]
    lines = [
        Line(
            block,
            record,
            same
            | {
                "block": int(block),
                "registered_on": period.start.isoformat(),
            }
            | values,
        )
        for block, record, period, _, values in told
    ]
    order = {(one[0], one[1]): one[3] for one in told}
    lines.sort(key=lambda one: (one.block, order[one.block, one.record], one.record))
    return lines


_Told: TypeAlias = tuple[Block, RecordId, Enrolment, date, dict[str, Value]]
"""Block, record, the period it belongs to, the day it is ordered by, and its own values."""


def _mandatory(
    period: Enrolment, records: Sequence[Record], spoken: Sequence[Enrolment], asked: Asked
) -> _Told:
    values: dict[str, Value] = {
        "registration_reason": _number(period.registration_reason),
        "occupation": int(_occupation(period, records, asked)),
        "contacts": sum(one is period for one in spoken),
    }
    return Block.MANDATORY, period.id, period, period.start, values


def _closed(period: Enrolment) -> _Told:
    assert period.end is not None
    values: dict[str, Value] = {
        "closed_on": period.end.isoformat(),
        "registration_reason": _number(period.registration_reason),
        "deregistration_reason": _number(period.deregistration_reason),
        "last_known_occupation": _number(period.last_known_occupation),
    }
    return Block.CLOSED, period.id, period, period.end, values


def _occupation(period: Enrolment, records: Sequence[Record], asked: Asked) -> OccupationKind:
    """What she did at the end of the half-year, or when the period ended; okänd is a value."""
    if (
        period.end is not None
        and period.end <= asked.as_of
        and period.last_known_occupation is not None
    ):
        return period.last_known_occupation
    on = asked.as_of if period.end is None else min(period.end, asked.as_of)
    latest = latest_occupation(
        one
        for one in of_kind(records, Occupation)
        if (one.start or one.noted_on or date.min) <= on and (one.end is None or one.end >= on)
    )
    return OccupationKind.UNKNOWN if latest is None else latest.kind


# -- contacts


def period_of(on: date, periods: Iterable[Enrolment]) -> Enrolment | None:
    """Return the period that a contact belongs to: the one it was made in, else the one it came before."""
    within: Enrolment | None = None
    ahead: Enrolment | None = None
    for one in periods:
        if one.end is not None and on > one.end:
            continue
        if one.start <= on:
            within = one
        elif ahead is None and one.start - COUNTS_BEFORE_ENROLMENT <= on:
            ahead = one
    return within or ahead


def made_with(record: Record, outreach: Outreach) -> Counterpart | None:
    """Return with whom a contact was, when it was with the individual: herself, or her guardian."""
    if isinstance(record, Contact):
        whom = record.counterpart
        return whom if whom in (Counterpart.YOUTH, Counterpart.GUARDIAN) else None
    if isinstance(record, Conversation):
        for whom in (Counterpart.YOUTH, Counterpart.GUARDIAN):
            if whom in record.counterparts:
                return whom
        return None
    assert isinstance(record, HomeVisit)
    if outreach.reach is Reach.ATTEMPT or record.outcome is None:
        return Counterpart.YOUTH  # it was she who was sought
    return Counterpart.YOUTH if record.outcome is VisitOutcome.MET_YOUTH else Counterpart.GUARDIAN


def _contacts(
    youth: Youth, records: Sequence[Record], periods: Sequence[Enrolment], asked: Asked
) -> list[_Told]:
    since = min(asked.half_year.first, periods[0].start) - COUNTS_BEFORE_ENROLMENT
    by_id = {one.id: one for one in records}
    every = standing(records)
    found: list[_Told] = []
    for one in tried(youth, records, since, asked.as_of):
        record = by_id[one.record]
        whom = made_with(record, one)
        if whom is None or (one.reach is Reach.ATTEMPT and not asked.attempts):
            continue
        period = period_of(one.on, every)
        if period is None or period not in periods:
            continue
        if max(one.on, period.start) < asked.half_year.first:
            continue
        values: dict[str, Value] = {
            "contact_on": one.on.isoformat(),
            "channel": int(_channel(record, one)),
            "counterpart": int(whom),
            "outcome": int(_outcome(record, one)),
        }
        found.append((Block.CONTACT, record.id, period, one.on, values))
    return found


def _channel(record: Record, outreach: Outreach) -> Channel:
    if isinstance(record, Conversation) and record.place is Place.TELEPHONE:
        return Channel.TELEPHONE
    return outreach.channel


def _outcome(record: Record, outreach: Outreach) -> ContactOutcome:
    if outreach.reach is Reach.DECLINED:
        return ContactOutcome.DECLINED
    if outreach.reach is Reach.REACHED:
        return ContactOutcome.REACHED
    if isinstance(record, Contact) and record.outcome is not ContactOutcome.REACHED:
        return record.outcome
    left = isinstance(record, HomeVisit) and record.information_sheet_left
    return ContactOutcome.MESSAGE_LEFT if left else ContactOutcome.NOT_REACHED


# -- measures


@attrs.frozen(kw_only=True, repr=False)
class Course:
    """A measure as the file has it: a measure of the plan, or a conversation that counts as one."""

    record: RecordId
    kind: MeasureKind
    responsible: Responsible | None
    start: date | None
    planned_end: date | None
    end: date | None
    end_reason: MeasureEnd | None
    spoken: bool = False

    @property
    def values(self) -> dict[str, Value]:
        """What both blocks tell of it."""
        return {
            "measure": f"I{self.record.hex[-12:]}",
            "measure_kind": int(self.kind),
            "responsible": _number(self.responsible),
            "measure_start": _day(self.start),
            "planned_end": _day(self.planned_end),
            "measure_end": _day(self.end),
            "measure_end_reason": _number(self.end_reason),
        }


def courses(records: Iterable[Record]) -> list[Course]:
    """Return the measures there are, the conversations marked as one among them (a day each)."""
    found = []
    for one in records:
        if isinstance(one, Measure):
            found.append(
                Course(
                    record=one.id,
                    kind=one.kind,
                    responsible=one.responsible,
                    start=one.start,
                    planned_end=one.planned_end,
                    end=one.end,
                    end_reason=one.end_reason,
                )
            )
        elif isinstance(one, Conversation) and one.counts_as_measure:
            found.append(
                Course(
                    record=one.id,
                    kind=_SPOKEN.get(one.kind, MeasureKind.OTHER_SUPPORT),
                    responsible=Responsible.MUNICIPALITY,
                    start=one.occurred_on,
                    planned_end=None,
                    end=one.occurred_on,
                    end_reason=MeasureEnd.COMPLETED,
                    spoken=True,
                )
            )
    return found


def enrolled_in(on: date, periods: Iterable[Enrolment]) -> Enrolment | None:
    """Return the period that a day is in, both its days included; of several, the one begun last."""
    found = None
    for one in periods:
        if one.start <= on and (one.end is None or on <= one.end):
            found = one
    return found


def _measures(
    records: Iterable[Record], periods: Sequence[Enrolment], asked: Asked
) -> Iterable[_Told]:
    first, last = asked.half_year.first, asked.as_of
    for one in courses(records):
        for block, on in ((Block.BEGUN, one.start), (Block.ENDED, one.end)):
            if on is None or not first <= on <= last:
                continue
            period = enrolled_in(on, periods)
            if period is not None:
                yield block, one.record, period, on, one.values


def _number(one: int | None) -> int | None:
    return None if one is None else int(one)


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


MATTER: Final[tuple[type[Record], ...]] = (
    Youth,
    Enrolment,
    Occupation,
    Contact,
    HomeVisit,
    Conversation,
    Measure,
)
"""The kinds that the file and its checks are made of."""
