"""Taking a backup: one moment of the whole server, sealed while it is read."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from pathlib import Path
from typing import IO, Final

import attrs
from psycopg import sql
from psycopg.conninfo import make_conninfo

from kaa_core import __version__
from kaa_server.backup import tables
from kaa_server.backup.frames import (
    FORMAT,
    TOGETHER,
    Done,
    End,
    Frame,
    Head,
    Rows,
    Table,
    Writer,
    frames,
)
from kaa_server.backup.keys import open_lock
from kaa_server.backup.sealed import Damaged, Lock, Sealing, new_key, opened, read_lock
from kaa_server.clock import Clock
from kaa_server.codec import NO_FILE
from kaa_server.database import Connection
from kaa_server.faults import OperatorError
from kaa_server.keyring import Keyring, Master

#: COPY writes the same whatever the database's own settings are; a long copy is no hung query.
OPTIONS: Final = (
    "-c search_path=kaa -c row_security=on -c timezone=UTC -c datestyle=ISO -c bytea_output=hex "
    "-c statement_timeout=0 -c lock_timeout=30s -c client_encoding=UTF8"
)


@attrs.frozen(slots=True)
class Contents:
    """What a backup holds, in numbers."""

    program: str
    revision: str
    made: str
    municipalities: tuple[str, ...]
    tables: int
    rows: int
    keys: Mapping[str, list[bytes]] = attrs.field(factory=dict, repr=False)


def take(
    conninfo: str,
    clock: Clock,
    stream: IO[bytes],
    locked: Callable[[bytes], Lock],
    keyring: Keyring | None = None,
) -> bytes:
    """Write a sealed backup of all that the server holds as of now; returns the file's key.

    The server goes on meanwhile: what it writes after the beginning is not in the copy. An account
    without special rights (kaa_app) is enough. `keyring`: the key file, which is copied too.

    Raises:
        OperatorError: when the database is not a server's, or the key file not this server's.
    """
    key = new_key()
    masters = _Masters(keyring)  # an erasure may be replacing one just now
    with reached(conninfo) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        revision = tables.revision(connection)
        if revision is None:
            raise OperatorError(
                "Det finns ingen serverdatabas att säkerhetskopiera. Ingenting är skrivet. "
                "Kontrollera --data-dir eller --database-url."
            )
        sealing = Sealing(stream, locked(key), key)
        writer = Writer(sealing.write)
        codes = tables.municipalities(connection)
        made = clock().astimezone(UTC).isoformat(timespec="seconds")
        masters.read()
        for code in codes:
            masters.check(connection, code)
        writer.put(Head(FORMAT, __version__, revision, made, codes, masters.held))
        known = tables.known(connection)
        copied = 0
        for code in codes:
            tables.act_for(connection, code)
            for table in known:
                copied += _copy(connection, writer, code, table)
        writer.put(End(len(codes) * len(known), copied))
        writer.close()
        sealing.close()
    return key


class _Masters:
    """The master keys, as they were before the copy's moment and as they are after it."""

    def __init__(self, keyring: Keyring | None) -> None:
        self._keyring = keyring
        self.held: dict[str, list[bytes]] = {}
        self.read()

    def read(self) -> None:
        """Add what the key file holds now."""
        for code, secrets in (self._keyring.all() if self._keyring else {}).items():
            mine = self.held.setdefault(code, [])
            mine += [one for one in secrets if one not in mine]

    def check(self, connection: Connection, code: str) -> None:
        """Refuse a copy that nobody could read."""
        if self._keyring is None or not tables.has(connection, "youth_key"):
            return
        tables.act_for(connection, code)
        known = {Master(one).id for one in self.held.get(code, [])}
        rows = connection.execute(
            "SELECT DISTINCT master FROM kaa.youth_key WHERE municipality = %s", [code]
        )
        if not {bytes(master) for (master,) in rows} <= known:
            raise OperatorError(NO_FILE)


def verify(path: Path, key_file: Path | None, secret: Callable[[], str]) -> Contents:
    """Read a whole backup and count what it holds.

    Raises:
        OperatorError: wrong key, damaged, cut off, or of a newer kind.
    """
    with open_file(path) as stream:
        lock, header = read_lock(stream)
        key = open_lock(lock, key_file, secret)
        return counted(frames(opened(stream, header, key)))


def counted(parts: Iterator[Frame]) -> Contents:
    """What the frames hold; every promise in them checked.

    Raises:
        Damaged: when a count does not hold or the end is missing.
    """
    head = head_of(parts)
    found_tables = found_rows = rows = 0
    for part in parts:
        match part:
            case Table():
                rows = 0
            case Rows():
                rows += part.content.count(b"\n")
            case Done():
                if part.rows != rows:
                    raise Damaged(0)
                found_tables, found_rows = found_tables + 1, found_rows + rows
            case End(tables=promised, rows=total):
                if (promised, total) != (found_tables, found_rows) or next(parts, None) is not None:
                    raise Damaged(0)
                return Contents(
                    head.program,
                    head.revision,
                    head.made,
                    tuple(head.municipalities),
                    promised,
                    total,
                    head.keys,
                )
            case Head():
                break
    raise Damaged(0)


def head_of(parts: Iterator[Frame]) -> Head:
    """The first frame.

    Raises:
        OperatorError: when this program is too old for the rest.
    """
    head = next(parts, None)
    if not isinstance(head, Head):
        raise Damaged(0)
    if head.format != FORMAT:
        raise OperatorError(
            f"Säkerhetskopian är gjord av en nyare version ({head.program}). Ingenting har lästs in. "
            "Uppgradera kaa-server och försök igen."
        )
    return head


@contextlib.contextmanager
def reached(conninfo: str) -> Iterator[Connection]:
    """A connection in one transaction, which is rolled back unless the block commits."""
    whole = make_conninfo(conninfo, options=OPTIONS, application_name="kaa-server backup")
    connection = Connection.connect(whole, connect_timeout=10)
    try:
        yield connection
    finally:
        connection.close()


def open_file(path: Path) -> IO[bytes]:
    """The file for reading.

    Raises:
        OperatorError: when it cannot be.
    """
    try:
        return path.open("rb")
    except OSError:
        raise OperatorError(
            f"Filen {path} finns inte eller går inte att läsa. Ingenting har lästs in."
        ) from None


def _copy(connection: Connection, writer: Writer, code: str, table: tables.Table) -> int:
    writer.put(Table(code, table.name, list(table.columns)))
    query = sql.SQL("COPY (SELECT {} FROM {} WHERE municipality = {}) TO STDOUT").format(
        table.column_list, table.identifier, code
    )
    rows, held = 0, bytearray()
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for row in copy:
            held += row
            if len(held) >= TOGETHER:
                rows += held.count(b"\n")
                writer.put(Rows(bytes(held)))
                held.clear()
    if held:
        rows += held.count(b"\n")
        writer.put(Rows(bytes(held)))
    writer.put(Done(rows))
    return rows
