"""Personnummer in every form: a valid one is never changed, a mended one is always valid and always said."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.imports.numbers import MENDABLE, looks_like_number, read_number
from kaa_core.model.identity import IdentityNumber, age_on, check_digit
from tests.unit.imports.making import TESTDATA, TODAY, youths_born

NUMBERS = [number for year in range(2004, 2012) for number in youths_born(year, 800, 0)]
JOINS = ["", "-", " ", " - ", "\N{EN DASH}", "\N{MINUS SIGN}", "\N{NON-BREAKING HYPHEN}", "\u00a0"]
numbers = st.sampled_from(NUMBERS)


@given(
    numbers,
    st.sampled_from(JOINS),
    st.booleans(),
    st.sampled_from(["", " ", "\u00a0", "\ufeff", "'"]),
)
def test_a_valid_number_is_read_in_every_form_and_never_changed(
    number: str, join: str, short: bool, around: str
) -> None:
    begun = number[2:8] if short else number[:8]
    read = read_number(f"{around}{begun}{join}{number[8:]}", TODAY)
    assert read.number is not None
    assert read.number.digits == number
    assert read.mended == ""
    assert read.century is short


@given(numbers)
def test_a_number_that_became_a_number_is_the_same(number: str) -> None:
    for cell in (int(number), float(number), f"{number}.0", f"{number},00"):
        read = read_number(cell, TODAY)
        assert read.number is not None
        assert (read.number.digits, read.mended) == (number, "")


@given(numbers)
def test_a_zero_that_was_lost_is_proposed_back_with_the_reason(number: str) -> None:
    nine = str(int(number[2:]))
    for cell in (int(nine), float(nine), nine, f"{nine[:5]}-{nine[5:]}"):
        read = read_number(cell, TODAY)
        if len(nine) == 10:
            assert read.mended == ""  # born 2010 or later: nothing was lost
            continue
        young_enough = age_on(IdentityNumber.parse(number).birth_date or TODAY, TODAY) in MENDABLE
        assert (read.number is not None) == young_enough
        if read.number is not None:
            assert read.number.digits == number
            assert "nollan" in read.mended


@given(
    st.one_of(
        st.text(max_size=20), st.integers(), st.floats(), st.text("0123456789-+ E,.", max_size=16)
    )
)
def test_whatever_is_read_is_valid_and_everything_else_has_a_reason(cell: str | float) -> None:
    read = read_number(cell, TODAY)
    assert (read.number is None) == bool(read.problem)
    looks_like_number(cell, TODAY)
    if read.number is not None:
        again = IdentityNumber.parse(read.number.digits, today=TODAY, allow_synthetic=False)
        assert again.digits == read.number.digits
    else:
        assert read.problem.endswith(".")
        assert read.mended == ""


@given(st.integers(100_000_000, 999_999_999))
def test_nine_digits_are_mended_only_into_a_true_number_of_a_youth(nine: int) -> None:
    read = read_number(nine, TODAY)
    if read.number is not None:
        assert read.mended
        assert read.number.digits == f"200{nine}"
        assert int(str(nine)[-1]) == check_digit(f"0{nine}"[:9])
        assert age_on(read.number.birth_date or TODAY, TODAY) in MENDABLE


@given(numbers, st.integers(0, 11), st.integers(1, 9))
def test_a_reason_never_quotes_the_number(number: str, place: int, more: int) -> None:
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    read = read_number(wrong, TODAY)
    for sentence in (read.problem, read.mended):
        assert not any(number[i : i + 4] in sentence for i in range(2, 9))


@given(numbers)
def test_figures_that_were_rounded_away_are_never_guessed(number: str) -> None:
    for places in range(1, 11):
        rounded = f"{float(number):.{places}E}".replace(".", ",")
        read = read_number(rounded, TODAY)
        assert read.number is None
        assert "potensform" in read.problem
    whole = read_number(f"{float(number):.11E}", TODAY)
    young_enough = age_on(IdentityNumber.parse(number).birth_date or TODAY, TODAY) in MENDABLE
    assert (whole.number is not None) == young_enough
    assert whole.number is None or whole.mended


def test_the_public_vectors() -> None:
    vectors = json.loads((TESTDATA / "personnummer_vectors.json").read_text("utf-8"))
    today = date(2100, 1, 1)
    for one in vectors:
        if not one["long_format"].isdigit():
            continue  # what counts as well formed is ours to say: a space is
        for form in ("long_format", "separated_long", "integer"):
            read = read_number(one[form], today)
            if one["valid"] and len(str(one[form]).replace("-", "").replace("+", "")) == 12:
                assert read.number is not None, one[form]
                assert read.number.digits == one["long_format"]
            elif not one["valid"]:
                assert read.number is None, one[form]


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("040101-T238", "TF-nummer"),
        ("20040101-T238", "TF-nummer"),
        ("20080101", "8 siffror"),
        ("2008010123860", "13 siffror"),
        ("-", "Raden har inget personnummer"),
        (None, "Raden har inget personnummer"),
        (date(2008, 1, 1), "datum"),
        (True, "datum"),
        ("se bilaga", "annat än"),
        ("²⁰⁰⁸⁰¹⁰¹²³⁸⁶", "annat än"),
        (1e300, "annat än"),
        (-200801012386, "annat än"),
    ],
)
def test_why_a_cell_is_no_number(cell: str | float | date | None, word: str) -> None:
    assert word in read_number(cell, TODAY).problem


def test_the_sign_of_a_hundred_years_and_the_synthetic() -> None:
    read = read_number("080101+2386", TODAY)
    assert read.number is not None
    assert read.number.digits.startswith("1908")
    wrong = NUMBERS[0][:-1] + str((int(NUMBERS[0][-1]) + 5) % 10)
    assert read_number(wrong, TODAY).number is None
    assert read_number(wrong, TODAY, synthetic=True).number is not None


def test_the_century_follows_from_the_day_it_is_read() -> None:
    number = NUMBERS[-1]
    born = IdentityNumber.parse(number).birth_date
    assert born is not None
    early = read_number(number[2:], born - timedelta(days=1))
    assert early.number is not None
    assert early.number.digits.startswith("19")
