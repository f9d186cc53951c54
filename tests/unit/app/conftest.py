"""What the tests of an unlocked profile share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kaa_server.database import Database
from kaa_server.passwords import Passwords
from tests.server_fixture import (  # noqa: F401 - fixtures
    clock,
    cluster,
    data_root,
    database,
    municipality,
    passwords,
    server,
)
from tests.server_process import ServerProcess
from tests.unit.app.desks import Desktop, Office, local_desktop


@pytest.fixture
def office(
    server: ServerProcess,  # noqa: F811
    database: Database,  # noqa: F811
    passwords: Passwords,  # noqa: F811
    municipality: str,  # noqa: F811
    tmp_path: Path,
) -> Iterator[Office]:
    """Desktops on the real server."""
    made = Office(server.url, database, passwords, municipality, tmp_path)
    yield made
    made.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desktop]:
    """One desktop whose server does not answer."""
    made = local_desktop(tmp_path)
    yield made
    made.close()
