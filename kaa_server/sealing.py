"""Sealing what was stored before there were keys, once for each municipality, by the tables' owner.

Afterwards the tables are written anew, so that no file of theirs holds what was there in the clear.
PostgreSQL's log keeps it until its segments have been used again (docs/drift.md).
"""

from __future__ import annotations

from typing import Any, Final

import psycopg
from psycopg import sql

from kaa_server import quarantine
from kaa_server.codec import Codec, in_log, in_records
from kaa_server.database import Connection
from kaa_server.schema import OWNER_ROLE

_OPTIONS: Final = "-c search_path=kaa -c row_security=on -c timezone=UTC"
_AT_A_TIME: Final = 2000
_TABLES: Final = ("change_log", "record", "quarantine", "push")
_PLAIN: Final = "scope IS NOT NULL AND octet_length(body) > 0 AND get_byte(body, 0) <> 193"
_CODES: Final = """
    DO $$ DECLARE code text; found text := ''; BEGIN
    FOR number IN 0..9999 LOOP code := lpad(number::text, 4, '0');
    PERFORM set_config('kaa.municipality', code, true);
    IF EXISTS (SELECT FROM kaa.municipality WHERE municipality = code AND NOT sealed) THEN
    found := found || ' ' || code; END IF; END LOOP;
    PERFORM set_config('kaa.found', found, true); END $$
"""


def seal_stored(owner: str, codec: Codec) -> int:
    """Seal what lies in the clear; how many municipalities there were with anything to see to."""
    with Connection.connect(owner, options=_OPTIONS, connect_timeout=10) as connection:
        connection.codec = codec
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER_ROLE)))
        connection.execute(_CODES.encode())
        [found] = connection.execute("SELECT current_setting('kaa.found')").fetchone() or [""]
        rewritten = 0
        for code in found.split():
            rewritten += _seal_one(connection, code)
        connection.commit()
    if rewritten:
        with psycopg.connect(owner, autocommit=True, connect_timeout=10) as connection:
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER_ROLE)))
            for table in _TABLES:
                connection.execute(sql.SQL("VACUUM FULL kaa.{}").format(sql.Identifier(table)))
    return len(found.split())


def _seal_one(connection: Connection, code: str) -> int:
    connection.execute("SELECT set_config('kaa.municipality', %s, true)", [code])
    connection.execute("SELECT set_config('kaa.erasing', 'yes', true)")
    connection.execute("SELECT FROM municipality WHERE municipality = %s FOR UPDATE", [code])
    done = _seal_rows(connection, code, "change_log") + _seal_rows(connection, code, "record")
    done += _seal_waiting(connection, code)
    # Digests without a key could be guessed from: of these pushes nothing more is told.
    connection.execute(
        "UPDATE push SET digests = decode(repeat('00', octet_length(digests)), 'hex') "
        "WHERE municipality = %s",
        [code],
    )
    connection.execute("UPDATE municipality SET sealed = true WHERE municipality = %s", [code])
    return done


def _seal_rows(connection: Connection, code: str, table: str) -> int:
    key, done = ("seq" if table == "change_log" else "record"), 0
    while True:
        rows: list[tuple[Any, ...]] = connection.execute(
            f"SELECT {key}, record, scope, body FROM {table} "  # noqa: S608 - constants
            f"WHERE municipality = %s AND verb_is_no_erasure AND {_PLAIN} LIMIT %s".replace(
                "verb_is_no_erasure", "verb <> 5" if table == "change_log" else "true"
            ).encode(),
            [code, _AT_A_TIME],
        ).fetchall()
        if not rows:
            return done
        youths = [scope.bytes for _, _, scope, _ in rows]
        keys = connection.codec.keys_to_write(connection, code, youths)
        places = [
            in_log(record.bytes, number) if key == "seq" else in_records(record.bytes)
            for number, record, _, _ in rows
        ]
        bodies = connection.codec.seal(keys, code, youths, places, [bytes(row[3]) for row in rows])
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {table} SET body = %s WHERE municipality = %s AND {key} = %s".encode(),  # noqa: S608
                [(body, code, row[0]) for body, row in zip(bodies, rows, strict=True)],
            )
        done += len(rows)


def _seal_waiting(connection: Connection, code: str) -> int:
    rows = connection.execute(
        "SELECT device, incarnation, n, youth, body FROM quarantine "
        "WHERE municipality = %s AND octet_length(body) > 0 AND get_byte(body, 0) <> 193",
        [code],
    ).fetchall()
    for device, incarnation, n, youth, body in rows:
        keys = connection.codec.keys_to_write(connection, code, [youth.bytes])
        kept = (device, incarnation, n, bytes(body))
        quarantine.seal_anew(connection, code, youth.bytes, [kept], keys)
    return len(rows)
