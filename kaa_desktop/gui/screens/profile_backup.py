"""Säkerhetskopiera profilen: one file, as encrypted as the profile, for what has not been sent."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout
from shiboken6 import isValid

from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.widgets.boxes import Card
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import FieldBox, TextField
from kaa_desktop.gui.widgets.labels import label

SUFFIX = "kaaprofil"
ABOUT = (
    "Det som är skickat finns på servern. En kopia behövs för det som inte är skickat, till exempel innan "
    "datorn lämnas in. Filen är krypterad som profilen och öppnas med samma lösenfras. Fråga kommunens "
    "it-stöd var den får ligga."
)
Copying = Callable[[str, Path], Future[str]]
"""By the passphrase, to the new file; the future says what was done, or raises a `StoreFault`."""


class BackupCard(Card):
    """The passphrase, and where to."""

    def __init__(self, desk: Desk, copy: Copying) -> None:
        super().__init__(desk.theme, "Säkerhetskopiera profilen")
        self._desk = desk
        self._copy = copy
        self._busy = False
        self.body.addWidget(label(ABOUT, "muted", wrap=True))
        self._field = TextField()
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._field.returnPressed.connect(self._choose)
        self._box = FieldBox(desk.theme, "Lösenfras", self._field, name="copy_passphrase")
        column = self.body
        assert isinstance(column, QVBoxLayout)
        column.addWidget(self._box)
        self._button = button(
            desk.theme, "Välj plats och kopiera", name="copy_profile", kind="primary", icon="save"
        )
        self._button.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.addWidget(self._button)
        row.addStretch(1)
        self.body.addLayout(row)

    def _choose(self) -> None:
        if self._busy:
            return
        self._box.set_error("")
        if not self._field.text():
            self._failed("Skriv din lösenfras. Kopian görs först när du har valt en plats.")
            return
        dialog = QFileDialog(self, "Säkerhetskopiera profilen")
        dialog.setObjectName("copy_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        # A file that exists is never written over, so nobody is asked whether to.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setNameFilters([f"Profil (*.{SUFFIX})"])
        dialog.setDefaultSuffix(SUFFIX)
        dialog.selectFile(f"kaa-profil.{SUFFIX}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.copy_to)
        dialog.open()

    def copy_to(self, path: str) -> None:
        """Make the copy at the place that was chosen."""
        self._busy = True
        self._button.setEnabled(False)
        self._desk.then(self._copy(self._field.text(), Path(path)), self._came, self._failed)

    def _came(self, sentence: str) -> None:
        if isValid(self):
            self._ready()
            self.empty()
            self._desk.say(sentence)

    def _failed(self, sentence: str) -> None:
        if isValid(self):
            self._ready()
            self._box.set_error(sentence)
            self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ready(self) -> None:
        self._busy = False
        self._button.setEnabled(True)

    def empty(self) -> None:
        """No passphrase stays on a page that is left."""
        self._field.setText("")  # clear() could be undone
        self._box.set_error("")
