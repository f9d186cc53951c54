"""Step 1: which file, which sheet, and on which row its headings stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from kaa_core.imports.sources.recognising import Source
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
from kaa_desktop.gui.widgets.fields import DateField, FieldBox
from kaa_desktop.gui.widgets.labels import label

FORMS = (
    "Excel (.xlsx), OpenDocument (.ods) och text (.csv eller .txt), folkbokföringens aviseringsfil, eller "
    "skoluppgifter enligt SS 12000 (.json). Programmet ser på innehållet vad det är."
)
PROMISE = (
    "Du får se vad som händer med varje rad innan något skrivs. "
    "Det som redan står i registret skrivs aldrig över."
)
_LINE = 50


class FilePane(QWidget):
    """``wanted`` asks for a file; ``chosen`` carries sheet and row of headings (None = find them).

    ``said`` when a person has said what the file is.
    """

    wanted = Signal()
    chosen = Signal(object, object)
    said = Signal()

    def __init__(self, theme: Theme, today: Callable[[], date]) -> None:
        super().__init__()
        self._choices: tuple[Source, ...] = ()
        self._today = today
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
        for widget in (
            self._facts,
            self._remarks,
            *self._source_boxes(theme),
            self._sheet_box,
            self._heading_box,
        ):
            self._card.body.addWidget(widget)
        self._card.hide()
        return self._card

    def _source_boxes(self, theme: Theme) -> tuple[FieldBox, FieldBox]:
        """What the file is, and the day that it speaks of."""
        self.sources = Dropdown()
        self.sources.activated.connect(self._source_chosen)
        self._source_box = FieldBox(
            theme,
            "Vad är det för fil?",
            self.sources,
            name="import_source_kind",
            note="Programmet har gissat efter innehållet. Ändra om det är något annat.",
        )
        self.day = DateField(self._today)
        self._day_box = FieldBox(
            theme,
            "Uppgifterna gäller",
            self.day,
            name="import_as_of",
            note="Den dag som källan svarade eller tog ut filen. Äldre uppgifter ändrar inget nyare.",
        )
        return self._source_box, self._day_box

    @property
    def source(self) -> Source:
        """What the file is, as it stands chosen."""
        at = self.sources.currentIndex()
        return self._choices[at] if 0 <= at < len(self._choices) else Source.REGISTER

    def as_of(self) -> date | None:
        """The day that the file speaks of; None and said at the field when it is none that has been."""
        day = self.day.value()
        wrong = day is None or day > self._today()
        self._day_box.set_error("Skriv en dag som har varit." if wrong else "")
        return None if wrong else day

    def _show_source(self, view: FileView) -> None:
        self._choices = view.choices or (view.source,)
        self.sources.clear()
        self.sources.addItems([one.label for one in self._choices])
        self.sources.setCurrentIndex(self._choices.index(view.source))
        self.day.set_value(view.as_of)
        self._fit_source()

    def _fit_source(self) -> None:
        own = self.source is Source.REGISTER
        self._source_box.setVisible(len(self._choices) > 1)
        self._day_box.setVisible(not own and self.source is not Source.NAVET)
        self._heading_box.setVisible(own and bool(self.headings.count()))

    def _source_chosen(self, _index: int) -> None:
        self._fit_source()
        self.said.emit()

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
        self._show_source(view)
        self._card.show()

    def forget(self) -> None:
        """No file is read."""
        self._choices = ()
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
