"""What is copied out of the program about a person does not outlive the lock."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from kaa_desktop.gui.theme import Theme
from tests.gui.forms.samples import a_refusal
from tests.gui.screens.conftest import Room, make_room
from tests.unit.app.desks import Desktop


@pytest.mark.parametrize("others", ["", "något ur ett annat program"])
def test_the_lock_takes_back_what_was_copied(
    qapp: QApplication,
    qtbot: QtBot,
    theme: Theme,
    desktop: Desktop,
    others: str,
    monkeypatch: pytest.MonkeyPatch,
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
        monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _: False)
    room.workplace.close()
    assert clipboard.text() == others


def test_the_lock_takes_back_what_was_copied_out_of_a_field(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _: True)  # offscreen never says so
    field = QLineEdit("Liam Testberg, 070-174 06 05")
    field.selectAll()
    field.copy()
    assert QGuiApplication.clipboard().text() == field.text()
    room.workplace._take_back()
    assert QGuiApplication.clipboard().text() == ""
