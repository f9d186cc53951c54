"""The municipality's last school days: one text, a date for each year."""

from __future__ import annotations

from datetime import date

import pytest

from kaa_core.model.school_days import problems, school_days, written
from kaa_core.rules.target_group.duty import compulsory_done
from kaa_core.rules.target_group.known import Known
from kaa_core.rules.target_group.types import Held


def test_one_date_for_each_year_however_it_is_written() -> None:
    text = "2027-06-10;2026-06-11,\n 2025-06-12 "
    assert written(text) == "2025-06-12, 2026-06-11, 2027-06-10"
    assert school_days(text) == {
        2025: date(2025, 6, 12),
        2026: date(2026, 6, 11),
        2027: date(2027, 6, 10),
    }
    assert not list(problems(text, "f"))
    assert school_days(None) == school_days("nonsens 2026-13-01") == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("11 juni", "inget datum"),
        ("20260611", "inget datum"),
        ("2026-06-31", "inget datum"),
        ("2026-05-29", "inte i juni"),
        ("2026-06-11, 2026-06-12", "två gånger"),
    ],
)
def test_what_cannot_be_a_last_school_day_is_said(text: str, said: str) -> None:
    found = list(problems(text, "last_school_days"))
    assert said in found[0].sentence
    assert found[0].field == "last_school_days"


def test_compulsory_school_ends_with_the_municipality_s_own_term() -> None:
    def ended(days: str, on: date) -> str:
        held = Held(identity_number="201003030000", home="0682", last_school_days=school_days(days))
        return compulsory_done(Known(held, on).duty, (), on).judged.name

    assert ended("", date(2026, 6, 30)) == "NOT_MET"
    assert ended("", date(2026, 7, 1)) == "MET"
    assert ended("2026-06-11", date(2026, 6, 11)) == "NOT_MET"
    assert ended("2026-06-11", date(2026, 6, 12)) == "MET"
    assert ended("2025-06-11", date(2026, 6, 12)) == "NOT_MET"
