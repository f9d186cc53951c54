"""What an administrator's desktop and the server say to each other about users and devices.

Everything here needs the network: accounts live on the server only. Units and the municipality's
settings are ordinary records. A user's name, role and unit are written into her worker's record by
the server itself. Instants are milliseconds since the epoch, 0 = never.
"""

from __future__ import annotations

from kaa_core.sync.messages import Message


class UserRow(Message, frozen=True, array_like=True, gc=False):
    """An account. `worker` and `unit` are record ids; `code_until` when an unused one-time code ends."""

    user: bytes
    username: str
    name: str
    role: int
    worker: bytes | None
    unit: bytes | None
    active: bool
    created: int
    last_seen: int
    code_until: int
    devices: int


class Users(Message, frozen=True, array_like=True, gc=False):
    """All accounts of the municipality by name."""

    users: list[UserRow]


class NewUser(Message, frozen=True, array_like=True, gc=False):
    """Add an account, and a worker's record unless the role is administrator or audit reviewer."""

    username: str
    name: str
    initials: str
    role: int
    unit: bytes | None
    password: str


class ChangedUser(Message, frozen=True, array_like=True, gc=False):
    """How an account stands from now on. Inactive: its devices are shut out, its history stays."""

    user: bytes
    name: str
    initials: str
    role: int
    unit: bytes | None
    active: bool


class NewPassword(Message, frozen=True, array_like=True, gc=False):
    """A password that an administrator sets for somebody who has lost hers. Ends her sessions."""

    user: bytes
    password: str


class OwnPassword(Message, frozen=True, array_like=True, gc=False):
    """Change one's own password."""

    old: str
    new: str


class CodeFor(Message, frozen=True, array_like=True, gc=False):
    """Ask for a one-time code that connects one more device of a user."""

    user: bytes


class IssuedCode(Message, frozen=True, array_like=True, gc=False):
    """The code, shown once."""

    code: str
    until: int


class DeviceRow(Message, frozen=True, array_like=True, gc=False):
    """A computer. `blocked` is when it was shut out.

    `numberings`: more than one when its profile was put back from a copy, lies on two computers, or
    has met a server that was put back.
    """

    device: bytes
    name: str
    user: bytes
    user_name: str
    program: str
    enrolled: int
    last_seen: int
    blocked: int
    numberings: int = 1


class Devices(Message, frozen=True, array_like=True, gc=False):
    """All computers of the municipality."""

    devices: list[DeviceRow]


class BlockDevice(Message, frozen=True, array_like=True, gc=False):
    """Shut a lost computer out. What it sent before is kept."""

    device: bytes


class Done(Message, frozen=True, array_like=True, gc=False):
    """It is done."""
