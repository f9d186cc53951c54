"""The server's door to PostgreSQL: a pool of connections, and transactions of one municipality."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any, Self

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg_pool import ConnectionPool

from kaa_server.codec import NO_CODEC, Codec


class Connection(psycopg.Connection[tuple[Any, ...]]):
    """A connection that knows how bodies are sealed."""

    codec: Codec = NO_CODEC


#: row_security=on is the default; it stands here because all isolation between tenants hangs on it.
OPTIONS = (
    "-c search_path=kaa -c row_security=on -c timezone=UTC "
    "-c statement_timeout=60s -c lock_timeout=30s -c idle_in_transaction_session_timeout=120s"
)
MUNICIPALITY = re.compile(r"[0-9]{4}")


class Database:
    """Transactions on the server's database, each bound to one municipality."""

    def __init__(
        self, conninfo: str, codec: Codec | None = None, *, max_size: int = 16, role: str = ""
    ) -> None:
        self.codec = codec or NO_CODEC
        options = f"{OPTIONS} -c role={role}" if role else OPTIONS
        self.conninfo = make_conninfo(conninfo, options=options, application_name="kaa-server")
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            self.conninfo,
            connection_class=Connection,
            configure=self._equip,
            min_size=1,
            max_size=max_size,
            timeout=10,
            open=False,
            name="kaa",
            # A database that was restarted costs one round trip here instead of a failed request.
            check=ConnectionPool.check_connection,
        )

    def _equip(self, connection: Connection) -> None:
        connection.codec = self.codec

    def open(self) -> None:
        """Connect; waits until the first connection stands."""
        self._pool.open(wait=True, timeout=30)

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def tenant(self, municipality: str, *, one_moment: bool = False) -> Iterator[Connection]:
        """One transaction that sees only this municipality's rows, whatever the query says.

        Args:
            municipality: Four digits. Anything else sees nothing.
            one_moment: All its queries see the database as it was at the first of them.
        """
        with self._pool.connection() as connection, connection.transaction():
            if one_moment:
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            connection.execute(
                "SELECT set_config('kaa.municipality', %s, true)",
                [municipality if MUNICIPALITY.fullmatch(municipality) else ""],
            )
            yield connection

    def answers(self) -> bool:
        """Can the database be asked just now?"""
        try:
            with self._pool.connection(timeout=2) as connection:
                connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True
