"""The board's goals over a real store: by unit, kept until something changes, written by those who may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kaa_core.model.enums import Channel, ContactOutcome, Counterpart, Indicator, Role
from kaa_core.model.ids import RecordId, UnitId, WorkerId, YouthId
from kaa_core.model.records import Contact, OrganisationGoal, Unit, Worker
from kaa_core.statistics.goals import Trend
from tests.unit.app.desks import TODAY, WAIT, Desktop, local_desktop

YEAR = date(2026, 8, 1)


@pytest.fixture
def coordinator(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def goal(desk: Desktop, **values: object) -> RecordId:
    said = {"title": "Få ej nådda", "indicator": Indicator.NOT_REACHED, "target": 30}
    said |= {"owner": "Rektor"}
    done = desk.session.goals.add(said | {"start": YEAR} | values).result(WAIT)
    assert done.record is not None, done.problems
    return done.record


def reached(desk: Desktop, youth: YouthId, on: date = TODAY) -> None:
    """She was spoken to that day."""
    desk.store.record(
        Contact(
            id=desk.new_id(), youth=youth, occurred_on=on, channel=Channel.TELEPHONE,
            counterpart=Counterpart.YOUTH, outcome=ContactOutcome.REACHED,
        )
    ).result(WAIT)  # fmt: skip


def test_a_value_is_reckoned_and_kept_until_something_changes(coordinator: Desktop) -> None:
    desk, goals = coordinator, coordinator.session.goals
    goal(desk)
    youths = [desk.youth(number) for number in range(3)]
    (before,) = goals.views()
    assert (before.value, before.figure, before.verdict) == (None, "–", "")
    assert goals.due()
    (view,) = goals.reckon().result(WAIT)
    assert (view.figure, view.fraction, view.share, view.mark) == (
        "100\N{NO-BREAK SPACE}%",
        "3 av 3",
        100,
        30,
    )
    assert (view.aim, view.verdict, view.met) == ("Högst 30 %", "Över taket", False)
    assert view.owner == "Rektor"
    assert not goals.due()
    reached(desk, youths[0])
    desk.until(lambda _: goals._stale)
    assert not goals.due(), "not more than once a minute"
    desk.clock.seconds += 61
    assert goals.due()
    (again,) = goals.reckon().result(WAIT)
    assert again.fraction == "2 av 3"
    assert again.line == view.line.replace("i dag 100", "i dag 67"), "months wait longer"


def test_a_units_goal_counts_its_own(coordinator: Desktop) -> None:
    desk = coordinator
    unit = Unit(id=desk.new_id(), name="Norr")
    worker = Worker(id=desk.new_id(), name="Bo", role=Role.CASEWORKER, unit=UnitId(unit.id))
    desk.store.record(unit, worker).result(WAIT)
    desk.youth(0, worker=WorkerId(worker.id))
    desk.youth(1)
    goal(desk, unit=unit.id)
    goal(desk)
    values = {one.unit: one.fraction for one in desk.session.goals.reckon().result(WAIT)}
    assert values == {"Norr": "1 av 1", "": "2 av 2"}


def test_only_goals_of_today_are_shown(coordinator: Desktop) -> None:
    goal(coordinator, end=date(2026, 10, 31))
    goal(coordinator, start=date(2027, 1, 1))
    assert coordinator.session.goals.views() == []
    assert len(coordinator.session.goals.all()) == 2


def test_who_does_not_keep_the_register_writes_no_goal(tmp_path: Path) -> None:
    desk = local_desktop(tmp_path)
    try:
        said = {"title": "x", "indicator": Indicator.NOT_REACHED, "start": YEAR}
        assert desk.session.goals.add(said).result(WAIT).problems
        assert desk.store.queries.records(OrganisationGoal) == []
    finally:
        desk.close()


def test_what_is_reckoned_when_it_is_locked_is_left(coordinator: Desktop) -> None:
    goal(coordinator)
    coordinator.youth()
    coordinator.session.goals._over = True
    assert coordinator.session.goals.reckon().result(WAIT) == []


def test_the_trend_is_the_last_month_ends_and_says_which_way(coordinator: Desktop) -> None:
    """Three were enrolled in September and October; one was reached in October and one today."""
    desk = coordinator
    goal(desk, target=None, target_count=1)
    first, second, _ = (
        desk.youth(number, enrolled=on)
        for number, on in enumerate((date(2026, 9, 7), date(2026, 9, 8), date(2026, 10, 5)))
    )
    reached(desk, first, date(2026, 10, 20))
    reached(desk, second)
    (view,) = desk.session.goals.reckon().result(WAIT)
    assert view.line == "aug 0, sep 2, okt 2, i dag 1"
    assert (view.moved, view.trend) == (Trend.BETTER, "bättre än i oktober (2)")
    assert (view.figure, view.fraction, view.aim, view.verdict) == (
        "1", "av 3", "Högst 1", "Målet nått",
    )  # fmt: skip
    assert view.held == "", "this computer holds all"


def test_a_running_total_says_how_many_more_and_not_that_it_is_better(coordinator: Desktop) -> None:
    """What has happened since August can only become more: a ceiling of 48 would always be "worse"."""
    desk = coordinator
    goal(desk, indicator=Indicator.CONTACT_IN_FOUR_WEEKS, target=None, target_count=10)
    for number, (on, met) in enumerate((((9, 7), (9, 20)), ((10, 19), (11, 3)))):
        reached(desk, desk.youth(number, enrolled=date(2026, *on)), date(2026, *met))
    (view,) = desk.session.goals.reckon().result(WAIT)
    assert (view.figure, view.moved, view.trend) == ("2", None, "1 fler sedan i oktober")


def test_what_nobody_can_judge_says_why(coordinator: Desktop) -> None:
    goal(coordinator, indicator=Indicator.IN_BUDGET, target=100)
    (view,) = coordinator.session.goals.reckon().result(WAIT)
    assert view.unjudged.startswith("Ingen budget är inlagd")


def test_a_period_that_is_over_is_of_its_last_day(coordinator: Desktop) -> None:
    desk = coordinator
    goal(desk, end=date(2026, 10, 31))
    reached(desk, desk.youth(0, enrolled=date(2026, 9, 7)))
    desk.session.goals.reckon().result(WAIT)
    (view,) = desk.session.goals.all()
    assert view.fraction == "1 av 1", "not reached until today"
    assert view.points[-1].day == "31 okt"


def test_a_goal_has_one_measure_and_one_that_its_figure_has(coordinator: Desktop) -> None:
    goals = coordinator.session.goals
    said = {"title": "x", "indicator": Indicator.NOT_REACHED, "start": YEAR}
    both = goals.add(said | {"target": 30, "target_count": 30}).result(WAIT)
    assert [one.field for one in both.problems] == ["target_count"]
    counted = said | {"indicator": Indicator.RETURNED, "target": 30}
    assert [one.field for one in goals.problems(counted)] == ["target"]
