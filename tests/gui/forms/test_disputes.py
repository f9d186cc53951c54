"""Conflicts by keys: a deletion both ways, both kept, a colleague asked, and what she decided told."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from kaa_core.model.records import Conflict, JournalNote, Task, Youth
from kaa_core.sync.messages import Verb
from kaa_desktop.app.connection_test import StepState
from kaa_desktop.gui.screens.conflict_digest import ConflictDigestScreen
from kaa_desktop.gui.screens.conflict_side import WAYS
from kaa_desktop.gui.screens.connection_test import ConnectionTestScreen
from kaa_desktop.gui.screens.history import HistoryScreen
from tests.gui.forms.disputes import ASKED, JONAS, decided, disputes
from tests.gui.screens.conftest import CTRL, Room
from tests.unit.app.desks import WAIT

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(room: Room) -> Any:
    """The page of all conflicts about Alva, opened from Synkning by Enter."""
    disputes(room)
    shown = room.go("sync")
    assert room.focus() is shown.conflicts.view
    room.press(Qt.Key.Key_Return)
    return room.page


def row_of(page: Any, label: str) -> Any:
    return next(row for row in page.rows if row.view.label == label)


def press(room: Room, row: Any, key: Qt.Key) -> None:
    row.setFocus()
    room.press(key)


def words_in(widget: Any) -> list[str]:
    return [one.text() for one in widget.findChildren(QLabel) if not one.isHidden() and one.text()]


def resolved(room: Room) -> dict[Any, Conflict]:
    found = room.desktop.store.queries.records(Conflict)
    return {one.id: one for one in found if one.resolution is not None}


def test_who_is_asked_sees_it_in_the_list_on_the_page_and_on_min_dag(room: Room, page: Any) -> None:
    told = f"Jonas Mallgård ber dig avgöra: {ASKED}"
    assert told in words_in(row_of(page, "Telefon"))
    sync = room.go("sync")
    model = sync.conflicts.view.rows
    assert told in model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    day = room.go("day")
    room.bot.waitUntil(lambda: not day.told.empty)
    day.told.view.setFocus()
    room.press(Qt.Key.Key_Return)
    assert room.page.title == "Alva Exempelsson har ändrats på två datorer"


def test_a_deletion_is_offered_both_ways_and_carried_out(room: Room, page: Any) -> None:
    whole, what = row_of(page, "Hela posten"), row_of(page, "Vad")
    assert (whole.other.choose.text(), whole.kept.choose.text()) == WAYS[whole.view.deletion]
    assert whole.kept._told.text().startswith("22 nov 13:31 · Jonas Mallgård")
    assert "Ring skolan" in whole.view.kept.value
    press(room, whole, Qt.Key.Key_1)
    press(room, what, Qt.Key.Key_1)
    for label in ("Telefon", "Anteckning"):
        press(room, row_of(page, label), Qt.Key.Key_2)
    assert what._chip.text() == "Löst: behåll posten"
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: not room.session.conflicts())
    tasks = {one.title for one in room.desktop.store.queries.records(Task)}
    assert "Ring skolan" not in tasks
    assert "Boka möte på skolan" in tasks


def test_both_texts_stay_the_other_as_an_addendum(room: Room, page: Any) -> None:
    note = row_of(page, "Anteckning")
    assert any("tillägg" in words for words in words_in(note))
    press(room, note, Qt.Key.Key_1)
    assert note.chosen() is None  # what is entered is never written over
    press(room, note, Qt.Key.Key_3)
    for label in ("Telefon", "Hela posten", "Vad"):
        press(room, row_of(page, label), Qt.Key.Key_2)
    page.reason.setPlainText("Båda stämmer.")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: not room.session.conflicts())
    (made,) = [
        one
        for one in room.desktop.store.queries.records(JournalNote)
        if one.addendum_to == note.view.target
    ]
    assert made.text is not None
    assert made.text.startswith("Skrivet samtidigt av Karin Demolund (22 nov 12:31, KAA-02):")
    assert made.text.endswith("Svarade på sms. Slutar snart.")
    held = resolved(room)[note.view.id]
    assert (held.addendum, held.reason) == (made.id, "Båda stämmer.")


def test_both_is_not_offered_where_it_means_nothing(room: Room, page: Any) -> None:
    phone = row_of(page, "Telefon")
    assert phone._keep_both.isHidden()
    press(room, phone, Qt.Key.Key_3)
    assert phone.chosen() is None


def test_the_colleague_is_asked_about_what_has_no_choice_yet(room: Room, page: Any) -> None:
    press(room, row_of(page, "Telefon"), Qt.Key.Key_1)
    page.reason.setPlainText("Vet du?")
    assert page._ask_button.text() == "Be Jonas avgöra"
    page._ask_button.setFocus()
    room.press(Qt.Key.Key_Space)
    room.bot.waitUntil(lambda: room.page.title == "Synkning")
    asked = [one for one in room.session.conflicts() if one.asked.startswith("Du har bett Jonas")]
    assert {one.label for one in asked} == {"Hela posten", "Vad", "Anteckning"}
    assert all(one.asked.endswith("Vet du?") for one in asked)
    sent = [one for one in room.desktop.store.waiting(1000) if one.verb is Verb.RESOLVE]
    assert len(sent) == 3
    held = {one.id: one for one in room.desktop.store.queries.records(Conflict)}
    assert {held[one.id].asked_of for one in asked} == {JONAS}


def test_the_reason_stays_while_one_looks_at_the_history(room: Room, page: Any) -> None:
    page.reason.setPlainText("Halvskriven")
    phone = row_of(page, "Telefon")
    phone.setFocus()
    room.press(Qt.Key.Key_R, CTRL | SHIFT)
    assert isinstance(room.page, HistoryScreen)
    assert room.page.choice.currentText() == "Ungdomens uppgifter"
    room.press(Qt.Key.Key_Escape)
    assert page.reason.toPlainText() == "Halvskriven"


def test_what_a_colleague_decided_is_told_until_it_is_seen(room: Room) -> None:
    disputes(room)
    decided(room)
    day = room.go("day")
    rows = day.told.view.rows
    room.bot.waitUntil(lambda: rows.rowCount() == 2)
    told = "\n".join(
        rows.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)
    )
    assert "Jonas Mallgård valde: alva@exempelas.example" in told
    assert "Ditt står i historiken: alva2@exempelas.example" in told
    assert "Motivering: Hon svarade därifrån." in told
    day._told_card._seen.setFocus()
    room.press(Qt.Key.Key_Space)
    room.bot.waitUntil(lambda: not room.session.agreeing.decisions())
    room.bot.waitUntil(lambda: day.told.view.rows.rowCount() == 1)  # the question is still there


def test_the_digest_lists_by_worker_with_the_age(room: Room) -> None:
    disputes(room)
    screen = ConflictDigestScreen(room.workplace)
    room.workplace.open_screen(screen)
    rows = screen.list.view.rows
    assert "Karin Demolund" in rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert rows.index(1, 4).data(Qt.ItemDataRole.AccessibleTextRole).endswith("2 dagar")
    assert room.focus() is screen.list.view
    room.press(Qt.Key.Key_Return)
    assert room.page.title == "Alva Exempelsson har ändrats på två datorer"
    assert "samordnare" in room.workplace.actions.reason("conflict.digest")


def test_the_connection_is_tried_in_the_background_and_copied_as_text(room: Room) -> None:
    room.go("sync")
    button = room.page.findChild(type(room.page._copy), "sync_test")
    button.setFocus()
    room.press(Qt.Key.Key_Space)
    assert isinstance(room.page, ConnectionTestScreen)
    page = room.page
    room.bot.waitUntil(lambda: page._test is not None and page._test.done)
    assert page._test is not None
    states = [one.state for one in page._test.steps]
    assert states[:3] == [StepState.GOOD, StepState.FAILED, StepState.SKIPPED]
    room.bot.waitUntil(lambda: "ingen server tar emot" in page._banner.accessibleName())
    page._copy.setFocus()
    room.press(Qt.Key.Key_Space)
    text = QGuiApplication.clipboard().text()
    assert text.startswith("Anslutningsprov ")
    assert "Karin" not in text
    page._again.setFocus()
    room.press(Qt.Key.Key_Space)
    room.bot.waitUntil(lambda: page._test is not None and page._test.done)


def test_an_earlier_number_is_put_back_by_keys(room: Room) -> None:
    alva = room.people["Alva"]
    room.session.change_youth(alva, {"phone": "070-174 06 31"}).result(WAIT)
    screen = HistoryScreen(room.workplace, alva, "", alva)
    room.workplace.open_screen(screen)
    room.bot.waitUntil(lambda: not screen._banner.isHidden())
    # The number, and that it was confirmed today.
    assert [line.title for line in screen._view.lines] == ["Skapad", "Ändrad", "Ändrad"]
    room.press(Qt.Key.Key_End)
    room.press(Qt.Key.Key_Up)
    assert "gäller redan" in room.workplace.actions.reason("history.restore")
    room.press(Qt.Key.Key_Up)
    button = screen.findChild(type(screen._again), "history_restore")
    assert button is not None
    button.setFocus()
    room.press(Qt.Key.Key_Space)
    room.bot.waitUntil(lambda: len(screen._view.lines) == 4)
    held = room.desktop.store.queries.record(Youth, alva)
    assert held is not None
    assert held.phone == "070-174 06 05"
    assert room.session.undoable()[0] == "Den tidigare uppgiften gäller igen."
