"""The tabs of a youth's page. Each is a file of its own (`tab_*.py`) and one line in `TABS`.

A tab is made when it is first chosen, and reads what it shows when it is seen. Its act stands in
`catalogue_tabs`, under the same key: `tab.<key>`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from kaa_desktop.app.views import YouthPage
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.widgets.tabs import Tabs

OVERVIEW: Final = "overview"
HIDDEN: Final = "Uppgifterna är skyddade. Öppna dem först."


class YouthTab(QWidget):
    """What stands below a tab."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def show_page(self, page: YouthPage) -> None:
        """Read and show this youth; called when the tab is chosen and whenever something changed."""
        raise NotImplementedError

    def panes(self) -> Sequence[QWidget]:
        """The panes that F6 visits."""
        return [self]

    def first_focus(self) -> QWidget | None:
        """What gets the focus when one goes down into the tab."""
        return None

    def bindings(self) -> Mapping[str, Binding]:
        """The acts that the tab can do while it is shown."""
        return {}


def _assessment(desk: Desk) -> YouthTab:
    from kaa_desktop.gui.screens.tab_assessment import AssessmentTab  # noqa: PLC0415 - when chosen

    return AssessmentTab(desk)


def _plan(desk: Desk) -> YouthTab:
    from kaa_desktop.gui.screens.tab_plan import PlanTab  # noqa: PLC0415 - when chosen

    return PlanTab(desk)


def _follow_up(desk: Desk) -> YouthTab:
    from kaa_desktop.gui.screens.tab_plan import FollowUpTab  # noqa: PLC0415 - when chosen

    return FollowUpTab(desk)


TABS: Final[Sequence[tuple[str, str, Callable[[Desk], YouthTab] | None]]] = (
    (OVERVIEW, "Översikt", None),
    ("assessment", "Kartläggning", _assessment),
    ("plan", "Plan och insatser", _plan),
    ("follow_up", "Uppföljning", _follow_up),
)
"""Key, words and maker, in the order of Alt+1, Alt+2 and so on. The overview is the page's own."""


class TabStack(QWidget):
    """The bar, and below it the overview or a tab. ``chosen`` is sent when another is shown."""

    chosen = Signal()

    def __init__(self, desk: Desk, overview: QWidget) -> None:
        super().__init__()
        self._desk = desk
        self._page: YouthPage | None = None
        self._made: dict[str, YouthTab] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        band = QFrame()
        band.setProperty("fill", "surface")
        band.setProperty("rule", "bottom")
        inside = QVBoxLayout(band)
        inside.setContentsMargins(12, 0, 12, 0)
        self.bar = Tabs("Ungdomens sida", [one[:2] for one in TABS], name="youth_tabs")
        inside.addWidget(self.bar)
        column.addWidget(band)
        self._overview = overview
        self._stack = QStackedWidget()
        self._stack.addWidget(overview)
        column.addWidget(self._stack, 1)
        self.bar.chosen.connect(self._show)

    def show_page(self, page: YouthPage) -> None:
        """Another youth, or the same one changed. Of a hidden case only the overview is shown."""
        self._page = page
        if page.closed:
            self.choose(OVERVIEW)
        self.bar.setEnabled(not page.closed)
        tab = self.current()
        if tab is not None:
            tab.show_page(page)

    def choose(self, key: str) -> None:
        """Show a tab."""
        if key != self.bar.value():
            self.bar.choose(key)

    def current(self) -> YouthTab | None:
        """The tab shown; None while it is the overview."""
        return self._made.get(self.bar.value())

    def bindings(self) -> Mapping[str, Binding]:
        """One act for each tab, and those of the tab shown."""
        tab = self.current()
        own = {f"tab.{key}": Binding(partial(self.go, key), self._hidden) for key, *_ in TABS}
        return own | dict(tab.bindings() if tab is not None else {})

    def go(self, key: str) -> None:
        """Show a tab, with the keyboard in it."""
        self.choose(key)
        tab = self.current()
        ((tab and tab.first_focus()) or self.bar).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _hidden(self) -> str:
        return HIDDEN if self._page is not None and self._page.closed else ""

    def _show(self, key: str) -> None:
        make = next(maker for one, _text, maker in TABS if one == key)
        if make is not None and key not in self._made:
            tab = self._made[key] = make(self._desk)
            self._stack.addWidget(tab)
            self._desk.theme.dress(tab)
        shown = self._made.get(key)
        if shown is not None and self._page is not None:
            shown.show_page(self._page)
        self._stack.setCurrentWidget(shown or self._overview)
        self.chosen.emit()
