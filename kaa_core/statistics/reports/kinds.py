"""Which reports there are, and what each holds.

000 2.1.3–2.1.5: the board had goals that nobody could follow up. 003 s. 18: what is followed up leads to
something being done better.
"""

from __future__ import annotations

import enum
from datetime import date
from types import MappingProxyType
from typing import Final

import attrs

from kaa_core.model.rights import Right
from kaa_core.rules.calendar import add_months
from kaa_core.statistics.day import school_year


class Span(enum.Enum):
    """What a report is of when nothing else is chosen."""

    SCHOOL_YEAR = "läsåret"
    QUARTER = "kvartalet"


@attrs.frozen(kw_only=True)
class Part:
    """A section. `key` is stable: a person's own text is kept by it. Figures stand in this order."""

    key: str
    heading: str
    figures: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Kind:
    """A report. `always_hidden`: small numbers are never shown in it. `of_unit`: it is of one unit."""

    key: str
    name: str
    says: str
    span: Span
    parts: tuple[Part, ...]
    right: Right = Right.FOLLOW_UP
    always_hidden: bool = False
    of_unit: bool = False

    @property
    def figures(self) -> tuple[str, ...]:
        """All its figures, each once."""
        return tuple(dict.fromkeys(key for part in self.parts for key in part.figures))


SUMMARY: Final = "summary"
"""The key of a person's own text at the beginning."""


def _part(key: str, *figures: str) -> Part:
    return Part(key=key, heading=HEADINGS[key], figures=figures)


HEADINGS: Final = MappingProxyType(
    {
        SUMMARY: "Sammanfattning",
        "group": "Ungdomarna",
        "reach": "Att nå ungdomarna",
        "measures": "Insatserna och vad de leder till",
        "school": "Avhopp och återgång",
        "work": "Arbetet",
    }
)

_GROUP: Final = ("age_group", "target_group", "enrolled", "unclear", "introductory")
_REACH: Final = (
    "not_reached",
    "contact_in_four_weeks",
    "median_days",
    "not_contacted",
    "not_offered",
)
_MEASURES: Final = ("in_activity", "in_measure", "with_plan", "evaluated")
_SCHOOL: Final = ("dropouts", "returned", "returned_introductory")

# Outreach week by week is in no report: beside all contacts of the period a hidden week could be subtracted.
BOARD_YEAR: Final = Kind(
    key="board_year",
    name="Nämndens årsuppföljning",
    says="Hela läsåret för nämnden: ungdomarna, kontakten, insatserna, avhoppen, målen och budgeten.",
    span=Span.SCHOOL_YEAR,
    parts=(
        _part("group", *_GROUP, "occupied", "situation", "situation_by_age"),
        _part("reach", *_REACH, "followed_up", "time_to_contact", "visits", "channels"),
        _part("measures", *_MEASURES, "measures", "evaluation", "followed_by"),
        _part(
            "school", *_SCHOOL, "dropouts_by_form", "dropouts_by_school", "dropouts_by_programme"
        ),
        _part("work", "routine", "empty_weeks", "budget"),
    ),
)
BOARD_QUARTER: Final = Kind(
    key="board_quarter",
    name="Nämndens kvartalsuppföljning",
    says="Kvartalet för nämnden: det viktigaste på några sidor, och målen.",
    span=Span.QUARTER,
    parts=(
        _part("group", *_GROUP, "situation"),
        _part("reach", *_REACH, "followed_up", "visits"),
        _part("measures", *_MEASURES, "measures"),
        _part("school", *_SCHOOL),
        _part("work", "routine", "empty_weeks", "budget"),
    ),
)
OVERVIEW: Final = Kind(
    key="overview",
    name="Kommunstyrelsens översikt",
    says="Läget i stort för kommunstyrelsen. Inga personer: små tal är alltid dolda.",
    span=Span.SCHOOL_YEAR,
    parts=(
        _part("group", *_GROUP, "occupied", "situation"),
        _part("reach", "not_reached", "contact_in_four_weeks"),
        _part("measures", "in_activity", "in_measure"),
        _part("school", "dropouts", "returned"),
        _part("work", "empty_weeks", "budget"),
    ),
    always_hidden=True,
)
STEERING: Final = Kind(
    key="steering",
    name="Styrgruppens uppföljning",
    says="För styrgruppen: hur arbetet går vecka för vecka, enheterna bredvid varandra och målen.",
    span=Span.SCHOOL_YEAR,
    parts=(
        _part("group", *_GROUP, "situation", "situation_by_unit"),
        _part(
            "reach",
            *_REACH,
            "followed_up",
            "time_to_contact",
            "visits_in_time",
            "visits",
            "channels",
        ),
        _part("measures", *_MEASURES, "measures", "evaluation", "followed_by"),
        _part("school", *_SCHOOL, "dropouts_by_school"),
        _part("work", "routine", "empty_weeks", "routine_by_week", "budget"),
    ),
)
UNIT: Final = Kind(
    key="unit",
    name="Enhetens uppföljning",
    says="En enhets eget underlag: ärenden per handläggare, kontakt, planer, insatser och tid.",
    span=Span.QUARTER,
    parts=(
        _part("group", "enrolled", "situation", "situation_by_age", "occupations"),
        _part("reach", *_REACH, "followed_up", "visits_in_time", "visits", "channels", "talks"),
        _part("measures", *_MEASURES, "measures", "evaluation", "followed_by"),
        _part("work", "routine", "empty_weeks", "caseload", "minutes"),
    ),
    right=Right.READ_CASES,
    of_unit=True,
)
KINDS: Final = (BOARD_YEAR, BOARD_QUARTER, OVERVIEW, STEERING, UNIT)
BY_KEY: Final = MappingProxyType({one.key: one for one in KINDS})


@attrs.frozen(kw_only=True)
class Period:
    """From a day until another, both included. Figures that are of a day are of the last one."""

    start: date
    end: date

    def earlier(self, months: int) -> Period:
        """The same days so many months before; a month's last day stays one."""
        end = add_months(self.end, -months)
        if (self.end.toordinal() + 1) == add_months(self.end.replace(day=1), 1).toordinal():
            end = date.fromordinal(add_months(end.replace(day=1), 1).toordinal() - 1)
        return Period(start=add_months(self.start, -months), end=end)


def period(span: Span, on: date) -> Period:
    """The school year or quarter that a day lies in, until that day."""
    if span is Span.SCHOOL_YEAR:
        return Period(start=school_year(on), end=on)
    return Period(start=date(on.year, 1 + 3 * ((on.month - 1) // 3), 1), end=on)


def former(of: Period) -> Period:
    """What a report is compared with: the same days a year before, of a quarter too, for terms differ."""
    return of.earlier(12)
