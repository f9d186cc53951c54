"""Putting a backup back: into an empty database, whole or not at all, as a new history.

A restored server has forgotten what came after the backup, and it will give those numbers to other
changes. Each municipality therefore gets a new epoch, and the server keeps which one it left and where:
a computer that has seen more notices it and gives back what it still has (docs/adr/028).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psycopg
from psycopg import sql

from kaa_server import forgetting, schema, sealing
from kaa_server.backup import export, tables
from kaa_server.backup.frames import Done, Frame, Rows, Table, frames
from kaa_server.backup.keys import open_lock
from kaa_server.backup.sealed import Damaged, opened, read_lock
from kaa_server.codec import Codec
from kaa_server.database import Connection, Database
from kaa_server.faults import OperatorError
from kaa_server.keyring import Keyring
from kaa_server.past import left_behind


class Backup:
    """A backup that has been opened and read through: from here on only the database can fail."""

    def __init__(self, path: Path, key_file: Path | None, secret: Callable[[], str]) -> None:
        self._path = path
        with export.open_file(path) as stream:
            lock, header = read_lock(stream)
            self._key = open_lock(lock, key_file, secret)
            self.contents = export.counted(frames(opened(stream, header, self._key)))
        if not schema.knows(self.contents.revision):
            raise OperatorError(
                f"Säkerhetskopian är gjord av en nyare version ({self.contents.program}). "
                "Ingenting har lästs in. Uppgradera kaa-server och försök igen."
            )

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def frames(self) -> Iterator[Frame]:
        """Its frames, from the file as it is now, after the head."""
        with export.open_file(self._path) as stream:
            _, header = read_lock(stream)
            parts = frames(opened(stream, header, self._key))
            export.head_of(parts)
            yield from parts


def restore(
    backup: Backup, owner: str, keyring: Keyring | None = None, ledgers: Sequence[Path] = ()
) -> int:
    """Fill an empty database from a backup and bring it to this program's form.

    Args:
        backup: What to put back.
        owner: Connection string of a role that is, or may become, ``kaa_owner``.
        keyring: Where the municipalities' keys are to be; those of the backup are added.
        ledgers: What has been erased; it is erased again. How many there were is returned.

    Raises:
        OperatorError: when the database is not empty, or anything fails; it is then as it was.
    """
    _check_empty(backup, owner)
    schema.migrate(owner, backup.contents.revision)
    left: dict[str, tuple[uuid.UUID, int]] = {}
    try:
        with export.reached(owner) as connection:
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(schema.OWNER_ROLE)))
            # Nothing else writes meanwhile; and two restores wait for each other.
            connection.execute("LOCK TABLE kaa.municipality IN EXCLUSIVE MODE")
            _check_no_rows(connection)
            _fill(connection, backup)
            if keyring is not None:
                keyring.add_all(backup.contents.keys)
            left = {code: _begin_epoch(connection, code) for code in backup.contents.municipalities}
            connection.commit()
    except psycopg.OperationalError:
        raise
    except psycopg.Error as error:
        # Its text may quote a row.
        raise OperatorError(
            f"Säkerhetskopian gick inte att läsa in (PostgreSQL:s kod {error.sqlstate}). "
            "Databasen är tom som förut och kopian orörd. Kontrollera att databasen är ny och att "
            "kontot får ändra i den."
        ) from None
    schema.migrate(owner)
    with export.reached(owner) as connection:
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(schema.OWNER_ROLE)))
        for code, (epoch, since) in left.items():
            tables.act_for(connection, code)
            left_behind(connection, code, epoch, since)
        connection.commit()
    if keyring is None:
        return 0
    sealing.seal_stored(owner, Codec(keyring))
    beside = (keyring.ledger, backup.path.with_name(keyring.ledger.name), *ledgers)
    with Database(owner, Codec(keyring), max_size=2, role=schema.OWNER_ROLE) as database:
        return forgetting.again(database, beside)


def _begin_epoch(connection: Connection, code: str) -> tuple[uuid.UUID, int]:
    """Give a municipality a new epoch; the one it leaves, and the number up to which it is here."""
    tables.act_for(connection, code)
    row = connection.execute(
        "SELECT epoch, seq FROM kaa.municipality WHERE municipality = %s FOR UPDATE", [code]
    ).fetchone()
    assert row is not None
    connection.execute(
        "UPDATE kaa.municipality SET epoch = gen_random_uuid() WHERE municipality = %s", [code]
    )
    return row[0], int(row[1])


def _check_empty(backup: Backup, owner: str) -> None:
    with export.reached(owner) as connection:
        found = tables.revision(connection)
        if found is None:
            return
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(schema.OWNER_ROLE)))
        _check_no_rows(connection)
    if found != backup.contents.revision:
        raise OperatorError(
            f"Databasen är tom men har en annan form ({found}) än säkerhetskopian "
            f"({backup.contents.revision}). Ingenting är ändrat. Ange en ny, tom databas."
        )


def _check_no_rows(connection: Connection) -> None:
    if tables.municipalities(connection):
        raise OperatorError(
            "Databasen är inte tom. En säkerhetskopia läggs bara tillbaka i en ny, tom databas, så "
            "att inget skrivs över. Ingenting är ändrat. Ange en annan --data-dir eller "
            "--database-url."
        )


def _fill(connection: Connection, backup: Backup) -> None:
    known = {table.name: table for table in tables.known(connection)}
    parts = backup.frames()
    for part in parts:
        if isinstance(part, Table):
            table = known.get(part.name)
            if table is None or not set(part.columns) <= set(table.columns):
                raise Damaged(0)
            whole = tables.Table(part.name, tuple(part.columns))
            tables.act_for(connection, part.municipality)
            _fill_table(connection, whole, part.municipality, parts)


def _fill_table(
    connection: Connection, table: tables.Table, code: str, parts: Iterator[Frame]
) -> None:
    """Rows come in by way of a table of the transaction's own: COPY cannot write under row security.

    One for each table, whatever the number of municipalities: each holds locks until the end.
    """
    coming = sql.Identifier("pg_temp", f"coming_{table.name}")
    connection.execute(
        sql.SQL(
            "CREATE TEMPORARY TABLE IF NOT EXISTS {} ON COMMIT DROP AS SELECT {} FROM {} LIMIT 0"
        ).format(coming, table.column_list, table.identifier)
    )
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(coming, table.column_list)
    promised = -1
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for part in parts:
            if isinstance(part, Done):
                promised = part.rows
                break
            if not isinstance(part, Rows):
                raise Damaged(0)
            copy.write(part.content)
    connection.execute(
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
            table.identifier, table.column_list, table.column_list, coming
        )
    )
    connection.execute(sql.SQL("TRUNCATE {}").format(coming))
    if tables.count(connection, table, code) != promised:
        raise Damaged(0)
