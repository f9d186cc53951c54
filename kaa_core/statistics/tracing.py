"""From a youth's records to her trace. Pure: the same records in any order give the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from kaa_core.model.enums import (
    Channel,
    Counterpart,
    CredentialKind,
    Direction,
    FollowUpKind,
    NoticeKind,
    StudyEnd,
    StudyForm,
    VisitOutcome,
    VisitStatus,
)
from kaa_core.model.facts import Credential, SchoolNotice, StudyPeriod, YouthLink
from kaa_core.model.identity import IdentityNumber, IdentityProblem, birthday
from kaa_core.model.ids import RecordId
from kaa_core.model.records import (
    Contact,
    Conversation,
    CriterionDecision,
    Enrolment,
    FollowUp,
    HomeVisit,
    Measure,
    Occupation,
    PlanVersion,
    Residence,
    Youth,
)
from kaa_core.model.registry import Record, of_kind
from kaa_core.rules.case_state import Outreach, Reach, tried
from kaa_core.rules.routine.types import Routine
from kaa_core.rules.target_group.claims import UPPER_FORMS, Claim, claims, same_school
from kaa_core.rules.target_group.credentials import SAME_LEAVING
from kaa_core.rules.target_group.definitions import DEFINITIONS
from kaa_core.rules.target_group.types import Interval
from kaa_core.statistics import trace
from kaa_core.statistics.keeping import keeping
from kaa_core.statistics.trace import (
    EVER,
    Doing,
    Enrolled,
    Event,
    Span,
    Study,
    Taken,
    Trace,
    Visit,
)

KINDS: Final = (
    Youth,
    YouthLink,
    Enrolment,
    StudyPeriod,
    Credential,
    Residence,
    SchoolNotice,
    CriterionDecision,
    Occupation,
    Contact,
    HomeVisit,
    Conversation,
    Measure,
    FollowUp,
    PlanVersion,
)
"""Kinds of record that a trace follows from; the routine's versions beside them, which are nobody's."""

_BITS: Final = {one.key: 1 << place for place, one in enumerate(DEFINITIONS)}
_INTRODUCTORY: Final = "studies.introductory"
_LAST: Final = date.max.toordinal()
_REACH: Final = {
    Reach.ATTEMPT: trace.TRIED,
    Reach.REACHED: trace.REACHED,
    Reach.DECLINED: trace.DECLINED,
}
SIXTEEN, TWENTY = 16, 20


def bit(definition: str) -> int:
    """The bit of a definition by its key."""
    return _BITS[definition]


def trace_of(
    youth: Youth,
    records: Sequence[Record],
    intervals: Mapping[str, Sequence[Interval]],
    routines: Sequence[Routine],
) -> Trace:
    """The trace of one youth.

    `records`: hers, and those of entries that are the same person; `youth` is the entry that is kept.
    Drafts are not among them. `intervals`: by definition's key, as `target_group.intervals` gives them.
    `routines`: those in force one after another (`routine.reigns`).
    """
    born, sex = _born(youth.identity_number)
    outreach = {one.record: one for one in tried(youth, records, date.min, date.max)}
    ended, taught = trace.packed_studies(tuple(_studies(records)))
    enrolments = sorted(of_kind(records, Enrolment), key=lambda one: (one.start, one.id))
    kept = keeping(enrolments, list(outreach.values()), routines)
    return Trace(
        youth=youth.id.bytes,
        born=_day(born),
        sixteen=_birthday(born, SIXTEEN),
        twenty=_birthday(born, TWENTY),
        sex=sex,
        spans=tuple(_spans(intervals)),
        ended=ended,
        taught=taught,
        documents=tuple(sorted(_documents(records))),
        enrolments=tuple(map(_enrolled, enrolments)),
        occupations=tuple(sorted(_doings(records), key=_by_start)),
        events=tuple(sorted(_events(records, outreach), key=_as_happened)),
        visits=tuple(sorted((_visit(one) for one in of_kind(records, HomeVisit)), key=_as_planned)),
        measures=tuple(sorted(_taken(records), key=_by_start)),
        minutes=tuple(
            sorted(
                (one.occurred_on.toordinal(), one.minutes)
                for one in of_kind(records, FollowUp)
                if one.minutes
            )
        ),
        plans=tuple(
            sorted(
                one.established_at.date().toordinal()
                for one in of_kind(records, PlanVersion)
                if one.established_at is not None
            )
        ),
        late=kept.late,
        asked=kept.asked,
    )


def _born(number: str | None) -> tuple[date | None, int]:
    try:
        parsed = IdentityNumber.parse(number or "")
    except IdentityProblem:
        return None, 0
    # The third digit of the birth number: even for women (folkbokföringslagen 18 §).
    return parsed.birth_date, 1 if int(parsed.digits[10]) % 2 == 0 else 2


def _birthday(born: date | None, age: int) -> int:
    return 0 if born is None else birthday(born, born.year + age).toordinal()


def _day(value: date | None) -> int:
    return 0 if value is None else value.toordinal()


def _until(value: date | None) -> int:
    """The first day that is not in what has `value` as its last day."""
    if value is None:
        return EVER
    last = value.toordinal()
    return EVER if last >= _LAST else last + 1


def _by_start(one: Doing | Taken) -> tuple[int, int, int]:
    return one.start, one.until, one.kind


def _as_happened(one: Event) -> tuple[int, ...]:
    """By day; on a day, who reached herself before who reached a guardian, and then by all there is."""
    return (
        one.on,
        one.guardian,
        one.what,
        one.channel,
        one.reach,
        one.incoming,
        one.outcome,
        one.offered,
        one.measure,
        one.minutes,
    )


def _as_planned(one: Visit) -> tuple[int, ...]:
    return one.planned, one.made, one.status, one.outcome, one.why, one.sheet


# --- facts -----------------------------------------------------------------------------------------


def _spans(intervals: Mapping[str, Sequence[Interval]]) -> Iterable[Span]:
    masks: dict[tuple[int, int, int, int, bool], int] = {}
    for key, each in intervals.items():
        for one in each:
            same = (
                one.start.toordinal(),
                EVER if one.until is None else one.until.toordinal(),
                int(one.belonging),
                int(one.criterion or 0),
                one.why == _INTRODUCTORY,
            )
            masks[same] = masks.get(same, 0) | _BITS[key]
    for (start, until, belonging, criterion, introductory), mask in sorted(masks.items()):
        yield Span(start, until, mask, belonging, criterion, introductory)


def _studies(records: Sequence[Record]) -> Iterable[Study]:
    """What the sources come to (claims.py), and notices of having left what nobody else told of."""
    periods = list(of_kind(records, StudyPeriod))
    notices = list(of_kind(records, SchoolNotice))
    if not periods and not notices:
        return
    named = {one.id: one.programme or one.programme_code or "" for one in periods}
    named |= {one.id: one.programme or "" for one in notices}
    made = claims(periods, notices, (), date.max)
    for one in made:
        until = _until(one.last)
        end = one.ended or 0 if one.begun else StudyEnd.NEVER_STARTED
        start = 0 if one.start == date.min else one.start.toordinal()
        yield Study(start, until, int(one.form), int(end), one.school or "", named.get(one.id, ""))
    for notice in notices:
        if notice.kind is not NoticeKind.LEFT or notice.occurred_on is None or notice.withdrawn:
            continue
        if not any(_same_leaving(one, notice, notice.occurred_on) for one in made):
            left = notice.occurred_on.toordinal()
            form = int(notice.form or StudyForm.NATIONAL_PROGRAMME)
            school, programme = notice.school or "", notice.programme or ""
            yield Study(0, left + 1, form, int(StudyEnd.BROKEN_OFF), school, programme)


def _same_leaving(one: Claim, notice: SchoolNotice, on: date) -> bool:
    """Whether a time in school ended as a notice tells; the school may have said the day otherwise."""
    if one.last == on:
        return True
    return (
        one.form in UPPER_FORMS and abs(one.last - on) <= SAME_LEAVING and same_school(one, notice)
    )


def _documents(records: Sequence[Record]) -> Iterable[int]:
    kinds = (CredentialKind.EXAM, CredentialKind.STUDY_CERTIFICATE)
    for one in of_kind(records, Credential):
        day = one.issued_on or one.as_of
        if one.kind in kinds and day is not None and one.withdrawn is None:
            yield day.toordinal()


def _doings(records: Sequence[Record]) -> Iterable[Doing]:
    """Occupations, and what was learnt of one at a home visit or when the enrolment ended."""
    for one in of_kind(records, Occupation):
        start = one.start or one.noted_on
        yield Doing(_day(start), _until(one.end), int(one.kind))
    for visit in of_kind(records, HomeVisit):
        if visit.occupation and visit.visited_on is not None:
            yield Doing(visit.visited_on.toordinal(), EVER, int(visit.occupation))
    for enrolment in of_kind(records, Enrolment):
        if enrolment.end is not None and enrolment.last_known_occupation:
            yield Doing(enrolment.end.toordinal(), EVER, int(enrolment.last_known_occupation))


def _enrolled(one: Enrolment) -> Enrolled:
    return Enrolled(
        one.start.toordinal(),
        EVER if one.end is None else one.end.toordinal(),
        int(one.registration_reason or 0),
        int(one.deregistration_reason or 0),
        b"" if one.worker is None else one.worker.bytes,
        _day(one.discharge_offered),
    )


# --- what was done ---------------------------------------------------------------------------------


def _events(records: Sequence[Record], outreach: Mapping[RecordId, Outreach]) -> Iterable[Event]:
    for one in records:
        made = outreach.get(one.id)
        if made is None:
            continue
        reach = _REACH[made.reach]
        match one:
            case Contact():
                yield Event(
                    made.on.toordinal(),
                    trace.CONTACT,
                    int(one.channel),
                    reach,
                    guardian=reach != trace.TRIED and one.counterpart is Counterpart.GUARDIAN,
                    incoming=one.direction is Direction.INCOMING,
                    outcome=int(one.outcome),
                    offered=bool(one.conversation_offered),
                    measure=False,
                    minutes=-1 if one.minutes is None else one.minutes,
                )
            case HomeVisit():
                yield Event(
                    made.on.toordinal(),
                    trace.VISIT,
                    int(Channel.HOME_VISIT),
                    reach,
                    guardian=reach != trace.TRIED and one.outcome is VisitOutcome.MET_ADULT,
                    incoming=False,
                    outcome=int(one.outcome or 0),
                    offered=False,
                    measure=False,
                    minutes=_stayed(one),
                )
            case Conversation():
                yield Event(
                    made.on.toordinal(),
                    trace.TALK,
                    int(Channel.MEETING),
                    reach,
                    guardian=reach != trace.TRIED and Counterpart.YOUTH not in one.counterparts,
                    incoming=False,
                    outcome=int(one.kind),
                    offered=True,
                    measure=bool(one.counts_as_measure),
                    minutes=-1 if one.minutes is None else one.minutes,
                )


def _stayed(visit: HomeVisit) -> int:
    if visit.arrived is None or visit.left is None:
        return -1
    arrived, left = visit.arrived, visit.left
    return max(0, (left.hour - arrived.hour) * 60 + left.minute - arrived.minute)


def _visit(one: HomeVisit) -> Visit:
    done = one.status is VisitStatus.DONE
    return Visit(
        _day(one.planned_on),
        _day(one.visited_on) if done else 0,
        int(one.status),
        int(one.outcome or 0) if done else 0,
        int(one.call_off_kind or 0),
        done and bool(one.information_sheet_left),
    )


def _taken(records: Sequence[Record]) -> Iterable[Taken]:
    evaluated: dict[RecordId, int] = {}
    for one in of_kind(records, FollowUp):
        if one.measure is not None and one.kind is FollowUpKind.EVALUATION:
            on = one.occurred_on.toordinal()
            evaluated[one.measure] = min(on, evaluated.get(one.measure, on))
    for measure in of_kind(records, Measure):
        if measure.start is None:
            continue
        yield Taken(
            measure.start.toordinal(),
            EVER if measure.end is None else measure.end.toordinal(),
            int(measure.kind),
            evaluated.get(measure.id, 0),
        )
