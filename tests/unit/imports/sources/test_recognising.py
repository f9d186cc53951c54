"""Which source a file comes from: by what it holds, and never a municipality's own register by mistake."""

from __future__ import annotations

import pytest

from kaa_core.imports.book import NotReadable
from kaa_core.imports.reading import read
from kaa_core.imports.sources.recognising import (
    Source,
    of_bytes,
    told_by_head,
    told_by_rows,
)
from tests.unit.imports.making import csv_text
from tests.unit.imports.messy_files import FILES, Messy
from tests.unit.imports.sources.samples import A, B, given, notified, post

GIVEN = given("x")
LISTS = {
    Source.UHR: [
        ["Personnummer", "Svar", "Datum"],
        [A, "Examensbevis", "2026-06-10"],
        [B, "Inget", ""],
    ],
    Source.ADMISSIONS: [
        ["Personnummer", "Namn", "Program", "Startdatum", "Status"],
        [A, "Alm, Kim", "NA", "2026-08-17", "Ej sökt"],
        [B, "Alm, Bo", "NA", "2026-08-17", "Antagen"],
    ],
    Source.NOTICES: [
        ["Personnummer", "Förnamn", "Efternamn", "Händelse", "Datum", "Skola"],
        [A, "Kim", "Alm", "Börjat", "2026-08-20", "Fria gymnasiet"],
    ],
    Source.REGISTER: [["Personnummer", "Namn", "Status"], [A, "Alm, Kim", "Ej nådd"]],
}


@pytest.mark.parametrize("source", LISTS, ids=lambda one: one.value)
def test_lists_are_told_by_what_their_rows_say(source: Source) -> None:
    book = read(csv_text(LISTS[source]).encode(), "vad som helst.txt")
    assert told_by_rows(book, 0, GIVEN) is source


@pytest.mark.parametrize("messy", FILES, ids=lambda one: one.name)
def test_a_register_of_one_s_own_is_never_taken_for_a_source(messy: Messy) -> None:
    content = messy.make()
    assert told_by_head(content) is None
    book = read(content, "register")
    assert {told_by_rows(book, at, GIVEN) for at in range(len(book.sheets))} == {Source.REGISTER}


def test_the_first_characters_tell_objects_and_notifications() -> None:
    assert told_by_head(notified(post(A)).encode("iso-8859-1")) is Source.NAVET
    assert told_by_head(b'\xef\xbb\xbf  {"data": []}') is Source.SS12000
    assert told_by_head(b"#Personnummer;Namn\n") is None
    assert told_by_head(b"PK\x03\x04") is None


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"[1,", "broken-json"), (b"[]", "no-persons"), (b'{"data": []}', "no-persons")],
)
def test_what_is_no_file_of_objects_is_said(content: bytes, code: str) -> None:
    with pytest.raises(NotReadable) as refused:
        of_bytes(Source.SS12000, content, GIVEN)
    assert refused.value.code == code
