"""Inställningar: theme and text size, when the program locks, and the passphrase (drawn in ui/)."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_core import __version__
from kaa_desktop.app.views import Changes
from kaa_desktop.gui.compiled.settings import Ui_Settings
from kaa_desktop.gui.forms.sheet import Sheet, SheetArea
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.screens.own_password import PasswordCard
from kaa_desktop.gui.screens.profile_backup import BackupCard
from kaa_desktop.gui.screens.profile_leave import LeaveCard
from kaa_desktop.gui.theme import STEPS, Mode
from kaa_desktop.gui.widgets.boxes import PageHeader
from kaa_desktop.gui.widgets.labels import repolish

MODES = (Mode.SYSTEM, Mode.LIGHT, Mode.DARK)
MINUTES = (2, 5, 10, 15, 30)
NOTICE = "Du får en påminnelse en minut innan. Utkast sparas alltid först."
LEAST = 15  # characters


class Preferences(Protocol):
    """What the settings change outside the look. Given by the program, for one profile."""

    @property
    def lock_minutes(self) -> int:
        """Minutes without touch before the program locks."""

    def set_lock_minutes(self, minutes: int) -> None:
        """Change and keep it."""

    def change_passphrase(self, old: str, new: str) -> Future[None]:
        """Wrap the data key anew; raises a `StoreFault` whose sentence is shown."""

    def copy_profile(self, passphrase: str, out: Path) -> Future[str]:
        """Copy the profile to a new file; says what was done, or raises a `StoreFault`."""

    def prove(self, passphrase: str) -> Future[None]:
        """Whether this is the profile's passphrase; raises a `StoreFault` when it is not."""

    def remove_profile(self, passphrase: str) -> None:
        """Lock, and take the profile off the computer."""


class SettingsScreen(Screen):
    """Every choice acts at once, but for the passphrase."""

    def __init__(self, desk: Desk, preferences: Preferences) -> None:
        super().__init__(desk, "Inställningar", name="settings")
        self._preferences = preferences
        self._busy = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(PageHeader(self.theme, "Inställningar"))
        inside = Sheet()
        inside.setProperty("fill", "canvas")
        self.ui = Ui_Settings()
        self.ui.setupUi(inside)
        self._area = SheetArea.around(inside, "settings_area")
        outer.addWidget(self._area, 1)
        alone = self.session.who.alone  # the practice municipality: no server, nothing to lose
        self._leave = LeaveCard(desk, preferences.prove, preferences.remove_profile)
        self._secret: list[PasswordCard | BackupCard | LeaveCard] = (
            []
            if alone
            else [PasswordCard(desk), BackupCard(desk, preferences.copy_profile), self._leave]
        )
        if alone:
            self._leave.deleteLater()
        for place, card in enumerate(self._secret, self.ui.outer.indexOf(self.ui.passphrase_card)):
            self.ui.outer.insertWidget(place + 1, card)
        self._fields = (
            (self.ui.old, self.ui.old_error),
            (self.ui.new_passphrase, self.ui.new_error),
            (self.ui.again, self.ui.again_error),
        )
        self._show()
        self._connect()
        self.theme.dress(self)

    def _show(self) -> None:
        ui, who = self.ui, self.session.who
        ui.mode.setCurrentIndex(MODES.index(self.theme.mode))
        ui.percent.setCurrentIndex(STEPS.index(self.theme.percent))
        self._show_minutes()
        ui.about.setText(
            f"{who.name}, {who.role}. {who.municipality}. Dator {who.device}. "
            f"KAA Desktop {__version__}."
        )
        for _field, error in self._fields:
            error.hide()

    def _show_minutes(self) -> None:
        held, longest = self._preferences.lock_minutes, self.session.municipality().lock_minutes
        self.ui.minutes.setCurrentIndex(MINUTES.index(_nearest(held)))
        decided = f"Kommunen har bestämt högst {longest} minuter. " if longest else ""
        self.ui.minutes_note.setText(f"{decided}{NOTICE}")

    def _connect(self) -> None:
        ui = self.ui
        ui.mode.activated.connect(self._set_mode)
        ui.percent.activated.connect(self._set_percent)
        ui.minutes.activated.connect(self._set_minutes)
        ui.change.clicked.connect(self._change)
        ui.again.returnPressed.connect(self._change)
        for field, _error in self._fields:
            field.textEdited.connect(self._clear_errors)
        self.theme.changed.connect(self._follow)

    def _follow(self) -> None:
        """The theme was changed elsewhere (Ctrl++)."""
        self.ui.mode.setCurrentIndex(MODES.index(self.theme.mode))
        self.ui.percent.setCurrentIndex(STEPS.index(self.theme.percent))

    def _set_mode(self, index: int) -> None:
        self.theme.set_mode(MODES[index])

    def _set_percent(self, index: int) -> None:
        self.theme.set_percent(STEPS[index])

    def _set_minutes(self, index: int) -> None:
        self._preferences.set_lock_minutes(MINUTES[index])
        self._show_minutes()
        self.desk.say(f"Programmet låses efter {self._preferences.lock_minutes} minuter.")

    # -- the passphrase

    def _change(self) -> None:
        if self._busy:
            return
        ui = self.ui
        self._clear_errors()
        problems = [
            (ui.old, ui.old_error, "" if ui.old.text() else "Skriv din nuvarande lösenfras."),
            (ui.new_passphrase, ui.new_error, self._about_new()),
            (ui.again, ui.again_error, self._about_again()),
        ]
        wrong = [one for one in problems if one[2]]
        for field, error, sentence in wrong:
            _say_at(field, error, sentence)
        if wrong:
            wrong[0][0].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._busy = True
        asked = self._preferences.change_passphrase(ui.old.text(), ui.new_passphrase.text())
        self.desk.then(asked, self._changed, self._not_changed)

    def _about_new(self) -> str:
        length = len(self.ui.new_passphrase.text())
        if length >= LEAST:
            return ""
        return f"Lösenfrasen har {length} tecken. Den behöver minst {LEAST}."

    def _about_again(self) -> str:
        same = self.ui.again.text() == self.ui.new_passphrase.text()
        return "" if same else "De två är inte lika. Skriv den nya lösenfrasen en gång till."

    def _changed(self, _: object) -> None:
        if not isValid(self):
            return
        self._busy = False
        self._empty()
        self.desk.say("Lösenfrasen är bytt. Använd den nya när du låser upp nästa gång.")

    def _not_changed(self, sentence: str) -> None:
        if isValid(self):
            self._busy = False
            _say_at(self.ui.old, self.ui.old_error, sentence)
            self.ui.old.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear_errors(self) -> None:
        for field, error in self._fields:
            _say_at(field, error, "")

    def _empty(self) -> None:
        for field, _error in self._fields:
            field.clear()

    # -- the page

    def leaving(self) -> None:
        """No passphrase and no password stays on a page that is left."""
        self._empty()
        for card in self._secret:
            card.empty()

    def refresh(self, changes: Changes) -> None:
        if changes.everything or "municipality" in changes.kinds:
            self._show_minutes()
        if self._leave in self._secret:
            self._leave.look()

    def panes(self) -> Sequence[QWidget]:
        return [self._area]

    def first_focus(self) -> QWidget | None:
        return self.ui.mode


def _nearest(minutes: int) -> int:
    """What the list has: never longer than what holds, where it has that."""
    return max((one for one in MINUTES if one <= minutes), default=MINUTES[0])


def _say_at(field: QLineEdit, error: QLabel, sentence: str) -> None:
    error.setText(sentence)
    error.setVisible(bool(sentence))
    field.setAccessibleDescription(sentence)
    field.setProperty("invalid", bool(sentence))
    repolish(field)
