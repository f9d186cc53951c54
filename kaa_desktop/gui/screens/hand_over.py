"""Lämna över det osända: a file with a code, and the other way, a file that somebody else has handed over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_desktop.app.handing_over import SUFFIX, HandedOver
from kaa_desktop.gui.forms.sheet import ReadingSheet, SheetArea
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card, PageHeader
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import FieldBox, TextField
from kaa_desktop.gui.widgets.labels import label

TITLE = "Lämna över det osända"
ABOUT = (
    "För en dator som ska tömmas eller lämnas in och inte kan nå servern. Allt du har fört in som inte är "
    "skickat skrivs i en fil. Ge filen till en samordnare eller administratör, och säg koden på ett annat "
    "sätt, till exempel i telefon. Utkast och bilagor följer inte med."
)
TAKE = "Ta emot överlämnat arbete"
ABOUT_TAKING = (
    "Någon har gett dig en fil och en kod. Arbetet förs till servern som om hen hade skickat det själv, med "
    "hens namn och dator. Är datorn spärrad prövas det först av en samordnare."
)
FILTER = f"Överlämnat arbete (*.{SUFFIX})"


class HandOverScreen(Screen):
    """Both ways. `taking` puts the focus on the second; who may not take gets the first alone."""

    def __init__(self, desk: Desk, *, taking: bool = False, may_take: bool = False) -> None:
        super().__init__(desk, TITLE, name="hand_over")
        self._taking = taking and may_take
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._header = PageHeader(self.theme, TITLE)
        column.addWidget(self._header)
        self._area = SheetArea("hand_over_area", TITLE)
        inside = ReadingSheet(self.theme, self._area, TITLE, name="hand_over_sheet")
        inside.setProperty("fill", "canvas")
        body = QVBoxLayout(inside)
        body.setContentsMargins(20, 12, 20, 12)
        body.setSpacing(12)
        body.addWidget(self._giving_card())
        if may_take:
            body.addWidget(self._taking_card())
        body.addStretch(1)
        self._area.setWidget(inside)
        column.addWidget(self._area, 1)
        self.theme.dress(self)
        self._count()

    def _giving_card(self) -> Card:
        card = Card(self.theme, "Till en fil", icon="save")
        card.body.addWidget(label(ABOUT, "body", wrap=True))
        self._told = Banner(self.theme, Kind.INFO)
        card.body.addWidget(self._told)
        self._give = button(
            self.theme, "Välj plats och skriv filen", name="hand_over_write", icon="save"
        )
        self._give.clicked.connect(self._choose_place)
        card.body.addLayout(_row(self._give))
        return card

    def _taking_card(self) -> Card:
        card = Card(self.theme, TAKE, icon="inbox")
        card.body.addWidget(label(ABOUT_TAKING, "body", wrap=True))
        self._code = TextField()
        self._code_box = FieldBox(self.theme, "Kod", self._code, name="hand_over_code")
        card.body.addWidget(self._code_box)
        self._came = Banner(self.theme, Kind.OK)
        self._came.hide()
        card.body.addWidget(self._came)
        self._take = button(self.theme, "Välj fil och ta emot", name="hand_over_take", icon="inbox")
        self._take.clicked.connect(self._choose_file)
        card.body.addLayout(_row(self._take))
        return card

    # -- giving

    def _count(self) -> None:
        waiting = self.session.sync_view().waiting
        if waiting:
            said = f"{waiting} osända ändringar" if waiting > 1 else "1 osänd ändring"
            self._told.set_message(Kind.INFO, f"{said} finns bara på den här datorn.")
        else:
            self._told.set_message(Kind.OK, "Det finns inget osänt att lämna över.")
        self._give.setEnabled(bool(waiting))

    def _choose_place(self) -> None:
        dialog = _dialog(self, TITLE, "hand_over_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setDefaultSuffix(SUFFIX)
        dialog.selectFile(f"overlamnat.{SUFFIX}")
        dialog.fileSelected.connect(self.write_to)
        dialog.open()

    def write_to(self, path: str) -> None:
        """Write the file at the place that was chosen."""
        self._give.setEnabled(False)
        asked = self.session.handing_over.write(Path(path))
        self.desk.then(asked, self._written, self._not_written)

    def _written(self, done: HandedOver) -> None:
        if isValid(self):
            self._told.set_message(
                Kind.OK,
                f"Koden är {done.code}",
                "Skriv upp den nu: den visas bara här och nu, och utan den går filen inte att öppna. "
                "Det som ligger i filen räknas som överlämnat.",
            )
            self._told.setFocus()

    def _not_written(self, sentence: str) -> None:
        if isValid(self):
            self._told.set_message(Kind.WARN, sentence)
            self._give.setEnabled(True)

    # -- taking

    def _choose_file(self) -> None:
        self._code_box.set_error("")
        if not self._code.text().strip():
            self._code_box.set_error("Skriv koden som hör till filen.")
            self._code.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        dialog = _dialog(self, TAKE, "take_over_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take_from)
        dialog.open()

    def take_from(self, path: str) -> None:
        """Carry the file that was chosen to the server."""
        self._take.setEnabled(False)
        asked = self.session.handing_over.take(Path(path), self._code.text())
        self.desk.then(asked, self._taken, self._not_taken)

    def _taken(self, sentence: str) -> None:
        if isValid(self):
            self._take.setEnabled(True)
            self._code.setText("")
            self._came.set_message(Kind.OK, sentence)
            self._came.show()
            self.desk.say(sentence)

    def _not_taken(self, sentence: str) -> None:
        if isValid(self):
            self._take.setEnabled(True)
            self._came.hide()
            self._code_box.set_error(sentence)

    # -- the page

    def panes(self) -> Sequence[QWidget]:
        return [self._header, self._area]

    def first_focus(self) -> QWidget | None:
        return self._code if self._taking else self._give

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Esc", "Tillbaka"), ("F6", "Nästa ruta"), ("F1", "Hjälp")]


def _row(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(widget)
    row.addStretch(1)
    return row


def _dialog(parent: QWidget, title: str, name: str) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setObjectName(name)
    dialog.setNameFilters([FILTER])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog
