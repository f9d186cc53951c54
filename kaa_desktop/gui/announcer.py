"""Polite announcements to screen readers, at most one in ten seconds (design.md section 5)."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

GAP_MS = 10_000


class Announcer(QObject):
    """Says the newest words; what comes within the gap waits, and only the last of it is said."""

    def __init__(self, window: QWidget, gap_ms: int = GAP_MS) -> None:
        super().__init__(window)
        self._window = window
        self._waiting = ""
        self._gap = QTimer(self)
        self._gap.setSingleShot(True)
        self._gap.setInterval(gap_ms)
        self._gap.timeout.connect(self._say_waiting)

    def announce(self, words: str) -> None:
        """Say it now, or when the gap has passed."""
        if self._gap.isActive():
            self._waiting = words
        else:
            self._say(words)

    def clear(self) -> None:
        """Forget what waits: at lock."""
        self._waiting = ""

    def _say_waiting(self) -> None:
        if self._waiting:
            words, self._waiting = self._waiting, ""
            self._say(words)

    def _say(self, words: str) -> None:
        event = QAccessibleAnnouncementEvent(self._window, words)
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
        QAccessible.updateAccessibility(event)
        self._gap.start()
