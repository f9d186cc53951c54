"""Chip: icon + word. Colour never stands alone (design.md section 5)."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from kaa_desktop.gui.painting import ChipLook, chip_size, draw_chip
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.tokens import Kind


class Chip(QLabel):
    """A status that can be seen at a glance and read aloud; not a control."""

    def __init__(
        self, theme: Theme, text: str = "", icon: str = "", kind: Kind = Kind.NEUTRAL
    ) -> None:
        super().__init__()
        self._theme = theme
        self._look = ChipLook(text, icon, kind)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        self.set_look(self._look)

    def set_look(self, look: ChipLook) -> None:
        """Say something else."""
        self._look = look
        self.setText(look.text)
        self.setAccessibleName(look.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return chip_size(self._theme, self._look)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_chip(QPainter(self), self._theme, self._look, self.rect())
