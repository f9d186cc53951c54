"""The real desktop program in this process, and a scene that acts in it and measures.

    python -m benchmarks.inside SCENE --profile DIR      (settings as a line of JSON on standard in)

The program is untouched: `kaa_desktop.__main__.main` runs it. Keys go to whatever widget has the
focus. The scene runs on the window's own thread, once the unlock window stands, and prints JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import attrs
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from kaa_desktop.gui import start
from kaa_desktop.gui.main import Program
from tests.journeys.drive import press, strike

READY_SECONDS = 2.0
"""A person needs longer than this to type a passphrase of 15 characters; meanwhile the program loads."""
PATIENCE = 60.0
CALM = 0.15
SIZE = (1440, 900)


class Painted(QObject):
    """The moment when a widget had been drawn: the turn of the event loop after its paint event."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.at = 0.0
        self._widget = widget
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._drawn)
        return False

    def _drawn(self) -> None:
        self.at = time.perf_counter()


@attrs.define
class Inside:
    """What a scene holds."""

    program: Program

    def wait(self, until: Callable[[], bool]) -> None:
        """Let the program work until something is so."""
        ticking = QTimer()
        ticking.start(5)
        deadline = time.monotonic() + PATIENCE
        while not until():
            assert time.monotonic() < deadline, "what the scene waits for does not happen"
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def rest(self, seconds: float = CALM) -> None:
        """Let the program finish what it does besides."""
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() >= end)

    def painted(self, began: float, widget: QWidget) -> float:
        """Milliseconds from a moment until the widget had next been drawn."""
        seen = Painted(widget)
        self.wait(lambda: seen.at > 0)
        return (seen.at - began) * 1000

    def unlock(self, passphrase: str) -> float:
        """Type the passphrase when all is loaded; milliseconds from Enter to Min dag drawn."""
        self.rest(READY_SECONDS)
        self.wait(lambda: self.program.shell is not None)
        shell = self.program.shell
        assert shell is not None
        if QApplication.platformName() == "offscreen":  # its screen is a small one
            shell.setWindowState(Qt.WindowState.WindowNoState)
            shell.resize(*SIZE)
        for character in passphrase:
            strike(character)
        seen = Painted(shell)
        began = time.perf_counter()
        press("Return")
        self.wait(lambda: seen.at > 0 and shell.depth() > 0)
        return (seen.at - began) * 1000


def run(scene: Callable[[Inside, dict[str, Any]], dict[str, Any]], profile: str) -> int:
    """Start the program on a profile and play a scene in it."""
    settings = json.loads(sys.stdin.readline())

    class Watched(Program):
        def start(self) -> bool:
            started = super().start()
            QTimer.singleShot(0, self.play)
            return started

        def play(self) -> None:
            try:
                answer = scene(Inside(self), settings)
            except Exception:  # noqa: BLE001  (the program would go on and the parent wait)
                sys.excepthook(*sys.exc_info())
                os._exit(1)
            print(json.dumps(answer), flush=True)
            self.end()

    vars(start)["Program"] = Watched  # the same program, with a scene after its start
    sys.argv = ["kaa-desktop", "--profile", profile]
    from kaa_desktop.__main__ import main  # noqa: PLC0415 - with the arguments that it shall read

    return main()


if __name__ == "__main__":
    from benchmarks import scenes

    name, _, where = sys.argv[1:]
    sys.exit(run(getattr(scenes, name), where))
