"""What is read in and written on a day, and the youths that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

import attrs

from kaa_core.imports.columns import Column
from kaa_core.model.enums import DeregistrationReason, OccupationKind
from kaa_core.model.identity import synthetic_number

COLUMNS: Final = (
    Column.NUMBER,
    Column.GIVEN_NAME,
    Column.FAMILY_NAME,
    Column.FORM,
    Column.SCHOOL,
    Column.PROGRAMME,
    Column.STUDIES_FROM,
    Column.STUDIES_TO,
    Column.STUDIES_ENDED,
    Column.CREDENTIAL,
    Column.MUNICIPALITY,
    Column.MOVED,
    Column.ENROLLED,
    Column.OCCUPATION,
    Column.KEY,
)
"""The columns of the municipality's own table, in this order."""
HOME, ELSEWHERE = "9901", "0685"
NATIONAL, INTRODUCTORY = "Nationellt program", "Introduktionsprogram"
SCHOOLS: Final = ("Brinellgymnasiet", "Norra gymnasiet", "Södra gymnasiet")
PROGRAMMES: Final = ("BA", "NA", "EK", "VF")


@attrs.frozen(kw_only=True)
class Row:
    """A line of the table about one youth. `school`: from and until when, in which form."""

    number: str
    form: str = ""
    begun: date | None = None
    until: date | None = None
    ended: str = ""
    credential: str = ""
    municipality: str = HOME
    moved: date | None = None
    enrolled: date | None = None
    occupation: str = ""
    key: str = ""

    def cells(self) -> tuple[str, ...]:
        """As text, in the order of COLUMNS."""
        place = int(self.number[8:11])
        school = SCHOOLS[place % len(SCHOOLS)] if self.form else ""
        programme = PROGRAMMES[place % len(PROGRAMMES)] if self.form == NATIONAL else ""
        dates = [_text(self.begun), _text(self.until)]
        return (
            self.number,
            "Alva",
            f"Exempel {self.number[2:8]} {place}",
            self.form,
            school,
            programme,
            *dates,
            self.ended,
            self.credential,
            self.municipality,
            _text(self.moved),
            _text(self.enrolled),
            self.occupation,
            self.key,
        )


@attrs.frozen(kw_only=True)
class Stage:
    """What happens on a day, in this order: the table is read in, then the journal is written.

    `written`: a letter was sent on some day. `reached`: she was reached by telephone. `measures`: a measure
    began. `coached`: a coaching conversation. `closed`: deregistered, for this reason, doing this.
    """

    on: date
    rows: Sequence[Row] = ()
    written: Sequence[tuple[str, date]] = ()
    reached: Sequence[tuple[str, date]] = ()
    measures: Sequence[tuple[str, date]] = ()
    coached: Sequence[tuple[str, date]] = ()
    closed: Sequence[tuple[str, date, DeregistrationReason, OccupationKind]] = ()


def numbers(first: date, count: int, step: int = 1, *, serial: int = 100) -> list[str]:
    """So many synthetic numbers, of youths who were born one after another, `step` of them a day.

    `serial`: rows of youths that are born on the same days have their own, at least 400 apart.
    """
    return [
        synthetic_number(first + timedelta(days=place // step), serial + place % 390)
        for place in range(count)
    ]


def born(number: str) -> date:
    """The birth date in a number."""
    return date(int(number[:4]), int(number[4:6]), int(number[6:8]))


def school_starts(number: str) -> date:
    """The autumn after the spring in which she turned sixteen."""
    return date(born(number).year + 16, 8, 19)


def at_home(of: Iterable[str]) -> list[Row]:
    """She lives here since she was born, and nothing more is known."""
    return [Row(number=one, moved=born(one)) for one in of]


def pupils(of: Iterable[str], form: str) -> list[Row]:
    """She goes to school still."""
    return [
        Row(
            number=one,
            moved=born(one),
            form=form,
            begun=school_starts(one),
            credential="nej",
            key=f"s{one}",
        )
        for one in of
    ]


def _text(day: date | None) -> str:
    return "" if day is None else day.isoformat()
