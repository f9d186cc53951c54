"""What holds of figures whatever the histories are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaa_core.statistics.catalogue import FIGURES
from kaa_core.statistics.day import EVERYBODY, Day, Filter, Names
from kaa_core.statistics.trace import Trace, pack, unpack
from kaa_core.statistics.values import Cell, Table, Unit
from tests.unit.core.figures.first_way import cells, records_of, trace
from tests.unit.core.figures.histories import (
    contact,
    enrolment,
    follow_up,
    measure,
    occupation,
    outreach,
    plan,
    talk,
    visit,
)
from tests.unit.core.figures.raw import CREATED, HISTORIES, UNIT_OF, UNITS, WORKERS, Operation
from tests.unit.core.figures.raw_facts import decision, documents, homes, upper_secondary
from tests.unit.core.figures.test_second_count import TIMEOUT, Question, questions

pytestmark = pytest.mark.timeout(TIMEOUT)
FEW: Final = settings(max_examples=HISTORIES // 3)
NAMES: Final = Names(units={key: key.hex() for key in UNITS}, unit_of=UNIT_OF)
LONG_AFTER: Final = timedelta(days=1000)
"""What is written around that day after the one asked about is later than it, and than the term after it."""


def traces(operations: list[Operation], asked: Question) -> list[Trace]:
    return [trace(held, asked.routine) for held in records_of(operations).values()]


def day(of: Iterable[Trace], asked: Question, only: Filter = EVERYBODY) -> Day:
    return Day(
        list(of),
        asked.on,
        start=asked.start,
        definition=asked.definition,
        only=only,
        names=NAMES,
    )


def tables(one: Day) -> dict[str, Table]:
    return {figure.key: figure.count(one) for figure in FIGURES}


@st.composite
def later(draw: st.DrawFn, asked: Question) -> list[Operation]:
    """More about those who are there, all of it dated after the day."""
    on = asked.on + LONG_AFTER
    youths = [one[2] for one in asked.operations if one[1] == 1]
    in_school = {one[4] for one in asked.operations if one[:2] == [CREATED, 16]}
    made = []
    for place, youth in enumerate(youths):
        rows = draw(st.lists(st.one_of(*(one(on) for one in _KINDS)), max_size=5))
        rows += draw(st.sampled_from(([], draw(outreach(on)))))
        rows += [one for one in draw(homes(on, on)) if one[1][10] > asked.on.isoformat()]
        # That there is no document is said of the time before; and the first word of any school says
        # that schools would have told us of her before, too (rules/target_group/known.py).
        rows += [one for one in draw(documents(on)) if one[1][9] != 0]
        if youth in in_school and draw(st.booleans()):
            rows.append((16, draw(upper_secondary(on, on - timedelta(days=700), 8))))
        for at, (kind, values) in enumerate(rows):
            held = {field: value for field, value in values.items() if value is not None}
            if kind == 31:
                held.pop(4)
            record = bytes([2, place]) + at.to_bytes(14, "big")
            made.append([CREATED, kind, record, held | {1: youth}, youth])
    return made


_KINDS = (contact, visit, talk, enrolment, occupation, measure, follow_up, plan, decision)


@FEW
@given(st.data())
def test_what_is_dated_later_changes_no_figure_of_a_day(data: st.DataObject) -> None:
    asked = data.draw(questions())
    more = data.draw(later(asked))
    before = tables(day(traces(asked.operations, asked), asked))
    after = tables(day(traces([*asked.operations, *more], asked), asked))
    for key, table in before.items():
        assert cells(after[key]) == cells(table), key
        assert after[key].remarks == table.remarks, key


@FEW
@given(questions(), st.integers(0, 2**32))
def test_the_order_of_records_is_of_no_matter_nor_is_packing(asked: Question, seed: int) -> None:
    for held in records_of(asked.operations).values():
        one, other = trace(held, asked.routine), list(held)
        Random(seed).shuffle(other)
        assert trace(other, asked.routine) == one
        assert unpack(pack(one)) == one


NO_SUMS: Final = frozenset((Unit.SHARE, Unit.DAYS, Unit.KRONOR))


@FEW
@given(questions())
def test_parts_make_up_the_whole(asked: Question) -> None:
    found = tables(day(traces(asked.operations, asked), asked))
    unknown = found["situation"]
    tried = [unknown.at(key, "count").count or 0 for key in ("never", "tried", "met")]
    assert sum(tried) == unknown.at("unknown", "count").count
    for key, table in found.items():
        if table.sum_of:
            for row in table.rows:
                parts = [table.at(row.key, part).count or 0 for part in table.parts]
                assert sum(parts) == table.at(row.key, table.sum_of).count, (key, row.key)
        totals = [row for row in table.rows if row.total]
        lines = [row for row in table.rows if not row.total and not row.part]
        for total in totals:
            for place, column in enumerate(table.columns):
                # Of time spent, one youth is in several rows.
                if column.unit in NO_SUMS or (key == "minutes" and column.key != "minutes"):
                    continue
                assert total.cells[place].count == sum(
                    row.cells[place].count or 0 for row in lines
                ), (key, column.key)
        for row in table.rows:
            for cell in row.cells:
                assert_of_persons(cell)


def assert_of_persons(cell: Cell) -> None:
    assert len(set(cell.youths)) == len(cell.youths) == cell.persons
    if cell.whole is not None and cell.persons and cell.count is not None:
        assert cell.count <= cell.whole


PARTITIONS: Final = (
    [Filter(units=frozenset((one,))) for one in (*UNITS, b"")],
    [Filter(workers=frozenset((one,))) for one in (*WORKERS, b"")],
    [Filter(sexes=frozenset((one,))) for one in (0, 1, 2)],
    [Filter(ages=frozenset((one,))) for one in (-1, *range(13, 24))],
)


@FEW
@given(questions(), st.sampled_from(PARTITIONS))
def test_filters_part_everybody(asked: Question, filters: list[Filter]) -> None:
    held = traces(asked.operations, asked)
    whole = tables(day(held, asked))
    parts = [tables(day(held, asked, only)) for only in filters]
    for key, table in whole.items():
        for place, cell in cells(table).items():
            found = [cells(part[key]).get(place) for part in parts]
            who = [youth for one in found if one is not None for youth in one.youths]
            assert sorted(who) == sorted(cell.youths), (key, place)
