"""Budget and outcome over a real store: kronor, periods over each other, who may, and what figures say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.model.enums import Role
from kaa_core.model.ids import RecordId, UnitId
from kaa_core.model.records import BudgetEntry, Unit
from kaa_core.rules.budgeting import overlapping, used
from kaa_desktop.app.statistics_views import Question
from tests.unit.app.desks import TODAY, WAIT, Desktop, local_desktop

AUTUMN: dict[str, Any] = {"start": date(2026, 8, 1), "end": date(2026, 12, 31)}


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.MANAGER)
    yield made
    made.close()


def test_a_manager_enters_what_the_figure_then_says(manager: Desktop) -> None:
    budgets, statistics = manager.session.budgets, manager.session.statistics
    asked = Question(as_of=TODAY, figures=("budget",))
    before = statistics.ask(asked).result(WAIT).answers["budget"].table
    assert before.cell.count is None
    assert "Ingen budget" in before.remarks[0]
    done = budgets.add(AUTUMN | {"budget": 1_250_000, "outcome": 1_300_000}).result(WAIT)
    assert done.record is not None, done.problems
    (row,) = budgets.rows()
    assert (row.budget, row.outcome, row.share) == (
        "1\N{NO-BREAK SPACE}250\N{NO-BREAK SPACE}000 kr",
        "1\N{NO-BREAK SPACE}300\N{NO-BREAK SPACE}000 kr",
        "104 % av budgeten",
    )
    assert (row.within, row.period, row.unit) == (False, "1 aug 2026–31 dec 2026", "Hela kommunen")
    cell = statistics.ask(asked).result(WAIT).answers["budget"].table.cell
    assert (cell.count, cell.whole) == (1_300_000, 1_250_000)
    assert budgets.change(done.record, {"outcome": 1_200_000}).result(WAIT).done
    assert budgets.rows()[0].within


def test_money_is_not_counted_twice(manager: Desktop) -> None:
    budgets = manager.session.budgets
    unit = Unit(id=manager.new_id(), name="Norr")
    manager.store.record(unit).result(WAIT)
    assert budgets.add(AUTUMN | {"budget": 100}).result(WAIT).done
    late: dict[str, Any] = {"start": date(2026, 12, 31), "end": date(2027, 6, 30), "budget": 100}
    refused = budgets.add(late).result(WAIT)
    assert "Perioden går in i 1 aug 2026–31 dec 2026" in refused.problems[0].sentence
    assert budgets.add(late | {"unit": UnitId(unit.id)}).result(WAIT).done, "a part of the whole"
    after = budgets.add(late | {"start": date(2027, 1, 1)}).result(WAIT)
    assert after.record is not None
    moved = budgets.change(after.record, {"start": date(2026, 12, 1)}).result(WAIT)
    assert [one.field for one in moved.problems] == ["start"]
    # Two offline computers may still have entered it both: then it is said in the list.
    twin = BudgetEntry(id=manager.new_id(), budget=5, **AUTUMN)
    manager.store.record(twin).result(WAIT)
    assert sum(bool(one.overlap) for one in budgets.rows()) == 2


def test_a_case_worker_reads_it_and_writes_none(tmp_path: Path) -> None:
    desk = local_desktop(tmp_path)
    try:
        assert desk.session.budgets.add(AUTUMN | {"budget": 1}).result(WAIT).problems
        assert desk.session.budgets.rows() == []
    finally:
        desk.close()


def _id(number: int) -> RecordId:
    return RecordId(UUID(int=number + 1))


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(st.tuples(DAYS, DAYS), st.tuples(DAYS, DAYS))
def test_periods_lie_over_each_other_when_they_share_a_day(
    first: tuple[date, date], second: tuple[date, date]
) -> None:
    made = [
        BudgetEntry(id=_id(number), start=min(one), end=max(one), budget=1)
        for number, one in enumerate((first, second))
    ]
    share = max(min(first), min(second)) <= min(max(first), max(second))
    assert bool(overlapping(made[0], made)) is share
    assert bool(overlapping(made[1], made)) is share


def test_used_is_half_up_and_of_nothing_none() -> None:
    entry = BudgetEntry(id=_id(1), budget=8, outcome=1, **AUTUMN)
    assert used(entry) == 13
    assert used(BudgetEntry(id=_id(1), budget=0, outcome=1, **AUTUMN)) is None
    assert used(BudgetEntry(id=_id(1), budget=8, **AUTUMN)) is None
