"""Bilagor, bound once for the window: the list of a youth's papers, a new one, and a file that is dropped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from kaa_core.model.rights import Right
from kaa_desktop.gui.mishaps import contained
from kaa_desktop.gui.screens.desk import Desk, Screen

if TYPE_CHECKING:
    from kaa_core.model.ids import RecordId, YouthId
    from kaa_desktop.gui.pages import Page

CHOOSE_FIRST = "Välj en ungdom först."
KINDS = ("PDF och bilder (*.pdf *.png *.jpg *.jpeg)", "Alla filer (*)")


def bind_papers(desk: Desk, page: Callable[[], Page | None]) -> None:
    """Bind the acts; `page` is the page shown."""

    def screen() -> Screen | None:
        now = page()
        return now if isinstance(now, Screen) else None

    def nobody() -> str:
        now = screen()
        return "" if now is not None and now.youth_read() is not None else CHOOSE_FIRST

    def nobody_to_write_about() -> str:
        now = screen()
        if now is None or now.chosen_youth() is None:
            return (now.why_no_youth() if now is not None else "") or CHOOSE_FIRST
        return ""

    def show() -> None:
        now = screen()
        youth = now.youth_read() if now is not None else None
        if youth is not None:
            show_papers(desk, youth)

    def add() -> None:
        now = screen()
        youth = now.chosen_youth() if now is not None else None
        if youth is not None:
            add_paper(desk, youth)

    desk.actions.bind("attachment.list", show, nobody)
    desk.actions.bind("attachment.add", add, nobody_to_write_about)


def show_papers(desk: Desk, youth: YouthId, chosen: RecordId | None = None) -> None:
    """Open the list of a youth's papers."""
    from kaa_desktop.gui.screens.papers import PapersScreen  # noqa: PLC0415 - seldom asked for

    desk.open_screen(PapersScreen(desk, youth, chosen))


def add_paper(desk: Desk, youth: YouthId, path: Path | None = None) -> None:
    """Open the page on which a paper is added."""
    from kaa_desktop.gui.screens.paper_form import PaperForm  # noqa: PLC0415 - seldom asked for

    desk.open_screen(PaperForm(desk, youth, path))


def ask_for_paper(parent: QWidget, then: Callable[[str], object]) -> None:
    """Ask which file to add; `then` gets its path."""
    dialog = QFileDialog(parent, "Välj en fil")
    dialog.setObjectName("paper_dialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(KINDS)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(then)
    dialog.open()


class PaperDrop(QObject):
    """Takes a file that is dropped on a page; `taken` gets its path."""

    def __init__(self, page: Screen, taken: Callable[[Path], object] | None = None) -> None:
        super().__init__(page)
        self._page = page
        self._taken = taken
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent):
            if _dropped(event):
                event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() is QEvent.Type.Drop:
            path = _dropped(event)
            if path:
                event.acceptProposedAction()
                with contained():
                    self._take(Path(path))
            return True
        return super().eventFilter(watched, event)

    def _take(self, path: Path) -> None:
        if self._taken is not None:
            self._taken(path)
            return
        desk, youth = self._page.desk, self._page.chosen_youth()
        reason = desk.session.why_not(Right.WRITE_CASES) or self._page.why_no_youth()
        if reason or youth is None:
            desk.say(reason or CHOOSE_FIRST)
        else:
            add_paper(desk, youth, path)


def _dropped(event: QDropEvent) -> str:
    urls = event.mimeData().urls()
    return urls[0].toLocalFile() if len(urls) == 1 and urls[0].isLocalFile() else ""
