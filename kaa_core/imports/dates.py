"""Dates as people and spreadsheets write them."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from kaa_core.imports.book import Cell
from kaa_core.imports.texts import filled

EPOCH_1900: Final = date(1899, 12, 30)
"""Day 0 of the numbers in most spreadsheets, for days after the 29 February 1900 that never was."""
EPOCH_1904: Final = date(1904, 1, 1)

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "january", "jan"),
            ("februari", "february", "feb", "febr"),
            ("mars", "march", "mar"),
            ("april", "apr"),
            ("maj", "may"),
            ("juni", "june", "jun"),
            ("juli", "july", "jul"),
            ("augusti", "august", "aug"),
            ("september", "sep", "sept"),
            ("oktober", "october", "okt", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_CLOCK: Final = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|\+00:00)?$", re.IGNORECASE)
_SERIAL: Final = re.compile(r"\d{5}(\.\d+)?")
_WRITTEN: Final = re.compile(
    r"(?:den )?(\d{1,2})[:.]?(?:a|e)? ?[- ]?([a-z]{3,9})\.?[ ,-]*'?(\d{4}|\d{2})"
)
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-./ ](\d{1,2})[-./ ](\d{1,2})")
_YEAR_LAST: Final = re.compile(r"(\d{1,2}) ?[-./] ?(\d{1,2}) ?[-./ ] ?(\d{4}|\d{2})")
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000  # 1954 to 2119: every day a register is about
_YOUNG: Final = 30


class DateOrder(enum.Enum):
    """In which order a file has day and month, where it writes both as numbers and the year last."""

    DAY_FIRST = "day"
    MONTH_FIRST = "month"
    EITHER = "either"  # every such date could be read both ways: ask, and read the day first


def day_of(
    cell: Cell, today: date, *, date1904: bool = False, month_first: bool = False
) -> date | None:
    """Return the date in a cell, or None when there is none or it cannot be read.

    A month or a week alone is no date. Two-digit years are up to 30 years ahead of `today`.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool):
        return None
    text = filled(cell).casefold()
    try:
        return _from_text(text, today, date1904=date1904, month_first=month_first)
    except (ValueError, OverflowError):
        return None


def order_of(cells: Iterable[Cell]) -> DateOrder:
    """Return in which order the cells of a file's columns of dates have day and month."""
    seen = False
    for cell in cells:
        found = _YEAR_LAST.fullmatch(_dated(cell))
        if found is None:
            continue
        first, second = int(found[1]), int(found[2])
        if first > 12 >= second:
            return DateOrder.DAY_FIRST
        if second > 12 >= first:
            return DateOrder.MONTH_FIRST
        seen = seen or first != second
    return DateOrder.EITHER if seen else DateOrder.DAY_FIRST


def _dated(cell: Cell) -> str:
    return _CLOCK.sub("", cell.strip()) if isinstance(cell, str) and len(cell) < 40 else ""


def _from_text(text: str, today: date, *, date1904: bool, month_first: bool) -> date | None:
    text = _CLOCK.sub("", text)
    if text.isdigit() and text.isascii() and len(text) in (6, 8):
        return _packed(text, today)
    if _SERIAL.fullmatch(text):
        return _serial(float(text), date1904=date1904)
    if found := _YEAR_FIRST.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(text):
        first, second = int(found[1]), int(found[2])
        day, month = (second, first) if month_first else (first, second)
        return date(_year(found[3], today), month, day)
    if (found := _WRITTEN.fullmatch(text)) and found[2] in _MONTHS:
        return date(_year(found[3], today), _MONTHS[found[2]], int(found[1]))
    return None


def _packed(text: str, today: date) -> date:
    return date(_year(text[:-4], today), int(text[-4:-2]), int(text[-2:]))


def _serial(number: float, *, date1904: bool) -> date | None:
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return None
    return (EPOCH_1904 if date1904 else EPOCH_1900) + timedelta(days=int(number))


def _year(written: str, today: date) -> int:
    if len(written) == 4:
        return int(written)
    year = today.year - today.year % 100 + int(written)
    return year - 100 if year > today.year + _YOUNG else year
