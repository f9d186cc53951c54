"""Guardians after eighteen, and who looks at the protected, on a real store."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from kaa_core.model.enums import (
    FactSource,
    Protection,
    ResidenceKind,
    Role,
    VisitOutcome,
    VisitStatus,
)
from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.records import (
    Guardian,
    HomeVisit,
    MunicipalitySettings,
    ProtectedOpening,
    Residence,
)
from kaa_core.model.registry import REGISTRY
from kaa_core.rules.protection import ELSEWHERE
from kaa_desktop.app.forms import VisitForm
from kaa_desktop.app.list_query import SortBy
from kaa_desktop.store.errors import RecordLocked
from tests.unit.app.desks import TODAY, WAIT, Desktop, Office, local_desktop
from tests.unit.app.leavers import DAY, fields, hidden, page_of, somebody

# -- eighteen

TURNS_TODAY = date(2008, 11, 24)


def eva(desk: Desktop, youth: YouthId) -> Guardian:
    (held,) = desk.store.queries.about(Guardian, [youth])
    return held


def test_guardians_lose_their_standing_on_the_day(desk: Desktop) -> None:
    minor = somebody(desk, TURNS_TODAY + DAY, guardian="Eva Testberg")
    adult = somebody(desk, TURNS_TODAY, guardian="Eva Testberg")
    assert [one.name for one in page_of(desk, minor).guardians] == ["Eva Testberg"]
    page = page_of(desk, adult)
    assert page.guardians == ()
    (notice,) = page.out.notices
    assert notice.text.endswith("finns kvar utan samtycke och föreslås raderas.")
    assert {row.youth for row in desk.session.day().tasks} == {minor, adult}
    guarding = desk.session.leaving.guarding
    (view,) = guarding.guardians_after(adult)
    assert view.erase
    assert guarding.consent(view.id, TODAY, None).result(WAIT).done
    assert [one.name for one in page_of(desk, adult).guardians] == ["Eva Testberg"]
    held = eva(desk, adult)
    assert (held.consent_on, held.consent_by) == (TODAY, desk.profile.worker)
    assert guarding.consent(view.id, None, None).result(WAIT).done
    assert page_of(desk, adult).guardians == ()


@pytest.mark.parametrize(
    ("given", "until", "wrong"),
    [
        (TODAY + DAY, None, "consent_on"),
        (None, TODAY, "consent_on"),
        (TODAY, TODAY - DAY, "consent_until"),
    ],
)
def test_a_consent_has_a_day_that_has_been(
    desk: Desktop, given: date | None, until: date | None, wrong: str
) -> None:
    youth = somebody(desk, TURNS_TODAY, guardian="Eva Testberg")
    guarding = desk.session.leaving.guarding
    assert fields(guarding.consent(eva(desk, youth).id, given, until).result(WAIT)) == {wrong}


def test_the_proposal_stands_on_the_page_after_the_week_on_min_dag(desk: Desktop) -> None:
    youth = somebody(desk, date(2008, 11, 16), guardian="Eva Testberg")
    assert [one for one in desk.session.day().tasks if not one.routine] == []
    assert len(page_of(desk, youth).out.notices) == 1


def test_a_municipality_may_keep_no_guardians_at_all(desk: Desktop) -> None:
    youth = somebody(desk, guardian="Eva Testberg")
    desk.store.record(MunicipalitySettings(id=desk.new_id(), no_guardians=True)).result(WAIT)
    page = page_of(desk, youth)
    assert page.guardians == ()
    assert page.out.notices[0].title == "Kommunen har inga uppgifter om vårdnadshavare."
    (view,) = desk.session.leaving.guarding.guardians_after(youth)
    assert view.erase
    outlook = desk.session.erasing.outlook(youth, view.id)
    assert outlook is not None
    assert outlook.record == view.id


# -- the protected


def test_a_protected_case_shows_nothing_until_a_reason_is_given(desk: Desktop) -> None:
    youth = hidden(desk, guardian="Eva Person")
    page = page_of(desk, youth)
    assert (page.closed, page.name, page.number) == (True, "Skyddade uppgifter", "2026-0412")
    assert (page.journal, page.attempts, page.guardians, page.papers) == ((), (), (), ())
    assert "phone" not in page.editable
    guarding = desk.session.leaving.guarding
    assert fields(guarding.open_protected(youth, "  ").result(WAIT)) == {"reason"}
    assert guarding.hidden(youth)
    assert guarding.open_protected(youth, "Ska ringa inför mötet").result(WAIT).done
    page = page_of(desk, youth)
    assert (page.closed, page.name) == (False, "Hemlig Person")
    assert page.number.startswith("2004")
    assert len(page.journal) == 2
    assert page.editable["phone"] == "070-174 06 05"
    assert "street" not in page.editable
    assert page.address == ""
    (fact,) = page.out.openings
    assert (fact.value, fact.note) == ("Karin Demolund", "Ska ringa inför mötet")


@pytest.mark.parametrize("clock", ["seconds", "moment"])
def test_it_hides_again_after_five_minutes_by_either_clock(desk: Desktop, clock: str) -> None:
    youth = hidden(desk)
    guarding = desk.session.leaving.guarding
    assert guarding.open_protected(youth, "Inför mötet").result(WAIT).done
    step: Any = 299.0 if clock == "seconds" else timedelta(seconds=299)
    setattr(desk.clock, clock, getattr(desk.clock, clock) + step)
    assert not page_of(desk, youth).closed
    setattr(desk.clock, clock, getattr(desk.clock, clock) + type(step)(1))
    if clock == "moment":
        desk.clock.moment += timedelta(seconds=1)
    assert page_of(desk, youth).closed


def test_who_opened_it_is_kept_and_never_taken_back(desk: Desktop) -> None:
    youth = hidden(desk)
    guarding = desk.session.leaving.guarding
    assert guarding.open_protected(youth, "Inför mötet").result(WAIT).done
    (kept,) = desk.store.queries.about(ProtectedOpening, [youth])
    assert (kept.worker, kept.reason, kept.opened_at) == (
        desk.profile.worker,
        "Inför mötet",
        desk.clock.now(),
    )
    assert desk.session.undoable()[0] == ""
    with pytest.raises(RecordLocked):
        desk.store.delete(ProtectedOpening, kept.id).result(WAIT)
    with pytest.raises(RecordLocked):
        desk.store.set(ProtectedOpening, kept.id, reason="Annat").result(WAIT)


def test_what_is_shown_already_is_not_logged_again(desk: Desktop) -> None:
    youth, plain = hidden(desk), desk.youth(1)
    guarding = desk.session.leaving.guarding
    for _time in range(2):
        assert guarding.open_protected(youth, "Inför mötet").result(WAIT).done
    assert guarding.open_protected(plain, "Inför mötet").result(WAIT).done
    assert len(desk.store.queries.about(ProtectedOpening, [youth, plain])) == 1


def test_it_is_not_shown_when_the_opening_could_not_be_kept(tmp_path: Path) -> None:
    chief = local_desktop(tmp_path, role=Role.MANAGER)
    try:
        youth = hidden(chief)
        guarding = chief.session.leaving.guarding
        assert fields(guarding.open_protected(youth, "Nyfiken").result(WAIT)) == {""}
        assert page_of(chief, youth).closed
    finally:
        chief.close()


def test_it_can_be_hidden_at_once(desk: Desktop) -> None:
    youth = hidden(desk)
    guarding = desk.session.leaving.guarding
    assert guarding.open_protected(youth, "Inför mötet").result(WAIT).done
    guarding.hide_protected(youth)
    assert page_of(desk, youth).closed


def test_sekretessmarkering_is_a_warning_and_asks_for_no_reason(desk: Desktop) -> None:
    youth = desk.youth(0, protection=Protection.CONFIDENTIAL, street="Provgatan 1")
    page = page_of(desk, youth)
    assert (page.closed, page.name, page.address) == (False, "Liam Testberg", "Provgatan 1")
    assert "Sekretessmarkering" in [chip.text for chip in page.chips]


def test_where_the_protected_are_is_written_by_nobody(desk: Desktop) -> None:
    """By hand before and after she is protected, and how to find her in a visit that is booked."""
    home, youth = desk.profile.municipality, desk.youth(5)
    targets, visit = desk.session.targets, desk.new_id()
    planned: Any = {"status": VisitStatus.PLANNED, "planned_on": TODAY, "access_note": "Portkod 12"}
    desk.store.record(HomeVisit(id=visit, youth=youth, **planned)).result(WAIT)
    told = {"kind": ResidenceKind.REGISTERED, "source": FactSource.POPULATION_REGISTER}
    away = told | {"municipality": "1480", "start": date(2026, 9, 1), "from_abroad": True}
    assert targets.enter_fact(youth, Residence, away).result(WAIT).done
    assert desk.session.change_youth(youth, {"protection": Protection.PROTECTED}).result(WAIT).done
    assert targets.enter_fact(youth, Residence, away).result(WAIT).done
    assert targets.enter_fact(youth, Residence, told | {"municipality": home}).result(WAIT).done
    held = desk.store.queries.about(Residence, [RecordId(youth)])
    found = [(one.municipality or "", one.from_abroad) for one in held]
    assert sorted(found, key=str) == [
        (ELSEWHERE, None),
        (ELSEWHERE, None),
        (home, None),
    ]
    [booked] = visits(desk, youth)
    assert booked.access_note is None
    assert desk.session.rounds.change_visit(visit, access_note="Portkod 12").result(WAIT).done
    assert desk.session.plan_visit(youth, TODAY + DAY).result(WAIT).done
    assert not any(one.address or one.access_note for one in visits(desk, youth))
    page = desk.session.targets.page(youth)
    assert page is not None
    assert not any("1480" in one.sentence for one in page.facts)


def test_an_address_that_was_written_before_she_was_protected_goes(desk: Desktop) -> None:
    youth = desk.youth(0, street="Provgatan 1", city="Exempelås")
    assert desk.session.plan_visit(youth, TODAY + DAY).result(WAIT).done
    made = VisitForm(youth=youth, visited_on=TODAY, outcome=VisitOutcome.NOBODY_HOME)
    assert desk.session.enter_visit(made).result(WAIT).done
    entered = next(one for one in visits(desk, youth) if one.entered_at is not None)
    sealed = desk.new_id()
    desk.store.record(attrs.evolve(entered, id=sealed, address="Provgatan 1")).result(WAIT)
    values = {"protection": Protection.PROTECTED, "street": None, "city": None}
    assert desk.session.change_youth(youth, values).result(WAIT).done
    assert {one.id: one.address for one in visits(desk, youth) if one.address} == {
        sealed: "Provgatan 1"
    }
    guarding = desk.session.leaving.guarding
    assert guarding.open_protected(youth, "Inför mötet").result(WAIT).done
    notice = page_of(desk, youth).out.notices[-1]
    assert notice.title == "Adressen finns kvar i 1 hembesök."
    assert guarding.address_left(youth) == sealed
    outlook = desk.session.erasing.outlook(youth, sealed)
    assert outlook is not None
    address = REGISTRY.kind(HomeVisit).by_name["address"].id
    assert outlook.parts[outlook.part_of(address)].text == "Bara besöksadress"
    assert outlook.part_of(99) == 0


def visits(desk: Desktop, youth: YouthId) -> list[HomeVisit]:
    return desk.store.queries.about(HomeVisit, [youth])


def test_nobody_protected_leaves_with_a_list_and_a_marked_row_is_a_warning(desk: Desktop) -> None:
    secret = hidden(desk, task={"title": "Ring Hemlig", "due": TODAY})
    marked = desk.youth(1, protection=Protection.CONFIDENTIAL)
    plain = desk.youth(2)
    columns = (SortBy.NAME, SortBy.IDENTITY_NUMBER, SortBy.NEXT_STEP)
    copied = desk.session.lists.copy_later([secret, marked, plain], columns).result(WAIT)
    assert (copied.rows, copied.hidden, copied.warned) == (2, 1, 1)
    assert "Skyddade" not in copied.text
    assert "Hemlig" not in copied.text


def test_an_opening_reaches_who_else_sees_the_case(office: Office) -> None:
    karin, sam = office.desktop("karin"), office.desktop("sam", role=Role.COORDINATOR)
    youth = hidden(karin)
    opened = karin.session.leaving.guarding.open_protected(youth, "Inför mötet")
    assert opened.result(WAIT).done
    karin.synced()
    sam.until(lambda _: bool(sam.store.queries.about(ProtectedOpening, [youth])))
    (kept,) = sam.store.queries.about(ProtectedOpening, [youth])
    assert (kept.reason, kept.worker) == ("Inför mötet", karin.profile.worker)
    assert page_of(sam, youth).closed  # open on one computer is not open on another
