"""003 Diagram 1: 695 youths in May and June 2015, and 667 on introduktionsprogram outside them.

Insats 190, of them 40 by coaching alone (003 s. 10); okänd 354; utan insats 151. "Nästan en tredjedel" of
the unknown were never contacted: 116 here, and 238 tried without result.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kaa_core.model.enums import OccupationKind
from tests.reported.stages import INTRODUCTORY, NATIONAL, Row, Stage, born, numbers, pupils

DAY: Final = date(2015, 6, 15)
MEASURES, COACHED, NEVER, TRIED, WITHOUT, PUPILS = 150, 40, 116, 238, 151, 667
_LEFT, _ENROLLED = date(2015, 2, 2), date(2015, 2, 16)
_WRITTEN, _REACHED, _BEGAN = date(2015, 2, 20), date(2015, 3, 3), date(2015, 4, 7)


def stages() -> list[Stage]:
    """All on one day: the municipality begins with what it knows."""
    youths = numbers(date(1996, 1, 10), MEASURES + COACHED + NEVER + TRIED + WITHOUT)
    ends = [MEASURES, COACHED, NEVER, TRIED, WITHOUT]
    parts, first = [], 0
    for count in ends:
        parts.append(youths[first : first + count])
        first += count
    measures, coached, _, tried, without = parts
    rows = [_outside(one, without) for one in youths]
    rows += pupils(numbers(date(1998, 1, 2), PUPILS, 2, serial=500), INTRODUCTORY)
    return [
        Stage(
            on=DAY,
            rows=rows,
            written=[(one, _WRITTEN) for one in tried],
            reached=[(one, _REACHED) for one in [*measures, *without]],
            measures=[(one, _BEGAN) for one in measures],
            coached=[(one, _BEGAN) for one in coached],
        )
    ]


def _outside(one: str, without: list[str]) -> Row:
    kinds = (OccupationKind.NONE, OccupationKind.WORK, OccupationKind.ABROAD)
    doing = kinds[int(one[8:11]) % len(kinds)].label if one in without else ""
    return Row(
        number=one,
        form=NATIONAL,
        begun=date(born(one).year + 16, 8, 20),
        until=_LEFT,
        ended="avbrott",
        credential="nej",
        moved=born(one),
        enrolled=_ENROLLED,
        occupation=doing,
        key=f"s{one}",
    )
