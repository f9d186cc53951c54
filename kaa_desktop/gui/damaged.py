"""A profile that cannot be read: what is safe, and whom to call. Never "there is no user"."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from kaa_desktop.gui.door import DoorCard
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.labels import label

WIDTH = 560
HAPPENED = "Filen profile.json är skadad eller borta. Därför kan programmet inte öppna profilen."
SAFE = (
    "Det du har skrivit ligger kvar, krypterat, i samma mapp. Det som är skickat finns på servern. "
    "Ta inte bort mappen."
)
TO_DO = "It-stödet kan lägga tillbaka profile.json ur en säkerhetskopia, så öppnas profilen igen."


class DamagedCard(DoorCard):
    """Three parts, the folder to name, and the ways on."""

    again = Signal()
    connect_wanted = Signal()

    def __init__(self, theme: Theme, folder: str, support: str) -> None:
        super().__init__(theme, "Profilen går inte att läsa", HAPPENED, width=WIDTH)
        for text in (SAFE, f"{TO_DO} {support}"):
            self.body.addWidget(label(text, "body", wrap=True))
        self._folder = folder
        self.body.addWidget(label(f"Mappen: {folder}", "muted", wrap=True))
        copy = self.action("Kopiera mappens namn", "damaged_copy")
        copy.clicked.connect(self._copy)
        connect = self.action("Anslut på nytt", "damaged_connect")
        connect.clicked.connect(self.connect_wanted)
        self._again = self.action("Försök igen", "damaged_again", kind="primary")
        self._again.clicked.connect(self.again)
        theme.dress(self)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._folder)

    def first_focus(self) -> QWidget:
        return self._again
