"""The pane: opened about what is in focus, found in, left again with the focus where it was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QTextEdit
from pytestqt.qtbot import QtBot

from kaa_desktop.gui.help.pane import HelpPane
from kaa_desktop.gui.shell import MainWindow
from kaa_desktop.gui.theme import Theme
from tests.gui.samples import KitPage, filled_shell
from tests.gui.walker import LOOKS, Look, activate, walk

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shell(qapp: QApplication, qtbot: QtBot, theme: Theme) -> MainWindow:
    """The main window with a list, as wide as most."""
    made = filled_shell(qapp, theme)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    activate(made, qtbot)
    made.enter_place("youths")
    return made


def pane_of(shell: MainWindow) -> HelpPane:
    """The pane, which is open."""
    assert shell.help.pane is not None
    return shell.help.pane


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key for whatever has the focus."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifier)


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[3], LOOKS[-1]], ids=str)
def test_walked(look: Look, qapp: QApplication, qtbot: QtBot) -> None:
    theme = look.theme(qapp)
    shell = filled_shell(qapp, theme)
    qtbot.addWidget(shell)
    look.show(shell, qtbot)
    shell.enter_place("youths")
    shell.help.open("listan")
    problems = walk(shell, theme)
    shell.help.contents()
    assert problems + walk(shell, theme) == []


def test_f1_opens_beside_the_work_and_esc_gives_the_place_back(shell: MainWindow) -> None:
    before = QApplication.focusWidget()
    press(Qt.Key.Key_F1)
    pane = pane_of(shell)
    assert isinstance(QApplication.focusWidget(), QTextEdit)
    assert shell.stack.isVisible(), "the work stands beside it"
    press(Qt.Key.Key_Escape)
    assert not pane.isVisible()
    assert QApplication.focusWidget() is before
    press(Qt.Key.Key_F1)
    press(Qt.Key.Key_F1)
    assert shell.help.pane is None, "F1 in the help closes it too"


def test_f6_goes_between_the_help_and_the_work(shell: MainWindow) -> None:
    press(Qt.Key.Key_F1)
    pane = pane_of(shell)
    visited = set()
    for _ in range(4):
        press(Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        visited.add("help" if pane.isAncestorOf(focus) else focus.objectName())  # type: ignore[arg-type,union-attr]
    assert {"help", "youths_page_list"} <= visited


def test_in_a_narrow_window_it_covers_the_page_until_it_is_closed(
    shell: MainWindow, theme: Theme
) -> None:
    shell.resize(700, 600)
    press(Qt.Key.Key_F1)
    assert not shell.stack.isVisible()
    shell.resize(1440, 900)
    assert shell.stack.isVisible()
    shell.resize(700, 600)
    shell.push(KitPage(theme))
    assert shell.help.pane is None, "another page has come"
    assert shell.stack.isVisible()


def test_searching_and_going_on(shell: MainWindow) -> None:
    press(Qt.Key.Key_F1)
    pane = pane_of(shell)
    pane.search.setFocus()
    QTest.keyClicks(pane.search, "konflikt")
    assert pane.topic is None
    assert pane.search.accessibleDescription().endswith("träffar")
    press(Qt.Key.Key_Return)
    assert pane.topic is not None
    assert pane.topic.name == "konflikt"
    pane.search.setFocus()
    QTest.keyClicks(pane.search, "zzz")
    assert pane.search.accessibleDescription() == "Inga träffar"
    press(Qt.Key.Key_Escape)
    assert pane.topic is not None, "the first Esc empties the field"
    press(Qt.Key.Key_Escape)
    assert shell.help.pane is None


def test_a_link_leads_to_the_text_it_names(shell: MainWindow) -> None:
    shell.help.open("listan")
    link = pane_of(shell).findChild(QAbstractButton, "help_link_rutinen")
    assert link is not None
    link.click()
    assert pane_of(shell).topic is not None
    assert pane_of(shell).topic.name == "rutinen"  # type: ignore[union-attr]


def test_support_is_told_when_it_is_known(shell: MainWindow) -> None:
    shell.help.support = lambda: "Stina Övnander, 070-174 06 99"
    shell.help.open("fa-hjalp")
    text = pane_of(shell).findChild(QTextEdit, "help_text")
    assert text is not None
    assert "Stina Övnander" in text.toPlainText()
    shell.help.support = str
    shell.help.open("fa-hjalp")
    assert "samordnare eller it-stöd" in text.toPlainText()


def test_lock_takes_it_away(shell: MainWindow) -> None:
    press(Qt.Key.Key_F1)
    shell.empty()
    assert shell.help.pane is None


def test_f1_in_the_palette_and_in_the_sheet_is_about_them(shell: MainWindow, qtbot: QtBot) -> None:
    shell.palette_dialog.present()
    qtbot.waitUntil(shell.palette_dialog.isActiveWindow)
    press(Qt.Key.Key_F1)
    assert pane_of(shell).topic is not None
    assert pane_of(shell).topic.name == "sok"  # type: ignore[union-attr]
    assert not shell.palette_dialog.isVisible()


def test_quit_and_lock_work_over_the_sheet(shell: MainWindow, qtbot: QtBot) -> None:
    press(Qt.Key.Key_F1, SHIFT)
    qtbot.waitUntil(shell.sheet.isActiveWindow)
    with qtbot.waitSignal(shell.lock_requested):
        press(Qt.Key.Key_L, CTRL)
    with qtbot.waitSignal(shell.closing):
        press(Qt.Key.Key_Q, CTRL)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_lock_works_while_a_drop_down_is_open(
    shell: MainWindow, qtbot: QtBot, theme: Theme
) -> None:
    page = KitPage(theme)
    shell.push(page)
    box = page.findChild(QComboBox)
    assert box is not None
    box.showPopup()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    with qtbot.waitSignal(shell.lock_requested):
        QTest.keyClick(box.view(), Qt.Key.Key_L, CTRL)


def test_help_is_found_with_the_palette(shell: MainWindow, qtbot: QtBot) -> None:
    shell.palette_dialog.present()
    qtbot.waitUntil(shell.palette_dialog.isActiveWindow)
    shell.palette_dialog._field.setText("hjälp: konflikt")
    rows = [one for one in shell.palette_dialog.entries() if one.topic]
    assert rows[0].title == "Hjälp: Konflikt"
    row = shell.palette_dialog.entries().index(rows[0])
    shell.palette_dialog._view.setCurrentIndex(shell.palette_dialog._model.index(row))
    press(Qt.Key.Key_Return)
    assert pane_of(shell).topic is not None
    assert pane_of(shell).topic.name == "konflikt"  # type: ignore[union-attr]


def test_the_sheet_of_keys_is_reached_from_the_help(shell: MainWindow, qtbot: QtBot) -> None:
    shell.help.open("tangenter")
    made = pane_of(shell).findChild(QAbstractButton, "help_do_help_keys")
    assert made is not None
    made.click()
    qtbot.waitUntil(shell.sheet.isVisible)
