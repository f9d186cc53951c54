"""Förhandsgranskning: a report's pages as pictures, out of memory. Nothing has left the program yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from kaa_desktop.gui.forms.sheet import SheetArea
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import Footer, PageHeader
from kaa_desktop.gui.widgets.buttons import button

TITLE: Final = "Förhandsgranskning"
STATE: Final = "Visas ur minnet. Ingen fil är gjord."
AS_PICTURES: Final = "Sidorna är bilder. Spara som PDF för att läsa rapporten med skärmläsare."
WIDEST: Final = 0.85
"""How large a page is shown at most, of how it was drawn: sharp, and a good part of it at once."""


class ReportPages(Screen):
    """One page below the other; arrows and PgDn scroll."""

    def __init__(self, desk: Desk, name: str, pages: Sequence[bytes]) -> None:
        super().__init__(desk, TITLE, name="report_pages")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(PageHeader(self.theme, TITLE, f"{name}, {len(pages)} sidor"))
        self._images = [QImage.fromData(one) for one in pages]
        self._shown = [self._page(at, len(pages)) for at in range(1, len(pages) + 1)]
        inside = QWidget()
        inside.setProperty("fill", "canvas")
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(16)
        for one in self._shown:
            column.addWidget(one, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.area = SheetArea.around(inside, "report_pages_area", f"{TITLE}. {AS_PICTURES}")
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        outer.addWidget(self.area, 1)
        self._footer = Footer(self.theme)
        self._footer.set_state(STATE, AS_PICTURES, kind=Kind.INFO)
        back = button(self.theme, "Tillbaka", name="report_back", hint="Esc")
        back.clicked.connect(desk.back)
        self._footer.add(back)
        outer.addWidget(self._footer)
        self.theme.dress(self)
        self._laid_out = QTimer(self, singleShot=True, interval=0)
        self._laid_out.timeout.connect(self._draw)
        self._draw()

    def _page(self, at: int, of: int) -> QLabel:
        made = QLabel()
        made.setObjectName(f"report_page_{at}")
        made.setAccessibleName(f"Sida {at} av {of}")
        return made

    def _draw(self) -> None:
        room = max(200, self.area.viewport().width() - 48)
        for image, shown in zip(self._images, self._shown, strict=True):
            if not image.isNull():
                width = min(room, round(image.width() * WIDEST))
                mode = Qt.TransformationMode.SmoothTransformation
                shown.setPixmap(QPixmap.fromImage(image.scaledToWidth(width, mode)))

    # -- what the shell asks

    def panes(self) -> Sequence[QWidget]:
        return [self.area, self._footer]

    def first_focus(self) -> QWidget | None:
        return self.area

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("PgDn", "Nästa sida"), ("Esc", "Tillbaka"), ("F6", "Nästa ruta")]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._laid_out.start()  # the area has its width when the layout has seen to it
