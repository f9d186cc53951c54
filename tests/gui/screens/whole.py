"""The whole program for tests: its windows on profiles that are there, before anything is typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_desktop.app.clock import FixedClock
from kaa_desktop.app.wiring import unlocking
from kaa_desktop.gui.main import Program
from tests.unit.app.desks import NOON, PASSPHRASE, STOCKHOLM


@contextmanager
def running(
    app: QApplication,
    bot: QtBot,
    folder: Path | None,
    clock: FixedClock | None = None,
    *,
    practice: bool = False,
) -> Iterator[Program]:
    """The program on one profile, or on the computer's. The test's application outlives it."""
    with patch.object(QApplication, "quit", lambda: None):
        wired = unlocking(folder, clock or FixedClock(NOON, STOCKHOLM))
        made = Program(app, wired, practice=practice)
        try:
            made.start()
            bot.waitUntil(made.unlock.isActiveWindow)
            yield made
        finally:
            _end(app, made)


def _end(app: QApplication, program: Program) -> None:
    app.lastWindowClosed.disconnect(program.end)
    program.lock()
    program._ending = True
    program._unlocking.close()
    program._single.let_go()
    program._kept.sync()
    # By Qt's hand and in this thread: Python may collect the last reference in another.
    for window in (program.shell, program.unlock, program):
        if window is not None:
            window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def unlock(program: Program, bot: QtBot, passphrase: str = PASSPHRASE) -> None:
    """Type and press Enter."""
    field = program.unlock.ui.passphrase
    field.setText(passphrase)
    QTest.keyClick(field, Qt.Key.Key_Return)
