"""A municipality whose server is copied and put back by the project's own commands, and its desktops."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from kaa_server import municipalities, schema
from kaa_server.backup import folder, keys, restore
from kaa_server.clock import system_clock
from kaa_server.codec import Codec
from kaa_server.database import Database
from kaa_server.keyring import Keyring
from kaa_server.postgres import Endpoints
from tests.server_fixture import PASSWORD, cheap_passwords
from tests.server_process import ServerProcess
from tests.unit.app.desks import WAIT, Desktop, Office

SECRET = "hemligt för kopiorna"
CODE = "9901"
_names = itertools.count(1)


@attrs.define
class Town:
    """One server with a database of its own, that can be copied, lost and put back at its address."""

    cluster: Endpoints
    folder: Path
    process: ServerProcess
    conninfo: str
    office: Office

    def backup(self) -> Path:
        """What `kaa-server backup` does."""
        out = self.folder / f"kopia-{next(_names)}"
        folder.make(self.conninfo, system_clock, out, lambda key: keys.lock_under(SECRET, key))
        return out

    def put_back(self, copy: Path) -> None:
        """The server is lost with its machine and `kaa-server restore` puts the copy in its place."""
        self.process.stop()
        target = _new_database(self.cluster)
        restore.restore(
            restore.Backup(copy, None, lambda: SECRET),
            make_conninfo(self.cluster.admin, dbname=target),
        )
        self._serve(target)

    def files(self) -> str:
        """A copy of the database's files: of all that the server has, unknown to it."""
        self.process.stop()
        target = f"kaa_{uuid.uuid4().hex[:8]}"
        held = conninfo_to_dict(self.conninfo)["dbname"]
        with psycopg.connect(self.cluster.admin, dbname="postgres", autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [held]
            )
            connection.execute(f"CREATE DATABASE {target} TEMPLATE {held}".encode())
        self.process.start()
        return target

    def put_files_back(self, target: str) -> None:
        """Somebody puts the files back, and starts the server."""
        self.process.stop()
        self._serve(target)

    def epoch(self) -> bytes:
        """The server's epoch."""
        with psycopg.connect(self._admin()) as connection:
            row = connection.execute("SELECT epoch FROM kaa.municipality").fetchone()
        assert row is not None
        return bytes(row[0].bytes)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What an operator could see."""
        with psycopg.connect(self._admin()) as connection:
            return connection.execute(query.encode()).fetchall()

    def _admin(self) -> str:
        return make_conninfo(self.cluster.admin, dbname=conninfo_to_dict(self.conninfo)["dbname"])

    def _serve(self, target: str) -> None:
        self.conninfo = make_conninfo(self.cluster.app, dbname=target)
        self.process.place = _place(self.cluster, self.conninfo)
        self.process.start()
        self.office.database.close()
        self.office.database = Database(self.conninfo, Codec(Keyring(self.cluster.keys)))
        self.office.database.open()


@contextmanager
def town(cluster: Endpoints, data_root: Path, tmp_path: Path) -> Iterator[Town]:
    """A new server with one municipality."""
    name = _new_database(cluster)
    schema.migrate(make_conninfo(cluster.admin, dbname=name))
    conninfo = make_conninfo(cluster.app, dbname=name)
    secret = str(conninfo_to_dict(conninfo)["password"])
    process = ServerProcess(
        _place(cluster, conninfo),
        data_root / f"ready-{name}.json",
        environment={"PGPASSWORD": secret},
    )
    database = Database(conninfo, Codec(Keyring(cluster.keys)))
    database.open()
    municipalities.add(database, system_clock, CODE, "Exempelås kommun", practice=True)
    process.start()
    office = Office(process.url, database, cheap_passwords(), CODE, tmp_path)
    try:
        yield Town(cluster, tmp_path, process, conninfo, office)
    finally:
        office.close()
        office.database.close()
        process.stop()


def again(desk: Desktop) -> None:
    """After a restore everyone signs in by password."""
    desk.session.sync_now()
    desk.until(lambda one: one.sync_view().needs_login)
    done = desk.session.log_in(PASSWORD).result(WAIT)
    assert done.done, done


def _new_database(cluster: Endpoints) -> str:
    name = f"kaa_{uuid.uuid4().hex[:8]}"
    schema.ensure_database(cluster.admin, name)
    return name


def _place(cluster: Endpoints, conninfo: str) -> tuple[str, ...]:
    parts = conninfo_to_dict(conninfo)
    parts.pop("password")
    url = make_conninfo("", **parts)
    return ("--database-url", url, "--youth-keys", str(cluster.keys))
