"""Lists longer than a spreadsheet: read row by row, in a time that grows with the rows and no faster."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from kaa_core.imports.applying import Applying
from kaa_core.imports.book import NotReadable
from kaa_core.imports.sources.facts import Given, SourcePerson, Unread
from kaa_core.imports.sources.lists import List
from kaa_core.imports.sources.long_lists import long_list
from kaa_core.model.identity import synthetic_number
from tests.unit.imports.making import TODAY
from tests.unit.imports.sources.register import HOME, Register, ids

HEADINGS = "Personnummer;Förnamn;Efternamn;Skola;Program;Startdatum;Slutdatum\r\n"
GIVEN = Given(feed="Extens", as_of=TODAY, today=TODAY, file="alla.csv", synthetic=True, home=HOME)
ROWS = 100_000


def _numbers(count: int) -> Iterator[str]:
    for n in range(count):
        yield synthetic_number(date(2007, 1, 1) + timedelta(days=n % 700), 1 + n // 700 % 999)


def _file(count: int, encoding: str = "utf-8") -> bytes:
    rows = (
        f"{number};Åsa;Öberg {n};Brinellgymnasiet;NA;2024-08-19;\r\n"
        for n, number in enumerate(_numbers(count))
    )
    return (HEADINGS + "".join(rows)).encode(encoding)


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_all_read() -> None:
    entries = long_list(_file(ROWS), List.PUPILS).delivery(GIVEN).entries
    assert sum(isinstance(entry, SourcePerson) for entry in entries) == ROWS


def test_a_longer_list_does_not_take_more_memory_while_it_is_read() -> None:
    assert _peak(8_000) < _peak(5_000) + 50_000


def _peak(rows: int) -> int:
    """Return the bytes that reading takes at the most, beyond the file itself."""
    content = _file(rows)
    tracemalloc.start()
    try:
        for entry in long_list(content, List.PUPILS).delivery(GIVEN).entries:
            assert isinstance(entry, SourcePerson)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_what_is_laid_in_grows_with_what_is_changed_and_not_with_what_is_read() -> None:
    register = Register()
    old = Applying(
        long_list(_file(2_000), List.PUPILS).delivery(GIVEN),
        register,
        home=HOME,
        today=date(2036, 1, 1),  # all of them are twenty by then
        new_id=ids(),
    )
    assert list(old) == []
    assert old.counts.outside_age == 2_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_characters_are_told_as_for_a_short_file(encoding: str) -> None:
    found = long_list(_file(300, encoding), List.PUPILS)
    assert found.faults == ()
    people = list(found.delivery(GIVEN).entries)
    assert len(people) == 300
    first = people[0]
    assert isinstance(first, SourcePerson)
    assert (first.row, first.given_name, first.family_name) == (2, "Åsa", "Öberg 0")


def test_swedish_letters_late_in_a_file_do_not_break_it() -> None:
    plain = _file(10_000).decode().replace("Åsa", "Asa").replace("Öberg", "Oberg")
    plain = plain.replace("Förnamn", "Fornamn")
    late = plain.replace("Oberg 9999", "Öberg 9999").encode("cp1252")
    people = list(long_list(late, List.PUPILS).delivery(GIVEN).entries)
    last = people[-1]
    assert isinstance(last, SourcePerson)
    assert last.family_name == "Öberg 9999"


def test_letters_that_were_saved_twice_are_read_right() -> None:
    spoilt = _file(50).decode("cp1252").encode("utf-8")
    found = long_list(spoilt, List.PUPILS)
    first = next(iter(found.delivery(GIVEN).entries))
    assert isinstance(first, SourcePerson)
    assert first.given_name == "Åsa"
    assert found.remarks


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (HEADINGS.encode() + b"x" * 70_000, "not-a-spreadsheet"),
        (b"\xff\xfea\x00", "not-a-spreadsheet"),
    ],
)
def test_what_is_no_list_is_turned_away(content: bytes, code: str) -> None:
    with pytest.raises(NotReadable) as caught:
        list(long_list(content, List.PUPILS).delivery(GIVEN).entries)
    assert caught.value.code == code


def test_a_list_without_numbers_says_what_is_missing() -> None:
    content = b"Namn;Skola\nKim Alm;Skolan\nBo Berg;Skolan\n"
    assert long_list(content, List.PUPILS).faults


def test_a_row_that_cannot_be_read_does_not_stop_the_rest() -> None:
    content = _file(5) + b"okant;A;B;C;NA;2024-08-19;\r\n" + _file(1).split(b"\r\n")[1]
    entries = list(long_list(content, List.PUPILS).delivery(GIVEN).entries)
    assert [type(one) for one in entries] == [SourcePerson] * 5 + [Unread, SourcePerson]
