"""Fields that only forms need: minutes, one colleague, and colleagues as removable chips."""

from collections.abc import Hashable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QCompleter, QFrame, QSizePolicy, QWidget

from kaa_core.model.ids import WorkerId
from kaa_desktop.app.views import Colleague
from kaa_desktop.gui.forms.choices import Dropdown
from kaa_desktop.gui.painting import focus_ring, rounded
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.buttons import KeyButton, button
from kaa_desktop.gui.widgets.fields import TextField
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import plain_tip


class MinutesField(TextField):
    """Whole minutes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        metrics = QFontMetrics(self.font())
        return QSize(
            metrics.horizontalAdvance("0000") + 2 * metrics.height(), super().sizeHint().height()
        )

    def value(self) -> int | None:
        """The minutes, or None when empty or unreadable."""
        text = self.text().strip().removesuffix("min").strip()
        return int(text) if text.isascii() and text.isdigit() else None

    def set_value(self, minutes: int | None) -> None:
        """Write the minutes."""
        self.setText("" if minutes is None else str(minutes))

    def problem(self) -> str:
        """The sentence to show when what is typed is not minutes."""
        if self.text().strip() and self.value() is None:
            return "Skriv minuterna med siffror, till exempel 15."
        return ""


class _Entry(TextField):
    """A line without a frame of its own, but for the focus."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("bare", True)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            focus_ring(QPainter(self), self.rect().toRectF(), self._theme)


class PickBox(Dropdown):
    """One of some things, each with its words; letters choose."""

    edited = Signal()
    left = Signal()

    def __init__(self, things: Sequence[tuple[Any, str]]) -> None:
        super().__init__()
        self._things = [thing for thing, _words in things]
        for _thing, words in things:
            self.addItem(words)
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.currentIndexChanged.connect(self._changed)

    def _changed(self, _index: int) -> None:
        self.edited.emit()

    def things(self) -> Sequence[Any]:
        """What can be chosen, in the order shown."""
        return self._things

    def value(self) -> Any:
        """What is chosen; None when there is nothing to choose."""
        at = self.currentIndex()
        return self._things[at] if 0 <= at < len(self._things) else None

    def set_value(self, thing: Hashable) -> None:
        """Choose it; what is not there leaves the choice as it is."""
        if thing in self._things:
            self.setCurrentIndex(self._things.index(thing))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class RecordBox(PickBox):
    """One record of those given as (id, what it is called), or none yet.

    One that is not among them any more keeps its place while chosen, called `gone`.
    """

    def __init__(
        self,
        options: Sequence[tuple[Any, str]],
        *,
        empty: str = "Ingen än",
        gone: str = "Borttagen",
    ) -> None:
        super().__init__([(None, empty), *options])
        self._gone = gone

    def set_value(self, thing: Hashable) -> None:
        """Choose, or show that nothing is chosen."""
        if thing not in self._things:
            self._things.append(thing)
            self.addItem(self._gone)
        super().set_value(thing)


class WorkerBox(RecordBox):
    """One colleague, or nobody yet. One who has left keeps her place while chosen."""

    def __init__(self, colleagues: Sequence[Colleague], *, empty: str = "Ingen än") -> None:
        options = [(one.id, one.name) for one in colleagues]
        super().__init__(options, empty=empty, gone="Tidigare kollega")


class PeopleField(QFrame):
    """Colleagues as chips. Type a name and press Enter to add, Delete on a chip to remove it."""

    edited = Signal()
    left = Signal()

    def __init__(
        self, theme: Theme, title: str, colleagues: Sequence[Colleague], *, name: str
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._theme = theme
        self._title = title
        self._colleagues = {one.id: one for one in colleagues}
        self._chips: list[tuple[WorkerId, KeyButton]] = []
        self._row = FlowLayout(self, spacing=4)
        self._row.setContentsMargins(4, 2, 4, 2)
        self.entry = _Entry(theme)
        self.entry.setObjectName(f"{name}_add")
        self.entry.setAccessibleName(f"{title}: lägg till kollega")
        self.entry.setAccessibleDescription("Skriv ett namn och tryck Enter. Nedpil visar alla.")
        self.entry.setToolTip("Skriv ett namn och tryck Enter. Nedpil visar alla.")
        self.entry.setTextMargins(4, 0, 4, 0)
        self.entry.setMinimumWidth(120)
        self.entry.installEventFilter(self)
        self.entry.returnPressed.connect(self._add_typed)
        self.entry.textEdited.connect(self.edited)
        self.entry.left.connect(self._leave)
        self._complete()
        self._row.addWidget(self.entry)
        self.setFocusProxy(self.entry)

    def _complete(self) -> None:
        """Typing completes in place; the list of all is asked for with the arrow."""
        names = sorted(one.name for one in self._colleagues.values())
        typing = QCompleter(names, self)
        typing.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        typing.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        self.entry.setCompleter(typing)
        everyone = self._everyone = QCompleter(names, self)
        everyone.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        everyone.setWidget(self.entry)
        everyone.activated.connect(self._picked, Qt.ConnectionType.QueuedConnection)

    def value(self) -> tuple[WorkerId, ...]:
        """The chosen colleagues, in the order they were added."""
        return tuple(id_ for id_, _chip in self._chips)

    def set_value(self, people: Sequence[WorkerId]) -> None:
        """Show these; a colleague who is no longer in service keeps a chip."""
        for _id, chip in self._chips:
            self._row.removeWidget(chip)
            chip.deleteLater()
        self._chips = []
        for id_ in people:
            self._put(id_)

    def problem(self) -> str:
        """The sentence to show when a name is typed that no colleague has."""
        if self.entry.text().strip():
            return "Ingen kollega heter så. Välj ett namn ur listan eller ta bort texten."
        return ""

    def text(self) -> str:
        """What is typed and not yet a colleague."""
        return self.entry.text()

    def setText(self, text: str) -> None:
        """Write in the entry, without choosing."""
        self.entry.setText(text)

    def _put(self, id_: WorkerId) -> None:
        known = self._colleagues.get(id_)
        name = known.name if known else "Tidigare kollega"
        chip = button(
            self._theme,
            name,
            name=f"{self.objectName()}_chip_{len(self._chips)}",
            icon="x",
            compact=True,
            spoken=f"{self._title}: ta bort {name}",
        )
        chip.setToolTip(plain_tip(f"Ta bort {name} (Delete)"))
        chip.clicked.connect(self._chip_clicked)
        chip.installEventFilter(self)
        self._row.insert(len(self._chips), chip)
        self._chips.append((id_, chip))
        chip.show()
        before = self.entry.previousInFocusChain()
        if before is not None:
            QWidget.setTabOrder(before, chip)  # so: just before the entry
        self.updateGeometry()

    def _chip_clicked(self) -> None:
        self._remove(self.sender())

    def _remove(self, chip: QObject | None) -> None:
        for pair in self._chips:
            if pair[1] is chip:
                self._chips.remove(pair)
                self._row.removeWidget(pair[1])
                pair[1].deleteLater()
                self.entry.setFocus()
                self.updateGeometry()
                self.edited.emit()
                return

    def _matching(self, typed: str) -> Colleague | None:
        words = typed.strip().lower()
        names = [one for one in self._colleagues.values() if words and words in one.name.lower()]
        begins = [one for one in names if one.name.lower().startswith(words)]
        return next(iter(begins or names), None)

    def _add_typed(self) -> None:
        found = self._matching(self.entry.text())
        if found is not None:
            self._add(found)

    def _picked(self, name: str) -> None:
        found = next((one for one in self._colleagues.values() if one.name == name), None)
        if found is not None:
            self._add(found)

    def _add(self, colleague: Colleague) -> None:
        if colleague.id not in self.value():
            self._put(colleague.id)
        self.entry.clear()
        self.edited.emit()

    def _leave(self) -> None:
        exact = self._matching(self.entry.text())
        if exact is not None and exact.name.lower() == self.entry.text().strip().lower():
            self._add(exact)
        self.left.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens, box = self._theme.tokens, self.rect().toRectF()
        painter = QPainter(self)
        border = tokens.danger.text if self.property("invalid") else tokens.ctrl
        rounded(painter, box, 4, tokens.surface, border)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.entry.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._key(watched, Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _key(self, watched: QObject, key: Qt.Key) -> bool:
        if watched is not self.entry:
            if key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
                self._remove(watched)
                return True
            return False
        if key == Qt.Key.Key_Backspace and not self.entry.text() and self._chips:
            self._remove(self._chips[-1][1])
            return True
        if key == Qt.Key.Key_Down and not self.entry.text():
            self._everyone.complete()
            return True
        return False
