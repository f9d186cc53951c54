"""An administrator's window: her units on a real store, and a server's answers given beforehand.

What the server really answers is tested in tests/unit/app/test_administering.py and in the journey.
"""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

import attrs
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import Role
from kaa_core.model.registry import milliseconds
from kaa_core.sync.administration import (
    DeviceRow,
    Devices,
    Done,
    IssuedCode,
    UserRow,
    Users,
)
from kaa_core.sync.notices import IssuedKey, SenderRow, Senders
from kaa_desktop.app.administering import Administering
from kaa_desktop.gui.places import FORMS, PLACES
from kaa_desktop.gui.shell import MainWindow
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.workplace import Workplace
from tests.gui.screens.answering import Answering
from tests.gui.screens.conftest import Room
from tests.gui.walker import activate
from tests.unit.app.desks import NOON, WAIT, Desktop

NOW = milliseconds(NOON)
KEY = "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ"
HOUR = 3_600_000


def user(number: int, name: str, role: Role, **other: Any) -> UserRow:
    """An account."""
    values: dict[str, Any] = {
        "user": UUID(int=number).bytes,
        "username": name.lower().replace(" ", "."),
        "name": name,
        "role": role.value,
        "worker": None,
        "unit": None,
        "active": True,
        "created": NOW - 90 * 24 * HOUR,
        "last_seen": NOW - HOUR,
        "code_until": 0,
        "devices": 1,
    }
    return UserRow(**(values | other))


def device(number: int, name: str, user_name: str, **other: Any) -> DeviceRow:
    """A computer."""
    values: dict[str, Any] = {
        "device": UUID(int=number).bytes,
        "name": name,
        "user": UUID(int=1).bytes,
        "user_name": user_name,
        "program": "kaa-desktop 0.1.0",
        "enrolled": NOW - 60 * 24 * HOUR,
        "last_seen": NOW - HOUR,
        "blocked": 0,
    }
    return DeviceRow(**(values | other))


def sender(number: int, name: str, **other: Any) -> SenderRow:
    """A school that may notify."""
    values: dict[str, Any] = {
        "sender": UUID(int=number).bytes,
        "name": name,
        "school_unit": "12345678",
        "contact": "Rektor Eva Testgren, 010-123 45 67",
        "added": NOW - 60 * 24 * HOUR,
        "used": NOW - HOUR,
        "blocked": 0,
    }
    return SenderRow(**(values | other))


@attrs.define
class Answers(Answering):
    """Stands where the connection does, for `Administering`: answers or faults at once."""

    users: list[UserRow]
    devices: list[DeviceRow]
    asked: list[tuple[str, str]] = attrs.field(factory=list)
    senders: list[SenderRow] = attrs.field(factory=list)

    def answer(self, method: str, target: str, body: bytes) -> Any:
        self.asked.append((method, target))
        made = {
            ("GET", "/v1/admin/users"): Users(self.users),
            ("POST", "/v1/admin/users"): user(9, "Ny Användare", Role.CASEWORKER),
            ("POST", "/v1/admin/users/change"): self.users[0],
            ("POST", "/v1/admin/users/code"): IssuedCode("ABCD-EFGH-JKLM", NOW + 24 * HOUR),
            ("GET", "/v1/admin/devices"): Devices(self.devices),
            ("GET", "/v1/admin/senders"): Senders(self.senders),
            ("POST", "/v1/admin/senders"): IssuedKey(sender(9, "Nya skolan"), KEY),
        }
        return made.get((method, target), Done())


@attrs.define
class AdminRoom(Room):
    """The administrator's window."""

    answers: Answers = attrs.field(default=None)


def make_admin_room(
    app: QApplication, bot: QtBot, theme: Theme, desktop: Desktop, place: str = ""
) -> AdminRoom:
    """A window on an administrator's session, shown on its first page."""
    session = desktop.session
    answers = Answers(
        users=[
            user(1, "Karin Demolund", Role.CASEWORKER, devices=2),
            user(2, "Farid Demolund", Role.COORDINATOR),
            user(3, "Åsa Provström", Role.MANAGER, devices=0, last_seen=0, code_until=NOW + HOUR),
            user(4, "Nils Avslutsson", Role.CASEWORKER, active=False, last_seen=NOW - 999 * HOUR),
            UserRow(*attrs_of(user(5, "Ada Administratör", Role.ADMINISTRATOR), desktop)),
        ],
        devices=[
            device(11, "KAA-01", "Karin Demolund"),
            device(12, "KAA-07", "Farid Demolund", blocked=NOW - HOUR, last_seen=NOW - 9 * HOUR),
            DeviceRow(*device_of(device(13, "KAA-ADM", "Ada Administratör"), desktop)),
        ],
        senders=[
            sender(21, "Fria Exempelskolan i en stad med ett långt namn"),
            sender(22, "Andra skolan", used=0, blocked=NOW - HOUR),
        ],
    )
    recording = session._operations
    session._administering = Administering(session._context, recording, answers)
    if not session.administering.units():
        session.administering.add_unit("Aktivitetsansvaret centrum").result(WAIT)
        session.administering.add_unit("Aktivitetsansvaret norr").result(WAIT)
    shell = MainWindow(app, theme, practice=True)
    bot.addWidget(shell)
    workplace = Workplace(shell, theme, session, PLACES, FORMS)
    activate(shell, bot)
    workplace.begin(place)
    room = AdminRoom(bot, shell, workplace, desktop, {}, answers)
    bot.waitUntil(lambda: bool(getattr(room.page, "items", True)))
    return room


def attrs_of(row: UserRow, desktop: Desktop) -> list[Any]:
    """The row as that of the one who sits here."""
    values = {name: getattr(row, name) for name in row.__struct_fields__}
    return list((values | {"user": desktop.profile.user.bytes}).values())


def device_of(row: DeviceRow, desktop: Desktop) -> list[Any]:
    """The row as this computer's."""
    values = {name: getattr(row, name) for name in row.__struct_fields__}
    return list((values | {"device": desktop.profile.device.bytes}).values())


def admin(room: Room) -> AdminRoom:
    """The room as the administrator's."""
    return cast(AdminRoom, room)
