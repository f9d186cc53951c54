"""One window for each profile: a second start brings the first one's window forward and ends.

A lock on a file in the profile's folder says whether one has it; the system frees it when the process
dies. Only the one who holds it listens, for its own account, on a local socket whose name says nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from kaa_desktop.store.errors import AlreadyOpen, StoreFault
from kaa_desktop.store.lock import WINDOW, ProfileLock

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

LISTEN_MS = 100
CALL_MS = 1000


class Single(QObject):
    """Which profile's one window this process is. ``forward`` shows it to the person."""

    def __init__(self, forward: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._forward = forward
        self._folder: Path | None = None
        self._lock: ProfileLock | None = None
        self._server: QLocalServer | None = None
        self._soon = QTimer(self)  # loading the network is not to delay the first drawing
        self._soon.setSingleShot(True)
        self._soon.setInterval(LISTEN_MS)
        self._soon.timeout.connect(self._listen)

    def take(self, folder: Path) -> bool:
        """Be this profile's one window. False when another is: that one has been asked to come forward."""
        if self._folder == folder:
            return True
        try:
            lock = ProfileLock(folder / WINDOW)
        except AlreadyOpen:
            _call(folder)
            return False
        except StoreFault:  # a folder that takes no file: unlocking says so, in its words
            return True
        self.let_go()
        self._folder, self._lock = folder, lock
        self._soon.start()
        return True

    def let_go(self) -> None:
        """Another window may show the profile from now on."""
        self._soon.stop()
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._lock is not None:
            self._lock.release()
        self._folder = self._lock = None

    def _listen(self) -> None:
        from PySide6.QtNetwork import QLocalServer  # noqa: PLC0415 - after the first drawing

        assert self._folder is not None  # the timer stops when it is let go
        name = _name(self._folder)
        QLocalServer.removeServer(name)  # of one that died; a living one would hold the lock
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._called)
        self._server.listen(name)

    def _called(self) -> None:
        if self._server is not None:
            self._server.nextPendingConnection().deleteLater()
        self._forward()


def _call(folder: Path) -> None:
    from PySide6.QtNetwork import QLocalSocket  # noqa: PLC0415 - rarely needed

    socket = QLocalSocket()
    socket.connectToServer(_name(folder))
    socket.waitForConnected(CALL_MS)
    socket.disconnectFromServer()


def _name(folder: Path) -> str:
    return "kaa-desktop-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]
