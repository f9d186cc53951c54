"""A picture shown inside the window: from the store into memory, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from kaa_core.model.ids import YouthId
from kaa_desktop.app.attachments import AttachmentRow
from kaa_desktop.gui.forms.sheet import SheetArea
from kaa_desktop.gui.screens.desk import Desk, Screen
from kaa_desktop.gui.tokens import Kind
from kaa_desktop.gui.widgets.boxes import EmptyState, Footer, PageHeader
from kaa_desktop.gui.widgets.buttons import button

LARGEST = 4096
"""Pixels across that are kept of a picture: a page at 350 dpi."""
ZOOM = 1.25
MOST, LEAST = 8.0, 1.0
UNREADABLE = "Bilden går inte att visa."
OTHER_WAY = "Bilagan är kvar som den är. Spara en kopia och öppna den i ett annat program."


def decoded(content: bytes) -> QImage:
    """A picture out of its bytes, upright and no larger than needed; null when it cannot be read."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > LARGEST:
        bounds = QSize(LARGEST, LARGEST)
        reader.setScaledSize(size.scaled(bounds, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


class PictureArea(SheetArea):
    """Scrolls by arrows and PgDn; plus and minus change the size, 0 shows all of it."""

    def __init__(self, screen: PictureScreen) -> None:
        super().__init__("picture_area", "Bilden")
        self._screen = screen
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setWidgetResizable(False)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Plus: ZOOM, Qt.Key.Key_Minus: 1 / ZOOM, Qt.Key.Key_0: 0.0}
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if plain and event.key() in step:
            self._screen.zoom(step[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class PictureScreen(Screen):
    """One picture of a youth."""

    def __init__(self, desk: Desk, youth: YouthId, paper: AttachmentRow) -> None:
        super().__init__(desk, paper.name, name="picture")
        self._youth = youth
        self._paper = paper
        self._image = QImage()
        self._scale = 1.0
        self._fit = QSize()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        about = f"{paper.what} · {paper.when} · {paper.form} · {paper.size}"
        column.addWidget(PageHeader(self.theme, paper.name, about))
        self.area = PictureArea(self)
        self._shown = QLabel()
        self._shown.setObjectName("picture_shown")
        self._shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area.setWidget(self._shown)
        self._empty = EmptyState(self.theme, "loader", "Bilden öppnas.")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.area)
        column.addWidget(self._stack, 1)
        column.addWidget(self._foot())
        self.theme.dress(self)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kaa-picture")
        content: Future[bytes] = self.session.attachments.content(paper.id)
        self.desk.then(
            self._thread.submit(lambda: decoded(content.result())), self._came, self._failed
        )
        self._thread.shutdown(wait=False)

    def _foot(self) -> Footer:
        footer = Footer(self.theme)
        footer.set_state("Visas ur minnet. Ingen fil läggs på disken.", kind=Kind.INFO)
        self._footer = footer
        self._buttons = []
        for name, text, icon, by in (
            ("picture_fit", "Visa hela", "minus", 0.0),
            ("picture_less", "Mindre", "minus", 1 / ZOOM),
            ("picture_more", "Större", "plus", ZOOM),
        ):
            made = button(self.theme, text, name=name, icon="" if by == 0.0 else icon, compact=True)
            made.setProperty("by", by)
            made.clicked.connect(self._clicked)
            footer.add(made)
            self._buttons.append(made)
        return footer

    def _clicked(self) -> None:
        made = self.sender()
        if isinstance(made, QWidget):
            self.zoom(float(made.property("by")))

    def _came(self, image: QImage) -> None:
        if not isValid(self):
            return
        if image.isNull():
            self._failed(OTHER_WAY)
            return
        self._image = image
        name = f"Bilden {self._paper.name}, {image.width()} gånger {image.height()} bildpunkter"
        self.area.setAccessibleName(name)
        self._shown.setAccessibleName(name)
        self._stack.setCurrentIndex(1)
        self._draw()
        if self.isVisible():
            self.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, sentence: str) -> None:
        if isValid(self):
            self._empty.set_message(UNREADABLE, sentence, icon="circle-alert", tone="danger")
            self.desk.announce(f"{UNREADABLE} {sentence}")

    def zoom(self, by: float) -> None:
        """Show it larger or smaller; 0 shows all of it."""
        self._scale = min(MOST, max(LEAST, self._scale * by if by else LEAST))
        self._draw()

    def _draw(self) -> None:
        if self._image.isNull():
            return
        room = self.area.viewport().size() if self._scale == LEAST else self._fit
        self._fit = QSize(room)
        size = self._image.size().scaled(room * self._scale, Qt.AspectRatioMode.KeepAspectRatio)
        if self._scale == LEAST:  # a small picture is not blown up
            size = size.boundedTo(self._image.size())
        smooth = Qt.TransformationMode.SmoothTransformation
        aspect = Qt.AspectRatioMode.KeepAspectRatio
        self._shown.setPixmap(QPixmap.fromImage(self._image.scaled(size, aspect, smooth)))
        self._shown.adjustSize()

    # -- what the shell asks

    def chosen_youth(self) -> YouthId | None:
        return self._youth

    def panes(self) -> Sequence[QWidget]:
        return [self._stack, self._footer]

    def first_focus(self) -> QWidget | None:
        return self.area if self._stack.currentIndex() == 1 else None

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("+", "Större"), ("-", "Mindre"), ("Esc", "Tillbaka")]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()
