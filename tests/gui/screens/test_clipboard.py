"""What is copied out of the program about a person does not outlive the lock."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_desktop.gui.theme import Theme
from tests.gui.forms.samples import a_refusal
from tests.gui.screens.conftest import make_room
from tests.unit.app.desks import Desktop


@pytest.mark.parametrize("others", ["", "något ur ett annat program"])
def test_the_lock_takes_back_what_was_copied(
    qapp: QApplication, qtbot: QtBot, theme: Theme, desktop: Desktop, others: str
) -> None:
    room = make_room(qapp, qtbot, theme, desktop)
    text = a_refusal(room)
    page = room.go("sync")
    qtbot.waitUntil(lambda: page.refused.view.rows.rowCount() > 0)
    page.refused.view.setFocus()
    room.press(Qt.Key.Key_Return)
    clipboard = QGuiApplication.clipboard()
    room.page.findChild(object, "refused_copy").click()
    assert text in clipboard.text()
    if others:
        clipboard.setText(others)
    room.workplace.close()
    assert clipboard.text() == others
