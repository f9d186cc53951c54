"""Menus for choosing: one that stays open while several things are ticked, and how they are filled."""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from kaa_desktop.gui.widgets.buttons import KeyButton


class ChoiceMenu(QMenu):
    """Ticks stay open: the menu closes by Enter, by Esc or by a choice that is not a tick."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title.replace("&", "&&"), parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setToolTipsVisible(True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.actionAt(event.position().toPoint())
        if not _ticks(action):
            super().mouseReleaseEvent(event)
            return
        action.trigger()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and _ticks(action):
            action.trigger()
            return
        super().keyPressEvent(event)

    def tick(self, text: str, value: Any, chosen: Callable[[], object], *, on: bool) -> QAction:
        """One of several that can be chosen together; `chosen` reads its `data` from the sender."""
        action = self._item(text, value, chosen)
        action.setCheckable(True)
        action.setChecked(on)
        return action

    def one_of(
        self, items: Iterable[tuple[str, Any]], now: Any, chosen: Callable[[], object]
    ) -> None:
        """Choices of which one holds."""
        group = QActionGroup(self)
        for text, value in items:
            action = self._item(text, value, chosen)
            action.setCheckable(True)
            action.setActionGroup(group)
            action.setChecked(value == now)
        if group.checkedAction() is not None:
            self.setActiveAction(group.checkedAction())

    def item(
        self, text: str, value: Any, chosen: Callable[[], object], *, blocked: str = ""
    ) -> None:
        """Something to do; with a reason it says why it cannot be done."""
        action = self._item(f"{text} – {blocked}" if blocked else text, value, chosen)
        action.setEnabled(not blocked)

    def within(self, name: str, title: str) -> "ChoiceMenu":
        """A menu in this one."""
        made = ChoiceMenu(name, title, self)
        self.addMenu(made)
        return made

    def _item(self, text: str, value: Any, chosen: Callable[[], object]) -> QAction:
        action = QAction(text.replace("&", "&&"), self)
        action.setData(value)
        action.triggered.connect(chosen)
        self.addAction(action)
        return action


def _ticks(action: QAction | None) -> bool:
    return (
        action is not None
        and action.isEnabled()
        and action.isCheckable()
        and action.actionGroup() is None
    )


def pop_under(menu: QMenu, made: KeyButton) -> None:
    """Show a menu below a button, whose it is; it ends when it is closed."""
    menu.setParent(made, menu.windowFlags())
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(made.mapToGlobal(made.rect().bottomLeft()))
