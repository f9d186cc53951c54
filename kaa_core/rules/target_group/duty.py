"""Conditions 2 and 3: not yet twenty, and compulsory schooling behind her.

7 kap. 12-14 §§ skollagen: skolplikt ends with the spring term of the year of the 16th birthday, one year
later for one who has not left the last year by then, at the latest at 18; earlier for one who has left it
with approval. Unfinished year 9 is behind her all the same once skolplikt has ended (domain.md section 9).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from kaa_core.model.enums import Criterion, Judged, StudyEnd
from kaa_core.model.facts import Residence
from kaa_core.model.identity import MAJORITY, SAMORDNING_DAY, birthday
from kaa_core.rules.target_group.claims import COMPULSORY_FORMS, DAY, EVER, Claim
from kaa_core.rules.target_group.residence import arrived, since
from kaa_core.rules.target_group.types import Held, Result

LAST_SCHOOL_DAY: Final = (6, 30)
"""Month and day on which the spring term has ended at the latest: the school year ends in June (3 kap.
2 § skolförordningen). A municipality that has said its last school day is judged by that."""
AUTUMN: Final = (9, 1)
"""Month and day from which the autumn term runs everywhere: who is there then goes another year."""
LEAVING_AGE: Final = 16
TWENTY: Final = 20
LAST_GRADE: Final = 9


def born(identity_number: str) -> date | None:
    """Return the birth date in an identity number; None for an uncertain one."""
    try:
        day = int(identity_number[6:8])
        return date(
            int(identity_number[:4]),
            int(identity_number[4:6]),
            day - SAMORDNING_DAY if day > SAMORDNING_DAY else day,
        )
    except ValueError:
        return None


class Duty:
    """When a youth's skolplikt ends, from her age and what her schools say.

    `ordinary`: its last day by age alone; `ends`: hers. `done`: the day after
    she left the last year, when that is known, and `left` what says it; else None. `last_day`: the
    last one of her schooling, left or run out. `prolonged`: what prolongs it.
    """

    __slots__ = ("claims", "done", "ends", "last_day", "left", "ordinary", "prolonged")

    def __init__(self, held: Held, birth: date, claims: Sequence[Claim]) -> None:
        self.claims = _best([one for one in claims if one.form in COMPULSORY_FORMS])
        year = birth.year + LEAVING_AGE
        self.ordinary = ordinary = _last_school_day(held, year)
        self.done: date | None = None
        self.left: Claim | None = None
        self.prolonged: Claim | None = None
        for one in self.claims:
            if _left_last_year(one, year) and (self.left is None or one.last < self.left.last):
                self.done, self.left = one.last + DAY, one
            if self.prolonged is None and _goes_on(one, year):
                self.prolonged = one
        self.ends = ordinary if self.prolonged is None else longest(held, birth)
        self.last_day = self.ends if self.left is None else min(self.ends, self.left.last)

    def current(self, on: date) -> Claim | None:
        """Return the time in compulsory school that she is in on a date."""
        return next((one for one in self.claims if one.begun and one.start <= on <= one.last), None)


def longest(held: Held, birth: date) -> date:
    """Return the last day of a prolonged skolplikt: a year more, at the latest the day before 18."""
    year = birth.year + LEAVING_AGE
    adult = birthday(birth, birth.year + MAJORITY)
    return max(_last_school_day(held, year), min(_last_school_day(held, year + 1), adult - DAY))


def _best(found: list[Claim]) -> list[Claim]:
    """Of several sources of compulsory schooling the weightiest alone."""
    if len(found) > 1:
        least = min(one.rank for one in found)
        return [one for one in found if one.rank == least]
    return found


def _last_school_day(held: Held, year: int) -> date:
    days = held.last_school_days
    return (days.get(year) if days else None) or date(year, *LAST_SCHOOL_DAY)


def _left_last_year(one: Claim, year: int) -> bool:
    if one.ended is not StudyEnd.COMPLETED or one.last is EVER:
        return False
    # A school for the lower years also "ends": without a grade, only the last years are believed.
    return one.grade >= LAST_GRADE if one.grade is not None else one.last.year >= year - 1


def _goes_on(one: Claim, year: int) -> bool:
    """Whether the source says, or shows by a further school year, that she has not left the last year."""
    if one.prolonged is not None:
        return one.prolonged
    return (
        one.start <= date(year + 1, *LAST_SCHOOL_DAY)
        and one.last >= date(year, *AUTUMN)
        and one.begun
    )


# --- judging ---------------------------------------------------------------------------------------

_UNDER: Final = Result(criterion=Criterion.UNDER_TWENTY, judged=Judged.MET, why="age.under")
_TWENTY: Final = Result(criterion=Criterion.UNDER_TWENTY, judged=Judged.NOT_MET, why="age.twenty")
_AGELESS: Final = Result(criterion=Criterion.UNDER_TWENTY, judged=Judged.UNKNOWN, why="age.unknown")
_DUTYLESS: Final = Result(
    criterion=Criterion.COMPULSORY_DONE, judged=Judged.UNKNOWN, why="compulsory.birth_unknown"
)
_UNTIL: Final = Result(
    criterion=Criterion.COMPULSORY_DONE, judged=Judged.NOT_MET, why="compulsory.duty"
)
_ENDED: Final = Result(
    criterion=Criterion.COMPULSORY_DONE, judged=Judged.MET, why="compulsory.ended"
)


def under_twenty(birth: date | None, on: date) -> Result:
    """Judge condition 2: met until the day before the 20th birthday (lag 1930:173)."""
    if birth is None:
        return _AGELESS
    years = on.year - birth.year
    if years != TWENTY:
        return _UNDER if years < TWENTY else _TWENTY
    return _UNDER if on < birthday(birth, on.year) else _TWENTY


def compulsory_done(duty: Duty | None, residences: Sequence[Residence], on: date) -> Result:
    """Judge condition 3 on a date."""
    if duty is None:
        return _DUTYLESS
    current = duty.current(on) if duty.claims else None
    if duty.left is not None and on > duty.left.last:
        if current is None or current.start <= duty.left.last:
            return _of(Judged.MET, "compulsory.left", duty.left)
    elif on <= duty.ends:
        return _under_duty(duty, current, on)
    elif current is None:
        return _run_out(duty, residences, on)
    return _of(Judged.UNKNOWN, "compulsory.voluntary", current)


def _run_out(duty: Duty, residences: Sequence[Residence], on: date) -> Result:
    """Skolplikt has ended by age: whatever became of year 9, or she came when it no longer held."""
    if duty.claims:
        return _of(Judged.MET, "compulsory.ended", duty.claims[-1])
    newcomer = arrived(residences) if residences else None
    if newcomer is not None and duty.ends < since(newcomer) <= on:
        return Result(
            criterion=Criterion.COMPULSORY_DONE,
            judged=Judged.MET,
            why="compulsory.arrived",
            facts=(newcomer.id,),
        )
    return _ENDED


def _under_duty(duty: Duty, current: Claim | None, on: date) -> Result:
    if duty.prolonged is not None and on > duty.ordinary:
        return _of(Judged.NOT_MET, "compulsory.prolonged", duty.prolonged)
    return _UNTIL if current is None else _of(Judged.NOT_MET, "compulsory.duty", current)


def _of(judged: Judged, why: str, one: Claim) -> Result:
    return Result(
        criterion=Criterion.COMPULSORY_DONE,
        judged=judged,
        why=why,
        facts=(one.id,),
        stated=one.stated,
    )
