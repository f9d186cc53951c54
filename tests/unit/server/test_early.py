"""Tidiga signaler on the server: what is due is erased by itself, for good, and nobody has to ask."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from kaa_core.model.ids import RecordId
from kaa_core.model.records import MunicipalitySettings
from kaa_core.sync.messages import Operation, Verb
from kaa_server import early
from kaa_server.database import Database
from tests.server_process import new_record
from tests.unit.server.operations import AT
from tests.unit.server.test_erasing import pulled_with_erasures
from tests.unit.server.test_erasing_beside import EARLY, signal
from tests.unit.server.test_push_pull import downloaded
from tests.unit.server.town import Town

MAY, AUTUMN = datetime(2026, 5, 10, 12, tzinfo=UTC), datetime(2026, 9, 1, 12, tzinfo=UTC)


def at(moment: datetime) -> Any:
    return lambda: moment


def left(town: Town) -> set[bytes]:
    return {one.record for one in downloaded(town.devices["anna"])[0] if one.kind == EARLY.id}


@pytest.fixture
def on(town: Town) -> Town:
    """A municipality that has switched it on."""
    settings = MunicipalitySettings(id=RecordId(uuid.UUID(bytes=new_record())), early_basis="§ 12")
    town._write(settings)
    return town


def test_it_goes_on_its_day_and_when_it_is_taken_off(on: Town, database: Database) -> None:
    sam, code = on.devices["sam"], on.enroller.municipality
    stays, off = signal(sam, "Alva"), signal(sam, "Bo")
    sam.push([stays, off])
    assert early.sweep(database, at(MAY), code) == 0
    n = sam.next_n()
    base = [one.seqs for one in downloaded(sam)[0] if one.record == off.record]
    gone = Operation(n, n, Verb.DELETE, EARLY.id, off.record, {}, max(base[0].values()), AT)
    assert sam.push([gone]).answers[0].seq
    assert early.sweep(database, at(MAY), code) == 1
    assert left(on) == {stays.record}
    assert (Verb.ERASE, off.record) in pulled_with_erasures(sam)
    early.sweep_all(database, at(AUTUMN))
    assert left(on) == set()
    with database.tenant(code) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM change_log WHERE municipality = %(m)s AND kind = %(k)s "
            "AND verb <> 5), (SELECT count(*) FROM record WHERE municipality = %(m)s AND kind = "
            "%(k)s), (SELECT count(*) FROM youth_key WHERE municipality = %(m)s)",
            {"m": code, "k": EARLY.id},
        ).fetchone()
    assert row == (0, 0, 0)
    assert early.sweep(database, at(AUTUMN), code) == 0


def test_without_a_legal_basis_nothing_stays(town: Town, database: Database) -> None:
    sam = town.devices["sam"]
    sam.push([signal(sam, "Alva")])
    assert early.sweep(database, at(MAY), town.enroller.municipality) == 1
    assert left(town) == set()
