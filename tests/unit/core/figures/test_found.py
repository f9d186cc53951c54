"""What the second count found, case by case."""

from __future__ import annotations

from datetime import date

from kaa_core.statistics.day import Day
from kaa_core.statistics.figures import contacts, measures, reach, school, weeks
from tests.unit.core.figures.first_way import records_of, trace
from tests.unit.core.figures.raw import CREATED, HOME, Operation, Values, wire

YOUTH = b"y" * 16
D = date(2026, 11, 24)


def history(*rows: tuple[int, Values]) -> list[Operation]:
    """One youth of seventeen who lives here, and what is written about her."""
    known: list[tuple[int, Values]] = [
        (1, {1: "200901152386", 2: "A", 3: "B"}),
        (18, {2: 4, 3: "2020-01-01", 9: 1, 10: "2009-01-15", 12: HOME}),
        *rows,
    ]
    return [
        [
            CREATED,
            kind,
            YOUTH if kind == 1 else bytes([at]) * 16,
            values if kind == 1 else values | {1: YOUTH},
            YOUTH,
        ]
        for at, (kind, values) in enumerate(known, start=1)
    ]


def on(day: date, operations: list[Operation], start: date | None = None) -> Day:
    return Day([trace(held) for held in records_of(operations).values()], day, start=start)


def enrolled(day: date) -> tuple[int, Values]:
    return 3, {2: wire(day), 3: 1}


def contact(day: date, channel: int, outcome: int) -> tuple[int, Values]:
    return 5, {2: wire(day), 4: channel, 6: 1, 7: outcome}


def test_a_week_in_which_the_period_begins_on_another_day_than_monday_is_no_whole_week() -> None:
    before = contact(date(2026, 7, 30), 2, 2)  # Thursday; 1 August is a Saturday
    day = on(D, history(enrolled(date(2026, 7, 1)), before))
    found = weeks.BY_WEEK.count(day)
    assert found.rows[0].key == "2026-08-03"
    assert not any(row.cells[0].count for row in found.rows)


LETTER = contact(date(2026, 7, 1), 1, 5)
CALL = contact(date(2026, 8, 1), 2, 2)
ASKED = (enrolled(date(2026, 7, 1)), LETTER, CALL)
"""A home visit is due on 1 September, and late after the 15th."""


def in_time(day: Day) -> tuple[int | None, int | None]:
    cell = contacts.VISITS_IN_TIME.count(day).cell
    return cell.count, cell.whole


def test_who_is_reached_in_another_way_needs_no_home_visit() -> None:
    reached = contact(date(2026, 9, 10), 2, 1)
    assert in_time(on(D, history(*ASKED, reached))) == (0, 0)
    late = contact(date(2026, 9, 16), 2, 1)
    assert in_time(on(D, history(*ASKED, late))) == (0, 1)
    made = (6, {2: 2, 6: "2026-09-15", 10: 3})
    assert in_time(on(D, history(*ASKED, made))) == (1, 1)


def test_a_visit_before_its_turn_changes_no_day_before_it() -> None:
    held = (enrolled(date(2026, 7, 1)), LETTER)
    visit = (6, {2: 2, 6: "2026-11-10", 10: 3})
    before = date(2026, 11, 1)
    assert in_time(on(before, history(*held))) == (0, 0)
    assert in_time(on(before, history(*held, visit))) == (0, 0)
    assert in_time(on(D, history(*held, visit))) == (0, 1)


def test_a_day_on_which_both_were_reached_is_not_a_guardian_alone_in_any_order() -> None:
    both = [contact(date(2026, 9, 1), 2, 1), (5, {2: "2026-09-01", 4: 2, 6: 2, 7: 1})]
    for rows in (both, both[::-1]):
        day = on(D, history(enrolled(date(2026, 8, 20)), *rows))
        assert reach.TIME_TO_CONTACT.count(day).at("guardian", "count").count == 0


def test_a_school_that_was_never_begun_is_no_way_on_from_a_measure() -> None:
    measure = (29, {2: 4, 9: "2026-05-01", 11: "2026-07-01", 12: 1})
    place = {2: 3, 3: "2026-08-20", 9: 3, 10: "2026-08-18", 11: "2026-08-18", 12: 4, 15: "u1"}
    day = on(D, history(measure, (16, place)))
    table = measures.FOLLOWED_BY.count(day)
    assert (table.at("4", "unknown").count, table.at("4", "days").count) == (1, None)


def test_a_programme_that_is_known_by_its_code_alone_is_named_by_it() -> None:
    left = {2: 3, 3: "2026-10-01", 9: 3, 10: "2025-08-18", 11: "2026-10-01", 12: 2, 17: "BA"}
    table = school.BY_PROGRAMME.count(on(D, history((16, left))))
    assert [row.key for row in table.rows] == ["BA", "all"]


def test_a_notice_of_the_leaving_that_the_school_has_explained_is_no_dropout() -> None:
    done = {2: 3, 3: "2026-10-12", 9: 3, 10: "2023-08-18", 11: "2026-10-10", 12: 1, 15: "u1"}
    notice = {2: 10, 3: "2026-10-14", 9: 2, 10: "2026-10-14", 13: "u1"}
    assert school.DROPOUTS.count(on(D, history((16, done), (19, notice)))).cell.count == 0
    other = notice | {13: "u2"}
    assert school.DROPOUTS.count(on(D, history((16, done), (19, other)))).cell.count == 1
