"""The unlock window's facts in words, its ground, and what lets it be scrolled."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from kaa_desktop.gui.tokens import Tokens

# Each hill as heights of five points across the window, as shares of its height.
_HILLS = (
    (0.68, 0.62, 0.67, 0.58, 0.60),
    (0.78, 0.74, 0.75, 0.76, 0.72),
    (0.86, 0.85, 0.83, 0.86, 0.82),
    (0.94, 0.92, 0.93, 0.91, 0.93),
)


class UnlockFacts(NamedTuple):
    """What the window may show while everything is locked.

    Attributes:
        user: the person whose profile this is.
        municipality: e.g. ``Exempelås kommun``.
        device: e.g. ``KAA-02``.
        version: of the program.
        practice: the profile holds made-up persons only.
        waiting: changes not yet sent.
        last_sync: in words, e.g. ``i dag 07:58``; empty when never.
        offline: True when there is no connection now; None when not known.
    """

    user: str
    municipality: str
    device: str
    version: str
    practice: bool = False
    waiting: int = 0
    last_sync: str = ""
    offline: bool | None = None

    def network_sentence(self) -> str:
        """The second fact."""
        if self.offline:
            return "Ingen anslutning. Du kan låsa upp och arbeta som vanligt."
        return "Du kan låsa upp och arbeta utan nät."

    def waiting_sentence(self) -> str:
        """The third fact."""
        count = self.waiting
        if not count:
            words = "Inga ändringar väntar på synk."
        else:
            words = f"{count} {'ändring' if count == 1 else 'ändringar'} väntar på synk."
        return f"{words} Senast synkat {self.last_sync}." if self.last_sync else words

    def foot(self) -> str:
        """The line at the foot of the window."""
        parts = [f"Dator {self.device}"] if self.device else []
        if self.practice:
            parts.append("Övningsdata – påhittade personer")
        return " · ".join([*parts, f"Version {self.version}"])


class Scroller(QScrollArea):
    """Lets the form be reached at 200 % on a small screen; PgUp and PgDn scroll it."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def paint_hills(window: QWidget, tokens: Tokens) -> None:
    """Draw the ground of the window: hills behind the card."""
    width, height = window.width(), window.height()
    painter = QPainter(window)
    painter.fillRect(window.rect(), QColor(tokens.canvas))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for hill, colour in zip(_HILLS, tokens.hills, strict=True):
        painter.setBrush(QColor(colour))
        painter.drawPath(_hill(hill, width, height))


def _hill(heights: tuple[float, ...], width: int, height: int) -> QPainterPath:
    """A soft line through the heights, filled down to the foot of the window."""
    step = width / (len(heights) - 1)
    path = QPainterPath(QPointF(0, height))
    path.lineTo(0, heights[0] * height)
    for number, share in enumerate(heights[1:], start=1):
        x, before = number * step, heights[number - 1]
        path.cubicTo(x - step / 2, before * height, x - step / 2, share * height, x, share * height)
    path.lineTo(width, height)
    path.closeSubpath()
    return path
