"""Nattens inläsning: the reports of what the server has read, and what of it waits for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from kaa_core.model.identity import shown
from kaa_core.model.rights import Right
from kaa_desktop.app.night import NightView, Way
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.words import counted
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.rows import Cell, Column, Row, Section
from kaa_desktop.gui.screens.admin_form import ConfirmPage
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.screens.same_person import DecidePage

TITLE: Final = "Nattens inläsning"
COLUMNS: Final = (
    Column("what", "Vad"),
    Column("when", "När", width=110, optional=1),
    Column("state", "Läge", width=150),
)
NEXT_TIME: Final = (
    "Ditt ja gäller nästa gång källan läses in, och bara den gången.",
    "Det gäller alla rader av det här slaget i den leveransen.",
    "Har filen redan tagits bort får du läsa in den i programmet i stället, och svara där.",
)
ASIDE: Final = (
    "Det står inte längre här, och frågas inte om igen så länge källan säger samma sak.",
    "Ingenting i registret ändras.",
)
OPEN_FIRST: Final = "Skyddade uppgifter. Öppna ungdomens sida och skriv varför du behöver se dem."


class NightScreen(AdminList):
    """What waits first, then the runs."""

    noun = "rad"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            TITLE,
            "",
            name="night",
            columns=COLUMNS,
            empty=(
                "circle-check",
                "Ingenting är inläst av servern än.",
                "Servern läser register och skolor om natten när driften har ställt in det.",
            ),
            acts=("night.yes", "night.aside", "night.first", "night.second"),
        )

    def load(self) -> None:
        if self.session.may(Right.KEEP_REGISTER):
            self.ask(self.session.night.told())

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.kinds & {"youth", "youth_link"}:
            self.load()

    def show_items(self, items: Mapping[Any, Any]) -> None:
        self.items = dict(items)
        rows = {key: self.row_of(item) for key, item in items.items()}
        waits = tuple(key for key, one in items.items() if one.waits)
        runs = tuple(key for key, one in items.items() if not one.waits)
        self.header.set_title(self.title, f"{counted(len(waits), 'sak', 'saker')} att svara på")
        self.list.show_rows(
            rows, [Section("waits", "Väntar på svar", waits), Section("runs", "Inläst", runs)]
        )
        self._show_chosen()

    def row_of(self, item: NightView) -> Row:
        return Row(
            (
                Cell(item.title, item.about, strong=True),
                Cell(item.when, tone="text2"),
                Cell(chip=chip_look(item.chip)),
            )
        )

    def show_item(self, item: NightView) -> None:
        self.pane.show_thing(item.title, (item.chip,), item.facts, item.note)

    def main_act(self) -> str:
        return "night.yes"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "night.yes": Binding(self._yes, self._not_yes),
            "night.aside": Binding(self._aside, self._not_waiting),
            "night.first": Binding(partial(self._show, 0), partial(self._not_there, 0)),
            "night.second": Binding(partial(self._show, 1), partial(self._not_there, 1)),
        }

    # -- why not

    def _not_waiting(self) -> str:
        item: NightView | None = self.chosen()
        if item is None:
            return self.none_chosen()
        return "" if item.waits else "En inläsning är inget att svara på."

    def _not_yes(self) -> str:
        item: NightView | None = self.chosen()
        if item is None or not item.waits:
            return self._not_waiting()
        if item.answered:
            return "Du har redan sagt ja."
        if item.way is Way.OTHER:
            return "Det rättas i källan eller på ungdomens sida."
        return OPEN_FIRST if item.hides else ""

    def _not_there(self, place: int) -> str:
        item: NightView | None = self.chosen()
        if item is None:
            return self.none_chosen()
        if len(item.youths) > place:
            return ""
        return "Raden gäller ingen på datorn." if place == 0 else "Raden gäller en enda ungdom."

    # -- acts

    def _show(self, place: int) -> None:
        self.desk.open_youth(self.chosen().youths[place])

    def _yes(self) -> None:
        item: NightView = self.chosen()
        if item.way is Way.PAIR:
            keep, other = item.youths
            pair = self.session.same_person.pair(keep, other, item.note)
            done = partial(self._changed_here, item)
            self.desk.open_screen(DecidePage(self.desk, pair, done))
        elif item.way is Way.NUMBER:
            self._ask_number(item)
        else:
            self._confirm(item, "Säg ja till nästa inläsning", NEXT_TIME, "Säg ja", yes=True)

    def _ask_number(self, item: NightView) -> None:
        night = self.session.night
        said = (
            f"Källans nummer är {shown(item.number)}. Det läggs in i stället för det som står i registret.",
            "Det gamla numret står kvar i ungdomens historik. Du kan ångra ändringen.",
        )
        self.desk.open_screen(
            ConfirmPage(
                self.desk,
                f"Ändra personnumret för {item.title}",
                said,
                "Ändra personnumret",
                name="night_number",
                act=partial(night.change_number, item),
                then=partial(self._changed_here, item),
            )
        )

    def _aside(self) -> None:
        item: NightView = self.chosen()
        self._confirm(item, f"Lägg undan: {item.about}", ASIDE, "Lägg undan", yes=False)

    def _confirm(
        self, item: NightView, title: str, said: tuple[str, ...], finish: str, *, yes: bool
    ) -> None:
        night = self.session.night
        self.desk.open_screen(
            ConfirmPage(
                self.desk,
                title,
                said,
                finish,
                name="night_answer",
                act=partial(night.yes if yes else night.aside, item),
                then=partial(self._done, "Ditt svar är sparat." if yes else "Raden är undanlagd."),
            )
        )

    def _changed_here(self, item: NightView, result: Result) -> None:
        """Done on this computer: the server is told that nobody needs to answer any more."""
        self.changed(result.sentence)
        self.desk.then(self.session.night.yes(item), self._read_again, lambda _: None)

    def _read_again(self, _told: object) -> None:
        self.load()

    def _done(self, sentence: str, *_told: object) -> None:
        self.changed(sentence)
        self.load()
