"""The routine case by case: Nässjö's steps (000 1.4.6), and domain.md section 9 where it is silent."""

from __future__ import annotations

from datetime import date

import pytest

from kaa_core.model.enums import Channel, ContactOutcome, Counterpart, RoutineStep, VisitOutcome
from kaa_core.model.registry import Record
from kaa_core.rules.routine import (
    DEFAULT,
    Span,
    followed_up,
    gaps,
    judge,
    lines,
    pack,
    read_span,
    silence,
    typed,
    unpack,
)
from tests.unit.core.routine.cases import START, contact, enrolment, letter, reached, visit, youth

FIRST, SECOND = RoutineStep.FIRST_CONTACT, RoutineStep.SECOND_CONTACT
VISIT, AFTER = RoutineStep.HOME_VISIT, RoutineStep.CONTACT_AFTER_VISIT
FOLLOW_UP, AGAIN = RoutineStep.FOLLOW_UP, RoutineStep.CONTACT_AGAIN


def day(month: int, number: int, year: int = 2026) -> date:
    return date(year, month, number)


def call(on: date) -> Record:
    return contact(on)


SENT = letter(day(9, 10))
RANG = call(day(10, 10))
CAME = visit(day(11, 10))
WROTE = contact(day(12, 10), Channel.SMS)
MET = visit(day(10, 1), VisitOutcome.MET_YOUTH)
MOTHER = contact(day(9, 10), outcome=ContactOutcome.REACHED, counterpart=Counterpart.GUARDIAN)

CASES: tuple[tuple[str, list[Record], RoutineStep, date, str], ...] = (
    ("nothing yet", [], FIRST, day(9, 15), "Inom 14 dagar från inskrivningen."),
    ("a letter", [SENT], SECOND, day(10, 10), "En månad efter första brevet."),
    (
        "a call, no letter",
        [call(day(9, 10))],
        SECOND,
        day(10, 10),
        "En månad efter första försöket.",
    ),
    (
        "a call and soon the first letter: that is T0",
        [call(day(9, 7)), SENT],
        SECOND,
        day(10, 10),
        "En månad efter första brevet.",
    ),
    (
        "the second contact is a letter: T0 stays the first attempt",
        [call(day(9, 10)), letter(day(10, 10))],
        VISIT,
        day(11, 10),
        "Två månader efter första försöket.",
    ),
    ("two messages in one day are one contact", [SENT, call(day(9, 10))], SECOND, day(10, 10), ""),
    ("letter and call", [SENT, RANG], VISIT, day(11, 10), "Två månader efter första brevet."),
    ("calls instead of the visit", [SENT, RANG, call(day(11, 20))], VISIT, day(11, 10), ""),
    ("the visit", [SENT, RANG, CAME], AFTER, day(12, 10), "En månad efter hembesöket."),
    ("the visit, without the second contact", [SENT, CAME], AFTER, day(12, 10), ""),
    (
        "all steps: again within three months",
        [SENT, RANG, CAME, WROTE],
        AGAIN,
        day(3, 10, 2027),
        "Tre månader efter senaste försöket.",
    ),
    (
        "and a new visit within six of the last",
        [SENT, RANG, CAME, WROTE, call(day(3, 10, 2027))],
        VISIT,
        day(5, 10, 2027),
        "Sex månader efter senaste hembesöket.",
    ),
    (
        "the visit first",
        [visit(day(9, 10))],
        AFTER,
        day(10, 10),
        "En månad efter hembesöket.",
    ),
    (
        "a visit in advance costs nobody time",
        [SENT, RANG, visit(day(10, 10))],
        AFTER,
        day(11, 10),
        "En månad efter hembesöket.",
    ),
    (
        "another visit is as good as the call after it",
        [SENT, RANG, CAME, visit(day(12, 10))],
        AGAIN,
        day(3, 10, 2027),
        "Tre månader efter senaste försöket.",
    ),
    (
        "a second contact in advance counts",
        [SENT, call(day(9, 20))],
        VISIT,
        day(11, 10),
        "Två månader efter första brevet.",
    ),
    (
        "reached",
        [SENT, reached(day(10, 1))],
        FOLLOW_UP,
        day(1, 1, 2027),
        "Tre månader efter senaste kontakten.",
    ),
    ("met at home", [SENT, MET], FOLLOW_UP, day(1, 1, 2027), ""),
    ("a guardian of one under 18", [MOTHER], FOLLOW_UP, day(12, 10), ""),
    (
        "an attempt long before the follow-up leaves it where it is",
        [reached(day(9, 10)), call(day(10, 1))],
        FOLLOW_UP,
        day(12, 10),
        "",
    ),
    (
        "not reached at the follow-up: on by the steps",
        [reached(day(9, 10)), call(day(12, 10))],
        SECOND,
        day(1, 10, 2027),
        "En månad efter första försöket.",
    ),
    ("thirty days before enrolment", [letter(day(8, 5))], SECOND, day(9, 5), ""),
    ("longer before", [letter(day(8, 1))], FIRST, day(9, 15), ""),
    (
        "a returned letter is an attempt",
        [contact(day(9, 10), Channel.LETTER, ContactOutcome.RETURNED)],
        SECOND,
        day(10, 10),
        "",
    ),
)


@pytest.mark.parametrize(
    ("held", "step", "due", "why"), [one[1:] for one in CASES], ids=[one[0] for one in CASES]
)
def test_the_next_step(held: list[Record], step: RoutineStep, due: date, why: str) -> None:
    found = judge(youth(), [enrolment(), *held], [], day(12, 31, 2027))
    assert found.next is not None
    assert (found.next.step, found.next.due) == (step, due)
    assert not why or found.why == why


def test_overdue_by_the_true_date_and_late_beyond_the_tolerance() -> None:
    held = [enrolment(), SENT]
    by_day = {on: judge(youth(), held, [], on) for on in (day(10, 10), day(10, 24), day(10, 25))}
    assert [(one.overdue_days, one.late) for one in by_day.values()] == [
        (0, False),
        (14, False),
        (15, True),
    ]


def test_the_reached_are_due_at_three_months_and_judged_at_six_and_attempts_close_no_gap() -> None:
    held = [enrolment(), reached(day(9, 10)), call(day(12, 10))]
    asked = judge(youth(), held[:2], [], day(12, 1)).next
    assert asked is not None
    assert (asked.due, asked.limit) == (day(12, 10), day(3, 10, 2027))
    before, after = (judge(youth(), held, [], on) for on in (day(3, 10, 2027), day(3, 11, 2027)))
    assert before.reached_by == day(3, 10, 2027)
    assert after.late
    assert judge(youth(), [*held, reached(day(3, 10, 2027))], [], day(3, 11, 2027)).late is False


def test_each_step_made_says_when_it_was_due_and_what_was_passed_over() -> None:
    late_visit = visit(day(12, 10))
    made = judge(youth(), [enrolment(), SENT, late_visit], [], day(12, 31)).timeline
    assert [(one.step, one.due, one.late_days, one.late) for one in made] == [
        (FIRST, day(9, 15), 0, False),
        (VISIT, day(11, 10), 30, True),
    ]
    assert made[1].skipped == (SECOND,)
    (first,) = judge(youth(), [enrolment(), visit(day(9, 2))], [], day(9, 3)).timeline
    assert first.began_with_visit


def test_christmas_eve_moves_the_proposed_day_and_says_why() -> None:
    found = judge(
        youth(), [enrolment(), letter(day(9, 2)), visit(day(11, 24))], [], day(12, 1)
    ).next
    assert found is not None
    assert (found.due, found.proposed) == (day(12, 24), day(12, 23))
    assert found.moved == "24 dec är julafton."


def test_nobody_is_asked_for_who_is_not_enrolled_that_day() -> None:
    held = [enrolment(end=day(10, 1)), SENT]
    assert judge(youth(), held, [], day(9, 30)).next is not None
    assert judge(youth(), held, [], day(10, 1)).next is None
    assert judge(youth(), held, [], day(8, 31)).next is None


def test_a_routine_is_kept_and_read_again() -> None:
    assert unpack(pack(DEFAULT)) == DEFAULT
    assert DEFAULT.since < START


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("14 dagar", Span(days=14)),
        ("en månad", Span(months=1)),
        ("2 mån", Span(months=2)),
        ("sex veckor", Span(days=42)),
        ("1 månad och 14 dagar", Span(months=1, days=14)),
        ("ett år", Span(months=12)),
        ("snart", None),
        ("", None),
        ("14", None),
        ("0 dagar", None),
        ("14 dagar efter", None),
    ],
)
def test_an_interval_is_read_as_people_write_it(text: str, span: Span | None) -> None:
    assert read_span(text) == span
    if span is not None:
        assert read_span(typed(span)) == span


def test_the_routine_is_told_in_sentences() -> None:
    told = [one.spoken() for one in (*lines(DEFAULT), followed_up(DEFAULT))]
    assert told == [
        "Första kontakten. Inom 14 dagar från inskrivningen. Görs av handläggare.",
        "Andra kontakten: telefon, sms eller brev. En månad efter första brevet. Görs av handläggare.",
        "Hembesök. Två månader efter första brevet. Görs av handläggare.",
        "Kontakt efter hembesöket: telefon, sms eller brev. En månad efter hembesöket. Görs av handläggare.",
        "Nytt försök, om och om igen. Minst var tredje månad. Görs av handläggare.",
        "Nytt hembesök. Minst var sjätte månad. Görs av handläggare.",
        (
            "Uppföljning av den som är nådd. Minst var tredje månad. "
            "För sen: sex månader efter senaste kontakten. Görs av handläggare."
        ),
    ]


def test_two_empty_weeks_are_seen_and_one_is_not() -> None:
    assert silence(day(9, 18), day(10, 4)) is None  # week 38, and it is week 40 still
    gap = silence(day(9, 18), day(10, 5))
    assert gap is not None
    assert (gap.weeks, gap.first) == (2, day(9, 21))
    assert [one.weeks for one in gaps([day(9, 1), day(9, 22), day(10, 20)], day(10, 21))] == [2, 3]
    assert gaps([], day(10, 21)) == ()
