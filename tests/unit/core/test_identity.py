"""Identity numbers against the published vectors (resources/testdata)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model.identity import (
    IdentityKind,
    IdentityNumber,
    IdentityProblem,
    age_on,
    birthday,
    synthetic_number,
)

DATA = Path(__file__).parents[3] / "resources" / "testdata"
TODAY = date(2026, 11, 22)
VECTORS: list[dict[str, Any]] = json.loads((DATA / "personnummer_vectors.json").read_text())


def lines(name: str) -> list[str]:
    return (DATA / name).read_text().split()


@pytest.mark.parametrize("form", ["long_format", "separated_long", "separated_format"])
@pytest.mark.parametrize("vector", VECTORS, ids=[v["long_format"] for v in VECTORS])
def test_vectors_are_judged_as_published(vector: dict[str, Any], form: str) -> None:
    written = vector[form]
    if not vector["valid"]:
        with pytest.raises(IdentityProblem):
            IdentityNumber.parse(written, today=TODAY, allow_synthetic=False)
        return
    number = IdentityNumber.parse(written, today=TODAY, allow_synthetic=False)
    assert number.digits == vector["long_format"]
    if form == "separated_format":
        assert number.short(TODAY) == written


def test_all_published_test_numbers_are_accepted() -> None:
    for digits in lines("test_personnummer.txt"):
        number = IdentityNumber.parse(digits, allow_synthetic=False)
        assert (number.digits, number.kind) == (digits, IdentityKind.PERSONNUMMER)


def test_all_published_samordningsnummer_are_marked_as_such() -> None:
    uncertain = 0
    for digits in lines("test_samordningsnummer.txt"):
        number = IdentityNumber.parse(digits, allow_synthetic=False)
        assert number.kind is IdentityKind.SAMORDNINGSNUMMER
        uncertain += number.birth_date is None
    assert uncertain > 100, "the list holds numbers of uncertain birth date"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("20080914238", "11 siffror"),
        ("200809142384", "Kontrollsiffran"),
        ("20080931-2383", "Datumet"),
        ("080914-T383", "TF-nummer"),
        ("20090102TF01", "TF-nummer"),
        ("hej", "0 siffror"),
        ("２００８０９１４２３８３", "bara innehålla siffror"),
        ("201509160006", "000"),
    ],
)
def test_a_refusal_says_what_is_wrong(written: str, words: str) -> None:
    with pytest.raises(IdentityProblem, match=words) as refusal:
        IdentityNumber.parse(written, allow_synthetic=False)
    assert written not in str(refusal.value)


def test_ten_digits_without_a_date_to_judge_by_are_refused() -> None:
    with pytest.raises(IdentityProblem, match="10 siffror"):
        IdentityNumber.parse("080914-2383")


def test_a_future_birth_date_is_refused() -> None:
    with pytest.raises(IdentityProblem, match="framtiden"):
        IdentityNumber.parse(synthetic_number(TODAY + timedelta(days=1), 238), today=TODAY)


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(1, 999))
def test_synthetic_numbers_are_known_as_such_and_only_taken_when_allowed(
    born: date, serial: int
) -> None:
    digits = synthetic_number(born, serial)
    number = IdentityNumber.parse(digits)
    assert number.synthetic
    assert number.birth_date == born
    with pytest.raises(IdentityProblem):
        IdentityNumber.parse(digits, allow_synthetic=False)


@given(st.text())
def test_any_text_is_a_number_or_a_sentence(written: str) -> None:
    outcome = str(_read(written))
    assert outcome.endswith(".") or len(outcome) == len("ååååmmdd-nnnn")


def _read(written: str) -> IdentityNumber | IdentityProblem:
    try:
        return IdentityNumber.parse(written, today=TODAY)
    except IdentityProblem as problem:
        return problem


def test_repr_holds_no_digits() -> None:
    assert "2383" not in repr(IdentityNumber.parse("200809142383"))


def test_leap_day_birthday_is_the_last_of_february() -> None:
    born = date(2008, 2, 29)
    assert birthday(born, 2026) == date(2026, 2, 28)
    assert age_on(born, date(2026, 2, 27)) == 17
    assert age_on(born, date(2026, 2, 28)) == 18
    assert age_on(born, date(2028, 2, 28)) == 19
