"""Administering a municipality's users: accounts, their workers' records, passwords and computers.

Each act is one database transaction that holds the municipality's counter row, so that two
administrators at once see each other's work, and notes itself in the administration log.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator

import attrs
import psycopg

from kaa_core.model.enums import Role
from kaa_core.model.ids import RecordId, UnitId, UserId
from kaa_core.model.records import Unit, Worker
from kaa_core.model.registry import REGISTRY
from kaa_core.model.rights import Right, may
from kaa_core.sync.state import RecordState
from kaa_server import accounts, adminlog, attempts, ingest, log, sessions
from kaa_server.accounts import Account
from kaa_server.adminlog import OPERATOR, Act, By
from kaa_server.clock import Clock, new_id
from kaa_server.database import Connection, Database
from kaa_server.errors import Code, RequestError
from kaa_server.passwords import MIN_LENGTH, Passwords, normal_username

WORKER, UNIT = REGISTRY.kind(Worker), REGISTRY.kind(Unit)
MAX_USERNAME = 100
_ROLE = WORKER.by_name["role"]


@attrs.frozen(slots=True)
class Office:
    """Where the acts are carried out, and by whom."""

    database: Database
    passwords: Passwords
    clock: Clock
    municipality: str
    by: By = OPERATOR

    @contextlib.contextmanager
    def act(self) -> Iterator[Connection]:
        """One transaction; administrators wait for each other."""
        with self.database.tenant(self.municipality) as connection:
            log.lock_counter(connection, self.municipality)
            yield connection

    def note(
        self, connection: Connection, act: Act, subject: uuid.UUID | None, detail: str = ""
    ) -> None:
        """Write the act down."""
        adminlog.write(connection, self.clock, self.municipality, self.by, act, subject, detail)


@attrs.frozen(slots=True, kw_only=True)
class Standing:
    """How an account is to stand. The repr leaves out what could identify a person."""

    name: str = attrs.field(repr=False)
    initials: str = attrs.field(repr=False)
    role: int
    unit: bytes | None = None
    active: bool = True

    def worker(self, record: RecordId, account: UserId) -> Worker:
        """The worker's record of the account.

        Raises:
            RequestError: 400 when the record could not be kept.
        """
        try:
            made = Worker(
                id=record,
                name=self.name,
                initials=self.initials or None,
                role=_ROLE.from_wire(int(self.role)),
                user=account,
                active=self.active,
                unit=UnitId(RecordId(uuid.UUID(bytes=self.unit))) if self.unit else None,
            )
        except ValueError:
            raise RequestError(400, Code.BAD_REQUEST) from None
        if WORKER.validate(made):
            raise RequestError(400, Code.BAD_REQUEST)
        return made


def add(
    office: Office,
    username: str,
    standing: Standing,
    password: str,
    worker: uuid.UUID | None = None,
) -> UserId:
    """Make an account, and its worker's record when the role works with cases.

    Args:
        office: Where.
        username: Compared without regard to case.
        standing: Name, initials, role and unit.
        password: At least as long as passwords must be.
        worker: The id of a worker's record that is there already, if so.

    Raises:
        RequestError: 400 ``password-short`` or malformed, 409 ``username-taken``.
    """
    name = normal_username(username)
    if not name or len(name) > MAX_USERNAME or any(mark.isspace() for mark in name):
        raise RequestError(400, Code.BAD_REQUEST)
    hashed = _hashed(office, password)
    identity = UserId(new_id(office.clock))
    made = standing.worker(RecordId(worker or new_id(office.clock)), identity)
    cases = may(standing.role, Right.READ_CASES)
    account = Account(identity, made.name, standing.role, made.id if cases else None, hashed)
    try:
        with office.act() as connection:
            accounts.insert(connection, office.clock, office.municipality, name, account)
            if cases and worker is None:
                _write_worker(office, connection, made)
            office.note(connection, Act.USER_ADDED, identity, f"roll {made.role.label}")
    except psycopg.errors.UniqueViolation:
        raise RequestError(409, Code.USERNAME_TAKEN) from None
    return identity


def change(office: Office, user: uuid.UUID, standing: Standing) -> None:
    """Let an account stand so from now on.

    Inactive: its sessions end and no device of it is let in; what it wrote stays. It can be made
    active again; a computer that was blocked stays blocked.

    Raises:
        RequestError: 404 ``unknown-user``, 409 ``role-line`` or ``last-administrator``, 400 malformed.
    """
    with office.act() as connection:
        before = _account(office, connection, user)
        _check_role(before, standing)
        if not standing.active or standing.role != Role.ADMINISTRATOR:
            _keep_an_administrator(office, connection, before)
        cases = may(standing.role, Right.READ_CASES)
        record = RecordId(before.worker or new_id(office.clock))
        made = standing.worker(record, before.id)
        changed = _write_worker(office, connection, made) if cases else []
        connection.execute(
            "UPDATE account SET name = %s, role = %s, worker = %s, active = %s "
            "WHERE municipality = %s AND account = %s",
            [
                made.name,
                standing.role,
                record if cases else before.worker,
                standing.active,
                office.municipality,
                user,
            ],
        )
        if not standing.active:
            sessions.end(connection, office.clock, office.municipality, account=user)
        _note_change(office, connection, before, standing, changed)


def set_password(office: Office, user: uuid.UUID, password: str) -> None:
    """Set a password for somebody who has lost hers; her sessions end on all her computers.

    Raises:
        RequestError: 404 ``unknown-user``, 400 ``password-short``.
    """
    hashed = _hashed(office, password)
    with office.act() as connection:
        _account(office, connection, user)
        _keep_password(office, connection, user, hashed)
        sessions.end(connection, office.clock, office.municipality, account=user)
        office.note(connection, Act.PASSWORD_SET, user)


def change_own_password(
    office: Office, user: uuid.UUID, session: uuid.UUID, old: str, new: str
) -> None:
    """Change one's own password; sessions on one's other computers end.

    Raises:
        RequestError: 403 ``wrong-password``, 429 while waiting after wrong tries, 400 ``password-short``.
    """
    code, now = office.municipality, office.clock()
    who = attempts.subject("password", user.hex)
    with office.database.tenant(code) as connection:
        attempts.refuse_if_waiting(connection, code, who, now)
        account = _account(office, connection, user)
    if not office.passwords.matches(account.password, old):
        with office.database.tenant(code) as connection:
            attempts.failed(connection, code, who, now)
        raise RequestError(403, Code.WRONG_PASSWORD)
    hashed = _hashed(office, new)
    with office.act() as connection:
        attempts.succeeded(connection, code, who)
        _keep_password(office, connection, user, hashed)
        sessions.end(connection, office.clock, code, account=user, but=session)
        office.note(connection, Act.OWN_PASSWORD, user)


def issue_code(office: Office, user: uuid.UUID) -> str:
    """Make a one-time code for one more computer of a user.

    Raises:
        RequestError: 404 ``unknown-user``, also for an account that is not in use.
    """
    with office.act() as connection:
        if not _account(office, connection, user).active:
            raise RequestError(404, Code.UNKNOWN_USER)
        code = accounts.keep_new_code(connection, office.clock, office.municipality, user)
        office.note(connection, Act.CODE_ISSUED, user)
    return code


def block(office: Office, device: uuid.UUID) -> None:
    """Shut a computer out.

    Raises:
        RequestError: 404 ``unknown-device``.
    """
    with office.act() as connection:
        if not accounts.shut_out(connection, office.clock, office.municipality, device):
            raise RequestError(404, Code.UNKNOWN_DEVICE)
        office.note(connection, Act.DEVICE_BLOCKED, device)


def role_label(role: int) -> str:
    """A role as it is called."""
    known: Role = _ROLE.from_wire(int(role))
    return known.label


def worker_state(
    connection: Connection, municipality: str, worker: uuid.UUID
) -> RecordState | None:
    """A worker's record as the server holds it."""
    return log.StoredLedger(connection, municipality, worker, 0).record(worker.bytes)


def _account(office: Office, connection: Connection, user: uuid.UUID) -> Account:
    row = connection.execute(
        "SELECT account, name, role, worker, password, active FROM account "
        "WHERE municipality = %s AND account = %s AND password <> ''",
        [office.municipality, user],
    ).fetchone()
    if row is None:
        raise RequestError(404, Code.UNKNOWN_USER)
    return Account(*row)


def _check_role(before: Account, standing: Standing) -> None:
    """Whoever has read cases keeps a computer that holds them; the others' computers hold none.

    So a role never crosses that line: for the other side a person gets another account.
    """
    both = all(may(role, Right.READ_CASES) for role in (before.role, standing.role))
    if standing.role != before.role and not both:
        raise RequestError(409, Code.ROLE_LINE)


def _keep_an_administrator(office: Office, connection: Connection, before: Account) -> None:
    if before.role != Role.ADMINISTRATOR or not before.active:
        return
    others = connection.execute(
        "SELECT 1 FROM account WHERE municipality = %s AND role = %s AND active AND account <> %s",
        [office.municipality, int(Role.ADMINISTRATOR), before.id],
    ).fetchone()
    if others is None:
        raise RequestError(409, Code.LAST_ADMINISTRATOR)


def _hashed(office: Office, password: str) -> str:
    if len(password) < MIN_LENGTH:
        raise RequestError(400, Code.PASSWORD_SHORT)
    return office.passwords.hash(password)


def _keep_password(office: Office, connection: Connection, user: uuid.UUID, hashed: str) -> None:
    connection.execute(
        "UPDATE account SET password = %s WHERE municipality = %s AND account = %s",
        [hashed, office.municipality, user],
    )


def _write_worker(office: Office, connection: Connection, worker: Worker) -> list[str]:
    """Make the worker's record, or write what differs; returns the labels of what was written."""
    standing = worker_state(connection, office.municipality, worker.id)
    now = office.clock()
    if worker.unit is not None:
        _check_unit(office, connection, worker.unit)
    if standing is None:
        operations = [ingest.created((worker, now))]
    else:
        operations = list(ingest.changed((worker, now), standing))
    done = ingest.write_whole(connection, office.clock, office.municipality, operations)
    if done.refused:
        raise RequestError(400, Code.BAD_REQUEST)
    written = {field for operation in operations for field in operation.values}
    return [field.label for field in WORKER.fields if field.id in written]


def _check_unit(office: Office, connection: Connection, unit: uuid.UUID) -> None:
    found = log.StoredLedger(connection, office.municipality, unit, 0).record(unit.bytes)
    if found is None or found.kind != UNIT.id or found.deleted:
        raise RequestError(400, Code.BAD_REQUEST)


def _note_change(
    office: Office, connection: Connection, before: Account, after: Standing, changed: list[str]
) -> None:
    parts = [label for label in changed if label != WORKER.by_name["active"].label]
    if not changed and after.name != before.name:
        parts = ["namn"]
    if after.role != before.role:
        parts = [part for part in parts if part != WORKER.by_name["role"].label]
        parts.append(f"roll {role_label(before.role)} till {role_label(after.role)}")
    if parts:
        office.note(connection, Act.USER_CHANGED, before.id, ", ".join(parts))
    if after.active != before.active:
        office.note(connection, Act.USER_OPENED if after.active else Act.USER_CLOSED, before.id)


def add_unit(office: Office, name: str) -> RecordId:
    """Make a unit. For the first setting up: the rest is done in the window.

    Raises:
        RequestError: 400 when the name cannot be kept.
    """
    unit = Unit(id=RecordId(new_id(office.clock)), name=name.strip(), active=True)
    if UNIT.validate(unit):
        raise RequestError(400, Code.BAD_REQUEST)
    with office.act() as connection:
        ingest.write_whole(
            connection, office.clock, office.municipality, [ingest.created((unit, office.clock()))]
        )
    return unit.id
