"""The application object, made once per process, around the program in `gui.main`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from kaa_core import __version__
from kaa_desktop.gui.ending import Ending
from kaa_desktop.gui.main import Program
from kaa_desktop.gui.mishaps import Mishaps
from kaa_desktop.gui.tidying import Tidying

if TYPE_CHECKING:
    from kaa_desktop.app.unlocking import Unlocking


class FirstPaint(QObject):
    """Says when the unlock window has been drawn, and ends the program (benchmarks, installers)."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        program.unlock.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._drawn)
        return False

    def _drawn(self) -> None:
        print("Fönstret är ritat.", flush=True)  # noqa: T201 - what --self-test answers
        self._program.end()


def start(unlocking: Unlocking, *, self_test: bool, practice: bool = False) -> int:
    """Run the program; with `self_test` only until the unlock window has been drawn.

    `practice`: this process is for the practice municipality only, which is opened at once.
    """
    app = QApplication(["kaa-desktop"])
    app.setApplicationName("kaa-desktop")
    app.setApplicationDisplayName("KAA Desktop")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("kaa-desktop")
    Tidying(app)
    program = Program(app, unlocking, practice=practice)
    Mishaps(program.mishap, program).install()
    Ending(app)
    seen = FirstPaint(program) if self_test else None
    status = app.exec() if program.start() else 0
    del seen  # alive as long as the program runs
    return status
