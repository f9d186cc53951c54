"""The left navigation: groups, items with counts, folding to a rail and to the menu ``Meny``.

``Navigation(theme, items)``; ``chosen`` carries an item's key when the person picks one.
``set_counts({"unreached": 45})`` and ``set_warning("sync", "1 konflikt")`` keep it true: a count
always equals the rows that open.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import evolve, frozen
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from kaa_core.model.rights import Right
from kaa_desktop.gui.painting import CENTRE, LEFT, focus_ring, glyph, rounded, text_width
from kaa_desktop.gui.rows import Index
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.labels import Elided, Glyph

WIDE, RAIL = 220, 52  # px at 100 %: design.md section 1
LEAST = 30  # px at 100 %: an icon of the rail is hit at 24 (WCAG 2.5.8)
_ITEM = Qt.ItemDataRole.UserRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@frozen
class NavItem:
    """A place to go. An empty ``icon`` makes it a sub-item; an empty ``key`` a group heading.

    ``badge`` shows the count in the rail too: only where it means work for today. ``right`` is what
    the user's role must have to be shown the place.
    """

    key: str
    text: str
    icon: str = ""
    count: int | None = None
    warning: str = ""
    badge: bool = False
    right: Right | None = None

    def spoken(self) -> str:
        """``Ej nådda, 45``."""
        count = "" if self.count is None else str(self.count)
        return ", ".join(part for part in (self.text, count, self.warning) if part)


ITEMS = (
    NavItem("", "Mitt arbete"),
    NavItem("day", "Min dag", "calendar-check", badge=True, right=Right.READ_CASES),
    NavItem("youths", "Ungdomar", "users", right=Right.READ_CASES),
    NavItem("mine", "Mina ungdomar", right=Right.READ_CASES),
    NavItem("unreached", "Ej nådda", right=Right.READ_CASES),
    NavItem("new", "Nya att kontakta", right=Right.READ_CASES),
    NavItem("everyone", "Åldersgruppen", "book-open", right=Right.READ_CASES),
    NavItem("visits", "Hembesök i dag", "house", badge=True, right=Right.READ_CASES),
    NavItem("plans", "Planer", "list-checks", right=Right.READ_CASES),
    NavItem("actors", "Samverkan", "handshake", right=Right.READ_CASES),
    NavItem("", "Underlag"),
    NavItem("targets", "Målgruppsprövning", "scale", right=Right.READ_CASES),
    NavItem("statistics", "Statistik och mål", "chart-column", right=Right.READ_CASES),
    NavItem("self_audit", "Granskning", "list-checks", right=Right.READ_CASES),
    NavItem("review", "Väntar på granskning", "inbox", right=Right.KEEP_REGISTER),
    NavItem("notices", "Anmälningar om okända", "mail", right=Right.KEEP_REGISTER),
    NavItem("night", "Nattens inläsning", "moon", right=Right.KEEP_REGISTER),
    NavItem("goals", "Mål", "flag", right=Right.READ_CASES),
    NavItem("reports", "Rapporter", "file-text", right=Right.READ_CASES),
    NavItem("scb", "Underlag till SCB", "send", right=Right.READ_CASES),
    NavItem("early", "Tidiga signaler", "signpost", right=Right.WRITE_CASES),
    NavItem("changes", "Sedan sist", "history", right=Right.READ_CASES),
    NavItem("same", "Samma person?", "users", right=Right.KEEP_REGISTER),
    NavItem("erasures", "Gallring", "trash-2", right=Right.KEEP_REGISTER),
    NavItem("", "Administration"),
    NavItem("users", "Användare", "users", right=Right.ADMINISTER),
    NavItem("devices", "Datorer", "laptop", right=Right.ADMINISTER),
    NavItem("units", "Enheter", "briefcase", right=Right.ADMINISTER),
    NavItem("senders", "Skolor som anmäler", "mail", right=Right.ADMINISTER),
    NavItem("municipality", "Kommunen", "landmark", right=Right.ADMINISTER),
    NavItem("", "System"),
    NavItem("sync", "Synkning", "refresh-cw", badge=True),
    NavItem("settings", "Inställningar", "settings"),
)


def items_for(may: Callable[[Right], bool], items: Sequence[NavItem] = ITEMS) -> list[NavItem]:
    """The items of one who may some things; a heading with nothing below it is left out."""
    allowed = [item for item in items if item.right is None or may(item.right)]
    after: list[NavItem | None] = [*allowed[1:], None]
    return [
        item
        for item, follows in zip(allowed, after, strict=True)
        if item.key or (follows is not None and follows.key)
    ]


class NavModel(QAbstractListModel):
    """The items, headings included."""

    def __init__(self, items: Sequence[NavItem], parent: QObject) -> None:
        super().__init__(parent)
        self.items = list(items)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.items):
            return None
        item = self.items[index.row()]
        if role == _ITEM:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return item.text
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return item.spoken()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and not self.items[index.row()].key:
            return Qt.ItemFlag.NoItemFlags  # headings are not places to go
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def set_items(self, items: Sequence[NavItem]) -> None:
        """Show other items."""
        self.beginResetModel()
        self.items = list(items)
        self.endResetModel()

    def row_of(self, key: str) -> int:
        """The row of a key, or -1."""
        return next((row for row, item in enumerate(self.items) if item.key == key), -1)

    def replace(self, key: str, *, count: int | None, warning: str) -> None:
        """Change what one item says."""
        row = self.row_of(key)
        if row >= 0:
            self.items[row] = evolve(self.items[row], count=count, warning=warning)
            self.dataChanged.emit(self.index(row), self.index(row))


class NavDelegate(QStyledItemDelegate):
    """Draws one item; headings small, sub-items indented, the rail with icon and badge only."""

    def __init__(self, theme: Theme, view: "NavList") -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        item = index.data(_ITEM)
        px = self._theme.px
        if self._view.rail:
            height = self._view.rail_height(px(LEAST), px(44)) if item.icon else px(10)
            return QSize(px(RAIL), height)
        if not item.key:
            return QSize(px(WIDE), px(36) if index.row() else px(30))
        return QSize(px(WIDE), px(32 if item.icon else 28))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = index.data(_ITEM)
        rect: QRect = option.rect
        if not item.key:
            if not self._view.rail:
                self._heading(painter, rect, item)
            return
        t = self._theme.tokens
        chosen = item.key == self._view.place
        if chosen:
            painter.fillRect(rect, QColor(t.surface))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(t.accent))
        if self._view.rail:
            self._rail_item(painter, rect, item, chosen=chosen)
        else:
            self._wide_item(painter, rect, item, chosen=chosen)
        if self._view.hasFocus() and self._view.currentIndex().row() == index.row():
            focus_ring(painter, rect.toRectF(), self._theme, 0)

    def _heading(self, painter: QPainter, rect: QRect, item: NavItem) -> None:
        px = self._theme.px
        painter.setFont(self._theme.font(11, 600))
        painter.setPen(QColor(self._theme.tokens.text2))
        bottom = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.drawText(rect.adjusted(px(16), 0, 0, -px(5)), bottom, item.text.upper())

    def _wide_item(self, painter: QPainter, rect: QRect, item: NavItem, *, chosen: bool) -> None:
        theme, t, px = self._theme, self._theme.tokens, self._theme.px
        if item.icon:
            y = rect.center().y() + 1 - px(18) / 2
            colour = t.accent if chosen else t.text2
            glyph(painter, theme, item.icon, QPointF(rect.left() + px(16), y), 18, colour)
        painter.setFont(theme.font(14 if item.icon else 13, 600 if chosen else 400))
        painter.setPen(QColor(t.text))
        painter.drawText(rect.adjusted(px(44), 0, 0, 0), LEFT, item.text)
        right = rect.right() - px(10)  # the longest name and four digits fit beside each other
        if item.count is not None:
            painter.setFont(theme.font(12, 600 if chosen else 400))
            painter.setPen(QColor(t.text if chosen else t.text2))
            painter.drawText(
                QRect(rect.left(), rect.top(), right - rect.left(), rect.height()),
                _RIGHT,
                str(item.count),
            )
            right -= px(30)
        if item.warning:
            y = rect.center().y() + 1 - px(16) / 2
            glyph(painter, theme, "triangle-alert", QPointF(right - px(16), y), 16, t.warn.text)

    def _rail_item(self, painter: QPainter, rect: QRect, item: NavItem, *, chosen: bool) -> None:
        theme, t, px = self._theme, self._theme.tokens, self._theme.px
        centre = rect.center()
        at = QPointF(centre.x() + 1 - px(20) / 2, centre.y() + 1 - px(20) / 2)
        glyph(painter, theme, item.icon, at, 20, t.accent if chosen else t.text2)
        if not item.count or not item.badge:
            return
        words, font = str(item.count), theme.font(11, 500)
        width = max(px(16), text_width(font, words) + px(6))
        badge = QRectF(rect.right() - width - px(2), rect.top() + px(2), width, px(17))
        rounded(painter, badge, 3, t.surface, t.border)
        painter.setFont(font)
        painter.setPen(QColor(t.warn.text if item.warning else t.text))
        painter.drawText(badge, CENTRE, words)


class NavList(QListView):
    """The list itself: one tab stop, arrows move, Enter opens. ``place`` is where the person is."""

    entered_key = Signal(object)

    def __init__(self, theme: Theme, items: Sequence[NavItem]) -> None:
        super().__init__()
        self.rail = False
        self.place = ""
        self.nav_model = NavModel(items, self)
        self.setModel(self.nav_model)
        self.setItemDelegate(NavDelegate(theme, self))
        self.setObjectName("navigation")
        self.setAccessibleName("Navigering")
        self.setProperty("fill", "nav")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def set_rail(self, *, rail: bool) -> None:
        """Show icons only; sub-items are reached through the list they belong to."""
        self.rail = rail
        for row, item in enumerate(self.nav_model.items):
            self.setRowHidden(row, rail and bool(item.key) and not item.icon)
        self.scheduleDelayedItemsLayout()

    def rail_height(self, least: int, most: int) -> int:
        """How high an icon stands in the rail: as many as there are fit, as far as they can be hit."""
        shown = [one for one in self.nav_model.items if one.icon or not one.key]
        icons = sum(bool(one.icon) for one in shown)
        room = self.viewport().height() - (len(shown) - icons) * most // 4
        return max(least, min(most, room // max(1, icons)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.rail and event.size().height() != event.oldSize().height():
            self.scheduleDelayedItemsLayout()

    def set_place(self, key: str) -> None:
        """Mark a place and put the cursor on it."""
        self.place = key
        row = self.nav_model.row_of(key)
        if row >= 0:
            self.setCurrentIndex(self.nav_model.index(row))
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.send(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def send(self, index: QModelIndex) -> None:
        """Say that an item was picked."""
        item = index.data(_ITEM)
        if item is not None and item.key:
            self.entered_key.emit(item.key)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.set_place(self.place)  # the cursor does not stay on what was not opened


class Navigation(QFrame):
    """The column at the left, with the person's name at its foot."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, items: Sequence[NavItem] = ITEMS) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("fill", "nav")
        self.setProperty("rule", "right")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 1, 0)
        column.setSpacing(0)
        self.view = NavList(theme, items)
        column.addWidget(self.view, 1)
        column.addWidget(self._person(theme))
        self.view.clicked.connect(self.view.send)
        self.view.entered_key.connect(self.chosen)
        theme.changed.connect(self._refit)
        theme.dress(self)
        self._refit()

    def _person(self, theme: Theme) -> QWidget:
        box = QFrame()
        box.setProperty("rule", "top")
        row = QHBoxLayout(box)
        row.setContentsMargins(14, 10, 10, 10)
        row.setSpacing(10)
        row.addWidget(Glyph(theme, "user", 18, "text2"))
        words = QVBoxLayout()
        words.setSpacing(1)
        self._name, self._role = Elided("", "body"), Elided("", "caption")
        words.addWidget(self._name)
        words.addWidget(self._role)
        self._words = QWidget()
        self._words.setLayout(words)
        words.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._words, 1)
        return box

    def set_person(self, name: str, role: str) -> None:
        """Who is logged in."""
        self._name.setText(name)
        self._role.setText(role)

    def set_rail(self, *, rail: bool) -> None:
        """52 px with icons, or 220 px with words."""
        self.view.set_rail(rail=rail)
        self._words.setVisible(not rail)
        self._refit()

    def _refit(self) -> None:
        self.setFixedWidth(self._theme.px(RAIL if self.view.rail else WIDE))
        self.view.scheduleDelayedItemsLayout()

    def set_items(self, items: Sequence[NavItem]) -> None:
        """Show the places of another role; the place where the person is stays marked."""
        self.view.nav_model.set_items(items)
        self.view.set_rail(rail=self.view.rail)
        self.view.set_place(self.view.place)

    def items(self) -> list[NavItem]:
        """The items as they stand now, for the menu ``Meny``."""
        return list(self.view.nav_model.items)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many rows each place has."""
        for item in self.items():
            if item.key in counts:
                self.view.nav_model.replace(item.key, count=counts[item.key], warning=item.warning)

    def set_warning(self, key: str, words: str) -> None:
        """Mark a place, e.g. ``Synkning`` with ``1 konflikt``; empty words take the mark away."""
        for item in self.items():
            if item.key == key:
                self.view.nav_model.replace(key, count=item.count, warning=words)

    def show_place(self, key: str) -> None:
        """Mark where the person is, without going there."""
        self.view.set_place(key)
