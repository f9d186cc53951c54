"""The day on which somebody reaches an age: what begins and ends at 18 and at 20 hangs on it."""

from __future__ import annotations

from datetime import date

from kaa_core.model.identity import IdentityNumber, IdentityProblem, birthday


def reaches(identity_number: str | None, age: int) -> date | None:
    """Return the birthday on which `age` is reached; None when the birth date is not certain.

    Born on 29 February: 28 February where the year has no other (lag 1930:173; domain.md section 9).
    """
    try:
        born = IdentityNumber.parse(identity_number or "").birth_date
    except IdentityProblem:
        return None
    return None if born is None else birthday(born, born.year + age)
