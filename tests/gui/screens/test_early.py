"""Tidiga signaler in the window: off and said so, filled in by key, and gone when it is taken off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import EarlyKind, Role
from kaa_core.model.records import EarlySignal
from kaa_desktop.app.early import OFF
from kaa_desktop.gui.screens.early import EarlyForm, EarlyScreen
from tests.gui.screens.conftest import CTRL, Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import TODAY, WAIT, Desktop, local_desktop
from tests.unit.app.test_early import ALVA, switch


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def listed(room: Room) -> Any:
    """The list, with one on it."""
    switch(room.desktop, "Nämndens beslut 2026-09-01 § 12")
    if not room.session.early.rows():
        room.session.early.add(ALVA).result(WAIT)
    page: Any = room.go("early")
    assert isinstance(page, EarlyScreen)
    room.bot.waitUntil(lambda: bool(page.items))
    page.list.view.select(next(iter(page.items)))
    return page


def form(room: Room) -> Any:
    """Somebody new."""
    listed(room)
    room.workplace.actions.trigger("early.add")
    assert isinstance(room.page, EarlyForm)
    return room.page


def form_wrongly(room: Room) -> None:
    """With everything that is missing said."""
    form(room).finish()


def removing(room: Room) -> None:
    """What happens when somebody is taken off."""
    listed(room)
    room.workplace.actions.trigger("early.remove")


def off(room: Room) -> None:
    """Not switched on."""
    switch(room.desktop, None)
    room.go("early")


@pytest.mark.parametrize("look", LOOKS[::2], ids=str)
def test_screens(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    room.shell.resize(look.size)
    found = found_in(room, (off, listed, form, form_wrongly, removing))
    room.workplace.close()
    assert found == {}


def test_filled_in_kept_and_taken_off(qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room = make_room(qapp, qtbot, LOOKS[0].theme(qapp), desktop)
    page: Any = room.go("early")
    assert page._may_not() == OFF
    switch(desktop, "§ 12")
    room.go("day")
    page = room.go("early")
    assert page._may_not() == ""
    room.workplace.actions.trigger("early.add")
    made: Any = room.page
    for name in ("identity_number", "given_name", "family_name", "told_by"):
        made._bound[name].widget.setText(str(ALVA[name]))
        made._bound[name].widget.textEdited.emit("")
    made._bound["kind"].widget.set_value(EarlyKind.DROP_OUT)
    step = made._boxes["next_step"]
    step.field.setText("Har en diagnos")  # 5 §: marked, and kept for her to change
    step.guarded.look()
    assert step.guarded.marks()
    step.field.setText("Ringer hem")
    made.leaving()  # locked in the middle: her name and number lie nowhere but on the list
    assert made.escape(), "what is not kept is asked about"
    room.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: isinstance(room.page, EarlyScreen))
    [record] = desktop.store.queries.records(EarlySignal)
    assert (record.kind, record.received_on) == (EarlyKind.DROP_OUT, TODAY)
    page = room.page
    qtbot.waitUntil(lambda: bool(page.items))
    page.list.view.select(record.id)
    room.workplace.actions.trigger("early.remove")
    room.page.finish()
    qtbot.waitUntil(lambda: desktop.store.queries.records(EarlySignal) == [])
    assert desktop.session.kept_forms.held("early_signal:") == {}
    room.workplace.close()
