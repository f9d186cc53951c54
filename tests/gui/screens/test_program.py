"""The whole program in its windows: unlock, work, lock, end, on a real profile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_desktop.app.clock import FixedClock
from kaa_desktop.app.forms import NoteForm
from kaa_desktop.app.profiles import Profile
from kaa_desktop.app.wiring import unlocking
from kaa_desktop.gui.main import Program
from kaa_desktop.gui.screens.desk import Screen
from kaa_desktop.gui.theme import Mode
from tests.gui.screens.conftest import CTRL
from tests.gui.screens.people import fill
from tests.gui.screens.whole import running, unlock
from tests.unit.app.desks import NOON, PASSPHRASE, STOCKHOLM, TODAY, WAIT, local_desktop


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """A profile with a few youths, locked."""
    desktop = local_desktop(tmp_path)
    fill(desktop)
    desktop.close()
    return desktop.profile


@pytest.fixture
def program(qapp: QApplication, qtbot: QtBot, profile: Profile) -> Iterator[Program]:
    """The program, before anything is typed."""
    with running(qapp, qtbot, profile.folder) as made:
        yield made


def test_the_right_passphrase_leads_to_the_day(program: Program, qtbot: QtBot) -> None:
    assert "Karin Demolund" in program.unlock.ui.user.text()
    unlock(program, qtbot)
    qtbot.waitUntil(lambda: program.workplace is not None)
    assert program.shell is not None
    assert program.shell.isVisible()
    assert not program.unlock.isVisible()
    assert program.shell.windowTitle() == "Min dag – KAA Desktop – övning"
    assert program.unlock.ui.passphrase.text() == ""


def test_a_wrong_passphrase_is_said_and_opens_nothing(program: Program, qtbot: QtBot) -> None:
    unlock(program, qtbot, "fel lösenfras igen")
    qtbot.waitUntil(lambda: "stämmer inte" in program.unlock.ui.problem.text())
    assert program.workplace is None


def test_lock_empties_the_windows_and_unlock_finds_the_draft(
    program: Program, qtbot: QtBot
) -> None:
    unlock(program, qtbot)
    qtbot.waitUntil(lambda: program.workplace is not None)
    shell, workplace = program.shell, program.workplace
    assert shell is not None
    assert workplace is not None
    session = workplace.session
    youth = session.youth_ids().ids[0]
    workplace.open_form("journal_note", youth)
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "Ringde på")
    QTest.keyClick(field, Qt.Key.Key_L, CTRL)
    assert program.unlock.isVisible()
    assert not shell.isVisible()
    assert shell.windowTitle() == "KAA Desktop – övning – låst"
    assert shell.depth() == 0
    qtbot.waitUntil(lambda: not shell.findChildren(Screen))
    unlock(program, qtbot)
    qtbot.waitUntil(lambda: program.workplace is not None)
    again = program.workplace
    assert again is not None
    assert again is not workplace
    texts = [again.session.draft(row.id) for row in again.session.drafts()]
    assert "Ringde på" in [one.text for one in texts if isinstance(one, NoteForm)]


def test_closing_the_window_closes_the_store(
    program: Program, qtbot: QtBot, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = []
    monkeypatch.setattr(program, "_quit", lambda: ended.append(True))
    unlock(program, qtbot)
    qtbot.waitUntil(lambda: program.workplace is not None)
    assert program.shell is not None
    program.shell.close()
    program.end()
    qtbot.waitUntil(lambda: bool(ended))
    assert program.workplace is None
    other = unlocking(profile.folder, FixedClock(NOON, STOCKHOLM))
    session = other.unlock(profile, PASSPHRASE).result(WAIT)  # the profile is free
    assert session.today() == TODAY
    other.lock(session).result(WAIT)
    other.close()


def test_text_size_and_colours_are_kept_for_the_profile(program: Program, profile: Profile) -> None:
    program._shell()
    program.theme.set_mode(Mode.DARK)
    program.theme.set_percent(150)
    program._kept.sync()
    kept = (profile.folder / "window.ini").read_text()
    assert "dark" in kept
    assert "150" in kept
