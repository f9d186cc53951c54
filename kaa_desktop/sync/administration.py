"""What an administrator asks the server: users, one-time codes, computers. And one's own password.

One function for each question, for `Link.call`: a client and an access token first. Each raises
`SyncFault`.
"""

from __future__ import annotations

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
from kaa_core.sync.messages import pack
from kaa_desktop.sync.client import Client


def users(client: Client, access: str) -> Users:
    """All accounts."""
    return client.ask(Users, "GET", "/v1/admin/users", access=access)


def add_user(client: Client, access: str, user: NewUser) -> UserRow:
    """Add an account."""
    return client.ask(UserRow, "POST", "/v1/admin/users", pack(user), access=access)


def change_user(client: Client, access: str, user: ChangedUser) -> UserRow:
    """Change an account."""
    return client.ask(UserRow, "POST", "/v1/admin/users/change", pack(user), access=access)


def set_password(client: Client, access: str, new: NewPassword) -> Done:
    """Set the password of one who has lost hers."""
    return client.ask(Done, "POST", "/v1/admin/users/password", pack(new), access=access)


def issue_code(client: Client, access: str, user: bytes) -> IssuedCode:
    """A one-time code for one more computer of a user."""
    body = pack(CodeFor(user))
    return client.ask(IssuedCode, "POST", "/v1/admin/users/code", body, access=access)


def devices(client: Client, access: str) -> Devices:
    """All computers."""
    return client.ask(Devices, "GET", "/v1/admin/devices", access=access)


def block_device(client: Client, access: str, device: bytes) -> Done:
    """Shut a computer out."""
    body = pack(BlockDevice(device))
    return client.ask(Done, "POST", "/v1/admin/devices/block", body, access=access)


def change_own_password(client: Client, access: str, old: str, new: str) -> Done:
    """Change the password of the account that asks."""
    return client.ask(Done, "POST", "/v1/password", pack(OwnPassword(old, new)), access=access)
