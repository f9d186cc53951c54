"""Texts and icons that cannot be acted on. All text is plain text (style.md, rule 8)."""

from PySide6 import QtGui
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from kaa_desktop.gui.painting import cap_size, draw_cap, glyph
from kaa_desktop.gui.theme import Theme


def repolish(widget: QWidget) -> None:
    """Let the style sheet see a dynamic property that changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def label(text: str = "", role: str = "body", *, wrap: bool = False) -> QLabel:
    """A label in one of the roles of kaa.qss: page, section, strong, body, label, muted, caption."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    if wrap:
        # Height follows width; without this a layout gives the first line only.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
    return made


def plain_tip(text: str) -> str:
    """A tool tip with these very characters: Qt takes a text with tags for markup, and loads its pictures."""
    if not QtGui.Qt.mightBeRichText(text):
        return text
    from html import escape  # noqa: PLC0415 - seldom, and not before the unlock window

    return f"<p>{escape(text)}</p>"


class Elided(QLabel):
    """One line that gives way: shows what fits, keeps all of it for tool tip and screen readers."""

    def __init__(self, text: str = "", role: str = "body") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("elides", True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._full = ""
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show a text; the whole of it stays readable by tool tip and screen reader."""
        self._full = text
        self.setAccessibleName(text)
        self._fit()
        self.updateGeometry()

    def full_text(self) -> str:
        """The text as it was set."""
        return self._full

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self._full) + 2, hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("…mmm"), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(
            self._full, Qt.TextElideMode.ElideRight, max(self.width(), 1)
        )
        super().setText(shown)
        self.setToolTip(plain_tip(self._full) if shown != self._full else "")


class Glyph(QWidget):
    """An icon beside its word. ``tone`` names a token (``text2``, ``accent``) or a kind."""

    def __init__(self, theme: Theme, name: str, size: int = 16, tone: str = "text2") -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._size = size
        self._tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_icon(self, name: str, tone: str = "") -> None:
        """Show another icon, and in another colour when one is named."""
        self._name = name
        self._tone = tone or self._tone
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._name:
            return
        colour = self._theme.tokens.tone_named(self._tone)
        painter = QPainter(self)
        glyph(painter, self._theme, self._name, QPointF(0, 0), self._size, colour)


class KeyCap(QLabel):
    """A drawn key, e.g. ``Ctrl+K``."""

    def __init__(self, theme: Theme, key: str) -> None:
        super().__init__(key)
        self._theme = theme
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return cap_size(self._theme, self.text())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_cap(painter, self._theme, self.text(), self.rect().toRectF())


class KeyHint(QWidget):
    """Key caps and what they do: ``[F6] Nästa ruta``."""

    def __init__(self, theme: Theme, keys: list[str], word: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for key in keys:
            row.addWidget(KeyCap(theme, key))
        if word:
            row.addWidget(label(word, "caption"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.dress(self)
