"""Where one writes is seen while one writes, also when the text is twice as large and the window low."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kaa_desktop.gui.theme import Mode, Theme
from tests.gui.forms.conftest import open_form
from tests.gui.screens.conftest import make_room
from tests.unit.app.desks import Desktop


@pytest.mark.parametrize("percent", [150, 200])
def test_the_line_one_writes_on_and_what_the_guard_says_of_it_are_in_view(
    qapp: QApplication,
    qtbot: QtBot,
    desktop: Desktop,
    themes: Callable[[Mode, int], Theme],
    percent: int,
) -> None:
    """Ny kontakt at 1280 × 720: the field is below what shows at first, and the guard below the field."""
    room = make_room(qapp, qtbot, themes(Mode.LIGHT, percent), desktop)
    room.shell.resize(1280, 720)
    page = open_form(room, "contact", "Alva")
    field, panel = page.widget("note"), page._fields["note"].box.guarded
    shown = page.frame.area.viewport()

    def seen(widget: QWidget, part: QRect) -> bool:
        return bool(shown.rect().contains(part.translated(widget.mapTo(shown, QPoint()))))

    def cursor_seen() -> bool:
        return seen(field.viewport(), field.cursorRect())

    field.setFocus()
    qtbot.waitUntil(cursor_seen)
    room.type("Hon har ett missbruk")
    for _line in range(4):
        room.press(Qt.Key.Key_Return)
        room.type("mer text")
        qtbot.waitUntil(cursor_seen)
    panel.look()
    qtbot.waitUntil(lambda: seen(panel.first_row(), panel.first_row().rect()))
    assert cursor_seen()
    room.workplace.close()
