"""Byt lösenord: the account's own password, which the server knows. Another thing than the passphrase."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout
from shiboken6 import isValid

from kaa_desktop.app.views import Result
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.widgets.boxes import Card
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import FieldBox, TextField
from kaa_desktop.gui.widgets.labels import label

LEAST = 12
ABOUT = (
    "Lösenordet hör till ditt konto på kommunens server. Du skriver det när datorn ansluts och när "
    "servern ber om det. Du behöver nät för att byta det."
)


class PasswordCard(Card):
    """The old one, the new one twice."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme, "Byt lösenord till kontot")
        self._desk = desk
        self._busy = False
        self.body.addWidget(label(ABOUT, "muted", wrap=True))
        titles = (
            ("own_old", "Nuvarande lösenord"),
            ("own_new", f"Nytt lösenord, minst {LEAST} tecken"),
            ("own_again", "Det nya lösenordet en gång till"),
        )
        self._old, self._new, self._again = (self._box(*one) for one in titles)
        change = button(
            desk.theme, "Byt lösenord", name="own_change", kind="primary", icon="key-round"
        )
        change.clicked.connect(self._change)
        row = QHBoxLayout()
        row.addWidget(change)
        row.addStretch(1)
        self.body.addLayout(row)

    def _box(self, name: str, title: str) -> FieldBox:
        field = TextField()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.returnPressed.connect(self._change)
        made = FieldBox(self._desk.theme, title, field, name=name)
        column = self.body
        assert isinstance(column, QVBoxLayout)
        column.addWidget(made)
        return made

    def _change(self) -> None:
        if self._busy:
            return
        old, new, again = (_text(one) for one in (self._old, self._new, self._again))
        said = {
            self._old: "" if old else "Skriv ditt nuvarande lösenord.",
            self._new: _about_new(new),
            self._again: "" if again == new else "De två är inte lika. Skriv det en gång till.",
        }
        for box, sentence in said.items():
            box.set_error(sentence)
        wrong = next((box for box, sentence in said.items() if sentence), None)
        if wrong is not None:
            wrong.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._busy = True
        self._desk.then(self._desk.session.change_password(old, new), self._came, self._failed)

    def _came(self, result: Result) -> None:
        if not isValid(self):
            return
        self._busy = False
        if not result.done:
            self._say(" ".join(one.sentence for one in result.problems))
            return
        self.empty()
        self._desk.say(f"{result.sentence} Lösenfrasen på datorn är densamma som förut.")

    def _failed(self, sentence: str) -> None:
        if isValid(self):
            self._busy = False
            self._say(sentence)

    def _say(self, sentence: str) -> None:
        self._old.set_error(sentence)
        self._old.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def empty(self) -> None:
        """No password stays on a page that is left."""
        for box in (self._old, self._new, self._again):
            field = box.field
            if isinstance(field, QLineEdit):
                field.setText("")  # clear() could be undone
            box.set_error("")


def _text(box: FieldBox) -> str:
    return box.field.text() if isinstance(box.field, QLineEdit) else ""


def _about_new(new: str) -> str:
    if len(new) >= LEAST:
        return ""
    return f"Lösenordet har {len(new)} tecken. Det behöver minst {LEAST}."
