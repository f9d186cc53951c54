"""Built-in accounts, the one-time codes that enrol a device, and the devices themselves."""

from __future__ import annotations

import uuid
from datetime import timedelta

import attrs
import psycopg

from kaa_core.model.enums import Role
from kaa_core.model.ids import DeviceId, UserId
from kaa_core.sync.messages import Enrol
from kaa_server import attempts, municipalities, sessions
from kaa_server.clock import Clock, new_id
from kaa_server.database import Connection, Database
from kaa_server.errors import Code, RequestError
from kaa_server.faults import OperatorError
from kaa_server.passwords import (
    MIN_LENGTH,
    Passwords,
    code_hash,
    new_code,
    normal_username,
    same,
)

CODE_LIVES = timedelta(hours=24)
CODE_TRIES = 5
#: Compared with when there is no code, so that the comparison is always made.
_NO_CODE = bytes(32)


@attrs.frozen(slots=True)
class Account:
    """A user of one municipality. The repr leaves out what could identify a person."""

    id: UserId
    name: str = attrs.field(repr=False)
    role: int
    worker: uuid.UUID | None
    password: str = attrs.field(repr=False)
    active: bool = True


@attrs.frozen(slots=True)
class Device:
    """A computer that a user has enrolled."""

    id: DeviceId
    name: str = attrs.field(repr=False)
    blocked: bool


@attrs.frozen(slots=True)
class Enrolment:
    """A device that has just been made known."""

    account: Account
    device: DeviceId
    municipality: municipalities.Municipality


def add_account(  # noqa: PLR0913 - an account has this many parts
    database: Database,
    passwords: Passwords,
    clock: Clock,
    *,
    municipality: str,
    username: str,
    name: str,
    role: Role,
    worker: uuid.UUID | None,
    password: str,
) -> UserId:
    """Make an account.

    Raises:
        OperatorError: too short a password, a name that is taken, no such municipality.
    """
    if len(password) < MIN_LENGTH:
        raise OperatorError(f"Lösenordet är för kort. Det ska ha minst {MIN_LENGTH} tecken.")
    account = Account(UserId(new_id(clock)), name, int(role), worker, passwords.hash(password))
    try:
        with database.tenant(municipality) as connection:
            insert(connection, clock, municipality, username, account)
    except psycopg.errors.UniqueViolation as error:
        raise OperatorError("Användarnamnet finns redan i kommunen. Välj ett annat.") from error
    except (psycopg.errors.ForeignKeyViolation, psycopg.errors.InsufficientPrivilege) as error:
        raise OperatorError(f"Kommunen {municipality} finns inte på den här servern.") from error
    return account.id


def insert(
    connection: Connection, clock: Clock, municipality: str, username: str, account: Account
) -> None:
    """Write a new account; psycopg's UniqueViolation when the user name is taken."""
    row = [municipality, account.id, normal_username(username), account.name, account.role]
    row += [account.worker, account.password, clock()]
    connection.execute(
        "INSERT INTO account (municipality, account, username, name, role, worker, "
        "password, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        row,
    )


def issue_code(database: Database, clock: Clock, municipality: str, username: str) -> str:
    """Make a one-time code for one more device of a user. An earlier unused code stops working.

    Raises:
        OperatorError: no such user.
    """
    with database.tenant(municipality) as connection:
        account = find(connection, municipality, username)
        if account is None:
            raise OperatorError(f"Användaren finns inte i kommunen {municipality}.")
        return keep_new_code(connection, clock, municipality, account.id)


def keep_new_code(
    connection: Connection, clock: Clock, municipality: str, account: uuid.UUID
) -> str:
    """Make a code that lives for CODE_LIVES and keep its hash, in place of an earlier one."""
    code = new_code()
    connection.execute(
        "INSERT INTO enrolment_code (municipality, account, code_hash, expires_at) "
        "VALUES (%s, %s, %s, %s) ON CONFLICT (municipality, account) DO UPDATE SET "
        "code_hash = excluded.code_hash, expires_at = excluded.expires_at, tries = 0, "
        "used_at = NULL",
        [municipality, account, code_hash(code), clock() + CODE_LIVES],
    )
    return code


def enrol(database: Database, passwords: Passwords, clock: Clock, request: Enrol) -> Enrolment:
    """Make a device known: user name, password and one-time code must all be right.

    Raises:
        RequestError: 401 ``credentials`` whichever was wrong, 429 while waiting.
    """
    code, now = request.municipality, clock()
    who = attempts.subject("enrol", normal_username(request.username))
    with database.tenant(code) as connection:
        attempts.refuse_if_waiting(connection, code, who, now)
        account = find(connection, code, request.username)
    # Argon2 outside the transaction: no row or connection waits for it.
    known = passwords.matches(account.password if account else None, request.password)
    with database.tenant(code) as connection:
        municipality = municipalities.load(connection, code)
        if (
            account
            and account.active
            and known
            and municipality
            and _use_code(connection, code, account, request, now)
        ):
            attempts.succeeded(connection, code, who)
            device = DeviceId(new_id(clock))
            connection.execute(
                "INSERT INTO device (municipality, device, account, name, program, public_key, "
                "enrolled_at) VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [
                    code,
                    device,
                    account.id,
                    request.device_name[:100],
                    request.program[:100],
                    request.public_key,
                    now,
                ],
            )
            return Enrolment(account=account, device=device, municipality=municipality)
        attempts.failed(connection, code, who, now)
    raise RequestError(401, Code.CREDENTIALS)


def find(connection: Connection, municipality: str, username: str) -> Account | None:
    """The account with this user name, if it is a person's and not the server's own."""
    row = connection.execute(
        "SELECT account, name, role, worker, password, active FROM account "
        "WHERE municipality = %s AND username = %s AND password <> ''",
        [municipality, normal_username(username)],
    ).fetchone()
    return None if row is None else Account(*row)


def devices_of(database: Database, municipality: str, username: str) -> list[Device]:
    """A user's devices, oldest first.

    Raises:
        OperatorError: no such user.
    """
    with database.tenant(municipality) as connection:
        account = find(connection, municipality, username)
        if account is None:
            raise OperatorError(f"Användaren finns inte i kommunen {municipality}.")
        rows = connection.execute(
            "SELECT device, name, blocked_at IS NOT NULL FROM device "
            "WHERE municipality = %s AND account = %s ORDER BY device",
            [municipality, account.id],
        )
        return [Device(*row) for row in rows]


def block_device(database: Database, clock: Clock, municipality: str, device: uuid.UUID) -> None:
    """Shut a device out: its sessions end and it can no longer log in. What it sent is kept.

    Raises:
        OperatorError: no such device.
    """
    with database.tenant(municipality) as connection:
        found = shut_out(connection, clock, municipality, device)
    if not found:
        raise OperatorError(f"Enheten finns inte i kommunen {municipality}. Ingenting är ändrat.")


def shut_out(connection: Connection, clock: Clock, municipality: str, device: uuid.UUID) -> bool:
    """Block a device and end its sessions; False when there is no such computer."""
    found = connection.execute(
        "UPDATE device SET blocked_at = coalesce(blocked_at, %s) "
        "WHERE municipality = %s AND device = %s AND public_key IS NOT NULL RETURNING device",
        [clock(), municipality, device],
    ).fetchone()
    sessions.end(connection, clock, municipality, device=device)
    return found is not None


def _use_code(
    connection: Connection, municipality: str, account: Account, request: Enrol, now: object
) -> bool:
    """Spend the account's code if it is the right one. A wrong one costs a try."""
    row = connection.execute(
        "SELECT code_hash FROM enrolment_code WHERE municipality = %s AND account = %s "
        "AND used_at IS NULL AND expires_at > %s AND tries < %s FOR UPDATE",
        [municipality, account.id, now, CODE_TRIES],
    ).fetchone()
    right = same(row[0] if row else _NO_CODE, code_hash(request.code)) and row is not None
    connection.execute(
        "UPDATE enrolment_code SET tries = tries + 1, used_at = CASE WHEN %s THEN %s END "
        "WHERE municipality = %s AND account = %s AND used_at IS NULL",
        [right, now, municipality, account.id],
    )
    return right
