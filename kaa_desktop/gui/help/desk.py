"""F1 and its pane in the main window: which text, where it stands, and where the focus goes back to.

The pane is made when help is first asked for. Where there is room it stands beside the work and stays
there while she follows its steps; in a narrow window it covers the page until it is closed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_desktop.gui.help.topics import FIRST, GROUPS, WINDOWS, topic_of
from kaa_desktop.gui.palette_rows import Entry
from kaa_desktop.gui.theme import Theme

if TYPE_CHECKING:
    from kaa_desktop.gui.help.pane import HelpPane
    from kaa_desktop.gui.help.text import Library
    from kaa_desktop.gui.shell import MainWindow

ASKED = "hjälp"
FEW = 4
BESIDE_EM = 80  # narrower than this, and the pane covers the page


class HelpDesk(QObject):
    """One per window. ``support`` gives whom to ask, in words; set while a profile is open."""

    def __init__(
        self, shell: MainWindow, theme: Theme, row: QHBoxLayout, below: QVBoxLayout
    ) -> None:
        super().__init__(shell)
        self._shell = shell
        self._theme = theme
        self._row = row
        self._below = below
        self._foot: QWidget | None = None
        self._pane: HelpPane | None = None
        self._library: Library | None = None
        self._left: QWidget | None = None
        self.support: Callable[[], str] = str
        shell.registry.bind("help.here", self.here)
        shell.registry.bind("help.contents", self.contents)
        shell.stack.shown.connect(self._page_shown)
        shell.installEventFilter(self)
        theme.changed.connect(self._fit)

    @property
    def pane(self) -> HelpPane | None:
        """The pane while it is open."""
        pane = self._pane
        return pane if pane is not None and pane.isVisibleTo(self._shell) else None

    @property
    def library(self) -> Library:
        """All texts."""
        if self._library is None:
            from kaa_desktop.gui.help.text import Library  # noqa: PLC0415 - when help is asked for

            self._library = Library(GROUPS)
        return self._library

    def taken_em(self) -> float:
        """How much of the window's width the pane takes beside the work, in em."""
        pane = self.pane
        return 0 if pane is None or self._covers() else pane.minimumWidth() / self._theme.em

    def warm_up(self) -> None:
        """Read the texts and load the pane on another thread, so that the first F1 waits for neither."""
        library = self.library
        threading.Thread(target=_load, args=(library,), name="kaa-help", daemon=True).start()

    def panes(self) -> list[QWidget]:
        """What F6 visits here."""
        foot = self._foot
        return [one for one in (self.pane, foot) if one is not None and one.isVisible()]

    def set_foot(self, foot: QWidget) -> None:
        """Put a band below the page, the tour's; it takes its room and covers nothing."""
        self.take_foot()
        self._foot = foot
        self._below.addWidget(foot)
        foot.show()

    def take_foot(self) -> None:
        """Take the band away."""
        foot, self._foot = self._foot, None
        if foot is not None:
            foot.hide()
            self._below.removeWidget(foot)
            foot.deleteLater()

    def empty(self) -> None:
        """The program is locked: nothing of the profile stays."""
        self.close()
        self.take_foot()
        self.support = str

    def here(self) -> None:
        """F1: about what has the focus. In the help itself: close it."""
        window = QApplication.activeWindow()
        if window is not None and type(window).__name__ in WINDOWS:
            window.close()
            self.open(topic_of(window))
        elif self.pane is not None and self._inside(self.pane):
            self.close()
        else:
            page = self._shell.current_page()
            self.open(FIRST if page is None else topic_of(page))

    def open(self, topic: str) -> None:
        """Show a text; the focus moves to it, and comes back when it is closed."""
        self._ready().show_topic(topic)
        self._shell.announcer.announce(f"Hjälp: {self.library.topics[topic].title}")

    def contents(self) -> None:
        """Show the list of all texts."""
        self._ready().show_contents()

    def close(self) -> None:
        """Take the pane away; the focus returns to where it was."""
        pane = self.pane
        if pane is None:
            return
        inside = self._inside(pane)
        pane.hide()
        self._shell.stack.show()
        self._shell.fold()
        left, self._left = self._left, None
        if not inside:
            return
        if left is not None and isValid(left) and left.isVisible():
            left.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._shell.stack.focus_top()

    def find(self, text: str) -> Sequence[Entry]:
        """Rows for the palette, ``Hjälp: Min dag``: a few, or all that fit when help is asked for."""
        wanted = text.lower()
        asked = wanted.startswith(ASKED)
        if asked:
            wanted = wanted.removeprefix(ASKED).strip(" :")
        found = [(one.topic, one.why) for one in self.library.find(wanted)]
        if asked and not wanted:
            found = [(topic, "") for topic in self.library.topics.values()]
        return [
            Entry(f"Hjälp: {topic.title}", why, "circle-question-mark", topic=topic.name)
            for topic, why in (found if asked else found[:FEW])
        ]

    # -- inside

    def _ready(self) -> HelpPane:
        now = QApplication.focusWidget()
        if self._pane is None:
            self._pane = self._make()
        if now is not None and now.window() is self._shell and not self._pane.isAncestorOf(now):
            self._left = now
        self._pane.show()
        self._fit()
        return self._pane

    def _make(self) -> HelpPane:
        from kaa_desktop.gui.help.pane import HelpPane  # noqa: PLC0415 - when help is asked for

        pane = HelpPane(self._theme, self.library, self._said_support, self._shell.registry.trigger)
        pane.closed.connect(self.close)
        self._row.addWidget(pane)
        return pane

    def _said_support(self) -> str:
        return self.support()

    def _inside(self, pane: HelpPane) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and pane.isAncestorOf(focus)

    def _covers(self) -> bool:
        return self._shell.width() < BESIDE_EM * self._theme.em

    def _fit(self) -> None:
        from kaa_desktop.gui.help.pane import WIDTH  # noqa: PLC0415 - loaded with the pane

        pane = self.pane
        if pane is None:
            return
        covers = self._covers()
        pane.setMinimumWidth(0 if covers else self._theme.px(WIDTH))
        pane.setMaximumWidth(16_777_215 if covers else self._theme.px(WIDTH))
        self._row.setStretch(self._row.indexOf(pane), 1 if covers else 0)
        self._shell.stack.setVisible(not covers)
        self._shell.fold()

    def _page_shown(self) -> None:
        """Another page has come: a pane that covers it gives way."""
        if self.pane is not None and self._covers():
            self._left = None
            self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self._pane is not None:
            self._fit()
        return super().eventFilter(watched, event)


def _load(library: Library) -> None:
    import kaa_desktop.gui.help.pane  # noqa: F401, PLC0415 - loading it is the point

    _ = library.topics
