"""The pages on each other, and the focus that returns to where each was left."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from kaa_desktop.gui.pages import Page
from kaa_desktop.gui.panes import focus_pane
from kaa_desktop.gui.theme import Theme


class PageStack(QStackedWidget):
    """Each place has one page, built at its first visit; other pages are pushed on top of it.

    ``shown`` is sent when another page has come to the top, ``titles_changed`` and
    ``hints_changed`` when the top page says so.
    """

    shown = Signal()
    titles_changed = Signal()
    hints_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._makers: dict[str, Callable[[], Page]] = {}
        self._roots: dict[str, Page] = {}
        self._pages: list[Page] = []
        self._left: list[QWidget | None] = []

    def pages(self) -> list[Page]:
        """From the place at the bottom to the page shown; empty before a place is opened."""
        return list(self._pages)

    def top(self) -> Page | None:
        """The page shown."""
        return self._pages[-1] if self._pages else None

    def add_place(self, key: str, make: Callable[[], Page]) -> None:
        """Say how the page of a place is built."""
        self._makers[key] = make

    def open_place(self, key: str) -> bool:
        """Show a place; what was opened on top of another is closed. False when unknown."""
        if key not in self._makers:
            return False
        self._close_above(0)
        if self._pages:
            self._pages[0].leaving()
        if key not in self._roots:
            self._roots[key] = self._adopt(self._makers[key]())
        self._pages, self._left = [self._roots[key]], [None]
        self._show()
        return True

    def push(self, page: Page) -> None:
        """Open a page on top of the present one."""
        if self._pages:
            self._left[-1] = self.window().focusWidget()
            self._pages[-1].leaving()
        self._pages.append(self._adopt(page))
        self._left.append(None)
        self._show()
        self.focus_top()

    def back_to(self, depth: int) -> None:
        """Return to a page further down; 0 is the place itself, -1 and below are ignored."""
        if not 0 <= depth < len(self._pages) - 1:
            return
        self._close_above(depth)
        self._show()
        left = self._left[-1]
        if left is not None and left.isVisibleTo(self.window()) and left.isEnabled():
            left.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_top()

    def focus_top(self) -> None:
        """Move the focus into the page shown."""
        page = self.top()
        if page is None:
            return
        first = page.first_focus()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            focus_pane(page)

    def leave(self) -> None:
        """The window locks or closes: let the top page write its draft."""
        if self._pages:
            self._pages[-1].leaving()

    def empty(self) -> None:
        """Throw every page away: at lock no name stays in the window."""
        # Also one that was built ahead and never shown.
        for page in self.findChildren(Page, options=Qt.FindChildOption.FindDirectChildrenOnly):
            self._discard(page)
        self._pages, self._left = [], []
        self._roots.clear()

    def _adopt(self, page: Page) -> Page:
        if self.indexOf(page) >= 0:  # kept since it was closed
            return page
        page.title_changed.connect(self.titles_changed)
        page.hints_changed.connect(self.hints_changed)
        self.addWidget(page)
        self._theme.dress(page)
        return page

    def _close_above(self, depth: int) -> None:
        while len(self._pages) > depth + 1:
            page = self._pages.pop()
            self._left.pop()
            page.leaving()
            if page.kept:
                page.hide()
            else:
                self._discard(page)

    def _discard(self, page: QWidget) -> None:
        self.removeWidget(page)
        page.hide()
        page.deleteLater()

    def _show(self) -> None:
        self.setCurrentWidget(self._pages[-1])
        self.shown.emit()
