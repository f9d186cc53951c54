"""The whole program and the practice municipality: in from the unlock window, out again, nothing mixed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextEdit
from pytestqt.qtbot import QtBot

from kaa_core.demo.municipality import Sizes
from kaa_core.model.enums import Channel, ContactOutcome, Counterpart, Role
from kaa_desktop.app import practice_town, profiles
from kaa_desktop.app.forms import ContactForm
from kaa_desktop.app.sync_words import HERE_ONLY
from kaa_desktop.gui.help.pane import HelpPane
from kaa_desktop.gui.help.tour import TRIED, Band
from kaa_desktop.gui.main import Program
from tests.gui.screens.whole import running, unlock
from tests.unit.app.desks import local_desktop

SOME = 40_000


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program looks for profiles, with one of Karin's; the municipality is small."""
    monkeypatch.setattr(profiles, "default_folder", lambda: tmp_path)
    small = Sizes(age_group=30, target_group=12)
    monkeypatch.setattr(practice_town, "Sizes", lambda: small)
    local_desktop(tmp_path).close()
    return tmp_path


def opened(program: Program, bot: QtBot) -> None:
    """Wait until a main window stands there."""
    bot.waitUntil(lambda: program.workplace is not None, timeout=SOME)


def test_in_out_as_another_and_away(home: Path, qapp: QApplication, qtbot: QtBot) -> None:
    with running(qapp, qtbot, None) as program:
        program.unlock.practice.asked.emit()
        opened(program, qtbot)
        shell = program.shell
        assert shell is not None
        assert shell.windowTitle().endswith("– övning")
        assert shell.status.network.text() == HERE_ONLY
        shell.registry.trigger("sync.now")
        assert shell.status._message.full_text() == HERE_ONLY
        assert not shell._offline.isVisible()
        assert shell.registry.reason("practice.beside")
        assert not shell.registry.reason("practice.conflict")

        the_tour_lets_her_do_one_real_act(program, qtbot)

        # In another role, in a new window; what is not hers to do says why.
        program._way.practise_as(int(Role.MANAGER))
        opened(program, qtbot)
        assert program.workplace is not None
        assert program.workplace.session.role == Role.MANAGER
        assert program.shell is not None
        assert "chef" in program.shell.registry.reason("practice.conflict")

        # Locked: the one who practised unlocks her own, which is no practice without a server.
        program.lock()
        assert program.unlock.ui.user.text() == "Karin Demolund"
        assert program._profile is not None
        assert not program._profile.alone
        unlock(program, qtbot)
        opened(program, qtbot)
        assert program.workplace is not None
        assert not program.workplace.session.who.alone
        assert program.shell.registry.reason("go.practice") == "Går bara i övningskommunen."
        program.lock()

        program._way.stop_practising()
        folder = home / profiles.PRACTICE
        qtbot.waitUntil(lambda: not folder.exists(), timeout=SOME)


def the_tour_lets_her_do_one_real_act(program: Program, bot: QtBot) -> None:
    """At the fifth step she enters a contact; the tour notices."""
    shell, workplace = program.shell, program.workplace
    assert shell is not None
    assert workplace is not None
    shell.registry.trigger("help.tour")
    band = shell.help.panes()[-1]
    assert isinstance(band, Band)
    for _ in range(4):
        band.next.click()
    assert "Prova nu" in band.said()
    session = workplace.session
    form = ContactForm(
        youth=session.youth_ids().ids[0],
        occurred_on=session.today(),
        channel=Channel.TELEPHONE,
        counterpart=Counterpart.YOUTH,
        outcome=ContactOutcome.REACHED,
    )
    assert not session.enter_contact(form).result(30).problems
    bot.waitUntil(lambda: TRIED in band.said())
    band.leave.click()


def test_what_cannot_be_opened_says_so_at_the_button(
    home: Path, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / profiles.PRACTICE).write_text("a file where the folder should be")
    with running(qapp, qtbot, None) as program:
        program.unlock.practice.asked.emit()
        door = program.unlock.practice
        qtbot.waitUntil(lambda: door._problem is not None and door._problem.isVisible())
        assert door._problem is not None
        assert "Övningen kunde inte öppnas." in door._problem.accessibleName()
        assert program.unlock.practice.isEnabled()
        assert not program.unlock.ui.passphrase.isReadOnly()


def test_a_window_for_practice_only_opens_it_and_offers_nothing_else(
    home: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    with running(qapp, qtbot, None, practice=True) as program:
        opened(program, qtbot)
        assert program.workplace is not None
        assert program.workplace.session.who.alone
        program.lock()
        assert not program.unlock.ui.passphrase.isVisible()
        assert program.unlock.practice.isVisible()
        assert program.unlock.windowTitle() == "KAA Desktop – övning"
        QTest.keyClick(program.unlock.practice._button, Qt.Key.Key_F1)
        pane = program.unlock.findChild(HelpPane)
        assert pane is not None
        assert pane.topic is not None
        assert pane.topic.name == "ova"


def test_f1_in_the_unlock_window(home: Path, qapp: QApplication, qtbot: QtBot) -> None:
    with running(qapp, qtbot, None) as program:
        field = program.unlock.ui.passphrase
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_F1)
        pane = program.unlock.findChild(HelpPane)
        assert pane is not None
        text = pane.findChild(QTextEdit, "help_text")
        assert text is not None
        assert "Har du glömt lösenfrasen?" in text.toPlainText()
        QTest.keyClick(text, Qt.Key.Key_Escape)
        assert not pane.isVisible()
        assert field.hasFocus()

        # No room beside it: the help has the window to itself, and gives it back.
        program.unlock.resize(500, 700)
        QTest.keyClick(field, Qt.Key.Key_F1)
        assert pane.isVisible()
        assert not field.isVisible()
        assert not program.unlock.practice.isVisible()
        qtbot.waitUntil(lambda: pane.width() == program.unlock.width())
        QTest.keyClick(text, Qt.Key.Key_Escape)
        assert field.isVisible()
        assert program.unlock.practice.isVisible()
        assert field.hasFocus()
