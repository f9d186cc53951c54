"""Sedan sist: what is new in the register, opened by key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import Role
from kaa_desktop.gui.screens.register_changes import RegisterChangesScreen
from kaa_desktop.gui.screens.youth_page import YouthScreen
from tests.gui.screens.conftest import Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import TODAY, Desktop, local_desktop


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    made.youth(7, given_name="Nyss", family_name="Inskriven", enrolled=TODAY - timedelta(days=2))
    yield made
    made.close()


def week(room: Room) -> Any:
    """The last week."""
    page = room.go("changes")
    assert isinstance(page, RegisterChangesScreen)
    return page


def quarter(room: Room) -> None:
    """A longer time."""
    page = week(room)
    page._days.set_value("92")
    page.load()


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_screens(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    room.shell.resize(look.size)
    found = found_in(room, (week, quarter))
    room.workplace.close()
    assert found == {}


def test_a_row_leads_to_the_youth(qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room = make_room(qapp, qtbot, LOOKS[0].theme(qapp), desktop)
    page = week(room)
    qtbot.waitUntil(lambda: len(page.items) == 2)  # Leyla of the fixture is enrolled today
    page.list.view.select(next(iter(page.items)))
    QTest.keyClick(page.list.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(room.page, YouthScreen))
    room.workplace.close()
