"""Step 4: what was done, and which rows were not taken in and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout

from kaa_desktop.app.importing_views import LOOKS, Imported
from kaa_desktop.app.views_base import Chip, Fact
from kaa_desktop.app.words import counted
from kaa_desktop.gui.forms.frame import column, row
from kaa_desktop.gui.forms.sheet import SheetArea, ground
from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.parts import FactTable
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card, EmptyState
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.labels import label

_COLUMNS = (
    Column("row", "Rad", width=60, align_right=True),
    Column("shown", "Vad", width=150),
    Column("why", "Varför"),
)
ABOUT_LIST = "Listan har radnummer och orsaker, inga namn eller personnummer."
SENT_LATER = "Det är sparat lokalt och skickas av sig självt."
GIVE_THEM = "Nästa steg: välj dem i listan Ungdomar och tryck Ctrl+Skift+F, Fördela på handläggare."
ENROL_THEM = "Nästa steg: välj dem som omfattas i Åldersgruppen, och sedan Skriv in i menyn Ärende."
PLACES = {"youths": "Visa Ungdomar", "everyone": "Visa Åldersgruppen"}
LEAST_LIST = 170


def place_of(result: Imported | None) -> str:
    """The list where those who were read in stand: who is not enrolled is not among Ungdomar."""
    return "youths" if result is not None and result.enrolled else "everyone"


class DonePane(QFrame):
    """``copied`` and ``saved`` ask for the list of rows that were left."""

    copied = Signal()
    saved = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("fill", "canvas")
        self._left: Imported | None = None
        inside, body = ground()
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(SheetArea.around(inside, "import_done_area", "Klart"))
        self._said = Banner(theme, Kind.OK, icon="circle-check")
        self._facts = FactTable(theme)
        card = Card(theme, "Det här är gjort", icon="list-checks")
        card.body.addWidget(self._facts)
        body.addWidget(self._said)
        body.addWidget(card)
        body.addWidget(self._left_card(theme), 1)

    def _left_card(self, theme: Theme) -> Card:
        self._card = Card(theme, "Inte inläst", icon="inbox", padded=False)
        self.list = ListView(
            theme,
            _COLUMNS,
            self._rows,
            name="import_left",
            title="Rader som inte lästes in",
            marks=False,
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(
            EmptyState(theme, "circle-check", "Alla rader är inlästa.", "Inget blev över.")
        )
        self._stack.setMinimumHeight(LEAST_LIST)
        self._card.body.addWidget(self._stack, 1)
        copy = button(theme, "Kopiera listan", name="import_copy", icon="copy")
        save = button(theme, "Spara listan", name="import_save", icon="save")
        copy.clicked.connect(self.copied)
        save.clicked.connect(self.saved)
        about = label(ABOUT_LIST, "muted", wrap=True)
        self._ways = column(row(copy, save), about, spacing=6)
        self._ways.setContentsMargins(14, 8, 14, 8)
        self._card.body.addWidget(self._ways)
        return self._card

    def show_result(self, result: Imported, *, alone: bool) -> None:
        """Say what was done; `alone`: there is no server that it is sent to."""
        self._left = result
        ahead = (GIVE_THEM if result.enrolled else ENROL_THEM) if result.new else ""
        said = " ".join(part for part in ("" if alone else SENT_LATER, ahead) if part)
        self._said.set_message(Kind.OK, result.sentence, said)
        self._facts.set_facts(
            [
                Fact(label="Nya ungdomar", value=str(result.new)),
                Fact(label="Kompletterade", value=str(result.filled)),
                Fact(label="Inskrivna", value=str(result.enrolled)),
                Fact(label="Oförändrade", value=str(result.unchanged)),
            ]
        )
        number = len(result.left)
        self._card.set_title("Inte inläst", counted(number, "rad", "rader") if number else "")
        self.list.set_sections([Section("all", "", range(number))])
        self._stack.setCurrentIndex(0 if number else 1)
        self._ways.setVisible(bool(number))

    def _rows(self, places: Sequence[Any]) -> Mapping[Any, Row]:
        if self._left is None:
            return {}
        found = {}
        for at in places:
            one = self._left.left[at]
            _, icon, tone = LOOKS[one.shown]
            chip = Cell(chip=chip_look(Chip(one.what, icon, tone)))
            found[at] = Row((Cell(str(one.row)), chip, Cell(one.why)))
        return found
