"""Row-level security: no query, however careless, sees another municipality."""

from __future__ import annotations

import psycopg
import pytest

from kaa_server import municipalities, schema
from kaa_server.database import Database
from kaa_server.faults import OperatorError
from kaa_server.postgres import Endpoints
from tests.server_fixture import FakeClock

TABLES = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'kaa' AND c.relkind = 'r' AND c.relname <> 'alembic_version'"
)


def test_a_query_that_forgets_the_municipality_sees_only_its_own(
    database: Database, municipality: str, clock: FakeClock
) -> None:
    other = f"8{municipality[1:]}"
    municipalities.add(database, clock, other, "Grannkommunen", practice=True)
    with database.tenant(other) as connection:
        for table in ("municipality", "account", "device"):
            rows = connection.execute(f"SELECT municipality FROM {table}").fetchall()
            assert {row[0] for row in rows} == {other}
        assert connection.execute("UPDATE account SET name = 'x'").rowcount == 1
    with database.tenant(municipality) as connection:
        names = connection.execute("SELECT name FROM account").fetchall()
        assert names == [("Servern",)]


@pytest.mark.parametrize("nobody", ["", "0000", "' OR true", "9901; DROP TABLE x"])
def test_without_a_municipality_there_is_nothing(database: Database, nobody: str) -> None:
    with database.tenant(nobody) as connection:
        assert connection.execute("SELECT count(*) FROM municipality").fetchone() == (0,)


def test_the_setting_ends_with_the_transaction(database: Database, municipality: str) -> None:
    with database._pool.connection() as connection:
        for _ in range(2):
            with connection.transaction():
                connection.execute(
                    "SELECT set_config('kaa.municipality', %s, true)", [municipality]
                )
            assert connection.execute("SELECT count(*) FROM account").fetchone() == (0,)
            connection.rollback()


def test_no_row_can_be_written_for_another(database: Database, municipality: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), database.tenant("0001") as connection:
        connection.execute(
            "INSERT INTO municipality VALUES (%s, 'x', true, gen_random_uuid(), 0, NULL, now())",
            [municipality],
        )


@pytest.mark.parametrize(
    "attempt",
    [
        "ALTER TABLE account DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE account NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY tenant ON account",
        "ALTER ROLE kaa_app BYPASSRLS",
        "SET ROLE kaa_owner",
        "CREATE TABLE kaa.x (a integer)",
        "TRUNCATE change_log",
        "DELETE FROM change_log",
        "UPDATE push SET signature = NULL",
    ],
)
def test_the_server_cannot_lift_it(database: Database, municipality: str, attempt: str) -> None:
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        database.tenant(municipality) as connection,
    ):
        connection.execute(attempt.encode())


def test_switching_row_security_off_is_an_error_not_a_way_round(
    database: Database, municipality: str
) -> None:
    with database.tenant(municipality) as connection:
        connection.execute("SET LOCAL row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("SELECT * FROM account")


def test_every_table_is_forced_and_keyed_by_municipality(cluster: Endpoints) -> None:
    with psycopg.connect(cluster.admin) as connection:
        tables = [row[0] for row in connection.execute(TABLES).fetchall()]
        assert len(tables) >= 10
        for table in tables:
            row = connection.execute(
                "SELECT c.relrowsecurity, c.relforcerowsecurity, a.attname FROM pg_class c "
                "JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary "
                "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] "
                "WHERE c.oid = ('kaa.' || %s)::regclass",
                [table],
            ).fetchone()
            assert row == (True, True, "municipality"), table


def test_a_superuser_is_refused_as_the_servers_role(cluster: Endpoints) -> None:
    schema.check(cluster.app)
    with pytest.raises(OperatorError, match="för stora rättigheter"):
        schema.check(cluster.admin)


def test_an_empty_database_is_refused_with_what_to_do(cluster: Endpoints) -> None:
    schema.ensure_database(cluster.admin, "empty")
    with pytest.raises(OperatorError, match="kaa-server migrate"):
        schema.check(psycopg.conninfo.make_conninfo(cluster.app, dbname="empty"))


def test_a_code_that_is_taken_or_malformed_is_refused(
    database: Database, municipality: str, clock: FakeClock
) -> None:
    for code, words in ((municipality, "finns redan"), ("99", "fyra siffror")):
        with pytest.raises(OperatorError, match=words):
            municipalities.add(database, clock, code, "x", practice=False)
