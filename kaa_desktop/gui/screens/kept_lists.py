"""Filters of a list under names: kept, used again, renamed, thrown away."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kaa_desktop.app.kept_filters import KeptFilter
from kaa_desktop.app.list_query import ListQuery
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.filter_bar import FilterBar
from kaa_desktop.gui.widgets.menus import pop_under


class KeptLists(QObject):
    """``apply`` carries the conditions of a kept filter; everything that is done is said."""

    apply = Signal(object)

    def __init__(self, desk: Desk, bar: FilterBar, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bar = bar
        self._renamed = ""
        bar.kept.clicked.connect(self._pop)
        bar.menus.apply.connect(self._apply)
        bar.menus.keep.connect(self.ask)
        bar.menus.rename.connect(self._ask_again)
        bar.menus.forget.connect(self._forget)
        bar.names.named.connect(self._named)
        bar.names.left.connect(bar.leave_name)

    def nothing(self) -> str:
        """Why there is nothing to keep."""
        return "" if self._query.filtered() else "Välj något att filtrera på först."

    @property
    def _query(self) -> ListQuery:
        return self._bar.menus.query

    def _pop(self) -> None:
        pop_under(self._bar.menus.kept(self._desk.session.lists.kept()), self._bar.kept)

    def _apply(self, kept: KeptFilter) -> None:
        self.apply.emit(kept.query)
        self._desk.say(f"Urvalet {kept.name} används.")

    def ask(self) -> None:
        """Ask for a name to keep the present filter under."""
        self._renamed = ""
        self._bar.ask_name("")

    def _ask_again(self, kept: KeptFilter) -> None:
        self._renamed = kept.name
        self._bar.ask_name(kept.name)

    def _named(self, name: str) -> None:
        lists, old = self._desk.session.lists, self._renamed
        if old != name and name in {one.name for one in lists.kept()}:
            self._desk.say(f"Det finns redan ett urval som heter {name}. Välj ett annat namn.")
            return
        if old:
            done = partial(self._done, f"Urvalet {old} heter nu {name}.")
            self._desk.then(lists.rename(old, name), done)
        else:
            done = partial(self._done, f"Urvalet är sparat som {name}.")
            self._desk.then(lists.keep(name, self._query), done)
        self._bar.leave_name()

    def _forget(self, kept: KeptFilter) -> None:
        done = partial(self._done, f"Urvalet {kept.name} är borttaget.")
        self._desk.then(self._desk.session.lists.forget(kept.name), done)

    def _done(self, sentence: str, _nothing: object) -> None:
        self._desk.say(sentence)
