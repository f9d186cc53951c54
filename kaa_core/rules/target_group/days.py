"""Dates in words, as the file needs them: with the year, and the month's whole name."""

from __future__ import annotations

from datetime import date
from typing import Final

_MONTHS: Final = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)


def in_words(day: date) -> str:
    """Return a date as "2 november 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def since_words(day: date | None) -> str:
    """Return " sedan 2 november 2026", or nothing where no day is known."""
    return f" sedan {in_words(day)}" if day is not None and day.year > 1 else ""
