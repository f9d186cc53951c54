"""The rows of `case_sight` and `worker_sight` for records that were stored before these tables.

Reads what migration 0003 found: bodies are MessagePack [values, seqs]. Changing it later would change
what an old database becomes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Connection, text

from kaa_core.sync.digests import total
from kaa_core.sync.sight import SETTINGS, WORKER, case_sight
from kaa_core.sync.state import RecordState

_decode = msgspec.msgpack.Decoder(tuple[dict[int, Any], dict[int, int]]).decode
_CODES = """
    DO $$ DECLARE code text; found text := ''; BEGIN
    FOR number IN 0..9999 LOOP code := lpad(number::text, 4, '0');
    PERFORM set_config('kaa.municipality', code, true);
    IF EXISTS (SELECT FROM kaa.municipality WHERE municipality = code) THEN
    found := found || ' ' || code; END IF; END LOOP;
    PERFORM set_config('kaa.found', found, true); END $$
"""


def fill(connection: Connection) -> None:
    """Make the rows of every municipality."""
    connection.execute(text(_CODES))
    codes = connection.execute(text("SELECT current_setting('kaa.found')")).scalar_one().split()
    for code in codes:
        connection.execute(text("SELECT set_config('kaa.municipality', :m, true)"), {"m": code})
        _fill_one(connection, code)


def _fill_one(connection: Connection, code: str) -> None:
    units: dict[bytes, bytes | None] = {}
    unit_field = WORKER.by_name["unit"].id
    for record, _, state in _records(connection, code, "scope IS NULL"):
        if state.kind == WORKER.id:
            units[record] = state.values.get(unit_field)
        elif state.kind == SETTINGS.id:
            chosen = state.values.get(SETTINGS.by_name["caseworkers_see"].id) or 0
            connection.execute(
                text("UPDATE kaa.municipality SET caseworkers_see = :c WHERE municipality = :m"),
                {"c": chosen, "m": code},
            )
    for worker, unit in units.items():
        connection.execute(
            text("INSERT INTO kaa.worker_sight VALUES (:m, :w, :u, 0)"),
            {"m": code, "w": worker.hex(), "u": unit.hex() if unit else None},
        )
    cases = _records(connection, code, "scope IS NOT NULL")
    for youth, group in groupby(cases, key=lambda one: one[1]):
        held = list(group)
        sight = case_sight([state for _, _, state in held], units.get)
        standing = [(record, one.latest) for record, _, one in held if not one.deleted]
        count, hashed = total(standing)
        connection.execute(
            text(
                "INSERT INTO kaa.case_sight (municipality, youth, worker, unit, named, protected, "
                "count, total) VALUES (:m, :y, :w, :u, '{}', :p, :c, :t)"
            ),
            {
                "m": code,
                "y": youth.hex() if youth else None,
                "w": sight.worker.hex() if sight.worker else None,
                "u": sight.unit.hex() if sight.unit else None,
                "p": sight.protected,
                "c": count,
                "t": hashed,
            },
        )


def _records(
    connection: Connection, code: str, where: str
) -> Iterator[tuple[bytes, bytes | None, RecordState]]:
    rows = connection.execute(
        text(
            "SELECT record, scope, kind, deleted, body FROM kaa.record "  # noqa: S608 - constants
            f"WHERE municipality = :m AND {where} ORDER BY scope, record"
        ),
        {"m": code},
    )
    for record, scope, kind, deleted, body in rows:
        values, seqs = _decode(bytes(body))
        packed = scope.bytes if scope else None
        yield record.bytes, packed, RecordState(kind, packed, values, seqs, deleted)
