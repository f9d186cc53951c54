"""A database of the version before comes to this one with what it holds."""

from __future__ import annotations

import psycopg
import pytest
from alembic import command
from psycopg.conninfo import make_conninfo
from sqlalchemy import create_engine, pool

from kaa_core.model.enums import Role
from kaa_server import accounts, administering, municipalities, schema
from kaa_server.administering import Office, Standing
from kaa_server.database import Database
from kaa_server.faults import OperatorError
from kaa_server.passwords import Passwords
from kaa_server.postgres import Endpoints
from tests.server_fixture import PASSWORD, FakeClock

CODE = "9901"


def at_revision(owner: str, revision: str) -> None:
    with psycopg.connect(owner) as connection:
        connection.execute("SET ROLE kaa_owner")
        connection.execute("CREATE SCHEMA kaa AUTHORIZATION kaa_owner")
        connection.commit()
        engine = create_engine(
            "postgresql+psycopg://", creator=lambda: connection, poolclass=pool.StaticPool
        )
        with engine.begin() as upgrading:
            config = schema._config()
            config.attributes["connection"] = upgrading
            command.upgrade(config, revision)
        engine.dispose()


def test_accounts_from_before_are_in_use_and_can_be_administered(
    cluster: Endpoints, clock: FakeClock, passwords: Passwords
) -> None:
    schema.ensure_database(cluster.admin, "older")
    owner = make_conninfo(cluster.admin, dbname="older")
    at_revision(owner, "0001")
    app = make_conninfo(cluster.app, dbname="older")
    with pytest.raises(OperatorError, match="kaa-server migrate"):
        schema.check(app)
    with Database(app, max_size=2) as database:
        municipalities.add(database, clock, CODE, "Exempelås kommun", practice=True)
        siri = accounts.add_account(
            database,
            passwords,
            clock,
            municipality=CODE,
            username="siri",
            name="Siri Ek",
            role=Role.CASEWORKER,
            worker=None,
            password=PASSWORD,
        )
        schema.migrate(owner)
        schema.check(app)
        office = Office(database, passwords, clock, CODE)
        # An account without a worker's record gets one at the first change.
        standing = Standing(name="Siri Ek", initials="SE", role=int(Role.COORDINATOR))
        administering.change(office, siri, standing)
        with database.tenant(CODE) as connection:
            found = accounts.find(connection, CODE, "siri")
            assert found is not None
            assert (found.active, found.role) == (True, Role.COORDINATOR)
            assert found.worker is not None
            state = administering.worker_state(connection, CODE, found.worker)
        assert state is not None
        assert state.values[administering.WORKER.by_name["user"].id] == siri.bytes
