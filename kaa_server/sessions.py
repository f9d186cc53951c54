"""Sessions: a short access token and a rotating refresh token, both kept as hashes only.

A refresh token works once. Two presentations of one token mean that somebody has a copy, and the
whole session ends; except that the token before is accepted while nothing of its successor has ever
been used, because then the answer was lost on the way (RFC 9700 section 4.14.2).
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

import attrs

from kaa_core.model.ids import DeviceId, UserId
from kaa_core.sync.messages import Login, Tokens
from kaa_server import attempts
from kaa_server.clock import Clock, new_id
from kaa_server.database import Connection, Database
from kaa_server.errors import Code, RequestError
from kaa_server.passwords import Passwords

ACCESS_LIVES = timedelta(minutes=15)
REFRESH_LIVES = timedelta(days=60)
MAX_TOKEN = 128
#: How old the note of when a device was last seen may become before it is written again.
SEEN_EVERY = timedelta(minutes=5)


_HOLDER = (
    "FROM token t JOIN session s USING (municipality, session) "
    "JOIN device d USING (municipality, device) "
    "JOIN account a ON a.municipality = s.municipality AND a.account = s.account"
)


@attrs.frozen(slots=True)
class Caller:
    """Who makes a request, as proven by a token and a signature."""

    municipality: str
    account: UserId
    device: DeviceId
    session: uuid.UUID
    public_key: bytes = attrs.field(repr=False)
    role: int
    """The account's role at this moment: a changed one counts from the next request."""
    expires_at: datetime | None = None
    """When the access token runs out."""


def municipality_of(token: str) -> str:
    """The tenant a token claims to belong to; what it finds there decides.

    Raises:
        RequestError: 401 when it does not look like a token at all.
    """
    code, dot, rest = token.partition(".")
    if not dot or not rest or len(token) > MAX_TOKEN or not token.isascii():
        raise RequestError(401, Code.TOKEN)
    return code


def begin(
    connection: Connection, clock: Clock, municipality: str, account: UserId, device: DeviceId
) -> Tokens:
    """Begin a session of a device that has proven itself. Its earlier ones end: it needs one.

    One of them stays where the device has several numberings: its profile may lie on two computers,
    and both go on working (docs/adr/028).
    """
    session = new_id(clock)
    end(connection, clock, municipality, device=device, but=_twin(connection, municipality, device))
    connection.execute(
        "INSERT INTO session (municipality, session, account, device, created_at) "
        "VALUES (%s, %s, %s, %s, %s)",
        [municipality, session, account, device, clock()],
    )
    return _issue(connection, clock(), municipality, session, 0)


def _twin(connection: Connection, municipality: str, device: uuid.UUID) -> uuid.UUID | None:
    row = connection.execute(
        "SELECT session FROM session s WHERE municipality = %(m)s AND device = %(device)s "
        "AND revoked_at IS NULL AND (SELECT count(*) FROM device_position p "
        "WHERE p.municipality = %(m)s AND p.device = %(device)s) > 1 "
        "ORDER BY created_at DESC LIMIT 1",
        {"m": municipality, "device": device},
    ).fetchone()
    return None if row is None else row[0]


def device_key(connection: Connection, municipality: str, device: bytes) -> Caller:
    """The device that asks to log in, before it has any token.

    Raises:
        RequestError: 401 ``credentials`` when unknown, 403 when blocked.
    """
    if len(device) != 16:
        raise RequestError(401, Code.CREDENTIALS)
    row = connection.execute(
        "SELECT d.account, d.public_key, a.role, d.blocked_at, a.active "
        "FROM device d JOIN account a USING (municipality, account) "
        "WHERE d.municipality = %s AND d.device = %s AND d.public_key IS NOT NULL",
        [municipality, uuid.UUID(bytes=device)],
    ).fetchone()
    if row is None:
        raise RequestError(401, Code.CREDENTIALS)
    _refuse_shut_out(*row[3:])
    return Caller(
        municipality=municipality,
        account=row[0],
        device=DeviceId(uuid.UUID(bytes=device)),
        session=uuid.UUID(int=0),
        public_key=row[1],
        role=row[2],
    )


def log_in(
    database: Database, passwords: Passwords, clock: Clock, device: Caller, request: Login
) -> Tokens:
    """Begin a session by the account's password, on a device whose signature has been checked.

    Raises:
        RequestError: 401 ``credentials``, 429 while waiting after wrong tries.
    """
    code = device.municipality
    who = attempts.subject("login", device.device.hex)
    with database.tenant(code) as connection:
        attempts.refuse_if_waiting(connection, code, who, clock())
        row = connection.execute(
            "SELECT password FROM account WHERE municipality = %s AND account = %s",
            [code, device.account],
        ).fetchone()
    right = passwords.matches(row[0] if row else None, request.password)
    with database.tenant(code) as connection:
        if right:
            attempts.succeeded(connection, code, who)
            return begin(connection, clock, code, device.account, device.device)
        attempts.failed(connection, code, who, clock())
    raise RequestError(401, Code.CREDENTIALS)


def authenticate(connection: Connection, clock: Clock, token: str) -> Caller:
    """Who holds this access token.

    Raises:
        RequestError: 401 ``token`` when it is unknown, has run out or was revoked; 403 when the
            device is blocked or its account is not in use.
    """
    municipality, now = municipality_of(token), clock()
    row = connection.execute(
        "SELECT s.account, s.device, s.session, d.public_key, a.role, d.blocked_at, a.active, "
        "s.revoked_at, t.expires_at, t.used_at, d.last_seen "
        f"{_HOLDER} WHERE t.municipality = %s AND t.token_hash = %s AND t.kind = 'a'",
        [municipality, hash_of(token)],
    ).fetchone()
    if row is None:
        raise RequestError(401, Code.TOKEN)
    account, device, session, key, role, blocked, active, revoked, expires, used, seen = row
    _refuse_shut_out(blocked, active)
    if revoked is not None or expires <= now:
        raise RequestError(401, Code.TOKEN)
    if used is None:
        _mark_used(connection, now, municipality, token)
    if seen is None or now - seen >= SEEN_EVERY:
        connection.execute(
            "UPDATE device SET last_seen = %s WHERE municipality = %s AND device = %s",
            [now, municipality, device],
        )
    return Caller(municipality, account, device, session, key, role, expires)


def holder_of_refresh(connection: Connection, clock: Clock, token: str) -> Caller:
    """Whose refresh token this is, valid or not, so that the signature can be checked first."""
    municipality = municipality_of(token)
    row = connection.execute(
        "SELECT s.account, s.device, s.session, d.public_key, a.role, d.blocked_at, a.active, "
        f"t.expires_at {_HOLDER} "
        "WHERE t.municipality = %s AND t.token_hash = %s AND t.kind = 'r'",
        [municipality, hash_of(token)],
    ).fetchone()
    if row is None or row[7] <= clock():
        raise RequestError(401, Code.TOKEN)
    _refuse_shut_out(*row[5:7])
    return Caller(municipality, *row[:5])


def refresh(connection: Connection, clock: Clock, caller: Caller, token: str) -> Tokens | None:
    """New tokens for an old refresh token; None when it was used before: then the session ended.

    The caller commits in both cases: ending the session must stand.
    """
    code, session = caller.municipality, caller.session
    row = connection.execute(
        "SELECT s.generation, s.revoked_at, t.generation FROM session s "
        "JOIN token t USING (municipality, session) WHERE s.municipality = %s "
        "AND s.session = %s AND t.token_hash = %s FOR UPDATE OF s",
        [code, session, hash_of(token)],
    ).fetchone()
    if row is None or row[1] is not None:
        return None
    current, _, presented = row
    if presented == current:
        _mark_used(connection, clock(), code, token)
        return _issue(connection, clock(), code, session, current + 1)
    if presented == current - 1 and not _anything_used(connection, code, session, current):
        connection.execute(
            "DELETE FROM token WHERE municipality = %s AND session = %s AND generation = %s",
            [code, session, current],
        )
        return _issue(connection, clock(), code, session, current)
    connection.execute(
        "UPDATE session SET revoked_at = %s WHERE municipality = %s AND session = %s",
        [clock(), code, session],
    )
    return None


def end(
    connection: Connection,
    clock: Clock,
    municipality: str,
    *,
    account: uuid.UUID | None = None,
    device: uuid.UUID | None = None,
    but: uuid.UUID | None = None,
) -> None:
    """End the sessions of an account or a device, except one. What it has sent is kept."""
    connection.execute(
        "UPDATE session SET revoked_at = %s WHERE municipality = %s AND revoked_at IS NULL "
        "AND (account = %s OR device = %s) AND session IS DISTINCT FROM %s",
        [clock(), municipality, account, device, but],
    )


def hash_of(token: str) -> bytes:
    """What is kept of a token. It is 256 random bits: a plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()


def _issue(
    connection: Connection, now: datetime, municipality: str, session: uuid.UUID, generation: int
) -> Tokens:
    connection.execute(
        "UPDATE session SET generation = %s WHERE municipality = %s AND session = %s",
        [generation, municipality, session],
    )
    connection.execute(
        "DELETE FROM token WHERE municipality = %s AND session = %s AND expires_at < %s",
        [municipality, session, now],
    )
    made = {kind: f"{municipality}.{secrets.token_urlsafe(32)}" for kind in ("a", "r")}
    for kind, lives in (("a", ACCESS_LIVES), ("r", REFRESH_LIVES)):
        connection.execute(
            "INSERT INTO token (municipality, token_hash, kind, session, generation, expires_at) "
            "VALUES (%s, %s, %s, %s, %s, %s)",
            [municipality, hash_of(made[kind]), kind, session, generation, now + lives],
        )
    row = connection.execute(
        "SELECT m.recovery_key, a.role FROM municipality m JOIN session s USING (municipality) "
        "JOIN account a ON a.municipality = s.municipality AND a.account = s.account "
        "WHERE m.municipality = %s AND s.session = %s",
        [municipality, session],
    ).fetchone()
    key, role = row or (None, 0)
    return Tokens(made["a"], made["r"], int(ACCESS_LIVES.total_seconds()), key, role)


def _refuse_shut_out(blocked: datetime | None, active: bool) -> None:
    """A device that was blocked, or whose user is no longer one: the device itself is told so."""
    if blocked is not None or not active:
        raise RequestError(403, Code.DEVICE_BLOCKED)


def _mark_used(connection: Connection, now: datetime, municipality: str, token: str) -> None:
    connection.execute(
        "UPDATE token SET used_at = coalesce(used_at, %s) "
        "WHERE municipality = %s AND token_hash = %s",
        [now, municipality, hash_of(token)],
    )


def _anything_used(
    connection: Connection, municipality: str, session: uuid.UUID, generation: int
) -> bool:
    row = connection.execute(
        "SELECT 1 FROM token WHERE municipality = %s AND session = %s AND generation = %s "
        "AND used_at IS NOT NULL LIMIT 1",
        [municipality, session, generation],
    ).fetchone()
    return row is not None
