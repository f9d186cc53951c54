"""The night asks a school administration over HTTP: what it holds comes into the register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kaa_core.model.facts import SchoolNotice, StudyPeriod
from kaa_core.model.records import Youth
from kaa_server import notice_form, notice_senders, notices
from kaa_server.database import Database
from kaa_server.importing import night
from kaa_server.importing.schedule import Entry
from tests.server_fixture import FakeClock
from tests.ss12000_server import CLIENT_ID, SECRET, Fault, SchoolServer, school_server
from tests.unit.server.deliveries import Importer
from tests.unit.server.pupils import an_id, filled, person
from tests.unit.server.schools import notice


@pytest.fixture
def school() -> Iterator[SchoolServer]:
    with school_server(filled()) as served:
        yield served


@pytest.fixture
def importer(database: Database, clock: FakeClock, municipality: str) -> Importer:
    clock.now = datetime.now(UTC)
    return Importer(database, clock, municipality)


def nightly(importer: Importer, school: SchoolServer, tmp_path: Path) -> tuple[int, str]:
    secret = tmp_path / "secret"
    secret.write_text(f"{SECRET}\n", encoding="utf-8")
    entry = Entry(
        municipality=importer.municipality,
        source="ss12000",
        url=school.base,
        token_url=school.token_url,
        client=CLIENT_ID,
        secret=secret,
    )
    said: list[str] = []
    failed = night.run(importer.database, importer.clock, [entry], everything=True, say=said.append)
    return failed, "\n".join(said)


def _number(importer: Importer, kind: type) -> int:
    return sum(isinstance(one, kind) for one in importer.records())


def test_pupils_come_in_change_and_go(
    importer: Importer, school: SchoolServer, tmp_path: Path
) -> None:
    assert isinstance(importer.clock, FakeClock)
    failed, said = nightly(importer, school, tmp_path)
    assert failed == 0, said
    assert (_number(importer, Youth), _number(importer, StudyPeriod)) == (5, 5)
    [period] = {
        (one.school, one.programme) for one in importer.records() if isinstance(one, StudyPeriod)
    }
    assert period == ("Exempel Skolenhet", "Bygg")
    assert "statistiken är lagrad för 1 månad." in said
    seq = importer.seq()
    importer.clock.advance(days=1)
    now = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    school.persons.append(person(50, now))
    school.deleted = {"persons": [an_id(1001)]}
    failed, said = nightly(importer, school, tmp_path)
    assert failed == 0, said
    asked = [one.query for one in school.asked if one.path == "/persons"]
    assert "meta.modified.after" in asked[-1]
    assert (_number(importer, Youth), _number(importer, StudyPeriod)) == (6, 6)
    gone = [
        one
        for one in importer.records()
        if isinstance(one, StudyPeriod) and one.withdrawn is not None
    ]
    assert len(gone) == 1
    assert importer.seq() == seq + 3, "a youth, her studies, and one taken back"


def test_a_night_that_breaks_is_whole_the_next(
    importer: Importer, school: SchoolServer, tmp_path: Path
) -> None:
    assert isinstance(importer.clock, FakeClock)
    list_of = filled(persons=0).persons
    school.persons[:] = [*list_of, *(person(number) for number in range(7))]
    school.faults.append(Fault(path="/persons", status=403))
    failed, said = nightly(importer, school, tmp_path)
    assert failed == 1
    assert "rätt att läsa" in said
    for hidden in (SECRET, school.url, "Testgren", *school.tokens):
        assert hidden not in said
    importer.clock.advance(days=1)
    school.in_a_ring = True
    failed, said = nightly(importer, school, tmp_path)
    assert failed == 1
    assert "samma sida" in said
    assert _number(importer, Youth) < 7, "it broke in the middle"
    importer.clock.advance(days=1)
    school.in_a_ring = False
    failed, said = nightly(importer, school, tmp_path)
    assert failed == 0, said
    assert _number(importer, Youth) == 7
    seq = importer.seq()
    importer.clock.advance(days=8)
    assert nightly(importer, school, tmp_path)[0] == 0
    assert importer.seq() == seq, "everything asked for again is nothing new"


def test_a_notice_that_waited_is_with_whom_the_night_entered(
    importer: Importer, school: SchoolServer, tmp_path: Path
) -> None:
    database, code = importer.database, importer.municipality
    sender, _ = notice_senders.add(database, importer.clock, code, "Fria", "12345678", "x")
    fields = notice(identity_number=school.persons[0]["civicNo"]["value"])
    told = notice_form.read(fields, notices.today(importer.clock), practice=True).told
    assert told is not None
    notices.accept(database, importer.clock, code, sender, told, b"x" * 32)
    assert notices.deliver(database, importer.clock, code) == 0
    assert nightly(importer, school, tmp_path)[0] == 0
    [fact] = [one for one in importer.records() if isinstance(one, SchoolNotice)]
    named = {one.id: one.identity_number for one in importer.records() if isinstance(one, Youth)}
    assert named[fact.youth] == fields["identity_number"]
