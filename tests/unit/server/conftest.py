"""What the server's tests share."""

from tests.server_fixture import (  # noqa: F401 - fixtures
    clock,
    cluster,
    data_root,
    database,
    enroller,
    municipality,
    passwords,
    server,
)
from tests.unit.server.town import town  # noqa: F401 - a fixture
