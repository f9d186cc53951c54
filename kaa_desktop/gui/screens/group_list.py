"""Arbetsgruppens lista: who sits at the table, and of each youth only what all of them may know."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from PySide6.QtWidgets import QWidget

from kaa_core.model.ids import RecordId, YouthId
from kaa_core.model.registry import Problem
from kaa_desktop.app.actor_views import GroupView
from kaa_desktop.app.views import Changes
from kaa_desktop.app.views_base import Fact
from kaa_desktop.app.words import counted
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.choices import Check
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_form import AdminForm
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.tokens import Kind

TITLE = "Arbetsgruppens lista"
COLUMNS = (
    Column("name", "Namn"),
    Column("occupation", "Sysselsättning", width=150, optional=1),
    Column("measures", "Insatser", width=190, optional=2),
)
COPIED = "Listan är kopierad. Den tas bort ur Urklipp när programmet låses."
ABOUT = (
    "Listan tar med en ungdom bara om alla som är med i gruppen får veta namnet, och visar bara det "
    "som alla får veta. Ungdomar med skyddade uppgifter är aldrig med."
)
NO_ACTORS = "Ingen aktör finns än. Lägg till dem under Samverkan."


class TablePage(AdminForm):
    """Who is at the meeting."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TITLE, name="group_table", finish="Gör listan", card="Vilka är med?")
        rows = desk.session.actors.rows()
        self.say(ABOUT if rows else NO_ACTORS)
        self._checks: dict[RecordId, Check] = {}
        for number, one in enumerate(rows):
            check = Check(one.name, name=f"group_actor_{number}")
            check.edited.connect(self._touched)
            self._checks[one.actor] = check
            self.body.addWidget(check)
        self.settle()
        self._dirty = False

    def first_focus(self) -> QWidget | None:
        return next(iter(self._checks.values()), self._close)

    def send(self) -> Future[Any]:
        chosen = [actor for actor, check in self._checks.items() if check.isChecked()]
        made: Future[Any] = Future()
        made.set_result((chosen, self.session.sharing.group(chosen)))
        return made

    def done(self, value: tuple[list[RecordId], GroupView | Problem]) -> None:
        chosen, made = value
        if isinstance(made, Problem):
            self._show_problems([made])
        else:
            self.desk.back()
            self.desk.open_screen(GroupScreen(self.desk, chosen))


class GroupScreen(AdminList):
    """The list, and the same as text to copy."""

    noun = "ungdom"

    def __init__(self, desk: Desk, actors: list[RecordId]) -> None:
        self._actors = actors
        self._view: GroupView | None = None
        super().__init__(
            desk,
            TITLE,
            "",
            name="group",
            columns=COLUMNS,
            empty=(
                "handshake",
                "Ingen ungdom kan vara med i listan.",
                "Det behövs samtycke från ungdomen för var och en i gruppen.",
            ),
            add="group.copy",
        )

    def load(self) -> None:
        made = self.session.sharing.group(self._actors)
        if isinstance(made, Problem):
            return
        self._view = made
        self.show_items(dict(made.lines))
        self.header.set_title(made.heading, counted(len(made.lines), "ungdom", "ungdomar"))
        self._band.setVisible(bool(made.left_out))
        self._again.hide()
        self._fault.set_message(Kind.INFO, *made.left_out)

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.youths:
            self.load()

    def row_of(self, item: tuple[str, ...]) -> Row:
        name, number, occupation, _wishes, measures = item
        return Row((Cell(name, number, strong=True), Cell(occupation), Cell(measures)))

    def show_item(self, item: tuple[str, ...]) -> None:
        assert self._view is not None
        pairs = zip(self._view.columns[1:], item[1:], strict=True)
        facts = tuple(Fact(label=label, value=value) for label, value in pairs if value)
        self.pane.show_thing(item[0], (), facts, "")

    def main_act(self) -> str:
        return "group.copy"

    def acts(self) -> Mapping[str, Binding]:
        return {"group.copy": Binding(self._copy)}

    def _copy(self) -> None:
        view = self._view
        if view is None:
            return
        lines = [view.heading, "\t".join(view.columns)]
        lines += ["\t".join(" ".join(cell.split()) for cell in cells) for _, cells in view.lines]
        self.desk.copy("\n".join([*lines, *view.left_out]))
        self.desk.say(COPIED)

    def chosen_youth(self) -> YouthId | None:
        return self.list.view.current_id()  # type: ignore[return-value]  # the list holds youths' ids
