"""000 Tabell 4: four days between January 2018 and September 2020, in one history.

In KAA 143 | 157 | 102 | 96, on introduktionsprogram 204 | 253 | 219 | 185, not reached 69 | 108 | 4 | 11. The
target group is 347 | 410 by the definition before July 2018, which counts introduktionsprogram, and 143 |
157 | 102 | 96 by the later one. Two rows of youths go by: those in KAA, and those on introduktionsprogram;
on each day a stretch of each row is there.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from kaa_core.model.enums import DeregistrationReason, OccupationKind
from tests.reported.stages import (
    ELSEWHERE,
    INTRODUCTORY,
    NATIONAL,
    Row,
    Stage,
    born,
    numbers,
    school_starts,
)

DAYS: Final = (date(2018, 1, 31), date(2018, 9, 30), date(2020, 1, 31), date(2020, 9, 30))
IN_KAA: Final = ((0, 143), (80, 237), (237, 339), (300, 396))
ON_IM: Final = ((0, 204), (120, 373), (373, 592), (500, 685))
NOT_REACHED: Final = ((74, 143), (129, 237), (335, 339), (385, 396))
"""From which place in the row until which, on each of the days."""
_AUTUMNS: Final = {1: date(2018, 8, 20), 2: date(2019, 8, 19), 3: date(2020, 8, 18)}
"""When those who left introduktionsprogram before a day began on a national programme."""


def youths() -> list[str]:
    """Those who come to KAA, in order."""
    first = numbers(date(1999, 2, 15), 80)  # gone before the second day
    second = numbers(date(1998, 10, 16), 157, 1)[:100] + numbers(date(1999, 6, 1), 57)
    third = numbers(date(2002, 1, 5), 102)
    return [*first, *second, *third, *numbers(date(2002, 6, 5), 57)]


def on_introductory() -> list[str]:
    """Those who come to introduktionsprogram, in order: each lot straight from compulsory school."""
    return [
        *numbers(date(2000, 8, 1), 204, 2, serial=500),
        *numbers(date(2002, 2, 1), 169, 2, serial=500),
        *numbers(date(2003, 2, 1), 219, 2, serial=500),
        *numbers(date(2004, 2, 1), 93, serial=500),
    ]


def stages() -> list[Stage]:
    """The four days."""
    return [_stage(at) for at in range(len(DAYS))]


def _stage(at: int) -> Stage:
    people, im = youths(), on_introductory()
    on = DAYS[at]
    here, before = range(*IN_KAA[at]), range(*IN_KAA[at - 1]) if at else range(0)
    new = [people[place] for place in here if place not in before]
    gone = [people[place] for place in before if place not in here]
    missed = range(*NOT_REACHED[at])
    earlier = range(*NOT_REACHED[at - 1]) if at else range(0)
    reached = [
        people[place]
        for place in here
        if place not in missed and (place not in before or place in earlier)
    ]
    rows = [_dropped_out(one, on) for one in new]
    rows += [_moved(one, on) for one in gone if _is_young(one, on)]
    rows += [_pupil(one) for one in _fresh(im, ON_IM, at)]
    rows += [row for one in _left(im, ON_IM, at) for row in _went_on(one, at)]
    return Stage(
        on=on,
        rows=rows,
        written=[
            (people[place], on - timedelta(days=10)) for place in missed if place not in before
        ],
        reached=[(one, on - timedelta(days=9)) for one in reached],
        closed=[_closed(one, on) for one in gone],
    )


def _fresh(row: list[str], places: tuple[tuple[int, int], ...], at: int) -> list[str]:
    before = range(*places[at - 1]) if at else range(0)
    return [row[place] for place in range(*places[at]) if place not in before]


def _left(row: list[str], places: tuple[tuple[int, int], ...], at: int) -> list[str]:
    before = range(*places[at - 1]) if at else range(0)
    return [row[place] for place in before if place not in range(*places[at])]


def _dropped_out(one: str, on: date) -> Row:
    left = on - timedelta(days=60)
    return Row(
        number=one,
        form=NATIONAL,
        begun=school_starts(one),
        until=left,
        ended="avbrott",
        credential="nej",
        moved=born(one),
        enrolled=left + timedelta(days=14),
        key=f"s{one}",
    )


def _is_young(one: str, on: date) -> bool:
    return date(born(one).year + 20, born(one).month, min(born(one).day, 28)) > on


def _moved(one: str, on: date) -> Row:
    return Row(number=one, municipality=ELSEWHERE, moved=on - timedelta(days=20), key=f"m{one}")


def _closed(one: str, on: date) -> tuple[str, date, DeregistrationReason, OccupationKind]:
    why = (
        DeregistrationReason.MOVED_OUT if _is_young(one, on) else DeregistrationReason.TURNED_TWENTY
    )
    return one, on - timedelta(days=15), why, OccupationKind.UNKNOWN


def _pupil(one: str) -> Row:
    return Row(
        number=one,
        form=INTRODUCTORY,
        begun=school_starts(one),
        credential="nej",
        moved=born(one),
        key=f"i{one}",
    )


def _went_on(one: str, at: int) -> list[Row]:
    """Introduktionsprogram ended in June, and a national programme began in the autumn."""
    autumn = _AUTUMNS[at]
    over = Row(
        number=one,
        form=INTRODUCTORY,
        begun=school_starts(one),
        until=date(autumn.year, 6, 12),
        ended="avslutat",
        key=f"i{one}",
    )
    return [over, Row(number=one, form=NATIONAL, begun=autumn, key=f"n{one}")]
