"""The unlock window: what it says, what it never says, and how light it starts."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.unlock import UnlockWindow
from tests.gui.samples import FACTS
from tests.gui.walker import activate


@pytest.fixture
def window(theme: Theme, qtbot: QtBot) -> UnlockWindow:
    made = UnlockWindow(theme, FACTS)
    qtbot.addWidget(made)
    activate(made, qtbot)
    return made


def test_passphrase_has_the_focus_and_enter_asks(window: UnlockWindow, qtbot: QtBot) -> None:
    assert window.ui.passphrase.hasFocus()
    QTest.keyClicks(window.ui.passphrase, "stenar under bron")
    with qtbot.waitSignal(window.unlock_requested) as asked:
        QTest.keyClick(window.ui.passphrase, Qt.Key.Key_Return)
    assert asked.args == ["stenar under bron"]


def test_empty_passphrase_is_not_asked_for(window: UnlockWindow, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(window.unlock_requested):
        window.ui.unlock.click()
    assert window.ui.problem.text() == "Skriv lösenfrasen."


def test_a_passphrase_that_is_cleared_cannot_be_brought_back(window: UnlockWindow) -> None:
    field = window.ui.passphrase
    QTest.keyClicks(field, "stenar under bron")
    window.clear()
    window.ui.show_passphrase.setChecked(True)
    for key in (Qt.Key.Key_Z, Qt.Key.Key_Y):
        QTest.keyClick(field, key, Qt.KeyboardModifier.ControlModifier)
        assert field.text() == ""


def test_a_passphrase_is_hidden_after_an_error_and_gone_after_a_minute(
    window: UnlockWindow, qtbot: QtBot
) -> None:
    """A nearly right one must not lie in the field of a computer that is left."""
    field = window.ui.passphrase
    window.ui.show_passphrase.setChecked(True)
    QTest.keyClicks(field, "stenar under bru")
    window._forget.setInterval(10)
    window.show_error("Fel lösenfras.")
    assert field.echoMode() is QLineEdit.EchoMode.Password
    assert field.text() == "stenar under bru"  # so that it can be mended
    window.ui.show_passphrase.setChecked(True)
    qtbot.waitUntil(lambda: field.text() == "")
    assert field.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == ""
    assert window.ui.problem.text() == "Fel lösenfras."


def test_a_passphrase_half_typed_is_gone_after_a_minute(window: UnlockWindow, qtbot: QtBot) -> None:
    assert window._forget.interval() == 60_000
    window._forget.setInterval(10)
    QTest.keyClicks(window.ui.passphrase, "stenar")
    qtbot.waitUntil(lambda: window.ui.passphrase.text() == "")


def test_facts_in_words(window: UnlockWindow) -> None:
    assert window.ui.user.text() == "Karin Demolund"
    assert window.ui.fact_network.text().startswith("Ingen anslutning.")
    assert window.ui.fact_waiting.text() == "2 ändringar väntar på synk. Senast synkat i dag 07:58."
    window.set_facts(FACTS._replace(waiting=1, last_sync="", offline=False))
    assert window.ui.fact_waiting.text() == "1 ändring väntar på synk."
    assert window.ui.fact_network.text() == "Du kan låsa upp och arbeta utan nät."
    assert FACTS.foot() == "Dator KAA-02 · Övningsdata – påhittade personer · Version 0.1.0"
    assert window.windowTitle() == "KAA Desktop – låst"


def test_no_second_try_while_busy(window: UnlockWindow, qtbot: QtBot) -> None:
    window.ui.passphrase.setText("en lång lösenfras")
    window.set_busy(busy=True)
    with qtbot.assertNotEmitted(window.unlock_requested):
        QTest.keyClick(window.ui.passphrase, Qt.Key.Key_Return)
    assert window.ui.unlock.text() == "Lås upp"  # nothing is said before half a second
    qtbot.waitUntil(lambda: window.ui.unlock.text() == "Låser upp")
    window.show_error("Filen med nycklar är skadad. Be samordnaren om hjälp. Ingenting är raderat.")
    assert window.ui.unlock.isEnabled()
    assert window.ui.passphrase.text() == "en lång lösenfras"
    assert window.ui.passphrase.accessibleDescription() == window.ui.problem.text()


def test_pause_counts_down_in_words(
    window: UnlockWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window._second.setInterval(10)
    window.ui.passphrase.setText("fel")
    window.show_pause(2)
    assert window.ui.problem.text() == "Fel lösenfras. Vänta 2 sekunder och försök igen."
    with qtbot.assertNotEmitted(window.unlock_requested):
        QTest.keyClick(window.ui.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "1 sekund " in window.ui.problem.text())
    qtbot.waitUntil(lambda: window.ui.problem.text() == "Fel lösenfras. Försök igen.")
    with qtbot.waitSignal(window.unlock_requested):
        QTest.keyClick(window.ui.passphrase, Qt.Key.Key_Return)


def test_show_and_hide(window: UnlockWindow, qtbot: QtBot) -> None:
    def press_and_wait(mode: QLineEdit.EchoMode) -> None:
        QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda: window.ui.passphrase.echoMode() is mode)

    press_and_wait(QLineEdit.EchoMode.Normal)
    press_and_wait(QLineEdit.EchoMode.Password)
    press_and_wait(QLineEdit.EchoMode.Normal)
    assert window.ui.show_passphrase.accessibleName() == "Dölj lösenfrasen"
    window.clear()
    assert window.ui.passphrase.echoMode() is QLineEdit.EchoMode.Password
    assert window.ui.passphrase.text() == ""


def test_caps_lock_is_noticed(window: UnlockWindow) -> None:
    field = window.ui.passphrase
    QTest.keyClicks(field, "a")
    assert not window.ui.caps_lock_row.isVisible()
    # As a keyboard sends it with Caps Lock on: a capital without Shift.
    pressed = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "A")
    QApplication.sendEvent(field, pressed)
    shown = window.ui.caps_lock_row.isVisible()
    QTest.keyClicks(field, "b")
    assert (shown, window.ui.caps_lock_row.isVisible()) == (True, False)


def test_help_for_a_forgotten_passphrase(window: UnlockWindow) -> None:
    window.ui.forgotten.click()
    assert window.ui.forgotten_help.isVisible()
    assert "Ingenting raderas." in window.ui.forgotten_help.text()


def test_nothing_heavy_is_imported_before_the_window() -> None:
    """Process start to unlock window at most 1.3 of a bare Qt window."""
    code = (
        "import sys, kaa_desktop.gui.unlock\n"
        "heavy = {'attr', 'attrs', 'msgspec', 'httpx', 'cryptography', 'kaa_core', 'sqlcipher3',"
        " 'holidays', 'structlog', 'asyncio', 'ssl'}\n"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
