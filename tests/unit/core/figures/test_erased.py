"""A day that persons have been erased from: what is not known is never told as nought."""

from __future__ import annotations

from datetime import date

import pytest

from kaa_core.model.ids import YouthId
from kaa_core.statistics.catalogue import FIGURES
from kaa_core.statistics.comparing import Side, compare
from kaa_core.statistics.day import Day, Filter
from kaa_core.statistics.erased import (
    ERASED_SINCE,
    first_countable,
    is_blank,
    left_of,
    nobody_left,
    of_erased,
    some_left,
)
from kaa_core.statistics.money import of_nobody
from kaa_core.statistics.trace import Trace
from tests.unit.core.figures.test_day import at_home, made, rid

TODAY = date(2026, 11, 23)
LONG_AGO = date(2018, 9, 30)


def born(on: date) -> Trace:
    return made(on, 238, at_home(YouthId(rid())))


def test_of_a_day_that_nobody_is_left_of_there_are_no_figures() -> None:
    day = Day([born(date(2009, 3, 1))], LONG_AGO)
    left = left_of(day, TODAY)
    assert (left.nobody, left.remark) == (True, nobody_left(LONG_AGO))
    assert "7 §" in left.remark
    answers = [left.answer(one, day) for one in FIGURES]
    blank = {one.figure for one in answers if is_blank(one.table)}
    assert blank >= {one.key for one in FIGURES if not of_nobody(one)}
    assert all(one.table.rows for one in answers), "the rows stand, with unknown in them"


def test_whoever_is_left_is_counted_and_it_is_said_that_others_are_gone() -> None:
    day = Day([born(date(2001, 3, 1))], LONG_AGO, only=Filter(sexes=frozenset({0})))
    left = left_of(day, TODAY)
    assert (left.nobody, left.remark) == (False, some_left(LONG_AGO)), "whatever the filter says"
    whole = Day([born(date(2001, 3, 1))], LONG_AGO)
    [age] = [left.answer(one, whole) for one in FIGURES if one.key == "age_group"]
    assert age.table.cell.count == 1


@pytest.mark.parametrize(
    ("as_of", "stored", "erased", "remark"),
    [
        (first_countable(TODAY), False, False, ""),
        (date(2024, 12, 31), False, False, nobody_left(date(2024, 12, 31))),
        (date(2024, 12, 31), True, False, ""),
        (TODAY, False, True, nobody_left(TODAY)),
    ],
)
def test_when_somebody_may_be_gone(as_of: date, stored: bool, erased: bool, remark: str) -> None:
    left = left_of(Day([], as_of), TODAY, stored=stored, erased=erased)
    assert (left.remark, left.nobody) == (remark, bool(remark))
    assert of_erased(("Annat.", remark), as_of) == ((remark,) if remark else ())


def test_near_a_day_that_somebody_is_erased_from_it_may_lack_her() -> None:
    day = Day([born(date(2009, 3, 1))], TODAY)
    assert left_of(day, TODAY, erased=True).remark == ERASED_SINCE


def test_beside_another_day_it_is_unknown_too_and_no_change_is_reckoned() -> None:
    held = [born(date(2009, 3, 1))]
    sides = []
    for as_of in (LONG_AGO, TODAY):
        day = Day(held, as_of)
        left = left_of(day, TODAY)
        answers = {one.key: left.answer(one, day) for one in FIGURES if not of_nobody(one)}
        remarks = (left.remark,) if left.remark else ()
        sides.append(Side(as_of=as_of, answers=answers, remarks=remarks))
    told = compare(sides)
    assert nobody_left(LONG_AGO) in told.warnings
    for line in told.lines:
        first = line.cells[0]
        assert first is None or first.count is None, line.label
        assert line.change is None
    assert any(line.cells[1] is not None and line.cells[1].count for line in told.lines)
