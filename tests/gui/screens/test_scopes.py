"""The coordinator's review, access to a case, what the author reads, and pages that close."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import attrs
import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import Role
from kaa_core.model.ids import RecordId, WorkerId
from kaa_core.model.records import JournalNote, Worker
from kaa_core.model.registry import REGISTRY, milliseconds
from kaa_core.sync.administration import Done
from kaa_core.sync.messages import Answer, Operation, Outcome, Verb, Verdict
from kaa_core.sync.reviewing import Decide, Held, HeldList
from kaa_core.sync.sight import Hidden
from kaa_desktop.app.reviewing import Reviewing
from kaa_desktop.gui.screens.access import AccessScreen, GivePage
from kaa_desktop.gui.screens.awaiting import AwaitingScreen
from kaa_desktop.gui.screens.review import AnswerPage, ReviewHandPage, ReviewScreen
from tests.gui.screens.answering import Answering
from tests.gui.screens.conftest import Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import NOON, WAIT, Desktop, local_desktop

NOTE = REGISTRY.kind(JournalNote)
KARIN = UUID(int=77).bytes
CTRL = Qt.KeyboardModifier.ControlModifier


@attrs.define
class Answers(Answering):
    """Stands where the connection does: what waits on a server, and what was decided."""

    held: list[Held]
    decided: list[Decide] = attrs.field(factory=list)

    def answer(self, method: str, _target: str, body: bytes) -> Any:
        if method == "GET":
            return HeldList(self.held, len(self.held))
        self.decided.append(msgspec.msgpack.decode(body, type=Decide))
        self.held = []
        return Done()


def note(n: int, youth: UUID, text: str) -> Operation:
    values = {NOTE.by_name["youth"].id: youth.bytes, NOTE.by_name["text"].id: text}
    values |= {NOTE.by_name["occurred_on"].id: "2026-11-23"}
    at = milliseconds(NOON)
    return Operation(n, n, Verb.CREATE, NOTE.id, bytes(15) + b"\x01", values, 0, at, youth.bytes)


@pytest.fixture
def desktop(tmp_path: Path) -> Any:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def room_of(app: QApplication, bot: QtBot, look: Look, desktop: Desktop) -> tuple[Room, Answers]:
    room = make_room(app, bot, look.theme(app), desktop)
    youth = room.people["Liam"]
    held = [
        Held(b"d" * 16, 1, n, KARIN, "Karin Ek", "KAA-07", youth.bytes, Hidden.UNIT, 0, [operation])
        for n, operation in enumerate(
            (
                note(1, youth, "Ringde från bilen. " * 12),
                note(2, youth, "Hämtar papperen i morgon"),
            ),
            start=1,
        )
    ]
    answers = Answers(held)
    session = desktop.session
    session._sync.reviewing = Reviewing(session._context, desktop.store, answers)
    return room, answers


def colleague(desktop: Desktop) -> WorkerId:
    worker = WorkerId(desktop.new_id())
    desktop.store.record(
        Worker(id=RecordId(worker), name="Jonas Kollega", role=Role.CASEWORKER)
    ).result(WAIT)
    return worker


def quarantined(desktop: Desktop, *, decided: bool) -> None:
    """Own work that waits; of two one may have been decided."""
    store = desktop.store
    waiting = store.waiting(10_000)
    answers = [Answer(one.n, Outcome.APPLIED, one.n) for one in waiting[:-2]]
    answers += [Answer(one.n, Outcome.QUARANTINED) for one in waiting[-2:]]
    store.apply_answers(answers).result(WAIT)
    if decided:
        first = store.scopes.quarantined()[0]
        told = Verdict(1, first.n, 3, "Jonas har redan skrivit om samtalet.", b"s" * 16, 5)
        store.scopes.decided([told]).result(WAIT)


def review(room: Room) -> None:
    """What waits, with its pane."""
    room.go("review")
    room.bot.waitUntil(lambda: bool(room.page.items))


def hand_over(room: Room) -> None:
    """The page on which a colleague is chosen."""
    review(room)
    room.page._hand()


def refuse(room: Room) -> None:
    """The page on which the answer is written."""
    review(room)
    room.page._refuse()


def accept(room: Room) -> None:
    """What happens, before it happens."""
    review(room)
    room.page._accept()


def access(room: Room) -> None:
    """Who has been let in."""
    room.workplace.open_youth(room.people["Liam"])
    room.workplace.actions.trigger("access.show")


def give(room: Room) -> None:
    """Letting one more in."""
    access(room)
    room.page.give()


def take(room: Room) -> None:
    """What happens when it is taken back."""
    access(room)
    room.workplace.actions.trigger("access.take")


def awaiting(room: Room) -> None:
    """What the author reads."""
    room.workplace.open_screen(AwaitingScreen(room.workplace))


SCREENS = (review, accept, hand_over, refuse, access, give, take, awaiting)


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_screens(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room, _ = room_of(qapp, qtbot, look, desktop)
    quarantined(desktop, decided=True)  # the last that was written: the access comes after it
    given = desktop.session.accesses.give(
        room.people["Liam"], colleague(desktop), "Vikarierar i höst"
    )
    assert given.result(WAIT).done
    room.shell.resize(look.size)
    found = found_in(room, SCREENS)
    room.workplace.close()
    assert found == {}


def test_each_of_the_three_by_keyboard(qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room, answers = room_of(qapp, qtbot, LOOKS[0], desktop)
    worker, held = colleague(desktop), answers.held
    review(room)
    assert isinstance(room.page, ReviewScreen)
    assert [one.who for one in room.page.items.values()] == ["Karin Ek"], "one row for both"
    room.press(Qt.Key.Key_Return)
    room.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(answers.decided))
    assert [key.n for key in answers.decided[0].keys] == [1, 2]
    _back_with(room, answers, held)
    qtbot.waitUntil(lambda: bool(room.page.items))
    room.workplace.actions.trigger("review.hand")
    assert isinstance(room.page, ReviewHandPage)
    room.press(Qt.Key.Key_Return, CTRL)
    assert isinstance(room.page, ReviewHandPage), "nobody is chosen yet"
    room.page._worker.set_value(worker)
    room.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(answers.decided) == 2)
    assert answers.decided[1].handed_to == worker.bytes
    _back_with(room, answers, held)
    qtbot.waitUntil(lambda: bool(room.page.items))
    room.workplace.actions.trigger("review.refuse")
    assert isinstance(room.page, AnswerPage)
    room.press(Qt.Key.Key_Return, CTRL)
    assert len(answers.decided) == 2, "an answer is asked for"
    room.type("Redan skrivet")
    room.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(answers.decided) == 3)
    assert (answers.decided[2].ruling, answers.decided[2].answer) == (3, "Redan skrivet")
    room.workplace.close()


def _back_with(room: Room, answers: Answers, held: list[Held]) -> None:
    """On the list again, which is empty until something new has come in."""
    room.bot.waitUntil(lambda: isinstance(room.page, ReviewScreen) and room.page.items == {})
    answers.held = held
    room.page.load()


def test_without_network_the_list_says_so_and_can_be_asked_again(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop
) -> None:
    room, answers = room_of(qapp, qtbot, LOOKS[0], desktop)
    answers.fault = "offline"
    room.go("review")
    qtbot.waitUntil(room.page._band.isVisible)
    answers.fault = ""
    room.page._again.click()
    qtbot.waitUntil(lambda: bool(room.page.items))
    room.workplace.close()


def test_access_is_given_with_a_reason_and_taken_back(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop
) -> None:
    room, _ = room_of(qapp, qtbot, LOOKS[0], desktop)
    worker = colleague(desktop)
    access(room)
    page = room.page
    assert isinstance(page, AccessScreen)
    assert page.items == {}
    page.give()
    assert isinstance(room.page, GivePage)
    room.page._worker.set_value(worker)
    room.press(Qt.Key.Key_Return, CTRL)
    assert isinstance(room.page, GivePage), "why is asked for"
    room.page._reason.setText("Vikarierar")
    room.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: room.page is page and len(page.items) == 1)
    room.workplace.actions.trigger("access.take")
    assert page.items, "it is asked about first"
    room.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: room.page is page and page.items == {})
    room.workplace.close()


def test_a_page_about_a_youth_out_of_sight_closes_and_keeps_no_draft(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop
) -> None:
    room, _ = room_of(qapp, qtbot, LOOKS[0], desktop)
    youth, store = room.people["Liam"], desktop.store
    room.workplace.open_youth(youth)
    room.workplace.open_form("journal_note", youth)
    room.type("halvklart")
    quarantined(desktop, decided=False)
    store.scopes.leave([youth.bytes]).result(WAIT)
    waiting = store.waiting(1000)
    store.apply_answers([Answer(one.n, Outcome.QUARANTINED) for one in waiting]).result(WAIT)
    qtbot.waitUntil(lambda: desktop.session.youth_page(youth) is None)
    qtbot.waitUntil(lambda: "youth" not in room.page.objectName().replace("youths", ""))
    qtbot.waitUntil(lambda: "inte längre tillgång" in _notice(room))
    qtbot.wait(1500)  # longer than a draft waits to be saved
    assert [one for one in store.queries.drafts() if one.youth == youth] == []
    room.workplace.close()


def _notice(room: Room) -> str:
    from PySide6.QtWidgets import QLabel

    return " ".join(one.text() for one in room.shell.findChildren(QLabel) if one.isVisible())


def test_own_work_that_waits_is_told_on_synkning(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop
) -> None:
    room, _ = room_of(qapp, qtbot, LOOKS[0], desktop)
    quarantined(desktop, decided=True)
    page = room.go("sync")
    assert page._awaiting.isVisible()
    page._awaiting.open()
    assert isinstance(room.page, AwaitingScreen)
    assert any("Jonas har redan skrivit" in one.told for one in room.page._items.values())
    room.workplace.close()
