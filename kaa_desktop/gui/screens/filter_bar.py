"""The bar over a list of youths: what it is filtered by, how it is ordered, what is kept under a name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kaa_core.rules.case_state import Status
from kaa_desktop.app.kept_filters import LONGEST_NAME
from kaa_desktop.app.list_query import GroupBy, ListQuery
from kaa_desktop.app.list_words import ages, either
from kaa_desktop.app.listing import CHIPS, NOBODY
from kaa_desktop.app.staff import Staff
from kaa_desktop.gui.screens.filter_menus import PARTS, FilterMenus
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.buttons import KeyButton, button
from kaa_desktop.gui.widgets.fields import TextField
from kaa_desktop.gui.widgets.flow import FlowLayout
from kaa_desktop.gui.widgets.labels import Elided, Glyph, label


class NameRow(QFrame):
    """A line that asks for the name of a filter, under the bar. Enter saves, Esc leaves."""

    named = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 8)
        row.setSpacing(8)
        caption = label("Urvalets namn", "label")
        self.field = TextField()
        self.field.setObjectName("filter_name")
        self.field.setMaxLength(LONGEST_NAME)
        self.field.setAccessibleName("Urvalets namn")
        caption.setBuddy(self.field)
        save = button(
            theme, "Spara", name="filter_save", kind="primary", compact=True, hint="Enter"
        )
        save.setAccessibleName("Spara urvalet")
        save.clicked.connect(self._save)
        leave = button(theme, "Avbryt", name="filter_leave", compact=True, hint="Esc")
        leave.setAccessibleName("Avbryt, spara inte urvalet")
        leave.clicked.connect(self.left)
        for widget in (caption, self.field, save, leave):
            row.addWidget(widget, 1 if widget is self.field else 0)
        self.hide()

    def ask(self, name: str) -> None:
        """Show it with a proposal."""
        self.field.setText(name)
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def _save(self) -> None:
        name = self.field.text().strip()
        if name:
            self.named.emit(name)
        else:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.field.hasFocus():
            self._save()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class FilterBar(QFrame):
    """Buttons that open menus. The text field and the words of what is shown are the screen's."""

    def __init__(self, theme: Theme, statuses: Sequence[Status]) -> None:
        super().__init__()
        self._theme = theme
        self.menus = FilterMenus(self, statuses)
        self.parts: dict[str, KeyButton] = {}
        self.gone: tuple[str, ...] = ()
        self.names = NameRow(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._tools = QWidget()
        flow = FlowLayout(self._tools, spacing=6)
        flow.setContentsMargins(14, 0, 14, 8)
        for widget in self._make_buttons():
            flow.addWidget(widget)
        for part in (self._tools, self.names, self._make_missing()):
            column.addWidget(part)

    def _make_buttons(self) -> list[QWidget]:
        for part, title in PARTS:
            made = self._button(title, f"filter_by_{part}", f"Filtrera på {title.lower()}")
            self.parts[part] = made
        self.whole = self._button("&Villkor", "filter_all", "Filtrera på villkor (Alt+V)")
        self.kept = self._button("Sparade &urval", "filter_kept", "Sparade urval (Alt+U)")
        self.sorter = self._button(
            "&Sortera: senast", "sort", "Sortera listan (Alt+S)", icon="arrow-down"
        )
        self.grouper = self._button(
            "&Gruppera: dag", "grouping", "Gruppera listan (Alt+G)", icon="list-checks"
        )
        return [*self.parts.values(), self.whole, self.kept, self.sorter, self.grouper]

    def _button(self, text: str, name: str, spoken: str, *, icon: str = "") -> KeyButton:
        return button(self._theme, text, name=name, icon=icon, compact=True, spoken=spoken)

    def _make_missing(self) -> QWidget:
        self._missing = QFrame()
        row = QHBoxLayout(self._missing)
        row.setContentsMargins(14, 0, 14, 8)
        row.setSpacing(8)
        self.missing = Elided("", "danger")
        row.addWidget(Glyph(self._theme, "triangle-alert", 14, "danger"))
        row.addWidget(self.missing, 1)
        self.copy_gone = button(
            self._theme, "Kopiera dem", name="copy_missing", icon="copy", compact=True
        )
        self.copy_gone.setAccessibleName("Kopiera de nummer som inte finns i listan")
        row.addWidget(self.copy_gone)
        self._missing.hide()
        return self._missing

    # -- what it shows

    def fit(self, *, narrow: bool) -> None:
        """One button for all conditions where there is no room for a button each."""
        self.whole.setVisible(narrow)
        for made in self.parts.values():
            made.setVisible(not narrow)

    def show_query(self, query: ListQuery, staff: Staff) -> None:
        """Let the buttons say what is chosen."""
        self.menus.query = query
        chosen = _in_words(query, staff)
        for part, title in PARTS:
            words = chosen.get(part, "")
            self._say(self.parts[part], f"{title}: {words}" if words else title, on=bool(words))
        active = sum(map(bool, chosen.values()))
        self._say(self.whole, f"&Villkor: {active}" if active else "&Villkor", on=bool(active))
        order = query.sort.value.lower() + (", omvänt" if query.descending else "")
        self._say(self.sorter, f"&Sortera: {order}")
        self._say(self.grouper, f"&Gruppera: {_GROUPED[query.group]}")

    def _say(self, made: KeyButton, text: str, *, on: bool = False) -> None:
        if made.text() != text or bool(made.property("strong")) != on:
            made.setText(text)
            made.setProperty("strong", on)
            made.setAccessibleDescription(text.replace("&", ""))
            made.updateGeometry()
            made.update()

    def ask_name(self, name: str) -> None:
        """Ask for a name, in the place of the buttons."""
        self._tools.hide()
        self.names.ask(name)

    def leave_name(self) -> None:
        """The buttons again, the focus on the one that it began with."""
        self.names.hide()
        self._tools.show()
        self.kept.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_missing(self, words: str, gone: Sequence[str]) -> None:
        """Say which pasted numbers are not in the list; of many the first few, the others are copied."""
        self.gone = tuple(gone)
        self.missing.setText(words)
        self._missing.setVisible(bool(words))


_GROUPED = {
    GroupBy.NONE: "nej",
    GroupBy.DUE: "dag",
    GroupBy.TITLE: "steg",
    GroupBy.STATUS: "läge",
    GroupBy.WORKER: "handläggare",
}


def _in_words(query: ListQuery, staff: Staff) -> dict[str, str]:
    """What each button says is chosen."""
    marks = (query.unsent, query.conflict, query.doubled, bool(query.belongings))
    more = sum((query.enrolled is not None, query.due is not None, *marks))
    names = [NOBODY if one is None else staff.names.get(one, "okänd") for one in query.workers]
    units = [staff.units.get(one, "okänd") for one in query.units]
    return {
        "statuses": _short([CHIPS[one].text for one in query.statuses]),
        "workers": _short(names),
        "units": _short(units),
        "ages": ages(query.ages) if query.ages else "",
        "more": f"{more} valda" if more > 1 else "1 valt" if more else "",
    }


def _short(chosen: Sequence[str]) -> str:
    return either(chosen) if len(chosen) < 2 else f"{len(chosen)} valda"
