"""Municipalities: the tenants of one server, each with its own epoch and counter."""

from __future__ import annotations

import uuid

import attrs
import psycopg

from kaa_core.model.ids import DeviceId, UserId
from kaa_server.clock import Clock, new_id
from kaa_server.database import MUNICIPALITY, Connection, Database
from kaa_server.faults import OperatorError

SERVER_USERNAME = "servern"


@attrs.frozen(slots=True)
class Municipality:
    """One tenant."""

    code: str
    name: str
    practice: bool
    epoch: uuid.UUID
    seq: int
    """Number of the newest change: the horizon."""
    recovery_key: bytes | None


@attrs.frozen(slots=True)
class ServerIdentity:
    """As whom the server writes what it does by itself."""

    actor: UserId
    device: DeviceId


def add(database: Database, clock: Clock, code: str, name: str, *, practice: bool) -> None:
    """Make a municipality with the identity its server writes as.

    Raises:
        OperatorError: when the code is not four digits or is taken.
    """
    if not MUNICIPALITY.fullmatch(code):
        raise OperatorError("En kommunkod är fyra siffror, till exempel 0682.")
    now, actor, device = clock(), new_id(clock), new_id(clock)
    try:
        with database.tenant(code) as connection:
            connection.execute(
                "INSERT INTO municipality (municipality, name, practice, epoch, created_at) "
                "VALUES (%s, %s, %s, %s, %s)",
                [code, name, practice, uuid.uuid4(), now],
            )
            connection.execute(
                "INSERT INTO account (municipality, account, username, name, role, password, "
                "created_at) VALUES (%s, %s, %s, 'Servern', 0, '', %s)",
                [code, actor, SERVER_USERNAME, now],
            )
            connection.execute(
                "INSERT INTO device (municipality, device, account, name, program, enrolled_at) "
                "VALUES (%s, %s, %s, 'Servern', '', %s)",
                [code, device, actor, now],
            )
    except psycopg.errors.UniqueViolation as error:
        raise OperatorError(f"Kommunen {code} finns redan. Ingenting är ändrat.") from error


def load(connection: Connection, code: str) -> Municipality | None:
    """The tenant of this transaction, or None."""
    row = connection.execute(
        "SELECT municipality, name, practice, epoch, seq, recovery_key FROM municipality "
        "WHERE municipality = %s",
        [code],
    ).fetchone()
    return None if row is None else Municipality(*row)


def server_identity(connection: Connection, code: str) -> ServerIdentity:
    """As whom the server writes in this municipality."""
    row = connection.execute(
        "SELECT account, device FROM device JOIN account USING (municipality, account) "
        "WHERE municipality = %s AND username = %s",
        [code, SERVER_USERNAME],
    ).fetchone()
    assert row is not None
    return ServerIdentity(*row)
