"""Parts of the page "Läs in register": its steps, what is under way, and a filter with counts."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QWidget,
)

from kaa_desktop.app.importing_views import Doing, Shown
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.labels import label
from kaa_desktop.gui.widgets.segments import SegmentedFilter

PATIENCE_MS = 500
"""Nothing is said of waiting before this (design.md section 4)."""
LOOK_MS = 100
FILE, COLUMNS, ROWS, DONE = "file", "columns", "rows", "done"
STEPS = (
    (FILE, "1 Fil och blad"),
    (COLUMNS, "2 Kolumner"),
    (ROWS, "3 Förhandsvisning"),
    (DONE, "4 Klart"),
)
NOT_YET = "Det steget kommer efter de andra."
BUSY = "Vänta tills det som pågår är klart, eller avbryt det."


class CountFilter(SegmentedFilter):
    """What the rows of a file come to, with how many they are; those of nothing are not shown."""

    def __init__(self, theme: Theme) -> None:
        choices = [(one.name, one.value) for one in Shown]
        super().__init__(theme, "Visa", choices, name="import_filter", breaks=True)

    def shown(self) -> Shown:
        """The part of the list that is chosen."""
        return Shown[self.value()]

    def set_counts(self, counts: Mapping[Shown, int]) -> None:
        """Say other numbers; a part that has become empty gives way to all."""
        for one in Shown:
            number = counts.get(one, 0)
            self.set_text(one.name, f"{one.value} {number}", shown=bool(number) or one is Shown.ALL)
        if not counts.get(self.shown()):
            self.set_value(Shown.ALL.name)


class Working(QFrame):
    """What is under way, how far it has come, and how it is stopped. Asks ``doing`` now and then."""

    stopped = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("fill", "surface")
        self.setProperty("rule", "bottom")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(12)
        self._words = label("", "strong")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Hur långt det har kommit")
        self._stop = button(theme, "Avbryt", name="import_stop", icon="x", compact=True)
        self._stop.clicked.connect(self.stopped)
        row.addWidget(self._words)
        row.addWidget(self._bar, 1)
        row.addWidget(self._stop)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(PATIENCE_MS)
        self._wait.timeout.connect(self.show)
        self.hide()

    def begin(self) -> None:
        """Something has begun: it is told if it takes its time."""
        self.show_doing(None)
        self._wait.start()

    def end(self) -> None:
        """It is done."""
        self._wait.stop()
        self.hide()

    def show_doing(self, doing: Doing | None) -> None:
        """Show how far it has come."""
        if doing is None:
            self._bar.setRange(0, 0)
            return
        number = f"{doing.done:,} av {doing.total:,}".replace(",", " ") if doing.total else ""
        self._words.setText(f"{doing.words} {number}".strip())
        self._bar.setRange(0, 100 if doing.total else 0)
        self._bar.setValue(doing.percent)


def band(inside: QWidget) -> QFrame:
    """A white band over the page with something in it."""
    made = QFrame()
    made.setProperty("fill", "surface")
    made.setProperty("rule", "bottom")
    row = QHBoxLayout(made)
    row.setContentsMargins(20, 6, 20, 6)
    row.addWidget(inside, 1)
    return made
