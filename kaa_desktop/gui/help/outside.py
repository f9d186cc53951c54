"""Help in a window that has no main window behind it: the unlock window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QScrollArea, QWidget
from shiboken6 import isValid

from kaa_desktop.gui.help.pane import WIDTH, HelpPane
from kaa_desktop.gui.help.text import Library
from kaa_desktop.gui.help.topics import GROUPS, WINDOWS, topic_of
from kaa_desktop.gui.theme import Theme


def open_beside(window: QWidget, theme: Theme, content: QScrollArea) -> None:
    """Open the help about a window at its right, or close it.

    Where ``content`` has no room beside it, all that is in the window gives way for so long.
    """
    found = window.findChild(_Outside, "outside_help")
    outside = found if isinstance(found, _Outside) else _Outside(window, theme, content)
    outside.toggle()


class _Outside(QObject):
    """Holds the pane of one window."""

    def __init__(self, window: QWidget, theme: Theme, content: QScrollArea) -> None:
        super().__init__(window)
        self.setObjectName("outside_help")
        self._window, self._theme, self._content = window, theme, content
        self._left: QWidget | None = None
        self._aside: list[QWidget] = []
        self._pane = HelpPane(theme, Library(GROUPS), str)
        self._pane.hide()
        self._pane.closed.connect(self._close)
        layout = window.layout()
        assert isinstance(layout, QGridLayout)
        self._layout = layout
        layout.addWidget(self._pane, 0, 1, layout.rowCount(), 1)
        window.installEventFilter(self)
        theme.changed.connect(self._fit)

    def toggle(self) -> None:
        """Open it, or close it when it is open."""
        if not self._pane.isHidden():
            self._close()
            return
        self._left = QApplication.focusWidget()
        self._pane.show()
        self._pane.show_topic(topic_of(self._about()))
        self._fit()

    def _about(self) -> QWidget:
        """The card in the window that has a text of its own, else the window."""
        cards = self._window.findChildren(QWidget)
        shown = (one for one in cards if type(one).__name__ in WINDOWS and one.isVisible())
        return next(shown, self._window)

    def _close(self) -> None:
        self._pane.hide()
        self._give_way(covers=False)
        left = self._left
        if left is not None and isValid(left) and left.isVisible():
            left.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        if self._pane.isHidden():
            return
        card = self._content.widget()
        needed = card.minimumSizeHint().width() if card is not None else 0
        covers = self._window.width() < needed + self._theme.px(WIDTH)
        self._pane.setMinimumWidth(0 if covers else self._theme.px(WIDTH))
        self._pane.setMaximumWidth(16_777_215 if covers else self._theme.px(WIDTH))
        self._give_way(covers=covers)

    def _give_way(self, *, covers: bool) -> None:
        """Hide what is beside the pane, or show again what was hidden for it."""
        self._layout.setColumnStretch(0, 0 if covers else 1)
        if not covers:
            for one in self._aside:
                one.show()
            self._aside = []
            return
        items = [self._layout.itemAt(at) for at in range(self._layout.count())]
        found = [item.widget() for item in items if item is not None]
        beside = [one for one in found if one is not None and one is not self._pane]
        self._aside += [one for one in beside if not one.isHidden()]
        for one in beside:
            one.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)
