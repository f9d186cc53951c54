"""Synkning: how it stands, what waits, conflicts chosen by keys, and what was not received."""

from __future__ import annotations

from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from kaa_core.model.enums import Resolution
from kaa_core.model.records import Conflict, Contact, Youth
from kaa_core.sync.messages import Verb
from kaa_desktop.app.forms import NoteForm
from tests.gui.forms.conftest import saved
from tests.gui.forms.samples import a_conflict, a_refusal
from tests.gui.screens.conftest import CTRL, Room
from tests.unit.app.desks import WAIT


def alva(room: Room) -> Youth:
    """Her record as it stands."""
    found = room.desktop.store.queries.record(Youth, room.people["Alva"])
    assert found is not None
    return found


@pytest.fixture
def conflict(room: Room) -> Any:
    """The conflict's page, opened from the list by Enter."""
    a_conflict(room)
    room.bot.waitUntil(lambda: len(room.session.conflicts()) == 3)
    page = room.go("sync")
    assert room.focus() is page.conflicts.view
    room.press(Qt.Key.Key_Return)
    assert room.page.title == "Alva Exempelsson har ändrats på två datorer"
    return room.page


def row_of(page: Any, label: str) -> Any:
    """The row of a field."""
    return next(row for row in page.rows if row.view.label == label)


def test_the_state_stands_in_words(room: Room) -> None:
    page = room.go("sync")
    view = room.session.sync_view()
    said = [words.text() for _glyph, words in page._state]
    assert said[0] == view.saved
    assert said[1] == view.network
    assert page.waiting.view.rows.count() == len(room.session.waiting()) > 5
    first = room.session.waiting()[1]
    assert (first.title, first.name, first.since) == ("Ungdom", "Elias Låtsasson", "13:31")


def test_what_has_just_been_saved_waits_on_top_of_the_count(room: Room) -> None:
    page = room.go("sync")
    before = page.waiting.view.rows.count()
    room.session.change_youth(room.people["Liam"], {"phone": "070-174 06 10"}).result(WAIT)
    room.bot.waitUntil(lambda: page.waiting.view.rows.count() == before + 1)


def test_a_fault_says_what_is_safe_and_gives_its_code(room: Room) -> None:
    room.bot.waitUntil(lambda: room.session.sync_view().fault is not None)
    page = room.go("sync")
    fault = room.session.sync_view().fault
    assert fault is not None
    assert fault.safe in page._fault.accessibleName()
    page._copy.setFocus()
    room.press(Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == fault.code


def test_both_values_with_who_when_and_which_computer(conflict: Any) -> None:
    phone = row_of(conflict, "Telefon").view
    assert (phone.other.value, phone.kept.value) == ("070-174 06 23", "070-174 06 32")
    assert (phone.other.who, phone.other.device) == ("Karin Demolund", "KAA-02")
    assert phone.before == "070-174 06 05"
    assert conflict._chip.text() == "0 av 3 lösta"


def test_nothing_is_saved_before_all_is_chosen(room: Room, conflict: Any) -> None:
    room.press(Qt.Key.Key_1)
    room.press(Qt.Key.Key_Return, CTRL)
    assert room.page is conflict
    assert len(room.session.conflicts()) == 3
    assert room.focus() in conflict.rows
    assert conflict._footer.state.text() == "2 val kvar"


def test_the_choices_are_made_by_keys_and_saved(room: Room, conflict: Any) -> None:
    row_of(conflict, "Telefon").setFocus()
    room.press(Qt.Key.Key_1)
    row_of(conflict, "Skydd av uppgifter").setFocus()
    room.press(Qt.Key.Key_2)
    note = row_of(conflict, "Anteckning")
    note.setFocus()
    room.press(Qt.Key.Key_2)
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page.title == "Synkning")
    assert not room.session.conflicts()
    sent = [one for one in room.desktop.store.waiting(1000) if one.verb is Verb.RESOLVE]
    assert len(sent) == 3
    assert alva(room).phone == "070-174 06 23"
    kinds = {one.resolution for one in room.desktop.store.queries.records(Conflict)}
    assert kinds == {Resolution.OTHER, Resolution.KEPT}


def test_an_own_value_is_typed_and_digits_then_are_digits(room: Room, conflict: Any) -> None:
    phone = row_of(conflict, "Telefon")
    phone.setFocus()
    room.press(Qt.Key.Key_4)
    assert room.focus().objectName() == f"{phone.objectName()}_own"
    room.type("0701740612")
    assert phone.chosen().own == "0701740612"
    assert phone.chosen().how is Resolution.OWN


def test_an_own_value_may_not_be_empty(room: Room, conflict: Any) -> None:
    for row in conflict.rows:
        row.setFocus()
        room.press(Qt.Key.Key_2)
    phone = row_of(conflict, "Telefon")
    phone.setFocus()
    room.press(Qt.Key.Key_4)
    room.press(Qt.Key.Key_Return, CTRL)
    assert "Skriv ett eget värde" in phone._box.error()
    assert len(room.session.conflicts()) == 3


def test_a_note_that_is_entered_keeps_the_servers_value(room: Room, conflict: Any) -> None:
    note = row_of(conflict, "Anteckning")
    note.setFocus()
    for key in (Qt.Key.Key_1, Qt.Key.Key_4):
        room.press(key)
        assert note.chosen() is None
    room.press(Qt.Key.Key_3)
    assert (note.chosen().how, note.chosen().both) == (Resolution.KEPT, True)
    room.press(Qt.Key.Key_2)
    assert note.chosen().how is Resolution.KEPT
    contact = room.desktop.store.queries.record(Contact, note.view.id)
    assert contact is None


def test_choices_stay_while_one_does_something_else(room: Room, conflict: Any) -> None:
    phone = row_of(conflict, "Telefon")
    phone.setFocus()
    room.press(Qt.Key.Key_4)
    room.type("0701740612")
    room.press(Qt.Key.Key_1, CTRL)
    assert room.page.title == "Min dag"
    page = room.go("sync")
    page._open_conflict(next(iter(page._conflicts)))
    again = row_of(room.page, "Telefon")
    assert again.chosen().own == "0701740612"
    assert room.page._chip.text() == "1 av 3 lösta"


def test_what_a_colleague_has_settled_leaves_the_page(room: Room, conflict: Any) -> None:
    first = room.session.conflicts()[0]
    done = room.session.resolve_conflict(first.id, Resolution.KEPT)
    assert done.result(WAIT).done
    room.bot.waitUntil(lambda: conflict._chip.text() == "0 av 2 lösta")


# -- ej mottaget


def test_what_was_not_received_is_whole_and_becomes_a_new_draft(room: Room) -> None:
    text = a_refusal(room)
    page = room.go("sync")
    room.bot.waitUntil(lambda: "1 ej mottaget" in room.shell.status.save.text())
    page.refused.view.setFocus()
    room.press(Qt.Key.Key_Return)
    assert room.page.title == "Ej mottaget – Journalanteckning"
    shown = room.page
    assert text in {fact.value for fact in shown._view.content}
    room.press(Qt.Key.Key_Return, CTRL)
    assert room.page.title == "Anteckning – Liam Testberg"
    assert text in room.page.widget("text").toPlainText()
    kept = cast(NoteForm, saved(room, room.page.draft))
    assert text in (kept.text or "")
    # It stays in the list until the person takes it away, which is asked.
    room.press(Qt.Key.Key_Escape)
    assert len(room.session.refused()) == 1
    shown._dismiss.click()
    assert len(room.session.refused()) == 1
    shown._dismiss.click()
    room.bot.waitUntil(lambda: not room.session.refused())
    room.bot.waitUntil(lambda: room.page is page)
