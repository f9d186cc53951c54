"""Step 2: what each column of the file holds. What was chosen is kept for next time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from kaa_core.imports.proposing import Column
from kaa_desktop.app.importing_views import ColumnView
from kaa_desktop.gui.forms.choices import Dropdown
from kaa_desktop.gui.forms.sheet import SheetArea, ground
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, Card
from kaa_desktop.gui.widgets.labels import label

AT_A_TIME = 6
"""Rows made in one turn of the event loop: a file may have hundreds of columns."""
_ALL = list(Column)
NO_HEADING = "(ingen rubrik)"


class ColumnsPane(QWidget):
    """``changed`` when a column is taken as something else; ``filled`` when all rows stand."""

    changed = Signal()
    filled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._boxes: dict[int, Dropdown] = {}
        self._waiting: list[ColumnView] = []
        self._barred: set[int] = set()
        inside, column = ground()
        self.area = SheetArea.around(inside, "import_columns_area", "Kolumner")
        self._fault = Banner(theme, Kind.WARN)
        self._fault.hide()
        column.addWidget(self._fault)
        self._card = Card(theme, "Vad kolumnerna innehåller", icon="columns-3")
        self._card.body.addWidget(
            label("Ändra det som inte stämmer. Valen är kvar till nästa gång.", "muted", wrap=True)
        )
        self._place = QVBoxLayout()
        self._card.body.addLayout(self._place)
        self._table: QWidget | None = None
        column.addWidget(self._card)
        column.addStretch(1)
        self._more = QTimer(self)
        self._more.setSingleShot(True)
        self._more.timeout.connect(self._make_some)

    def show_columns(self, columns: Sequence[ColumnView]) -> None:
        """Show other columns, some at a time."""
        if self._table is not None:
            self._place.removeWidget(self._table)
            self._table.deleteLater()
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        for at, stretch in enumerate((3, 4, 3)):
            self._grid.setColumnStretch(at, stretch)
        self._place.addWidget(self._table)
        self._boxes.clear()
        self._barred.clear()
        self._waiting = list(columns)
        self._make_some()

    def _make_some(self) -> None:
        for column in self._waiting[:AT_A_TIME]:
            self._make(column)
        del self._waiting[:AT_A_TIME]
        if self._table is not None:
            self._theme.dress(self._table)
        if self._waiting:
            self._more.start(0)
        else:
            self.filled.emit()

    def _make(self, column: ColumnView) -> None:
        line = self._grid.rowCount()
        heading = column.heading or NO_HEADING
        name = label(heading, "strong", wrap=True)
        samples = " · ".join(column.samples) or "(tom)"
        shown = label(column.barred or samples, "muted", wrap=True)
        top = Qt.AlignmentFlag.AlignTop
        for words in (name, shown):
            words.setContentsMargins(0, 6, 0, 0)  # on one line with the drop-down's word
        self._grid.addWidget(name, line, 0, top)
        self._grid.addWidget(shown, line, 1, top)
        if column.barred:
            self._barred.add(column.index)
            self._grid.addWidget(label(Column.IGNORE.label, "body"), line, 2, top)
            return
        box = Dropdown()
        box.addItems([one.label for one in _ALL])
        box.setCurrentIndex(_ALL.index(column.column))
        box.setMinimumContentsLength(16)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setObjectName(f"import_column_{column.index}")
        box.setAccessibleName(f"Kolumn {column.index + 1}, {heading}, tas som")
        box.setAccessibleDescription(f"Till exempel: {samples}")
        name.setBuddy(box)
        box.currentIndexChanged.connect(self._changed)
        self._grid.addWidget(box, line, 2, top)
        self._boxes[column.index] = box

    def _changed(self, _index: int) -> None:
        self.changed.emit()

    def mapping(self) -> dict[int, Column]:
        """What each column is taken as."""
        chosen = {at: _ALL[box.currentIndex()] for at, box in self._boxes.items()}
        return {**chosen, **dict.fromkeys(self._barred, Column.IGNORE)}

    @property
    def ready(self) -> bool:
        """Whether all rows have been made."""
        return not self._waiting

    def show_faults(self, faults: Sequence[str]) -> None:
        """Say why the rows cannot be looked at yet."""
        self._fault.set_message(Kind.WARN, "Det går inte att gå vidare än.", " ".join(faults))
        self._fault.setVisible(bool(faults))

    def first(self) -> QWidget | None:
        """The first drop-down."""
        return next(iter(self._boxes.values()), None)
