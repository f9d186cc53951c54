"""A source's file read in by the app: facts with source, file, row and day, and twice is once."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kaa_core.imports.sources.recognising import Source
from kaa_core.model.enums import (
    Belonging,
    CredentialKind,
    FactSource,
    Protection,
    ResidenceKind,
    Role,
    StudyForm,
)
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Credential, Residence, StudyPeriod, Youth
from kaa_desktop.app.importing import Importing
from kaa_desktop.app.importing_delivery import DeliveryPreview
from kaa_desktop.app.importing_views import Choices, FileView, Imported, Refusal, Shown
from tests.unit.app.desks import WAIT, Desktop, local_desktop
from tests.unit.app.test_importing import held, number
from tests.unit.imports.sources.samples import named, notified, post

PLAIN = Choices()
DAY = date(2026, 11, 20)
HOME = (("01021", "20200801"), ("01022", "99"), ("01023", "01"))
PLACE = (("01033", "Provgatan 9"), ("01034", "99901"), ("01035", "EXEMPELÅS"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desktop]:
    """A coordinator's profile; the server does not answer."""
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def file(folder: Path, text: str, name: str = "utan namn") -> str:
    path = folder / name
    path.write_bytes(text.encode("iso-8859-1" if text.startswith("#") else "utf-8"))
    at = datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp()
    os.utime(path, (at, at))
    return str(path)


def laid(desk: Desktop, path: str) -> tuple[Importing, DeliveryPreview, FileView]:
    importing = desk.session.register.importing()
    view = importing.open(path).result(WAIT)
    assert isinstance(view, FileView), view
    assert view.as_of is not None
    preview = importing.lay(view.source, view.as_of).result(WAIT)
    assert isinstance(preview, DeliveryPreview), preview
    return importing, preview, view


def read_in(desk: Desktop, path: str) -> Imported:
    importing, _, _ = laid(desk, path)
    assert importing.problems(PLAIN) == []
    return importing.write(PLAIN).result(WAIT)


def pupils(*enrolled: str) -> str:
    def person(place: int, start: str) -> dict[str, Any]:
        return {
            "id": f"00000000-0000-4000-8000-{place:012x}",
            "givenName": f"Åsa{place}",
            "familyName": "Exempel",
            "civicNo": {"value": number(place), "nationality": "SWE"},
            "enrolments": [
                {"id": f"e{place}", "schoolType": "GY", "startDate": start, "cancelled": False}
            ],
        }

    return json.dumps({"data": [person(place, start) for place, start in enumerate(enrolled)]})


def test_a_notification_file_enters_those_who_live_here(desk: Desktop, tmp_path: Path) -> None:
    known = desk.youth(given_name="Alva", family_name="Alm", street="Annangatan 1")
    [mine] = held(desk, Youth)
    text = notified(
        post(number(0), *named("Bo", "Ny"), *HOME, *PLACE),
        post(mine.identity_number, *named("Alva", "Alm"), *HOME, *PLACE),
        post("20080101999", *named("Fel", "Tal")),
    )
    importing, preview, view = laid(desk, file(tmp_path, text))
    assert (view.source, view.choices, view.sheets) == (Source.NAVET, (), ())
    assert preview.counts() == {
        Shown.ALL: 3, Shown.NEW: 1, Shown.DIFFERS: 1, Shown.UNREADABLE: 1
    }  # fmt: skip
    assert preview.row(1).youth == known
    assert ("Gatuadress", "I registret: Annangatan 1. I filen: Provgatan 9.") in preview.details(
        1
    ).lines
    result = importing.write(PLAIN).result(WAIT)
    assert (result.new, result.filled, len(result.left)) == (1, 1, 2)
    by_name = {one.given_name: one for one in held(desk, Youth)}
    assert by_name["Bo"].street == "Provgatan 9"
    assert by_name["Alva"].street == "Annangatan 1", "what a person wrote stands"
    fact = next(one for one in held(desk, Residence) if one.youth == by_name["Bo"].id)
    assert (fact.kind, fact.municipality, fact.as_of) == (ResidenceKind.REGISTERED, "9901", DAY)
    assert (fact.source, fact.origin, fact.row) == (
        FactSource.POPULATION_REGISTER,
        "Folkbokföringen: utan namn",
        fact.row,
    )
    before = (len(held(desk, Residence)), len(held(desk, Youth)))
    again = read_in(desk, file(tmp_path, text))
    assert (again.new, again.filled) == (0, 0), "twice is once"
    assert before == (len(held(desk, Residence)), len(held(desk, Youth)))


def test_objects_of_schools_are_facts_that_are_judged_and_can_be_undone(
    desk: Desktop, tmp_path: Path
) -> None:
    desk.store.judge.begin("9901", desk.session.today()).result(WAIT)
    result = read_in(desk, file(tmp_path, pupils("2026-08-17", "2025-08-18")))
    assert (result.new, result.filled, result.left) == (2, 0, ())
    periods = held(desk, StudyPeriod)
    assert {one.form for one in periods} <= set(StudyForm)
    assert {one.source for one in periods} == {FactSource.SCHOOL}
    youth = YouthId(held(desk, Youth)[0].id)
    page = desk.session.targets.page(youth)
    assert page is not None
    assert page.belonging is not Belonging.COVERED
    later = read_in(desk, file(tmp_path, pupils("2026-08-17", "2025-09-01"), "senare.json"))
    assert (later.new, later.filled) == (0, 1), "only what is new"
    assert len(held(desk, StudyPeriod)) == len(periods) + 1, "the same day's files are summed"
    assert desk.session.undo().result(WAIT).done
    assert len(held(desk, StudyPeriod)) == len(periods)


def test_a_lost_zero_waits_for_its_yes(desk: Desktop, tmp_path: Path) -> None:
    short = f"{number(0)[2:]}".lstrip("0")
    assert len(short) == 9
    other = number(1)[2:].lstrip("0")
    rows = [
        "Personnummer;Namn;Svar;Datum",
        f"{short};Alm, Bo;Examensbevis;2026-06-10",
        f"{other};Alm, Cia;Examensbevis;2026-06-10",
    ]
    path = file(tmp_path, "\n".join(rows) + "\n", "svar.csv")
    importing, preview, view = laid(desk, path)
    assert view.source is Source.UHR
    assert Source.REGISTER in view.choices
    assert (preview.to_do(), preview.counts()[Shown.WAITS]) == (0, 2)
    [asked] = preview.proposals()
    preview.accept_all(asked.key, yes=True)
    assert preview.to_do() == 2
    preview.accept(1, yes=False)
    assert preview.to_do() == 1
    assert preview.details(0).accepted
    assert importing.write(PLAIN).result(WAIT).new == 1
    [document] = held(desk, Credential)
    assert (document.kind, document.source) == (CredentialKind.EXAM, FactSource.UHR)
    assert (document.origin, document.row, document.as_of) == ("UHR: svar.csv", 2, DAY)


def test_a_protected_person_is_named_nowhere_and_gets_no_address(
    desk: Desktop, tmp_path: Path
) -> None:
    marked = post(number(0), *named("Hemlig", "Person"), *HOME, *PLACE, ("01020", "J"))
    _, preview, _ = laid(desk, file(tmp_path, notified(marked)))
    assert "Hemlig" not in preview.row(0).name
    assert not preview.row(0).number
    assert "Provgatan" not in str(preview.details(0))
    read_in(desk, file(tmp_path, notified(marked)))
    [youth] = held(desk, Youth)
    assert (youth.protection, youth.street) == (Protection.PROTECTED, None)


def test_what_cannot_be_read_is_said_and_nothing_is_written(desk: Desktop, tmp_path: Path) -> None:
    importing = desk.session.register.importing()
    view = importing.open(file(tmp_path, '{"data": [')).result(WAIT)
    assert isinstance(view, FileView)
    found = importing.lay(view.source, DAY).result(WAIT)
    assert isinstance(found, Refusal)
    assert found.code == "broken-json"
    path = file(tmp_path, "Namn;Ort\nAlm;Exempelås\nEk;Exempelås\n", "lista.csv")
    view = importing.open(path).result(WAIT)
    if isinstance(view, FileView):
        refused = importing.lay(Source.UHR, DAY).result(WAIT)
        assert isinstance(refused, Refusal)
    assert held(desk, Youth) == []
