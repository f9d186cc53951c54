"""Ny lösenfras: the municipality's recovery key opens the profile, and a new passphrase is set."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog

from kaa_desktop.app.connecting import LEAST, passphrase_problems
from kaa_desktop.gui.door import DoorCard
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind

WIDTH = 560
LEAD = (
    "Kommunens administratör har en nyckelfil och dess lösenord. Med dem sätter ni en ny lösenfras. "
    "Allt på datorn är kvar, också det som inte är skickat."
)


class RecoverCard(DoorCard):
    """The key file, its password, and the new passphrase twice."""

    asked = Signal(object)  # (path, password, passphrase)

    def __init__(self, theme: Theme, user: str) -> None:
        super().__init__(theme, f"Ny lösenfras för {user}", LEAD, width=WIDTH)
        self._file = self.line(
            "file", "Nyckelfil", note="Ofta på ett USB-minne. Läggs inte på datorn."
        )
        self._file.setMaxLength(4096)
        self._password = self.line("password", "Nyckelfilens lösenord", secret=True)
        self._new = self.line(
            "passphrase", "Ny lösenfras", secret=True, note=f"Minst {LEAST} tecken."
        )
        self._again = self.line("again", "Lösenfrasen en gång till", secret=True)
        for name, box in self._boxes.items():
            self.body.addWidget(box)
            if name == "file":
                self._choose = self.action("Välj fil", "recover_choose")
                self.buttons.removeWidget(self._choose)
                self.body.addWidget(self._choose, 0, Qt.AlignmentFlag.AlignLeft)
        self._choose.clicked.connect(self._pick)
        cancel = self.action("Tillbaka", "recover_back", hint="Esc")
        cancel.clicked.connect(self.back)
        self._set = self.action("Sätt lösenfrasen", "recover_now", kind="primary", hint="Enter")
        self._set.clicked.connect(self._send)
        for field in (self._file, self._password, self._new, self._again):
            field.returnPressed.connect(self._send)
        self._busy = False
        theme.dress(self)

    def _pick(self) -> None:
        found, _filter = QFileDialog.getOpenFileName(self, "Välj nyckelfilen")
        if found:
            self._file.setText(found)
            self._password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _send(self) -> None:
        if self._busy:
            return
        self.show_trouble("")
        found = {}
        if not self._file.text().strip():
            found["file"] = "Välj nyckelfilen."
        if not self._password.text():
            found["password"] = "Skriv nyckelfilens lösenord."  # noqa: S105 - a sentence
        found |= passphrase_problems(self._new.text(), self._again.text())
        if self.show_problems(found):
            return
        self._busy = True
        self._set.set_blocked("Öppnar profilen.")
        path = Path(self._file.text().strip())
        self.asked.emit((path, self._password.text(), self._new.text()))

    def show_failed(self, sentence: str) -> None:
        """It could not be done: what is written stays, to be mended."""
        self._busy = False
        self._set.set_blocked("")
        self.show_trouble("Lösenfrasen är inte ändrad.", sentence, kind=Kind.DANGER)
