"""Samma person?: two entries are compared, decided about by keys, and parted again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import LinkState, Role
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Youth
from kaa_desktop.gui.screens.same_person import DecidePage, Kept, SamePersonScreen
from tests.gui.screens.conftest import Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import WAIT, Desktop, local_desktop


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def doubled(room: Room, desktop: Desktop) -> YouthId:
    """Liam once more, registered on another computer."""
    liam = desktop.store.queries.record(Youth, room.people["Liam"])
    assert liam is not None
    again = YouthId(desktop.new_id())
    desktop.store.record(
        Youth(
            id=again,
            identity_number=liam.identity_number,
            given_name="Liam",
            family_name="Testberg",
            street="Provgatan 9",
        )
    ).result(WAIT)
    return again


def listed(room: Room) -> Any:
    """The pairs."""
    page = room.go("same")
    assert isinstance(page, SamePersonScreen)
    return page


def deciding(room: Room) -> Any:
    """The decision about the first of them."""
    page = listed(room)
    room.bot.waitUntil(lambda: bool(page.items))
    page.list.view.select(next(iter(page.items)))
    room.workplace.actions.trigger("same.decide")
    assert isinstance(room.page, DecidePage)
    return room.page


def deciding_wrongly(room: Room) -> None:
    """With everything that is missing said."""
    deciding(room).finish()


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_screens(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    room.shell.resize(look.size)
    empty = found_in(room, (listed,))
    doubled(room, desktop)
    found = found_in(room, (listed, deciding, deciding_wrongly))
    room.workplace.close()
    assert (empty, found) == ({}, {})


def test_decided_and_parted_by_keys(qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room = make_room(qapp, qtbot, LOOKS[0].theme(qapp), desktop)
    again = doubled(room, desktop)
    page = listed(room)
    qtbot.waitUntil(lambda: len(page.items) == 1)
    page.list.view.select(next(iter(page.items)))
    QTest.keyClick(page.list.view, Qt.Key.Key_Return)
    form = room.page
    assert isinstance(form, DecidePage)
    form._state.choose(LinkState.SAME)
    if form._pair.keep.youth == again:
        form._keep.choose(Kept.SECOND)
    form._reason.setText("Samma nummer, ringde hem")
    QTest.keyClick(form._reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: room.page is page)
    qtbot.waitUntil(lambda: [key[0] for key in page.items] == ["decided"])
    assert desktop.session.same_person.kept_for(again) == room.people["Liam"]
    page.list.view.select(next(iter(page.items)))
    room.workplace.open_youth(again)  # as from a task of hers
    assert room.page.youth_read() == room.people["Liam"]
    room.workplace.back()
    QTest.keyClick(page.list.view, Qt.Key.Key_Return)
    room.page.finish()
    qtbot.waitUntil(lambda: [key[0] for key in page.items] == ["open"])
    assert desktop.session.same_person.kept_for(again) is None
    room.workplace.close()
