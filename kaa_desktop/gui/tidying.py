"""Rubbish is collected in the window's thread alone.

Python collects wherever it happens to be, also in the store's or the connection's thread, and a Qt
object that ends there takes the program with it (its timers and children belong to the window's).
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 2_000
THOROUGHLY_EVERY = 30
"""The oldest objects are looked through once a minute: tens of milliseconds with a large list open."""


class Tidying(QObject):
    """Takes collection over from Python for as long as it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._rounds = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.tidy)
        self._timer.start()

    def tidy(self) -> None:
        """One round: the young objects, now and then all."""
        self._rounds += 1
        gc.collect(2 if self._rounds % THOROUGHLY_EVERY == 0 else 1)
