"""Text, dates and the parts of a row as registers write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.imports import parts
from kaa_core.imports.dates import DateOrder, day_of, order_of
from kaa_core.imports.texts import FORMULA, as_text_cell, clean, filled, from_text_cell, text_of
from kaa_core.model.enums import OccupationKind, Protection, RegistrationReason
from tests.unit.imports.making import TODAY

SECOND = date(2026, 1, 2)
MIDNIGHT = datetime(2026, 1, 2)  # noqa: DTZ001 - a spreadsheet knows no time zones
TEXT = st.text(st.characters(codec="utf-8"), max_size=30)


# --- formulas ---------------------------------------------------------------------------------


@given(st.text("=+-@'\t\r\n ab1\u00a0", max_size=10) | TEXT)
def test_no_cell_on_its_way_out_begins_like_a_formula_and_the_way_in_undoes_it(text: str) -> None:
    out = as_text_cell(text)
    assert not out.startswith(FORMULA)
    assert not {"\t", "\n", "\r"} & {*out}
    assert from_text_cell(out) == " ".join(text.split())


@pytest.mark.parametrize(
    "text", ["=1+1", "@x", "+46 70 111 22 33", "-", "-5", "=cmd|' /C calc'!A0"]
)
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    assert clean(text) == text
    assert as_text_cell(text) == "'" + text
    assert clean(as_text_cell(text)) == text


def test_an_apostrophe_that_belongs_to_the_text_stays() -> None:
    assert clean("'t Hooft") == "'t Hooft"
    assert as_text_cell("'t Hooft") == "'t Hooft"


# --- text -------------------------------------------------------------------------------------


@given(TEXT)
def test_cleaned_text_is_one_line_and_stays_as_it_is_when_cleaned_again(text: str) -> None:
    once = clean(text)
    assert clean(once) == once or once.startswith("'")
    assert "  " not in once
    assert once == once.strip()


def test_what_cannot_be_seen_goes_and_letters_are_whole() -> None:
    assert clean(" A\u030asa\u00a0\u200bO\u0308st\u00ad ") == "Åsa Öst"
    assert clean("rad\r\n\ttvå") == "rad två"


@pytest.mark.parametrize(
    ("cell", "text"),
    [(57131.0, "57131"), (1.5, "1.5"), (True, "ja"), (None, ""), (SECOND, "2026-01-02"), (7, "7"),
     (MIDNIGHT, "2026-01-02"), (MIDNIGHT.replace(hour=9, minute=5), "2026-01-02 09:05"),
     (float("nan"), "nan"), (1e300, "1e+300")],
)  # fmt: skip
def test_a_cell_as_a_person_reads_it(cell: str | float | date | None, text: str) -> None:
    assert text_of(cell) == text


def test_signs_for_nothing_are_nothing() -> None:
    assert [filled(sign) for sign in ("-", "\N{EN DASH}", "?", " . ", "#N/A", "0")] == [""] * 5 + [
        "0"
    ]


# --- dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    ["2026-01-02", "2026-1-2", "20260102", 20260102, "260102", "02/01 2026", "2/1 2026", "2/1-26",
     "02/01/2026", "2.1.2026", "02-01-2026", "2 jan 2026", "2 Januari 2026", "den 2 januari 2026",
     "2:a januari 2026", "2 jan. -26", "2-jan-26", "2026-01-02 00:00:00", "2026-01-02T08:30:00Z", 46024,
     46024.5, "46024", SECOND, MIDNIGHT.replace(hour=8), " 2026-01-02\u00a0"],
)  # fmt: skip
def test_a_date_in_every_form(written: str | float | date) -> None:
    assert day_of(written, TODAY) == SECOND


@pytest.mark.parametrize(
    "written",
    ["", "-", None, True, "januari 2026", "2026-01", "v. 2", "HT 2025", "2026-13-01", "31/2 2026", "12",
     1e20, -5, float("inf"), float("nan"), "²⁰²⁶-01-02", 99_999, "0/0 2026"],
)  # fmt: skip
def test_what_is_no_date_is_not_guessed(written: str | float | None) -> None:
    assert day_of(written, TODAY) is None


@given(st.dates(date(1954, 10, 4), date(2100, 12, 31)))
def test_serial_numbers_of_both_systems(day: date) -> None:
    assert day_of((day - date(1899, 12, 30)).days, TODAY) == day
    since_1904 = (day - date(1904, 1, 1)).days
    if since_1904 >= 20_000:
        assert day_of(since_1904, TODAY, date1904=True) == day


@given(st.one_of(TEXT, st.integers(), st.floats(), st.text("0123456789-/. ", max_size=12)))
def test_any_cell_is_a_date_or_is_none(cell: str | float) -> None:
    day_of(cell, TODAY)
    day_of(cell, TODAY, date1904=True, month_first=True)


def test_the_order_of_day_and_month_is_the_files() -> None:
    assert order_of(["2/1 2026", "31/1 2026"]) is DateOrder.DAY_FIRST
    assert order_of(["2/1 2026", "1/31/2026 00:00"]) is DateOrder.MONTH_FIRST
    assert order_of(["2/1 2026", 5, None]) is DateOrder.EITHER
    assert order_of(["2/2 2026", "2026-01-02", "x" * 1000]) is DateOrder.DAY_FIRST
    assert day_of("1/31/2026", TODAY, month_first=True) == date(2026, 1, 31)
    assert day_of("2026-01-02", TODAY, month_first=True) == SECOND


def test_years_of_two_figures_stay_near() -> None:
    assert day_of("2/1-08", TODAY) == date(2008, 1, 2)
    assert day_of("2/1-99", TODAY) == date(1999, 1, 2)
    assert day_of("2/1-30", TODAY) == date(2030, 1, 2)


# --- parts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "family_first", "divided"),
    [("von Post, Anna-Lena", False, ("Anna-Lena", "von Post", False)),
     ("Anna-Lena von Post", False, ("Anna-Lena", "von Post", False)),
     ("Bo Berg", False, ("Bo", "Berg", False)),
     ("Berg Bo", True, ("Bo", "Berg", False)),
     ("von Post Anna", True, ("Anna", "von Post", True)),
     ("Cia Maria Ceder", False, ("Cia Maria", "Ceder", True)),
     ("Madonna", False, ("", "Madonna", False)),
     ("Berg,", False, ("", "Berg", False))],
)  # fmt: skip
def test_a_whole_name_is_divided(
    text: str, family_first: bool, divided: tuple[str, str, bool]
) -> None:
    assert parts.divided_name(text, family_first=family_first) == divided


@pytest.mark.parametrize(
    ("name", "written"),
    [("ANNA-LENA", "Anna-Lena"), ("VON POST", "von Post"), ("O'NEILL", "O'Neill"), ("ÅSA", "Åsa"),
     ("AL", "Al"), ("DE LA CRUZ", "de la Cruz")],
)  # fmt: skip
def test_capitals_as_names_are_written(name: str, written: str) -> None:
    assert parts.as_names_are_written(name) == written


def test_only_names_of_letters_in_capitals_are_proposed() -> None:
    assert parts.in_capitals("ANNA-LENA")
    assert not any(map(parts.in_capitals, ("Anna", "AL", "@SUM(A1)", "A1B", "", "=ABC")))


def test_addresses_and_postal_codes() -> None:
    whole = ("Storgatan 1 A", "571 31", "Nässjö")
    for text in (
        "Storgatan 1 A, 571 31 Nässjö",
        "Storgatan 1 A 57131 Nässjö",
        "Storgatan 1 A; SE-571 31, Nässjö",
    ):
        assert parts.whole_address(text) == whole
    assert parts.whole_address("Storgatan 1") is None
    assert parts.postal_line("S-571 31  Nässjö".replace("  ", " ")) == ("571 31", "Nässjö")
    assert parts.postal_code("57131") == "571 31"
    assert parts.postal_code("5713") is None
    assert parts.says_hidden("Skyddad identitet")
    assert not parts.says_hidden("Skyddsvärnsgatan 1")


def test_telephones() -> None:
    assert parts.telephone("701112233") == ("0701112233", True)
    assert parts.telephone("46701112233") == ("+46701112233", True)
    assert parts.telephone("070-111 22 33") == ("070-111 22 33", False)
    same = {
        parts.dialled(t)
        for t in ("070-111 22 33", "+46701112233", "0046 70 1112233", "+46 (0)70-1112233")
    }
    assert len(same) == 1


@pytest.mark.parametrize(
    ("text", "heading", "found"),
    [("", "Skydd", (Protection.NONE, True)), ("Nej", "Skydd", (Protection.NONE, True)),
     ("x", "Sekretess", (Protection.CONFIDENTIAL, True)), ("S", "Skydd", (Protection.CONFIDENTIAL, True)),
     ("J", "Skyddad folkbokföring", (Protection.PROTECTED, True)),
     ("Kvarskrivning", "Sekretess", (Protection.PROTECTED, True)),
     ("x", "Skydd", (Protection.PROTECTED, False)),
     ("2025-01-01", "Sekretess", (Protection.PROTECTED, False)),
     ("vet ej", "Skyddad folkbokföring", (Protection.PROTECTED, False))],
)  # fmt: skip
def test_marks_of_protection_are_never_understood_as_too_little(
    text: str, heading: str, found: tuple[Protection, bool]
) -> None:
    assert parts.protection_of(text, heading) == found


def test_reasons_and_occupations_by_their_words() -> None:
    assert parts.reason_of("Hoppat av gymnasiet") is RegistrationReason.DROPPED_OUT
    assert parts.reason_of("Ej påbörjat") is RegistrationReason.NOT_STARTED
    assert parts.reason_of("har gått ut gymnasieskolan utan examen") is RegistrationReason.NO_DEGREE
    assert parts.reason_of("något annat") is RegistrationReason.OTHER
    assert parts.occupation_of("Okänd") is OccupationKind.UNKNOWN
    assert parts.occupation_of("arbetslös") is OccupationKind.NONE
    assert parts.occupation_of("jobbar på Ica") is OccupationKind.WORK
    for kind in OccupationKind:
        assert parts.occupation_of(kind.label) in (
            kind,
            OccupationKind.OTHER,
            OccupationKind.OTHER_EDUCATION,
        )


def test_days_stay_days_around_a_clock() -> None:
    assert day_of(MIDNIGHT + timedelta(hours=23), TODAY) == SECOND
