"""The menus that choose conditions of a list: who is in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from kaa_core.model.enums import Belonging
from kaa_core.rules.case_state import Status
from kaa_desktop.app.kept_filters import KeptFilter
from kaa_desktop.app.list_query import AGES, AS_WORKED, Since, Until
from kaa_desktop.app.list_words import ages
from kaa_desktop.app.listing import CHIPS, NOBODY
from kaa_desktop.app.staff import Staff
from kaa_desktop.gui.widgets.menus import ChoiceMenu
from kaa_desktop.store.words import sort_key

PARTS = (
    ("statuses", "Läge"),
    ("workers", "Handläggare"),
    ("units", "Enhet"),
    ("ages", "Ålder"),
    ("more", "Fler villkor"),
)
"""The menus beside each other: name, and what the button says when nothing is chosen."""


class FilterMenus(QObject):
    """``changed`` carries the query with other conditions; ``apply`` a kept one."""

    changed = Signal(object)
    apply = Signal(object)
    keep = Signal()
    rename = Signal(object)
    forget = Signal(object)

    def __init__(self, parent: QObject, statuses: Sequence[Status]) -> None:
        super().__init__(parent)
        self._statuses = statuses
        self.query = AS_WORKED

    def fill(self, menu: ChoiceMenu, part: str, staff: Staff) -> None:
        """Put the choices of one part in a menu."""
        if part == "more":
            self._fill_more(menu)
            return
        chosen = getattr(self.query, part)
        for text, value in self._choices(part, staff):
            menu.tick(text, (part, value), self._toggle, on=value in chosen)
        if not menu.actions():
            menu.item("Inga enheter", None, self._toggle, blocked="administratören lägger in dem")

    def _choices(self, part: str, staff: Staff) -> list[tuple[str, Any]]:
        if part == "statuses":
            return [
                (chip.text, status) for status, chip in CHIPS.items() if status in self._statuses
            ]
        if part == "ages":
            return [(ages((age,)).capitalize(), age) for age in AGES]
        if part == "units":
            units = sorted(staff.units.items(), key=lambda item: sort_key(item[1]))
            return [(name, unit) for unit, name in units]
        serving = [one for one in staff.names if one in staff.serving or one in self.query.workers]
        serving.sort(key=lambda one: sort_key(staff.names[one]))
        return [(NOBODY, None), *((staff.names[one], one) for one in serving)]

    def _fill_more(self, menu: ChoiceMenu) -> None:
        query = self.query
        for name, title, kind in (("enrolled", "Inskriven", Since), ("due", "Nästa steg", Until)):
            inside = menu.within(f"filter_{name}", title)
            spans: list[tuple[str, Any]] = [("När som helst", (name, None))]
            spans += [(one.value.capitalize(), (name, one)) for one in kind]
            inside.one_of(spans, (name, getattr(query, name)), self._set)
        belongs = menu.within("filter_belongings", "Målgrupp")
        for one in Belonging:
            words = f"{one.label[:1].upper()}{one.label[1:]}"
            on = one in query.belongings
            belongs.tick(words, ("belongings", one), self._toggle, on=on)
        menu.addSeparator()
        menu.tick("Väntar på synk", ("unsent", True), self._flip, on=query.unsent)
        menu.tick("Har konflikt", ("conflict", True), self._flip, on=query.conflict)
        menu.tick("Samma personnummer två gånger", ("doubled", True), self._flip, on=query.doubled)

    def whole(self, staff: Staff) -> ChoiceMenu:
        """All parts in one menu, for a window without room for a button each."""
        menu = ChoiceMenu("filter_menu", "Villkor")
        for part, title in PARTS:
            self.fill(menu.within(f"filter_{part}", title), part, staff)
        return menu

    def kept(self, held: Sequence[KeptFilter]) -> ChoiceMenu:
        """The filters with a name, and what can be done with them."""
        menu = ChoiceMenu("kept_menu", "Sparade urval")
        for one in held:
            menu.item(one.name, one, self._apply)
        if held:
            menu.addSeparator()
        nothing = "" if self.query.filtered() else "välj något först"
        menu.item("Spara urvalet som…", None, self._keep, blocked=nothing)
        for name, title, act in (
            ("kept_rename", "Byt namn", self._rename),
            ("kept_forget", "Ta bort", self._forget),
        ):
            inside = menu.within(name, title)
            inside.menuAction().setEnabled(bool(held))
            for one in held:
                inside.item(one.name, one, act)
        return menu

    # -- what is chosen

    def _toggle(self) -> None:
        part, value = self._data()
        held = getattr(self.query, part)
        rest = tuple(one for one in held if one != value)
        self._tell({part: rest if value in held else (*held, value)})

    def _set(self) -> None:
        part, value = self._data()
        self._tell({part: value})

    def _flip(self) -> None:
        part, _ = self._data()
        self._tell({part: not getattr(self.query, part)})

    def _tell(self, changed: dict[str, Any]) -> None:
        self.query = attrs.evolve(self.query, **changed)
        self.changed.emit(self.query)

    def _apply(self) -> None:
        self.apply.emit(self._data())

    def _keep(self) -> None:
        self.keep.emit()

    def _rename(self) -> None:
        self.rename.emit(self._data())

    def _forget(self) -> None:
        self.forget.emit(self._data())

    def _data(self) -> Any:
        action = self.sender()
        assert isinstance(action, QAction)
        return action.data()
