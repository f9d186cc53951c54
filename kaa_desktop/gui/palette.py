"""Ctrl+K: one field over everything that can be done and every youth.

``Palette(theme, actions, window)``; hand it youths with ``set_search``: a callable from what is
typed to ``Hit`` values (protected persons are the callable's duty: never by name). ``youth_chosen``
carries the hit's id. Focus stays in the field; arrows choose, Enter opens, Esc closes.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from attrs import frozen
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from kaa_desktop.gui.actions import Actions
from kaa_desktop.gui.catalogue import GO, ActionSpec
from kaa_desktop.gui.palette_rows import ENTRY, Entry, EntryDelegate
from kaa_desktop.gui.rows import Index
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.labels import Glyph, KeyHint, label

_KEYS_FOR_LIST = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


@frozen
class Hit:
    """A youth found: what is shown and the id to open."""

    id: Hashable
    title: str
    note: str = ""


Search = Callable[[str], Sequence[Hit]]


def _nobody(_text: str) -> Sequence[Hit]:
    return ()


class EntryModel(QAbstractListModel):
    """Headings and entries, in the order shown."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def set_entries(self, entries: list[Entry]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return entry.spoken()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.entries[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class Palette(QDialog):
    """A frameless, non-modal dialog that closes when it is left."""

    youth_chosen = Signal(object)

    def __init__(self, theme: Theme, actions: Actions, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._theme = theme
        self._window = window
        self._actions = actions
        self._search: Search = _nobody
        self._case = ""
        self.setObjectName("palette")
        self.setWindowTitle("Sök person eller kommando")
        self.setProperty("popup", True)
        self._field = QLineEdit()
        self._field.setObjectName("palette_field")
        self._field.setAccessibleName("Sök person eller kommando")
        self._field.setPlaceholderText("Skriv ett namn eller vad du vill göra")
        self._field.textChanged.connect(self._find)
        self._field.returnPressed.connect(self._run)
        self._field.installEventFilter(self)
        self._count = label("", "caption")
        self._model = EntryModel(self)
        self._view = self._make_view(theme)
        self._lay_out(theme)
        theme.dress(self)

    def _make_view(self, theme: Theme) -> QListView:
        view = QListView()
        view.setObjectName("palette_hits")
        view.setAccessibleName("Träffar")
        view.setModel(self._model)
        view.setItemDelegate(EntryDelegate(theme, view))
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.clicked.connect(self._run)
        view.installEventFilter(self)
        view.selectionModel().currentChanged.connect(self._current_changed)
        return view

    def _lay_out(self, theme: Theme) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 8, 1, 1)
        column.setSpacing(6)
        top = QHBoxLayout()
        top.setContentsMargins(12, 0, 14, 0)
        top.setSpacing(10)
        top.addWidget(Glyph(theme, "search", 18, "text2"))
        top.addWidget(self._field, 1)
        top.addWidget(self._count)
        column.addLayout(top)
        column.addWidget(self._view, 1)
        foot = QFrame()
        foot.setProperty("fill", "alt")
        foot.setProperty("rule", "top")
        row = QHBoxLayout(foot)
        row.setContentsMargins(14, 6, 14, 6)
        row.setSpacing(14)
        for keys, word in ((["↑", "↓"], "Välj"), (["Enter"], "Öppna")):
            row.addWidget(KeyHint(theme, keys, word))
        row.addStretch(1)
        row.addWidget(KeyHint(theme, ["Esc"], "Stäng"))
        column.addWidget(foot)

    # -- what it searches

    def set_search(self, search: Search) -> None:
        """Say how youths are found."""
        self._search = search

    def set_case(self, name: str) -> None:
        """The youth that is chosen in the window: its acts come first. Empty when none is."""
        self._case = name

    def present(self) -> None:
        """Show it over the upper middle of the window, empty."""
        self._field.setText("")
        self._find("")
        window = self._window
        width = min(self._theme.px(640), window.width() - self._theme.px(24))
        height = min(self._theme.px(480), window.height() - self._theme.px(48))
        self.resize(width, height)
        left = (window.width() - width) // 2
        self.move(window.mapToGlobal(QPoint(left, self._theme.px(8))))
        self.show()
        self.activateWindow()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def empty(self) -> None:
        """Forget every name: at lock."""
        self.hide()
        self._case = ""
        self._field.setText("")  # clear() could be undone: a name, read after the next unlock
        self._model.set_entries([])

    def entries(self) -> list[Entry]:
        """The rows shown, headings included."""
        return list(self._model.entries)

    def _find(self, text: str) -> None:
        words = text.strip().lower()
        groups: dict[str, list[Entry]] = {}
        if len(words) >= 2:
            hits = [
                Entry(h.title, h.note, "user", youth=h.id, match=words) for h in self._search(words)
            ]
            groups["Ungdomar"] = hits
        for spec in self._actions.specs():
            if (
                not spec.local
                and spec.id != "palette"
                and words in f"{spec.text} {spec.note}".lower()
            ):
                groups.setdefault(self._group(spec), []).append(self._entry(spec, words))
        order = ["Ungdomar", f"Gör med {self._case}", GO, "Kommandon"]
        entries: list[Entry] = []
        for title in order:
            if groups.get(title):
                entries += [Entry(title, heading=True), *groups[title]]
        self._model.set_entries(entries)
        count = sum(not entry.heading for entry in entries)
        self._count.setText("1 träff" if count == 1 else f"{count} träffar")
        if entries:
            self._view.setCurrentIndex(self._model.index(1))
        else:
            self._field.setAccessibleDescription("Inga träffar")

    def _group(self, spec: ActionSpec) -> str:
        if spec.about_case and self._case:
            return f"Gör med {self._case}"
        return GO if spec.section == GO else "Kommandon"

    def _entry(self, spec: ActionSpec, match: str) -> Entry:
        reason = self._actions.reason(spec.id)
        key = self._actions.shown_key(spec.id)
        note = reason or spec.note
        return Entry(spec.text, note, spec.icon, key=key, act=spec.id, match=match)

    # -- keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self._field and event.key() in _KEYS_FOR_LIST:
                self._move(event.key())
                return True
            if watched is self._view and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._run()
                return True
        return super().eventFilter(watched, event)

    def _move(self, key: int) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8}.get(Qt.Key(key), 8)
        choices = [row for row, entry in enumerate(self._model.entries) if not entry.heading]
        if not choices:
            return
        now = self._view.currentIndex().row()
        at = choices.index(now) if now in choices else 0
        row = choices[max(0, min(len(choices) - 1, at + step))]
        self._view.setCurrentIndex(self._model.index(row))

    def _current_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        entry = now.data(ENTRY)
        if isinstance(entry, Entry):
            # The focus is in the field: this is how a screen reader hears the choice.
            self._field.setAccessibleDescription(entry.spoken())

    def _run(self) -> None:
        entry = self._view.currentIndex().data(ENTRY)
        if not isinstance(entry, Entry) or entry.heading:
            return
        self.hide()
        if entry.act:
            self._actions.trigger(entry.act)
        else:
            self.youth_chosen.emit(entry.youth)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.hide()
