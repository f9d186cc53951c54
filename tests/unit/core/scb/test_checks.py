"""What does not hang together, rule by rule."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model.casework import Measure
from kaa_core.model.enums import (
    ConversationKind,
    Counterpart,
    DeregistrationReason,
    OccupationKind,
)
from kaa_core.model.identity import synthetic_number
from kaa_core.model.records import Enrolment, Occupation
from kaa_core.model.registry import Record
from kaa_core.scb.checks import Place, Rule, check
from kaa_core.scb.rows import lines_of
from tests.unit.core.scb.made import HERS, asked, contact, enrolled, measure, new, talk, youth

WHOLE = enrolled(date(2025, 9, 1))
CLOSED = enrolled(date(2025, 9, 1), date(2026, 4, 1))


def rules(*records: Record, number: str | None = None) -> list[Rule]:
    who = youth() if number is None else youth(identity_number=number)
    return [one.rule for one in check(who, records, asked())]


@pytest.mark.parametrize(
    ("records", "found"),
    [
        ([WHOLE], []),
        ([CLOSED], []),
        ([enrolled(date(2026, 2, 1), registration_reason=None)], [Rule.NO_REASON]),
        ([enrolled(date(2026, 2, 1), date(2026, 3, 1), deregistration_reason=None)], [Rule.NO_REASON]),
        ([enrolled(date(2026, 2, 1), date(2026, 3, 1), last_known_occupation=None)], [Rule.NO_REASON]),
        ([enrolled(date(2026, 3, 1), date(2026, 2, 1))], [Rule.DATES]),
        ([enrolled(date(2026, 2, 1), date(2030, 2, 1))], []),
        ([enrolled(date(2026, 2, 1), date(2026, 11, 23), deregistration_reason=None)], []),
        ([enrolled(date(2026, 3, 1), date(2025, 2, 1))], [Rule.DATES]),
        ([WHOLE, enrolled(date(2026, 2, 1), number=3)], [Rule.OVERLAP]),
        ([CLOSED, enrolled(date(2026, 4, 1), number=3)], []),
        ([CLOSED, enrolled(date(2026, 3, 31), number=3)], [Rule.OVERLAP]),
        ([WHOLE, measure(date(2026, 2, 1))], []),
        ([enrolled(date(2026, 2, 1)), measure(date(2026, 1, 31))], [Rule.MEASURE_OUTSIDE]),
        ([CLOSED, measure(date(2026, 4, 2))], [Rule.MEASURE_OUTSIDE]),
        ([CLOSED, measure(date(2026, 2, 1))], [Rule.MEASURE_OPEN]),
        ([CLOSED, measure(date(2026, 2, 1), date(2026, 4, 2))], [Rule.MEASURE_OUTSIDE]),
        ([WHOLE, measure(date(2026, 3, 1), date(2026, 2, 1))], [Rule.DATES]),
        ([WHOLE, measure(date(2026, 2, 1), date(2026, 3, 1), end_reason=None)], [Rule.NO_REASON]),
        ([WHOLE, measure(None, date(2026, 3, 1))], [Rule.MEASURE_UNCLEAR]),
        ([WHOLE, measure(None)], []),
        ([WHOLE, measure(date(2026, 2, 1), date(2030, 1, 1))], []),
        ([CLOSED, contact(date(2026, 6, 1))], []),
        ([WHOLE, contact(date(2026, 2, 1))], []),
        ([enrolled(date(2026, 3, 1)), contact(date(2026, 1, 29))], [Rule.CONTACT_OUTSIDE]),
        ([enrolled(date(2026, 3, 1)), contact(date(2026, 1, 30))], []),
        ([CLOSED, contact(date(2026, 4, 2))], [Rule.CONTACT_OUTSIDE]),
        ([CLOSED, contact(date(2026, 4, 2), counterpart=Counterpart.SCHOOL)], []),
        ([CLOSED, talk(date(2026, 4, 2), kind=ConversationKind.DISCHARGE)], []),
    ],
)  # fmt: skip
def test_each_rule(records: list[Record], found: list[Rule]) -> None:
    assert rules(*records) == found


@pytest.mark.parametrize(
    "records",
    [
        [enrolled(date(2026, 2, 1), date(2026, 6, 1))],
        [WHOLE, measure(date(2026, 2, 1), date(2026, 6, 1))],
        [WHOLE, contact(date(2026, 6, 1))],
    ],
)
def test_a_day_of_the_half_year_that_has_not_been(records: list[Record]) -> None:
    found = check(youth(), records, asked(today=date(2026, 3, 1)))
    assert [one.rule for one in found] == [Rule.FUTURE]


_DAYS = st.dates(date(2025, 10, 1), date(2026, 12, 31))
_AFTER = st.dates(date(2026, 7, 1), date(2030, 12, 31))


def _some(number: int) -> st.SearchStrategy[Record]:
    days = st.tuples(_DAYS, st.none() | _DAYS)
    return st.one_of(
        days.map(lambda two: enrolled(*two, number=number)),
        days.map(lambda two: measure(*two, number=number)),
        _DAYS.map(lambda on: contact(on, number=number)),
        _DAYS.map(lambda on: talk(on, number=number, counts_as_measure=True)),
        days.map(lambda two: doing(*two, number)),
    )


def _later(number: int) -> st.SearchStrategy[Record]:
    return st.one_of(
        _AFTER.map(lambda on: enrolled(on, registration_reason=None, number=number)),
        _AFTER.map(lambda on: measure(on, number=number)),
        _AFTER.map(lambda on: contact(on, number=number)),
        _AFTER.map(lambda on: talk(on, number=number, counts_as_measure=True)),
        _AFTER.map(lambda on: doing(on, None, number)),
    )


def doing(start: date, end: date | None, number: int) -> Record:
    kind = OccupationKind.UPPER_SECONDARY
    return Occupation(id=new(number), youth=HERS, kind=kind, start=start, end=end)


@given(
    st.tuples(*map(_some, range(50, 54))),
    st.tuples(*map(_later, range(60, 63))),
    _AFTER,
    st.booleans(),
)
def test_what_is_dated_after_the_half_year_changes_neither_rows_nor_what_to_mend(
    held: tuple[Record, ...], more: tuple[Record, ...], on: date, attempts: bool
) -> None:
    who, of = youth(), asked(attempts=attempts)
    records = [enrolled(date(2026, 1, 7)), measure(date(2026, 2, 1)), *held]
    ended: list[Record] = [
        attrs.evolve(one, end=on)
        if isinstance(one, Enrolment | Measure | Occupation)
        and one.end is None
        and (one.start or on) <= on
        else one
        for one in records
    ]
    for changed in ([*records, *more], ended):
        assert lines_of(who, changed, of) == lines_of(who, records, of)
        assert check(who, changed, of) == check(who, records, of)


@pytest.mark.parametrize("number", ["", "20080201TF07", "200802010000", "200802311234", "=cmd"])
def test_a_number_that_is_none(number: str) -> None:
    assert rules(WHOLE, number=number) == [Rule.NUMBER]


def test_twenty() -> None:
    number = "200604012380"

    number = synthetic_number(date(2006, 4, 1), 7)
    assert rules(WHOLE, number=number) == [Rule.TWENTY]
    assert rules(CLOSED, number=number) == [], "closed on the birthday"
    assert rules(enrolled(date(2026, 4, 1)), number=number) == [Rule.TWENTY]
    early = enrolled(
        date(2026, 2, 1), date(2026, 3, 1), deregistration_reason=DeregistrationReason.TURNED_TWENTY
    )
    assert rules(early, number=number) == [Rule.TWENTY]
    later = synthetic_number(date(2006, 7, 1), 7)
    assert rules(WHOLE, number=later) == [], "not in this half-year"


def test_whoever_does_not_belong_has_nothing_to_mend() -> None:
    assert rules(enrolled(date(2026, 8, 1), registration_reason=None), number="") == []


def test_a_finding_tells_where_to_go_and_names_nobody() -> None:
    who = youth()
    (found,) = check(who, [WHOLE, measure(date(2026, 3, 1), date(2026, 2, 1))], asked())
    assert found.place is Place.MEASURE
    assert found.record is not None
    told = found.said + found.how
    assert who.given_name not in told
    assert who.identity_number not in told
