"""Spreadsheets made by hand, so that a test can make exactly what is odd about them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import attrs

ROOT = Path(__file__).resolve().parents[3]
TESTDATA = ROOT / "resources" / "testdata"
TODAY = date(2026, 11, 22)

Value = str | int | float | bool | date | None


@attrs.frozen
class Bare:
    """A number without any format, where the file means a date."""

    number: float


def youths_born(year: int, count: int, first: int = 0) -> list[str]:
    """Return personnummer (12 digits) from the series reserved for tests, born in a year."""
    lines = (TESTDATA / "test_personnummer.txt").read_text("utf-8").split()
    return [line for line in lines if line.startswith(str(year))][first : first + count]


def coordination_series(count: int) -> list[str]:
    """Return samordningsnummer from the test series."""
    return (TESTDATA / "test_samordningsnummer.txt").read_text("utf-8").split()[:count]


def csv_text(rows: Sequence[Sequence[str]], sign: str = ";") -> str:
    """Return rows as text; a cell is quoted only where it must be."""

    def cell(text: str) -> str:
        return f'"{text.replace(chr(34), chr(34) * 2)}"' if {sign, "\n", '"'} & {*text} else text

    return "".join(sign.join(map(cell, row)) + "\r\n" for row in rows)


def zipped(members: Mapping[str, str | bytes], *, level: int = 6) -> bytes:
    """Return a ZIP archive of these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


# --- .xlsx ----------------------------------------------------------------------------------

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET, BOOK = "worksheet", "workbook"
STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


@attrs.frozen
class XlsxSheet:
    """A sheet to be made: rows from A1, merged ranges, and raw rows after them."""

    name: str
    rows: Sequence[Sequence[Value | Bare]]
    merged: Sequence[str] = ()
    more: str = ""
    hidden: bool = False


def xlsx(sheets: Sequence[XlsxSheet], *, date1904: bool = False) -> bytes:
    """Return an .xlsx workbook."""
    return zipped(xlsx_members(sheets, date1904=date1904))


def xlsx_members(sheets: Sequence[XlsxSheet], *, date1904: bool = False) -> dict[str, str | bytes]:
    """Return the members of an .xlsx workbook, to be spoilt or zipped."""
    numbered = list(enumerate(sheets, start=1))
    listed = "".join(
        f"<sheet name={quoteattr(s.name)} sheetId='{n}' r:id='rId{n}' "
        f"state='{'hidden' if s.hidden else 'visible'}'/>"
        for n, s in numbered
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELS}/{SHEET}" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in numbered
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n, _ in numbered
    )
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
        f'officedocument.spreadsheetml.sheet.main+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><workbookPr date1904='
        f'"{int(date1904)}"/><sheets>{listed}</sheets></{BOOK}>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}'
        f'<Relationship Id="rId99" Type="{_RELS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
    }
    epoch = date(1904, 1, 1) if date1904 else date(1899, 12, 30)
    for n, sheet in numbered:
        members[f"xl/worksheets/sheet{n}.xml"] = _xlsx_sheet(sheet, epoch)
    return members


def _xlsx_sheet(sheet: XlsxSheet, epoch: date) -> str:
    rows = "".join(
        f'<row r="{r}">' + "".join(_xlsx_cell(r, c, v, epoch) for c, v in enumerate(row)) + "</row>"
        for r, row in enumerate(sheet.rows, start=1)
    )
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in sheet.merged)
    merged = f'<mergeCells count="{len(sheet.merged)}">{merged}</mergeCells>' if merged else ""
    data = f"<sheetData>{rows}{sheet.more}</sheetData>"
    return f'<worksheet xmlns="{_MAIN}">{data}{merged}</{SHEET}>'


def _xlsx_cell(row: int, column: int, value: Value | Bare, epoch: date) -> str:
    place = f"{letters(column)}{row}"
    if value is None:
        return f'<c r="{place}" s="1"/>'
    if isinstance(value, str):
        return (
            f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        )
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="1"><v>{(value - epoch).days}</v></c>'
    number = value.number if isinstance(value, Bare) else value
    return f'<c r="{place}"><v>{number!r}</v></c>'


def letters(column: int) -> str:
    """Return the name of a column: 0 is A."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


# --- .ods -----------------------------------------------------------------------------------

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def ods(sheets: Mapping[str, Sequence[Sequence[Value]]], *, after: str = "") -> bytes:
    """Return an .ods document; `after` is raw XML at the end of each table."""
    return zipped(ods_members(sheets, after=after))


def ods_members(
    sheets: Mapping[str, Sequence[Sequence[Value]]], *, after: str = ""
) -> dict[str, str | bytes]:
    """Return the members of an .ods document, to be spoilt or zipped."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>"
        + "".join(
            f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
        )
        + f"{after}</table:table>"
        for name, rows in sheets.items()
    )
    content = (
        f'<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0" '
        f'xmlns:text="{_ODF}:text:1.0" office:version="1.3"><office:body><office:spreadsheet>{tables}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{ODS}"/></manifest:manifest>'
    )
    return {"mimetype": ODS, "content.xml": content, "META-INF/manifest.xml": manifest}


def _ods_cell(value: Value) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str):
        return (
            f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p>'
            "</table:table-cell>"
        )
    if isinstance(value, date):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}">'
        f"<text:p>{value}</text:p></table:table-cell>"
    )
