"""A window on the target group: whom its tests look at, and hands for going there."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.ids import RecordId
from kaa_desktop.app.target_views import (
    TargetQuery,
)
from kaa_desktop.gui.screens.target_page import TargetYouthScreen
from tests.gui.screens.conftest import Room, make_room
from tests.gui.screens.targets import bring
from tests.gui.walker import Look, activate
from tests.unit.app.desks import Desktop


def room_of(app: QApplication, bot: QtBot, look: Look, desktop: Desktop) -> Room:
    room = make_room(app, bot, look.theme(app), desktop)
    room.people = bring(desktop, room.people)
    bot.waitUntil(lambda: not room.session.targets.order(TargetQuery()).judging)
    return room


def on(room: Room, name: str) -> Any:
    """The list with the cursor on somebody."""
    page = room.go("targets")
    if page.tools.filtered():
        page.tools.clear()
    page._which.set_value("proposals")
    page._switched("proposals")
    activate(room.shell, room.bot)
    for _turn in range(20):  # what was written a moment ago comes in
        QApplication.processEvents()
    room.bot.waitUntil(lambda: not page.busy and room.people[name] in list(page.among()))
    page.list.setFocus()
    assert page.list.select(room.people[name])
    return page


def judged(room: Room, name: str) -> Any:
    """The judgement of somebody."""
    on(room, name)
    room.press(Qt.Key.Key_Return)
    assert isinstance(room.page, TargetYouthScreen)
    return room.page


def records(room: Room, cls: type, name: str) -> list[Any]:
    """What lies about somebody."""
    held = room.desktop.store.queries.case_records(RecordId(room.people[name]))
    return [one for one in held if isinstance(one, cls)]


def deviations(room: Room) -> None:
    """Where sources disagree."""
    page = room.go("targets")
    page._which.set_value("deviations")
    page._which.chosen.emit("deviations")
    page.deviations.setFocus()


def facts(room: Room) -> None:
    """All facts, and the years in school."""
    judged(room, "Hugo")
    room.workplace.actions.trigger("target.facts")
