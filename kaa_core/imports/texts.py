"""Text as it comes out of a cell and goes into one."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Final

from kaa_core.imports.book import Cell

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""

_UNSEEN: Final = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f-\x84]"
)
_SPACES: Final = re.compile(r"\s+")
_BLANK: Final = frozenset(
    {"-", "\N{EN DASH}", "\N{EM DASH}", ".", "?", "*", "#N/A", "#SAKNAS!", "NULL"}
)
_WHOLE: Final = 2**53
"""Up to here a float holds every whole number."""


def text_of(cell: Cell) -> str:
    """Return a cell as a person would read it: one line, NFC, nothing unseen, no outer spaces.

    A whole number comes without decimals, a date as ååååmmdd with hyphens. An empty cell is "".
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, bool):
        return "ja" if cell else "nej"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _WHOLE else str(cell)
    if isinstance(cell, datetime):
        midnight = not (cell.hour or cell.minute or cell.second)
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def clean(text: str) -> str:
    """Return text in NFC with single spaces, without what cannot be seen, and as it was meant.

    An apostrophe before a formula's sign is how spreadsheets (and `as_text_cell`) keep it text.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():  # tabs, line breaks, hard spaces, and what cannot be seen
        text = _SPACES.sub(" ", _UNSEEN.sub("", text))
    elif "  " in text:
        text = _SPACES.sub(" ", text)
    text = text.strip()
    return from_text_cell(text) if text.startswith("'") else text


def filled(cell: Cell) -> str:
    """Return a cell's text; "" too for the signs that people write where nothing is known."""
    text = text_of(cell)
    return "" if text in _BLANK else text


def in_one_line(cell: Cell) -> str:
    """Return a cell's text with ", " where it has line breaks, as an address in one cell may."""
    if isinstance(cell, str) and "\n" in cell:
        return ", ".join(filter(None, (filled(line).strip(" ,") for line in cell.split("\n"))))
    return filled(cell)


def as_text_cell(text: str) -> str:
    """Return text for one cell of TSV or CSV, so that no spreadsheet takes it for a formula.

    Tabs and line breaks become spaces; an apostrophe is set before what begins like a formula.
    `from_text_cell` takes it away again.
    """
    line = _SPACES.sub(" ", text).strip()
    return "'" + line if line.lstrip("'").startswith(FORMULA) else line


def from_text_cell(text: str) -> str:
    """Return text without the apostrophe that kept it from being a formula."""
    quoted = text.startswith("'") and text.lstrip("'").startswith(FORMULA)
    return text[1:] if quoted else text
