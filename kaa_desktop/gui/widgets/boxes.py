"""Boxes that hold a part of a page: card, banner, empty state, page header, footer."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.labels import Elided, Glyph, label, repolish


def fold(row: QBoxLayout, *, narrow: bool) -> None:
    """Let what stands in a row stand beside each other, or below where it is narrow."""
    down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
    row.setDirection(down if narrow else across)


class Card(QFrame):
    """White surface with a hairline, a header and a ``body`` layout for the content."""

    def __init__(
        self, theme: Theme, title: str, *, icon: str = "", subtitle: str = "", padded: bool = True
    ) -> None:
        super().__init__()
        self.setProperty("card", True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        header = QFrame()
        header.setProperty("cardheader", True)
        self._header = QHBoxLayout(header)
        self._header.setContentsMargins(14, 6, 12, 6)
        self._header.setSpacing(8)
        header.setMinimumHeight(38)
        if icon:
            self._header.addWidget(Glyph(theme, icon, 18, "text"))
        self._title = label(title, "section")
        self._subtitle = Elided(subtitle, "muted")
        self._header.addWidget(self._title)
        self._header.addWidget(self._subtitle, 1)
        outer.addWidget(header)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(*((14, 12, 14, 12) if padded else (0, 0, 0, 0)))
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)
        theme.dress(self)

    def add_to_header(self, widget: QWidget) -> None:
        """Put a button or chip at the right of the header."""
        self._header.addWidget(widget)

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Change the words of the header."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)


_BANNER_ICONS = {
    Kind.NEUTRAL: "info",
    Kind.INFO: "info",
    Kind.OK: "circle-check",
    Kind.WARN: "clock",
    Kind.DANGER: "triangle-alert",
    Kind.PROTECTED: "shield",
}


class Banner(QFrame):
    """What happened, what is safe, what to do. Stays until mended; buttons stand below or beside."""

    def __init__(
        self,
        theme: Theme,
        kind: Kind = Kind.INFO,
        title: str = "",
        text: str = "",
        *,
        icon: str = "",
        flat: bool = False,
    ) -> None:
        super().__init__()
        self.setProperty("flat", flat)
        row = QHBoxLayout(self)
        row.setContentsMargins(*((20, 6, 20, 6) if flat else (12, 8, 12, 8)))
        row.setSpacing(10)
        self._own_icon = icon
        self._glyph = Glyph(theme, "info", 18, kind)
        row.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        self._flat = flat
        words = self._words = QHBoxLayout() if flat else QVBoxLayout()
        words.setSpacing(8 if flat else 2)
        self._title = label("", "strong", wrap=not flat)
        self._text = label("", "body", wrap=True)
        words.addWidget(self._title)
        words.addWidget(self._text, 1)
        row.addLayout(words, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        row.addLayout(self._buttons)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set_message(kind, title, text)
        theme.dress(self)

    def set_message(self, kind: Kind, title: str, text: str = "") -> None:
        """Say something else; screen readers find both sentences as the banner's name."""
        self.setProperty("banner", str(kind))
        self._glyph.set_icon(self._own_icon or _BANNER_ICONS[kind], kind)
        for shown, words in ((self._title, title), (self._text, text)):
            shown.setText(words)
            shown.setVisible(bool(words))
        self.setAccessibleName(f"{title} {text}".strip())
        repolish(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._flat:  # a long title leaves the text beside it no room
            fold(self._words, narrow=self._title.sizeHint().width() > self.width() * 0.45)

    def add_button(self, widget: QWidget) -> None:
        """Offer a way on: never a banner that only complains."""
        self._buttons.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)


class EmptyState(QWidget):
    """Why nothing is here, and one thing to do (design.md section 4)."""

    def __init__(self, theme: Theme, icon: str, title: str, text: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(8)
        column.addStretch(1)
        self._theme = theme
        self._glyph = Glyph(theme, icon, 32, "ok")
        column.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignHCenter)
        self._title = label(title, "strong", wrap=True)
        self._text = label(text, "muted", wrap=True)
        for shown in (self._title, self._text):
            shown.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(shown)
        self._column = column
        column.addStretch(1)
        theme.dress(self)

    def set_message(self, title: str, text: str = "", *, icon: str = "", tone: str = "") -> None:
        """Say something else, with another icon when one is named."""
        self._title.setText(title)
        self._text.setText(text)
        if icon:
            self._glyph.set_icon(icon, tone)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The words and the way on go before the picture where there is no room for all.
        self._glyph.setVisible(self.height() >= self._theme.px(170))

    def set_action(self, widget: QWidget) -> None:
        """Put the one button below the words."""
        at = self._column.count() - 1
        self._column.insertWidget(at, widget, 0, Qt.AlignmentFlag.AlignHCenter)


class PageHeader(QFrame):
    """The white band on top of a page: title, what it shows, and the page's buttons."""

    def __init__(self, theme: Theme, title: str, subtitle: str = "") -> None:
        super().__init__()
        self.setProperty("fill", "surface")
        self.setProperty("rule", "bottom")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 10, 20, 10)
        self._row.setSpacing(10)
        self.setMinimumHeight(56)
        self._title = label(title, "page")
        self._subtitle = Elided(subtitle, "muted")
        self._row.addWidget(self._title)
        self._row.addWidget(self._subtitle, 1)
        theme.dress(self)

    def add(self, widget: QWidget) -> None:
        """Put a button or chip at the right."""
        self._row.addWidget(widget)

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Change the words."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)


class Footer(QFrame):
    """The band at the foot of a form: how the draft stands, and the buttons that end it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("fill", "alt")
        self.setProperty("rule", "top")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 8, 20, 8)
        self._row.setSpacing(8)
        self._glyph = Glyph(theme, "", 16, "ok")
        self.state = label("", "ok")
        self.note: QLabel = Elided("", "muted")
        self._row.addWidget(self._glyph)
        self._row.addWidget(self.state)
        self._row.addWidget(self.note, 1)
        theme.dress(self)

    def add(self, widget: QWidget) -> None:
        """Put a button at the right; the last one is the primary."""
        self._row.addWidget(widget)

    def set_state(self, words: str, note: str = "", *, kind: Kind = Kind.OK) -> None:
        """E.g. ``Utkast sparat lokalt 13:34``, with a note beside."""
        icon = "check" if kind is Kind.OK else _BANNER_ICONS[kind]
        self._glyph.set_icon(icon if words else "", kind)
        self.state.setProperty("role", "ok" if kind is Kind.OK else "strong")
        repolish(self.state)
        self.state.setText(words)
        self.note.setText(note)
