"""Gallring in the window: the list, the decision, and what stands in its way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import ErasureReason, Role
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY, milliseconds
from kaa_core.sync.erasures import (
    Carried,
    DeviceRow,
    DeviceStanding,
    Erase,
    ErasureRow,
    Erasures,
)
from kaa_core.sync.messages import Change, Verb
from kaa_desktop.app.erasing import CONFIRM, Erasing
from kaa_desktop.gui.navigation import items_for
from kaa_desktop.gui.screens.erase import ErasePage
from kaa_desktop.gui.screens.erasures import ErasuresScreen
from kaa_desktop.store.incoming import Cursor
from tests.gui.screens.answering import Answering
from tests.gui.screens.conftest import Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import NOON, WAIT, Desktop, local_desktop

NOW = milliseconds(NOON)
DAY = 24 * 3_600_000
CTRL = Qt.KeyboardModifier.ControlModifier


@attrs.define
class Answers(Answering):
    """Stands where the connection does."""

    rows: list[ErasureRow]
    asked: list[Erase] = attrs.field(factory=list)

    def answer(self, method: str, _target: str, body: bytes) -> Any:
        if method == "GET":
            return Erasures(self.rows, len(self.rows))
        self.asked.append(msgspec.msgpack.decode(body, type=Erase))
        return Carried(7)


def rows() -> list[ErasureRow]:
    devices = [
        DeviceRow("KAA-01", "Karin Ek", DeviceStanding.DONE, NOW - DAY, NOW, ""),
        DeviceRow("KAA-02", "Jonas Ek", DeviceStanding.WAITING, 0, NOW, ""),
        DeviceRow("KAA-03", "Bo Ek", DeviceStanding.SILENT, 0, NOW - 9 * DAY, ""),
        DeviceRow("KAA-04", "Siri Ek", DeviceStanding.BLOCKED, NOW - 2 * DAY, NOW, ""),
    ]
    kind = REGISTRY.kind(Youth).id
    return [
        ErasureRow(9, NOW - DAY, "Karin Ek", kind, True, [], 1, "", devices),
        ErasureRow(8, NOW - 3 * DAY, "Karin Ek", kind, False, [7], 3, "Dnr 14", devices[:1]),
    ]


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def room_of(app: QApplication, bot: QtBot, look: Look, desktop: Desktop) -> tuple[Room, Answers]:
    room = make_room(app, bot, look.theme(app), desktop)
    answers = Answers(rows())
    session = desktop.session
    session.erasing = Erasing(session._context, desktop.store, answers)
    return room, answers


def screen(room: Room) -> ErasuresScreen:
    page = room.go("erasures")
    assert isinstance(page, ErasuresScreen)
    return page


def erased(room: Room) -> None:
    """What has been erased, with the computers."""
    page = screen(room)
    room.bot.waitUntil(lambda: ("done", 9) in page.items)
    page.list.view.select(("done", 9))


def deciding(room: Room) -> None:
    """The decision about a youth."""
    room.workplace.open_youth(room.people["Liam"])
    room.workplace.actions.trigger("youth.erase")


def deciding_wrongly(room: Room) -> None:
    """With everything that is missing said."""
    deciding(room)
    room.page.finish()


def away(room: Room) -> None:
    """Without network: said plainly."""
    answers: Any = room.session.erasing._asking
    answers.fault = "offline"
    screen(room)


@pytest.mark.parametrize("look", LOOKS[::2], ids=str)
def test_screens(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room, _ = room_of(qapp, qtbot, look, desktop)
    room.shell.resize(look.size)
    found = found_in(room, (erased, deciding, deciding_wrongly, away))
    room.workplace.close()
    assert found == {}


def test_a_decision_is_typed_and_sent(qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room, answers = room_of(qapp, qtbot, LOOKS[0], desktop)
    deciding(room)
    page = room.page
    assert isinstance(page, ErasePage)
    page.finish()
    assert answers.asked == []
    page._reason.set_value(ErasureReason.REQUEST)
    page._words.setText("Dnr 22")
    page._typed.setText(CONFIRM)
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: not isinstance(room.page, ErasePage))
    [asked] = answers.asked
    assert (asked.youth, asked.record, asked.fields) == (room.people["Liam"].bytes, None, [])
    assert (asked.reason, asked.words) == (int(ErasureReason.REQUEST), "Dnr 22")
    room.workplace.close()


def test_an_open_page_about_somebody_erased_closes_and_says_why(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop
) -> None:
    room, _ = room_of(qapp, qtbot, LOOKS[0], desktop)
    youth = room.people["Liam"]
    room.workplace.open_youth(youth)
    packed, kind = youth.bytes, REGISTRY.kind(Youth).id
    told = Change(
        *(901, 901, Verb.ERASE, kind, packed, packed, {}, bytes(16), bytes(16), 1, 901, NOW, NOW)
    )
    desktop.store.apply_changes([told], Cursor(bytes(16), 901)).result(WAIT)
    qtbot.waitUntil(lambda: "efter ett beslut" in room.shell._notice.accessibleName())
    assert room.page.objectName() != "youth"
    room.workplace.close()


def test_the_list_names_nobody_and_says_where_each_computer_stands(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop
) -> None:
    room, _ = room_of(qapp, qtbot, LOOKS[0], desktop)
    erased(room)
    facts = {one.label: one.value for one in room.page.chosen().facts}
    assert facts["KAA-01"].startswith("Klart")
    assert facts["KAA-02"] == "Väntar"
    assert facts["KAA-03"].startswith("Inte hörts av sedan")
    assert facts["KAA-04"].startswith("Spärrad")
    assert not any(name in repr(facts) for name in room.people)
    room.workplace.close()


def test_others_than_those_who_keep_the_register_do_not_see_it(
    desktop: Desktop, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = local_desktop(tmp_path / "other", role=Role.CASEWORKER)
    try:
        seen = [
            {item.key for item in items_for(one.session.may)} & {"sync", "erasures"}
            for one in (desktop, other)
        ]
    finally:
        other.close()
    assert seen == [{"sync", "erasures"}, {"sync"}]
