"""What the simulation's traces are replayed on: a real PostgreSQL."""

from tests.server_fixture import cluster, data_root, database  # noqa: F401 - fixtures
