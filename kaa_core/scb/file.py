"""The lines of a half-year as the text of the file: the whole in one, that replaces the former.

Blocks follow each other, each with the names of its columns on its first line. No cell begins a formula from
what somebody is called: such a text is preceded by an apostrophe, whatever separator the file is read with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from kaa_core.scb.layout import FORMULA, Column, Dates, Layout
from kaa_core.scb.rows import Line, Value
from kaa_core.scb.sources import SOURCES, Block, Form

END: Final = "\r\n"
_CUTS: Final = ';,\t"'


def name_of(half_year: object) -> str:
    """What the file is called: nothing about anybody."""
    return f"scb-{half_year}.csv"


def file_of(youths: Iterable[Sequence[Line]], layout: Layout) -> bytes:
    """Return the file. `youths`: the lines of each, in any order; the same lines give the same bytes."""
    by_block: dict[Block, list[Line]] = {block: [] for block in Block}
    for lines in sorted(youths, key=_by_number):
        for line in lines:
            by_block[line.block].append(line)
    text = "".join(_text(by_block, layout))
    return text.encode(layout.encoding.value, errors="replace")


def _by_number(lines: Sequence[Line]) -> tuple[str, bytes]:
    if not lines:
        return "", b""
    return str(lines[0].values.get("identity_number") or ""), min(one.record for one in lines).bytes


def _text(by_block: Mapping[Block, Sequence[Line]], layout: Layout) -> Iterator[str]:
    separator = layout.separator.value
    for block in Block:
        columns = layout.blocks[block]
        if layout.header:
            yield separator.join(one.name for one in columns) + END
        for line in by_block[block]:
            cells = (cell(layout, column, line.values.get(column.source)) for column in columns)
            yield separator.join(cells) + END


def cell(layout: Layout, column: Column, value: Value) -> str:
    """Return a value as it stands in the file."""
    if value is None:
        return ""
    source = SOURCES[column.source]
    if source.form is Form.CODE:
        return layout.codes.get(source.codes, {}).get(int(value), "")
    if source.form is Form.DATE:
        iso = str(value)
        return iso if layout.dates is Dates.DASHES else iso.replace("-", "")
    return _guarded(str(value))


def _guarded(text: str) -> str:
    """A text that somebody wrote, on one line: no formula, and nothing that cuts a line in two."""
    marks = (mark if mark.isprintable() and mark not in _CUTS else " " for mark in text)
    plain = " ".join("".join(marks).split())
    return f"'{plain}" if plain and plain[0] in FORMULA else plain
