"""The years in school and the breaks between them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count, pairwise
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model.enums import FactSource, StudyEnd, StudyForm
from kaa_core.model.facts import StudyPeriod
from kaa_core.model.ids import RecordId, YouthId
from kaa_desktop.app.schooling import SchoolingRow, length, schooling

TODAY = date(2026, 11, 24)
YOUTH = YouthId(RecordId(UUID(int=1)))
NUMBERS = count(100)


def period(start: date | None, end: date | None = None, **values: object) -> StudyPeriod:
    named: dict[str, object] = {
        "form": StudyForm.NATIONAL_PROGRAMME,
        "programme": "Fordonsprogrammet",
        "source": FactSource.SCHOOL,
        "as_of": TODAY,
    }
    return StudyPeriod(
        id=RecordId(UUID(int=next(NUMBERS))),
        youth=YOUTH,
        start=start,
        end=end,
        **(named | values),  # type: ignore[arg-type]
    )


def told(*periods: StudyPeriod) -> list[tuple[str, str]]:
    return [(one.title, one.length) for one in schooling(periods, TODAY)]


def test_the_latest_stands_first_and_breaks_stand_between() -> None:
    first = period(date(2023, 8, 21), date(2024, 11, 1), end_kind=StudyEnd.BROKEN_OFF)
    second = period(date(2025, 8, 18), date(2026, 6, 9), programme="Barn- och fritidsprogrammet")
    assert told(first, second) == [
        ("Uppehåll", "5 månader"),
        ("Barn- och fritidsprogrammet", "9 månader"),
        ("Uppehåll", "9 månader"),
        ("Fordonsprogrammet", "1 år och 2 månader"),
    ]


def test_a_summer_is_no_break_and_what_goes_on_has_none_after_it() -> None:
    autumn = period(date(2024, 8, 19), date(2025, 6, 11))
    now = period(date(2025, 8, 18))
    rows = schooling((autumn, now), TODAY)
    assert [one.is_break for one in rows] == [False, False]
    assert rows[0].goes_on
    assert "pågår" in rows[0].span


def test_one_time_told_by_two_sources_is_one_row() -> None:
    start, end = date(2025, 8, 18), date(2026, 9, 1)
    rows = schooling(
        (period(start), period(start, end, source=FactSource.NOTICE)),
        TODAY,
    )
    assert [one.source for one in rows] == ["Anmälan från skolan, skolan"]
    assert rows[0].goes_on is False


@pytest.mark.parametrize(
    "left_out",
    [
        period(None, date(2024, 1, 1)),
        period(date(2027, 1, 8)),
        period(date(2025, 8, 18), end_kind=StudyEnd.NEVER_STARTED),
        period(date(2025, 8, 18), withdrawn=date(2025, 9, 1)),
    ],
)
def test_what_is_no_time_in_school_is_left_out(left_out: StudyPeriod) -> None:
    assert schooling((left_out,), TODAY) == ()


def test_a_part_of_full_time_says_so() -> None:
    komvux = period(date(2026, 8, 17), form=StudyForm.ADULT_EDUCATION, programme=None, extent=20)
    assert told(komvux) == [("Komvux, 20 procent", "3 månader")]


def lasting(start: date, days: int | None, programme: str | None) -> StudyPeriod:
    end = None if days is None else start + timedelta(days)
    return period(start, end, programme=programme)


PERIODS = st.lists(
    st.builds(
        lasting,
        st.dates(date(2019, 1, 1), date(2027, 12, 31)),
        st.none() | st.integers(0, 900),
        st.sampled_from(("Fordonsprogrammet", "Elprogrammet", None)),
    ),
    max_size=6,
)


@given(PERIODS, st.randoms())
def test_the_order_of_facts_never_matters_and_breaks_never_touch(
    periods: list[StudyPeriod], dice: Random
) -> None:
    rows = schooling(periods, TODAY)
    mixed = list(periods)
    dice.shuffle(mixed)
    assert [_plain(one) for one in schooling(mixed, TODAY)] == [_plain(one) for one in rows]
    breaks = [one.is_break for one in rows]
    assert not any(a and b for a, b in pairwise(breaks))


def _plain(row: SchoolingRow) -> tuple[str, str, bool]:
    return row.title, row.span, row.is_break


def test_lengths_are_whole_years_and_months() -> None:
    assert length(date(2024, 2, 29), date(2025, 2, 28)) == "1 år", "as a birthday is counted"
    assert length(date(2024, 1, 31), date(2024, 2, 1)) == "mindre än en månad"
    assert length(date(2023, 8, 21), date(2025, 8, 21)) == "2 år"
    assert length(date(2023, 8, 21), date(2024, 9, 21)) == "1 år och 1 månad"
