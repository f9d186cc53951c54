"""The school year's evaluation over a real store: merged by field, finished with its figures, followed up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kaa_core.model.enums import Channel, ContactOutcome, Counterpart, Role
from kaa_core.model.ids import RecordId, UnitId, WorkerId, YouthId
from kaa_core.model.records import (
    Contact,
    FigureExport,
    ImprovementArea,
    StoredFigures,
    Unit,
    Worker,
    YearEvaluation,
)
from kaa_core.model.registry import REGISTRY
from kaa_core.statistics.evaluating import PARTS
from kaa_core.statistics.suppression import HIDDEN_WORD
from kaa_desktop.app.evaluation_views import Figures, area_state, table_of
from kaa_desktop.app.evaluations import FIGURES, KEPT, figures_of
from tests.pdf import assert_accessible, text_of
from tests.unit.app.desks import TODAY, WAIT, Desktop, local_desktop

YEAR = (date(2026, 8, 1), date(2027, 7, 31))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def begun(desk: Desktop, start: date = YEAR[0], end: date = YEAR[1]) -> RecordId:
    done = desk.session.evaluations.begin(start, end, None).result(WAIT)
    assert done.record is not None, done.problems
    return done.record


def area(desk: Desktop, evaluation: RecordId, **values: object) -> RecordId:
    said: dict[str, object] = {
        "title": "Hembesök i tid",
        "how": "Två fasta dagar",
        "owner": "Samordnaren",
    }
    said |= {"by": date(2026, 12, 1)}
    done = desk.session.evaluations.add_area(evaluation, said | values).result(WAIT)
    assert done.record is not None, done.problems
    return done.record


def counted(desk: Desktop, evaluation: RecordId) -> Figures:
    view = desk.session.evaluations.view(evaluation)
    assert view is not None
    return figures_of(desk.session.evaluations.figures(view.held).result(WAIT))


def reached(desk: Desktop, youth: YouthId, on: date) -> None:
    desk.store.record(
        Contact(
            id=desk.new_id(), youth=youth, occurred_on=on, channel=Channel.TELEPHONE,
            counterpart=Counterpart.YOUTH, outcome=ContactOutcome.REACHED,
        )
    ).result(WAIT)  # fmt: skip


def test_it_fills_itself_and_stands_when_it_is_finished(desk: Desktop) -> None:
    evaluations = desk.session.evaluations
    old = desk.youth(0, enrolled=date(2025, 9, 1))
    desk.youth(1)
    one = begun(desk)
    figures = counted(desk, one)
    assert [*figures.now] == list(FIGURES)
    assert figures.now["enrolled"].table.cell.count == 2
    assert figures.before["enrolled"].table.cell.count == 1
    assert figures.before["enrolled"].as_of == date(2025, TODAY.month, TODAY.day)
    table, _, changes = table_of(figures, dict.fromkeys(FIGURES, "x"))
    assert changes[[row.key for row in table.rows].index("enrolled")] == "+1"
    refused = evaluations.finish(one, figures, anyway=True).result(WAIT)
    assert "minst ett förbättringsområde" in refused.problems[0].sentence
    area(desk, one)
    parts = evaluations.finish(one, figures).result(WAIT)
    assert parts.problems, "parts that are not written are said"
    assert evaluations.finish(one, figures, anyway=True).result(WAIT).done
    reached(desk, old, TODAY)
    view = evaluations.view(one)
    assert view is not None
    assert view.row.done
    assert view.frozen is not None
    assert view.frozen.now["not_reached"].table.cell.count == 2, "as it was"
    assert view.frozen.given.held == KEPT
    assert view.frozen.now["not_reached"].table.cell.youths == ()
    assert counted(desk, one).now["not_reached"].table.cell.count == 1
    assert evaluations.reopen(one, " ").result(WAIT).problems
    assert evaluations.reopen(one, "Ett tal saknades").result(WAIT).done
    again = evaluations.view(one)
    assert again is not None
    assert (again.row.done, again.frozen, again.held.reopened) == (False, None, "Ett tal saknades")


def test_a_units_own_is_counted_of_its_own(desk: Desktop) -> None:
    unit = Unit(id=desk.new_id(), name="Norr")
    worker = Worker(id=desk.new_id(), name="Bo", role=Role.CASEWORKER, unit=UnitId(unit.id))
    desk.store.record(unit, worker).result(WAIT)
    desk.youth(0, worker=WorkerId(worker.id))
    desk.youth(1)
    evaluations = desk.session.evaluations
    whole = begun(desk)
    done = evaluations.begin(*YEAR, UnitId(unit.id)).result(WAIT)
    assert done.record is not None, "the same year, of a unit"
    assert counted(desk, whole).now["enrolled"].table.cell.count == 2
    assert counted(desk, done.record).now["enrolled"].table.cell.count == 1
    area(desk, whole)
    view = evaluations.view(done.record)
    assert view is not None
    assert (view.row.unit, view.areas) == ("Norr", ())


def test_two_who_write_different_parts_have_both(desk: Desktop) -> None:
    """What she had not seen is not hers to change: only the part that she wrote is sent."""
    evaluations = desk.session.evaluations
    one = begun(desk)
    blank = dict.fromkeys((part.field for part in PARTS), None)
    assert evaluations.save(one, {"reaching": "Vi ringde tidigare."}, blank).result(WAIT).done
    assert evaluations.save(one, {"goals": "Tre av fyra."}, blank).result(WAIT).done
    view = evaluations.view(one)
    assert view is not None
    assert (view.held.reaching, view.held.goals) == ("Vi ringde tidigare.", "Tre av fyra.")
    assert view.row.state == "2 av 6 delar skrivna"
    assert REGISTRY.kind(YearEvaluation).by_name["reaching"].searchable


def test_last_years_areas_come_back_and_are_followed_up(desk: Desktop) -> None:
    evaluations = desk.session.evaluations
    before = begun(desk, date(2025, 8, 1), date(2026, 7, 31))
    made = area(desk, before)
    one = begun(desk)
    view = evaluations.view(one)
    assert view is not None
    assert [each.title for each in view.former] == ["Hembesök i tid"]
    assert [each.id for each in evaluations.due()] == [made], "its day is near"
    done = {"done_on": TODAY, "outcome": "Nu sker de i tid."}
    assert evaluations.change_area(made, done).result(WAIT).done
    assert evaluations.due() == []
    held = desk.store.queries.record(ImprovementArea, made)
    assert isinstance(held, ImprovementArea)
    assert area_state(held) == "Klart 24 nov 2026"
    twice = evaluations.begin(*YEAR, None).result(WAIT)
    assert "utvärderas redan" in twice.problems[0].sentence


def test_the_paper_hides_small_groups_and_says_that_it_left(desk: Desktop, tmp_path: Path) -> None:
    evaluations = desk.session.evaluations
    for number in range(3):
        desk.youth(number)
    one = begun(desk)
    area(desk, one)
    evaluations.save(one, {"reaching": "Vi når fler.\n\nMen senare."}).result(WAIT)
    place = tmp_path / "utvardering.pdf"
    done = desk.session.evaluation_papers.write(one, place).result(20)
    assert done.done, done.problems
    pdf = place.read_bytes()
    assert_accessible(pdf, title="Utvärdering av läsåret 2026/27")
    text = text_of(pdf)
    assert HIDDEN_WORD in text
    assert "(inskrivna) ja 3" not in text
    assert "Men senare." in text
    assert "Hembesök i tid" in text
    assert "Verksamheten bedrivs" not in text
    (export,) = desk.store.queries.records(FigureExport)
    assert export.small_shown is False
    assert export.as_of == TODAY


def test_a_case_worker_reads_and_writes_none(tmp_path: Path) -> None:
    desk = local_desktop(tmp_path)
    try:
        assert desk.session.evaluations.begin(*YEAR, None).result(WAIT).problems
        assert desk.session.evaluations.due() == []
        assert desk.store.queries.records(StoredFigures) == []
    finally:
        desk.close()
