"""A list in text that is longer than any spreadsheet: its rows one at a time, whatever its length.

For the night run. What a person chooses in the window is read by `reading.read`, which mends more.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

import attrs

from kaa_core.imports.book import MOST_COLUMNS, NotReadable, Row, Sheet
from kaa_core.imports.delimited import decoded, delimiter_of
from kaa_core.imports.refusals import refusal
from kaa_core.imports.sources.facts import Delivery, Given
from kaa_core.imports.sources.lists import Chosen, List, columns, delivery, problems
from kaa_core.imports.tables import find_table

_SAMPLE: Final = 256 * 1024
_HEAD: Final = 200
_LONGEST_LINE: Final = 64 * 1024
_CODECS: Final[dict[str, str]] = {
    "UTF-8": "utf-8",
    "Windows-1252": "cp1252",
    "DOS (850)": "cp850",
    "Mac": "mac_roman",
}


@attrs.frozen
class LongList:
    """A long list that has been looked at: how it would be read, and why it cannot, if it cannot."""

    chosen: Chosen
    rows: Iterator[tuple[int, Row]] = attrs.field(repr=False)
    faults: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def delivery(self, given: Given) -> Delivery:
        """Return what the list says. Can be gone through once; raises NotReadable in the midst of it."""
        made = delivery(self.rows, self.chosen, given)
        return attrs.evolve(made, remarks=(*self.remarks, *made.remarks))


def long_list(content: bytes, what: List) -> LongList:
    """Look at a list's beginning: its characters, its columns. Raises NotReadable for what is no list.

    `content` may be a memory map: it is cut into lines as they are read.
    """
    sample = bytes(content[:_SAMPLE])
    whole = sample if len(content) <= _SAMPLE else sample[: sample.rfind(b"\n") + 1]
    if not whole.strip():
        raise refusal("empty")
    if whole.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise refusal("not-a-spreadsheet")
    found = decoded(whole)
    codec = _codec(content, found.encoding)
    rows = _rows(content, codec, delimiter_of(found.text), mending=bool(found.remark))
    head = list(islice(rows, _HEAD))
    sheet = Sheet(name="", rows=[row for _, row in head])
    table = find_table(sheet)
    mapping = columns(what, table, sheet.rows[table.first_row :])
    return LongList(
        chosen=Chosen(what=what, table=table, mapping=mapping),
        rows=chain(head[table.first_row :], rows),
        faults=problems(mapping),
        remarks=(found.remark,) if found.remark else (),
    )


def _codec(content: bytes, seen: str) -> str:
    """Return the codec of all of it: a beginning in ASCII alone says nothing of the rest."""
    if seen != "UTF-8":
        return _CODECS.get(seen, "cp1252")
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _SAMPLE):
            decoder.decode(bytes(content[start : start + _SAMPLE]))
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _rows(
    content: bytes, codec: str, delimiter: str, *, mending: bool
) -> Iterator[tuple[int, Row]]:
    lines = _lines(content, codec)
    reader = csv.reader(map(_mended, lines) if mending else lines, delimiter=delimiter)
    try:
        for read in reader:
            if len(read) > MOST_COLUMNS:
                raise refusal("too-many-columns")
            yield reader.line_num, tuple(cell or None for cell in read)
    except csv.Error:
        raise refusal("damaged") from None


def _lines(content: bytes, codec: str) -> Iterator[str]:
    start = 3 if bytes(content[:3]) == codecs.BOM_UTF8 else 0
    end = len(content)
    while start < end:
        stop = content.find(b"\n", start)
        stop = end if stop < 0 else stop + 1
        if stop - start > _LONGEST_LINE:
            raise refusal("not-a-spreadsheet")
        text = content[start:stop].decode(codec, errors="replace")
        if "\x00" in text:
            raise refusal("not-a-spreadsheet")
        yield text
        start = stop


def _mended(line: str) -> str:
    """Undo UTF-8 that was once read as Windows-1252 and saved again."""
    try:
        return line.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return line


__all__ = ["LongList", "NotReadable", "long_list"]
