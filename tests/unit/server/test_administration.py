"""Administering users and computers over real HTTP: accounts, workers' records, sessions, the log."""

from __future__ import annotations

import uuid
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from kaa_core.model.enums import Role
from kaa_core.model.records import Unit, Worker
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.administration import (
    BlockDevice,
    ChangedUser,
    CodeFor,
    Devices,
    Done,
    IssuedCode,
    NewPassword,
    NewUser,
    OwnPassword,
    UserRow,
    Users,
)
from kaa_core.sync.messages import (
    Login,
    M,
    Message,
    Operation,
    Outcome,
    Refresh,
    Tokens,
    Verb,
)
from kaa_server import adminlog, sessions
from kaa_server.database import Database
from tests.server_fixture import NOW, PASSWORD, Enroller, FakeClock
from tests.server_process import Device, Refused, new_record
from tests.unit.server.operations import AT, youth
from tests.unit.server.test_push_pull import downloaded, pulled

WORKER, UNIT = REGISTRY.kind(Worker), REGISTRY.kind(Unit)
ANOTHER = "ett annat långt lösenord"
FIELD = {field.name: field.id for field in WORKER.fields}


@pytest.fixture
def ida(enroller: Enroller) -> Device:
    return enroller.device("ida", role=Role.ADMINISTRATOR)


def ask(device: Device, path: str, form: type[M], message: Message) -> M:
    return device.ask("POST", f"/v1/admin/{path}", form, message)


def added(ida: Device, username: str = "Siri.Ny", role: int = 1, **other: Any) -> UserRow:
    given: dict[str, Any] = {
        "name": "Siri Ny",
        "initials": "SN",
        "unit": None,
        "password": PASSWORD,
    } | other
    return ask(ida, "users", UserRow, NewUser(username=username, role=role, **given))


def changed(ida: Device, row: UserRow, **to: Any) -> UserRow:
    given: dict[str, Any] = {
        name: getattr(row, name) for name in ("user", "name", "role", "unit", "active")
    }
    return ask(ida, "users/change", UserRow, ChangedUser(**({**given, "initials": "SN"} | to)))


def refused(code: str, status: int) -> AbstractContextManager[object]:
    return pytest.raises(Refused, match=rf"\({status}, ErrorBody\(code='{code}'")


def worker(device: Device, record: bytes | None) -> dict[int, object]:
    return next(row.values for row in downloaded(device)[0] if row.record == record)


def unit(device: Device) -> bytes:
    n, record = device.next_n(), new_record()
    device.push([Operation(n, n, Verb.CREATE, UNIT.id, record, {1: "Enheten"}, 0, AT)])
    return record


def connected(enroller: Enroller, ida: Device, row: UserRow, code: str = "") -> Device:
    code = code or ask(ida, "users/code", IssuedCode, CodeFor(row.user)).code
    device = Device(enroller.url, enroller.municipality)
    enroller.devices.append(device)
    device.enrol(row.username, PASSWORD, code)
    return device


def logged_in(device: Device, password: str = PASSWORD) -> Tokens:
    assert device.me is not None
    device.access = ""
    tokens = device.ask(
        "POST", "/v1/session", Tokens, Login(device.municipality, device.me.device, password)
    )
    device.use(tokens)
    return tokens


def test_a_new_user_has_an_account_and_a_workers_record(enroller: Enroller, ida: Device) -> None:
    where = unit(ida)
    row = added(ida, unit=where)
    assert (row.username, row.name, row.role, row.unit) == ("siri.ny", "Siri Ny", 1, where)
    assert (row.active, row.devices, row.code_until, row.last_seen) == (True, 0, 0, 0)
    anna = enroller.device("anna")
    assert worker(anna, row.worker) == {
        FIELD["name"]: "Siri Ny",
        FIELD["initials"]: "SN",
        FIELD["role"]: 1,
        FIELD["user"]: row.user,
        FIELD["active"]: True,
        FIELD["unit"]: where,
    }
    siri = connected(enroller, ida, row)
    assert siri.me is not None
    assert (siri.me.worker, siri.me.role, siri.me.tokens.role) == (row.worker, 1, 1)
    listed = {one.username: one for one in ida.ask("GET", "/v1/admin/users", Users).users}
    assert set(listed) == {"anna", "ida", "siri.ny"}
    assert (listed["siri.ny"].devices, listed["siri.ny"].code_until) == (1, 0)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDIT_REVIEWER])
def test_who_works_with_no_cases_is_no_worker(ida: Device, role: Role) -> None:
    row = added(ida, role=int(role))
    assert (row.worker, row.unit) == (None, None)
    assert downloaded(ida)[0] == []
    assert changed(ida, row, name="Siri Nyare").name == "Siri Nyare"


def test_a_user_that_cannot_be_made_leaves_nothing(enroller: Enroller, ida: Device) -> None:
    added(ida)
    before = downloaded(ida)
    with refused("username-taken", 409):
        added(ida, username=" SIRI.ny ")
    with refused("password-short", 400):
        added(ida, username="b", password="kort")
    malformed = (
        {"role": 9},
        {"name": ""},
        {"initials": "ABCDEFGHIJ"},
        {"unit": b"x"},
        {"unit": new_record()},
        {"username": "två ord"},
        {"username": ""},
    )
    for wrong in malformed:
        with refused("bad_request", 400):
            added(ida, **({"username": "b"} | wrong))
    assert downloaded(ida) == before
    assert len(ida.ask("GET", "/v1/admin/users", Users).users) == 2


def test_a_change_reaches_account_record_and_the_next_request(
    enroller: Enroller, ida: Device
) -> None:
    row = added(ida)
    siri = connected(enroller, ida, row)
    assert siri.push([youth(siri)]).answers[0].outcome is Outcome.APPLIED
    seq = pulled(ida).horizon
    after = changed(ida, row, role=int(Role.MANAGER), name="Siri Gift", initials="SG")
    assert (after.name, after.role, after.worker) == ("Siri Gift", 3, row.worker)
    # Three fields, in one transaction of the server's own, and nothing that stood already.
    rows = [change for change in pulled(ida, after=seq).changes if change.record == row.worker]
    assert [list(change.values) for change in rows] == [[1], [2], [3]]
    assert len({change.tx for change in rows}) == 1
    # The same access token: she is a manager now, who writes nothing.
    assert siri.push([youth(siri)]).answers[0].code == "role"
    renewed = siri.ask("POST", "/v1/session/refresh", Tokens, Refresh(siri.refresh))
    assert renewed.role == Role.MANAGER
    assert changed(ida, after, initials="SG") == after
    assert pulled(ida).horizon == rows[-1].seq


def test_a_role_never_crosses_to_or_from_the_cases(ida: Device) -> None:
    siri, olof = added(ida), added(ida, username="olof", role=int(Role.ADMINISTRATOR))
    for row, role in ((siri, 4), (siri, 5), (olof, 1), (olof, 5)):
        with refused("role-line", 409):
            changed(ida, row, role=role)
    assert changed(ida, siri, role=2).role == Role.COORDINATOR


def test_the_last_administrator_stays(enroller: Enroller, ida: Device) -> None:
    rows = {row.username: row for row in ida.ask("GET", "/v1/admin/users", Users).users}
    with refused("last-administrator", 409):
        changed(ida, rows["ida"], active=False)
    olof = added(ida, username="olof", role=int(Role.ADMINISTRATOR))
    assert not changed(ida, olof, active=False).active
    with refused("last-administrator", 409):
        changed(ida, rows["ida"], active=False)
    changed(ida, olof, active=True)
    changed(ida, rows["ida"], active=False)
    with refused("device_blocked", 403):
        ida.ask("GET", "/v1/admin/users", Users)


def test_a_closed_account_is_shut_out_and_can_be_opened_again(
    enroller: Enroller, ida: Device
) -> None:
    row = added(ida)
    siri = connected(enroller, ida, row)
    siri.push([youth(siri)])
    closed = changed(ida, row, active=False)
    assert (closed.active, closed.devices) == (False, 1)
    anna = enroller.device("anna")
    assert worker(anna, row.worker)[FIELD["active"]] is False
    for attempt in (
        lambda: pulled(siri),
        lambda: logged_in(siri),
        lambda: siri.ask("POST", "/v1/session/refresh", Tokens, Refresh(siri.refresh)),
    ):
        with refused("device_blocked", 403):
            attempt()
    with refused("unknown-user", 404):
        ask(ida, "users/code", IssuedCode, CodeFor(row.user))
    # What she wrote is there; a new computer of hers is not let in, and nothing tells why.
    assert len(downloaded(anna)[0]) == 2
    with refused("credentials", 401):
        connected(enroller, ida, row, code=enroller.code(row.username))
    changed(ida, row, active=True)
    with refused("token", 401):
        siri.ask("POST", "/v1/session/refresh", Tokens, Refresh(siri.refresh))
    logged_in(siri)
    assert worker(siri, row.worker)[FIELD["active"]] is True


def test_a_blocked_computer_stays_blocked_when_its_account_opens_again(
    enroller: Enroller, ida: Device
) -> None:
    row = added(ida)
    siri = connected(enroller, ida, row)
    assert siri.me is not None
    ask(ida, "devices/block", Done, BlockDevice(siri.me.device))
    changed(ida, changed(ida, row, active=False), active=True)
    with refused("device_blocked", 403):
        logged_in(siri)
    shown = {one.device: one for one in ida.ask("GET", "/v1/admin/devices", Devices).devices}
    assert shown[siri.me.device].blocked > 0
    assert (shown[siri.me.device].user, shown[siri.me.device].user_name) == (row.user, "Siri Ny")
    assert ida.me is not None
    assert shown[ida.me.device].last_seen > 0
    with refused("unknown-device", 404):
        ask(ida, "devices/block", Done, BlockDevice(new_record()))


def test_a_new_password_ends_her_sessions(enroller: Enroller, ida: Device) -> None:
    row = added(ida)
    siri = connected(enroller, ida, row)
    with refused("password-short", 400):
        ask(ida, "users/password", Done, NewPassword(row.user, "kort"))
    with refused("unknown-user", 404):
        ask(ida, "users/password", Done, NewPassword(new_record(), ANOTHER))
    pulled(siri)
    ask(ida, "users/password", Done, NewPassword(row.user, ANOTHER))
    with refused("token", 401):
        pulled(siri)
    with refused("token", 401):
        siri.ask("POST", "/v1/session/refresh", Tokens, Refresh(siri.refresh))
    with refused("credentials", 401):
        logged_in(siri)
    logged_in(siri, ANOTHER)
    pulled(siri)


def test_anyone_changes_her_own_password(enroller: Enroller) -> None:
    anna, other = enroller.device("anna"), enroller.device("anna")

    def own(old: str, new: str) -> Done:
        return anna.ask("POST", "/v1/password", Done, OwnPassword(old, new))

    with refused("wrong-password", 403):
        own("fel lösenord", ANOTHER)
    with refused("password-short", 400):
        own(PASSWORD, "kort")
    own(PASSWORD, ANOTHER)
    pulled(anna)
    with refused("token", 401):
        pulled(other)
    logged_in(other, ANOTHER)
    for _ in range(5):
        with refused("wrong-password", 403):
            own(PASSWORD, "ett tredje långt lösenord")
    with refused("too_many_tries", 429):
        own(ANOTHER, PASSWORD)


def test_the_servers_own_account_is_nobody(
    enroller: Enroller, database: Database, ida: Device
) -> None:
    with database.tenant(enroller.municipality) as connection:
        rows = connection.execute("SELECT account FROM account WHERE password = ''").fetchall()
    [(server,)] = rows
    with refused("unknown-user", 404):
        ask(ida, "users/password", Done, NewPassword(server.bytes, ANOTHER))
    with refused("unknown-user", 404):
        ask(ida, "users/code", IssuedCode, CodeFor(server.bytes))


def test_every_act_is_in_the_log_and_none_can_be_taken_out(
    enroller: Enroller, database: Database, ida: Device
) -> None:
    where = unit(ida)
    row = added(ida, unit=where)
    siri = connected(enroller, ida, row)
    changed(ida, row, role=2, unit=None, active=False)
    changed(ida, row, role=2, unit=None)
    ask(ida, "users/password", Done, NewPassword(row.user, ANOTHER))
    assert siri.me is not None
    ask(ida, "devices/block", Done, BlockDevice(siri.me.device))
    ida.ask("POST", "/v1/password", Done, OwnPassword(PASSWORD, ANOTHER))
    with refused("unknown-user", 404):
        ask(ida, "users/password", Done, NewPassword(new_record(), ANOTHER))
    with database.tenant(enroller.municipality) as connection:
        lines = adminlog.lines(connection, enroller.municipality)
        stored = connection.execute("SELECT act, detail FROM admin_log").fetchall()
    assert [(line.who, line.what, line.whom, line.detail) for line in lines] == [
        ("ida", "lade till en enhet", "", ""),
        ("ida", "lade till användaren", "siri.ny", "roll handläggare"),
        ("ida", "gjorde en engångskod för", "siri.ny", ""),
        ("ida", "ändrade användaren", "siri.ny", "enhet, roll handläggare till samordnare"),
        ("ida", "stängde kontot", "siri.ny", ""),
        ("ida", "öppnade kontot igen", "siri.ny", ""),
        ("ida", "satte nytt lösenord för", "siri.ny", ""),
        ("ida", "spärrade en dator för", "siri.ny (Dator)", ""),
        ("ida", "bytte sitt eget lösenord", "ida", ""),
    ]
    assert "Siri" not in str(stored)
    for attempt in ("DELETE FROM admin_log", "UPDATE admin_log SET act = 'x'"):
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            database.tenant(enroller.municipality) as connection,
        ):
            connection.execute(attempt.encode())


def test_when_a_computer_was_seen_is_written_at_most_every_five_minutes(
    enroller: Enroller, database: Database
) -> None:
    anna = enroller.device("anna")
    assert anna.me is not None
    clock = FakeClock(NOW)
    with database.tenant(enroller.municipality) as connection:
        connection.execute("UPDATE device SET last_seen = NULL")
        connection.execute("UPDATE token SET expires_at = %s", [NOW + timedelta(days=1)])
        seen = []
        for minutes in (0, 4, 2):
            clock.advance(minutes=minutes)
            sessions.authenticate(connection, clock, anna.access)
            row = connection.execute(
                "SELECT last_seen FROM device WHERE device = %s", [uuid.UUID(bytes=anna.me.device)]
            ).fetchone()
            seen.append(row[0] - NOW if row else None)
    assert seen == [timedelta(0), timedelta(0), timedelta(minutes=6)]


def test_a_new_login_ends_the_computers_earlier_session(enroller: Enroller) -> None:
    anna, other = enroller.device("anna"), enroller.device("anna")
    stolen = (anna.access, anna.refresh)
    logged_in(anna)
    pulled(anna)
    pulled(other)
    anna.access = stolen[0]
    with refused("token", 401):
        pulled(anna)
    with refused("token", 401):
        anna.ask("POST", "/v1/session/refresh", Tokens, Refresh(stolen[1]))
