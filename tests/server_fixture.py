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

import attrs
import pytest
from argon2 import PasswordHasher

from kaa_server import municipalities, schema
from kaa_server.database import Database
from kaa_server.passwords import Passwords
from kaa_server.placement import remove
from kaa_server.postgres import Endpoints, running

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
    with Database(cluster.app) as opened:
        yield opened


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
