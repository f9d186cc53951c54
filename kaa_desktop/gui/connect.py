"""Anslut datorn: the account and the code from the administrator, a passphrase of one's own, the download."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QProgressBar, QVBoxLayout, QWidget

from kaa_desktop.app.connecting import LEAST, Connected, Filled, Step, Trouble, problems
from kaa_desktop.gui.door import DoorCard
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import fold
from kaa_desktop.gui.widgets.labels import label

WIDTH = 820
TWO_COLUMNS_EM = 46
LEAD = (
    "Kommunens administratör har gett dig ett konto och en engångskod. "
    "Lösenfrasen hittar du på själv: den låser upp den här datorn och lämnar den aldrig."
)


class ConnectCard(DoorCard):
    """Three faces: the form, how it goes, and what it came to."""

    asked = Signal(object)  # Filled
    stopped = Signal()
    finished = Signal()
    progressed = Signal(object)  # Step, from any thread

    def __init__(self, theme: Theme, server: str, municipality: str, device: str) -> None:
        super().__init__(theme, "Anslut datorn", LEAD, width=WIDTH)
        self._face = 0
        self._faces = (self._form(server, municipality, device), self._progress())
        for face in self._faces:
            self.body.addWidget(face)
        self._cancel = self.action("Tillbaka", "connect_back", hint="Esc")
        self._cancel.clicked.connect(self.back)
        self._stop = self.action("Avbryt", "connect_stop")
        self._stop.clicked.connect(self._ask_to_stop)
        self._ready = self.action("Gå till låsfönstret", "connect_done", kind="primary")
        self._ready.clicked.connect(self.finished)
        self._connect = self.action("Anslut datorn", "connect_now", kind="primary", hint="Enter")
        self._connect.clicked.connect(self._send)
        self.progressed.connect(self._show_step, Qt.ConnectionType.QueuedConnection)
        self._show_face(0)
        theme.dress(self)

    def _form(self, server: str, municipality: str, device: str) -> QWidget:
        self._server = self.line("server", "Serverns adress", note="Börjar med https://")
        self._municipality = self.line("municipality", "Kommunkod")
        self._username = self.line("username", "Användarnamn")
        self._password = self.line("password", "Lösenord", secret=True)
        self._code = self.line("code", "Engångskod", note="Gäller en gång, i ett dygn.")
        self._device = self.line(
            "device_name", "Datorns namn", note="Syns för administratören och i historiken."
        )
        self._passphrase = self.line(
            "passphrase",
            "Ny lösenfras",
            secret=True,
            note=f"Minst {LEAST} tecken. Välj flera ord som du minns.",
        )
        self._again = self.line("again", "Lösenfrasen en gång till", secret=True)
        for field, text in (
            (self._server, server),
            (self._municipality, municipality),
            (self._device, device),
        ):
            field.setText(text)
        self._passphrase.textEdited.connect(self._count)
        for field in (
            *(self._server, self._municipality, self._username, self._password),
            *(self._code, self._device, self._passphrase, self._again),
        ):
            field.returnPressed.connect(self._send)
        names = ("server", "municipality", "username", "password", "code")
        own = ("device_name", "passphrase", "again")
        both = QWidget()
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight, both)
        self._pair.setContentsMargins(0, 0, 0, 0)
        self._pair.setSpacing(28)
        self._pair.addLayout(self._column("Från administratören", names), 1)
        self._pair.addLayout(self._column("Den här datorn", own), 1)
        return both

    def _column(self, title: str, names: Sequence[str]) -> QVBoxLayout:
        made = QVBoxLayout()
        made.setSpacing(10)
        made.addWidget(label(title, "strong"))
        for name in names:
            made.addWidget(self.box(name))
        made.addStretch(1)
        return made

    def _progress(self) -> QWidget:
        face = QWidget()
        inside = QVBoxLayout(face)
        inside.setContentsMargins(0, 8, 0, 8)
        inside.setSpacing(10)
        self._says = label("", "strong", wrap=True)
        self._bar = QProgressBar()
        self._bar.setObjectName("connect_progress")
        self._bar.setAccessibleName("Hur mycket som är hämtat")
        self._bar.setTextVisible(False)
        self._note = label("", "body", wrap=True)
        for widget in (self._says, self._bar, self._note):
            inside.addWidget(widget)
        inside.addStretch(1)
        return face

    # -- the form

    def filled(self) -> Filled:
        """What is written."""
        return Filled(
            server=self._server.text(),
            municipality=self._municipality.text(),
            username=self._username.text(),
            password=self._password.text(),
            code=self._code.text(),
            device_name=self._device.text(),
            passphrase=self._passphrase.text(),
            again=self._again.text(),
        )

    def _count(self, text: str) -> None:
        left = LEAST - len(text)
        words = f"Minst {LEAST} tecken. Välj flera ord som du minns."
        if text:
            words = f"{left} tecken till." if left > 0 else "Lösenfrasen är lång nog."
        self.box("passphrase").set_note(words)

    def _send(self) -> None:
        if self._face:
            return
        self.show_trouble("")
        filled = self.filled()
        if not self.show_problems(problems(filled)):
            self._says.setText("Frågar servern.")
            self._note.setText("")
            self._bar.setRange(0, 0)
            self._show_face(1)
            self.asked.emit(filled)

    # -- how it goes

    def _show_step(self, step: Step) -> None:
        if self._face != 1:
            return
        self._bar.setRange(0, max(1, step.total))
        self._bar.setValue(step.done)
        self._says.setText(f"Hämtar registret: {step.done} av {step.total}.")
        self._note.setText(
            "Du kan avbryta. Det som är hämtat finns kvar, och resten kommer när du låser upp."
        )

    def _ask_to_stop(self) -> None:
        self._says.setText("Avbryter.")
        self._stop.setEnabled(False)
        self.stopped.emit()

    def show_end(self, came: Connected) -> None:
        """What it came to."""
        self._stop.setEnabled(True)
        if came.profile is None:
            self._show_face(0)
            trouble = came.trouble or Trouble("Datorn är inte ansluten.", "", "Försök igen.")
            code = f" Felkod {trouble.code}." if trouble.code else ""
            kind = Kind.INFO if came.broken_off else Kind.DANGER
            rest = f"{trouble.safe} {trouble.advice}{code}".strip()
            self.show_trouble(trouble.happened, rest, kind=kind)
            self._connect.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.forget()
        self._says.setText(f"Datorn är ansluten till {came.profile.municipality_name}.")
        self._bar.hide()
        later = came.trouble is not None or came.broken_off
        self._note.setText(
            "Allt är inte hämtat än. Resten hämtas när du låser upp och har nät."
            if later
            else "Allt är hämtat. Lås upp med din nya lösenfras."
        )
        self._show_face(2)
        self._ready.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_face(self, face: int) -> None:
        """0 the form, 1 under way, 2 ended."""
        self._face = face
        for at, widget in enumerate(self._faces):
            widget.setVisible(at == min(face, 1))
        self.lead.setVisible(face == 0)
        self._cancel.setVisible(face == 0)
        self._connect.setVisible(face == 0)
        self._stop.setVisible(face == 1)
        self._ready.setVisible(face == 2)
        if face == 1:
            self._stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def busy(self) -> bool:
        """Whether it is under way: then the card stays."""
        return self._face == 1

    def first_focus(self) -> QWidget:
        fields = (self._server, self._municipality, self._username)
        return next((one for one in fields if len(one.text()) <= len("https://")), self._password)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fold(self._pair, narrow=self.width() < TWO_COLUMNS_EM * self.theme.em)
