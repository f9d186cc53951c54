"""What the server's tests share."""

from collections.abc import Iterator

import pytest

from tests.server_fixture import (  # noqa: F401 - fixtures
    FakeClock,
    clock,
    cluster,
    data_root,
    database,
    enroller,
    municipality,
    passwords,
    server,
)
from tests.ss12000_server import SchoolServer, school_server
from tests.unit.server.pupils import Naps, filled
from tests.unit.server.town import town  # noqa: F401 - a fixture


@pytest.fixture
def school() -> Iterator[SchoolServer]:
    """A school administration with a few pupils, on loopback."""
    with school_server(filled()) as served:
        yield served


@pytest.fixture
def naps(clock: FakeClock) -> Naps:  # noqa: F811
    """Pauses that move the clock."""
    return Naps(clock)
