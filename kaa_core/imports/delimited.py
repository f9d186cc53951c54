"""Text with columns (.csv, .txt): which characters, which sign between the columns, which rows."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

import attrs

from kaa_core.imports.book import (
    MOST_COLUMNS,
    MOST_ROWS,
    Book,
    NotReadable,
    Progress,
    Row,
    Rows,
    Shared,
    Sheet,
)
from kaa_core.imports.refusals import refusal

DELIMITERS: Final = {";": "semikolon", "\t": "tabb", ",": "komma", "|": "lodstreck"}
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SWEDISH: Final = frozenset("åäöÅÄÖéÉ")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_SEP: Final = re.compile(r"sep=(.)\n", re.IGNORECASE)
_TWICE: Final = ("Ã¥", "Ã¤", "Ã¶", "Ã…", "Ã„", "Ã–")
_SAMPLE: Final = 60
_MOST_LINES: Final = 1_100_000  # a spreadsheet's own limit, and then some: empty rows at the end
_LONGEST_LINE: Final = 512 * 1024
_MOST_BREAKS: Final = 30  # in one quoted cell; above this the quotation mark was never closed
_OFTEN: Final = 4_000
_PIECE: Final = 1024 * 1024


class _Unclosed(Exception):
    """A quotation mark begins a cell and nothing ends it."""


@attrs.frozen
class Text:
    """A file's text, which characters it was written in, and what had to be mended."""

    text: str = attrs.field(repr=False)
    encoding: str
    remark: str = ""


def read_delimited(content: bytes, name: str, progress: Progress) -> Book:
    """Read bytes as text with columns; raises NotReadable, and what `progress` raises."""
    found = decoded(content)
    text, remarks = found.text, [found.remark] if found.remark else []
    named = _SEP.match(text)
    delimiter = named[1] if named and named[1] in DELIMITERS else delimiter_of(text)
    try:
        rows = _rows(text, delimiter, progress, quoted=True)
    except (_Unclosed, csv.Error):
        rows = _unquoted(text, delimiter, progress)
        remarks.append("Filen har citattecken som inte hör ihop. De har lästs som vanliga tecken.")
    if named:
        rows[0] = ()
    while rows and not rows[-1]:
        rows.pop()
    if not rows:
        raise refusal("empty")
    form = f"text ({found.encoding}, {DELIMITERS[delimiter]})"
    return Book(name, form, (Sheet(name=name, rows=rows),), tuple(remarks))


# --- which characters -----------------------------------------------------------------------


def decoded(content: bytes) -> Text:
    """Return a file's bytes as text with one kind of line break; raises NotReadable."""
    for mark, codec, shown in _BOMS:
        if content.startswith(mark):
            return _checked(_by_mark(content, codec), shown)
    try:
        return _mended(_checked(content.decode("utf-8"), "UTF-8"))
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 3 and not content[: error.start].isascii():
            raise refusal("damaged") from None  # ends in the middle of a character
    return _of_one_byte(content)


def _by_mark(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        raise refusal("damaged") from None


def _of_one_byte(content: bytes) -> Text:
    """Windows-1252, unless only an older set of characters gives Swedish letters."""
    read: dict[str, str] = {}
    for codec in ("cp1252", "cp850", "mac_roman"):
        try:
            read[codec] = content.decode(codec)
        except UnicodeDecodeError:
            continue
    score = {codec: sum(map(text.count, _SWEDISH)) for codec, text in read.items()}
    best = "cp1252" if score.get("cp1252") else max(score, key=lambda codec: score[codec])
    if "cp1252" in read and score[best] < 3:
        best = "cp1252"
    shown = {"cp1252": "Windows-1252", "cp850": "DOS (850)", "mac_roman": "Mac"}[best]
    return _checked(read[best], shown)


def _checked(text: str, encoding: str) -> Text:
    """Return text with one kind of line break; signs that no text has make it no spreadsheet."""
    text = text.removesuffix("\x1a")
    for start in range(
        0, len(text), _PIECE
    ):  # one long search would keep the window's thread waiting
        if _CONTROL.search(text, start, start + _PIECE):
            raise refusal("not-a-spreadsheet")
    return Text(text.replace("\r\n", "\n").replace("\r", "\n"), encoding)


def _mended(found: Text) -> Text:
    """Undo UTF-8 that was once read as Windows-1252 and saved again: FÃ¶rnamn."""
    if not any(sign in found.text for sign in _TWICE) or any(s in found.text for s in "åäöÅÄÖ"):
        return found
    try:
        text = found.text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return found
    return attrs.evolve(
        found, text=text, remark="Å, ä och ö var felsparade i filen (Ã¶ för ö). De har lästs rätt."
    )


# --- which columns --------------------------------------------------------------------------


def delimiter_of(text: str) -> str:
    """Return the sign that divides most of the first lines into the same number of columns."""
    head = text[: 64 * 1024]
    scores = {sign: _evenness(head, sign) for sign in DELIMITERS}
    best = max(scores, key=lambda sign: scores[sign])
    return best if scores[best] else ";"


def _evenness(head: str, sign: str) -> int:
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(_lines(head), delimiter=sign):
            widths[len(row)] += 1
            if widths.total() >= _SAMPLE:
                break
    except (csv.Error, NotReadable):
        widths = Counter(line.count(sign) + 1 for line in head.split("\n")[:_SAMPLE])
    return max(((width - 1) * count for width, count in widths.items()), default=0)


def _lines(text: str, progress: Progress | None = None) -> Iterator[str]:
    total = len(text) or 1
    for number, found in enumerate(_LINE.finditer(text)):
        if found.end() - found.start() > _LONGEST_LINE:
            raise refusal("not-a-spreadsheet")
        if progress is not None and number % _OFTEN == 0:
            progress(found.end() * 100 // total, 100)
        yield found[0]


# --- which rows -----------------------------------------------------------------------------


def _rows(text: str, delimiter: str, progress: Progress, *, quoted: bool) -> Rows:
    rows = Rows()
    filled = 0
    widths: Counter[int] = Counter()
    broken: list[str] = []
    shared = Shared()
    lines = _lines(text, progress)
    plain = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    for read in csv.reader(lines, delimiter=delimiter) if quoted else plain:
        widths[len(read)] += 1
        row = _row(read, broken, shared)
        filled += bool(row)
        if filled > MOST_ROWS or len(rows) > _MOST_LINES:
            raise refusal("too-many-rows")
        rows.append(row)
    if broken and _swallowed(broken, delimiter, widths.most_common(1)[0][0]):
        raise _Unclosed
    progress(100, 100)
    return rows


def _swallowed(cells: list[str], delimiter: str, width: int) -> bool:
    """Whether a cell with line breaks has a whole row in it, because a quotation mark was never closed."""
    inside = (line for cell in cells for line in cell.split("\n")[1:])
    return width > 2 and any(line.count(delimiter) >= width - 1 for line in inside)


def _row(read: list[str], broken: list[str], shared: Shared) -> Row:
    while read and not read[-1]:
        read.pop()
    if len(read) > MOST_COLUMNS:
        raise refusal("too-many-columns")
    for cell in read:
        if "\n" in cell:
            if cell.count("\n") > _MOST_BREAKS:
                raise _Unclosed
            broken.append(cell)
    same = shared.text
    return tuple([same(cell) if cell else None for cell in read])


def _unquoted(text: str, delimiter: str, progress: Progress) -> Rows:
    try:
        rows = _rows(text, delimiter, progress, quoted=False)
    except csv.Error:
        raise refusal("not-a-spreadsheet") from None
    return Rows(
        tuple(_bare(cell) if isinstance(cell, str) else cell for cell in row) for row in rows
    )


def _bare(cell: str) -> str | None:
    whole = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return (cell[1:-1].replace('""', '"') if whole else cell) or None
