"""The application object, made once per process, around the program in `gui.main`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from kaa_core import __version__
from kaa_desktop.gui.main import Program
from kaa_desktop.gui.mishaps import Mishaps

if TYPE_CHECKING:
    from kaa_desktop.app.unlocking import Unlocking

SELF_TEST_MS = 500


def start(unlocking: Unlocking, *, self_test: bool) -> int:
    """Run the program; with `self_test` only until the unlock window has been drawn."""
    app = QApplication(["kaa-desktop"])
    app.setApplicationName("kaa-desktop")
    app.setApplicationDisplayName("KAA Desktop")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("kaa-desktop")
    program = Program(app, unlocking)
    Mishaps(program.mishap, program).install()
    program.start()
    if self_test:
        QTimer.singleShot(SELF_TEST_MS, program.end)
    return app.exec()
