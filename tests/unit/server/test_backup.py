"""The drill: a server with clients' data is copied, goes on, is destroyed and put back."""

from __future__ import annotations

import hashlib
import os
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from kaa_core.sync.messages import Login, Outcome, SnapshotChunk, Tokens
from kaa_server import accounts, municipalities, placement, postgres, schema
from kaa_server.backup import export, folder, keys, restore, tables
from kaa_server.clock import system_clock
from kaa_server.codec import Codec
from kaa_server.database import Connection, Database
from kaa_server.faults import OperatorError
from kaa_server.keyring import Keyring
from kaa_server.postgres import Endpoints
from tests.server_fixture import PASSWORD, Enroller, add_user, cheap_passwords
from tests.server_process import COMMAND, Device, Refused, ServerProcess, served
from tests.unit.server.operations import change, youth
from tests.unit.server.test_push_pull import downloaded, pulled

SECRET = "hemligt för kopiorna"
PUT_BACK = {"epoch", "backed_up"}
"""Columns that a copy and a restore themselves change."""


@pytest.fixture(autouse=True, scope="module")
def cheap() -> Iterator[None]:
    """Argon2 at no cost in this process; what the commands do is as it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "MEMORY_KIB", 64)
        patch.setattr(keys, "TIME", 1)
        yield


def state(admin: str) -> dict[tuple[str, str], str]:
    """A hash of every table that is copied, for each municipality, what a restore itself changes left out."""
    found: dict[tuple[str, str], str] = {}
    with Connection.connect(admin, options="-c timezone=UTC") as connection:
        for table in tables.known(connection):
            if table.name == "past":
                continue
            columns = sql.SQL(", ").join(
                sql.Identifier(name) for name in sorted(set(table.columns) - PUT_BACK)
            )
            rows = connection.execute(
                sql.SQL("SELECT municipality, ({})::text FROM {} ORDER BY 1, 2").format(
                    sql.SQL("ROW({})").format(columns), table.identifier
                )
            ).fetchall()
            for code, row in rows:
                digest = hashlib.sha256((found.get((table.name, code), "") + row).encode())
                found[table.name, code] = digest.hexdigest()
    return found


def epochs(admin: str) -> dict[str, uuid.UUID]:
    with psycopg.connect(admin) as connection:
        return dict(connection.execute("SELECT municipality, epoch FROM kaa.municipality"))


def run(*arguments: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )


def admin_of(data_dir: Path) -> str:
    with postgres.running(data_dir, "command") as endpoints:
        return endpoints.admin


def made_server(data_dir: Path) -> ServerProcess:
    """A server of two municipalities, not yet started."""
    with postgres.running(data_dir, "serve") as endpoints:
        schema.prepare_embedded(endpoints)
        with opened(endpoints) as database:
            for code in ("9901", "0007"):
                municipalities.add(database, system_clock, code, "Exempelås kommun", practice=True)
            for name in ("anna", "bo"):
                add_user(database, cheap_passwords(), "9901", name)
    return ServerProcess(("--data-dir", str(data_dir)), data_dir.with_suffix(".json"))


def opened(endpoints: Endpoints) -> Database:
    """The server's own door, with its key file."""
    return Database(endpoints.app, Codec(Keyring(endpoints.keys)))


def enrolled(data_dir: Path, server: ServerProcess, username: str) -> Device:
    device = Device(server.url, "9901")
    with (
        postgres.running(data_dir, "command") as endpoints,
        opened(endpoints) as database,
    ):
        code = accounts.issue_code(database, system_clock, "9901", username)
    device.enrol(username, PASSWORD, code)
    return device


def log_in(device: Device, url: str) -> Device:
    """The same computer at another address, signed in by the account's password."""
    assert device.me is not None
    again = Device(url, "9901", key=device.key, me=device.me, n=device.n)
    again.use(again.ask("POST", "/v1/session", Tokens, Login("9901", device.me.device, PASSWORD)))
    return again


@attrs.frozen
class Drill:
    """What is left when a server is gone: a copy, the key, and what the clients remember."""

    copy: Path
    private: Path
    state: dict[tuple[str, str], str]
    epochs: dict[str, uuid.UUID]
    rows: list[Any]
    anna: Device
    bo: Device


def lost(data_dir: Path, tmp_path: Path) -> Drill:
    """A server with clients' data is copied, goes on for a while, and is lost with its machine."""
    copy, private, public = (tmp_path / name for name in ("kopia", "hemlig.pem", "oppen.pem"))
    made = run("backup", "key", "--out", private, "--public", public, stdin=SECRET)
    assert made.returncode == 0, made.stderr
    server = made_server(data_dir)
    with served(server):
        anna, bo = (enrolled(data_dir, server, name) for name in ("anna", "bo"))
        created = youth(anna, given_name="Älva Ö\t\\N\n")
        anna.push([created, youth(anna)])
        bo.push([youth(bo)])
        admin = admin_of(data_dir)
        drill = Drill(copy, private, state(admin), epochs(admin), downloaded(bo)[0], anna, bo)
        taken = run("backup", "--data-dir", data_dir, "--out", copy, "--to", public)
        assert taken.returncode == 0, taken.stderr
        assert taken.stdout == f"{copy}\n"
        anna.push([change(anna, created, 1, value="070-later")])
        bo.push([youth(bo)])
        assert state(admin) != drill.state
        server.kill()
    assert run("data", "remove", "--data-dir", data_dir, "--yes").returncode == 0
    assert not data_dir.exists()
    return drill


def test_the_drill(data_root: Path, tmp_path: Path) -> None:
    drill = lost(data_root / "drill", tmp_path)
    with_key = (drill.copy, "--key-file", drill.private)
    said = run("backup", "verify", *with_key, stdin=SECRET)
    assert said.returncode == 0, said.stderr
    assert "0007, 9901" in said.stdout
    new = data_root / "restored"
    refused = run("restore", *with_key, "--data-dir", new, stdin="fel lösenord")
    assert (refused.returncode, new.exists()) == (1, False)
    put_back = run("restore", *with_key, "--data-dir", new, stdin=SECRET)
    assert put_back.returncode == 0, put_back.stderr
    assert "lämnar tillbaka" in put_back.stdout

    again = ServerProcess(("--data-dir", str(new)), data_root / "restored.json")
    with served(again):
        admin = admin_of(new)
        assert state(admin) == drill.state
        assert epochs(admin).keys() == drill.epochs.keys()
        assert not set(epochs(admin).values()) & set(drill.epochs.values())
        row_security_holds(admin, new)
        clients_find_their_way(new, again, drill)
        twice = run("restore", *with_key, "--data-dir", new, stdin=SECRET)
        assert (twice.returncode, "körs redan" in twice.stderr) == (1, True)
    placement.remove(new)


def row_security_holds(admin: str, data_dir: Path) -> None:
    with psycopg.connect(admin) as connection:
        unguarded = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'kaa'::regnamespace "
            "AND relkind = 'r' AND relname <> 'alembic_version' "
            "AND NOT (relrowsecurity AND relforcerowsecurity)"
        ).fetchall()
    assert unguarded == []
    with (
        postgres.running(data_dir, "command") as endpoints,
        opened(endpoints) as database,
        database.tenant("0007") as connection,
    ):
        seen = connection.execute("SELECT DISTINCT municipality FROM account").fetchall()
        assert seen == [("0007",)]
        assert connection.execute("SELECT count(*) FROM record").fetchone() == (0,)


def clients_find_their_way(data_dir: Path, server: ServerProcess, drill: Drill) -> None:
    """A sign-in from before is over; by password all can log in, and each notices what happened."""
    held = drill.anna
    stale = Device(server.url, "9901", key=held.key, me=held.me, access=held.access)
    with pytest.raises(Refused) as told:
        stale.ask("GET", "/v1/snapshot", SnapshotChunk)
    assert (told.value.status, told.value.body.code) == (401, "token")
    anna, bo = log_in(drill.anna, server.url), log_in(drill.bo, server.url)
    assert downloaded(bo)[0] == drill.rows
    with pytest.raises(Refused) as told:
        pulled(bo)
    assert told.value.body.code == "epoch"
    with pytest.raises(Refused) as told:  # one operation of hers is gone: the next has no place
        anna.push([youth(anna)])
    assert (told.value.body.code, told.value.body.expected) == ("gap", 3)
    newcomer = enrolled(data_dir, server, "anna")
    assert newcomer.push([youth(newcomer)]).answers[0].outcome is Outcome.APPLIED
    for device in (stale, anna, bo, newcomer, drill.anna, drill.bo):
        device.close()


# -- the municipality's own PostgreSQL: accounts with no more rights than the manual gives them


@pytest.fixture(scope="module")
def own_roles(cluster: Endpoints) -> str:
    """The connection string of `kaa_migrate`, as the manual makes it."""
    with psycopg.connect(cluster.admin, autocommit=True) as connection:
        connection.execute(
            "CREATE ROLE kaa_migrate LOGIN NOSUPERUSER PASSWORD 'm' IN ROLE kaa_owner"
        )
    return make_conninfo(cluster.admin, user="kaa_migrate", password="m")


def new_database(cluster: Endpoints) -> str:
    name = f"kaa_{uuid.uuid4().hex[:8]}"
    schema.ensure_database(cluster.admin, name)
    with psycopg.connect(cluster.admin, autocommit=True) as connection:
        connection.execute(f"GRANT CONNECT ON DATABASE {name} TO kaa_migrate".encode())
    return name


def taken(conninfo: str, out: Path) -> export.Contents:
    return folder.make(conninfo, system_clock, out, lambda key: keys.lock_under(SECRET, key))


def secret() -> str:
    return SECRET


def test_by_the_roles_of_the_manual_into_another_database(
    enroller: Enroller, cluster: Endpoints, own_roles: str, tmp_path: Path
) -> None:
    device = enroller.device("anna")
    device.push([youth(device) for _ in range(3)])
    copy = tmp_path / "kopia"
    contents = taken(cluster.app, copy)
    assert enroller.municipality in contents.municipalities
    assert copy.stat().st_mode & 0o777 == 0o600
    target = new_database(cluster)
    owner = make_conninfo(own_roles, dbname=target)
    found = restore.Backup(copy, None, secret)
    assert found.contents == contents
    restore.restore(found, owner)
    assert state(make_conninfo(cluster.admin, dbname=target)) == state(cluster.admin)
    app = make_conninfo(cluster.app, dbname=target)
    schema.check(app)
    with Database(app) as database, database.tenant(enroller.municipality) as connection:
        there = municipalities.load(connection, enroller.municipality)
        assert there is not None
        assert there.seq == 3
    with pytest.raises(OperatorError, match="inte tom"):
        restore.restore(found, owner)


def test_by_url_on_the_command_line(cluster: Endpoints, own_roles: str, tmp_path: Path) -> None:
    copy = tmp_path / "kopia"
    taken(cluster.app, copy)
    parts = conninfo_to_dict(make_conninfo(own_roles, dbname=new_database(cluster)))
    environment = {**os.environ, "PGPASSWORD": str(parts.pop("password"))}
    url = make_conninfo("", **parts)
    for status in (0, 1):
        done = subprocess.run(
            [*COMMAND, "restore", str(copy), "--database-url", url],
            input=SECRET,
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
        assert done.returncode == status, done.stderr


def test_a_backup_from_an_earlier_form_is_brought_forward_and_a_later_one_refused(
    cluster: Endpoints, own_roles: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = make_conninfo(own_roles, dbname=new_database(cluster))
    schema.migrate(earlier, "0001")
    with Connection.connect(earlier) as connection:
        connection.execute("SET ROLE kaa_owner")
        tables.act_for(connection, "1234")
        connection.execute(
            "INSERT INTO kaa.municipality VALUES ('1234', 'X', false, gen_random_uuid(), 7, NULL, now())"
        )
    copy = tmp_path / "kopia"
    assert taken(earlier, copy).revision == "0001"
    target = make_conninfo(own_roles, dbname=new_database(cluster))
    restore.restore(restore.Backup(copy, None, secret), target)
    with export.reached(target) as connection:
        assert tables.revision(connection) == schema.head()
        assert tables.municipalities(connection) == ["1234"]
    migrated = make_conninfo(own_roles, dbname=new_database(cluster))
    schema.migrate(migrated)
    if schema.head() != "0001":
        with pytest.raises(OperatorError, match="annan form"):
            restore.restore(restore.Backup(copy, None, secret), migrated)
    monkeypatch.setattr(schema, "knows", lambda _: False)
    with pytest.raises(OperatorError, match="nyare version"):
        restore.Backup(copy, None, secret)


def test_what_fails_in_the_middle_leaves_the_database_empty(
    cluster: Endpoints, own_roles: str, tmp_path: Path, enroller: Enroller
) -> None:
    enroller.user("anna")
    copy = tmp_path / "kopia"
    taken(cluster.app, copy)
    found = restore.Backup(copy, None, secret)
    target = make_conninfo(own_roles, dbname=new_database(cluster))
    content = copy.read_bytes()
    copy.write_bytes(content[:-20])  # after it was read through: the disk goes bad
    with pytest.raises(OperatorError, match="skadad eller avbruten"):
        restore.restore(found, target)
    copy.write_bytes(content)
    restore.restore(found, target)


def test_every_table_is_copied_or_named_as_passing(cluster: Endpoints) -> None:
    with Connection.connect(cluster.admin) as connection:
        there = {
            name
            for (name,) in connection.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'kaa'::regnamespace "
                "AND relkind IN ('r', 'p', 'S', 'm') AND relname <> 'alembic_version'"
            )
        }
        copied = [table.name for table in tables.known(connection)]
    assert set(copied) | tables.PASSING == there
    assert copied.index("municipality") < copied.index("account") < copied.index("device")


def test_a_copy_made_otherwise_is_told_of(enroller: Enroller, cluster: Endpoints) -> None:
    device = enroller.device("anna")
    device.push([youth(device) for _ in range(3)])
    parts = conninfo_to_dict(cluster.app)
    environment = {**os.environ, "PGPASSWORD": str(parts.pop("password"))}
    command = [*COMMAND, "backed-up", "--database-url", make_conninfo("", **parts)]

    def told(moment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, "--taken-at", moment],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )

    def held() -> int:
        with psycopg.connect(cluster.admin) as connection:
            row = connection.execute(
                "SELECT backed_up FROM kaa.municipality WHERE municipality = %s",
                [enroller.municipality],
            ).fetchone()
        assert row is not None
        return int(row[0])

    for wrong in ("i går", "2026-11-22T02:00", "2999-01-01T00:00+00:00"):
        assert told(wrong).returncode == 1
    assert told("2020-01-01T00:00+00:00").returncode == 0
    assert held() == 0
    done = told(system_clock().isoformat())
    assert done.returncode == 0, done.stderr
    assert held() == 3
