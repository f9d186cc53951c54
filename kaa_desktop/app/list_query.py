"""What a person has asked a list of youths for: which of them, in what order, under which headings."""

from __future__ import annotations

import enum
from datetime import date, timedelta
from typing import Final

import attrs

from kaa_core.model.enums import Belonging
from kaa_core.model.ids import UnitId, WorkerId
from kaa_core.rules.case_state import Status
from kaa_desktop.app import words

YOUNGEST, OLDEST = 15, 20
"""The ages at the ends stand for all below and all above too."""
AGES: Final = tuple(range(YOUNGEST, OLDEST + 1))


class SortBy(enum.Enum):
    """Columns of the list, which it can be sorted by; the value is the heading."""

    NAME = "Namn"
    IDENTITY_NUMBER = "Personnummer"
    AGE = "Ålder"
    STATUS = "Läge"
    TARGET = "Målgrupp"
    NEXT_STEP = "Nästa steg"
    DUE = "Senast"
    WORKER = "Handläggare"
    UNIT = "Enhet"
    ENROLLED = "Inskriven"
    REASON = "Orsak"
    LAST_REACHED = "Senast nådd"
    ATTEMPTS = "Försök"
    CITY = "Ort"
    OCCUPATION = "Sysselsättning"
    PHONE = "Telefon"
    CASE_NUMBER = "Ärendenummer"


class GroupBy(enum.Enum):
    """What the rows are put together by; the value is the word in the menu."""

    NONE = "Inga grupper"
    DUE = "Nästa stegs dag"
    TITLE = "Nästa steg"
    STATUS = "Läge"
    WORKER = "Handläggare"


class Since(enum.Enum):
    """How far back the enrolment began, counted from today: a kept filter stays true."""

    WEEK = "de senaste 7 dagarna"
    MONTH = "de senaste 30 dagarna"
    QUARTER = "de senaste 3 månaderna"
    SCHOOL_YEAR = "det här läsåret"

    def first_day(self, today: date) -> date:
        """The earliest day that counts."""
        if self is Since.SCHOOL_YEAR:
            year = today.year if today.month >= words.SCHOOL_YEAR_BEGINS else today.year - 1
            return date(year, words.SCHOOL_YEAR_BEGINS, 1)
        days = {Since.WEEK: 7, Since.MONTH: 30, Since.QUARTER: 91}[self]
        return today - timedelta(days=days)


class Until(enum.Enum):
    """By when the next step is to be taken, counted from today."""

    YESTERDAY = "försenat"
    TODAY = "i dag eller tidigare"
    WEEK = "den här veckan eller tidigare"
    MONTH = "inom 30 dagar"

    def last_day(self, today: date) -> date:
        """The latest day that counts."""
        return {
            Until.YESTERDAY: today - timedelta(days=1),
            Until.TODAY: today,
            Until.WEEK: words.sunday(today),
            Until.MONTH: today + timedelta(days=30),
        }[self]


@attrs.frozen(kw_only=True, repr=False)
class Behind:
    """Those behind a number of the statistics: sixteen bytes each, and the number in words."""

    title: str
    youths: frozenset[bytes]


@attrs.frozen(kw_only=True, repr=False)
class ListQuery:
    """Every condition holds; an empty one lets all through.

    `text` is what is typed or pasted: words, a number, or several numbers. Among `workers` None means
    that nobody has the youth. `ages` are whole years; see `YOUNGEST` and `OLDEST`. `belongings`: whether
    they belong to the target group today. `behind`: nobody else than these.
    """

    text: str = ""
    sort: SortBy = SortBy.DUE
    descending: bool = False
    group: GroupBy = GroupBy.DUE
    statuses: tuple[Status, ...] = ()
    workers: tuple[WorkerId | None, ...] = ()
    units: tuple[UnitId, ...] = ()
    ages: tuple[int, ...] = ()
    enrolled: Since | None = None
    due: Until | None = None
    unsent: bool = False
    conflict: bool = False
    doubled: bool = False
    belongings: tuple[Belonging, ...] = ()
    behind: Behind | None = None

    def filtered(self) -> bool:
        """Whether any condition leaves somebody out."""
        return self.unfiltered() != self

    def unfiltered(self) -> ListQuery:
        """The same order without any condition."""
        return ListQuery(sort=self.sort, descending=self.descending, group=self.group)

    def ordered_as(self, other: ListQuery) -> ListQuery:
        """These conditions in another's order."""
        return attrs.evolve(self, sort=other.sort, descending=other.descending, group=other.group)


AS_WORKED: Final = ListQuery()
"""As the work is: under the days of the next steps, soonest first."""
