"""Administering users and computers, and changing one's own password."""

from __future__ import annotations

import uuid

from kaa_core.model.registry import milliseconds
from kaa_core.model.rights import Right
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
from kaa_core.sync.messages import Message
from kaa_server import accounts, administering, rosters
from kaa_server.administering import Office, Standing
from kaa_server.adminlog import By
from kaa_server.errors import Code, RequestError
from kaa_server.routing import Call, Handler, Proof, Route


def list_users(call: Call) -> Users:
    """All accounts of the municipality."""
    services, code = call.services, call.proven.municipality
    with services.database.tenant(code) as connection:
        return Users(rosters.users(connection, code, services.clock()))


def add_user(call: Call) -> UserRow:
    """Make an account, with a worker's record when the role works with cases."""
    asked = call.message
    assert isinstance(asked, NewUser)
    standing = Standing(
        name=asked.name.strip(),
        initials=asked.initials.strip(),
        role=asked.role,
        unit=asked.unit,
    )
    return _row(call, administering.add(_office(call), asked.username, standing, asked.password))


def change_user(call: Call) -> UserRow:
    """Change an account's name, role, unit, or whether it is in use."""
    asked = call.message
    assert isinstance(asked, ChangedUser)
    standing = Standing(
        name=asked.name.strip(),
        initials=asked.initials.strip(),
        role=asked.role,
        unit=asked.unit,
        active=asked.active,
    )
    user = _id(asked.user)
    administering.change(_office(call), user, standing)
    return _row(call, user)


def set_password(call: Call) -> Done:
    """Set a password for a user who has lost hers."""
    asked = call.message
    assert isinstance(asked, NewPassword)
    administering.set_password(_office(call), _id(asked.user), asked.password)
    return Done()


def issue_code(call: Call) -> IssuedCode:
    """Make a one-time code that connects one more computer of a user."""
    asked = call.message
    assert isinstance(asked, CodeFor)
    code = administering.issue_code(_office(call), _id(asked.user))
    return IssuedCode(code, milliseconds(call.services.clock() + accounts.CODE_LIVES))


def list_devices(call: Call) -> Devices:
    """All computers of the municipality."""
    code = call.proven.municipality
    with call.services.database.tenant(code) as connection:
        return Devices(rosters.devices(connection, code))


def block_device(call: Call) -> Done:
    """Shut a lost computer out."""
    asked = call.message
    assert isinstance(asked, BlockDevice)
    administering.block(_office(call), _id(asked.device))
    return Done()


def change_own_password(call: Call) -> Done:
    """Change the caller's own password."""
    asked, caller = call.message, call.proven
    assert isinstance(asked, OwnPassword)
    administering.change_own_password(
        _office(call), caller.account, caller.session, asked.old, asked.new
    )
    return Done()


def _office(call: Call) -> Office:
    services, caller = call.services, call.proven
    by = By(caller.account, caller.device)
    return Office(services.database, services.passwords, services.clock, caller.municipality, by)


def _row(call: Call, user: uuid.UUID) -> UserRow:
    services, code = call.services, call.proven.municipality
    with services.database.tenant(code) as connection:
        [row] = rosters.users(connection, code, services.clock(), user)
    return row


def _id(packed: bytes) -> uuid.UUID:
    if len(packed) != 16:
        raise RequestError(400, Code.BAD_REQUEST)
    return uuid.UUID(bytes=packed)


def administered(
    method: str,
    path: str,
    summary: str,
    answer: type[Message],
    handler: Handler,
    body: type[Message] | None = None,
) -> Route:
    """A route of the administration: for whoever may administer, by a computer of hers."""
    return Route(
        method,
        f"/v1/admin/{path}",
        summary,
        Proof.ACCESS_TOKEN,
        answer,
        handler,
        body,
        right=Right.ADMINISTER,
    )


ROUTES = (
    administered("GET", "users", "All users", Users, list_users),
    administered("POST", "users", "Add a user", UserRow, add_user, NewUser),
    administered("POST", "users/change", "Change a user", UserRow, change_user, ChangedUser),
    administered(
        "POST", "users/password", "Set a user's password", Done, set_password, NewPassword
    ),
    administered(
        "POST", "users/code", "A code for a user's computer", IssuedCode, issue_code, CodeFor
    ),
    administered("GET", "devices", "All computers", Devices, list_devices),
    administered("POST", "devices/block", "Shut a computer out", Done, block_device, BlockDevice),
    Route(
        "POST",
        "/v1/password",
        "Change one's own password",
        Proof.ACCESS_TOKEN,
        Done,
        change_own_password,
        OwnPassword,
    ),
)
