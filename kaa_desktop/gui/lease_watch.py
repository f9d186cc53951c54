"""Locks the program when it has been out of touch with the server for longer than the municipality allows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from kaa_desktop.app.leasing import Leasing

LOOK_MS = 30_000


class LeaseWatch(QObject):
    """Lives as long as what is unlocked."""

    def __init__(self, parent: QObject, leasing: Leasing, lock: Callable[[], None]) -> None:
        super().__init__(parent)
        self._leasing = leasing
        self._lock = lock
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Lock when it has run out."""
        if self._leasing.is_out():
            self._timer.stop()
            self._lock()
