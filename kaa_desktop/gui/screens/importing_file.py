"""Step 1: which file, which sheet, and on which row its headings stand."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from kaa_desktop.app.importing_views import FileView, Refusal
from kaa_desktop.app.views_base import Fact
from kaa_desktop.gui.forms.choices import Dropdown
from kaa_desktop.gui.forms.frame import row
from kaa_desktop.gui.forms.sheet import SheetArea, ground
from kaa_desktop.gui.screens.parts import FactTable
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.fields import FieldBox
from kaa_desktop.gui.widgets.labels import label

FORMS = "Excel (.xlsx), OpenDocument (.ods) och text (.csv eller .txt)."
PROMISE = (
    "Du får se vad som händer med varje rad innan något skrivs. "
    "Det som redan står i registret skrivs aldrig över."
)
_LINE = 50


class FilePane(QWidget):
    """``wanted`` asks for a file; ``chosen`` carries sheet and row of headings (None = find them)."""

    wanted = Signal()
    chosen = Signal(object, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        inside, column = ground()
        self.area = SheetArea.around(inside, "import_file_area", "Fil och blad")
        self._refused = Banner(theme, Kind.DANGER)
        self._refused.hide()
        column.addWidget(self._refused)
        column.addWidget(self._choose_card(theme))
        column.addWidget(self._found_card(theme))
        column.addStretch(1)

    def _choose_card(self, theme: Theme) -> Card:
        card = Card(theme, "Välj en fil", icon="download")
        card.body.addWidget(label(f"{FORMS} Du kan också släppa filen här.", "body", wrap=True))
        card.body.addWidget(label(PROMISE, "muted", wrap=True))
        self.choose = button(theme, "Välj fil", name="import_choose", icon="file-text")
        self.choose.clicked.connect(self.wanted)
        card.body.addWidget(row(self.choose))
        return card

    def _found_card(self, theme: Theme) -> Card:
        self._card = Card(theme, "Filen", icon="file-text")
        self._facts = FactTable(theme)
        self._remarks = Banner(theme, Kind.INFO)
        self.sheets, self.headings = Dropdown(), Dropdown()
        for box in (self.sheets, self.headings):
            box.setMinimumContentsLength(24)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self.sheets.activated.connect(self._sheet_chosen)
        self.headings.activated.connect(self._headings_chosen)
        self._sheet_box = FieldBox(theme, "Blad", self.sheets, name="import_sheet")
        self._heading_box = FieldBox(
            theme,
            "Rubrikerna står på rad",
            self.headings,
            name="import_headings",
            note="Raderna under rubrikerna läses in. Det som står ovanför läses inte.",
        )
        for widget in (self._facts, self._remarks, self._sheet_box, self._heading_box):
            self._card.body.addWidget(widget)
        self._card.hide()
        return self._card

    def show_file(self, view: FileView) -> None:
        """Say what was found in the file."""
        sheet = view.sheet
        self._refused.hide()
        self._facts.set_facts(
            [
                Fact(label="Fil", value=view.name),
                Fact(label="Slag", value=view.form),
                Fact(label="Rader", value=f"{sheet.rows} under rubrikerna" if sheet.rows else ""),
            ]
        )
        self._remarks.set_message(Kind.INFO, "", " ".join(view.remarks))
        self._remarks.setVisible(bool(view.remarks))
        self.sheets.clear()
        self.sheets.addItems(list(view.sheets))
        self.sheets.setCurrentIndex(sheet.index)
        self._sheet_box.setVisible(len(view.sheets) > 1)
        self.headings.clear()
        for number, text in sheet.first_lines:
            line = text if len(text) <= _LINE else f"{text[:_LINE]}…"
            self.headings.addItem(f"{number}: {line or '(tom rad)'}", number)
        if not sheet.heading_row:
            self.headings.setCurrentIndex(-1)
        else:
            at = self.headings.findData(sheet.heading_row)
            if at < 0:  # further down than the lines that can be pointed at
                self.headings.addItem(f"{sheet.heading_row}", sheet.heading_row)
                at = self.headings.count() - 1
            self.headings.setCurrentIndex(at)
        self._card.show()

    def forget(self) -> None:
        """No file is read."""
        self._card.hide()
        self._refused.hide()

    def refuse(self, refusal: Refusal) -> str:
        """Say why the file or its sheet cannot be read; the words, for a screen reader."""
        text = f"{refusal.safe} {refusal.advice} Felkod {refusal.code}."
        self._refused.set_message(Kind.DANGER, refusal.happened, text)
        self._refused.show()
        return f"{refusal.happened} {text}"

    def _sheet_chosen(self, index: int) -> None:
        self.chosen.emit(index, None)

    def _headings_chosen(self, index: int) -> None:
        self.chosen.emit(self.sheets.currentIndex(), self.headings.itemData(index))
