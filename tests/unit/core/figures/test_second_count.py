"""Every figure of the catalogue, counted a second way over raw operations, comes out the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaa_core.rules.target_group.definitions import DEFINITIONS
from kaa_core.rules.target_group.types import Definition
from kaa_core.statistics.catalogue import FIGURES
from kaa_core.statistics.day import Budgeted, Day, Names, school_year
from kaa_core.statistics.values import Table
from tests.second_count.asked import Asked, Cell, Cells
from tests.second_count.counting import count
from tests.second_count.reading import read
from tests.second_count.routine import DEFAULT
from tests.unit.core.figures.first_way import cells, records_of, trace
from tests.unit.core.figures.histories import operations
from tests.unit.core.figures.raw import (
    DAYS,
    HISTORIES,
    HOME,
    OTHER_ROUTINE,
    UNIT_OF,
    UNITS,
    Operation,
)

TIMEOUT = 60 + 2 * HISTORIES
BUDGETS = (
    (date(2018, 1, 1), date(2018, 12, 31), 900, 450),
    (date(2026, 7, 1), date(2026, 12, 31), 500, None),
    (date(2026, 7, 1), date(2026, 12, 31), 100, 20),
    (date(2027, 1, 1), date(2027, 2, 27), 70, 71),
)


@attrs.frozen
class Question:
    """What is asked, and of what."""

    operations: list[Operation]
    on: date
    start: date
    definition: Definition
    routine: Mapping[str, Any] | None


@st.composite
def questions(draw: st.DrawFn) -> Question:
    on = draw(st.sampled_from(DAYS))
    start = school_year(on)
    if draw(st.booleans()):
        start = on - timedelta(days=draw(st.sampled_from((0, 20, 200, 365, 600))))
    return Question(
        operations=draw(operations(on)),
        on=on,
        start=start,
        definition=draw(st.sampled_from(DEFINITIONS)),
        routine=draw(st.sampled_from((None, OTHER_ROUTINE))),
    )


def by_the_program(one: Question) -> dict[str, Table]:
    traces = [trace(held, one.routine) for held in records_of(one.operations).values()]
    day = Day(
        traces,
        one.on,
        start=one.start,
        definition=one.definition,
        names=Names(units={key: key.hex() for key in UNITS}, unit_of=UNIT_OF),
        budget=[
            Budgeted(
                start=first.toordinal(), until=last.toordinal() + 1, budget=budget, outcome=outcome
            )
            for first, last, budget, outcome in BUDGETS
        ],
    )
    return {figure.key: figure.count(day) for figure in FIGURES}


def by_hand(one: Question) -> dict[str, Cells]:
    return count(
        Asked(
            read(one.operations),
            one.on,
            one.start,
            introductory_in=one.definition.introductory,
            home=HOME,
            routine=one.routine or DEFAULT,
            unit_of=UNIT_OF,
            budget=BUDGETS,
        )
    )


NOTHING = Cell(0)


def assert_same(key: str, table: Table, expected: Cells) -> None:
    found = cells(table)
    for place in found.keys() | expected.keys():
        one, other = found.get(place, NOTHING), expected.get(place, NOTHING)
        assert (one.count or 0) == (other.count or 0), (key, place, one, other)
        assert one.youths == other.youths, (key, place, one, other)
        if place in found and place in expected:
            assert one.whole == other.whole, (key, place, one, other)
            assert (one.count is None) == (other.count is None), (key, place)


@pytest.mark.timeout(TIMEOUT)
@settings(max_examples=HISTORIES)
@given(questions())
def test_every_figure_counted_twice_is_the_same(one: Question) -> None:
    first, second = by_the_program(one), by_hand(one)
    assert first.keys() == second.keys()
    for key, table in first.items():
        assert_same(key, table, second[key])
