"""Schools' notices of pupils who are not in the register: read, entered, let go."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import NoticeKind, Role, StudyForm
from kaa_core.model.identity import shown
from kaa_core.model.registry import milliseconds
from kaa_core.sync.notices import (
    DAYS,
    ENTER,
    LET_GO,
    AnsweredNotice,
    AnswerNotice,
    UnknownNotice,
    UnknownNotices,
)
from kaa_desktop.app.notices import Notices
from kaa_desktop.gui.screens.notices import NoticesScreen
from tests.gui.screens.answering import Answering
from tests.gui.screens.conftest import Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import NOON, Desktop, local_desktop
from tests.unit.server.schools import number

CTRL = Qt.KeyboardModifier.ControlModifier


def told(
    place: int, pupil: int, kind: NoticeKind = NoticeKind.LEFT, *, ago: int = 0
) -> UnknownNotice:
    return UnknownNotice(
        notice=bytes(15) + bytes([place]),
        receipt="20261123-ABCD-EFGH",
        received=milliseconds(NOON - timedelta(days=ago)),
        sender="Fria Exempelskolan i en stad med ett långt namn",
        contact="Rektor Eva Testgren, 010-123 45 67",
        kind=int(kind),
        occurred_on="2026-11-20",
        identity_number=number(pupil),
        given_name="Alva",
        family_name=f"Testgren {pupil}",
        school="Fria Exempelskolan i en stad med ett långt namn",
        form=int(StudyForm.INTRODUCTORY),
        programme="",
    )


@attrs.define
class Answers(Answering):
    """Stands where the connection does: what waits on a server."""

    waiting: list[UnknownNotice]
    answered: list[AnswerNotice] = attrs.field(factory=list)

    def answer(self, method: str, _target: str, body: bytes) -> Any:
        if method == "GET":
            return UnknownNotices(self.waiting, len(self.waiting))
        asked = msgspec.msgpack.decode(body, type=AnswerNotice)
        self.answered.append(asked)
        [pupil] = [one.identity_number for one in self.waiting if one.notice == asked.notice]
        left = [one for one in self.waiting if one.identity_number != pupil]
        gone, self.waiting = len(self.waiting) - len(left), left
        return AnsweredNotice(None, gone)


@pytest.fixture
def desktop(tmp_path: Path) -> Any:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def room_of(app: QApplication, bot: QtBot, look: Look, desktop: Desktop) -> tuple[Room, Answers]:
    room = make_room(app, bot, look.theme(app), desktop)
    answers = Answers(
        [told(1, 1), told(2, 2, NoticeKind.ABSENCE), told(3, 1, NoticeKind.BEGAN, ago=DAYS - 5)]
    )
    session = desktop.session
    session._sync.notices = Notices(session._context, answers)
    return room, answers


def waiting(room: Room) -> None:
    """What waits, with its pane."""
    room.go("notices")
    room.bot.waitUntil(lambda: bool(room.page.items))


def enter(room: Room) -> None:
    """What happens, before she is entered."""
    waiting(room)
    room.page._enter()


def let_go(room: Room) -> None:
    """What happens, before it is let go."""
    waiting(room)
    room.page._let_go()


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_screens(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room, _ = room_of(qapp, qtbot, look, desktop)
    room.shell.resize(look.size)
    found = found_in(room, (waiting, enter, let_go))
    room.workplace.close()
    assert found == {}


def test_both_ways_by_keyboard(qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room, answers = room_of(qapp, qtbot, LOOKS[0], desktop)
    waiting(room)
    page = room.page
    assert isinstance(page, NoticesScreen)
    [first, second, _] = page.items.values()
    assert (first.name, first.what, first.others) == ("Alva Testgren 1", "har slutat", 1)
    facts = {one.label: one.value for one in first.facts}
    assert facts["Personnummer"] == shown(number(1))
    assert facts["Anmälan gäller"] == "har slutat, 2026-11-20"
    assert facts["Utbildning"] == "introduktionsprogram"
    assert "Program" not in facts
    goes = (NOON + timedelta(days=DAYS)).date()
    assert facts["Raderas"] == f"{goes}, om ingen avgör den före"
    assert (first.goes, first.soon) == (f"raderas om {DAYS} dagar", False)
    assert (late := page.items[told(3, 1).notice]).soon, "received long ago"
    assert late.goes == "raderas om 5 dagar"
    assert second.others == 0
    room.press(Qt.Key.Key_Return)
    assert not answers.answered, "it is asked about first"
    room.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: room.page is page and len(page.items) == 1)
    assert answers.answered == [AnswerNotice(first.id, ENTER)]
    room.workplace.actions.trigger("notices.letgo")
    room.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: room.page is page and page.items == {})
    assert answers.answered[1:] == [AnswerNotice(second.id, LET_GO)]
    room.workplace.close()


def test_without_network_the_list_says_so_and_can_be_asked_again(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop
) -> None:
    room, answers = room_of(qapp, qtbot, LOOKS[0], desktop)
    answers.fault = "offline"
    room.go("notices")
    qtbot.waitUntil(room.page._band.isVisible)
    answers.fault = ""
    room.page._again.click()
    qtbot.waitUntil(lambda: bool(room.page.items))
    room.workplace.close()


def test_who_keeps_no_register_sees_none(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    desktop = local_desktop(tmp_path, role=Role.CASEWORKER)
    room, _ = room_of(qapp, qtbot, LOOKS[0], desktop)
    room.workplace.open_screen(NoticesScreen(room.workplace))
    qtbot.wait(50)
    assert room.page.items == {}
    room.workplace.close()
    desktop.close()
