"""Tidiga signaler on the desk: off without a ground, apart from the register, short-lived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kaa_core.model.enums import EarlyKind, Role
from kaa_core.model.ids import RecordId
from kaa_core.model.records import EarlySignal, MunicipalitySettings, Youth
from kaa_desktop.app.clock import FixedClock, new_id
from kaa_desktop.app.list_query import ListQuery
from kaa_desktop.app.views import ListFilter
from kaa_server import early, ingest
from kaa_server.clock import system_clock
from tests.unit.app.desks import NOON, NUMBERS, TODAY, WAIT, Desktop, Office, local_desktop

ALVA: dict[str, Any] = {
    "identity_number": f"{NUMBERS[2500][:8]}-{NUMBERS[2500][8:]}",
    "given_name": "Alva",
    "family_name": "Exempel",
    "kind": EarlyKind.NO_CHOICE,
    "told_by": "Studievägledaren, Provskolan",
    "received_on": TODAY,
    "school": "Provskolan",
    "next_step": "Ringer hem",
    "worker": None,
}


@pytest.fixture
def sam(tmp_path: Path) -> Iterator[Desktop]:
    """Who keeps the register, in a municipality that has decided."""
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    switch(made, "Nämndens beslut 2026-09-01 § 12")
    yield made
    made.close()


def switch(desk: Desktop, basis: str | None, weeks: int | None = None) -> None:
    held = desk.store.queries.records(MunicipalitySettings)
    if held:
        desk.store.set(
            MunicipalitySettings, held[0].id, early_basis=basis, early_weeks=weeks
        ).result(WAIT)
    else:
        made = MunicipalitySettings(id=desk.new_id(), early_basis=basis, early_weeks=weeks)
        desk.store.record(made).result(WAIT)


def test_an_entry_says_who_told_and_when_it_goes(sam: Desktop) -> None:
    done = sam.session.early.add(ALVA).result(WAIT)
    assert done.sentence == "Sparat. Raden raderas 16 feb 2027."
    [row] = sam.session.early.rows()
    assert (row.name, row.what) == ("Alva Exempel", "Går ut årskurs 9 utan gymnasieval")
    assert (row.told_by, row.goes, row.soon) == (ALVA["told_by"], "raderas 16 feb 2027", False)
    [record] = sam.store.queries.records(EarlySignal)
    assert record.identity_number == NUMBERS[2500]
    sam.clock.moment = NOON.replace(year=2027, month=2, day=10)
    assert sam.session.early.rows()[0].soon
    sam.clock.moment = NOON.replace(year=2027, month=2, day=16)
    assert sam.session.early.rows() == [], "also where the server has not been heard"


def test_nobody_is_found_by_it_in_the_register(sam: Desktop) -> None:
    sam.session.early.add(ALVA).result(WAIT)
    assert sam.store.queries.records(Youth) == []
    sam.store.lists_ready().result(WAIT)
    assert list(sam.session.lists.ids(ListFilter.EVERYONE, ListQuery()).ids) == []
    for typed in ("Alva", "Provskolan", NUMBERS[2500], "Ringer"):
        assert sam.session.search(typed) == []
        assert not sam.session.search_notes(typed).result(WAIT).hits
    assert sam.session.targets.count() == 0
    assert sam.session.archiving.view().result(WAIT).youths == ()


def test_off_means_that_there_is_none(sam: Desktop) -> None:
    sam.session.early.add(ALVA).result(WAIT)
    switch(sam, None)
    kept = sam.session.early
    assert kept.rows() == []
    assert kept.why_off().startswith("Listan är avstängd.")
    assert kept.add(ALVA).result(WAIT).problems[0].sentence == kept.why_off()


def test_a_change_rights_it_and_does_not_lengthen_its_life(sam: Desktop) -> None:
    kept = sam.session.early
    kept.add(ALVA).result(WAIT)
    [row] = kept.rows()
    sam.clock.moment = NOON.replace(month=12, day=20)
    later = date(2026, 12, 20)
    assert kept.change(row.id, ALVA | {"received_on": later, "school": "Annan"}).result(WAIT).done
    [record] = sam.store.queries.records(EarlySignal)
    assert (record.school, record.erase_on) == ("Annan", date(2027, 2, 16))
    switch(sam, "§ 12", weeks=2)
    assert kept.rows()[0].goes == "raderas 3 jan 2027"
    assert kept.remove(row.id).result(WAIT).done
    assert kept.rows() == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"identity_number": ""}, "identity_number"),
        ({"identity_number": "200812312381"}, "identity_number"),
        ({"told_by": ""}, "told_by"),
        ({"kind": None}, "kind"),
        ({"received_on": None}, "received_on"),
        ({"received_on": date(2026, 11, 25)}, "received_on"),
    ],
)
def test_what_is_missing_is_said(sam: Desktop, values: dict[str, Any], field: str) -> None:
    done = sam.session.early.add(ALVA | values).result(WAIT)
    assert [one.field for one in done.problems] == [field]


def test_the_same_person_stands_there_once(sam: Desktop) -> None:
    sam.session.early.add(ALVA).result(WAIT)
    [problem] = sam.session.early.add(ALVA).result(WAIT).problems
    assert problem.sentence.startswith("Personen står redan")


def test_it_reaches_a_caseworker_and_goes_from_both_by_itself(office: Office) -> None:
    settings = MunicipalitySettings(id=RecordId(new_id(FixedClock(NOON))), early_basis="§ 12")
    ingest.create_records(
        office.database, system_clock, office.municipality, [(settings, system_clock())]
    )
    sam, bo = office.desktop("sam", role=Role.COORDINATOR), office.desktop("bo")
    boss = office.desktop("chefen", role=Role.MANAGER)
    sam.until(lambda one: not one.early.why_off())
    assert sam.session.early.add(ALVA).result(WAIT).done
    sam.synced()
    bo.until(lambda one: bool(one.early.rows()))
    assert bo.session.early.add(ALVA | {"given_name": "Ny"}).result(WAIT).problems
    boss.synced()
    assert boss.store.queries.records(EarlySignal) == []
    later = NOON.replace(year=2027, month=3)
    assert early.sweep(office.database, lambda: later, office.municipality) == 1
    for desk in (sam, bo):
        desk.until(lambda _, desk=desk: not desk.store.queries.records(EarlySignal))  # type: ignore[misc]
    told = sam.session.erasing.erasures().result(WAIT).value or []
    assert [(one.what, one.by) for one in told] == [("Tidig signal", "Av sig självt")]
