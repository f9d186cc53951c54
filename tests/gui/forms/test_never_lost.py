"""Nothing typed is ever lost: not by leaving, locking, a kill, a full disk or another's change."""

from __future__ import annotations

from typing import Any, cast

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import Channel
from kaa_core.model.records import Youth
from kaa_desktop.app.forms import ContactForm, NoteForm, TaskForm
from kaa_desktop.gui.forms.keeper import DraftKeeper
from kaa_desktop.gui.later import Later
from kaa_desktop.gui.places import FORMS, PLACES
from kaa_desktop.gui.shell import MainWindow
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.watchers import AUTOSAVE_MS
from kaa_desktop.gui.workplace import Workplace
from tests.gui.forms.conftest import drafts_of, full_disk, open_form, saved
from tests.gui.screens.conftest import CTRL, Room
from tests.unit.app.desks import WAIT


def test_a_draft_is_kept_when_typing_stops(room: Room) -> None:
    page = open_form(room, "journal_note", "Alva")
    room.type("Ringde, inget svar.")
    assert room.session.draft(page.draft) is None
    room.bot.waitUntil(lambda: room.session.draft(page.draft) is not None, timeout=3 * AUTOSAVE_MS)
    assert cast(NoteForm, saved(room, page.draft)).text == "Ringde, inget svar."
    told = page.frame.footer.state
    room.bot.waitUntil(lambda: told.text() == "Utkast sparat lokalt 13:31")


def test_a_draft_is_kept_when_a_field_is_left(room: Room) -> None:
    page = open_form(room, "contact", "Alva")
    room.type("t")
    room.press(Qt.Key.Key_Tab)
    room.press(Qt.Key.Key_Tab)
    room.press(Qt.Key.Key_Tab)
    room.type("5")
    room.press(Qt.Key.Key_Tab)
    form = cast(ContactForm, saved(room, page.draft))
    assert (form.channel, form.minutes) == (Channel.TELEPHONE, 5)


def test_what_nobody_typed_is_no_draft(room: Room) -> None:
    page = open_form(room, "contact", "Alva")
    room.press(Qt.Key.Key_Escape)
    assert room.page.title == "Min dag"
    assert room.session.draft(page.draft) is None


def test_esc_keeps_and_opening_again_shows_it_to_the_letter(room: Room) -> None:
    page = open_form(room, "journal_note", "Alva")
    room.type("Rad ett ")
    room.press(Qt.Key.Key_Return)
    room.press(Qt.Key.Key_Return)
    room.type("  Rad tre ")
    for _step in range(4):
        room.press(Qt.Key.Key_Left)
    draft = page.draft
    room.press(Qt.Key.Key_Escape)
    saved(room, draft)
    again = open_form(room, "journal_note", "Alva", draft=draft)
    text = again.widget("text")
    assert text.toPlainText() == "Rad ett \n\n  Rad tre "
    assert text.textCursor().position() == len("Rad ett \n\n  Rad tre ") - 4
    assert room.focus() is text


def test_leaving_by_the_navigation_keeps(room: Room) -> None:
    page = open_form(room, "task", "Alva")
    room.type("Ring skolan")
    room.press(Qt.Key.Key_2, CTRL)
    assert room.page.title == "Ungdomar"
    assert cast(TaskForm, saved(room, page.draft)).title == "Ring skolan"
    assert [one for one in drafts_of(room, "Alva") if isinstance(one, TaskForm)]


@pytest.fixture
def second(
    room: Room, qapp: QApplication, theme: Theme, qtbot: QtBot
) -> tuple[MainWindow, Workplace]:
    """Another window on the same session, that the test may end as it likes."""
    shell = MainWindow(qapp, theme)
    workplace = Workplace(shell, theme, room.session, PLACES, FORMS)
    shell.show()
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    workplace.begin()
    workplace.open_form("journal_note", room.people["Alva"])
    return shell, workplace


def test_the_lock_keeps(room: Room, second: tuple[MainWindow, Workplace]) -> None:
    shell, workplace = second
    page: Any = shell.current_page()
    room.type("Mitt i en men")
    draft = page.draft
    workplace.close()
    assert cast(NoteForm, saved(room, draft)).text == "Mitt i en men"
    shiboken6.delete(shell)
    _wake(room)


def test_a_window_destroyed_without_a_word_loses_only_the_last_moment(
    room: Room, second: tuple[MainWindow, Workplace]
) -> None:
    shell, workplace = second
    page: Any = shell.current_page()
    room.type("Redan sparat.")
    draft = page.draft
    saved(room, draft)
    room.type(" Och mer")
    for stop in (workplace._later.close, workplace._unsubscribe, workplace._gather.stop):
        stop()
    shiboken6.delete(shell)  # no leaving(), no closeEvent: as in a kill
    _wake(room)
    again = open_form(room, "journal_note", "Alva", draft=draft)
    assert again.widget("text").toPlainText().startswith("Redan sparat.")


def test_a_full_disk_is_red_and_keeps_the_text_until_it_can_be_saved(room: Room) -> None:
    page = open_form(room, "journal_note", "Alva")
    long = "Det här får inte plats. " * 800
    with full_disk(room.desktop):
        page.widget("text").setPlainText(long)
        page.save()
        room.bot.waitUntil(lambda: page.frame.footer.state.text() == "Inte sparat sedan 13:31")
        assert "Frigör plats" in page.frame._banner.accessibleName()
        assert room.shell.status.save.text() == "Inte sparat sedan 13:31"
        # Left and opened again while nothing can be saved: the text is still there.
        draft = page.draft
        room.press(Qt.Key.Key_Escape)
        assert room.page.title == "Min dag"
        page = open_form(room, "journal_note", "Alva", draft=draft)
        assert page.widget("text").toPlainText() == long
        assert page.frame.footer.state.text() == "Inte sparat sedan 13:31"
        room.press(Qt.Key.Key_Return, CTRL)
        room.bot.waitUntil(lambda: "inte infört" in page.frame._banner.accessibleName())
    page.frame.retry.click()
    room.bot.waitUntil(lambda: page.frame.footer.state.text().startswith("Utkast sparat"))
    assert cast(NoteForm, saved(room, draft)).text == long.strip()
    assert not room.workplace.keeper.unsaved_since


def test_the_keeper_tries_again_by_itself(room: Room) -> None:
    later = Later(room.shell)
    keeper = DraftKeeper(room.session, later.then)  # type: ignore[arg-type]
    form = NoteForm(youth=room.people["Alva"], text="x" * 40_000)
    draft = room.session.new_draft_id()
    with full_disk(room.desktop):
        keeper.keep(draft, form)
        room.bot.waitUntil(lambda: bool(keeper.unsaved_since))
        assert keeper.form(draft) is form
    with room.bot.waitSignal(keeper.kept):
        keeper._again.timeout.emit()
    assert not keeper.unsaved_since
    later.close()


def test_a_text_longer_than_a_note_may_be_is_kept_and_said(room: Room) -> None:
    page = open_form(room, "journal_note", "Alva")
    long = "x" * 50_001
    page.widget("text").setPlainText(long)
    page.save()
    draft = page.draft
    saved(room, draft)
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: "Högst 50000 tecken" in page._fields["text"].box.error())
    room.press(Qt.Key.Key_Escape)
    assert draft in {row.id for row in room.session.drafts()}
    again = open_form(room, "journal_note", "Alva", draft=draft)
    assert again.widget("text").toPlainText() == long


def test_half_a_character_does_not_stop_the_saving(room: Room) -> None:
    page = open_form(room, "journal_note", "Alva")
    page.widget("text").setPlainText("Hej \ud83d du")
    page.save()
    form = cast(NoteForm, saved(room, page.draft))
    assert (form.text or "").startswith("Hej ")
    assert (form.text or "").endswith(" du")


def test_another_change_of_the_same_youth_leaves_the_typing_alone(room: Room) -> None:
    page = open_form(room, "journal_note", "Alva")
    room.type("Halva mening")
    alva = room.people["Alva"]
    room.desktop.store.set(Youth, alva, street="Nygatan 1").result(WAIT)
    room.bot.waitUntil(lambda: "Nygatan 1" in _said(page.frame.context))
    room.type("en")
    assert page.widget("text").toPlainText() == "Halva meningen"


def test_what_is_pasted_is_clean_text(room: Room) -> None:
    page = open_form(room, "journal_note", "Alva")
    pasted = QMimeData()
    pasted.setHtml("<p style='font-family:Calibri'>Hej<b> fet</b></p>")
    pasted.setText("Hej\u00a0fet\u200b\r\nrad två\u00ad")
    page.widget("text").insertFromMimeData(pasted)
    assert page.widget("text").toPlainText() == "Hej fet\nrad två"


def test_a_draft_is_thrown_away_only_when_asked_twice(room: Room) -> None:
    page = open_form(room, "journal_note", "Alva")
    room.type("Fel person")
    page.leaving()
    saved(room, page.draft)
    room.bot.waitUntil(page.frame.discard.isVisible)
    page.frame.discard.click()
    assert page.frame.footer.state.text() == "Släng utkastet?"
    room.press(Qt.Key.Key_Escape)
    assert room.page is page
    page.frame.discard.click()
    page.frame.discard.click()
    room.bot.waitUntil(lambda: room.page.title == "Min dag")
    assert not drafts_of(room, "Alva")


def _wake(room: Room) -> None:
    room.shell.activateWindow()
    room.bot.waitUntil(room.shell.isActiveWindow)


def _said(widget: Any) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel))
