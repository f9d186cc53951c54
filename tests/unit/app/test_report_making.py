"""A report leaves the program: recorded first, small numbers only by a decision, by those who may."""

from __future__ import annotations

import io
import stat
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from python_calamine import CalamineWorkbook

from kaa_core.model.enums import Indicator, Role
from kaa_core.model.following_up import FigureExport
from kaa_core.model.records import OrganisationGoal
from kaa_core.model.rights import Right, may
from kaa_core.statistics.reports.kinds import BOARD_QUARTER, OVERVIEW, UNIT, Kind, Period
from kaa_desktop.app import reports
from kaa_desktop.app.reports import NO_REASON, NOT_YOURS, Form, Order, Run
from kaa_desktop.store.errors import StoreNotWritable
from kaa_desktop.store.files import put_in_place
from tests.pdf import assert_accessible, text_of
from tests.unit.app.desks import TODAY, WAIT, Desktop, local_desktop

OF = Period(start=date(2026, 10, 1), end=TODAY)
BEFORE = Period(start=date(2025, 10, 1), end=date(2025, 11, 24))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)  # whose computer holds everybody
    yield made
    made.close()


def order(kind: Kind = BOARD_QUARTER, **more: Any) -> Order:
    return Order(kind=kind, of=OF, against=BEFORE, **more)


def rights(role: Role) -> Callable[[Right], bool]:
    return lambda right: may(role, right)


def test_the_paper_and_the_record_of_it_come_together(desk: Desktop, tmp_path: Path) -> None:
    for number in range(7):
        desk.youth(number)
    desk.store.record(
        OrganisationGoal(
            id=desk.new_id(),
            title="Högst 30 ej nådda",
            indicator=Indicator.NOT_REACHED,
            target_count=30,
            start=OF.start,
        )
    ).result(WAIT)
    path = tmp_path / "rapport.pdf"
    asked = order(texts={"reach": "Vi börjar ringa tidigare."})
    done = desk.session.reports.save(asked, Form.PDF, path, Run()).result(WAIT)
    assert done.sentence == "Rapporten är sparad som PDF."
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert_accessible(path.read_bytes(), title="Nämndens kvartalsuppföljning av aktivitetsansvaret")
    plain = text_of(path.read_bytes()).replace(" ", "")
    for said in (
        "Exempelås",
        "Inskrivna i verksamheten: 7",
        "Vi börjar ringa",
        "Högst 30 ej nådda",
    ):
        assert said.replace(" ", "") in plain
    [export] = desk.store.queries.records(FigureExport)
    assert export.what == "Nämndens kvartalsuppföljning (PDF)"
    assert (export.as_of, export.made_by) == (TODAY, desk.session.who.worker)
    assert export.small_shown is False


def test_the_spreadsheet_has_the_same_numbers(desk: Desktop, tmp_path: Path) -> None:
    for number in range(6):
        desk.youth(number)
    path = tmp_path / "rapport.xlsx"
    assert desk.session.reports.save(order(), Form.SHEET, path, Run()).result(WAIT).done
    book = CalamineWorkbook.from_object(io.BytesIO(path.read_bytes()))
    held = {row[0]: row for row in book.get_sheet_by_name("Jämförelse").to_python()}
    assert held["Ungdomar i verksamheten (inskrivna)"][2] == 6
    assert "Definitioner" in book.sheet_names


def test_small_numbers_are_shown_by_a_decision_with_a_reason_that_is_kept(
    desk: Desktop, tmp_path: Path
) -> None:
    desk.youth(0)
    made = desk.session.reports
    hidden = made.report(order(), Run()).result(WAIT)
    assert hidden.hides
    why = "Nämnden har begärt det i ärende 12."
    asked = order(shown=True, reason=why)
    assert made.save(asked, Form.PDF, tmp_path / "r.pdf", Run()).result(WAIT).done
    [export] = desk.store.queries.records(FigureExport)
    assert (export.small_shown, export.reason) == (True, why)
    always = attrs.evolve(asked, kind=OVERVIEW)
    assert made.report(always, Run()).result(WAIT).hides


@pytest.mark.parametrize(
    ("role", "more", "said"),
    [
        (Role.MANAGER, {"shown": True}, NO_REASON),
        (Role.CASEWORKER, {"kind": UNIT, "shown": True, "reason": "x"}, NOT_YOURS),
        (Role.MANAGER, {"of": Period(start=TODAY, end=BEFORE.end)}, reports.BACKWARDS),
        (Role.MANAGER, {"of": Period(start=TODAY, end=date(2027, 1, 1))}, reports.AHEAD),
    ],
)
def test_what_cannot_be_made_says_why(
    desk: Desktop, role: Role, more: dict[str, Any], said: str
) -> None:
    asked = attrs.evolve(order(), **more)
    found = desk.session.reports.problems(asked, rights(role))
    assert [one.sentence for one in found] == [said]


def test_each_role_gets_its_reports(desk: Desktop) -> None:
    made = desk.session.reports
    assert made.kinds(rights(Role.CASEWORKER)) == [UNIT]
    assert len(made.kinds(rights(Role.MANAGER))) == 5
    assert made.kinds(rights(Role.ADMINISTRATOR)) == []


def test_a_report_that_is_broken_off_leaves_nothing(desk: Desktop, tmp_path: Path) -> None:
    run = Run()
    run.stop()
    path = tmp_path / "rapport.pdf"
    done = desk.session.reports.save(order(), Form.PDF, path, run).result(WAIT)
    assert [one.sentence for one in done.problems] == [reports.STOPPED]
    assert not path.exists()
    assert desk.store.queries.records(FigureExport) == []


def test_where_it_cannot_be_written_nothing_is_recorded(desk: Desktop, tmp_path: Path) -> None:
    away = tmp_path / "finns inte" / "rapport.pdf"
    with pytest.raises(StoreNotWritable):
        desk.session.reports.save(order(), Form.PDF, away, Run()).result(WAIT)
    assert desk.store.queries.records(FigureExport) == []


def test_the_file_has_no_name_before_the_record(
    desk: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen = tmp_path / "rapport.pdf", []
    first = put_in_place

    def watched(temporary: Path, place: Path) -> None:
        seen.append((place.exists(), len(desk.store.queries.records(FigureExport))))
        first(temporary, place)

    monkeypatch.setattr("kaa_desktop.app.papers.put_in_place", watched)
    assert desk.session.reports.save(order(), Form.PDF, path, Run()).result(WAIT).done
    assert seen == [(False, 1)]


def test_it_is_looked_at_as_pictures(desk: Desktop) -> None:
    pages = desk.session.reports.pages(order(), Run()).result(WAIT)
    assert len(pages) >= 2
    assert all(one.startswith(b"\x89PNG") for one in pages)
    assert desk.store.queries.records(FigureExport) == []
