"""Which tables there are, asked of the database itself: a table that comes later is copied too."""

from __future__ import annotations

from typing import Final

import attrs
from psycopg import sql

from kaa_server.database import Connection
from kaa_server.faults import OperatorError

SCHEMA: Final = "kaa"
VERSION: Final = "alembic_version"
TENANT: Final = "municipality"
#: Sign-ins under way. After a restore everyone signs in anew: a computer that was blocked after the
#: backup was made must not come in again on a sign-in from before.
PASSING: Final = frozenset({"session", "token", "enrolment_code", "attempt", "notice_session"})


@attrs.frozen(slots=True)
class Table:
    """A table and its columns, in the order in which they are copied."""

    name: str
    columns: tuple[str, ...]

    @property
    def identifier(self) -> sql.Identifier:
        """Its name in SQL."""
        return sql.Identifier(SCHEMA, self.name)

    @property
    def column_list(self) -> sql.Composed:
        """Its columns in SQL."""
        return sql.SQL(", ").join(map(sql.Identifier, self.columns))


def revision(connection: Connection) -> str | None:
    """Which form the database has; None for an empty one."""
    there = connection.execute("SELECT to_regclass(%s)", [f"{SCHEMA}.{VERSION}"]).fetchone()
    if there is None or there[0] is None:
        return None
    row = connection.execute("SELECT version_num FROM kaa.alembic_version").fetchone()
    return None if row is None else str(row[0])


def has(connection: Connection, table: str) -> bool:
    """Whether the database has this table: one of an earlier form may not."""
    there = connection.execute("SELECT to_regclass(%s)", [f"{SCHEMA}.{table}"]).fetchone()
    return there is not None and there[0] is not None


def known(connection: Connection) -> list[Table]:
    """Every table that is copied, those first that others refer to.

    Raises:
        OperatorError: for one that no municipality owns: it would be left out without a word.
    """
    rows = connection.execute(
        "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) "
        "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
        "WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> %s "
        "AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' "
        "GROUP BY c.relname ORDER BY c.relname",
        [SCHEMA, VERSION],
    ).fetchall()
    tables = {name: Table(name, tuple(columns)) for name, columns in rows if name not in PASSING}
    for table in tables.values():
        if TENANT not in table.columns:
            raise OperatorError(
                f"Tabellen {table.name} går inte att säkerhetskopiera: den hör inte till någon "
                "kommun. Ingenting är kopierat. Uppgradera kaa-server och försök igen."
            )
    return [tables[name] for name in _ordered(connection, set(tables))]


def municipalities(connection: Connection) -> list[str]:
    """The code of every municipality, for an account that the row security binds.

    It shows only the one that is asked for, so all ten thousand codes are asked for (0.1 s). No
    account that may pass it by is needed.
    """
    connection.execute(
        "DO $$ DECLARE code text; found text := ''; BEGIN "
        "FOR number IN 0..9999 LOOP code := lpad(number::text, 4, '0'); "
        "PERFORM set_config('kaa.municipality', code, true); "
        "IF EXISTS (SELECT FROM kaa.municipality WHERE municipality = code) THEN "
        "found := found || ' ' || code; END IF; END LOOP; "
        "PERFORM set_config('kaa.found', found, true); END $$"
    )
    row = connection.execute("SELECT current_setting('kaa.found')").fetchone()
    assert row is not None
    return str(row[0]).split()


def act_for(connection: Connection, municipality: str) -> None:
    """See this municipality's rows for the rest of the transaction."""
    connection.execute("SELECT set_config('kaa.municipality', %s, true)", [municipality])


def count(connection: Connection, table: Table, municipality: str) -> int:
    """How many rows a municipality has in a table."""
    query = sql.SQL("SELECT count(*) FROM {} WHERE municipality = {}")
    row = connection.execute(query.format(table.identifier, municipality)).fetchone()
    return 0 if row is None else int(row[0])


def _ordered(connection: Connection, names: set[str]) -> list[str]:
    references: dict[str, set[str]] = {name: set() for name in names}
    for table, target in connection.execute(
        "SELECT t.relname, f.relname FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid "
        "JOIN pg_class f ON f.oid = k.confrelid "
        "WHERE k.contype = 'f' AND k.connamespace = %s::regnamespace AND t.oid <> f.oid",
        [SCHEMA],
    ):
        if table in names and target in names:
            references[table].add(target)
    ordered: list[str] = []
    while references:
        free = sorted(name for name, needs in references.items() if needs <= set(ordered))
        if not free:
            raise OperatorError(
                "Tabellerna hänvisar till varandra i ring och går inte att säkerhetskopiera. "
                "Ingenting är kopierat. Anmäl felet."
            )
        ordered += free
        for name in free:
            del references[name]
    return ordered
