"""How far a backup holds everything, by municipality: what computers need not keep any longer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import psycopg

from kaa_core.model.registry import milliseconds
from kaa_server import past
from kaa_server.backup import export, tables
from kaa_server.database import Connection


def reached(conninfo: str) -> dict[str, int]:
    """How far each municipality's log reaches now."""
    return _each(conninfo, past.reached)


def reached_before(conninfo: str, moment: datetime) -> dict[str, int]:
    """How far each municipality's log reached at a moment."""
    return _each(
        conninfo,
        lambda connection, code: past.reached_before(connection, code, milliseconds(moment)),
    )


def advance(conninfo: str, held: Mapping[str, int]) -> None:
    """Keep that a copy holds so much."""
    try:
        with export.reached(conninfo) as connection:
            for code, seq in held.items():
                tables.act_for(connection, code)
                past.backed_up(connection, code, seq)
            connection.commit()
    except psycopg.errors.UndefinedColumn:
        return  # a database of an earlier form, copied before it is upgraded


def _each(conninfo: str, asked: Callable[[Connection, str], int]) -> dict[str, int]:
    found: dict[str, int] = {}
    with export.reached(conninfo) as connection:
        if tables.revision(connection) is None:
            return found
        for code in tables.municipalities(connection):
            tables.act_for(connection, code)
            found[code] = asked(connection, code)
    return found
