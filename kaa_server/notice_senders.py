"""Schools of other owners that may notify the municipality: their keys and their visits to the form.

A key is 24 letters in groups of four (passwords.ALPHABET). The first eight find the sender, the other
sixteen (80 random bits) prove it and are kept as a hash. Wrong tries are counted by the eight, which
nobody else knows: a stranger can keep no school out.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any, Final

import attrs
import psycopg

from kaa_server import attempts, sessions
from kaa_server.adminlog import OPERATOR, Act, By, write
from kaa_server.clock import Clock, new_id
from kaa_server.database import Connection, Database
from kaa_server.errors import Code, RequestError
from kaa_server.faults import OperatorError
from kaa_server.passwords import ALPHABET, code_hash, new_code, normal_code, same

VISIT_LIVES: Final = timedelta(hours=12)
SEEN_EVERY: Final = timedelta(minutes=5)
LONGEST: Final = 200
_HANDLE: Final = 8
_LENGTH: Final = 24
_NOBODY: Final = bytes(32)
_COLUMNS: Final = "sender, name, school_unit, contact, added_at, used_at, blocked_at"


@attrs.frozen(slots=True)
class Sender:
    """A school. `contact`: whom to ask there about a notice."""

    id: uuid.UUID
    name: str
    school_unit: str
    contact: str = attrs.field(repr=False)
    added_at: datetime
    used_at: datetime | None
    blocked_at: datetime | None


def add(
    database: Database,
    clock: Clock,
    municipality: str,
    name: str,
    school_unit: str,
    contact: str,
    *,
    by: By = OPERATOR,
) -> tuple[Sender, str]:
    """Register a school; the sender and its key, which is told this once.

    Raises:
        OperatorError: for what cannot be a school, and for a municipality that is not here.
    """
    name, school_unit, contact = name.strip(), school_unit.strip(), contact.strip()
    if not name or not contact or max(len(name), len(contact)) > LONGEST:
        raise OperatorError(
            f"Ange skolans namn och vem som svarar på frågor, med högst {LONGEST} tecken. "
            "Ingenting är ändrat."
        )
    if not school_unit.isascii() or not school_unit.isdigit() or len(school_unit) != 8:
        raise OperatorError(
            "En skolenhetskod är åtta siffror, och står i Skolverkets skolenhetsregister. "
            "Ingenting är ändrat."
        )
    key = f"{new_code()}-{new_code()[:9]}"
    sender = Sender(new_id(clock), name, school_unit, contact, clock(), None, None)
    try:
        with database.tenant(municipality) as connection:
            connection.execute(
                "INSERT INTO notice_sender (municipality, sender, handle, secret, name, "
                "school_unit, contact, added_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                [municipality, sender.id, *_parts(key), name, school_unit, contact, clock()],
            )
            write(connection, clock, municipality, by, Act.SENDER_ADDED, sender.id)
    except (psycopg.errors.ForeignKeyViolation, psycopg.errors.InsufficientPrivilege) as error:
        raise OperatorError(f"Kommunen {municipality} finns inte på den här servern.") from error
    return sender, key


def listed(connection: Connection, municipality: str) -> list[Sender]:
    """All of them, by name."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM notice_sender WHERE municipality = %s "  # noqa: S608 - a constant
        "ORDER BY name, added_at",
        [municipality],
    )
    return [Sender(*row) for row in rows]


def block(
    database: Database,
    clock: Clock,
    municipality: str,
    sender: uuid.UUID,
    *,
    by: By = OPERATOR,
) -> None:
    """Take nothing more from a sender. What it has sent stays.

    Raises:
        OperatorError: when there is none with this id.
    """
    with database.tenant(municipality) as connection:
        done = connection.execute(
            "UPDATE notice_sender SET blocked_at = coalesce(blocked_at, %s) "
            "WHERE municipality = %s AND sender = %s",
            [clock(), municipality, sender],
        )
        if not done.rowcount:
            raise OperatorError(
                "Det finns ingen avsändare med det id:t. Ingenting är ändrat. "
                "Visa avsändarna med kaa-server notice-sender list."
            )
        connection.execute(
            "DELETE FROM notice_session WHERE municipality = %s AND sender = %s",
            [municipality, sender],
        )
        write(connection, clock, municipality, by, Act.SENDER_BLOCKED, sender)


def takes_notices(connection: Connection, municipality: str) -> bool:
    """Whether the municipality has any school to hear from: else there is no form."""
    row = connection.execute(
        "SELECT 1 FROM notice_sender WHERE municipality = %s LIMIT 1", [municipality]
    ).fetchone()
    return row is not None


# -- proving


def prove(database: Database, clock: Clock, municipality: str, key: str) -> Sender:
    """Whose key this is.

    Raises:
        RequestError: 401 ``credentials`` for a wrong key and for that of a blocked sender, 429 while
            waiting after wrong tries.
    """
    now, (handle, secret) = clock(), _parts(key)
    with database.tenant(municipality) as connection:
        row = connection.execute(
            f"SELECT secret, {_COLUMNS} FROM notice_sender "  # noqa: S608 - a constant
            "WHERE municipality = %s AND handle = %s",
            [municipality, handle],
        ).fetchone()
        # All unknown ones together, so that guesses fill no table.
        who = attempts.subject("notice", handle if row else "")
        attempts.refuse_if_waiting(connection, municipality, who, now)
        if not same(row[0] if row else _NOBODY, secret) or row is None:
            sender = None
            attempts.failed(connection, municipality, who, now)
        else:
            attempts.succeeded(connection, municipality, who)
            sender = _used(connection, now, municipality, row[1:])
    if sender is None or sender.blocked_at is not None:
        raise RequestError(401, Code.CREDENTIALS)
    return sender


def _used(connection: Connection, now: datetime, municipality: str, row: tuple[Any, ...]) -> Sender:
    sender = Sender(*row)
    if sender.used_at is None or now - sender.used_at >= SEEN_EVERY:
        connection.execute(
            "UPDATE notice_sender SET used_at = %s WHERE municipality = %s AND sender = %s",
            [now, municipality, sender.id],
        )
    return sender


def begin_visit(database: Database, clock: Clock, municipality: str, sender: Sender) -> str:
    """A token for the form, until the browser is closed, the school signs out or the day is over."""
    token = secrets.token_urlsafe(32)
    with database.tenant(municipality) as connection:
        connection.execute(
            "DELETE FROM notice_session WHERE municipality = %s AND expires_at < %s",
            [municipality, clock()],
        )
        connection.execute(
            "INSERT INTO notice_session (municipality, token_hash, sender, expires_at) "
            "VALUES (%s, %s, %s, %s)",
            [municipality, sessions.hash_of(token), sender.id, clock() + VISIT_LIVES],
        )
    return token


def visitor(connection: Connection, clock: Clock, municipality: str, token: str) -> Sender | None:
    """Who is signed in with this token."""
    row = connection.execute(
        "SELECT s.sender, s.name, s.school_unit, s.contact, s.added_at, s.used_at, s.blocked_at "
        "FROM notice_session v JOIN notice_sender s USING (municipality, sender) "
        "WHERE v.municipality = %s AND v.token_hash = %s AND v.expires_at > %s "
        "AND s.blocked_at IS NULL",
        [municipality, sessions.hash_of(token), clock()],
    ).fetchone()
    return None if row is None else Sender(*row)


def end_visit(database: Database, municipality: str, token: str) -> None:
    """Sign out."""
    with database.tenant(municipality) as connection:
        connection.execute(
            "DELETE FROM notice_session WHERE municipality = %s AND token_hash = %s",
            [municipality, sessions.hash_of(token)],
        )


def _parts(key: str) -> tuple[str, bytes]:
    """The part that finds a sender, and what is kept of the part that proves it."""
    normal = normal_code(key)
    if len(normal) > _LENGTH or not set(normal) <= set(ALPHABET):
        normal = ""
    return normal[:_HANDLE], code_hash(normal[_HANDLE:])
