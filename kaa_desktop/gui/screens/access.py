"""Behörighet: who has been let in to one case beside its unit, and letting one more in."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from kaa_core.model.ids import YouthId
from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_desktop.app.accesses import AccessView
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.forms.fields import WorkerBox
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_form import AdminForm, ConfirmPage
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.widgets.buttons import button

COLUMNS = (Column("who", "Vem"), Column("why", "Varför"))
SEES = Chip("Ser ärendet", "eye", Tone.INFO)
LONGEST = 300
TAKEN = (
    "Det kollegan har skrivit skickas först. Sedan tas ungdomen bort från kollegans dator när den synkar.",
    "Den som ändå ser ärendet, genom sin enhet eller som handläggare, har det kvar.",
    "Det kollegan har skrivit står kvar i journalen. Du kan ge behörigheten igen.",
)


class AccessScreen(AdminList):
    """Those who have been named on the case, by name."""

    noun = "person"

    def __init__(self, desk: Desk, youth: YouthId, name: str) -> None:
        self._youth = youth
        super().__init__(
            desk,
            f"Behörighet – {name}",
            "De som ser ärendet utöver enheten och handläggaren",
            name="access",
            columns=COLUMNS,
            empty=(
                "key-round",
                "Ingen annan har behörighet.",
                "Ge behörighet åt den som ska arbeta med ungdomen från en annan enhet.",
            ),
            acts=("access.take",),
        )
        self._give = button(
            self.theme, "Ge behörighet …", name="access_give", kind="primary", icon="key-round"
        )
        self._give.clicked.connect(self.give)
        self._give.set_blocked(self.session.why_not(Right.KEEP_REGISTER))
        self.header.add(self._give)
        self.theme.dress(self)

    def load(self) -> None:
        self.show_items({one.id: one for one in self.session.accesses.of(self._youth)})

    def refresh(self, changes: Changes) -> None:
        if changes.everything or self._youth in changes.youths:
            self.load()

    def row_of(self, item: AccessView) -> Row:
        given = f"Gavs av {item.given_by}" if item.given_by else ""
        return Row((Cell(item.name, given, strong=True), Cell(item.reason)))

    def show_item(self, item: AccessView) -> None:
        facts = (
            Fact(label="Varför", value=item.reason),
            Fact(label="Given av", value=item.given_by),
        )
        self.pane.show_thing(item.name, (SEES,), facts, "")

    def main_act(self) -> str:
        return "access.take"

    def acts(self) -> Mapping[str, Binding]:
        return {"access.take": Binding(self._take, self.none_chosen)}

    def give(self) -> None:
        """Open the page on which one more is named."""
        why = self.session.why_not(Right.KEEP_REGISTER)
        if why:
            self.desk.say(why)
            return
        self.desk.open_screen(GivePage(self.desk, self._youth, self._given))

    def _given(self, result: Result) -> None:
        self.changed(result.sentence)

    def _take(self) -> None:
        item: AccessView = self.chosen()
        self.desk.open_screen(
            ConfirmPage(
                self.desk,
                f"Ta tillbaka behörigheten för {item.name}",
                TAKEN,
                "Ta tillbaka",
                name="access_take",
                act=partial(self.session.accesses.take, item),
                then=self._given,
            )
        )

    def youth_read(self) -> YouthId | None:
        return self._youth

    def first_focus(self) -> QWidget | None:
        return self.list.view if not self.list.empty else self._give


class GivePage(AdminForm):
    """Who, and why."""

    def __init__(self, desk: Desk, youth: YouthId, then: Any) -> None:
        super().__init__(desk, "Vem får se ärendet", name="access_page", finish="Ge behörighet")
        self._youth, self._then = youth, then
        self._worker = WorkerBox(self.session.colleagues(writing=True))
        self.field("worker", "Kollega", self._worker)
        self._reason = self.text_field(
            "reason",
            "Varför?",
            note="Visas i listan över dem som har behörighet till ärendet.",
            guarded=True,
        )
        self._reason.setMaxLength(LONGEST)
        self.say(
            "Kollegan ser hela ärendet och kan skriva i det tills du tar tillbaka behörigheten."
        )
        self.settle()

    def problems(self) -> list[Problem]:
        return self.session.accesses.problems(
            self._youth, self._worker.value(), self._reason.text()
        )

    def send(self) -> Future[Result]:
        worker = self._worker.value()
        assert worker is not None  # `problems` has asked for her
        return self.session.accesses.give(self._youth, worker, self._reason.text())

    def done(self, value: Result) -> None:
        self._then(value)

    def youth_read(self) -> YouthId | None:
        return self._youth

    def first_focus(self) -> QWidget | None:
        return self._worker
