"""One youth's records from first to last: person, guardians, occupations, enrolment and case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs

from kaa_core.demo import names, stated, texts
from kaa_core.demo.days import DAY, Span, clock, school_year, utc, working_day
from kaa_core.demo.dice import Dice
from kaa_core.demo.journal import IMPORT_MINUTES, Journal, Made
from kaa_core.demo.names import Name, name_of
from kaa_core.demo.people import Person, registered_from, youth
from kaa_core.demo.plans import plan_of
from kaa_core.demo.stated import Told
from kaa_core.demo.stories import RETURNED_STORY, Pattern, Story, write
from kaa_core.model.enums import (
    DeregistrationReason,
    FactSource,
    OccupationKind,
    Protection,
    RegistrationReason,
)
from kaa_core.model.identity import MAJORITY, birthday
from kaa_core.model.ids import WorkerId
from kaa_core.model.records import Enrolment, Guardian, Occupation, Worker, Youth
from kaa_core.rules.case_state import Reach

WHOLE = 100
PARTS_OF_FULL_TIME = (20, 25, 40, 50)
"""Komvux in the audit was 20 to 50 % of full time (000 2.1.4)."""
CASELOAD = (0,) * 20 + (1,) * 36 + (2,) * 24 + (3,) * 20
"""Whose cases are, of a hundred; the first worker also has those with a visit these days."""
TWENTY = 20
LAST_TERM_ENDS = date(2000, 6, 12)
"""Day and month; the year is that of the case."""
HAND_TASKS = {
    Pattern.INTERNSHIP: (0, 1, 0),
    Pattern.NEWCOMER: (3, 3, 3),
    Pattern.WORK: (4, 2, 4),
}
"""Which of texts.HAND_TASKS the worker wrote for a kind of case: due today, this week, overdue."""
FIRST_OF_EACH = 3
BACK_AT_SCHOOL = (3, 7)
"""Ordinary cases whose youth has begun school again while nobody has closed them."""
VISITS_OF_FIRST = 4
"""So many of today's visits, and of those to come, are the first worker's."""


@attrs.frozen(kw_only=True)
class Setting:
    """What all cases share."""

    seed: int
    span: Span
    workers: Sequence[Worker]
    records_each: tuple[int, int] = (0, 0)
    """Every case is filled up with notes to a number of records between these."""

    def worker_of(self, index: int) -> Worker:
        """Return whose case number `index` is."""
        dice = Dice(self.seed, 20, index)
        extra = len(self.workers) - len(set(CASELOAD)) - 1  # the manager has no cases
        if extra > 0 and dice.below(len(self.workers)) >= len(set(CASELOAD)) + 1:
            return self.workers[len(set(CASELOAD)) + 1 + dice.below(extra)]
        return self.workers[dice.pick(CASELOAD) % len(self.workers)]


@attrs.frozen(kw_only=True)
class Case:
    """Someone in the target group now."""

    person: Person
    name: Name
    story: Story
    ordinal: int
    """The how-manyth case of its kind, from 0."""
    start: date
    reason: RegistrationReason
    protection: Protection

    @property
    def first_workers(self) -> bool:
        """Whether it is the first worker's, so that her days are never empty in a demonstration."""
        visit = self.story.pattern in (Pattern.VISIT_TODAY, Pattern.VISIT_SOON)
        if visit and self.ordinal < VISITS_OF_FIRST:
            return True
        return self.story.pattern in HAND_TASKS and self.ordinal < FIRST_OF_EACH

    def left_school_in(self, year: int) -> bool:
        """Say whether she left a national programme in the school year that began in `year`."""
        return self.reason is RegistrationReason.DROPPED_OUT and school_year(self.start) == year


def reason_for(story: Story, person: Person, start: date, dice: Dice) -> RegistrationReason:
    """Return why a youth was enrolled."""
    if story.pattern is Pattern.NEWCOMER:
        return RegistrationReason.MOVED_IN
    if (start - person.leaves_school).days < 40:
        return RegistrationReason.NOT_STARTED
    roll = dice.below(100)
    if roll < 58:
        return RegistrationReason.DROPPED_OUT
    if roll < 74:
        return RegistrationReason.LEFT_INTRODUCTORY
    if roll < 84 and start >= birthday(person.born, person.born.year + MAJORITY):
        return RegistrationReason.NO_DEGREE
    return RegistrationReason.RETURNED if roll < 88 else RegistrationReason.NOT_STARTED


def open_case(setting: Setting, case: Case, index: int) -> list[Made]:
    """Return everything about a youth in the target group."""
    dice, span = Dice(setting.seed, 21, index), setting.span
    reached = case.story.reached_at is not None
    moved = case.story.pattern is Pattern.NEWCOMER
    person, made_on = youth(
        case.person,
        case.name,
        dice,
        span,
        phone_chance=100 if reached else 40,
        protection=case.protection,
        case_number=f"{case.start.year}-{index + 1:04d}",
        made_on=max(case.start - DAY * dice.between(3, 20), span.start) if moved else None,
    )
    worker = setting.workers[0] if case.first_workers else setting.worker_of(index)
    journal = _journal(setting, person, case.person, worker, dice)
    _enter_register(journal, person, made_on)
    _guardians(journal, case.person, case.name, case.start)
    _before(journal, case.person, case.start, case.reason)
    _enrol(journal, case.start, case.reason)
    until = _until(case, span)
    write(journal, case.story, case.start, until, which=case.ordinal)
    _occupation_now(journal, case.story, case.start)
    if case.story.pattern in HAND_TASKS and journal.is_reached:
        _hand_task(journal, HAND_TASKS[case.story.pattern], case.ordinal)
    back = case.story.pattern is Pattern.ORDINARY and case.ordinal in BACK_AT_SCHOOL
    _stated(setting, journal, case.person, index, made_on, Told(back_at_school=back))
    plan_of(journal, case.story.pattern, Dice(setting.seed, 27, index))
    _fill(setting, journal, index, case.start, span.last)
    return journal.made


def closed_case(setting: Setting, person: Person, index: int, start: date, end: date) -> list[Made]:
    """Return everything about a youth who was enrolled and has gone back to school."""
    dice = Dice(setting.seed, 22, index)
    record, made_on = youth(
        person,
        name_of(index, setting.seed),
        dice,
        setting.span,
        phone_chance=70,
        case_number=f"{start.year}-{index + 1:04d}",
    )
    journal = _journal(setting, record, person, setting.worker_of(index), dice)
    _enter_register(journal, record, made_on)
    reason = RegistrationReason.DROPPED_OUT
    if (start - person.leaves_school).days < 40:
        reason = RegistrationReason.NOT_STARTED
    _before(journal, person, start, reason)
    write(journal, RETURNED_STORY, start, end - DAY, closed=True)
    _unknown(journal, start, end)
    _school(journal, end, None, OccupationKind.UPPER_SECONDARY)
    _fill(setting, journal, index, start, end - DAY)
    _close(journal, start, end, reason, DeregistrationReason.STUDIES)
    _stated(setting, journal, person, index, made_on)
    return journal.made


def grown_up(setting: Setting, person: Person, index: int) -> list[Made]:
    """Return everything about someone whose case closed on the twentieth birthday."""
    dice, span = Dice(setting.seed, 23, index), setting.span
    twenty = birthday(person.born, person.born.year + TWENTY)
    end = min(working_day(twenty), span.last)
    start = max(span.start, end - DAY * dice.between(120, 600))
    record, made_on = youth(
        person,
        name_of(index, setting.seed),
        dice,
        span,
        phone_chance=80,
        case_number=f"{start.year}-{index + 1:04d}",
    )
    journal = _journal(setting, record, person, setting.worker_of(index), dice)
    _enter_register(journal, record, made_on)
    reason = RegistrationReason.NO_DEGREE
    _before(journal, person, start, reason)
    write(journal, RETURNED_STORY, start, end - DAY, closed=True)
    _unknown(journal, start, None)
    _close(journal, start, end, reason, DeregistrationReason.TURNED_TWENTY)
    _stated(setting, journal, person, index, made_on)
    return journal.made


def pupil(setting: Setting, person: Person, index: int, *, introductory: bool) -> list[Made]:
    """Return what the register holds of someone who goes to school: the person and the school."""
    dice = Dice(setting.seed, 24, index)
    record, made_on = youth(
        person, name_of(index, setting.seed), dice, setting.span, phone_chance=0
    )
    journal = _journal(setting, record, person, setting.worker_of(index), dice)
    _enter_register(journal, record, made_on)
    kind = OccupationKind.INTRODUCTORY if introductory else OccupationKind.UPPER_SECONDARY
    if not introductory and dice.chance(2):
        kind = OccupationKind.ADAPTED_UPPER_SECONDARY
    if person.leaves_school > setting.span.as_of:
        kind = OccupationKind.COMPULSORY_SCHOOL
    _school(journal, person.leaves_school, None, kind)
    told = stated.told_of_pupil(index, person, setting.span)
    _stated(setting, journal, person, index, made_on, told)
    return journal.made


# -- parts


def _stated(
    setting: Setting,
    journal: Journal,
    person: Person,
    index: int,
    day: date,
    told: Told = stated.ORDINARY,
) -> None:
    """What sources say; with dice of its own, so that everything else stays as it was."""
    stated.state(journal, person, Dice(setting.seed, 26, index), day, told)


def _journal(
    setting: Setting, record: Youth, person: Person, worker: Worker, dice: Dice
) -> Journal:
    journal = Journal(record, worker, setting.workers, setting.span, dice)
    journal.adult_from = birthday(person.born, person.born.year + MAJORITY)
    return journal


def _enter_register(journal: Journal, record: Youth, day: date) -> None:
    at = utc(day, clock(IMPORT_MINUTES - 1))
    journal.made.append(Made(record=record, by=None, at=at))


def _guardians(journal: Journal, person: Person, name: Name, start: date) -> None:
    """Guardians of those who are still under 18, no others (domain.md section 2, GDPR)."""
    if not journal.minor(journal.span.as_of):
        return
    for which in range(journal.dice.between(1, 2)):
        family = name.family if which == 0 else journal.dice.pick(names.FAMILIES)
        journal.imported(
            Guardian,
            max(start, registered_from(person)),
            name=f"{journal.dice.pick(names.ADULTS)} {family}",
            phone=journal.dice.pick(names.PHONES) if which == 0 else None,
            source=FactSource.POPULATION_REGISTER,
        )


def _before(journal: Journal, person: Person, start: date, reason: RegistrationReason) -> None:
    """The school she came from."""
    kinds = {
        RegistrationReason.DROPPED_OUT: OccupationKind.UPPER_SECONDARY,
        RegistrationReason.NO_DEGREE: OccupationKind.UPPER_SECONDARY,
        RegistrationReason.LEFT_INTRODUCTORY: OccupationKind.INTRODUCTORY,
    }
    kind = kinds.get(reason)
    if kind is None:
        return
    end = start - DAY
    if reason is RegistrationReason.NO_DEGREE:
        end = date(school_year(end), LAST_TERM_ENDS.month, LAST_TERM_ENDS.day)
    _school(journal, min(person.leaves_school, end), end, kind)


def _school(journal: Journal, begun: date, end: date | None, kind: OccupationKind) -> None:
    described = {
        OccupationKind.INTRODUCTORY: f"{journal.dice.pick(names.INTRODUCTORY)}, Exempelgymnasiet",
        OccupationKind.COMPULSORY_SCHOOL: "Årskurs 9, Exempelskolan",
        OccupationKind.ADAPTED_UPPER_SECONDARY: "Nationellt program, Exempelgymnasiet",
    }
    known_on = max(begun if end is None else end + DAY, journal.span.start - DAY * 29)
    compulsory = kind is OccupationKind.COMPULSORY_SCHOOL
    journal.imported(
        Occupation,
        min(known_on, journal.span.last),
        kind=kind,
        description=described.get(kind) or names.programme(journal.dice),
        extent=WHOLE,
        start=None if compulsory else begun,
        end=end,
        source=FactSource.SCHOOL,
        noted_on=min(known_on, journal.span.last),
    )


def _unknown(journal: Journal, start: date, end: date | None) -> None:
    journal.imported(
        Occupation, start, kind=OccupationKind.UNKNOWN, start=start, end=end, noted_on=start
    )


def _enrol(journal: Journal, start: date, reason: RegistrationReason) -> None:
    journal.imported(Enrolment, start, **_enrolment(journal, start, reason))


def _enrolment(journal: Journal, start: date, reason: RegistrationReason) -> dict[str, object]:
    said: str | None = None
    if reason is RegistrationReason.MOVED_IN:
        said = journal.dice.pick(texts.MOVED_IN)
    elif reason is RegistrationReason.DROPPED_OUT:
        said = journal.dice.pick(texts.DROPPED_OUT)
    elif reason is RegistrationReason.NOT_STARTED:
        said = journal.dice.pick(texts.NOT_STARTED)
    return {
        "start": start,
        "registration_reason": reason,
        "registration_note": said,
        "worker": journal.worker,
    }


def _close(
    journal: Journal,
    start: date,
    end: date,
    reason: RegistrationReason,
    why: DeregistrationReason,
) -> None:
    studies = why is DeregistrationReason.STUDIES
    journal.note(end, texts.CLOSED_STUDIES if studies else texts.CLOSED_TWENTY)
    journal.add(
        Enrolment,
        journal.last_of(end),
        by=journal.worker,
        **_enrolment(journal, start, reason),
        end=end,
        deregistration_reason=why,
        last_known_occupation=OccupationKind.UPPER_SECONDARY if studies else OccupationKind.NONE,
        closed_by=journal.worker,
    )


def _until(case: Case, span: Span) -> date:
    """The last day the case is written to; for a booked visit, the day of the visit."""
    if case.story.pattern is Pattern.VISIT_TODAY:
        return span.as_of
    if case.story.pattern is Pattern.VISIT_SOON:
        return working_day(span.as_of + DAY * (1 + case.ordinal % 3))
    return span.last


def _occupation_now(journal: Journal, story: Story, start: date) -> None:
    """Unknown until somebody asked; then what the youth said."""
    reached = [one.on for one in journal.outreach if one.reach is not Reach.ATTEMPT]
    if story.pattern is Pattern.UNDOCUMENTED:
        _state(journal, start + DAY * 20, OccupationKind.MUNICIPAL_MEASURE, texts.MEASURES[0], 25)
        return
    _unknown(journal, start, reached[0] if reached else None)
    if not reached:
        return
    day, dice = reached[0], journal.dice
    if story.pattern is Pattern.ADULT_EDUCATION:
        extent = dice.pick(PARTS_OF_FULL_TIME)
        later = min(working_day(day + DAY * dice.between(15, 45)), journal.span.last)
        course = dice.pick(texts.ADULT_EDUCATION)
        _state(journal, later, OccupationKind.ADULT_EDUCATION, course, extent)
    elif story.pattern is Pattern.WORK:
        extent = dice.pick((25, 50, 75, WHOLE))
        _state(journal, day, OccupationKind.WORK, dice.pick(texts.WORK), extent)
    elif story.pattern is Pattern.INTERNSHIP:
        later = min(working_day(day + DAY * dice.between(15, 60)), journal.span.last)
        place = dice.pick(texts.INTERNSHIP)
        _state(journal, later, OccupationKind.INTERNSHIP, place, dice.pick((40, 50, 75)))
    else:
        _state(journal, day, OccupationKind.NONE, None, None)


def _state(
    journal: Journal, day: date, kind: OccupationKind, description: str | None, extent: int | None
) -> None:
    day = working_day(day)
    journal.add(
        Occupation,
        journal.last_of(day),
        by=WorkerId(journal.worker),
        kind=kind,
        description=description,
        extent=extent,
        start=day,
        source=FactSource.YOUTH,
        noted_on=day,
    )


def _fill(setting: Setting, journal: Journal, index: int, start: date, last: date) -> None:
    """Notes from all the days between, until the case has as many records as it shall."""
    least, most = setting.records_each
    wanted = least if least == most else Dice(setting.seed, 25, index).between(least, most)
    passed = (last - start).days
    while len(journal.made) < wanted:
        day = start + DAY * journal.dice.below(max(passed - 5, 1))
        journal.note(working_day(day), texts.NOTES)


def _hand_task(journal: Journal, kinds: tuple[int, int, int], ordinal: int) -> None:
    """A task the worker wrote herself: today (with a time), within the week, or overdue."""
    as_of, dice = journal.span.as_of, journal.dice
    made_on = journal.outreach[-1].on
    which = kinds[ordinal % 3]
    match ordinal % 3:
        case 0:
            journal.hand_task(made_on, as_of, which, 10 * 60 + 15 + dice.below(4) * 60)
        case 1:
            journal.hand_task(made_on, working_day(as_of + DAY * dice.between(1, 4)), which)
        case _:
            overdue = max(made_on, as_of - DAY * dice.between(2, 9))
            journal.hand_task(made_on, overdue, which)
