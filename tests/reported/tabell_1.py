"""000 Tabell 1, April 2021: 1549 by calendar year; 100 and 106; IM 180; 48 dropouts; 45 not reached.

The report has the target group as both 100 and 106. Here 100 are covered, and of 6 more it is not known:
"inte på introduktionsprogram" counts them both.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from tests.reported.stages import (
    INTRODUCTORY,
    NATIONAL,
    Row,
    Stage,
    at_home,
    born,
    numbers,
    pupils,
    school_starts,
)

DAY: Final = date(2021, 4, 30)
ALL, COVERED, UNCLEAR, IM, DROPOUTS, NOT_REACHED = 1549, 100, 6, 180, 48, 45
FIFTEEN: Final = 60
"""So many turn sixteen later in the year: of the 1549, and not of the age group on the day."""
_BEFORE: Final = date(2020, 3, 2)


def stages() -> list[Stage]:
    """Everybody is read in on one day; the dropouts left one after another since August."""
    # Nobody is entered who has turned twenty: those of the year of birth 2001 turn twenty later this year.
    youths = numbers(date(2003, 1, 1), COVERED + UNCLEAR, 1)
    covered, unclear = youths[:COVERED], youths[COVERED:]
    dropouts, others = covered[:DROPOUTS], covered[DROPOUTS:]
    im = numbers(date(2004, 1, 1), IM, serial=500)
    younger = numbers(date(2005, 7, 1), FIFTEEN)
    rest = ALL - COVERED - UNCLEAR - IM - FIFTEEN
    school = numbers(date(2001, 5, 2), rest // 2, 2, serial=500) + numbers(
        date(2002, 6, 1), rest - rest // 2, 2
    )
    rows = [
        _left(one, date(2020, 9, 1) + timedelta(days=4 * at)) for at, one in enumerate(dropouts)
    ]
    rows += [_left(one, _BEFORE) for one in others]
    rows += at_home([*unclear, *younger]) + pupils(im, INTRODUCTORY) + pupils(school, NATIONAL)
    return [
        Stage(
            on=DAY,
            rows=rows,
            written=[(one, date(2021, 4, 20)) for one in covered[:NOT_REACHED]],
            reached=[(one, date(2021, 4, 21)) for one in covered[NOT_REACHED:]],
        )
    ]


def _left(one: str, until: date) -> Row:
    return Row(
        number=one,
        form=NATIONAL,
        begun=school_starts(one),
        until=until,
        ended="avbrott",
        credential="nej",
        moved=born(one),
        enrolled=until + timedelta(days=20),
        key=f"s{one}",
    )
