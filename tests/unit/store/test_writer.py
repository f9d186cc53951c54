"""A rollback that fails: nothing later comes into the transaction that was given up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kaa_desktop.store import database, errors
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.unit import Unit
from kaa_desktop.store.writer import Writer


class Stuck:
    """A real connection on a disk that will not roll back until it is well again."""

    def __init__(self, connection: database.Connection) -> None:
        self._connection = connection
        self.ill = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, sql: str, *given: Any) -> database.Cursor:
        """Run it, except a rollback while ill."""
        if self.ill and sql == "ROLLBACK":
            raise database.SqlError("disk I/O error")
        return self._connection.execute(sql, *given)


def _put(value: int) -> Any:
    return lambda unit: unit.connection.execute("INSERT INTO t VALUES (?)", (value,)).rowcount


def _given_up(unit: Unit) -> None:
    _put(1)(unit)
    raise LookupError


def test_a_rollback_that_fails_is_told_until_it_succeeds(tmp_path: Path, key: DataKey) -> None:
    connection = Stuck(database.create(tmp_path / "store.db", key))
    for table in (
        "t (a)",
        "summary_due (a)",
        "search_due (a)",
        "digest_due (id)",
        "target_due (a)",
        "trace_due (a)",
    ):
        connection.execute(f"CREATE TABLE {table}")  # every unit looks into the last five
    writer = Writer(connection)
    connection.ill = True
    with pytest.raises(LookupError):
        writer.submit(_given_up).result()
    with pytest.raises(errors.StoreFault, match="starta det igen"):
        writer.submit(_put(2)).result()
    connection.ill = False
    writer.submit(_put(3)).result()
    writer.close()
    with_it = database.open_reader(tmp_path / "store.db", key)
    assert with_it.execute("SELECT a FROM t").fetchall() == [(3,)]
    with_it.close()
