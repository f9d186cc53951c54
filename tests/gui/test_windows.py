"""Every window of the shell, walked in both themes, at both text sizes and both screen sizes."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_desktop.gui.shell import MainWindow
from kaa_desktop.gui.statusbar import SyncWords
from kaa_desktop.gui.unlock import UnlockWindow
from tests.gui.samples import (
    FACTS,
    KitPage,
    ListPage,
    a_note_search,
    a_search,
    filled_shell,
)
from tests.gui.walker import LOOKS, Look, walk

pytestmark = pytest.mark.parametrize("look", LOOKS, ids=str)


def test_unlock(look: Look, qapp: QApplication, qtbot: QtBot) -> None:
    theme = look.theme(qapp)
    window = UnlockWindow(theme, FACTS)
    qtbot.addWidget(window)
    look.show(window, qtbot)
    assert walk(window, theme) == []


def test_unlock_with_everything_said(look: Look, qapp: QApplication, qtbot: QtBot) -> None:
    theme = look.theme(qapp)
    window = UnlockWindow(theme, FACTS)
    qtbot.addWidget(window)
    window.show_pause(65)
    window.ui.caps_lock_row.show()
    window.ui.forgotten.setChecked(True)
    look.show(window, qtbot)
    assert walk(window, theme) == []


def test_shell_with_list(look: Look, qapp: QApplication, qtbot: QtBot) -> None:
    theme = look.theme(qapp)
    shell = filled_shell(qapp, theme)
    qtbot.addWidget(shell)
    look.show(shell, qtbot)
    shell.enter_place("youths")
    assert walk(shell, theme) == []


def test_shell_offline_with_page_on_top(look: Look, qapp: QApplication, qtbot: QtBot) -> None:
    theme = look.theme(qapp)
    shell = filled_shell(qapp, theme)
    qtbot.addWidget(shell)
    look.show(shell, qtbot)
    shell.show_sync(SyncWords(saved_at="10:42", waiting=12, conflicts=2, offline_since="12:52"))
    shell.enter_place("youths")
    shell.push(KitPage(theme))
    assert walk(shell, theme) == []


def test_palette(look: Look, qapp: QApplication, qtbot: QtBot) -> None:
    theme = look.theme(qapp)
    shell = filled_shell(qapp, theme)
    qtbot.addWidget(shell)
    look.show(shell, qtbot)
    shell.palette_dialog.set_search(a_search, a_note_search)
    shell.palette_dialog.present()
    qtbot.waitUntil(shell.palette_dialog.isActiveWindow)
    shell.palette_dialog._field.setText("te")
    assert walk(shell.palette_dialog, theme) == []


def test_sheet_of_keys(look: Look, qapp: QApplication, qtbot: QtBot) -> None:
    theme = look.theme(qapp)
    shell = filled_shell(qapp, theme)
    qtbot.addWidget(shell)
    look.show(shell, qtbot)
    shell.sheet.present()
    qtbot.waitUntil(shell.sheet.isActiveWindow)
    assert walk(shell.sheet, theme) == []


def test_empty_shell(look: Look, qapp: QApplication, qtbot: QtBot) -> None:
    theme = look.theme(qapp)
    shell = MainWindow(qapp, theme)
    qtbot.addWidget(shell)
    shell.add_place("youths", lambda: ListPage(theme))
    look.show(shell, qtbot)
    assert walk(shell, theme) == []
