"""Who belongs to a half-year, and what is told of her in the five blocks."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model.enums import (
    ContactOutcome,
    Counterpart,
    DeregistrationReason,
    MeasureKind,
    OccupationKind,
    VisitOutcome,
    VisitStatus,
)
from kaa_core.model.ids import RecordId
from kaa_core.model.records import HomeVisit, Occupation
from kaa_core.model.registry import Record
from kaa_core.scb.half_year import HalfYear, to_report
from kaa_core.scb.rows import Line, lines_of
from kaa_core.scb.sources import Block
from tests.unit.core.scb.made import (
    HERS,
    SPRING,
    asked,
    contact,
    enrolled,
    measure,
    new,
    talk,
    youth,
)

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)


def blocks(*records: Record, attempts: bool = False) -> dict[Block, int]:
    return Counter(one.block for one in lines_of(youth(), records, asked(attempts=attempts)))


def lines(block: Block, *records: Record, attempts: bool = False) -> list[Line]:
    told = lines_of(youth(), records, asked(attempts=attempts))
    return [one for one in told if one.block is block]


def test_half_years() -> None:
    assert (SPRING.first, SPRING.last, str(SPRING)) == (FIRST, LAST, "2026H1")
    assert HalfYear.parse(" 2026h2 ") == HalfYear(2026, 2)
    assert HalfYear.parse("2026H3") is HalfYear.parse("2026") is HalfYear.parse("٢٠٢٦H1") is None
    assert SPRING.before == HalfYear(2025, 2)
    assert to_report(date(2026, 6, 30)) == HalfYear(2025, 2)
    assert to_report(date(2026, 7, 1)) == SPRING
    assert SPRING.told == "första halvåret 2026"


@pytest.mark.parametrize(
    ("start", "end", "belongs"),
    [
        (LAST, None, True),
        (LAST + DAY, None, False),
        (date(2020, 1, 1), None, True),
        (date(2020, 1, 1), FIRST, True),
        (date(2020, 1, 1), FIRST - DAY, False),
    ],
)
def test_whoever_was_enrolled_on_any_day_belongs(
    start: date, end: date | None, belongs: bool
) -> None:
    assert bool(blocks(enrolled(start, end))) is belongs


def test_an_enrolment_by_mistake_is_nobodys() -> None:
    mistake = enrolled(FIRST, LAST, deregistration_reason=DeregistrationReason.WRONGLY_ENROLLED)
    assert not blocks(mistake)


def test_the_five_blocks_with_several_contacts_and_measures() -> None:
    told = blocks(
        enrolled(date(2025, 9, 1), date(2026, 6, 1)),
        contact(date(2026, 2, 1)),
        contact(date(2026, 3, 1), 11),
        talk(date(2026, 3, 2)),
        measure(date(2026, 2, 1), date(2026, 3, 1)),
        measure(date(2026, 4, 1), number=31),
    )
    assert told == {
        Block.MANDATORY: 1, Block.CONTACT: 3, Block.BEGUN: 2, Block.ENDED: 1, Block.CLOSED: 1,
    }  # fmt: skip


def test_two_periods_are_two_lines_and_each_contact_belongs_to_one() -> None:
    first = enrolled(date(2026, 1, 10), date(2026, 2, 10))
    second = enrolled(date(2026, 5, 1), number=3)
    told = lines_of(
        youth(), [first, second, contact(date(2026, 2, 1)), contact(date(2026, 4, 20), 11)], asked()
    )
    assert [(one.block, one.values["registered_on"]) for one in told] == [
        (Block.MANDATORY, "2026-01-10"),
        (Block.MANDATORY, "2026-05-01"),
        (Block.CONTACT, "2026-01-10"),
        (Block.CONTACT, "2026-05-01"),
        (Block.CLOSED, "2026-01-10"),
    ]


def test_a_contact_in_the_thirty_days_before_goes_with_the_enrolment() -> None:
    start = date(2026, 1, 10)
    early = contact(start - 30 * DAY)
    assert lines(Block.CONTACT, enrolled(start), early), "also from the half-year before"
    assert not lines(Block.CONTACT, enrolled(start), contact(start - 31 * DAY))
    autumn = lines_of(youth(), [enrolled(start), early], asked(HalfYear(2025, 2)))
    assert not autumn, "and not in that one's file too"


def test_only_contact_with_her_is_told_and_attempts_when_the_layout_asks() -> None:
    start = enrolled(FIRST)
    unanswered = contact(date(2026, 2, 1), outcome=ContactOutcome.NOT_REACHED)
    school = contact(date(2026, 2, 1), counterpart=Counterpart.SCHOOL)
    guardian = contact(date(2026, 1, 20), counterpart=Counterpart.GUARDIAN)
    adult = contact(date(2026, 2, 2), counterpart=Counterpart.GUARDIAN)
    assert not lines(Block.CONTACT, start, unanswered)
    (tried,) = lines(Block.CONTACT, start, unanswered, attempts=True)
    assert tried.values["outcome"] == ContactOutcome.NOT_REACHED
    assert not lines(Block.CONTACT, start, school, attempts=True)
    assert lines(Block.CONTACT, start, guardian), "under 18 a guardian counts"
    assert not lines(Block.CONTACT, start, adult)


def test_a_home_visit_tells_whom_it_met() -> None:
    visit = HomeVisit(
        id=new(40), youth=HERS, status=VisitStatus.DONE, visited_on=date(2026, 3, 1),
        outcome=VisitOutcome.NOBODY_HOME, information_sheet_left=True,
    )  # fmt: skip
    (left,) = lines(Block.CONTACT, enrolled(FIRST), visit, attempts=True)
    assert left.values["outcome"] == ContactOutcome.MESSAGE_LEFT
    met = attrs.evolve(visit, outcome=VisitOutcome.MET_YOUTH)
    (told,) = lines(Block.CONTACT, enrolled(FIRST), met)
    assert told.values["counterpart"] == Counterpart.YOUTH
    planned = attrs.evolve(met, status=VisitStatus.PLANNED)
    assert not lines(Block.CONTACT, enrolled(FIRST), planned, attempts=True)


def test_measures_are_told_where_they_begin_and_end_within_the_enrolment() -> None:
    start = enrolled(date(2026, 2, 1), date(2026, 5, 1))
    assert not blocks(start, measure(date(2026, 1, 31)))[Block.BEGUN]
    assert blocks(start, measure(date(2026, 2, 1), date(2026, 5, 1)))[Block.ENDED] == 1
    assert not blocks(start, measure(date(2026, 2, 1), date(2026, 5, 2)))[Block.ENDED]
    older = measure(date(2025, 3, 1), date(2026, 3, 1))
    assert (blocks(start, older)[Block.BEGUN], blocks(start, older)[Block.ENDED]) == (0, 1)


def test_a_conversation_counts_as_a_measure_only_when_marked() -> None:
    assert not blocks(enrolled(FIRST), talk(date(2026, 3, 1)))[Block.BEGUN]
    marked = talk(date(2026, 3, 1), counts_as_measure=True)
    (begun,) = lines(Block.BEGUN, enrolled(FIRST), marked)
    assert begun.values["measure_kind"] == MeasureKind.GUIDANCE
    assert lines(Block.ENDED, enrolled(FIRST), marked)


def test_occupation_as_of_the_end_and_unknown_is_a_value() -> None:
    def told(*records: Record) -> object:
        return lines(Block.MANDATORY, *records)[0].values["occupation"]

    work = Occupation(
        id=new(50), youth=HERS, kind=OccupationKind.WORK, start=FIRST, end=date(2026, 3, 1)
    )
    assert told(enrolled(FIRST), work) == OccupationKind.UNKNOWN, "it had ended"
    still = attrs.evolve(work, end=None)
    assert told(enrolled(FIRST), still) == OccupationKind.WORK
    assert told(enrolled(FIRST), attrs.evolve(still, start=LAST + DAY)) == OccupationKind.UNKNOWN
    assert told(enrolled(FIRST, date(2026, 5, 1)), still) == OccupationKind.UPPER_SECONDARY


def test_nothing_later_than_today_is_told() -> None:
    held = [
        enrolled(FIRST, date(2026, 6, 1)),
        measure(date(2026, 5, 20)),
        contact(date(2026, 5, 20)),
    ]
    early = lines_of(youth(), held, asked(today=date(2026, 5, 1)))
    assert {one.block for one in early} == {Block.MANDATORY}


DAYS = st.dates(date(2025, 6, 1), date(2026, 12, 31))


@given(
    st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=3),
    st.lists(DAYS, max_size=5),
    st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=4),
)
def test_every_event_of_a_year_is_told_in_one_half_at_most(
    spans: list[tuple[date, date | None]],
    calls: list[date],
    work: list[tuple[date, date | None]],
) -> None:
    held: list[Record] = [enrolled(s, e, 100 + at) for at, (s, e) in enumerate(spans)]
    held += [contact(on, 200 + at) for at, on in enumerate(calls)]
    held += [measure(s, e, 300 + at) for at, (s, e) in enumerate(work)]
    events: list[tuple[Block, RecordId]] = []
    for half in (HalfYear(2025, 1), HalfYear(2025, 2), SPRING, HalfYear(2026, 2)):
        told = lines_of(youth(), held, asked(half, date(2027, 1, 1)))
        events += [(one.block, one.record) for one in told if one.block is not Block.MANDATORY]
        assert told == lines_of(youth(), held[::-1], asked(half, date(2027, 1, 1)))
        if told:
            assert told[0].block is Block.MANDATORY
    assert len(events) == len(set(events))
