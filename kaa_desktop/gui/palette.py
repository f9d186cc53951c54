"""Ctrl+K: one field over everything that can be done and every youth.

``Palette(theme, actions, window)``; hand it what finds with ``set_search``: a callable from what is
typed to youths, at once, and one that answers later with what has been written (protected persons
are their duty: never by name). An answer to something that is no longer typed is dropped.
``youth_chosen`` carries the youth's id and that of the record to show, or None. Focus stays in the
field; arrows choose, Enter opens, Esc closes.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

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

from kaa_desktop.app.found import Hit, Notes
from kaa_desktop.gui.actions import Actions
from kaa_desktop.gui.catalogue import GO, ActionSpec
from kaa_desktop.gui.palette_rows import ENTRY, Entry, EntryDelegate
from kaa_desktop.gui.rows import Index
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.labels import Glyph, KeyHint, label

_KEYS_FOR_LIST = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


Search = Callable[[str], Sequence[Hit]]
SearchNotes = Callable[[str, Callable[[Notes], object]], object]
"""Takes what was typed, and what to call with the answer on the window's thread."""
SearchHelp = Callable[[str], Sequence[Entry]]

_LEAST = 2
"""Letters from which youths are looked for."""


def _nobody(_text: str) -> Sequence[Hit]:
    return ()


def _no_help(_text: str) -> Sequence[Entry]:
    return ()


def _nothing(_text: str, _show: Callable[[Notes], object]) -> None:
    pass


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


def entry_view(theme: Theme, model: EntryModel, *, name: str, title: str) -> QListView:
    """The list that shows entries: drawn by the delegate, never edited."""
    view = QListView()
    view.setObjectName(name)
    view.setAccessibleName(title)
    view.setModel(model)
    view.setItemDelegate(EntryDelegate(theme, view))
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    return view


class Palette(QDialog):
    """A frameless, non-modal dialog that closes when it is left."""

    youth_chosen = Signal(object, object)

    def __init__(self, theme: Theme, actions: Actions, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._theme = theme
        self._window = window
        self._actions = actions
        self._search: Search = _nobody
        self._search_help: SearchHelp = _no_help
        self._open_topic: Callable[[str], object] = _no_help
        self._search_notes: SearchNotes = _nothing
        self._asked = 0
        self._hits: Sequence[Hit] = ()
        self._notes = Notes()
        self._case = ""
        self.setObjectName("palette")
        self.setWindowTitle("Sök person eller kommando")
        self.setProperty("popup", True)
        self._field = QLineEdit()
        self._field.setObjectName("palette_field")
        self._field.setAccessibleName("Sök person eller kommando")
        self._field.setPlaceholderText(
            "Namn, nummer, adress, ord i en anteckning eller vad du vill göra"
        )
        self._field.textChanged.connect(self._find)
        self._field.returnPressed.connect(self._run)
        self._field.installEventFilter(self)
        self._count = label("", "caption")
        self._model = EntryModel(self)
        self._view = self._make_view(theme)
        self._lay_out(theme)
        theme.dress(self)

    def _make_view(self, theme: Theme) -> QListView:
        view = entry_view(theme, self._model, name="palette_hits", title="Träffar")
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
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

    def set_search(self, search: Search, notes: SearchNotes = _nothing) -> None:
        """Say how youths are found, and what has been written about them."""
        self._search = search
        self._search_notes = notes

    def set_help(self, find: SearchHelp, open_topic: Callable[[str], object]) -> None:
        """Say how help texts are found and opened."""
        self._search_help, self._open_topic = find, open_topic

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
        """Forget every name: at lock. An answer under way is no longer waited for."""
        self.hide()
        self._asked += 1
        self._hits, self._notes = (), Notes()
        self._case = ""
        self._field.setText("")  # clear() could be undone: a name, read after the next unlock
        self._model.set_entries([])

    def entries(self) -> list[Entry]:
        """The rows shown, headings included."""
        return list(self._model.entries)

    def _find(self, text: str) -> None:
        typed = text.strip()
        self._asked += 1
        self._hits = self._search(typed) if len(typed) >= _LEAST else ()
        self._notes = Notes()
        self._show(None)
        if len(typed) >= _LEAST:
            self._search_notes(typed, partial(self._take_notes, self._asked))

    def _take_notes(self, asked: int, notes: Notes) -> None:
        """What was found in notes comes after the rest; it moves nothing that has been chosen."""
        if asked == self._asked:
            self._notes = notes
            self._show(self._view.currentIndex().data(ENTRY))

    def _show(self, chosen: object) -> None:
        """Fill the rows, and choose the one that was chosen or the first."""
        entries: list[Entry] = []
        for title, group in self._groups(self._field.text().strip()):
            if group:
                entries += [Entry(title, heading=True), *group]
        self._model.set_entries(entries)
        places = [row for row, entry in enumerate(entries) if not entry.heading]
        self._count.setText("1 träff" if len(places) == 1 else f"{len(places)} träffar")
        kept = [row for row in places if entries[row].same(chosen)]
        if places:
            self._view.setCurrentIndex(self._model.index((kept or places)[0]))
        else:
            self._field.setAccessibleDescription("Inga träffar")

    def _groups(self, typed: str) -> Iterator[tuple[str, list[Entry]]]:
        yield "Ungdomar", [_entry_of(one, "user") for one in self._hits]
        yield "I anteckningar", self._written()
        acts: dict[str, list[Entry]] = {}
        for spec in self._actions.specs():
            if not spec.local and spec.id != "palette" and _fits(spec, typed):
                acts.setdefault(self._group(spec), []).append(self._entry(spec, typed))
        for title in (f"Gör med {self._case}", GO, "Kommandon"):
            # What is called just what is typed stands first: Inställningar before Kommunens inställningar.
            yield (
                title,
                sorted(acts.get(title, []), key=lambda one: one.title.lower() != typed.lower()),
            )
        yield "Hjälp", list(self._search_help(typed)) if len(typed) >= _LEAST else []

    def _written(self) -> list[Entry]:
        notes = self._notes
        entries = [_entry_of(one, "file-text") for one in notes.hits]
        if notes.more:
            entries.append(Entry("Det finns fler. Skriv fler ord för att se dem.", heading=True))
        if notes.built < 100:
            words = f"Sökningen i anteckningar byggs upp, {notes.built} % klart."
            entries.append(Entry(words, heading=True))
        return entries

    def _group(self, spec: ActionSpec) -> str:
        if spec.about_case and self._case:
            return f"Gör med {self._case}"
        return GO if spec.section == GO else "Kommandon"

    def _entry(self, spec: ActionSpec, typed: str) -> Entry:
        reason = self._actions.reason(spec.id)
        key = self._actions.shown_key(spec.id)
        note = reason or spec.note
        at = spec.text.lower().find(typed.lower()) if typed else -1
        marks = ((at, len(typed)),) if at >= 0 else ()
        return Entry(spec.text, note, spec.icon, key=key, act=spec.id, title_marks=marks)

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
        elif entry.topic:
            self._open_topic(entry.topic)
        else:
            self.youth_chosen.emit(entry.youth, entry.record)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.hide()


def _fits(spec: ActionSpec, typed: str) -> bool:
    return typed.lower() in f"{spec.text} {spec.note}".lower()


def _entry_of(hit: Hit, icon: str) -> Entry:
    return Entry(
        hit.name,
        hit.detail,
        icon,
        youth=hit.youth,
        record=hit.record,
        why=hit.why,
        title_marks=hit.name_marks,
        note_marks=hit.detail_marks,
        why_marks=hit.why_marks,
    )
