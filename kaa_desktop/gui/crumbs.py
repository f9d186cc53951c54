"""The links above a page that was opened from another: ``Ungdomar › [Esc]``."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.buttons import KeyButton, button
from kaa_desktop.gui.widgets.labels import Glyph, KeyCap


class Crumbs(QFrame):
    """Hidden on a place's own page. ``back_to`` carries the depth to return to."""

    back_to = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._trail: list[str] = []
        self.setProperty("fill", "surface")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 6, 20, 0)
        self._row.setSpacing(4)
        theme.dress(self)
        self.hide()

    def set_trail(self, titles: Sequence[str]) -> None:
        """Show the pages below the present one; the last title is the present page's."""
        below = list(titles[:-1])
        self.setVisible(bool(below))
        if below == self._trail:
            return
        self._trail = below
        while self._row.count():
            taken = self._row.takeAt(0)
            gone = taken.widget() if taken else None
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        for depth, title in enumerate(below):
            made = button(
                self._theme,
                title.replace("&", "&&"),
                name=f"crumb_{depth}",
                kind="link",
                spoken=f"Tillbaka till {title}",
            )
            made.setProperty("depth", depth)
            made.clicked.connect(self._clicked)
            self._row.addWidget(made)
            self._row.addWidget(Glyph(self._theme, "chevron-right", 14, "text2"))
        if below:
            self._row.addWidget(KeyCap(self._theme, "Esc"))
        self._row.addStretch(1)

    def _clicked(self) -> None:
        made = self.sender()
        if isinstance(made, KeyButton):
            self.back_to.emit(made.property("depth"))
