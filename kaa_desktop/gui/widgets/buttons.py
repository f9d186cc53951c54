"""Buttons: verb first, with icon and the key that does the same.

Kinds: ``primary`` (one per view), ``secondary``, ``flat`` (accent text without border), ``link``,
``status`` (text of the status bar), ``field`` (looks like an input, opens one) and ``segment`` (one
of several choices). ``compact`` is 26 px.
The widget paints itself so that the key cap and the 2 px focus ring look alike in every kind.
"""

from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from kaa_desktop.gui.painting import (
    LEFT,
    cap_size,
    draw_cap,
    focus_ring,
    glyph,
    rounded,
    text_width,
)
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Tokens


class _Colours(NamedTuple):
    fill: str
    border: str
    text: str


class KeyButton(QPushButton):
    """A push button with icon and key hint, set by the properties kind, icon, hint and compact.

    In .ui files: promoted, with the same dynamic properties. ``Theme.dress`` hands it the theme.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._hover = False
        self._reason: str | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Called by ``Theme.dress``."""
        if self._theme is None:
            self._theme = theme
            theme.changed.connect(self._resized)
            self._resized()

    def _resized(self) -> None:
        self.updateGeometry()
        self.update()

    @property
    def kind(self) -> str:
        """Which kind of button."""
        return str(self.property("kind") or "secondary")

    @property
    def hint(self) -> str:
        """The key shown in the cap, in Swedish."""
        return str(self.property("hint") or "")

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        self.setProperty("icon_name", name)
        self._resized()

    def set_blocked(self, reason: str) -> None:
        """Say why the button cannot act now; it stays reachable so that the reason can be read."""
        if reason == self._reason:
            return
        self._reason = reason
        self.setProperty("blocked", bool(reason))
        self.setToolTip(reason)
        self.setAccessibleDescription(reason)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter acts as the space bar does: Qt lets only dialogs do so."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if enter and not held and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    # -- size

    def sizeHint(self) -> QSize:
        return self._size(with_hint=True)

    def minimumSizeHint(self) -> QSize:
        size = self._size(with_hint=False)
        if self.kind == "status" and self._theme is not None:
            # The status bar gives way before the window does; name and tool tip keep all words.
            size.setWidth(min(size.width(), self._theme.px(120)))
        return size

    def _size(self, *, with_hint: bool) -> QSize:
        theme = self._theme
        if theme is None:
            return super().sizeHint()
        width = self._content_width(theme, with_hint=with_hint) + 2 * theme.px(self._pad())
        height = theme.px(26 if self._compact() else 36 if self.property("tall") else 32)
        return QSize(width, max(height, QFontMetrics(self._font(theme)).height() + theme.px(6)))

    def _pad(self) -> int:
        if self.kind in {"link", "status"}:
            return 4
        return 10 if self._compact() or self.kind in {"segment", "flat"} else 12

    def _compact(self) -> bool:
        return bool(self.property("compact")) or self.kind in {"segment", "status", "link"}

    def _font(self, theme: Theme) -> QFont:
        strong = self.kind == "primary" or (self.kind == "segment" and self.isChecked())
        weight = 600 if strong or self.property("strong") else 500
        if self.kind in {"link", "flat", "field"}:
            weight = 400 if not self.property("strong") else 600
        font = theme.font(12 if self._compact() and self.kind != "link" else 13, weight)
        font.setUnderline(self.kind == "link")
        return font

    def _words(self) -> str:
        return self.text().replace("&&", "\0").replace("&", "").replace("\0", "&")

    def _content_width(self, theme: Theme, *, with_hint: bool) -> int:
        font = self._font(theme)
        if self.kind == "segment":
            font = theme.font(12, 600)  # no jump when chosen
        words = self._words()
        parts = []
        if self.property("icon_name"):
            parts.append(theme.px(16))
        if words:
            parts.append(text_width(font, words))
        if with_hint and self.hint:
            parts.append(cap_size(theme, self.hint).width())
        return sum(parts) + theme.px(8) * max(0, len(parts) - 1)

    # -- look

    def _colours(self, t: Tokens) -> _Colours:
        active = self._hover and self.isEnabled() and not self.property("blocked")
        if self.kind == "primary" and self.isEnabled() and not self.property("blocked"):
            fill = t.accent_hover if active else t.accent
            return _Colours(fill, fill, t.onaccent)
        muted = not self.isEnabled() or bool(self.property("blocked"))
        if self.kind == "flat":
            return _Colours(t.soft if active else "", "", t.text2 if muted else t.link)
        if self.kind == "link":
            return _Colours("", "", t.link)
        if self.kind == "status":
            return _Colours(t.surface_alt if active else "", "", t.text)
        if self.kind == "segment" and self.isChecked():
            return _Colours(t.soft, t.accent, t.text)
        text = t.text2 if muted or self.kind == "field" else t.text
        return _Colours(t.surface_alt if active or muted else t.surface, t.ctrl, text)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        if theme is None:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        colours = self._colours(theme.tokens)
        box = self.rect().toRectF()
        if self.hasFocus():
            # Ring, gap, button: the ring must also be seen beside the dark primary fill.
            focus_ring(painter, box, theme, 5)
            box = box.adjusted(3, 3, -3, -3)
        if colours.fill:
            rounded(painter, box, 4, colours.fill, "" if self.hasFocus() else colours.border)
        self._paint_content(painter, theme, colours)

    def _paint_content(self, painter: QPainter, theme: Theme, colours: _Colours) -> None:
        pad, gap = theme.px(self._pad()), theme.px(8)
        room = self.width() - 2 * pad
        full = self._content_width(theme, with_hint=True)
        with_hint = bool(self.hint) and full <= room
        width = full if with_hint else min(room, self._content_width(theme, with_hint=False))
        left_aligned = self.kind in {"link", "status", "field"}
        x = float(pad if left_aligned else pad + max(0, room - width) / 2)
        icon = str(self.property("icon_name") or "")
        if icon:
            tint = str(self.property("icon_tone") or "")
            colour = theme.tokens.tone_named(tint) if tint else colours.text
            glyph(painter, theme, icon, QPointF(x, (self.height() - theme.px(16)) / 2), 16, colour)
            x += theme.px(16) + gap
        cap = cap_size(theme, self.hint)
        right = self.width() - pad
        text_right = right - (cap.width() + gap if with_hint else 0)
        self._paint_text(painter, theme, colours.text, QRectF(x, 0, text_right - x, self.height()))
        if with_hint:
            at_right = right - cap.width()
            words = text_width(self._font(theme), self._words()) if self._words() else -gap
            cap_x = at_right if self.kind == "field" else min(at_right, x + words + gap)
            rect = QRectF(cap_x, (self.height() - cap.height()) / 2, cap.width(), cap.height())
            on_accent = colours.text == theme.tokens.onaccent
            draw_cap(painter, theme, self.hint, rect, on_accent=on_accent)

    def _paint_text(self, painter: QPainter, theme: Theme, colour: str, rect: QRectF) -> None:
        font = self._font(theme)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        metrics = QFontMetrics(font)
        words = self._words()
        if metrics.horizontalAdvance(words) > rect.width() + 1:
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(rect.width()))
            painter.drawText(rect, LEFT, words)
        else:
            mnemonic = Qt.TextFlag.TextShowMnemonic
            painter.drawText(rect.adjusted(0, 0, 2, 0), LEFT | mnemonic, self.text())

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hover = True
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = False
        super().leaveEvent(event)


def button(
    theme: Theme,
    text: str,
    *,
    name: str,
    kind: str = "secondary",
    icon: str = "",
    hint: str = "",
    compact: bool = False,
    spoken: str = "",
) -> KeyButton:
    """A ``KeyButton`` ready for use. ``spoken`` is the accessible name when text alone is unclear."""
    made = KeyButton()
    made.setText(text)
    made.setObjectName(name)
    made.setAccessibleName(spoken or text.replace("&", ""))
    for key, value in (("kind", kind), ("icon_name", icon), ("hint", hint), ("compact", compact)):
        made.setProperty(key, value)
    if not text:
        made.setToolTip(spoken)
    made.set_theme(theme)
    return made
