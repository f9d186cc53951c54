"""Ta bort profilen: refused while anything is only on this computer, with the ways to hand it over."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit
from shiboken6 import isValid

from kaa_desktop.app.removing import READY, WHAT_TO_DO
from kaa_desktop.gui.catalogue import CATALOGUE
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import FieldBox, TextField
from kaa_desktop.gui.widgets.labels import label

ABOUT = (
    "Gör det när du slutar, byter dator eller när en annan ska använda den. Allt i profilen tas bort från "
    "den här datorn och går inte att få tillbaka. Det som finns på servern är kvar där. Be sedan en "
    "administratör spärra datorn."
)
HAND_OVER = "sync.hand_over"


class LeaveCard(Card):
    """What is only here, and the passphrase that takes the rest away."""

    def __init__(
        self,
        desk: Desk,
        prove: Callable[[str], Future[None]],
        remove: Callable[[str], object],
    ) -> None:
        super().__init__(desk.theme, "Ta bort profilen från datorn")
        self._desk = desk
        self._prove = prove
        self._remove = remove
        self._busy = False
        self.body.addWidget(label(ABOUT, "muted", wrap=True))
        self.left = Banner(desk.theme, Kind.WARN)
        if HAND_OVER in {one.id for one in CATALOGUE}:
            handing = desk.actions.button(HAND_OVER, name="leave_hand_over", compact=True)
            self.left.add_button(handing)
        sending = desk.actions.button("sync.now", name="leave_sync", compact=True)
        self.left.add_button(sending)
        self.body.addWidget(self.left)
        self._field = TextField()
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._box = FieldBox(
            desk.theme,
            "Lösenfras",
            self._field,
            name="leave_passphrase",
            spoken="Lösenfras, för att ta bort profilen",
        )
        self.body.addWidget(self._box)
        self._button = button(desk.theme, "Ta bort profilen", name="leave_remove", icon="trash-2")
        self._button.clicked.connect(self.ask)
        row = QHBoxLayout()
        row.addWidget(self._button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.look()

    def look(self) -> None:
        """How much is only here now."""
        left = self._desk.session.only_here()
        self.left.setVisible(bool(left))
        title = f"Profilen går inte att ta bort nu. {left.sentence}"
        self.left.set_message(Kind.WARN, title, WHAT_TO_DO)
        self._box.setVisible(not left)
        self._button.set_blocked(left.sentence)
        self._button.setToolTip("" if left else READY)

    def ask(self) -> None:
        """The passphrase first; then the window locks, and the profile goes."""
        self.look()
        left = self._desk.session.only_here()
        if left or self._busy:
            self._desk.say(left.sentence or "Vänta.")
            return
        if not self._field.text():
            self._failed("Skriv din lösenfras. Den visar att profilen är din.")
            return
        self._busy = True
        self._desk.then(self._prove(self._field.text()), self._proved, self._failed)

    def _proved(self, _nothing: object) -> None:
        if isValid(self):
            self._busy = False
            passphrase = self._field.text()
            self.empty()
            self._remove(passphrase)

    def _failed(self, sentence: str) -> None:
        if isValid(self):
            self._busy = False
            self._box.set_error(sentence)
            self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def empty(self) -> None:
        """No passphrase stays on a page that is left."""
        self._field.setText("")
        self._box.set_error("")
