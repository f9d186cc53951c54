"""Waiting for a pause in typing, and for a person who has gone away.

Connect bound methods only: a lambda that holds ``self`` keeps its window alive (style.md, rule 5).
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication

from kaa_desktop.app.awake import seconds_with_sleep

AUTOSAVE_MS = 800  # design.md section 4: 0.8 s after typing stops
LOOK_MS = 5_000  # how soon after the lid is opened an overslept program locks
_SIGNS_OF_LIFE = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


class Settled(QObject):
    """Gathers many small changes into one ``settled``, once typing has stopped or a field is left.

    Connect ``touch`` to the fields' change signals and ``now`` to their ``left``.
    """

    settled = Signal()

    def __init__(self, parent: QObject, wait_ms: int = AUTOSAVE_MS) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(wait_ms)
        self._timer.timeout.connect(self.settled)

    def touch(self, *_change: object) -> None:
        """Something was typed: wait from now."""
        self._timer.start()

    def now(self) -> None:
        """Send at once if something waits: a field was left, or the program locks."""
        if self._timer.isActive():
            self._timer.stop()
            self.settled.emit()

    def stop(self) -> None:
        """Forget what waits: the page is left and has seen to it."""
        self._timer.stop()


class IdleWatch(QObject):
    """Says when nobody has touched keyboard or mouse for a time, asleep or awake.

    ``warning`` comes ``notice_ms`` before ``expired``; ``resumed`` if the person came back between.
    It listens where the system's keys and pointer reach each window, not to every event in the program:
    opening a page has thousands, and each would be asked about in Python.
    """

    warning = Signal()
    resumed = Signal()
    expired = Signal()

    def __init__(
        self,
        app: QApplication,
        parent: QObject,
        limit_ms: int = 600_000,
        notice_ms: int = 60_000,
        seconds: Callable[[], float] = seconds_with_sleep,
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._seconds = seconds
        self._touched = seconds()
        self._warned = self._watching = False
        self._quiet = self._timer(limit_ms - notice_ms)
        self._quiet.timeout.connect(self._warn)
        self._last = self._timer(notice_ms)
        self._last.timeout.connect(self._expire)
        self._look = self._timer(LOOK_MS)
        self._look.setSingleShot(False)
        self._look.timeout.connect(self._expire_if_overslept)

    def _timer(self, wait_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait_ms)
        return timer

    def set_minutes(self, minutes: int) -> None:
        """Change the limit; counts from now if it is watching."""
        self._quiet.setInterval(minutes * 60_000 - self._last.interval())

    def start(self) -> None:
        """Begin to watch: at unlock."""
        self.stop()
        self._watching = True
        for window in self._app.topLevelWindows():
            window.installEventFilter(self)
        self._app.focusWindowChanged.connect(self._follow)
        self._touched = self._seconds()
        self._quiet.start()
        self._look.start()

    def stop(self) -> None:
        """Stop: at lock."""
        if not self._watching:
            return
        self._watching = False
        self._app.focusWindowChanged.disconnect(self._follow)
        for window in self._app.topLevelWindows():
            window.removeEventFilter(self)
        self._quiet.stop()
        self._last.stop()
        self._look.stop()
        self._warned = False

    def _follow(self, window: QWindow | None) -> None:
        """A dialog has a window of its own. Following one twice is the same as once."""
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS_OF_LIFE:
            self._alive()
        return False

    def _alive(self) -> None:
        if self._expire_if_overslept():
            return
        self._touched = self._seconds()
        if self._warned:
            self._warned = False
            self._last.stop()
            self.resumed.emit()
        self._quiet.start()

    def _expire_if_overslept(self) -> bool:
        limit_ms = self._quiet.interval() + self._last.interval()
        overslept = (self._seconds() - self._touched) * 1000 >= limit_ms
        if overslept:
            self._expire()
        return overslept

    def _warn(self) -> None:
        self._warned = True
        self._last.start()
        self.warning.emit()

    def _expire(self) -> None:
        self.stop()
        self.expired.emit()
