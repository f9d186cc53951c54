"""Who counts in nothing alone changes nothing beside others: by that it is known which months must stand.

By dice of our own and not by hypothesis, which takes a hundred times as long to make a trace as to count it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from kaa_core.model.enums import (
    Belonging,
    Channel,
    Choice,
    Criterion,
    DeregistrationReason,
    MeasureKind,
    OccupationKind,
    RegistrationReason,
    StudyEnd,
    StudyForm,
)
from kaa_core.statistics.answers import answers, pack_all
from kaa_core.statistics.catalogue import FIGURES
from kaa_core.statistics.day import Day
from kaa_core.statistics.trace import (
    EVER,
    Asked,
    Doing,
    Enrolled,
    Event,
    Span,
    Study,
    Taken,
    Trace,
    Visit,
    packed_studies,
)
from kaa_server.storing import counts

T = TypeVar("T")
ON = date(2026, 10, 31)
FIRST, LAST = date(2026, 6, 1).toordinal(), date(2027, 3, 1).toordinal()


def trace(dice: random.Random, youth: bytes) -> Trace:
    """A trace of anything, also of what no rule would make."""
    born = date(dice.randint(2004, 2012), dice.randint(1, 12), dice.randint(1, 28))

    def few(make: Callable[[], T]) -> tuple[T, ...]:
        return tuple(make() for _ in range(dice.choice((0, 0, 0, 0, 0, 1, 2))))

    def day() -> int:
        return dice.randint(FIRST, LAST)

    def until() -> int:
        return dice.choice((EVER, day()))

    def code(kind: type[Choice]) -> int:
        return int(dice.choice([int(one) for one in kind]))

    def yes() -> bool:
        return dice.random() < 0.5

    return Trace(
        youth,
        born.toordinal(),
        born.replace(year=born.year + 16).toordinal(),
        born.replace(year=born.year + 20).toordinal(),
        dice.randint(0, 2),
        few(lambda: Span(day(), until(), 3, code(Belonging), code(Criterion), yes())),
        *packed_studies(
            few(lambda: Study(day(), until(), code(StudyForm), code(StudyEnd), "Norra", "BA"))
        ),
        documents=few(day),
        enrolments=few(
            lambda: Enrolled(
                day(),
                until(),
                code(RegistrationReason),
                code(DeregistrationReason),
                dice.choice((b"", b"w" * 16)),
                dice.choice((0, day())),
            )
        ),
        occupations=few(lambda: Doing(day(), until(), code(OccupationKind))),
        events=few(
            lambda: Event(
                day(),
                dice.randint(1, 3),
                code(Channel),
                dice.randint(0, 2),
                yes(),
                yes(),
                dice.randint(1, 4),
                yes(),
                yes(),
                dice.randint(-1, 90),
            )
        ),
        visits=few(
            lambda: Visit(day(), day(), dice.randint(1, 3), dice.randint(1, 4), dice.randint(0, 3))
        ),
        measures=few(lambda: Taken(day(), until(), code(MeasureKind), day())),
        minutes=few(lambda: (day(), dice.randint(1, 90))),
        plans=few(day),
        late=few(lambda: (day(), day())),
        asked=few(lambda: Asked(day(), day(), day())),
    )


def test_who_counts_in_nothing_alone_changes_nothing() -> None:
    dice, nowhere = random.Random(50), 0
    for _ in range(150):
        one, others = trace(dice, b"1" * 16), [trace(dice, b"2" * 16) for _ in range(2)]
        if counts(one, ON):
            continue
        nowhere += 1
        with_her = pack_all(answers(FIGURES, Day([one, *others], ON)))
        assert with_her == pack_all(answers(FIGURES, Day(others, ON)))
    assert nowhere > 15
