"""The window says that a newer version is needed; the work goes on beside it."""

from __future__ import annotations

from pathlib import Path

from msgspec.msgpack import encode
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_desktop.app.versions import LOWEST
from kaa_desktop.gui.theme import Mode
from tests.gui.screens.people import fill
from tests.gui.screens.whole import running, unlock
from tests.unit.app.desks import TODAY, WAIT, Desktop, local_desktop


def told(desktop: Desktop, first_day: str) -> None:
    """What the server said when the program was last connected."""
    desktop.store.put_settings({LOWEST: encode(("99.0.0", first_day))}).result(WAIT)


def test_it_is_said_when_unlocked(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    desktop = local_desktop(tmp_path)
    fill(desktop)
    told(desktop, TODAY.isoformat())
    desktop.close()
    with running(qapp, qtbot, desktop.profile.folder) as program:
        unlock(program, qtbot)
        qtbot.waitUntil(lambda: program.workplace is not None)
        shell = program.shell
        assert shell is not None
        qtbot.waitUntil(lambda: "behöver uppdateras" in shell._notice.accessibleName())
        assert shell._notice.isVisible()
        for mode in (Mode.LIGHT, Mode.DARK):
            program.theme.set_mode(mode)
            shell.resize(1280, 720)
            assert shell._notice.height() < shell.height() // 4
