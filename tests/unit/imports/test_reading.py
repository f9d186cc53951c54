"""Any bytes give rows or a refusal in words: never a traceback, never work or memory without bounds."""

from __future__ import annotations

import io
import random
import struct
import time
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaa_core.imports import archive, book, extents, refusals
from kaa_core.imports.book import Book, NotReadable
from kaa_core.imports.judging import judge
from kaa_core.imports.proposing import propose
from kaa_core.imports.reading import read
from kaa_core.imports.tables import find_table, likeliest
from tests.unit.imports.making import (
    TODAY,
    XlsxSheet,
    ods,
    ods_members,
    xlsx,
    xlsx_members,
    youths_born,
    zipped,
)
from tests.unit.imports.messy_files import FILES, Register

NUMBERS = youths_born(2008, 30, 0)
ROWS = [["Personnr", "Förnamn", "Efternamn"], *([n, "Åsa", "Öst"] for n in NUMBERS)]
XLSX = xlsx([XlsxSheet("Blad1", ROWS)])
ODS = ods({"Blad1": ROWS})
CSV = "".join(";".join(row) + "\r\n" for row in ROWS).encode("cp1252")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ROW = (
    '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="{}" '
    'office:value-type="float" office:value="1"/></table:table-row>'
)
HTML = "<html><body><table><tr><td>Personnr</td></tr></table></body></html>"


def code_of(content: bytes) -> str:
    """Return the code by which bytes are refused; fails when they are read."""
    with pytest.raises(NotReadable) as caught:
        read(content, "register.xls")
    return caught.value.code


def whole_way(content: bytes) -> Book | None:
    """Read bytes as far as they go; anything but a refusal is the test's failure."""
    try:
        found = read(content, "x.xlsx")
        sheet = found.sheets[likeliest(found)]
        table = find_table(sheet)
    except NotReadable as refused:
        assert refused.code in refusals.REASONS
        return None
    mapping = propose(table, sheet.rows[table.first_row :], {})
    list(judge(sheet, table, mapping, Register(), TODAY))
    return found


# --- what is refused, and how -----------------------------------------------------------------

REFUSED: Mapping[str, tuple[str, bytes]] = {
    "nothing": ("empty", b""),
    "blanks": ("empty", b"\xef\xbb\xbf \r\n\t"),
    "only separators": ("empty", b";;;\r\n;;;\r\n"),
    "no cells": ("empty", xlsx([XlsxSheet("Blad1", [])])),
    "a picture": ("not-a-spreadsheet", b"\x89PNG\r\n\x1a\n" + bytes(100)),
    "a PDF": ("not-a-spreadsheet", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    "a program": ("not-a-spreadsheet", b"MZ\x90\x00\x03" + bytes(range(256))),
    "XML": ("not-a-spreadsheet", b'<?xml version="1.0"?><note>x</note>'),
    "a letter": ("not-a-spreadsheet", zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"})),
    "a web page": ("web-page", HTML.encode()),
    "a web page in UTF-16": ("web-page", HTML.encode("utf-16")),
    "a table with a prologue": ("web-page", b"\xef\xbb\xbf\r\n<!DOCTYPE html><table></table>"),
    "Excel 97": ("old-excel", OLE + "Workbook".encode("utf-16-le")),
    "Excel 2.0": ("old-excel", b"\x09\x00\x04\x00\x00\x00\x10\x00"),
    "Excel's XML": (
        "excel-xml",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    ),
    "binary Excel": ("binary-excel", zipped({"xl/workbook.bin": b"x", "[Content_Types].xml": "<a/>"})),
    "Word 97": ("not-a-spreadsheet", OLE + "WordDocument".encode("utf-16-le")),
    "locked Excel": ("locked", OLE + "EncryptedPackage".encode("utf-16-le")),
    "locked OpenDocument": (
        "locked",
        zipped(
            ods_members({"A": []})
            | {
                "META-INF/manifest.xml": '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:'
                'manifest:1.0"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>',
                "content.xml": b"\x01\x02\x03",
            }
        ),
    ),
    "a packed folder": ("packed", zipped({"register.csv": CSV})),
    "half a workbook": ("damaged", XLSX[: len(XLSX) // 2]),
    "half a document": ("damaged", ODS[:-30]),
    "no content": ("damaged", zipped({"mimetype": ods_members({})["mimetype"]})),
    "broken XML": (
        "damaged",
        zipped(xlsx_members([XlsxSheet("A", ROWS)]) | {"xl/worksheets/sheet1.xml": "<worksheet><"}),
    ),
    "entities": (
        "damaged",
        zipped(
            xlsx_members([XlsxSheet("A", ROWS)])
            | {"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><a>&d;</a>'}
        ),
    ),
    "half a character": ("damaged", "Personnr;Förnamn;Ort\n1;Åsa;Ö".encode()[:-1]),
    "half of UTF-16": ("damaged", "Personnr\tNamn\r\n".encode("utf-16")[:-1]),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_register_is_refused_by_its_content_and_not_its_name(case: str) -> None:
    code, content = REFUSED[case]
    assert code_of(content) == code


def test_every_refusal_has_three_parts_and_its_sentences_are_whole() -> None:
    for code in refusals.REASONS:
        refused = refusals.refusal(code)
        for part in (refused.happened, refused.safe, refused.advice):
            assert part[0].isupper()
            assert part.endswith(".")
            assert "!" not in part


def test_a_refusal_holds_nothing_of_the_file() -> None:
    for content in (
        CSV.replace(b";", b"\x00"),
        XLSX[:-40],
        HTML.replace("Personnr", NUMBERS[0]).encode(),
    ):
        with pytest.raises(NotReadable) as caught:
            read(content, f"{NUMBERS[0]}.csv")
        assert NUMBERS[0] not in str(caught.value)
        assert caught.value.__cause__ is None


# --- too large --------------------------------------------------------------------------------


def test_a_million_rows_are_refused_before_they_are_all_read() -> None:
    began = time.process_time()
    assert code_of(b"801012386;Kim;Alm\n" * 1_000_000) == "too-many-rows"
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 1_000_001))
    content = xlsx([XlsxSheet("A", [], more=rows)])
    assert code_of(content) == "too-many-rows"
    assert time.process_time() - began < 20  # some three seconds; a second of it makes the files


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ('<row r="9999999"><c r="A9999999"><v>1</v></c></row>', "too-many-rows"),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "too-many-columns"),
        ('<row r="199999"><c r="IV199999"><v>1</v></c></row>', "too-many-cells"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A999999999"><v>1</v></c></row>', "too-many-rows"),
        ('<row r="1"><c r="1A"><v>1</v></c></row>', "damaged"),
        ('<row r="x"><c><v>1</v></c></row>', "damaged"),
    ],
)
def test_a_cell_cannot_ask_for_more_room_than_there_is(cell: str, code: str) -> None:
    assert code_of(xlsx([XlsxSheet("A", [], more=cell)])) == code


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (ROW.format(999_999, 1), "too-many-rows"),
        (ROW.format(1, 999_999), "too-many-columns"),
        (ROW.format(199_999, 200), "too-many-cells"),
    ],
)
def test_repeated_cells_are_counted_before_they_are_repeated(row: str, code: str) -> None:
    assert code_of(ods({"A": []}, after=row)) == code


def test_a_bomb_is_seen_in_the_directory() -> None:
    blank = " " * (archive.SMALL * 4)
    members = xlsx_members([XlsxSheet("A", ROWS)])
    assert code_of(zipped(members | {"xl/sharedStrings.xml": f"<sst>{blank}</sst>"})) == "bomb"
    many = {f"xl/worksheets/sheet{n}.xml": "" for n in range(archive.MOST_MEMBERS + 1)}
    assert code_of(zipped(members | many)) == "bomb"


def test_a_directory_that_lies_about_sizes_is_refused() -> None:
    members = xlsx_members([XlsxSheet("A", ROWS)])
    members["xl/worksheets/sheet1.xml"] = f"<a>{' ' * 9_000_000}</a>"
    content = bytearray(zipped(members))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as made:
        real = made.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = bytes(content).replace(struct.pack("<L", real), struct.pack("<L", 900))
    assert code_of(lie) == "damaged"


def test_an_archive_that_is_locked_or_has_a_member_twice_is_refused() -> None:
    locked = bytearray(XLSX)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := locked.find(mark, at + 1)) >= 0:
            locked[at + place] |= 1
    assert code_of(bytes(locked)) == "locked"
    twice = zipped(xlsx_members([XlsxSheet("A", ROWS)]) | {"xl/workbook.xmX": "<a/>"})
    assert code_of(twice.replace(b"xl/workbook.xmX", b"xl/workbook.xml")) == "damaged"


def test_no_entity_is_ever_declared() -> None:
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    for watcher in (extents.Workbook1904(), extents.XlsxSheet(extents.Budget())):
        with pytest.raises(NotReadable):
            watcher.feed(laughs)


def test_the_characters_of_windows_are_not_taken_for_those_of_dos() -> None:
    quoted = (
        "Personnr;Namn;Ort\n"
        + "x;\N{RIGHT DOUBLE QUOTATION MARK}Å\N{RIGHT DOUBLE QUOTATION MARK};y\n" * 9
    )
    found = read(quoted.encode("cp1252"), "x")
    assert "Windows-1252" in found.form
    assert "\N{RIGHT DOUBLE QUOTATION MARK}Å" in str(found.sheets[0].rows[1][1])


def test_too_many_bytes_are_refused_at_once() -> None:
    assert code_of(bytes([65]) * (book.MOST_BYTES + 1)) == "too-big"


def test_lines_and_cells_without_end_are_refused() -> None:
    assert code_of(b"a;" * 40_000) == "too-many-columns"
    assert code_of(b"a" * 2_000_000) == "not-a-spreadsheet"
    assert whole_way(b'Personnr;Namn\n"' + b"x\n" * 300_000) is None


def test_rows_are_numbered_as_in_the_file_wherever_the_table_begins() -> None:
    cell = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
    head = "".join(map(cell.format, ("C5", "D5", "E5"), ROWS[0]))
    first = "".join(map(cell.format, ("C7", "D7", "E7"), ROWS[1]))
    more = f'<row r="5">{head}</row><row r="7">{first}</row>'
    sheet = read(xlsx([XlsxSheet("A", [], more=more)]), "x").sheets[0]
    table = find_table(sheet)
    assert (table.heading_row, table.headings) == (4, ("", "", *ROWS[0]))
    mapping = propose(table, sheet.rows[5:], {})
    assert [v.row for v in judge(sheet, table, mapping, Register(), TODAY)] == [7]


# --- any bytes --------------------------------------------------------------------------------

QUICK = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@QUICK
@given(st.binary(max_size=3000))
def test_any_bytes(content: bytes) -> None:
    whole_way(content)


@QUICK
@given(st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", OLE[:8], b"\xff\xfe", b"\xef\xbb\xbf", b"sep=;\n"]),
       st.binary(max_size=2000))  # fmt: skip
def test_any_bytes_after_a_true_beginning(beginning: bytes, content: bytes) -> None:
    whole_way(beginning + content)


@QUICK
@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=400),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_any_text(text: str, encoding: str) -> None:
    whole_way(text.encode(encoding))


@QUICK
@given(
    st.lists(st.lists(st.text(alphabet=";\",'\t\n|=+-@aå1 \u200b\u00a0", max_size=8), max_size=6))
)
def test_any_cells(rows: list[list[str]]) -> None:
    whole_way("\n".join(";".join(row) for row in rows).encode())


def test_a_file_cut_off_at_any_place_is_refused_or_read_as_far_as_it_goes() -> None:
    for content in (XLSX, ODS):
        for end in range(0, len(content), 7):
            assert whole_way(content[:end]) is None
    for end in range(len(CSV)):
        found = whole_way(CSV[:end])
        assert found is None or len(found.sheets[0].rows) <= len(ROWS)


def test_a_file_with_bytes_changed_is_refused_or_read() -> None:
    dice = random.Random(2026)
    for content in (XLSX, ODS, CSV):
        for _ in range(250):
            spoilt = bytearray(content)
            for _ in range(dice.randint(1, 4)):
                spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
            whole_way(bytes(spoilt))


def test_xml_with_bytes_changed_inside_a_whole_archive_is_refused_or_read() -> None:
    dice = random.Random(11)
    for members in (xlsx_members([XlsxSheet("A", ROWS)]), ods_members({"A": ROWS})):
        texts = {k: v.encode() if isinstance(v, str) else v for k, v in members.items()}
        for _ in range(250):
            name = dice.choice([n for n in texts if n.endswith(".xml")])
            spoilt = bytearray(texts[name])
            at = dice.randrange(len(spoilt))
            spoilt[at : at + dice.randint(0, 6)] = bytes(dice.choices(b'<>&"/=1A9 ', k=3))
            whole_way(zipped(texts | {name: bytes(spoilt)}))


# --- progress ---------------------------------------------------------------------------------


class Stopped(ValueError):
    """What a person's Cancel raises, of a class that damaged files raise too."""


@pytest.mark.parametrize("content", [XLSX, ODS, CSV], ids=["xlsx", "ods", "csv"])
def test_reading_tells_how_far_it_has_come_and_can_be_stopped_at_every_place(
    content: bytes,
) -> None:
    told: list[tuple[int, int]] = []
    read(content, "x", lambda done, total: told.append((done, total)))
    assert told[-1] == (100, 100)
    assert told == sorted(told)
    for stop in range(len(told)):
        left = iter(range(stop))

        def tell(_done: int, _total: int, left: object = left) -> None:
            if next(left, None) is None:  # type: ignore[call-overload]
                raise Stopped

        with pytest.raises(Stopped):
            read(content, "x", tell)


def test_every_messy_file_is_read_alike_whatever_it_is_called() -> None:
    for messy in FILES:
        content = messy.make()
        for name in ("x.xls", "x.csv", ""):
            assert read(content, name).sheets[0].rows == read(content, "x.ods").sheets[0].rows
