"""What is erased stays erased when an older copy is put back; and what was stored before keys is sealed."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from kaa_core.model.enums import ErasureReason, Role
from kaa_core.sync.erasing import Target
from kaa_core.sync.messages import Operation
from kaa_server import erasing, forgetting, schema, sealing
from kaa_server.backup import export, folder, keys, restore
from kaa_server.clock import system_clock
from kaa_server.codec import Codec
from kaa_server.database import Database
from kaa_server.faults import OperatorError
from kaa_server.keyring import LEDGER, Keyring
from kaa_server.placement import place
from kaa_server.postgres import Endpoints
from tests.server_fixture import Enroller
from tests.server_process import Device
from tests.unit.server import raw
from tests.unit.server.test_push_pull import downloaded
from tests.unit.server.town import Town, note

SECRET = "hemligt för kopiorna"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 at no cost."""
    monkeypatch.setattr(keys, "MEMORY_KIB", 64)
    monkeypatch.setattr(keys, "TIME", 1)


@pytest.fixture
def town(enroller: Enroller) -> Town:
    made = Town(enroller)
    made.person("sam", role=Role.COORDINATOR)
    return made


def taken(cluster: Endpoints, out: Path) -> export.Contents:
    return folder.make(
        cluster.app,
        system_clock,
        out,
        lambda key: keys.lock_under(SECRET, key),
        Keyring(cluster.keys),
    )


def put_back(
    cluster: Endpoints, copy: Path, key_file: Path, ledgers: list[Path]
) -> tuple[str, int]:
    """Restore into a database of its own; how to reach it, and how many erasures were repeated."""
    name = f"kaa_{uuid.uuid4().hex[:8]}"
    schema.ensure_database(cluster.admin, name)
    owner = make_conninfo(cluster.admin, dbname=name)
    found = restore.Backup(copy, None, lambda: SECRET)
    again = restore.restore(found, owner, Keyring(key_file), ledgers)
    return make_conninfo(cluster.app, dbname=name), again


def decided() -> erasing.Decision:
    at = datetime.now(UTC)
    return erasing.Decision(uuid.uuid4(), int(ErasureReason.NOT_NEEDED), "", None, at)


def standing(app: str, key_file: Path, code: str) -> dict[bytes, str]:
    """Every record about a youth there, with what it says."""
    with Database(app, Codec(Keyring(key_file)), max_size=1) as database:
        with database.tenant(code) as connection:
            rows = connection.execute(
                "SELECT DISTINCT scope FROM record WHERE municipality = %s AND scope IS NOT NULL",
                [code],
            ).fetchall()
            found: dict[bytes, str] = {}
            for (youth,) in rows:
                shelf = erasing.PostgresErasing(connection, code, decided())
                for record, state in shelf.case_records(youth.bytes).items():
                    found[record] = repr(state.values)
        return found


def test_an_older_copy_is_erased_again_before_it_serves_anybody(
    town: Town, cluster: Endpoints, database: Database, tmp_path: Path
) -> None:
    sam, code = town.devices["sam"], town.enroller.municipality
    told = [f"markör{uuid.uuid4().hex}" for _ in range(3)]
    gone, stays = town.case(sam, "sam", phone=told[0]), town.case(sam, "sam", phone=told[2])
    written = note(sam, stays, told[1])
    sam.push([written])
    copy = tmp_path / "kopia"
    contents = taken(cluster, copy)
    assert code in contents.keys
    assert "keys" not in repr(contents)
    forgetting.carry_out(database, code, Target(gone), decided())
    forgetting.carry_out(database, code, Target(stays, written.record), decided())
    later = town.case(sam, "sam")
    forgetting.carry_out(database, code, Target(later), decided())
    ledger = Keyring(cluster.keys).ledger
    assert not any(one in ledger.read_text() for one in told)

    app, again = put_back(cluster, copy, tmp_path / "new" / "keys.json", [ledger])
    assert again >= 2  # other tests of this server erase too
    found = standing(app, tmp_path / "new" / "keys.json", code)
    assert stays in found
    assert gone not in found
    assert written.record not in found
    assert told[0] not in repr(found)
    raw.settle(cluster)
    data, reach = place(cluster.keys.parent).data, tmp_path / "new" / "keys.json"
    _, seen = raw.within_reach(data, reach, code, told)
    assert not seen[told[0]]
    assert not seen[told[1]]
    assert seen[told[2]]
    noted = [json.loads(one)["erasure"] for one in ledger.read_text().splitlines()]
    anew = [
        json.loads(one)["erasure"] for one in (tmp_path / "new" / LEDGER).read_text().splitlines()
    ]
    assert set(anew) == set(noted), "the new server can be put back in its turn"
    # The control: without the list it is there again.
    app, again = put_back(cluster, copy, tmp_path / "bare" / "keys.json", [])
    assert again == 0
    assert gone in standing(app, tmp_path / "bare" / "keys.json", code)


def test_the_list_lies_beside_the_copies(
    town: Town, cluster: Endpoints, database: Database, tmp_path: Path
) -> None:
    sam, code = town.devices["sam"], town.enroller.municipality
    youth = town.case(sam, "sam")
    first = tmp_path / folder.name_for(datetime(2026, 11, 1, tzinfo=UTC))
    taken(cluster, first)
    forgetting.carry_out(database, code, Target(youth), decided())
    taken(cluster, tmp_path / folder.name_for(datetime(2026, 11, 21, tzinfo=UTC)))
    assert (tmp_path / LEDGER).read_text() == Keyring(cluster.keys).ledger.read_text()
    app, again = put_back(cluster, first, tmp_path / "new" / "keys.json", [])
    assert again >= 1
    assert youth not in standing(app, tmp_path / "new" / "keys.json", code)
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert folder.keep_days(tmp_path, 14, now) == [first]
    assert folder.keep_days(tmp_path, 14, datetime(2027, 11, 22, tzinfo=UTC)) == []


def test_a_copy_that_nobody_could_read_is_not_made(
    town: Town, cluster: Endpoints, tmp_path: Path
) -> None:
    town.case(town.devices["sam"], "sam")
    with pytest.raises(OperatorError, match="Nyckelfilen"):
        folder.make(
            cluster.app,
            system_clock,
            tmp_path / "kopia",
            lambda key: keys.lock_under(SECRET, key),
            Keyring(tmp_path / "another.json"),
        )
    assert list(tmp_path.iterdir()) == []


def test_what_lay_in_the_clear_is_sealed_and_its_files_written_anew(
    town: Town, cluster: Endpoints
) -> None:
    sam, code = town.devices["sam"], town.enroller.municipality
    told = f"markör{uuid.uuid4().hex}"
    youth = town.case(sam, "sam")
    written = note(sam, youth, told)
    sam.push([written])
    rows = _in_the_clear(cluster, code, sam, written)
    data = place(cluster.keys.parent).data
    raw.settle(cluster)
    assert any("base" in one for one in raw.in_files(data, [told])[told])
    assert sealing.seal_stored(cluster.admin, Codec(Keyring(cluster.keys))) == 1
    raw.settle(cluster)
    assert not any("base" in one for one in raw.in_files(data, [told])[told])
    assert told in repr([one for one in downloaded(sam)[0] if one.record == written.record])
    assert sealing.seal_stored(cluster.admin, Codec(Keyring(cluster.keys))) == 0
    assert rows


def _in_the_clear(cluster: Endpoints, code: str, by: Device, written: Operation) -> int:
    """As a server of the version before stored it."""
    import msgspec

    [row] = [one for one in downloaded(by)[0] if one.record == written.record]
    body = msgspec.msgpack.encode([row.values, row.seqs])
    with psycopg.connect(cluster.admin) as connection:
        connection.execute("SELECT set_config('kaa.erasing', 'yes', true)")
        connection.execute(
            "UPDATE kaa.municipality SET sealed = false WHERE municipality = %s", [code]
        )
        connection.execute(
            "UPDATE kaa.change_log SET body = %s WHERE municipality = %s AND record = %s",
            [msgspec.msgpack.encode(row.values), code, uuid.UUID(bytes=written.record)],
        )
        return connection.execute(
            "UPDATE kaa.record SET body = %s WHERE municipality = %s AND record = %s",
            [body, code, uuid.UUID(bytes=written.record)],
        ).rowcount
