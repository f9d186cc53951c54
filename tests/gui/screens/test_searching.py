"""Ctrl+K on a real store: a youth or a note is found as one types, and opened where it stands."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import Channel, ContactOutcome
from kaa_core.model.ids import YouthId
from kaa_desktop.app.forms import ContactForm
from kaa_desktop.gui.palette_rows import ENTRY, Entry
from tests.gui.screens.conftest import CTRL, Room, make_room
from tests.gui.walker import LOOKS, walk
from tests.unit.app.desks import TODAY, WAIT, Desktop


def enter(room: Room, youth: YouthId, note: str, on: date) -> None:
    form = ContactForm(
        youth=youth, occurred_on=on, channel=Channel.LETTER, outcome=ContactOutcome.SENT, note=note
    )
    room.session.enter_contact(form).result(WAIT)


def search(room: Room, typed: str) -> list[Entry]:
    """Press Ctrl+K and type; what is shown when the notes have been gone through as well."""
    room.press(Qt.Key.Key_K, CTRL)
    palette = room.shell.palette_dialog
    room.bot.waitUntil(palette.isActiveWindow)
    palette._field.setText(typed)
    answered = room.session.search_notes(typed)  # the same thread, after the palette's own
    room.bot.waitUntil(answered.done)
    for _ in range(3):
        QApplication.processEvents()
    return palette.entries()


def test_a_note_is_found_and_opened_at_its_event(room: Room) -> None:
    youth = next(iter(room.people.values()))
    for days in range(40):
        note = "Vill pröva snickeri hos Övnings AB." if days == 30 else f"Brev nummer {days}."
        enter(room, youth, note, TODAY - timedelta(days=days))
    entries = search(room, "snick")
    assert [one.title for one in entries if one.heading] == ["I anteckningar"]
    hit = entries[1]
    assert hit.why == "kontakt 25 okt: Vill pröva snickeri hos Övnings AB."
    assert hit.spoken().endswith(hit.why)
    room.press(Qt.Key.Key_Return)
    page = room.page
    assert page.objectName() == "youth_page"
    entry = page.journal.current_entry()
    assert entry is not None
    assert entry.id == hit.record
    room.bot.waitUntil(
        lambda: (
            page.journal.viewport()
            .rect()
            .contains(page.journal.visualRect(page.journal.currentIndex()))
        )
    )


def test_a_task_of_ones_own_is_found_by_its_words(room: Room) -> None:
    youth = next(iter(room.people.values()))
    room.session.add_task(youth, "Beställ busskort", TODAY).result(WAIT)
    entries = search(room, "busskort")
    assert entries[1].why == "bevakning 24 nov: Beställ busskort"
    room.press(Qt.Key.Key_Return)
    assert room.page.chosen_youth() == youth


def test_it_can_be_read_in_the_dark_at_200_per_cent(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop
) -> None:
    look = LOOKS[-1]
    theme = look.theme(qapp)
    room = make_room(qapp, qtbot, theme, desktop)
    look.show(room.shell, qtbot)
    for youth in room.people.values():
        enter(room, youth, "Ringde och pratade om testet och om en praktik.", TODAY)
    entries = search(room, "test")
    assert {one.title for one in entries if one.heading} >= {"Ungdomar", "I anteckningar"}
    assert walk(room.shell.palette_dialog, theme) == []
    chosen = room.shell.palette_dialog._view.currentIndex().data(ENTRY)
    assert chosen.title_marks == ((5, 4),)
    room.workplace.close()
