"""Numbers out of a text that was pasted into the filter."""

from __future__ import annotations

from datetime import date

import pytest

from kaa_desktop.app.pasted import numbers_in

TODAY = date(2026, 11, 24)
ONE, TWO, THREE = "200901012385", "200901012393", "200901022384"


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\r\n{TWO}\r\n{THREE}\r\n",
        "20090101-2385\t20090101-2393;20090102-2384",
        "090101-2385, 090101-2393, 090102-2384",
        "0901012385 0901012393 0901022384",
        "901012385\n901012393\n901022384",  # the zeros that a spreadsheet took
        "20090101\u20132385\n20090101\u00a02393\n20090102 2384",
        f"'{ONE}' '{TWO}' '{THREE}' {ONE}",
    ],
)
def test_a_column_of_numbers_is_read(text: str) -> None:
    found = numbers_in(text, TODAY)
    assert found is not None
    assert (found.numbers, found.unread) == ((ONE, TWO, THREE), ())


def test_what_cannot_be_a_number_is_told_apart() -> None:
    found = numbers_in(f"{ONE}\n20090101-1111", TODAY)
    assert found is not None
    assert (found.numbers, found.unread) == ((ONE,), ("20090101-1111",))


@pytest.mark.parametrize(
    "text",
    ["", "Elias", "2009", "0901", "200901012", "2009010123", "Elias 200901012385", "070-174 06 05"],
)
def test_words_and_parts_of_numbers_are_something_to_search_for(text: str) -> None:
    assert numbers_in(text, TODAY) is None


def test_one_whole_number_is_that_youth_and_no_other() -> None:
    found = numbers_in(" 20090101-2385 ", TODAY)
    assert found is not None
    assert found.numbers == (ONE,)
