"""A half-year of the collection: "2026H1" is January to June, "2026H2" July to December."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

import attrs

_FORM: Final = re.compile(r"([12]\d{3})H([12])", re.ASCII)
_SECOND: Final = 7
"""The month in which the second half begins."""


@attrs.frozen(order=True)
class HalfYear:
    """`half`: 1 or 2."""

    year: int
    half: int

    @classmethod
    def parse(cls, written: str) -> HalfYear | None:
        """Read "2026H1"; None for anything else."""
        found = _FORM.fullmatch(written.strip().upper())
        return None if found is None else cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> HalfYear:
        """The half-year that a day is in."""
        return cls(day.year, 1 if day.month < _SECOND else 2)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 1 if self.half == 1 else _SECOND, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def before(self) -> HalfYear:
        """The one before it."""
        return HalfYear.of(self.first - timedelta(days=1))

    @property
    def told(self) -> str:
        """In words: "första halvåret 2026"."""
        return f"{'första' if self.half == 1 else 'andra'} halvåret {self.year}"

    def __str__(self) -> str:
        return f"{self.year}H{self.half}"


def to_report(today: date) -> HalfYear:
    """The half-year that is asked for on a day: the last one that is over."""
    return HalfYear.of(today).before
