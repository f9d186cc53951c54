"""The status bar: how the work is saved, how the connection is, and keys for the focused pane.

Always in words (design.md section 4). Say *sparat lokalt* and *synkat*, never *sparat* alone.
Times are shown as handed in, in local time.
"""

from collections.abc import Sequence

from attrs import frozen
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.labels import Elided, KeyHint, repolish


@frozen
class SyncWords:
    """What the status bar says. ``HH:MM`` strings; empty = unknown.

    Attributes:
        saved_at: when the last change was saved here.
        waiting: changes not yet acknowledged by the server.
        sending: (number, of) while sending, else None.
        synced_at: when everything was last synchronised.
        offline_since: set while there is no connection.
        conflicts: conflicts to solve.
        refused: the server does not accept this computer.
        unsaved_since: saving here fails: the only red state.
    """

    saved_at: str = ""
    waiting: int = 0
    sending: tuple[int, int] | None = None
    synced_at: str = ""
    offline_since: str = ""
    conflicts: int = 0
    refused: bool = False
    unsaved_since: str = ""

    def save_state(self) -> str:
        """The words at the left."""
        if self.unsaved_since:
            return f"Inte sparat sedan {self.unsaved_since}"
        if self.waiting:
            saved = f"Sparat lokalt {self.saved_at}".strip()
            words = f"{saved} · Väntar på synk ({self.waiting})"
        else:
            words = f"Allt synkat {self.synced_at}" if self.synced_at else "Inget väntar på synk"
        if self.conflicts:
            word = "konflikt" if self.conflicts == 1 else "konflikter"
            words += f" · {self.conflicts} {word}"
        return words

    def network_state(self) -> str:
        """The words after the line."""
        if self.refused:
            return "Synk stoppad · datorn är spärrad"
        if self.offline_since:
            return f"Offline sedan {self.offline_since} · försöker själv igen"
        if self.sending:
            return f"Synkar {self.sending[0]} av {self.sending[1]}"
        return f"Ansluten · senaste synk {self.synced_at}" if self.synced_at else "Ansluter"

    def short(self) -> str:
        """For windows narrower than 60 em."""
        return (
            self.save_state().replace("Sparat lokalt", "Lokalt").replace("Väntar på synk", "väntar")
        )


class StatusBar(QFrame):
    """One band at the foot of the window; the words are buttons that open Synkning."""

    open_sync = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._narrow = False
        self._words = SyncWords()
        self._hints: Sequence[tuple[str, str]] = ()
        self.setObjectName("status_bar")
        self.setAccessibleName("Statusrad")
        self.setProperty("rule", "top")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 1, 12, 1)
        row.setSpacing(8)
        self.save = button(theme, "", name="status_save", kind="status", icon="hard-drive")
        self.save.setProperty("strong", True)
        self.network = button(theme, "", name="status_network", kind="status", icon="cloud")
        self._line = QFrame()
        self._line.setFixedWidth(1)
        self._line.setProperty("fill", "border")
        self._message = Elided("", "caption")
        self._keys = QHBoxLayout()
        self._keys.setSpacing(14)
        for widget in (self.save, self._line, self.network):
            row.addWidget(widget)
        row.addWidget(self._message, 1)
        row.addLayout(self._keys)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.save.clicked.connect(self.open_sync)
        self.network.clicked.connect(self.open_sync)
        self.set_words(self._words)
        theme.dress(self)

    def set_words(self, words: SyncWords) -> None:
        """Show how it stands."""
        self._words = words
        failing = bool(words.unsaved_since)
        self._say(self.save, words.short() if self._narrow else words.save_state(), "Sparat läge")
        self._say(self.network, words.network_state(), "Anslutning")
        self.save.set_icon("triangle-alert" if failing or words.conflicts else "hard-drive")
        self.save.setProperty("icon_tone", _tone(failing=failing, conflicts=words.conflicts))
        self.network.set_icon("cloud-off" if words.offline_since or words.refused else "cloud")
        self.setProperty("fill", "danger" if failing else "nav")
        repolish(self)

    def _say(self, made: QWidget, words: str, what: str) -> None:
        made.setProperty("text", words)
        made.setAccessibleName(f"{what}: {words}")
        made.setToolTip(words)
        made.updateGeometry()
        made.update()

    def set_message(self, words: str) -> None:
        """Why something could not be done; stays until the next one."""
        self._message.setText(words)

    def set_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """At most three keys for the pane in focus."""
        if tuple(hints) == tuple(self._hints):
            return
        self._hints = tuple(hints)
        while self._keys.count():
            taken = self._keys.takeAt(0)
            gone = taken.widget() if taken else None
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        for key, word in () if self._narrow else self._hints[:3]:
            self._keys.addWidget(KeyHint(self._theme, [key], word))

    def set_narrow(self, *, narrow: bool) -> None:
        """Below 60 em only the save state stands."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for widget in (self._line, self.network):
            widget.setVisible(not narrow)
        hints, self._hints = self._hints, ()
        self.set_words(self._words)
        self.set_hints(hints)


def _tone(*, failing: bool, conflicts: int) -> str:
    return "danger" if failing else "warn" if conflicts else ""
