"""Roles and migrations: what must be so before the server may use a database."""

from __future__ import annotations

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import create_engine, pool

import kaa_server.migrations
from kaa_server.faults import OperatorError
from kaa_server.postgres import APP_ROLE, DATABASE, Endpoints

OWNER_ROLE = "kaa_owner"


def prepare_embedded(endpoints: Endpoints) -> None:
    """Make roles and database of an embedded cluster if they are missing, then migrate it."""
    make_embedded(endpoints)
    migrate(endpoints.admin)


def make_embedded(endpoints: Endpoints) -> None:
    """Make roles and database of an embedded cluster if they are missing; no tables yet."""
    with psycopg.connect(endpoints.admin, dbname="postgres", autocommit=True) as connection:
        password = conninfo_to_dict(endpoints.app)["password"]
        _ensure_role(connection, OWNER_ROLE, "NOLOGIN")
        _ensure_role(connection, APP_ROLE, "LOGIN")
        connection.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(APP_ROLE), str(password))
        )
        _ensure_database(connection, DATABASE)


def ensure_database(admin: str, name: str) -> None:
    """Make one more database in a cluster whose roles exist (each test has one of its own)."""
    with psycopg.connect(admin, dbname="postgres", autocommit=True) as connection:
        _ensure_database(connection, name)


def migrate(owner: str, revision: str = "head") -> None:
    """Bring the database to this program's schema.

    Args:
        owner: Connection string of a role that is, or may become, ``kaa_owner``.
        revision: An earlier schema, for a backup that was made in it.

    Raises:
        OperatorError: when the role may not, or the database is newer than this program.
    """
    with psycopg.connect(owner, connect_timeout=10) as connection:
        try:
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER_ROLE)))
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS kaa AUTHORIZATION {OWNER_ROLE}")
        except psycopg.errors.InsufficientPrivilege as error:
            raise OperatorError(
                f"Databaskontot får inte ändra schemat. Anslut som {OWNER_ROLE} eller ett konto "
                "som får ta den rollen. Ingenting är ändrat."
            ) from error
        except psycopg.errors.InvalidParameterValue as error:
            raise OperatorError(
                f"Rollerna {OWNER_ROLE} och {APP_ROLE} saknas i databasen. Låt databasens "
                "administratör skapa dem enligt driftsdokumentationen. Ingenting är ändrat."
            ) from error
        connection.commit()
        engine = create_engine(
            "postgresql+psycopg://", creator=lambda: connection, poolclass=pool.StaticPool
        )
        with engine.begin() as upgrading:
            config = _config()
            config.attributes["connection"] = upgrading
            command.upgrade(config, revision)
        engine.dispose()


def check(app: str) -> None:
    """Refuse a database that the server must not use: wrong role or wrong schema.

    Raises:
        OperatorError: with a Swedish sentence.
    """
    try:
        with psycopg.connect(app, connect_timeout=10) as connection:
            row = connection.execute(
                "SELECT rolsuper OR rolbypassrls OR pg_has_role(oid, %s, 'MEMBER') "
                "FROM pg_roles WHERE rolname = current_user",
                [OWNER_ROLE],
            ).fetchone()
            found = connection.execute("SELECT version_num FROM kaa.alembic_version").fetchone()
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedObject):
        found, row = None, (False,)
    except psycopg.OperationalError as error:
        raise OperatorError(
            "Servern når inte databasen. Kontrollera att den är igång och att adressen, "
            "kontot och lösenordet stämmer."
        ) from error
    if row is None or row[0]:
        raise OperatorError(
            "Databaskontot har för stora rättigheter: det kan gå förbi skyddet mellan kommuner. "
            f"Anslut som {APP_ROLE}, som varken äger tabellerna eller får gå förbi radskyddet."
        )
    if found is None or found[0] != head():
        raise OperatorError(
            "Databasen har inte den form som den här versionen behöver. "
            "Kör kaa-server migrate med databasens ägare och försök igen."
        )


def head() -> str:
    """The newest schema revision that this program knows."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None
    return revision


def knows(revision: str) -> bool:
    """Is it one of this program's schema revisions?"""
    return any(
        script.revision == revision
        for script in ScriptDirectory.from_config(_config()).walk_revisions()
    )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(kaa_server.migrations.__file__).parent))
    return config


def _ensure_role(connection: psycopg.Connection[tuple[object, ...]], name: str, how: str) -> None:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone() is None:
        options = sql.SQL(f"{how} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION")
        connection.execute(sql.SQL("CREATE ROLE {} ").format(sql.Identifier(name)) + options)


def _ensure_database(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    if known is not None:
        return
    database = sql.Identifier(name)
    owner, app = sql.Identifier(OWNER_ROLE), sql.Identifier(APP_ROLE)
    connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, app))
