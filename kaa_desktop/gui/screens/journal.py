"""The journal: one list, newest first, under months; each event whole, with its corrections (04).

Drafts stand on top, under a heading that says who sees them. Heights follow the text: nothing of what
somebody wrote is cut off.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from attrs import frozen
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
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from kaa_desktop.app.views import Addendum, DraftRow, JournalEntry
from kaa_desktop.app.views_base import Tone
from kaa_desktop.gui.painting import (
    LEFT,
    ChipLook,
    chip_size,
    draw_chip,
    focus_ring,
    glyph,
    rounded,
    text_width,
)
from kaa_desktop.gui.rows import Index
from kaa_desktop.gui.screens.looks import kind_of, mark_look
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind

DRAFTS = "Utkast – syns bara för dig tills du för in dem"
_ITEM = Qt.ItemDataRole.UserRole
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


@frozen
class Item:
    """One row: a heading, a draft or an event."""

    heading: str = ""
    entry: JournalEntry | None = None
    draft: DraftRow | None = None

    @property
    def key(self) -> Hashable:
        """What a selection is kept by."""
        if self.entry is not None:
            return self.entry.id
        return self.draft.id if self.draft is not None else self.heading

    def spoken(self) -> str:
        """The whole row in words."""
        if self.draft is not None:
            return f"Utkast: {self.draft.title}, ändrat {self.draft.changed_text}"
        if self.entry is None:
            return self.heading
        one = self.entry
        parts = [one.title, one.mark.value, f"{one.when}, {one.author_name or one.author}"]
        parts += [one.text, *one.lines]
        parts += [f"Tillägg {late.when}, {late.author}: {late.text}" for late in one.addenda]
        return ". ".join(part for part in parts if part)


def items_of(entries: Sequence[JournalEntry], drafts: Sequence[DraftRow]) -> list[Item]:
    """The rows, each month under its heading."""
    items = [Item(heading=DRAFTS), *(Item(draft=one) for one in drafts)] if drafts else []
    month = ""
    for entry in entries:
        if entry.month != month:
            month = entry.month
            items.append(Item(heading=month))
        items.append(Item(entry=entry))
    return items


def enter_word(entry: JournalEntry | None) -> str:
    """What Enter does with a row; None is a draft."""
    if entry is None:
        return "Öppna utkastet"
    return "Visa bilagan" if entry.kind == "Attachment" else "Gör tillägg"


class JournalModel(QAbstractListModel):
    """The rows of the journal; headings cannot be chosen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.items: list[Item] = []

    def set_items(self, items: list[Item]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.items):
            return None
        item = self.items[index.row()]
        if role == _ITEM:
            return item
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return item.spoken()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.items[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


@frozen
class Block:
    """A piece of text with its place in the row, measured once and painted from the same figures."""

    rect: QRect
    text: str
    font: QFont
    colour: str
    chip: ChipLook | None = None
    right: bool = False
    wrap: bool = True


class Composer:
    """Sets an event's texts in a given width."""

    def __init__(self, theme: Theme, width: int) -> None:
        self._theme = theme
        self._left = theme.px(52)
        self._width = max(theme.px(160), width - self._left - theme.px(14))
        self._y = theme.px(8)
        self.blocks: list[Block] = []

    @property
    def height(self) -> int:
        """The row's height."""
        return max(self._y + self._theme.px(8), self._theme.px(48))

    def head(self, title: str, when: str, chip: ChipLook | None) -> None:
        """The title with its chip, and at the right when and by whom, or below when there is no room."""
        theme, px = self._theme, self._theme.px
        small, strong = theme.font(12), theme.font(13, 600)
        room = text_width(small, when)
        beside = self._width - room - px(12)
        own = chip_size(theme, chip).width() + px(8) if chip else 0
        fits = text_width(strong, title) + own <= beside
        width = beside if fits else self._width
        height = QFontMetrics(strong).height() + px(2)
        shown = min(text_width(strong, title), width - own)
        self._add(QRect(self._left, self._y, shown, height), title, strong, "text", wrap=False)
        if chip is not None:
            rect = QRect(self._left + shown + px(8), self._y, own, height)
            self.blocks.append(Block(rect, chip.text, small, "", chip))
        if not fits:
            self._y += height
        at = QRect(self._left, self._y, self._width, height)
        self._add(at, when, small, "text2", right=fits, wrap=False)
        self._y += height + px(1)

    def text(self, words: str, colour: str, size: int = 13) -> None:
        """A paragraph, broken to the width."""
        if not words.strip():
            return
        font = self._theme.font(size)
        box = QFontMetrics(font).boundingRect(QRect(0, 0, self._width, 1 << 20), int(_WRAP), words)
        rect = QRect(self._left, self._y, self._width, box.height())
        self._add(rect, words, font, colour)
        self._y += box.height() + self._theme.px(2)

    def addendum(self, late: Addendum) -> None:
        """A correction, under what it corrects."""
        self._y += self._theme.px(4)
        words = " · ".join(part for part in (late.when, late.author) if part)
        self.head("Tillägg", words, mark_look(late.mark))
        self.text(late.text, "text")

    def _add(
        self,
        rect: QRect,
        text: str,
        font: QFont,
        colour: str,
        *,
        right: bool = False,
        wrap: bool = True,
    ) -> None:
        self.blocks.append(Block(rect, text, font, colour, right=right, wrap=wrap))


def compose(theme: Theme, item: Item, width: int) -> Composer:
    """Set a row in a width."""
    made = Composer(theme, width)
    if item.draft is not None:
        when = f"Sparat lokalt {item.draft.changed_text}"
        made.head(item.draft.title, when, ChipLook("Utkast", "pencil", Kind.NEUTRAL))
        made.text("Tryck Enter för att fortsätta.", "text2")
    elif item.entry is not None:
        one = item.entry
        when = " · ".join(part for part in (one.when, one.author) if part)
        made.head(one.title, when, mark_look(one.mark))
        made.text(one.text, "text")
        made.text(" · ".join(one.lines), "text2")
        for late in one.addenda:
            made.addendum(late)
    return made


class JournalDelegate(QStyledItemDelegate):
    """Paints what `compose` has set."""

    def __init__(self, theme: Theme, view: JournalList) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        item = index.data(_ITEM)
        width = self._view.viewport().width()
        if item.heading:
            return QSize(width, self._theme.px(28))
        return QSize(width, compose(self._theme, item, width).height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = index.data(_ITEM)
        rect: QRect = option.rect
        t = self._theme.tokens
        if item.heading:
            self._heading(painter, rect, item.heading)
            return
        current = self._view.currentIndex().row() == index.row()
        if current:
            painter.fillRect(rect, QColor(t.soft))
        self._timeline(painter, rect, index)
        painter.save()
        painter.translate(rect.topLeft())
        for block in compose(self._theme, item, rect.width()).blocks:
            self._block(painter, block)
        painter.restore()
        if current and self._view.hasFocus():
            focus_ring(painter, rect.toRectF(), self._theme, 0)
        elif current:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), QColor(t.accent))

    def _heading(self, painter: QPainter, rect: QRect, words: str) -> None:
        t = self._theme.tokens
        painter.fillRect(rect, QColor(t.surface_alt))
        painter.setPen(QPen(QColor(t.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setFont(self._theme.font(12, 600))
        painter.setPen(QColor(t.text))
        painter.drawText(rect.adjusted(self._theme.px(14), 0, 0, 0), LEFT, words)

    def _timeline(self, painter: QPainter, rect: QRect, index: Index) -> None:
        theme, t, px = self._theme, self._theme.tokens, self._theme.px
        item: Item = index.data(_ITEM)
        box = QRectF(rect.left() + px(14), rect.top() + px(9), px(26), px(26))
        following = index.model().index(index.row() + 1, 0).data(_ITEM)
        if following is not None and not following.heading:
            painter.setPen(QPen(QColor(t.border), 2))
            x = int(box.center().x())
            painter.drawLine(x, int(box.bottom()), x, rect.bottom() + px(9))
        tone = kind_of(item.entry.tone if item.entry is not None else Tone.NEUTRAL)
        colours = t.tone(tone)
        rounded(painter, box, 4, colours.background, colours.border)
        icon = item.entry.icon if item.entry is not None else "pencil"
        at = QPointF(box.left() + px(5), box.top() + px(5))
        glyph(painter, theme, icon, at, 16, colours.text)

    def _block(self, painter: QPainter, block: Block) -> None:
        if block.chip is not None:
            draw_chip(painter, self._theme, block.chip, block.rect)
            return
        painter.setFont(block.font)
        painter.setPen(QColor(self._theme.tokens.tone_named(block.colour)))
        if block.wrap:
            painter.drawText(block.rect, int(_WRAP), block.text)
            return
        side = Qt.AlignmentFlag.AlignRight if block.right else Qt.AlignmentFlag.AlignLeft
        shown = QFontMetrics(block.font).elidedText(
            block.text, Qt.TextElideMode.ElideRight, block.rect.width()
        )
        painter.drawText(block.rect, side | Qt.AlignmentFlag.AlignVCenter, shown)


class JournalList(QListView):
    """Arrows move between events, Enter opens a draft or asks for an addendum."""

    draft_opened = Signal(object)
    entry_opened = Signal(object)
    picked = Signal()

    def __init__(self, theme: Theme, *, name: str = "journal", title: str = "Journal") -> None:
        super().__init__()
        self._model = JournalModel(self)
        self.setModel(self._model)
        self.setItemDelegate(JournalDelegate(theme, self))
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentChanged.connect(self._moved)
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    def set_items(self, items: list[Item]) -> None:
        """Show other rows; the chosen one and the place are kept."""
        chosen, place = self.current_item(), self.verticalScrollBar().value()
        self._model.set_items(items)
        rows = [row for row, item in enumerate(items) if not item.heading]
        kept = [row for row in rows if chosen is not None and items[row].key == chosen.key]
        if rows:
            self.setCurrentIndex(self._model.index((kept or rows)[0]))
        if kept:
            self.executeDelayedItemsLayout()
            self.verticalScrollBar().setValue(place)
        else:
            self.scrollToTop()

    def current_item(self) -> Item | None:
        """The chosen row."""
        item = self.currentIndex().data(_ITEM)
        return item if isinstance(item, Item) and not item.heading else None

    def current_entry(self) -> JournalEntry | None:
        """The chosen event; None when a draft is chosen."""
        item = self.current_item()
        return None if item is None else item.entry

    def choose(self, key: Hashable) -> bool:
        """Choose the row with a key; whether it is there."""
        for row, item in enumerate(self._model.items):
            if item.key == key:
                self.setCurrentIndex(self._model.index(row))
                return True
        return False

    def _moved(self, *_indexes: object) -> None:
        self.viewport().update()
        self.picked.emit()

    def _open(self, *_index: object) -> None:
        item = self.current_item()
        if item is None:
            return
        if item.draft is not None:
            self.draft_opened.emit(item.draft)
        elif item.entry is not None:
            self.entry_opened.emit(item.entry)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self._open()
        elif event.key() == Qt.Key.Key_Home:
            # Qt would go to row 0, a heading, which cannot be chosen, and so stay where it is.
            self._choose_first()
        else:
            super().keyPressEvent(event)

    def _choose_first(self) -> None:
        rows = (row for row, item in enumerate(self._model.items) if not item.heading)
        first = next(rows, None)
        if first is not None:
            self.setCurrentIndex(self._model.index(first))
            self.scrollToTop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
