"""Lucide icons (ISC), tinted from the tokens and kept as pixmaps per size, colour and density.

Use ``theme.icons.pixmap("lock", 16, theme.tokens.text, dpr)`` in a paintEvent, or the ready
``Glyph`` widget of ``widgets.labels``. Icons stand with a word, except in the navigation rail.
"""

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from kaa_desktop.bundled import resource


class Icons:
    """Reads each SVG once, draws each wanted variant once."""

    def __init__(self) -> None:
        self._sources: dict[str, bytes] = {}
        self._pixmaps: dict[tuple[str, int, str, float], QPixmap] = {}

    def pixmap(self, name: str, size: int, colour: str, dpr: float = 1.0) -> QPixmap:
        """The icon as a square of ``size`` logical pixels in ``colour`` (``#RRGGBB``)."""
        key = (name, size, colour, dpr)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = self._draw(name, size, colour, dpr)
        return found

    def icon(self, name: str, size: int, colour: str) -> QIcon:
        """The icon for Qt's own widgets (menus); made anew when the theme changes."""
        icon = QIcon()
        for dpr in (1.0, 2.0):
            icon.addPixmap(self.pixmap(name, size, colour, dpr))
        return icon

    def _draw(self, name: str, size: int, colour: str, dpr: float) -> QPixmap:
        source = self._sources.get(name)
        if source is None:
            source = self._sources[name] = resource("icons", f"{name}.svg").read_bytes()
        side = max(1, round(size * dpr))
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        tinted = source.replace(b"currentColor", QColor(colour).name().encode())
        QSvgRenderer(QByteArray(tinted)).render(painter, QRectF(0, 0, side, side))
        painter.end()
        pixmap.setDevicePixelRatio(dpr)
        return pixmap
