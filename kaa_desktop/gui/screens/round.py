"""A round as it is planned: who, in which order, and what to know at each door; and whom to add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Final

from kaa_core.model.ids import RecordId, YouthId
from kaa_desktop.app import words
from kaa_desktop.app.round_views import RoundView, Stop
from kaa_desktop.app.rounds import OVER, Offered
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Chip, Fact
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.round_forms import RoundPage, StopPage

COLUMNS: Final = (
    Column("order", "Nr", 44),
    Column("at", "Klockan", 70),
    Column("who", "Ungdom"),
    Column("status", "Läge", 132),
)
OFFERED: Final = (Column("who", "Ungdom"), Column("due", "Hembesök senast", 150))
ACTS: Final = ("stop.change", "round.up", "round.down", "stop.out", "stop.off", "round.change")


class RoundScreen(AdminList):
    """The visits of a round in their order; Enter changes one, Alt+Up and Alt+Down move it."""

    noun = "ungdom"

    def __init__(self, desk: Desk, round_: RecordId) -> None:
        self._round = round_
        self._view: RoundView | None = None
        super().__init__(
            desk,
            "Besöksrunda",
            "",
            name="round",
            columns=COLUMNS,
            empty=(
                "house",
                "Ingen ligger i rundan än.",
                "Lägg till ungdomar här, eller välj dem i en lista och Lägg i en besöksrunda.",
            ),
            add="round.add",
            acts=ACTS,
        )

    def load(self) -> None:
        held = self.session.rounds.round(self._round)
        day = None if held is None else self.session.rounds.day(held.on)
        rounds = () if day is None else day.rounds
        self._view = next((one for one in rounds if one.id == self._round), None)
        if self._view is None:
            self.show_items({})
            self.header.set_title("Besöksrunda", "Rundan finns inte längre.")
            return
        view = self._view
        waits = f" {view.companion} bevakar." if view.companion else ""
        told = f"{words.long_day(view.on)} · {view.title} · {view.told}{waits}"
        self.header.set_title("Besöksrunda", told)
        self.show_items({one.row.visit: one for one in view.stops})

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.youths or "visit_round" in changes.kinds:
            self.load()

    def row_of(self, item: Stop) -> Row:
        number = "" if self._view is None else str(self._view.stops.index(item) + 1)
        address = item.row.address or "Adressen finns inte på den här datorn"
        return Row(
            (
                Cell(number),
                Cell(item.row.at_text, strong=True),
                Cell(item.row.name, address, strong=True),
                Cell(chip=chip_look(item.row.status)),
            )
        )

    def show_item(self, item: Stop) -> None:
        facts = (
            Fact(label="Klockan", value=item.row.at_text or "ingen tid än"),
            Fact(label="Adress", value=item.row.address),
            Fact(label="Att hitta fram", value=item.access_note),
            Fact(label="Ta med", value=item.bring),
            Fact(label="Tidigare", value=item.row.history),
        )
        self.pane.show_thing(item.row.name, (item.row.status,), facts, "")

    def main_act(self) -> str:
        return "stop.change"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "round.add": Binding(self._add, self._over),
            "round.change": Binding(self._change, self._over),
            "round.up": Binding(partial(self._move, -1), self._fixed),
            "round.down": Binding(partial(self._move, 1), self._fixed),
            "stop.change": Binding(self._change_stop, self._fixed),
            "stop.out": Binding(self._take_out, self._fixed),
            "stop.off": Binding(self._call_off, self._fixed),
        }

    def _over(self) -> str:
        return "" if self._view is not None and self._view.open else OVER

    def _fixed(self) -> str:
        stop: Stop | None = self.chosen()
        if stop is not None and stop.row.done:
            return "Besöket är infört. Det står som det gjordes."
        return self.none_chosen() or self._over()

    def _add(self) -> None:
        assert self._view is not None  # or it is not asked
        self.desk.open_screen(OfferedScreen(self.desk, self._view))

    def _change(self) -> None:
        assert self._view is not None
        self.desk.open_screen(RoundPage(self.desk, self._view, self._said))

    def _change_stop(self) -> None:
        self.desk.open_screen(StopPage(self.desk, self.chosen(), self._said))

    def _move(self, by: int) -> None:
        self._do(self.session.rounds.move(self._round, self.chosen().row.visit, by))

    def _take_out(self) -> None:
        self._do(self.session.rounds.take_out(self.chosen().row.visit), said=True)

    def _call_off(self) -> None:
        row = self.chosen().row
        self.desk.open_form("call_off", row.youth, record=row.visit)

    def _do(self, asked: Future[Result], *, said: bool = False) -> None:
        self.desk.then(asked, partial(self._did, said))

    def _did(self, said: bool, result: Result) -> None:
        self.load()
        refused = " ".join(one.sentence for one in result.problems)
        if refused or said:
            self.desk.say(refused or result.sentence)
        elif self._view is not None:
            chosen = self.chosen()
            place = self._view.stops.index(chosen) + 1 if chosen in self._view.stops else 0
            self.desk.announce(f"Nummer {place} i rundan.")

    def _said(self, result: Result) -> None:
        self.changed(result.sentence)

    def chosen_youth(self) -> YouthId | None:
        stop: Stop | None = self.chosen()
        return None if stop is None else stop.row.youth

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "Ändra besöket"), ("Alt+Upp", "Flytta"), ("F6", "Nästa ruta")]


class OfferedScreen(AdminList):
    """Whose next step is a home visit; Enter puts one in the round and goes on to the next."""

    noun = "ungdom"

    def __init__(self, desk: Desk, view: RoundView) -> None:
        self._view = view
        super().__init__(
            desk,
            "Lägg till ungdomar",
            f"{words.long_day(view.on)} · {view.title}",
            name="offered",
            columns=OFFERED,
            empty=(
                "house",
                "Ingen annan väntar på hembesök.",
                "Vill du besöka någon ändå, välj ungdomen i en lista och Lägg i en besöksrunda.",
            ),
            acts=("round.pick",),
        )

    def load(self) -> None:
        found = self.session.rounds.offered(self._view.on)
        self.show_items({one.youth: one for one in found})
        waits = words.counted(len(found), "ungdom väntar", "ungdomar väntar")
        self.header.set_title("Lägg till ungdomar", f"{waits} på hembesök")

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.youths:
            self.load()

    def row_of(self, item: Offered) -> Row:
        due = words.due_chip(item.due, None, self.session.today())
        address = item.address or "Adress saknas"
        return Row((Cell(item.name, address, strong=True), Cell(chip=chip_look(due))))

    def show_item(self, item: Offered) -> None:
        chip: Chip = words.due_chip(item.due, None, self.session.today())
        facts = (Fact(label="Adress", value=item.address or "saknas"),)
        self.pane.show_thing(item.name, (chip,), facts, "")

    def main_act(self) -> str:
        return "round.pick"

    def acts(self) -> Mapping[str, Binding]:
        return {"round.pick": Binding(self._pick, self.none_chosen)}

    def _pick(self) -> None:
        asked = self.session.rounds.add(self._view.id, [self.chosen().youth])
        self.desk.then(asked, self._picked_one)

    def _picked_one(self, result: Result) -> None:
        self.load()
        self.desk.say(result.sentence or " ".join(one.sentence for one in result.problems))

    def chosen_youth(self) -> YouthId | None:
        item: Offered | None = self.chosen()
        return None if item is None else item.youth

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "Lägg i rundan"), ("Esc", "Klar"), ("F6", "Nästa ruta")]
