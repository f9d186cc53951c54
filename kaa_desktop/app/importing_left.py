"""The rows that an import left, as a table to look up in one's own file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kaa_core.imports import texts
from kaa_desktop.app.importing_source import NotSaved
from kaa_desktop.app.importing_views import Left
from kaa_desktop.store.errors import StoreNotWritable
from kaa_desktop.store.files import write_atomically


def saved(rows: Sequence[Left], path: Path) -> str:
    """Write them where a person chose; the file's name."""
    try:
        write_atomically(path, table_of(rows).encode("utf-8-sig"))
    except StoreNotWritable:  # its words are about the profile's folder
        raise NotSaved from None
    return path.name


def table_of(rows: Sequence[Left]) -> str:
    """The rows that were left as a table for a spreadsheet: row number, what it is, why.

    No name and no number: the rows are found in one's own file. A text that looks like a formula
    stays text.
    """
    return "".join(f"{';'.join(map(_cell, line))}\r\n" for line in lines_of(rows))


def lines_of(rows: Sequence[Left]) -> list[tuple[str, ...]]:
    """Heading and rows: number, what it is, why."""
    return [("Rad", "Vad", "Varför"), *((str(one.row), one.what, one.why) for one in rows)]


def _cell(text: str) -> str:
    return '"' + texts.as_text_cell(text).replace('"', '""') + '"'
