"""The pane of help beside the work: a text, a field to search in, and the list of all texts."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kaa_desktop.gui.help.sheet import HelpSheet
from kaa_desktop.gui.help.text import ACTS, Library, Topic
from kaa_desktop.gui.palette import EntryModel, entry_view
from kaa_desktop.gui.palette_rows import ENTRY, Entry
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import Glyph, label

WIDTH = 400  # px at 100 %
MOST_LINKS = 4
ASK = "Fråga kommunens samordnare eller it-stöd."


class HelpPane(QFrame):
    """``closed`` is sent when the person is done. ``support``: whom to ask, in words.

    ``do`` does an act of the catalogue; without it no text offers any.
    """

    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        library: Library,
        support: Callable[[], str],
        do: Callable[[str], object] | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._library = library
        self._support = support
        self._do = do
        self._topic: Topic | None = None
        self.setObjectName("help_pane")
        self.setAccessibleName("Hjälp")
        self.setProperty("fill", "surface")
        self.setProperty("rule", "left")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header(theme))
        self._sheet = HelpSheet(theme)
        self._links = QWidget()
        self._flow = FlowLayout(self._links, spacing=4)
        self._flow.setContentsMargins(12, 6, 12, 10)
        self._reading = QWidget()
        reading = QVBoxLayout(self._reading)
        reading.setContentsMargins(0, 0, 0, 0)
        reading.setSpacing(0)
        reading.addWidget(self._sheet, 1)
        reading.addWidget(self._links)
        self._list = self._make_list(theme)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._reading)
        self._stack.addWidget(self._list)
        column.addWidget(self._stack, 1)
        theme.dress(self)

    def _header(self, theme: Theme) -> QWidget:
        header = QFrame()
        header.setProperty("rule", "bottom")
        rows = QVBoxLayout(header)
        rows.setContentsMargins(14, 8, 12, 8)
        rows.setSpacing(6)
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(Glyph(theme, "circle-question-mark", 18, "accent"))
        top.addWidget(label("Hjälp", "section"))
        top.addStretch(1)
        contents = button(
            theme,
            "Innehåll",
            name="help_contents",
            kind="flat",
            icon="book-open",
            spoken="Hjälpens innehåll",
        )
        contents.clicked.connect(self.show_contents)
        close = button(
            theme, "Stäng", name="help_close", hint="Esc", compact=True, spoken="Stäng hjälpen"
        )
        close.clicked.connect(self.closed)
        top.addWidget(contents)
        top.addWidget(close)
        rows.addLayout(top)
        self.search = QLineEdit()
        self.search.setObjectName("help_search")
        self.search.setAccessibleName("Sök i hjälpen")
        self.search.setPlaceholderText("Sök i hjälpen")
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._open_first)
        rows.addWidget(self.search)
        return header

    def _make_list(self, theme: Theme) -> QListView:
        self._rows = EntryModel(self)
        view = entry_view(theme, self._rows, name="help_list", title="Hjälptexter")
        view.activated.connect(self._picked)
        view.clicked.connect(self._picked)
        return view

    # -- what is shown

    @property
    def topic(self) -> Topic | None:
        """The text shown; None while the list is."""
        return self._topic if self._stack.currentWidget() is self._reading else None

    def show_topic(self, name: str) -> None:
        """Show a text and read from its beginning."""
        topic = self._library.topics[name]
        self._topic = topic
        self._empty_search()
        self._sheet.show_topic(topic, self._support() or ASK)
        self._show_links(topic.links[:MOST_LINKS], () if self._do is None else topic.acts)
        self._stack.setCurrentWidget(self._reading)
        self._sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_contents(self) -> None:
        """Show the list of all texts, in groups."""
        self._empty_search()
        entries: list[Entry] = []
        for title, names in self._library.groups.items():
            entries.append(Entry(title, heading=True))
            for name in names:
                topic = self._library.topics[name]
                entries.append(Entry(topic.title, icon="file-text", topic=name))
        self._show_list(entries)
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self, text: str) -> None:
        if not text.strip():
            if self._topic is not None:
                self._stack.setCurrentWidget(self._reading)
            return
        found = [
            Entry(one.topic.title, one.why, "file-text", topic=one.topic.name)
            for one in self._library.find(text)
        ]
        count = "1 träff" if len(found) == 1 else f"{len(found)} träffar"
        self._show_list([Entry(count if found else "Inga träffar", heading=True), *found])
        self.search.setAccessibleDescription(count if found else "Inga träffar")

    def _show_list(self, entries: list[Entry]) -> None:
        self._rows.set_entries(entries)
        if len(entries) > 1:
            self._list.setCurrentIndex(self._rows.index(1))
        self._list.scrollToTop()
        self._stack.setCurrentWidget(self._list)

    def _show_links(self, names: Sequence[str], acts: Sequence[str]) -> None:
        for made in self._links.findChildren(QWidget, options=_DIRECT):
            self._flow.removeWidget(made)
            made.hide()
            made.deleteLater()
        for act in acts:
            made = button(
                self._theme,
                ACTS[act].text,
                name=f"help_do_{act.replace('.', '_')}",
                icon=ACTS[act].icon,
                compact=True,
            )
            made.setProperty("act", act)
            made.clicked.connect(self._act)
            self._flow.addWidget(made)
        for name in names:
            title = self._library.topics[name].title
            made = button(
                self._theme,
                title,
                name=f"help_link_{name.replace('-', '_')}",
                kind="flat",
                icon="arrow-right",
                compact=True,
                spoken=f"Läs: {title}",
            )
            made.setProperty("topic", name)
            made.clicked.connect(self._follow)
            self._flow.addWidget(made)
        self._links.setVisible(bool(names or acts))
        self._theme.dress(self._links)

    def _follow(self) -> None:
        made = self.sender()
        if made is not None:
            self.show_topic(str(made.property("topic")))

    def _act(self) -> None:
        made, do = self.sender(), self._do
        if do is not None and made is not None:
            do(str(made.property("act")))

    def _picked(self) -> None:
        entry = self._list.currentIndex().data(ENTRY)
        if isinstance(entry, Entry) and not entry.heading:
            self.show_topic(entry.topic)

    def _open_first(self) -> None:
        if self._stack.currentWidget() is self._list:
            self._picked()

    def _empty_search(self) -> None:
        self.search.blockSignals(True)
        self.search.setText("")
        self.search.blockSignals(False)

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.search.text():
                self.search.setText("")
            else:
                self.closed.emit()
            return
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().keyPressEvent(event)


_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
