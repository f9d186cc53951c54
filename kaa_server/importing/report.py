"""What a run did: counted while it goes, kept without anybody's name, told in plain Swedish."""

from __future__ import annotations

import re
from typing import Final

import msgspec

MOST_TOLD: Final = 1000
"""Rows that are told one by one; the rest are counted."""
_NUMBER: Final = re.compile(r"\d{6,8}[-+ ]?\d{4}")


class Told(msgspec.Struct, frozen=True, array_like=True):
    """A row of a file and what there is to say of it. The sentence holds nothing out of the row."""

    file: str
    row: int
    sentence: str


class Report(msgspec.Struct):
    """A run's counts. `files`: names, with what looks like a personnummer taken out.

    `remarks` are about whole files; `said`: what was done, a delivery at a time, as each came to its end.
    """

    files: list[str] = []
    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    outside: int = 0
    elsewhere: int = 0
    older: int = 0
    doubled: int = 0
    differs: int = 0
    protected: int = 0
    facts: int = 0
    altered: int = 0
    withdrawn: int = 0
    unread: int = 0
    unread_rows: list[Told] = []
    waiting: int = 0
    waiting_rows: list[Told] = []
    remarks: list[str] = []
    said: list[str] = []
    refused: dict[str, int] = {}
    judged: int = 0
    enrolled: int = 0
    dry: bool = False
    stopped: str = ""

    def cannot(self, one: Told) -> None:
        """A row that cannot be read."""
        self.unread += 1
        if len(self.unread_rows) < MOST_TOLD:
            self.unread_rows.append(one)

    def waits(self, one: Told) -> None:
        """A row that a person has to answer for."""
        self.waiting += 1
        if len(self.waiting_rows) < MOST_TOLD:
            self.waiting_rows.append(one)


def without_numbers(text: str) -> str:
    """A file's name or a sentence as it may be kept: what looks like a personnummer is taken out."""
    return _NUMBER.sub("…", text)
