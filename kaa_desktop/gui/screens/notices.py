"""Anmälningar om okända: what schools tell of pupils who are not in the register; a coordinator decides."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from kaa_core.model.rights import Right
from kaa_desktop.app.notices import NoticeView
from kaa_desktop.app.views import Changes
from kaa_desktop.app.views_base import Chip, Tone
from kaa_desktop.app.words import counted, sentence_case
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_form import ConfirmPage
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk

TITLE = "Anmälningar om okända"
COLUMNS = (
    Column("who", "Elev, vad som anmäls"),
    Column("school", "Skola", width=190),
    Column("when", "Mottagen", width=130, optional=1),
)
WAITS = Chip("Väntar", "clock", Tone.NEUTRAL)
ENTER = (
    "Eleven kommer in i åldersgruppen med det namn och personnummer som skolan skrev.",
    "Jämför dem först med folkbokföringen.",
    "Anmälan läggs hos eleven, med skolan som källa.",
    "Om eleven omfattas av aktivitetsansvaret prövas sedan, som för alla andra. Ingen skrivs in av det här.",
)
LET_GO = (
    "Allt som står i anmälan raderas. Det går inte att ångra.",
    "Kvar blir kvittonumret, tiden och vilken skola det var.",
    "Skolan får inte veta det. Ring den om den ska anmäla till en annan kommun.",
)


class NoticesScreen(AdminList):
    """What waits, the oldest first."""

    noun = "anmälan"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            TITLE,
            "Från skolor, om elever som inte finns i registret. Ingen sparas hur länge som helst.",
            name="notices",
            columns=COLUMNS,
            empty=(
                "circle-check",
                "Ingen anmälan väntar.",
                "Är eleven känd ligger anmälan redan på elevens sida.",
            ),
            acts=("notices.enter", "notices.letgo"),
        )

    def load(self) -> None:
        if self.session.may(Right.KEEP_REGISTER):
            self.ask(self.session.notices.unknown())

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.youths:
            self.load()

    def row_of(self, item: NoticeView) -> Row:
        return Row(
            (
                Cell(item.name, item.what, strong=True),
                Cell(item.school),
                Cell(item.when, item.goes if item.soon else "", tone="text2"),
            )
        )

    def show_item(self, item: NoticeView) -> None:
        note = ""
        if item.others:
            more = counted(item.others, "anmälan", "anmälningar")
            note = f"{more} till gäller samma elev. De avgörs tillsammans."
        chips = (
            (WAITS, Chip(sentence_case(item.goes), "trash-2", Tone.WARN)) if item.soon else (WAITS,)
        )
        self.pane.show_thing(item.name, chips, item.facts, note)

    def main_act(self) -> str:
        return "notices.enter"

    def none_chosen(self) -> str:
        return "" if self.chosen() is not None else "Välj en anmälan i listan."

    def acts(self) -> Mapping[str, Binding]:
        return {
            "notices.enter": Binding(self._enter, self.none_chosen),
            "notices.letgo": Binding(self._let_go, self.none_chosen),
        }

    def _enter(self) -> None:
        item: NoticeView = self.chosen()
        self.desk.open_screen(
            ConfirmPage(
                self.desk,
                f"För in {item.name} i registret",
                ENTER,
                "För in i registret",
                name="notices_enter",
                act=partial(self.session.notices.enter, item),
                then=partial(self._done, f"{item.name} är införd. Anmälan ligger på elevens sida."),
            )
        )

    def _let_go(self) -> None:
        item: NoticeView = self.chosen()
        self.desk.open_screen(
            ConfirmPage(
                self.desk,
                f"Ta bort anmälan om {item.name}",
                LET_GO,
                "Ta bort anmälan",
                name="notices_let_go",
                act=partial(self.session.notices.let_go, item),
                then=partial(self._done, "Anmälan är borttagen."),
            )
        )

    def _done(self, sentence: str, *_told: object) -> None:
        self.changed(sentence)
        self.load()
