"""What kinds of case there are, and how each is written: a routine that is kept, and every way it fails.

The failures are those of the audit (000 2.1.2, Tabell 3, Bilaga 1) and of 003 s. 13: letters that nobody
followed up, home visits three months late or as the very first contact, a case without any documented
contact, gaps longer than half a year.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from datetime import date

import attrs

from kaa_core.demo import texts
from kaa_core.demo.days import DAY, working_day
from kaa_core.demo.journal import Journal
from kaa_core.model.enums import (
    Channel,
    ContactOutcome,
    ConversationKind,
    RoutineStep,
    TaskOrigin,
    VisitOutcome,
)
from kaa_core.model.records import Task
from kaa_core.rules.calendar import add_months, working_day_before
from kaa_core.rules.routine import Proposal

FIRST_CONTACT_DAYS = 14
"""First attempt within 14 days of enrolment (domain.md section 9, Routine)."""
MET_ON_VISIT = 3
DAYS_FOR_THREE_ATTEMPTS = 120
VISIT_MINUTES = (9 * 60 + 30, 13 * 60 + 20, 15 * 60)
"""When the booked visits of a day begin, in minutes since midnight."""


class Pattern(enum.Enum):
    """The kinds of case."""

    NEW = "enrolled these days, nothing tried yet"
    UNDOCUMENTED = "no contact documented (000 Bilaga 1, case 6)"
    VISIT_TODAY = "home visit planned today"
    VISIT_SOON = "home visit planned this week"
    LETTER_ONLY = "one letter, then nothing"
    LATE_VISIT = "home visit three months after the letter (000 Bilaga 1, case 3), nobody home"
    VISIT_FIRST = "began with a home visit (000 Bilaga 1, case 10), nobody home"
    SILENT_AUTUMN = "a letter, then the autumn when outreach stopped (000 2.1.2)"
    ROUTINE = "the routine kept, not reached"
    DECLINED = "declined and followed up all the same (000 2.1.4)"
    ADULT_EDUCATION = "komvux at 20-50 %, support for the rest (000 2.1.4)"
    NEWCOMER = "moved in, grades unknown (000 2.1.4)"
    WORK = "works part of the time"
    INTERNSHIP = "internship"
    LATE_VISIT_REACHED = "home visit three months after the letter, met"
    VISIT_FIRST_REACHED = "began with a home visit, met"
    GAP = "reached, then not heard of for more than half a year (003 s. 13)"
    ORDINARY = "reached, planning the next step"


@attrs.frozen(kw_only=True)
class Story:
    """How one kind of case goes. Pairs are the least and the most, both included; days unless said."""

    pattern: Pattern
    share: int
    """Of a hundred in the target group."""
    enrolled_ago: tuple[int, int] = (60, 560)
    reached_at: tuple[int, int] | None = None
    """Which attempt is answered; None = never reached."""
    late: tuple[int, int] = (0, 7)
    visit_late: tuple[int, int] = (0, 9)
    between: tuple[int, int] = (18, 75)
    """Days between follow-ups once reached."""
    attempts: int = 99
    letter_first: bool = False
    visit_first: bool = False
    declines: bool = False


STORIES = (
    Story(pattern=Pattern.NEW, share=6, enrolled_ago=(1, 9), attempts=0),
    Story(pattern=Pattern.UNDOCUMENTED, share=1, enrolled_ago=(140, 200), attempts=0),
    Story(pattern=Pattern.VISIT_TODAY, share=3, enrolled_ago=(66, 70)),
    Story(pattern=Pattern.VISIT_SOON, share=4, enrolled_ago=(64, 68)),
    Story(
        pattern=Pattern.LETTER_ONLY,
        share=6,
        enrolled_ago=(75, 420),
        attempts=1,
        letter_first=True,
    ),
    Story(
        pattern=Pattern.LATE_VISIT,
        share=4,
        enrolled_ago=(120, 480),
        visit_late=(27, 34),
        letter_first=True,
    ),
    Story(pattern=Pattern.VISIT_FIRST, share=2, enrolled_ago=(60, 400), visit_first=True),
    Story(pattern=Pattern.SILENT_AUTUMN, share=2, enrolled_ago=(9999, 9999), letter_first=True),
    Story(pattern=Pattern.ROUTINE, share=17, enrolled_ago=(25, 640)),
    Story(
        pattern=Pattern.DECLINED,
        share=8,
        enrolled_ago=(90, 700),
        reached_at=(1, 3),
        between=(60, 88),
        declines=True,
    ),
    Story(pattern=Pattern.ADULT_EDUCATION, share=6, enrolled_ago=(100, 700), reached_at=(1, 4)),
    Story(pattern=Pattern.NEWCOMER, share=5, enrolled_ago=(40, 300), reached_at=(1, 2)),
    Story(pattern=Pattern.WORK, share=6, enrolled_ago=(80, 800), reached_at=(1, 4)),
    Story(pattern=Pattern.INTERNSHIP, share=8, enrolled_ago=(80, 600), reached_at=(1, 3)),
    Story(
        pattern=Pattern.LATE_VISIT_REACHED,
        share=4,
        enrolled_ago=(150, 700),
        reached_at=(MET_ON_VISIT, MET_ON_VISIT),
        visit_late=(27, 34),
        letter_first=True,
    ),
    Story(
        pattern=Pattern.VISIT_FIRST_REACHED,
        share=3,
        enrolled_ago=(60, 500),
        reached_at=(1, 1),
        visit_first=True,
    ),
    Story(
        pattern=Pattern.GAP,
        share=4,
        enrolled_ago=(330, 800),
        reached_at=(1, 2),
        between=(190, 260),
    ),
    Story(pattern=Pattern.ORDINARY, share=11, enrolled_ago=(40, 760), reached_at=(1, 3)),
)
"""Shares sum to 100: 45 never reached, 55 reached (000 Tabell 1)."""

OWN_WORDS = {
    Pattern.WORK: texts.FOLLOW_UP_WORK,
    Pattern.INTERNSHIP: texts.FOLLOW_UP_INTERNSHIP,
    Pattern.ADULT_EDUCATION: texts.FOLLOW_UP_COURSE,
}
"""What a follow-up is about, besides what all follow-ups are about."""

RETURNED_STORY = Story(pattern=Pattern.ORDINARY, share=0, reached_at=(1, 2), between=(14, 45))
"""Those who went back to school, and those who turned 20: closed by now."""


def write(
    journal: Journal,
    story: Story,
    start: date,
    until: date,
    *,
    which: int = 0,
    closed: bool = False,
) -> None:
    """Write a case from enrolment up to and including `until`.

    Leaves the next step open (a task, or a planned visit) unless the case is closed. `which`: the
    how-manyth of its kind, which sets the hour of a booked visit.
    """
    journal.enrolled_on = start
    if story.pattern in (Pattern.VISIT_TODAY, Pattern.VISIT_SOON):
        _write_up_to_visit(journal, until, VISIT_MINUTES[which % len(VISIT_MINUTES)])
        return
    if story.pattern is Pattern.UNDOCUMENTED:
        journal.note(working_day(start + DAY * 20), texts.NO_CONTACT_NOTE, 0)
        journal.note(working_day(start + DAY * 100), texts.NO_CONTACT_NOTE, 1)
    answered_at = _answered_at(journal, story, (until - start).days)
    first = journal.outreach_day(start + DAY * journal.dice.between(2, 12))
    if story.attempts == 0 or first > until:
        if not closed:
            _open_first_contact(journal, start)
        return
    _first_attempt(journal, story, first, answered=answered_at == 1)
    for step, day in _steps(journal, story, until):
        if journal.outreach[-1].on < journal.span.silent_from <= day:
            journal.note(day, texts.HANDOVER)
        answered = len(journal.outreach) + 1 >= (answered_at or 1 << 30)
        _take(journal, story, step, day, answered=answered)
        journal.task(step, day, day)
    if not closed:
        _leave_open(journal)


def _answered_at(journal: Journal, story: Story, days: int) -> int | None:
    if story.reached_at is None:
        return None
    attempt = journal.dice.between(*story.reached_at)
    return 1 if days < DAYS_FOR_THREE_ATTEMPTS else attempt


def _steps(journal: Journal, story: Story, until: date) -> Iterator[tuple[Proposal, date]]:
    """Yield the routine's steps with the day on which each really was taken."""
    taken = 1
    while taken < story.attempts:
        step = journal.proposal()
        day = _day_of(journal, story, step)
        if day > until:
            return
        yield step, day
        taken += 1


def _day_of(journal: Journal, story: Story, step: Proposal) -> date:
    latest = journal.outreach[-1].on
    if step.step is RoutineStep.FOLLOW_UP:
        day = latest + DAY * journal.dice.between(*story.between)
    elif step.step is RoutineStep.HOME_VISIT:
        day = step.proposed + DAY * journal.dice.between(*story.visit_late)
    else:
        day = step.proposed + DAY * journal.dice.between(*story.late)
    return journal.outreach_day(max(day, latest + DAY))


def _first_attempt(journal: Journal, story: Story, day: date, *, answered: bool) -> None:
    if story.visit_first:
        journal.visit(day, VisitOutcome.MET_YOUTH if answered else VisitOutcome.NOBODY_HOME)
        if answered:
            _after_answer(journal, story, day)
    elif answered:
        _answer(journal, story, day)
    elif story.letter_first or journal.youth.phone is None or journal.dice.chance(75):
        protected = journal.youth.street is None
        journal.letter(day, texts.THROUGH_TAX_AGENCY if protected else texts.FIRST_LETTER)
    else:
        journal.failed_call(day)


def _take(journal: Journal, story: Story, step: Proposal, day: date, *, answered: bool) -> None:
    """Do what the routine asks for."""
    if step.step is RoutineStep.FOLLOW_UP:
        _follow_up(journal, story, day)
    elif step.step is RoutineStep.HOME_VISIT:
        outcome = VisitOutcome.MET_YOUTH if answered else _no_luck(journal, day)
        journal.visit(day, outcome)
        if answered:
            _after_answer(journal, story, day)
    elif answered:
        _answer(journal, story, day)
    elif journal.youth.phone is None and journal.dice.chance(60):
        journal.letter(day, _letter(journal, step))
    else:
        journal.failed_call(day)


def _letter(journal: Journal, step: Proposal) -> Sequence[str]:
    if journal.youth.street is None:
        return texts.THROUGH_TAX_AGENCY
    after_visit = step.step is RoutineStep.CONTACT_AFTER_VISIT
    return texts.AFTER_VISIT if after_visit else texts.SECOND_LETTER


def _no_luck(journal: Journal, day: date) -> VisitOutcome:
    roll = journal.dice.below(100)
    if roll < 8:
        return VisitOutcome.WRONG_ADDRESS
    if roll < 20 and not journal.minor(day):
        return VisitOutcome.MET_ADULT  # an adult's household is nobody to tell
    return VisitOutcome.NOBODY_HOME


def _answer(journal: Journal, story: Story, day: date) -> None:
    if story.declines:
        journal.contact(day, Channel.TELEPHONE, ContactOutcome.DECLINED, texts.DECLINED)
        return
    journal.reached(day)
    _after_answer(journal, story, day)


def _after_answer(journal: Journal, story: Story, day: date) -> None:
    """A first conversation follows within two weeks."""
    met = journal.outreach_day(day + DAY * journal.dice.between(4, 13))
    if not story.declines and met <= journal.span.last and journal.dice.chance(85):
        journal.talk(met, ConversationKind.ASSESSMENT)


def _follow_up(journal: Journal, story: Story, day: date) -> None:
    if story.declines:
        journal.contact(day, Channel.TELEPHONE, ContactOutcome.DECLINED, texts.DECLINED_AGAIN)
    elif journal.dice.chance(45):
        kinds = (ConversationKind.COACHING, ConversationKind.GUIDANCE, ConversationKind.FOLLOW_UP)
        journal.talk(day, journal.dice.pick(kinds))
    else:
        channel = journal.dice.pick((Channel.TELEPHONE, Channel.TELEPHONE, Channel.SMS))
        own = OWN_WORDS.get(story.pattern)
        said = own if own is not None and journal.dice.chance(50) else texts.FOLLOW_UP
        journal.contact(day, channel, ContactOutcome.REACHED, said)


# -- what is left to do


def _leave_open(journal: Journal) -> None:
    step = journal.proposal()
    latest = journal.outreach[-1].on
    soon = journal.span.as_of + DAY * 14
    upcoming = journal.span.as_of < step.proposed <= soon
    if step.step is RoutineStep.HOME_VISIT and upcoming and journal.youth.street:
        journal.plan_visit(latest, step.proposed, journal.dice.between(18, 30) * 30)
    else:
        journal.task(step, latest, None)


def _open_first_contact(journal: Journal, start: date) -> None:
    due = working_day_before(start + DAY * FIRST_CONTACT_DAYS)
    journal.imported(
        Task,
        start,
        title=RoutineStep.FIRST_CONTACT.label,
        reason="Inom 14 dagar från inskrivningen.",
        due=due,
        worker=journal.worker,
        origin=TaskOrigin.RULE,
        step=RoutineStep.FIRST_CONTACT,
    )


def _write_up_to_visit(journal: Journal, visit_on: date, minutes: int) -> None:
    """A letter two months before, a second contact one month before, and the visit booked."""
    letter_on = working_day(add_months(visit_on, -2))
    journal.letter(letter_on, texts.FIRST_LETTER)
    step = journal.proposal()
    second_on = min(working_day(step.proposed + DAY * journal.dice.below(3)), journal.span.last)
    journal.failed_call(second_on)
    journal.task(step, second_on, second_on)
    journal.plan_visit(second_on, visit_on, minutes)
