"""The evaluation of a school year: which year, what lacks, which one was before, what is due."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import attrs

from kaa_core.model.ids import RecordId, UnitId
from kaa_core.model.records import ImprovementArea, YearEvaluation
from kaa_core.model.registry import REGISTRY
from kaa_core.statistics import evaluating as rules


def new(number: int) -> RecordId:
    return RecordId(uuid.UUID(int=number))


YEAR = YearEvaluation(id=new(1), start=date(2026, 8, 1), end=date(2027, 7, 31))
AREA = ImprovementArea(
    id=new(2), evaluation=YEAR.id, title="Hembesök i tid", how="Två fasta dagar", owner="Samordnaren",
    by=date(2027, 12, 1),
)  # fmt: skip


def written(**less: Any) -> YearEvaluation:
    values = {part.field: "Så gick det." for part in rules.PARTS}
    return attrs.evolve(YEAR, **(values | less))


def test_the_parts_are_fields_of_the_record_each_with_a_question() -> None:
    fields = REGISTRY.kind(YearEvaluation).by_name
    assert [fields[part.field].id for part in rules.PARTS] == [5, 6, 7, 8, 9, 10]
    assert all(part.asks.endswith("?") for part in rules.PARTS)


def test_at_least_one_whole_area_is_needed_and_parts_are_said() -> None:
    assert rules.gaps(written(), [AREA]) == []
    assert [one.stops for one in rules.gaps(written(), [])] == [True]
    bare = attrs.evolve(AREA, how=None, by=None)
    stops, said = rules.gaps(written(), [bare])
    assert (stops.stops, said.stops) == (True, False)
    assert said.sentence.endswith("saknar hur ni gör och dag.")
    assert [one.stops for one in rules.gaps(written(), [bare, AREA])] == [False]
    empty = rules.gaps(written(goals="  "), [AREA])
    assert [(one.field, one.stops) for one in empty] == [("goals", False)]
    assert len(rules.gaps(YEAR, [AREA])) == len(rules.PARTS)


def test_which_school_year_is_evaluated() -> None:
    assert rules.span(date(2027, 7, 31)) == (date(2026, 8, 1), date(2027, 7, 31))
    assert rules.span(date(2027, 8, 1)) == (date(2027, 8, 1), date(2028, 7, 31))
    assert rules.to_evaluate(date(2027, 4, 30))[0] == date(2025, 8, 1)
    assert rules.to_evaluate(date(2027, 5, 1))[0] == date(2026, 8, 1)
    assert rules.to_evaluate(date(2027, 9, 1))[0] == date(2026, 8, 1)


def test_the_one_before_is_of_the_same_unit() -> None:
    unit = UnitId(new(9))
    old = attrs.evolve(YEAR, id=new(3), start=date(2025, 8, 1), end=date(2026, 7, 31))
    older = attrs.evolve(old, id=new(4), start=date(2024, 8, 1))
    others = attrs.evolve(old, id=new(5), unit=unit)
    twin = attrs.evolve(old, id=new(2), finished_on=date(2026, 9, 1))
    assert rules.former(YEAR, [older, old, others, YEAR]) == old
    assert rules.former(YEAR, [old, twin]) == twin, "the one that was finished"
    assert rules.former(attrs.evolve(YEAR, unit=unit), [old, others]) == others
    assert rules.former(older, [old, older]) is None


def test_what_is_due_of_it() -> None:
    on = date(2027, 11, 20)
    later = attrs.evolve(AREA, id=new(6), by=date(2027, 12, 5))
    late = attrs.evolve(AREA, id=new(7), by=date(2027, 11, 1))
    done = attrs.evolve(late, id=new(8), done_on=on)
    assert rules.due([AREA, later, done, late, attrs.evolve(AREA, by=None)], on) == [late, AREA]
