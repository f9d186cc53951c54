"""The registry that turns the catalogue into menus, buttons, palette rows and shortcuts.

Whoever can do a thing binds it: ``actions.bind("lock", session.lock)`` for the whole window, or a
page returns ``Binding`` values from ``bindings()`` and the shell puts them in force while it is
shown. An act that cannot be done now is never greyed out in silence: it stays reachable, its text
carries the reason, and ``refused`` is sent when someone tries.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from attrs import frozen
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget
from shiboken6 import isValid

from kaa_core.model.rights import Right
from kaa_desktop.gui.catalogue import CATALOGUE, MENUS, ActionSpec
from kaa_desktop.gui.keys import swedish_keys
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.widgets.buttons import KeyButton, button

NOT_HERE = "Går inte på den här sidan."


def _never() -> str:
    return ""


def _all_may(_right: Right) -> str:
    return ""


def _all_shown(_right: Right | None) -> bool:
    return True


@frozen
class Binding:
    """What an act does, and why it cannot be done now (a sentence; empty when it can)."""

    act: Callable[[], object]
    blocked: Callable[[], str] = _never


class Actions(QObject):
    """One per window. ``refused`` carries the reason as a sentence."""

    refused = Signal(object)

    def __init__(
        self, window: QWidget, theme: Theme, specs: Sequence[ActionSpec] = CATALOGUE
    ) -> None:
        super().__init__(window)
        self._theme = theme
        self._specs = {spec.id: spec for spec in specs}
        self._bound: dict[str, Binding] = {}
        self._page: Mapping[str, Binding] = {}
        self._why_not: Callable[[Right], str] = _all_may
        self._shows: Callable[[Right | None], bool] = _all_shown
        self.recent: deque[str] = deque(maxlen=20)
        """Ids of the acts chosen last; a report of a fault names them."""
        self._bar: QMenuBar | None = None
        self._menus: list[list[QAction]] = []
        self._buttons: list[tuple[str, KeyButton]] = []
        self._told: dict[str, tuple[str, bool]] = {}
        self._qactions = {spec.id: self._make(window, spec) for spec in specs if not spec.local}
        self._retint()
        theme.changed.connect(self._retint)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that hold everywhere hold while the window is there, not while it is locked away."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            here = event.type() is QEvent.Type.Show
            contexts = Qt.ShortcutContext
            for id_, action in self._qactions.items():
                if self._specs[id_].anywhere:
                    action.setShortcutContext(
                        contexts.ApplicationShortcut if here else contexts.WindowShortcut
                    )
        return super().eventFilter(watched, event)

    def _make(self, window: QWidget, spec: ActionSpec) -> QAction:
        action = QAction(spec.text, window)
        action.setObjectName(f"action_{spec.id.replace('.', '_')}")
        action.setData(spec.id)
        action.setShortcuts([QKeySequence(keys) for keys in spec.shortcuts])
        action.triggered.connect(self._triggered)
        window.addAction(action)
        return action

    def _retint(self) -> None:
        for id_, action in self._qactions.items():
            icon = self._specs[id_].icon
            if icon:
                tokens = self._theme.tokens
                action.setIcon(self._theme.icons.icon(icon, self._theme.px(16), tokens.text2))

    # -- binding

    def bind(
        self, id_: str, act: Callable[[], object], blocked: Callable[[], str] = _never
    ) -> None:
        """Say what an act does everywhere in the window."""
        self._bound[self._specs[id_].id] = Binding(act, blocked)
        self._tell([id_])

    def set_page(self, bindings: Mapping[str, Binding]) -> None:
        """Put a page's own acts in force; they go before the window's."""
        unknown = set(bindings) - set(self._specs)
        if unknown:
            raise KeyError(f"not in the catalogue: {sorted(unknown)}")
        self._page = bindings
        self.refresh()

    def set_rights(
        self, why_not: Callable[[Right], str], shows: Callable[[Right | None], bool]
    ) -> None:
        """Who uses the window: why her role may not (a sentence), and what it is shown at all."""
        self._why_not, self._shows = why_not, shows
        self.refresh()

    # -- asking and doing

    def specs(self) -> list[ActionSpec]:
        """The acts that the user's role is shown, in the order of the catalogue."""
        return [spec for spec in self._specs.values() if self._shows(spec.right)]

    def spec(self, id_: str) -> ActionSpec:
        """One act."""
        return self._specs[id_]

    def qaction(self, id_: str) -> QAction:
        """The QAction behind an act that has one (not a local key)."""
        return self._qactions[id_]

    def reason(self, id_: str) -> str:
        """Why the act cannot be done now; empty when it can."""
        return self._reason(id_, self._why_not)

    def _reason(self, id_: str, why_not: Callable[[Right], str]) -> str:
        right = self._specs[id_].right
        if right is not None and (reason := why_not(right)):
            return reason
        binding = self._page.get(id_) or self._bound.get(id_)
        return NOT_HERE if binding is None else binding.blocked()

    def trigger(self, id_: str) -> None:
        """Do it, or say why not."""
        reason = self.reason(id_)
        if reason:
            self.refused.emit(f"{self._specs[id_].text}: {reason}")
            return
        self.recent.append(id_)
        (self._page.get(id_) or self._bound[id_]).act()

    def _triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.trigger(action.data())

    def refresh(self) -> None:
        """Let menus and buttons show what can be done now: call when the selection changes."""
        self._tell(self._specs)
        if self._bar is None or not isValid(self._bar):
            return  # the window goes, and what lay in it tells of that
        # Asked of the bar each time: a menu that is kept here can be taken for a deleted one.
        for menu, inside in zip(self._bar.actions(), self._menus, strict=True):
            menu.setVisible(any(one.isVisible() for one in inside))

    def _tell(self, ids: Iterable[str]) -> None:
        """Only what has become different is said to Qt: this happens at every row passed."""
        why_not, shows = cache(self._why_not), cache(self._shows)
        reasons = {id_: self._reason(id_, why_not) for id_ in ids}
        for id_, reason in reasons.items():
            told = reason, shows(self._specs[id_].right)
            action = self._qactions.get(id_)
            if action is not None and self._told.get(id_) != told:
                self._told[id_] = told
                text = self._specs[id_].text.replace("&", "&&")
                action.setText(f"{text} – {_as_tail(reason)}" if reason else text)
                action.setStatusTip(reason)
                action.setVisible(told[1])
        self._buttons = [(id_, made) for id_, made in self._buttons if isValid(made)]
        for id_, made in self._buttons:
            if id_ in reasons:
                made.set_blocked(reasons[id_])

    # -- what is made from it

    def button(
        self,
        id_: str,
        *,
        kind: str = "secondary",
        text: str = "",
        name: str = "",
        compact: bool = False,
    ) -> KeyButton:
        """A button for an act, with its icon and key."""
        spec = self._specs[id_]
        made = button(
            self._theme,
            text or spec.text,
            name=name or f"button_{id_.replace('.', '_')}",
            kind=kind,
            icon=spec.icon,
            hint=self.shown_key(id_),
            compact=compact,
        )
        made.setProperty("action_id", id_)
        made.clicked.connect(self._clicked)
        self._buttons.append((id_, made))
        made.set_blocked(self.reason(id_))
        return made

    def _clicked(self) -> None:
        made = self.sender()
        if isinstance(made, KeyButton):
            self.trigger(str(made.property("action_id")))

    def shown_key(self, id_: str) -> str:
        """The first shortcut in Swedish, or empty."""
        shortcuts = self._specs[id_].shortcuts
        return swedish_keys(shortcuts[0]) if shortcuts else ""

    def fill(self, bar: QMenuBar | QMenu) -> None:
        """Build the six menus."""
        lasting = isinstance(bar, QMenuBar)  # filled before anybody is known: follows the rights
        if isinstance(bar, QMenuBar):
            self._bar = bar
        shown = list(self._specs.values()) if lasting else self.specs()
        for title in MENUS:
            inside = [spec for spec in shown if spec.menu == title]
            if not inside:
                continue
            menu = bar.addMenu(title)
            menu.setObjectName(f"menu_{title.replace('&', '').lower()}")
            menu.setToolTipsVisible(True)
            menu.aboutToShow.connect(self.refresh)
            for before, spec in zip([None, *inside], inside, strict=False):
                if before is not None and before.section != spec.section:
                    menu.addSeparator()
                menu.addAction(self._qactions[spec.id])
            if lasting:
                self._menus.append([self._qactions[spec.id] for spec in inside])


def _as_tail(reason: str) -> str:
    """A sentence as the tail of a menu text: ``går inte på den här sidan``."""
    return reason[:1].lower() + reason[1:].rstrip(".")
