"""The computer is shut down or the person logs out: the program ends as it does by Ctrl+Q.

Linux sends SIGTERM then. Without this the next start would say that the program ended unforeseen,
each morning after a day that ended as it should.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication


class Ending(QObject):
    """Made once, on the main thread. A window with a text that cannot be kept stays, as it does by keys."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        if sys.platform == "win32":
            return  # Qt itself hears of it there
        self._heard, told = os.pipe()
        os.set_blocking(self._heard, False)
        os.set_blocking(told, False)
        # Python's own handlers wait for Python to run; Qt is woken by the pipe.
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _hear)
        self._notifier = QSocketNotifier(self._heard, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._end)

    def _end(self) -> None:
        numbers = os.read(self._heard, 64)
        if signal.SIGTERM in numbers or signal.SIGHUP in numbers:
            self._app.closeAllWindows()
            if not any(one.isVisible() for one in self._app.topLevelWidgets()):
                self._app.quit()  # told while it was starting: no window to close yet


def _hear(_number: int, _frame: FrameType | None) -> None:
    """Python needs a handler for the pipe to be written to."""
