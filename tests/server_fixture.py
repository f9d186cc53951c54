"""A real server for tests: one embedded PostgreSQL a session, a municipality of its own a test.

Import the fixtures into a conftest::

    from tests.server_fixture import cluster, database, municipality  # noqa: F401
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import attrs
import pytest
from argon2 import PasswordHasher
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from kaa_core.model.enums import Role
from kaa_server import accounts, municipalities, schema
from kaa_server.clock import system_clock
from kaa_server.codec import Codec
from kaa_server.database import Database
from kaa_server.keyring import Keyring
from kaa_server.passwords import Passwords
from kaa_server.placement import remove
from kaa_server.postgres import Endpoints, running
from tests.server_process import Device, ServerProcess, served

_codes = itertools.count(9000)

PASSWORD = "ett långt lösenord"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@attrs.define
class FakeClock:
    """A clock that stands still until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        """Move on, by the arguments of timedelta."""
        self.now += timedelta(**by)


def cheap_passwords() -> Passwords:
    """Argon2 with the smallest costs: the strength of the hash is not what is tested."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session")
def data_root() -> Iterator[Path]:
    """A folder that PostgreSQL's unprivileged account can reach; pytest's own tmp_path it cannot."""
    root = Path(tempfile.mkdtemp(prefix="kaa-test-"))
    root.chmod(0o711)
    yield root
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster(data_root: Path) -> Iterator[Endpoints]:
    """The session's PostgreSQL, migrated."""
    data_dir = data_root / "server"
    with running(data_dir, "serve") as endpoints:
        schema.prepare_embedded(endpoints)
        yield endpoints
    remove(data_dir)


@pytest.fixture(scope="session")
def database(cluster: Endpoints) -> Iterator[Database]:
    """The door that the server itself uses, as kaa_app."""
    with Database(cluster.app, Codec(Keyring(cluster.keys))) as opened:
        yield opened


@pytest.fixture(scope="session")
def server(cluster: Endpoints, data_root: Path) -> Iterator[ServerProcess]:
    """One served process on the session's PostgreSQL, by --database-url as a municipality would."""
    parts = conninfo_to_dict(cluster.app)
    secret = str(parts.pop("password"))
    url = make_conninfo("", **parts)
    process = ServerProcess(
        ("--database-url", url, "--youth-keys", str(cluster.keys)),
        data_root / "ready.json",
        environment={"PGPASSWORD": secret},
    )
    with served(process):
        yield process


def add_user(
    database: Database,
    passwords: Passwords,
    municipality: str,
    username: str,
    worker: UUID | None = None,
    role: Role = Role.CASEWORKER,
) -> None:
    """Make an account with PASSWORD."""
    accounts.add_account(
        database,
        passwords,
        system_clock,
        municipality=municipality,
        username=username,
        name=username.capitalize(),
        role=role,
        worker=worker,
        password=PASSWORD,
    )


@attrs.define
class Enroller:
    """Makes users and enrolled devices of one municipality."""

    url: str
    database: Database
    passwords: Passwords
    municipality: str
    devices: list[Device] = attrs.field(factory=list)

    def user(self, username: str, role: Role = Role.CASEWORKER) -> None:
        """Make an account with PASSWORD."""
        add_user(self.database, self.passwords, self.municipality, username, role=role)

    def code(self, username: str) -> str:
        """A new one-time code."""
        return accounts.issue_code(self.database, system_clock, self.municipality, username)

    def device(self, username: str, name: str = "Dator", role: Role = Role.CASEWORKER) -> Device:
        """A user, if new, with one more enrolled device."""
        with self.database.tenant(self.municipality) as connection:
            known = accounts.find(connection, self.municipality, username)
        if known is None:
            self.user(username, role)
        device = Device(self.url, self.municipality)
        self.devices.append(device)
        device.enrol(username, PASSWORD, self.code(username), name)
        return device


@pytest.fixture
def enroller(
    server: ServerProcess, database: Database, passwords: Passwords, municipality: str
) -> Iterator[Enroller]:
    """Users and devices in a municipality of the test's own."""
    made = Enroller(server.url, database, passwords, municipality)
    yield made
    for device in made.devices:
        device.close()


@pytest.fixture
def clock() -> FakeClock:
    """A clock the test moves."""
    return FakeClock()


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    """Password hashing at no cost."""
    return cheap_passwords()


@pytest.fixture
def municipality(database: Database, clock: FakeClock) -> str:
    """The code of a new municipality."""
    code = str(next(_codes))
    municipalities.add(database, clock, code, "Exempelås kommun", practice=True)
    return code
