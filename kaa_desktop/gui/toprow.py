"""The top row: menus, the command field, the badge for practice data and the lock.

Below 60 em the menus fold into one button, ``Meny``, and the command field into ``Sök``.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QMenuBar, QSizePolicy

from kaa_desktop.gui.actions import Actions
from kaa_desktop.gui.navigation import NavItem
from kaa_desktop.gui.painting import ChipLook
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.chips import Chip

PRACTICE = "Övningsdata – påhittade personer"


class TopRow(QFrame):
    """44 px; built from the action registry. ``place_chosen`` comes from the folded menu."""

    place_chosen = Signal(object)

    def __init__(self, theme: Theme, actions: Actions, *, practice: bool) -> None:
        super().__init__()
        self._theme = theme
        self._actions = actions
        self._items: Sequence[NavItem] = ()
        self._practice = practice
        self.setProperty("fill", "surface")
        self.setProperty("rule", "bottom")
        self.setMinimumHeight(44)
        self.bar = QMenuBar()
        self.bar.setObjectName("menu_bar")
        self.bar.setAccessibleName("Menyrad")
        self.bar.setNativeMenuBar(False)
        self.bar.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        actions.fill(self.bar)
        self.menu_button = button(theme, "Meny", name="menu_button", icon="menu")
        self.menu_button.clicked.connect(self._open_menu)
        self.command = actions.button("palette", name="command_field", kind="field")
        self.command.setMaximumWidth(400)
        self.badge = Chip(theme, PRACTICE, "flask-conical", Kind.NEUTRAL)
        self.lock = actions.button("lock", kind="flat", name="lock_button")
        self.lock.setAccessibleName("Lås programmet")
        self._lay_out()
        self.set_fold(narrow=False, tight=False)
        theme.dress(self)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(7, 5, 12, 5)
        row.setSpacing(12)
        row.addWidget(self.bar)
        row.addWidget(self.menu_button)
        row.addStretch(1)
        row.addWidget(self.command, 8)
        row.addStretch(1)
        row.addWidget(self.badge)
        row.addWidget(self.lock)

    def set_places(self, items: Sequence[NavItem]) -> None:
        """What the folded menu lists first, with counts."""
        self._items = items

    def set_fold(self, *, narrow: bool, tight: bool) -> None:
        """Fold below 60 em (``narrow``), and shorten the badge below 80 em (``tight``)."""
        self.bar.setVisible(not narrow)
        self.menu_button.setVisible(narrow)
        self.command.setText("Sök" if narrow else "Sök person eller kommando")
        self.badge.set_look(
            ChipLook("Övningsdata" if tight or narrow else PRACTICE, "flask-conical", Kind.NEUTRAL)
        )
        self.badge.setToolTip(PRACTICE)
        self.badge.setVisible(self._practice)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for item in self._items:
            if not item.key:
                menu.addSection(item.text)
                continue
            count = "" if item.count is None else f"  {item.count}"
            action = menu.addAction(f"{item.text}{count}")
            action.setData(item.key)
        menu.triggered.connect(self._picked)
        menu.addSeparator()
        self._actions.fill(menu)
        menu.popup(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height())))

    def _picked(self, action: QAction) -> None:
        key = action.data()
        if any(item.key == key for item in self._items):
            self.place_chosen.emit(key)
