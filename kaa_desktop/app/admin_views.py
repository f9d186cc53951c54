"""What the administrator's pages show: frozen values with ready Swedish words."""

from __future__ import annotations

from typing import Generic, TypeVar

import attrs

from kaa_core.model.ids import DeviceId, UnitId, UserId
from kaa_desktop.app.sync_views import FaultView
from kaa_desktop.app.views_base import Chip, Fact

T = TypeVar("T")


@attrs.frozen(kw_only=True, repr=False)
class Told(Generic[T]):
    """What the server answered, or the fault in three parts when it did not."""

    value: T | None = None
    fault: FaultView | None = None


@attrs.frozen(kw_only=True, repr=False)
class UserView:
    """An account. `own`: the administrator's own."""

    id: UserId
    username: str
    name: str
    initials: str
    role: int
    role_text: str
    unit: UnitId | None
    unit_text: str
    active: bool
    last_seen: str
    devices: int
    status: Chip
    facts: tuple[Fact, ...]
    own: bool = False


@attrs.frozen(kw_only=True, repr=False)
class DeviceView:
    """A computer. `own`: the one that this program runs on."""

    id: DeviceId
    name: str
    user_name: str
    last_seen: str
    blocked: bool
    status: Chip
    facts: tuple[Fact, ...]
    own: bool = False


@attrs.frozen(kw_only=True, repr=False)
class UnitView:
    """A part of the organisation, and how many workers it has."""

    id: UnitId
    name: str
    active: bool
    workers: int


@attrs.frozen(kw_only=True, repr=False)
class UserForm:
    """What is filled in about a user; `role` 0 and empty texts are not yet filled in."""

    username: str = ""
    name: str = ""
    initials: str = ""
    role: int = 0
    unit: UnitId | None = None


@attrs.frozen(kw_only=True, repr=False)
class Secret:
    """What is shown once: a password, or a one-time code with the moment it ends in words."""

    text: str
    until: str = ""
