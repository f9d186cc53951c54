"""A municipality's users and computers as administrators see them. Nothing here is about a youth."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import msgspec

from kaa_core.model.records import Unit, Worker
from kaa_core.model.registry import REGISTRY, milliseconds
from kaa_core.sync.administration import DeviceRow, UserRow
from kaa_server.database import Connection

_UNIT_KIND = REGISTRY.kind(Unit)
_UNIT = REGISTRY.kind(Worker).by_name["unit"].id
_unpack_values = msgspec.msgpack.Decoder(tuple[dict[int, Any], msgspec.Raw]).decode
_USERS = """
    SELECT a.account, a.username, a.name, a.role, a.worker, r.body, a.active, a.created_at,
        d.last_seen, c.expires_at, coalesce(d.computers, 0)
    FROM account a
    LEFT JOIN record r ON r.municipality = a.municipality AND r.record = a.worker
    LEFT JOIN enrolment_code c ON c.municipality = a.municipality AND c.account = a.account
        AND c.used_at IS NULL AND c.expires_at > %(now)s
    LEFT JOIN (
        SELECT account, max(last_seen) AS last_seen,
            count(*) FILTER (WHERE blocked_at IS NULL) AS computers
        FROM device WHERE municipality = %(m)s AND public_key IS NOT NULL GROUP BY account
    ) AS d ON d.account = a.account
    WHERE a.municipality = %(m)s AND a.password <> '' AND (%(user)s::uuid IS NULL
        OR a.account = %(user)s)
    ORDER BY a.name, a.username
"""
_DEVICES = """
    SELECT d.device, d.name, d.account, a.name, d.program, d.enrolled_at, d.last_seen, d.blocked_at,
        (SELECT count(*) FROM device_position p WHERE p.municipality = d.municipality
            AND p.device = d.device)
    FROM device d JOIN account a USING (municipality, account)
    WHERE d.municipality = %(m)s AND d.public_key IS NOT NULL ORDER BY a.name, d.enrolled_at
"""


def users(
    connection: Connection, municipality: str, now: datetime, user: uuid.UUID | None = None
) -> list[UserRow]:
    """All accounts by name, or one of them. Blocked computers are not counted."""
    rows = connection.execute(_USERS, {"m": municipality, "now": now, "user": user})
    return [
        UserRow(
            user=account.bytes,
            username=username,
            name=name,
            role=role,
            worker=worker.bytes if worker else None,
            unit=_unpack_values(body)[0].get(_UNIT) if body else None,
            active=active,
            created=milliseconds(created),
            last_seen=_instant(seen),
            code_until=_instant(until),
            devices=computers,
        )
        for account, username, name, role, worker, body, active, created, seen, until, computers in (
            rows
        )
    ]


def devices(connection: Connection, municipality: str) -> list[DeviceRow]:
    """All computers that have been connected, by their user's name."""
    rows = connection.execute(_DEVICES, {"m": municipality})
    return [
        DeviceRow(
            device=device.bytes,
            name=name,
            user=account.bytes,
            user_name=user_name,
            program=program,
            enrolled=milliseconds(enrolled),
            last_seen=_instant(seen),
            blocked=_instant(blocked),
            numberings=max(1, numberings),
        )
        for device, name, account, user_name, program, enrolled, seen, blocked, numberings in rows
    ]


def units(connection: Connection, municipality: str) -> list[tuple[str, bytes]]:
    """The units' names and record ids, by name."""
    rows = connection.execute(
        "SELECT record, body FROM record WHERE municipality = %s AND kind = %s AND NOT deleted",
        [municipality, _UNIT_KIND.id],
        binary=True,
    )
    name = _UNIT_KIND.by_name["name"].id
    return sorted((_unpack_values(body)[0].get(name, ""), record.bytes) for record, body in rows)


def _instant(moment: datetime | None) -> int:
    return 0 if moment is None else milliseconds(moment)
