"""The pane beside the list: who is chosen, the next step first, and the latest in the journal (03)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from kaa_desktop.app.views import JournalEntry, NextStepView, YouthPage
from kaa_desktop.gui.actions import Actions
from kaa_desktop.gui.forms.sheet import SheetArea
from kaa_desktop.gui.painting import LEFT, glyph, text_width
from kaa_desktop.gui.screens.looks import chip_look, colour_of
from kaa_desktop.gui.screens.parts import ChipRow, FactTable, Scrolled
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Banner, EmptyState
from kaa_desktop.gui.widgets.buttons import button
from kaa_desktop.gui.widgets.labels import label

LATEST = 6
_NOBODY = ("Ingen ungdom är vald.", "Välj en rad i listan, så visas den här.")


class JournalBrief(QWidget):
    """The latest events, two lines each. Only to be read: the page holds the whole journal."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._entries: Sequence[JournalEntry] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_entries(self, entries: Sequence[JournalEntry]) -> None:
        """Show other events; the first ones are the newest."""
        self._entries = entries[:LATEST]
        spoken = [f"{one.when}: {one.title}. {one.text}" for one in self._entries]
        self.setAccessibleName("\n".join(spoken) or "Journalen är tom.")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), len(self._entries) * self._theme.px(54))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        height = self._theme.px(54)
        for row, entry in enumerate(self._entries):
            self._paint(painter, entry, QRect(0, row * height, self.width(), height))

    def _paint(self, painter: QPainter, entry: JournalEntry, rect: QRect) -> None:
        theme, t, px = self._theme, self._theme.tokens, self._theme.px
        painter.setPen(QColor(t.line))
        painter.drawLine(rect.topLeft(), rect.topRight())
        top = rect.top() + px(8)
        at = QPointF(rect.left(), top + px(2))
        glyph(painter, theme, entry.icon, at, 16, t.tone_named(_tint(entry)))
        rect = rect.adjusted(px(28), 0, 0, 0)
        when = " · ".join(part for part in (entry.when, entry.author) if part)
        room = text_width(theme.font(12), when) + px(12)
        self._line(painter, QRect(rect.right() - room, top, room, px(19)), when, 12, right=True)
        wide = QRect(rect.left(), top, rect.width() - room, px(19))
        self._line(painter, wide, entry.title, 13, strong=True)
        text = " ".join(entry.text.split()) or ", ".join(entry.lines)
        self._line(painter, wide.translated(0, px(20)).adjusted(0, 0, room, 0), text, 13)

    def _line(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        size: int,
        *,
        strong: bool = False,
        right: bool = False,
    ) -> None:
        font = self._theme.font(size, 600 if strong else 400)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.tokens.text if strong else self._theme.tokens.text2))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter if right else LEFT
        painter.drawText(rect, side, shown)


def _tint(entry: JournalEntry) -> str:
    return "text2" if colour_of(entry.tone) == "text" else colour_of(entry.tone)


def _small(words: str) -> str:
    """Words inside a sentence: "Uppföljning" becomes "uppföljning", "SYV-samtal" stays."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def show_step(banner: Banner, step: NextStepView | None) -> None:
    """Say the next step, what it comes from, and whether it is late."""
    banner.setVisible(step is not None)
    if step is not None:
        title = f"Nästa steg: {_small(step.title)}, {_small(step.when)}"
        banner.set_message(Kind.DANGER if step.late else Kind.WARN, title, step.reason)


class ReadingPane(QFrame):
    """Follows the selection. Space in the list moves the focus here; Enter opens the page."""

    open_page = Signal()

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("fill", "surface")
        self.setProperty("rule", "left")
        self._stack = QStackedLayout(self)
        self._empty = EmptyState(theme, "users", *_NOBODY)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._make_page(theme, actions))
        theme.dress(self)

    def _make_page(self, theme: Theme, actions: Actions) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        self.area = SheetArea("reading_pane", "Läsruta")
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setWidget(self._make_content(theme))
        column.addWidget(self.area, 1)
        column.addWidget(self._make_foot(actions))
        return page

    def _make_content(self, theme: Theme) -> QWidget:
        content = Scrolled()
        column = QVBoxLayout(content)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(10)
        column.addLayout(self._make_head(theme))
        self.chips = ChipRow(theme)
        self.step = Banner(theme, Kind.WARN)
        self.facts = FactTable(theme)
        for widget in (self.chips, self.step, self.facts):
            column.addWidget(widget)
        title = QHBoxLayout()
        title.addWidget(label("Senaste i journalen", "section"))
        title.addStretch(1)
        self.amount = label("", "caption")
        title.addWidget(self.amount)
        column.addLayout(title)
        self.brief = JournalBrief(theme)
        column.addWidget(self.brief)
        column.addStretch(1)
        return content

    def _make_head(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.name = label("", "page", wrap=True)
        self.identity = label("", "muted", wrap=True)
        words.addWidget(self.name)
        words.addWidget(self.identity)
        row.addLayout(words, 1)
        self.opener = button(
            theme,
            "Öppna",
            name="open_youth",
            kind="primary",
            icon="arrow-right",
            hint="Enter",
            spoken="Öppna ungdomens sida",
        )
        self.opener.clicked.connect(self.open_page)
        row.addWidget(self.opener, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _make_foot(self, actions: Actions) -> QFrame:
        foot = QFrame()
        foot.setProperty("rule", "top")
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 10, 20, 10)
        row.setSpacing(6)
        for act in ("contact.new", "visit.new"):
            row.addWidget(actions.button(act, name=f"pane_{act.replace('.', '_')}"))
        row.addStretch(1)
        return foot

    def show_many(self, amount: int, ways: str) -> None:
        """Several are chosen: the pane is about one at a time; `ways` says what they can be used for."""
        self._empty.set_message(f"{amount} ungdomar är valda.", ways)
        self._stack.setCurrentIndex(0)

    def show_page(self, page: YouthPage | None) -> None:
        """Show someone, or nobody."""
        self._stack.setCurrentIndex(0 if page is None else 1)
        if page is None:
            self._empty.set_message(*_NOBODY)
            return
        same = self.name.text() == page.name and self.identity.text().startswith(page.number)
        place = self.area.verticalScrollBar().value() if same else 0
        self.name.setText(page.name)
        self.identity.setText(" · ".join(part for part in (page.number, page.age) if part))
        self.area.setAccessibleName(f"Läsruta: {page.name}, {page.number}")
        self.chips.set_chips([chip_look(chip) for chip in page.chips[:5]])
        show_step(self.step, page.next_step)
        self.facts.set_facts(page.facts)
        self.amount.setText(page.journal_text)
        self.brief.set_entries(page.journal)
        self.area.verticalScrollBar().setValue(place)
