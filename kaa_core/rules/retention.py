"""Gallring: whose case is to be erased this year (7 § förordningen (2006:39)).

What is about a young person is erased when it is no longer needed, and at the latest at the end of
the calendar year in which she turns 21. A person whose birth date is uncertain is never due by the
rule alone: somebody has to look.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import attrs

from kaa_core.model.identity import IdentityNumber, IdentityProblem
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Youth

ERASED_AT: Final = 21
"""The age that is reached in the last year in which anything may be kept."""


@attrs.frozen
class Due:
    """A youth who is to be erased by the end of `year`."""

    youth: RecordId
    year: int

    def overdue(self, today: date) -> bool:
        """Whether the year has passed."""
        return self.year < today.year


def last_year(identity_number: str | None) -> int | None:
    """Return the last calendar year in which anything may be kept; None when nobody can tell."""
    try:
        born = IdentityNumber.parse(identity_number or "").birth_date
    except IdentityProblem:
        return None
    return None if born is None else born.year + ERASED_AT


def due(youths: Iterable[Youth], today: date) -> list[Due]:
    """Return those who are to be erased this year or should have been before, the oldest first."""
    found = ((one.id, last_year(one.identity_number)) for one in youths)
    listed = [Due(youth, year) for youth, year in found if year is not None and year <= today.year]
    return sorted(listed, key=lambda one: (one.year, one.youth.bytes))
