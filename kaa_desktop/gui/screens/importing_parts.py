"""Parts of the page "Läs in register": its steps, what is under way, and a filter with counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kaa_desktop.app.importing_views import Doing, Shown
from kaa_desktop.gui.forms.sheet import Sheet
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.buttons import KeyButton, button
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import label

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


class Choice(QFrame):
    """One of several, as segments in a row that breaks; ``chosen`` carries the key."""

    chosen = Signal(object)

    def __init__(
        self, theme: Theme, title: str, choices: Sequence[tuple[str, str]], *, name: str
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._title = title
        self._buttons: dict[str, KeyButton] = {}
        group = QButtonGroup(self)
        row = FlowLayout(self)
        for key, text in choices:
            made = button(theme, text, name=f"{name}_{key.lower()}", kind="segment")
            made.setAccessibleName(f"{title}: {text}")
            made.setCheckable(True)
            group.addButton(made)
            self._buttons[key] = made
            row.addWidget(made)
        group.buttonClicked.connect(self._clicked)
        next(iter(self._buttons.values())).setChecked(True)

    def _clicked(self, made: QAbstractButton) -> None:
        self.chosen.emit(next(key for key, one in self._buttons.items() if one is made))

    def value(self) -> str:
        """The key that is chosen."""
        return next(key for key, one in self._buttons.items() if one.isChecked())

    def set_value(self, key: str) -> None:
        """Choose without sending the signal."""
        self._buttons[key].setChecked(True)

    def set_text(self, key: str, text: str, *, shown: bool = True) -> None:
        """Say something else on a choice, or hide it."""
        made = self._buttons[key]
        made.setText(text)
        made.setAccessibleName(f"{self._title}: {text}")
        made.setVisible(shown)
        made.updateGeometry()

    def set_blocked(self, key: str, reason: str) -> None:
        """Say why a choice cannot be taken yet."""
        self._buttons[key].set_blocked(reason)


class CountFilter(Choice):
    """What the rows of a file come to, with how many they are; those of nothing are not shown."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme, "Visa", [(one.name, one.value) for one in Shown], name="import_filter"
        )

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


def scrolling(inside: QWidget, *, name: str, title: str) -> QScrollArea:
    """A scroll area that is as wide as its room."""
    area = QScrollArea()
    area.setObjectName(name)
    area.setAccessibleName(title)
    area.setWidgetResizable(True)
    area.setFocusPolicy(area.focusPolicy().NoFocus)
    area.setHorizontalScrollBarPolicy(area.horizontalScrollBarPolicy().ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area


def ground() -> tuple[Sheet, QVBoxLayout]:
    """The ground of a step, and the column that its cards stand in."""
    inside = Sheet()
    inside.setProperty("fill", "canvas")
    column = QVBoxLayout(inside)
    column.setContentsMargins(20, 12, 20, 12)
    column.setSpacing(12)
    return inside, column
