"""Says in the window that a newer version is needed: once when unlocked, and when it changes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from kaa_desktop.app.versions import Versions
from kaa_desktop.gui.shell import MainWindow
from kaa_desktop.gui.tokens import Kind


class VersionWatch(QObject):
    """One for each unlocking; ends with its parent."""

    _heard = Signal()

    def __init__(self, shell: MainWindow, versions: Versions, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._versions = versions
        self._heard.connect(self.show, Qt.ConnectionType.QueuedConnection)
        versions.listen(self._tell)

    def show(self) -> None:
        """Say what is to be said today, if anything."""
        notice = self._versions.notice()
        if notice is not None:
            kind = Kind.WARN if notice.due else Kind.INFO
            self._shell.notice(kind, notice.title, notice.text)

    def _tell(self) -> None:
        try:
            self._heard.emit()
        except RuntimeError:  # locked meanwhile: nobody is there to be told
            return
