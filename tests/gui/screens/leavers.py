"""Youths at 18 and 20, guardians and colleagues, for the windows of the way out."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from kaa_core.model.enums import Role
from kaa_core.model.identity import synthetic_number
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import Enrolment, Guardian, Worker, Youth
from tests.gui.screens.conftest import CTRL, Room
from tests.unit.app.desks import WAIT

SHIFTED = CTRL | Qt.KeyboardModifier.ShiftModifier
EIGHTEEN_TODAY = date(2008, 11, 24)
SOON_TWENTY = date(2007, 1, 10)


def born(room: Room, name: str, day: date) -> YouthId:
    """Give somebody another birth date."""
    youth = room.people[name]
    room.desktop.store.set(Youth, youth, identity_number=synthetic_number(day, 238)).result(WAIT)
    return youth


def guardian(room: Room, name: str) -> RecordId:
    """Give somebody a guardian."""
    made = Guardian(id=room.desktop.new_id(), youth=room.people[name], name="Eva Exempelsson")
    room.desktop.store.record(made).result(WAIT)
    return made.id


def colleague(room: Room, name: str) -> WorkerId:
    """Somebody to give cases to."""
    made = Worker(id=room.desktop.new_id(), name=name, role=Role.CASEWORKER)
    room.desktop.store.record(made).result(WAIT)
    return WorkerId(made.id)


def open_page(room: Room, name: str) -> Any:
    """A youth's page."""
    room.workplace.open_youth(room.people[name])
    return room.page


def enrolments(room: Room, name: str) -> list[Enrolment]:
    """The periods of somebody."""
    return room.desktop.store.queries.about(Enrolment, [room.people[name]])


def shown(page: Any) -> str:
    """Every word on a page, as one who reads it sees it."""
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def choose(room: Room, page: Any, name: str, text: str) -> None:
    """Choose in a drop-down by its letters, as from the keyboard."""
    box = page._boxes[name].field
    box.setFocus()
    for _press in range(box.count()):
        if box.currentText() == text:
            return
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.currentText() == text
