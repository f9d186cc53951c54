"""What a file holds once it has been read: sheets of rows of cells. And why one could not be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final, TypeAlias

import attrs

Cell: TypeAlias = "str | int | float | bool | date | datetime | None"
"""A cell as the file holds it. An empty cell is None, never an empty text."""

Row: TypeAlias = tuple[Cell, ...]

Progress: TypeAlias = Callable[[int, int], None]
"""Called now and then with (done, total), at most some hundred times. It may raise: that cancels."""

MOST_ROWS: Final = 200_000
"""Rows in one sheet. The largest municipality has 60 000 in the age group (domain.md section 8)."""

MOST_COLUMNS: Final = 256
MOST_CELLS: Final = 4_000_000
MOST_BYTES: Final = 32 * 1024 * 1024
"""Of the file as it is given. The desktop asks for a file's size before it reads it."""


class Rows(list[Row]):
    """A sheet's rows, let go of some at a time.

    A million cells that go at once keep every other thread, the window's too, waiting for 0.2 seconds.
    """

    def __del__(self) -> None:
        while self:
            del self[-500:]


class Shared:
    """Lets equal texts of one file be one text: a school stands on a thousand rows.

    Only the first some thousand different texts are held, so that what never repeats costs nothing.
    """

    def __init__(self, most: int = 4_000) -> None:
        self._held: dict[str, str] = {}
        self._most = most

    def text(self, text: str) -> str:
        """Return `text`, as the object that was first seen with these letters."""
        held = self._held
        found = held.get(text)
        if found is None:
            if len(held) < self._most:
                held[text] = text
            return text
        return found


class NotReadable(Exception):
    """A file that cannot be read, in three parts and a code. Never holds anything of its content."""

    def __init__(self, code: str, happened: str, safe: str, advice: str) -> None:
        super().__init__(f"{happened} {safe} {advice}")
        self.code = code
        self.happened = happened
        self.safe = safe
        self.advice = advice


@attrs.frozen
class Sheet:
    """One sheet. `rows[0]` is the file's row 1; rows may differ in length and be empty."""

    name: str
    rows: Sequence[Row] = attrs.field(repr=False)
    date1904: bool = False
    """Numbers that are dates are counted from 1904 instead of 1900."""

    @property
    def width(self) -> int:
        """How many columns the longest row has."""
        return max(map(len, self.rows), default=0)


@attrs.frozen
class Book:
    """A file that was read. `form` says what it was, in words: "Excel (.xlsx)", "text (Windows-1252, ;)"."""

    name: str
    form: str
    sheets: tuple[Sheet, ...]
    remarks: tuple[str, ...] = ()
    """Swedish sentences about what had to be done to read the file, to show beside the preview."""
