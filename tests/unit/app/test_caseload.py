"""A colleague's cases given to others, with a page for each youth, on a real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kaa_core.model.enums import Role
from kaa_core.model.ids import RecordId, WorkerId
from kaa_core.model.records import Enrolment, Handover, Task, Worker
from kaa_desktop.app.handover import Given
from tests.unit.app.desks import TODAY, WAIT, Desktop, local_desktop
from tests.unit.app.leavers import DAY, enrolments, fields, hidden, page_of, somebody


@pytest.fixture
def sam(tmp_path: Path) -> Iterator[Desktop]:
    """A coordinator's desktop."""
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def colleague(desk: Desktop, name: str) -> WorkerId:
    made = desk.new_id()
    desk.store.record(Worker(id=made, name=name, role=Role.CASEWORKER)).result(WAIT)
    return WorkerId(RecordId(made))


def test_a_caseload_goes_to_others_in_turn_is_noted_and_undone(sam: Desktop) -> None:
    eva_, bo, li = (colleague(sam, name) for name in ("Eva", "Bo", "Li"))
    cases = [
        somebody(sam, worker=eva_, task={"title": "Ring", "due": TODAY + at * DAY})
        for at in range(3)
    ]
    other = somebody(sam)
    caseload = sam.session.register.caseload
    assert set(caseload.of(eva_)) == set(cases)
    given = Given(before=eva_, youths=tuple(cases), workers=(bo, li))
    told = caseload.hand_over(given).result(WAIT)
    assert told.sentence == "3 ärenden är överlämnade."
    assert [enrolments(sam, one)[0].worker for one in cases] == [bo, li, bo]
    assert [sam.store.queries.about(Task, [one])[0].worker for one in cases] == [bo, li, bo]
    (noted,) = sam.store.queries.about(Handover, [cases[0]])
    assert (noted.from_worker, noted.to_worker, noted.handed_on) == (eva_, bo, TODAY)
    assert page_of(sam, cases[0]).out.handovers[0].value == "Från Eva till Bo"
    assert enrolments(sam, other)[0].worker == sam.profile.worker
    assert sam.session.undo().result(WAIT).done
    assert [enrolments(sam, one)[0].worker for one in cases] == [eva_] * 3
    assert sam.store.queries.about(Handover, cases) == []


def test_a_caseload_needs_somebody_to_take_it(sam: Desktop) -> None:
    eva_ = colleague(sam, "Eva")
    case = somebody(sam, worker=eva_)
    caseload = sam.session.register.caseload

    def refused(**values: Any) -> set[str]:
        given: dict[str, Any] = {"before": eva_, "youths": (case,), "workers": ()}
        return fields(caseload.hand_over(Given(**(given | values))).result(WAIT))

    assert refused() == {"workers"}
    assert refused(workers=(eva_,)) == {"workers"}
    gone = colleague(sam, "Borta")
    sam.store.set(Worker, gone, active=False).result(WAIT)
    assert refused(workers=(gone,)) == {"workers"}
    assert refused(workers=(colleague(sam, "Bo"),), youths=()) == {""}


def test_a_case_that_somebody_else_has_by_now_stays_hers(sam: Desktop) -> None:
    eva_, bo, li = (colleague(sam, name) for name in ("Eva", "Bo", "Li"))
    case = somebody(sam, worker=eva_)
    sam.store.set(Enrolment, enrolments(sam, case)[0].id, worker=li).result(WAIT)
    given = Given(before=eva_, youths=(case,), workers=(bo,))
    assert fields(sam.session.register.caseload.hand_over(given).result(WAIT)) == {""}
    assert enrolments(sam, case)[0].worker == li


def test_a_caseworker_hands_no_caseload_over(desk: Desktop) -> None:
    bo = colleague(desk, "Bo")
    case = somebody(desk)
    own = desk.session.who.worker
    assert own is not None
    given = Given(before=own, youths=(case,), workers=(bo,))
    assert fields(desk.session.register.caseload.hand_over(given).result(WAIT)) == {""}


def test_the_page_of_a_case_says_where_what_and_what_not(sam: Desktop) -> None:
    case = somebody(sam, first_letter=date(2026, 10, 1), task={"title": "Ring", "due": TODAY})
    secret = hidden(sam, task={"title": "Ring Hemlig", "due": TODAY})
    first, second = sam.session.register.caseload.pages([case, secret]).result(WAIT)
    where = {one.label: one.value for one in first.where}
    assert where["Läge"] == "Ej nådd"
    assert where["Rutinen"].startswith("Andra kontakten")
    assert [one.value for one in first.promised] == ["Ring"]
    assert "Ungdomen har inte nåtts." in first.missing
    assert "Saknas\n- Ungdomen har inte nåtts." in first.text
    assert "Hemlig" not in "".join(one.value for one in second.promised)
    assert second.name == "Skyddade uppgifter"
