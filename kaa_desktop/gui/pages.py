"""What the shell asks of a page. Make a page by inheriting ``Page``."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from kaa_desktop.gui.actions import Binding


class Page(QWidget):
    """One screen in the content stack.

    Send ``title_changed`` when ``title`` has changed and ``hints_changed`` when the key hints of
    the pane in focus have. ``closing`` is asked before the page is left.
    """

    kept = False
    """Whether the page is kept, hidden, when it is closed, to be pushed again with other content."""

    title_changed = Signal()
    hints_changed = Signal()

    def __init__(self, title: str, *, name: str, parent: QWidget | None = None) -> None:
        """With the stack for parent: else Qt styles the whole page once more when it gets there."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("page", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = title

    def panes(self) -> Sequence[QWidget]:
        """The panes that F6 visits, in reading order. The widget itself or one in it takes focus."""
        return [self]

    def first_focus(self) -> QWidget | None:
        """What gets the focus when the page is opened; None for the first field in tab order."""
        return None

    def bindings(self) -> Mapping[str, Binding]:
        """The acts that this page can do, by id in the catalogue."""
        return {}

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Up to three (key, word) for the status bar, for the pane in focus."""
        return [("F6", "Nästa ruta"), ("F1", "Hjälp")]

    def leaving(self) -> None:
        """The page is about to be left, covered or locked: write the draft now."""

    def escape(self) -> bool:
        """Esc was pressed: True when the page used it (cleared a filter), else the shell goes back."""
        return False
