"""Ny kontakt in ten seconds: how many keys it takes from a list, the palette and the journal."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from kaa_core.model.enums import Channel, ContactOutcome
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Contact
from kaa_core.model.registry import of_kind
from tests.gui.screens.conftest import CTRL, NONE, Room

MOST_KEYS = 9
"""Without the words of the note: at two keys a second a contact is entered in under five seconds."""


class Keys:
    """A hand on the keyboard that counts."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.count = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """One key."""
        self.count += 1
        self._room.press(key, modifier)


def _contacts(room: Room, youth: Any) -> set[RecordId]:
    return {one.id for one in of_kind(room.desktop.store.queries.case_records(youth), Contact)}


def _called(room: Room, keys: Keys, youth: Any) -> Contact:
    """What is pressed once the form is there: t telephone, e ej nådd, 5 minutes, into the journal."""
    before = _contacts(room, youth)
    page = room.page
    keys.press(Qt.Key.Key_T)
    assert page.widget("channel").value() is Channel.TELEPHONE
    keys.press(Qt.Key.Key_Tab)  # with whom stands already: the youth
    keys.press(Qt.Key.Key_Tab)
    keys.press(Qt.Key.Key_E)
    keys.press(Qt.Key.Key_Tab)
    keys.press(Qt.Key.Key_5)
    keys.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: _contacts(room, youth) != before)
    room.bot.waitUntil(lambda: room.page is not page)
    (made,) = _contacts(room, youth) - before
    found = room.desktop.store.queries.record(Contact, made)
    assert found is not None
    return found


def test_a_call_is_entered_from_the_list_in_a_few_keys(room: Room) -> None:
    page = room.go("youths")
    page.list.select(room.people["Liam"])
    page.list.setFocus()
    keys = Keys(room)
    keys.press(Qt.Key.Key_N, CTRL)
    made = _called(room, keys, room.people["Liam"])
    assert (made.channel, made.outcome, made.minutes) == (
        Channel.TELEPHONE,
        ContactOutcome.NOT_REACHED,
        5,
    )
    assert keys.count <= MOST_KEYS, keys.count


def test_it_is_as_few_from_the_journal_and_the_palette(room: Room) -> None:
    liam = room.people["Liam"]
    room.workplace.open_youth(liam)
    keys = Keys(room)
    keys.press(Qt.Key.Key_N, CTRL)
    assert _called(room, keys, liam).minutes == 5
    assert keys.count <= MOST_KEYS, keys.count
    keys = Keys(room)
    keys.press(Qt.Key.Key_K, CTRL)
    room.bot.waitUntil(room.shell.palette_dialog.isActiveWindow)
    room.type("ny kon")
    keys.press(Qt.Key.Key_Return)
    room.bot.waitUntil(lambda: type(room.page).__name__ == "ContactPage")
    room.shell.activateWindow()  # a window system does it when the palette goes
    room.bot.waitUntil(room.shell.isActiveWindow)
    assert _called(room, keys, liam).minutes == 5
    assert keys.count <= MOST_KEYS, keys.count


def test_a_letter_is_sent_as_soon_as_it_is_chosen(room: Room) -> None:
    page = room.go("youths")
    page.list.select(room.people["Alva"])
    page.list.setFocus()
    room.press(Qt.Key.Key_N, CTRL)
    form = room.page
    for letter, channel in (("b", Channel.LETTER), ("s", Channel.SMS), ("m", Channel.MEETING)):
        room.type(letter)
        assert form.widget("channel").value() is channel
    room.type("b")
    assert form.widget("outcome").value() is ContactOutcome.SENT
