"""Ångra and Gör om in the real window, by keys."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt

from kaa_desktop.gui.undoing import NOTHING_DONE
from tests.gui.screens.conftest import CTRL, Room
from tests.unit.app.desks import WAIT

CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier


def titles(room: Room) -> list[str]:
    return [task.what for task in room.session.day(whole_unit=True).tasks]


def test_a_bevakning_is_taken_back_and_made_again_by_keys(room: Room) -> None:
    before = sorted(titles(room))
    room.session.add_task(room.people["Liam"], "Ring skolan", date(2026, 11, 25)).result(WAIT)
    room.bot.waitUntil(lambda: room.shell.registry.reason("undo") == "")
    room.press(Qt.Key.Key_Z, CTRL)
    room.bot.waitUntil(lambda: sorted(titles(room)) == before)
    room.bot.waitUntil(lambda: room.shell.registry.reason("redo") == "")
    room.press(Qt.Key.Key_Z, CTRL_SHIFT)
    room.bot.waitUntil(lambda: "Ring skolan" in titles(room))


def test_with_nothing_to_undo_it_says_why(room: Room) -> None:
    while room.session.undoable()[0]:
        room.session.undo().result(WAIT)
    room.shell.registry.refresh()
    assert room.shell.registry.reason("undo") == NOTHING_DONE


def test_a_field_in_focus_undoes_its_own_text(room: Room) -> None:
    room.session.add_task(room.people["Liam"], "Ring skolan", date(2026, 11, 25)).result(WAIT)
    room.bot.waitUntil(lambda: room.shell.registry.reason("undo") == "")
    room.go("youths")
    room.page.filter.setFocus()
    room.type("lima")
    room.press(Qt.Key.Key_Z, CTRL)
    assert room.page.filter.text() != "lima"
    room.session.add_task(room.people["Liam"], "Efteråt", date(2026, 11, 25)).result(WAIT)
    assert {"Ring skolan", "Efteråt"} <= set(titles(room)), "nothing else was taken back meanwhile"
