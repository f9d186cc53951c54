"""What several widgets and delegates draw: chips, key caps, focus rings, icons.

All sizes are given at 100 % and scaled by the theme. ``*_width`` says how wide the thing will be.
"""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


class ChipLook(NamedTuple):
    """A chip as a value, for delegates: icon + word, and the kind that colours it.

    `quiet`: without a frame, for what is as it should be on every row.
    """

    text: str
    icon: str = ""
    kind: Kind = Kind.NEUTRAL
    quiet: bool = False


def text_width(font: QFont, text: str) -> int:
    """Width in pixels, rounded up: text is never cut by half a pixel."""
    return QFontMetrics(font).horizontalAdvance(text) + 1


def rounded(painter: QPainter, rect: QRectF, radius: float, fill: str, border: str = "") -> None:
    """A filled rounded rectangle, with a hairline border inside its edge when one is given."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(fill))
    painter.setPen(QPen(QColor(border), 1) if border else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.restore()


def focus_ring(painter: QPainter, rect: QRectF, theme: Theme, radius: float = 4) -> None:
    """The 2 px ring of design.md section 5, inside the rectangle's edge."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.tokens.focus), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()


def glyph(painter: QPainter, theme: Theme, name: str, at: QPointF, size: int, colour: str) -> None:
    """An icon with its top left corner at a point; ``size`` at 100 %."""
    dpr = painter.device().devicePixelRatioF()
    painter.drawPixmap(at, theme.icons.pixmap(name, theme.px(size), colour, dpr))


def chip_size(theme: Theme, look: ChipLook) -> QSize:
    """How large the chip will be drawn."""
    icon = theme.px(14) + theme.px(5) if look.icon else 0
    font = theme.font(12, 500)
    height = max(theme.px(22), QFontMetrics(font).height() + theme.px(4))
    return QSize(theme.px(7) * 2 + icon + text_width(font, look.text), height)


def draw_chip(painter: QPainter, theme: Theme, look: ChipLook, rect: QRect) -> None:
    """Draw the chip at the left of the rectangle, centred in height; the word is elided to fit."""
    wanted = chip_size(theme, look)
    width = min(wanted.width(), rect.width())
    top = rect.top() + (rect.height() - wanted.height()) / 2
    box = QRectF(rect.left(), top, width, wanted.height())
    tone = theme.tokens.tone(look.kind)
    colour = theme.tokens.text2 if look.quiet else tone.text
    if not look.quiet:
        rounded(painter, box, 4, tone.background, tone.border)
    x = box.left() + theme.px(7)
    if look.icon:
        y = box.top() + (box.height() - theme.px(14)) / 2
        glyph(painter, theme, look.icon, QPointF(x, y), 14, colour)
        x += theme.px(14) + theme.px(5)
    font = theme.font(12, 400 if look.quiet else 500)
    painter.save()
    painter.setFont(font)
    painter.setPen(QColor(colour))
    room = int(box.right() - theme.px(7) - x) + 1
    text = QFontMetrics(font).elidedText(look.text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(QRectF(x, box.top(), room + 1, box.height()), LEFT, text)
    painter.restore()


def cap_size(theme: Theme, key: str) -> QSize:
    """How large a key cap will be drawn."""
    font = theme.font(11, 500)
    width = max(theme.px(20), text_width(font, key) + theme.px(5) * 2)
    return QSize(width, QFontMetrics(font).height() + theme.px(3))


def draw_cap(
    painter: QPainter, theme: Theme, key: str, rect: QRectF, *, on_accent: bool = False
) -> None:
    """Draw a key cap filling the rectangle."""
    t = theme.tokens
    fill, border, text = (
        (t.accent, t.onaccent, t.onaccent) if on_accent else (t.surface_alt, t.border, t.text2)
    )
    rounded(painter, rect, 3, fill, border)
    painter.save()
    painter.setFont(theme.font(11, 500))
    painter.setPen(QColor(text))
    painter.drawText(rect, CENTRE, key)
    painter.restore()
