"""A profile leaves the computer: refused while anything is only here, and then gone to the last byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.sync.messages import Answer, Outcome
from kaa_desktop.app.clock import FixedClock
from kaa_desktop.app.forms import NoteForm
from kaa_desktop.app.profiles import Profile
from kaa_desktop.app.removing import WHAT_TO_DO, OnlyHere
from kaa_desktop.app.wiring import unlocking
from kaa_desktop.gui.main import Program
from kaa_desktop.gui.screens.profile_leave import LeaveCard
from kaa_desktop.store import errors
from tests.gui.screens.people import fill
from tests.gui.screens.whole import running, unlock
from tests.unit.app.desks import (
    NOON,
    PASSPHRASE,
    STOCKHOLM,
    TODAY,
    WAIT,
    Desktop,
    local_desktop,
)


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    """A profile with a few youths, nothing of it sent."""
    made = local_desktop(tmp_path)
    fill(made)
    return made


def all_sent(desktop: Desktop) -> None:
    """The server has answered everything, and no draft is left."""
    waiting = desktop.store.waiting(10_000)
    answers = [Answer(one.n, Outcome.APPLIED, seq) for seq, one in enumerate(waiting, 1)]
    desktop.store.apply_answers(answers).result(WAIT)
    for draft in desktop.session.drafts():
        desktop.session.discard_draft(draft.id).result(WAIT)
    assert not desktop.session.only_here()


def card_of(program: Program, bot: QtBot) -> LeaveCard:
    """Unlock and go to the settings; gives the card."""
    unlock(program, bot)
    bot.waitUntil(lambda: program.workplace is not None)
    assert program.workplace is not None
    assert program.shell is not None
    program.workplace.go("settings")
    found = program.shell.findChild(LeaveCard)
    assert isinstance(found, LeaveCard)
    return found


def test_what_is_only_here_is_counted(desktop: Desktop) -> None:
    all_sent(desktop)
    youth = desktop.session.youth_ids().ids[0]
    form = NoteForm(youth=youth, occurred_on=TODAY, text="Ringde på.")
    desktop.session.enter_note(form).result(WAIT)
    assert desktop.session.only_here().sentence == "1 ändring är inte skickad."
    desktop.session.save_draft(desktop.session.new_draft_id(), form).result(WAIT)
    (sent,) = {one.tx for one in desktop.store.waiting(10)}
    refused = Answer(sent, Outcome.REFUSED, code="form")
    desktop.store.apply_answers([refused]).result(WAIT)
    assert (
        desktop.session.only_here().sentence
        == "1 utkast finns bara här, 1 ej mottaget finns bara här."
    )
    desktop.close()


def test_nothing_is_removed_while_something_is_unsent(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop
) -> None:
    desktop.close()
    folder = desktop.profile.folder
    with running(qapp, qtbot, folder) as program:
        card = card_of(program, qtbot)
        assert not card.left.isHidden()
        assert "ändringar är inte skickade" in card.left.accessibleName()
        assert WHAT_TO_DO in card.left.accessibleName()
        card._field.setText(PASSPHRASE)
        card._button.setFocus()
        QTest.keyClick(card._button, Qt.Key.Key_Space)
        assert program.shell is not None
        assert "inte skickade" in program.shell.status._message.full_text()
        assert program.workplace is not None
    made = unlocking(folder, FixedClock(NOON, STOCKHOLM))
    assert isinstance(made.remove(desktop.profile, PASSPHRASE).exception(WAIT), OnlyHere)
    assert list(made.profiles()) == [desktop.profile]
    made.close()


def test_a_profile_with_all_sent_goes_to_the_last_byte(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop
) -> None:
    all_sent(desktop)
    desktop.close()
    folder = desktop.profile.folder
    with running(qapp, qtbot, folder) as program:
        card = card_of(program, qtbot)
        assert card.left.isHidden()
        card._field.setText("fel lösenfras igen")
        card.ask()
        qtbot.waitUntil(lambda: "stämmer inte" in card._box.error())
        assert folder.exists()
        card._field.setText(PASSPHRASE)
        card._button.setFocus()
        QTest.keyClick(card._button, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: not folder.exists(), timeout=20_000)
        qtbot.waitUntil(lambda: not program.unlock.ui.passphrase.isVisible())
        assert program.workplace is None
    assert not folder.exists()


def test_the_passphrase_is_asked_for(tmp_path: Path, desktop: Desktop) -> None:
    profile: Profile = desktop.profile
    all_sent(desktop)
    desktop.close()
    made = unlocking(profile.folder, desktop.clock)
    fault = made.remove(profile, "fel lösenfras igen").exception(WAIT)
    assert isinstance(fault, errors.WrongPassphrase)
    assert (profile.folder / "store.db").exists()
    made.close()
