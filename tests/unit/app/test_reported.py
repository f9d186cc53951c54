"""The reports' tables from histories that were read in and written as people do, on a real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from kaa_core.model.enums import Role
from kaa_core.statistics.catalogue import TABELL_1, TABELL_4
from kaa_core.statistics.comparing import Side, compare
from kaa_core.statistics.values import Figure
from kaa_desktop.app.clock import FixedClock
from kaa_desktop.app.statistics_views import Given, Question
from kaa_server import statistics
from tests.reported import diagram_1, tabell_1, tabell_4
from tests.reported.playing import play
from tests.reported.stages import Stage
from tests.unit.app.desks import STOCKHOLM, WAIT, Desktop, Office, local_desktop

LONG = 2 * WAIT


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desktop]:
    """A coordinator's profile of a practice municipality."""
    clock = FixedClock(datetime(2015, 6, 15, 12, tzinfo=UTC), STOCKHOLM)
    made = local_desktop(tmp_path, clock, Role.COORDINATOR)
    yield made
    made.close()


def played(desk: Desktop, folder: Path, stages: list[Stage]) -> None:
    desk.clock.moment = datetime.combine(stages[0].on, time(12), UTC)
    desk.store.judge.begin(desk.profile.municipality, desk.session.today()).result(LONG)
    play(desk, folder, stages)


def asked(
    desk: Desktop, on: date, figures: tuple[Figure, ...], definition: str | None = None
) -> Given:
    question = Question(as_of=on, figures=tuple(one.key for one in figures), definition=definition)
    return desk.session.statistics.ask(question).result(LONG)


def counts(given: Given) -> dict[str, int | None]:
    return {key: one.table.cell.count for key, one in given.answers.items()}


TABELL_1_SAYS = {
    "age_group_by_year": 1549,
    "target_group": 100,
    "introductory": 180,
    "not_introductory": 106,
    "dropouts": 48,
    "not_reached": 45,
}


@pytest.mark.slow
def test_tabell_1_on_a_desktop_and_on_the_server(office: Office, tmp_path: Path) -> None:
    on = tabell_1.DAY
    desk = office.desktop("karin", datetime.combine(on, time(12), UTC), Role.COORDINATOR)
    played(desk, tmp_path, tabell_1.stages())
    given = asked(desk, on, TABELL_1)
    found = counts(given)
    assert found == TABELL_1_SAYS | {"age_group": tabell_1.ALL - tabell_1.FIFTEEN}
    one = given.answers["dropouts"]
    assert (one.start, one.definition) == (date(2020, 8, 1), "2018")
    behind = given.answers["not_reached"].table.cell
    assert len(desk.session.statistics.youths(behind)) == 45
    desk.synced()
    there = statistics.ask(
        office.database,
        office.municipality,
        statistics.Question(as_of=on, figures=TABELL_1),
        on,
    )
    assert {one.figure: one.table.cell.count for one in there.answers} == found


@pytest.mark.slow
def test_tabell_4(desk: Desktop, tmp_path: Path) -> None:
    played(desk, tmp_path, tabell_4.stages())
    rows = [counts(asked(desk, on, TABELL_4)) for on in tabell_4.DAYS]
    in_force = {key: [row[key] for row in rows] for key in rows[0]}
    assert in_force == {
        "target_group": [347, 157, 102, 96],
        "introductory": [204, 253, 219, 185],
        "enrolled": [143, 157, 102, 96],
        "not_reached": [69, 108, 4, 11],
    }
    older = asked(desk, date(2018, 9, 30), TABELL_4, "2015").answers["target_group"]
    assert (older.table.cell.count, older.definition) == (410, "2015")
    newer = asked(desk, date(2018, 9, 30), TABELL_4).answers["target_group"]
    assert (newer.table.cell.count, newer.definition) == (157, "2018")
    earlier = asked(desk, date(2018, 1, 31), TABELL_4).answers["target_group"]
    assert earlier.definition == "2015"
    sides = []
    for on in tabell_4.DAYS[1:]:
        given = asked(desk, on, TABELL_4)
        answers = dict(given.answers) | ({"target_group": older} if on.year == 2018 else {})
        sides.append(Side(as_of=on, answers=answers, held=given.held))
    lines = {one.figure: one for one in compare(sides).lines}
    assert {key: one.change_words for key, one in lines.items()} == {
        "target_group": "−76,6 %",
        "introductory": "−26,9 %",
        "enrolled": "−38,9 %",
        "not_reached": "−89,8 %",
    }
    assert any("två definitioner" in one for one in lines["target_group"].warnings)
    assert not lines["enrolled"].warnings


def test_diagram_1(desk: Desktop, tmp_path: Path) -> None:
    played(desk, tmp_path, diagram_1.stages())
    from kaa_core.statistics.figures.group import ON_INTRODUCTORY
    from kaa_core.statistics.figures.situation import SITUATION

    given = asked(desk, diagram_1.DAY, (SITUATION, ON_INTRODUCTORY))
    table = given.answers["situation"].table
    assert [
        (row.key, row.cells[0].count, row.cells[1].percent) for row in table.rows if not row.part
    ] == [
        ("measure", 190, 27),
        ("unknown", 354, 51),
        ("without", 151, 22),
        ("all", 695, 100),
    ]
    assert {row.key: row.cells[0].count for row in table.rows if row.part} == {
        "never": 116,
        "tried": 238,
        "met": 0,
    }
    assert given.answers["introductory"].table.cell.count == 667
