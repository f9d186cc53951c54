"""Inställningar: look and lock at once, the passphrase when both agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from kaa_desktop.gui.preferences import LOCK_MINUTES
from kaa_desktop.gui.screens.own_password import PasswordCard
from kaa_desktop.gui.screens.profile_backup import BackupCard
from kaa_desktop.gui.screens.settings import SettingsScreen
from kaa_desktop.gui.theme import Mode
from kaa_desktop.store.errors import WrongPassphrase
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import SLOTS
from tests.gui.forms.conftest import preferences_of
from tests.gui.screens.conftest import Room
from tests.unit.app.desks import CHEAP, PASSPHRASE

NEW = "fyra ord som ingen gissar"


@pytest.fixture
def page(room: Room) -> Iterator[Any]:
    """The page on top of Min dag, on the real slots file."""
    preferences = preferences_of(room)
    room.workplace.open_screen(SettingsScreen(room.workplace, preferences))
    yield room.page
    preferences._unlocking.close()
    room.workplace.theme.set_mode(Mode.LIGHT)
    room.workplace.theme.set_percent(100)


def opens(room: Room, passphrase: str) -> bool:
    """Whether a passphrase opens the profile."""
    profile = room.desktop.profile
    try:
        with SlotFile(profile.folder / SLOTS, profile.id, CHEAP).unlock(passphrase):
            return True
    except WrongPassphrase:
        return False


def fill(page: Any, old: str, new: str, again: str) -> None:
    """Type three passphrases and press the button."""
    for field, text in ((page.ui.old, old), (page.ui.new_passphrase, new), (page.ui.again, again)):
        field.setText(text)
    page.ui.change.click()


def test_theme_and_size_follow_at_once(room: Room, page: Any) -> None:
    theme = room.workplace.theme
    assert room.focus() is page.ui.mode
    room.type("m")
    assert theme.mode is Mode.DARK
    page.ui.percent.setFocus()
    room.press(Qt.Key.Key_Down)
    assert theme.percent == 110
    theme.larger()
    assert page.ui.percent.currentText() == "125 %"


def test_the_lock_follows_and_is_kept(room: Room, page: Any) -> None:
    assert page.ui.minutes.currentText() == f"{LOCK_MINUTES} minuter"
    page.ui.minutes.setFocus()
    room.press(Qt.Key.Key_Up)
    assert room.shell.idle._quiet.interval() == 4 * 60_000
    assert preferences_of(room).lock_minutes == 5


@pytest.mark.parametrize("written", ["0", "-4", "1000000", "aldrig"])
def test_a_meddled_file_never_turns_the_lock_off(room: Room, written: str) -> None:
    kept = preferences_of(room)
    kept._kept.setValue("lock_minutes", written)
    assert 2 <= kept.lock_minutes <= 30


def test_the_passphrase_is_changed(room: Room, page: Any) -> None:
    fill(page, PASSPHRASE, NEW, NEW)
    room.bot.waitUntil(lambda: not page._busy)
    assert "Lösenfrasen är bytt" in room.shell.status._message.full_text()
    assert page.ui.new_passphrase.text() == ""
    assert opens(room, NEW)
    assert not opens(room, PASSPHRASE)


@pytest.mark.parametrize(
    ("old", "new", "again", "field", "sentence"),
    [
        ("", NEW, NEW, "old", "Skriv din nuvarande lösenfras."),
        (PASSPHRASE, "kort", "kort", "new_passphrase", "Den behöver minst 15."),
        (PASSPHRASE, NEW, "något annat", "again", "De två är inte lika."),
        ("fel lösenfras här", NEW, NEW, "old", "Lösenfrasen stämmer inte."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    room: Room, page: Any, old: str, new: str, again: str, field: str, sentence: str
) -> None:
    fill(page, old, new, again)
    shown = getattr(page.ui, field)
    room.bot.waitUntil(lambda: sentence in shown.accessibleDescription())
    assert room.focus() is shown
    assert opens(room, PASSPHRASE)


def test_nothing_typed_stays_on_a_page_that_is_left(room: Room, page: Any) -> None:
    page.ui.old.setText(PASSPHRASE)
    room.press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert page.ui.old.text() == ""


def test_the_profile_is_copied_beside_the_open_window(
    room: Room, page: Any, tmp_path: Path
) -> None:
    card, out = page.findChild(BackupCard), tmp_path / "kopia.kaaprofil"
    card._button.click()
    assert "Skriv din lösenfras" in card._field.accessibleDescription()
    card._field.setText("fel lösenfras här")
    card.copy_to(str(out))
    room.bot.waitUntil(lambda: "stämmer inte" in card._field.accessibleDescription())
    assert room.focus() is card._field
    assert not out.exists()
    card._field.setText(PASSPHRASE)
    card._button.click()
    (dialog,) = card.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(out))
    dialog.close()
    room.bot.waitUntil(lambda: not card._busy)
    assert "Kopian är gjord och läst igenom" in room.shell.status._message.full_text()
    assert card._field.text() == ""
    assert out.exists()


# -- the account's own password


def test_the_accounts_password_is_checked_before_it_is_sent(page: Any) -> None:
    card = page.findChild(PasswordCard)
    card._old.field.setText("gammalt")
    card._new.field.setText("för kort")
    card._change()
    assert card._new.error() == "Lösenordet har 8 tecken. Det behöver minst 12."
    assert card._again.error() == "De två är inte lika. Skriv det en gång till."


def test_a_password_that_could_not_be_changed_says_why_and_never_stays(
    room: Room, page: Any
) -> None:
    card = page.findChild(PasswordCard)
    card._old.field.setText("gammalt lösenord")
    for box in (card._new, card._again):
        box.field.setText("ett nytt långt lösenord")
    card._change()
    room.bot.waitUntil(lambda: bool(card._old.error()))
    assert card._old.error().startswith("Servern svarar inte.")
    page.leaving()
    assert card._old.field.text() == card._new.field.text() == ""
