"""The demo in a real server: by the ordinary merge and log, as whoever is said to have written it."""

import argparse
import json
from collections import Counter
from datetime import date

import pytest

from kaa_core.demo.municipality import Sizes, generate
from kaa_core.model.records import Contact, Worker, Youth
from kaa_core.model.registry import REGISTRY, milliseconds
from kaa_server import accounts, demo, municipalities
from kaa_server.database import Database
from kaa_server.faults import OperatorError
from kaa_server.passwords import Passwords
from tests.server_fixture import FakeClock
from tests.unit.demo.conftest import NUMBERS, TUESDAY

SMALL = Sizes(age_group=60, target_group=20)


@pytest.fixture
def filled(
    database: Database,
    passwords: Passwords,
    municipality: str,
) -> demo.Loaded:
    return demo.fill(database, passwords, municipality, seed=1, as_of=TUESDAY, sizes=SMALL)


def rows(database: Database, municipality: str, query: str) -> list[tuple]:
    with database.tenant(municipality) as connection:
        return connection.execute(query).fetchall()


def test_every_record_is_in_the_log_as_its_author_wrote_it(
    filled: demo.Loaded,
    database: Database,
    municipality: str,
) -> None:
    [made] = generate(1, TUESDAY, SMALL, NUMBERS)
    logged = rows(
        database,
        municipality,
        "SELECT record, username, device.name, at, received, outcome FROM change_log "
        "JOIN account ON account = actor JOIN device USING (device)",
    )
    assert filled.records == len(made) == len(logged)
    worker_names = {one.record.id: one.record for one in made if isinstance(one.record, Worker)}
    by_record = {row[0]: row for row in logged}
    for one in made:
        _, username, device, at, received, outcome = by_record[one.record.id]
        assert outcome == 1
        assert at == milliseconds(one.at) <= received
        if one.by is None:
            assert (username, device) == ("servern", "Servern")
        else:
            assert username.split(".")[0] == worker_names[one.by].name.split()[0].lower()
            assert device.startswith("Övningsdator")
    assert len(Counter(row[1] for row in logged)) == 5


def test_the_server_holds_the_records_as_they_were_made(
    filled: demo.Loaded,
    database: Database,
    municipality: str,
) -> None:
    kinds = Counter(
        REGISTRY.kind(row[0]).cls for row in rows(database, municipality, "SELECT kind FROM record")
    )
    assert sum(kinds.values()) == filled.records
    assert kinds[Worker] == 5
    assert kinds[Youth] >= 60
    assert kinds[Contact] > 20


def test_the_users_can_enrol_a_computer_but_the_computers_of_the_past_cannot(
    filled: demo.Loaded,
    database: Database,
    municipality: str,
    passwords: Passwords,
) -> None:
    first = filled.users[0]
    assert (first.username, first.role) == ("karin.demolund", "caseworker")
    with database.tenant(municipality) as connection:
        account = accounts.find(connection, municipality, first.username)
    assert account is not None
    assert account.worker == first.worker
    assert passwords.matches(account.password, first.password)
    keys = rows(database, municipality, "SELECT public_key FROM device")
    assert len(keys) == 6
    assert {key for (key,) in keys} == {None}


def test_a_municipality_that_holds_something_is_left_alone(
    filled: demo.Loaded,
    database: Database,
    passwords: Passwords,
    municipality: str,
) -> None:
    with pytest.raises(OperatorError, match="redan uppgifter"):
        demo.fill(database, passwords, municipality, seed=2, as_of=TUESDAY, sizes=SMALL)
    assert len(rows(database, municipality, "SELECT 1 FROM record")) == filled.records


def test_a_real_municipality_gets_no_made_up_people(
    database: Database,
    passwords: Passwords,
    clock: FakeClock,
) -> None:
    municipalities.add(database, clock, "8999", "Riktig kommun", practice=False)
    with pytest.raises(OperatorError, match="ingen övningskommun"):
        demo.fill(database, passwords, "8999", seed=1, as_of=TUESDAY, sizes=SMALL)
    assert rows(database, "8999", "SELECT 1 FROM record") == []
    assert len(rows(database, "8999", "SELECT 1 FROM account")) == 1


def test_the_command_says_in_json_what_it_did(
    database: Database,
    municipality: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = argparse.Namespace(
        municipality=municipality,
        as_of=date(2026, 11, 22),
        seed=3,
        youths=20,
        target_group=4,
        workers=None,
        records_each=None,
        years=None,
    )
    demo.load(database, arguments)
    said = json.loads(capsys.readouterr().out)
    assert said["as_of"] == "2026-11-22"
    assert said["records"] == len(rows(database, municipality, "SELECT 1 FROM record"))
    assert [user["username"] for user in said["users"]][:2] == ["karin.demolund", "farid.modell"]
    assert (said["youths"], said["target_group"]) == (20, 4)
    administrator = said["users"][-1]
    assert (administrator["username"], administrator["role"], administrator["worker"]) == (
        "ida.testgren",
        "administrator",
        None,
    )


def test_the_test_numbers_are_found() -> None:
    assert demo.test_numbers() == NUMBERS
