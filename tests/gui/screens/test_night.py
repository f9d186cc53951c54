"""Nattens inläsning: reports read, and what waits of them answered, by keys."""

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

from kaa_core.imports.sources.facts import RemarkKind
from kaa_core.model.enums import LinkState, Protection, Role
from kaa_core.model.identity import shown
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Youth, YouthLink
from kaa_core.model.registry import milliseconds
from kaa_core.sync.administration import Done
from kaa_core.sync.imports import (
    ASIDE,
    YES,
    AnswerImport,
    ImportsTold,
    QuestionRow,
    RunRow,
    WaitingRow,
)
from kaa_desktop.gui.screens.same_person import DecidePage
from tests.gui.screens.answering import Answering
from tests.gui.screens.conftest import Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import NOON, Desktop, local_desktop
from tests.unit.server.schools import number

CTRL = Qt.KeyboardModifier.ControlModifier
AT = milliseconds(NOON)
NEW, OTHER, HIDDEN = number(70), number(71), number(72)


@attrs.define
class Answers(Answering):
    """Stands where the connection does: a night's reports on a server."""

    waiting: list[WaitingRow]
    questions: list[QuestionRow]
    answered: list[AnswerImport] = attrs.field(factory=list)

    def answer(self, method: str, _target: str, body: bytes) -> Any:
        if method == "GET":
            run = RunRow(
                bytes(16), "folkbokforing", "Folkbokföringen", "2026-11-22", AT, AT + 9000, 1, 3, False,
                ["Folkbokföring, uppgifter för 2026-11-22.", "  Gick inte att läsa: 1 rader."],
            )  # fmt: skip
            return ImportsTold([run], self.waiting, self.questions)
        asked = msgspec.msgpack.decode(body, type=AnswerImport)
        self.answered.append(asked)
        self.waiting = [one for one in self.waiting if one.item != asked.item]
        if asked.kind:
            self.questions = [attrs_of(one, answered=AT) for one in self.questions]
        return Done()


def attrs_of(row: QuestionRow, **more: Any) -> QuestionRow:
    return msgspec.structs.replace(row, **more)


def waits(place: int, kind: RemarkKind, *youths: YouthId, number: str = "") -> WaitingRow:
    ids = [one.bytes for one in youths]
    item = bytes(15) + bytes([place])
    said = ("Skolregistret", kind.value, "Källan säger det.", "elever.json", 7, AT)
    return WaitingRow(item, *said, ids, number)


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def room_of(app: QApplication, bot: QtBot, look: Look, desktop: Desktop) -> tuple[Room, Answers]:
    room = make_room(app, bot, look.theme(app), desktop)
    first = desktop.youth(given_name="Alva")
    second = desktop.youth(given_name="Bo")
    secret = desktop.youth(given_name="Cleo", protection=Protection.PROTECTED, case_number="2026-7")
    answers = Answers(
        [
            waits(1, RemarkKind.NUMBER_CHANGED, first, number=NEW),
            waits(2, RemarkKind.SAME_PERSON, first, second),
            waits(3, RemarkKind.LOWER_PROTECTION, second),
            waits(4, RemarkKind.NUMBER_CHANGED, secret, number=HIDDEN),
        ],
        [
            QuestionRow(
                "Folkbokföringen", RemarkKind.MENDED_NUMBER.value, "Nolla.", "f.csv", 12, AT, 0
            )
        ],
    )
    room.people["first"], room.people["second"] = first, second
    desktop.session.night._asking = answers
    return room, answers


def night(room: Room) -> None:
    """What waits, with its pane."""
    room.go("night")
    room.bot.waitUntil(lambda: len(room.page.items) > 1)


def number_page(room: Room) -> None:
    """What happens, before a number is changed."""
    night(room)
    choose(room, ("item", bytes(15) + b"\x01"))
    room.page._yes()


def choose(room: Room, key: object) -> None:
    room.page.list.view.select(key)


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_screens(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room, _ = room_of(qapp, qtbot, look, desktop)
    room.shell.resize(look.size)
    found = found_in(room, (night, number_page))
    room.workplace.close()
    assert found == {}


def test_numbers_and_pairs_are_answered_here(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop
) -> None:
    room, answers = room_of(qapp, qtbot, LOOKS[0], desktop)
    night(room)
    page = room.page
    assert [key[0] for key in page.items] == ["question", *["item"] * 4, "run"]
    _, changed, pair, *_ = list(page.items)
    # A personnummer: changed here, by whoever keeps the register, and then answered.
    choose(room, changed)
    assert shown(NEW) in [one.value for one in page.chosen().facts]
    room.press(Qt.Key.Key_Return)
    room.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: room.page is page and changed not in page.items)
    first = room.people["first"]
    held = desktop.store.queries.record(Youth, first)
    assert held is not None
    assert held.identity_number == NEW
    assert answers.answered == [AnswerImport(YES, item=changed[1], feed="", kind="")]
    # Two entries: decided where such things are decided.
    choose(room, pair)
    room.press(Qt.Key.Key_Return)
    decide = room.page
    assert isinstance(decide, DecidePage)
    decide._state.set_value(LinkState.DIFFERENT)
    decide._reason.setText("Frågade skolan.")
    room.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: room.page is page and pair not in page.items)
    [link] = desktop.store.queries.records(YouthLink)
    assert {link.youth, link.other} == {first, room.people["second"]}
    room.workplace.close()


def test_what_is_mended_elsewhere_is_put_aside_and_a_feed_gets_its_yes(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop
) -> None:
    room, answers = room_of(qapp, qtbot, LOOKS[0], desktop)
    night(room)
    page, reason = room.page, room.workplace.actions.reason
    question, _, _, lower, secret, run = list(page.items)
    choose(room, lower)
    assert reason("night.yes") == "Det rättas i källan eller på ungdomens sida."
    room.workplace.actions.trigger("night.aside")
    room.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: room.page is page and lower not in page.items)
    assert answers.answered[-1] == AnswerImport(ASIDE, item=lower[1])
    choose(room, secret)
    assert reason("night.yes").startswith("Skyddade uppgifter.")
    assert shown(HIDDEN) not in str(page.chosen().facts)
    # A whole feed: a yes for the next reading.
    choose(room, question)
    room.press(Qt.Key.Key_Return)
    room.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: room.page is page and page.items[question].answered)
    assert (answers.answered[-1].answer, answers.answered[-1].feed) == (YES, "Folkbokföringen")
    choose(room, question)
    assert reason("night.yes") == "Du har redan sagt ja."
    choose(room, run)
    assert reason("night.aside") == "En inläsning är inget att svara på."
    assert "Gick inte att läsa: 1 rader." in page.chosen().note
    room.workplace.close()
