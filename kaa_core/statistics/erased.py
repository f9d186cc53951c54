"""A day from which persons have been erased, and whose figures were not stored: what can be told of it.

7 § förordningen (2006:39): a person is erased at the latest at the end of the year in which she turns 21. Of
an earlier day only those who are held still can be counted, and when none of them is left there is no
figure, which is not nought. The one rule of the window, the server and its command.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

import attrs

from kaa_core.rules.calendar import in_words
from kaa_core.statistics.answers import Answer, answer
from kaa_core.statistics.day import Day
from kaa_core.statistics.money import of_nobody
from kaa_core.statistics.values import Figure, Table, unknown

ERASED_SINCE: Final = "Personer kan ha gallrats sedan dess."
"""Of a day near one that somebody has been erased from."""


def first_countable(today: date) -> date:
    """The earliest day for which everybody who counted is still held, if nobody was erased early.

    7 § förordningen (2006:39): at the latest at the end of the year in which a person turns 21. Who was
    nineteen on a day of last year turns 21 this year at the earliest.
    """
    return date(today.year - 1, 1, 1)


def some_left(as_of: date) -> str:
    """What is said of an early day of which somebody is held still."""
    return (
        f"Inga sådana tal lagrades för {in_words(as_of)}, och personer från den tiden har gallrats (7 § "
        "förordningen 2006:39). Bara de som finns kvar räknas, så talen kan vara för låga."
    )


def nobody_left(as_of: date) -> str:
    """What is said of an early day of which nobody is held: there are no figures."""
    return (
        f"Det finns inga tal för {in_words(as_of)}. Personer från den tiden har gallrats (7 § förordningen "
        "2006:39), och inga sådana tal lagrades. Ingen som var i åldersgruppen då finns kvar att räkna."
    )


@attrs.frozen(kw_only=True)
class Left:
    """Who is left of a day. `remark`: what is said beside what is counted of it, "" when all are held.

    `nobody`: there is nobody to count, so that nothing is known.
    """

    remark: str = ""
    nobody: bool = False

    def answer(self, figure: Figure, day: Day) -> Answer:
        """Count a figure, or say of each of its numbers that it is not known. Money is of nobody."""
        found = answer(figure, day)
        blank = self.nobody and not of_nobody(figure)
        return attrs.evolve(found, table=_blank(found.table)) if blank else found


def left_of(day: Day, today: date, *, stored: bool = False, erased: bool = False) -> Left:
    """Who is left of a day that is counted from what is held.

    Args:
        day: With everybody who is held among its traces, its filter aside.
        today: The day on which it is asked.
        stored: The day's figures were stored in time, so that it is known whether anybody is erased from it.
        erased: Somebody who counted on the day, or near it, has been erased.
    """
    early = not stored and day.as_of < first_countable(today)
    if not early and not erased:
        return Left()
    if not day.anybody:
        return Left(remark=nobody_left(day.as_of), nobody=True)
    return Left(remark=some_left(day.as_of) if early else ERASED_SINCE)


def stored_in_time(as_of: date, made_at: datetime | None) -> bool:
    """Whether what is stored of a day was counted while nobody had to be erased from it yet."""
    return made_at is not None and as_of >= first_countable(made_at.date())


def of_erased(remarks: Iterable[str], as_of: date) -> tuple[str, ...]:
    """Those of some remarks that are about who has been erased since a day."""
    ours = {ERASED_SINCE, some_left(as_of), nobody_left(as_of)}
    return tuple(one for one in remarks if one in ours)


def is_blank(table: Table) -> bool:
    """Whether nothing is known of any number of a table."""
    return all(cell.count is None and not cell.hidden for row in table.rows for cell in row.cells)


def _blank(table: Table) -> Table:
    return attrs.evolve(
        table,
        rows=tuple(
            attrs.evolve(row, cells=tuple(unknown() for _ in row.cells)) for row in table.rows
        ),
        remarks=(),
    )
