"""The column beside a form: who it is about, and what is known (05-hembesok-offline)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kaa_desktop.app.views import YouthPage
from kaa_desktop.gui.forms.guide import Guide
from kaa_desktop.gui.forms.sheet import ReadingSheet
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.chips import Chip
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import Elided, Glyph, label

WIDTH = 292
WAYS = ("Telefon", "E-post")  # what one needs at the door; the rest stands on the youth's page


class ContextColumn(QScrollArea):
    """Read-only; ``show_page`` fills it anew, also while the person writes beside it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._page: YouthPage | None = None
        self._guide: Guide | None = None
        self.setProperty("fill", "surface")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_page(self, page: YouthPage) -> None:
        """Show what is known of a youth."""
        self._page = page
        inside = ReadingSheet(self._theme, self, "Om ärendet", name="form_context")
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        self._identity(column, page)
        self._points(column)
        self._address(column, page)
        self._guardians(column, page)
        self._attempts(column, page)
        if page.routine:
            self._heading(column, "Rutin")
            column.addWidget(label(page.routine, "muted", wrap=True))
        column.addStretch(1)
        self._theme.dress(inside)
        self.setWidget(inside)

    def _heading(self, column: QVBoxLayout, text: str) -> None:
        column.addSpacing(self._theme.px(8))
        column.addWidget(label(text, "label"))

    def _identity(self, column: QVBoxLayout, page: YouthPage) -> None:
        column.addWidget(label(page.name, "section", wrap=True))
        line = " · ".join(part for part in (page.number, page.age) if part)
        column.addWidget(label(line, "muted", wrap=True))
        chips = QWidget()
        row = FlowLayout(chips)
        for chip in page.chips:
            row.addWidget(Chip(self._theme, chip.text, chip.icon, Kind(chip.tone.value)))
        column.addWidget(chips)
        line_below = QFrame()
        line_below.setProperty("line", True)
        column.addSpacing(self._theme.px(4))
        column.addWidget(line_below)

    def show_guide(self, guide: Guide | None) -> None:
        """Show what to talk about, above what is known; another one takes its place."""
        if guide != self._guide:
            self._guide = guide
            if self._page is not None:
                self.show_page(self._page)

    def _points(self, column: QVBoxLayout) -> None:
        if self._guide is None:
            return
        self._heading(column, f"Stöd för samtalet: {self._guide.title.lower()}")
        for point in self._guide.points:
            row = QHBoxLayout()
            row.setSpacing(6)
            row.addWidget(label("•", "muted"), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(point, "body", wrap=True), 1)
            column.addLayout(row)

    def _address(self, column: QVBoxLayout, page: YouthPage) -> None:
        self._heading(column, "Adress")
        column.addWidget(label(page.address or "Ingen adress finns här.", "body", wrap=True))
        if page.address_note:
            column.addWidget(label(page.address_note, "muted", wrap=True))
        for fact in page.contact:
            if fact.label in WAYS and fact.value not in {"", "saknas"}:
                column.addWidget(label(f"{fact.label}: {fact.value}", "body", wrap=True))
                if fact.note:
                    column.addWidget(label(fact.note, "muted", wrap=True))

    def _guardians(self, column: QVBoxLayout, page: YouthPage) -> None:
        if not page.guardians:
            return
        self._heading(column, "Vårdnadshavare")
        for guardian in page.guardians:
            column.addWidget(label(guardian.name, "body", wrap=True))
            ways = ". ".join(way for way in (guardian.phone, guardian.email) if way)
            column.addWidget(label(ways or "Inget nummer.", "muted", wrap=True))
            if guardian.note:
                column.addWidget(label(guardian.note, "muted", wrap=True))

    def _attempts(self, column: QVBoxLayout, page: YouthPage) -> None:
        self._heading(column, "Tidigare försök")
        if not page.attempts:
            column.addWidget(label("Inga försök i journalen.", "muted", wrap=True))
        for attempt in page.attempts[:6]:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(Glyph(self._theme, attempt.icon, 16, "text"))
            row.addWidget(Elided(attempt.text, "body"), 1)
            row.addWidget(label(attempt.when, "muted"))
            column.addLayout(row)
