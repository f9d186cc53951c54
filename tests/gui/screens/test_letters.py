"""Gör brev by keys: youths chosen in the list, the letters looked at, one PDF; and a text of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import Channel, Protection, Role
from kaa_core.model.organising import LetterTemplate
from kaa_core.model.records import Contact
from kaa_core.model.registry import of_kind
from kaa_desktop.gui.screens.letter_templates import TemplatePage
from kaa_desktop.gui.screens.letters import LetterChoicePage, LettersScreen
from kaa_desktop.gui.theme import Theme
from tests.gui.screens.conftest import CTRL, Room, make_room
from tests.unit.app.desks import WAIT, local_desktop

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def room(qapp: QApplication, qtbot: QtBot, theme: Theme, tmp_path: Path) -> Iterator[Room]:
    """A coordinator's window."""
    desktop = local_desktop(tmp_path, role=Role.COORDINATOR)
    made = make_room(qapp, qtbot, theme, desktop)
    yield made
    made.workplace.close()
    desktop.close()


def _letters(room: Room, name: str) -> list[Contact]:
    held = of_kind(room.desktop.store.queries.case_records(room.people[name]), Contact)
    return [one for one in held if one.template is not None]


def test_letters_to_those_chosen_in_the_list(room: Room, tmp_path: Path) -> None:
    page = room.go("youths")
    page.list.setFocus()
    room.press(Qt.Key.Key_A, CTRL)
    room.press(Qt.Key.Key_L, CTRL | SHIFT)
    choice = room.page
    assert isinstance(choice, LetterChoicePage)
    room.press(Qt.Key.Key_A)  # the letter's first letter
    assert choice.value("template") == room.session.letters.templates()[1].id
    choice._bound["telefon"].widget.setFocus()
    room.type("070-174 06 05")
    room.press(Qt.Key.Key_Return, CTRL)
    shown = room.page
    assert isinstance(shown, LettersScreen)
    room.bot.waitUntil(lambda: len(shown.items) == 7)
    elias = shown.items[room.people["Elias"]]
    assert not elias.why_not
    assert shown.items[room.people["Skyddad"]].why_not.startswith("Skyddad folkbokföring")
    shown.list.view.select(room.people["Skyddad"])
    assert "Skatteverket" in room.workplace.actions.reason("letters.name")
    shown.save_to(str(tmp_path / "brev.pdf"))
    room.bot.waitUntil(lambda: room.page is page)
    assert [len(_letters(room, one)) for one in ("Elias", "Leyla", "Skyddad")] == [1, 1, 0]
    assert _letters(room, "Elias")[0].channel is Channel.LETTER
    assert not room.session.kept_forms.held("letters")
    assert room.session.undoable()[0] == "6 brev är gjorda och införda."
    room.press(Qt.Key.Key_Z, CTRL)
    room.bot.waitUntil(lambda: not _letters(room, "Elias"))


def test_whom_the_program_asks_about_is_taken_in_by_name(room: Room) -> None:
    liam = room.people["Liam"]
    changed = room.session.change_youth(liam, {"protection": Protection.CONFIDENTIAL})
    assert changed.result(WAIT).done
    choice = LetterChoicePage(room.workplace, (liam,))
    room.workplace.open_screen(choice)
    choice._bound["telefon"].put("070-174 06 05")
    choice.finish()
    shown = room.page
    room.bot.waitUntil(lambda: bool(shown.items))
    assert "Ingen av de valda" in room.workplace.actions.reason("letters.save")
    room.press(Qt.Key.Key_Return)
    assert room.workplace.actions.reason("letters.save") == ""


def test_the_coordinator_writes_a_text(room: Room) -> None:
    room.workplace.actions.trigger("letters.templates")
    room.press(Qt.Key.Key_Return)
    page = room.page
    assert isinstance(page, TemplatePage)
    page._bound["body"].put("Hej {fornamn}!")
    page._bound["body"].widget.setFocus()
    room.press(Qt.Key.Key_Return, CTRL)
    assert "{förnamn}" in page._boxes["body"].error()
    page._bound["body"].put("Hej {förnamn}!")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: bool(room.desktop.store.queries.records(LetterTemplate)))
    (own,) = room.desktop.store.queries.records(LetterTemplate)
    assert (own.name, own.body) == ("Första brevet", "Hej {förnamn}!")
    assert [one.ours for one in room.session.letters.templates()] == [False, True, True]
