"""Filer till SCB: those that were made, the latest first, and which of them a person has sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Final

from kaa_core.model.registry import Problem
from kaa_core.model.rights import Right
from kaa_core.rules.calendar import in_words
from kaa_desktop.app.scb_views import DeliveryRow
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.app.words import counted
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.admin_form import AdminForm
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk
from kaa_desktop.gui.screens.looks import chip_look
from kaa_desktop.gui.widgets.fields import DateField

COLUMNS: Final = (
    Column("half", "Halvår, när filen gjordes"),
    Column("who", "Ungdomar", 110, align_right=True, optional=1),
    Column("state", "Läge", 230),
)
MADE: Final = Chip("Inte markerad som skickad", "circle-dashed", Tone.NEUTRAL)
FORMER: Final = Chip("Ersatt av en senare", "history", Tone.NEUTRAL)
NOTE: Final = (
    "Filen själv finns bara där du sparade den. "
    "Kontrollsumman visar om en fil är den som gjordes här."
)


class ScbFilesScreen(AdminList):
    """What was made, by whom, by which layout, and how much it held."""

    noun = "fil"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "Filer till SCB",
            "Programmet skickar ingenting",
            name="scb_files_list",
            columns=COLUMNS,
            empty=("file-text", "Ingen fil är gjord än.", "Gör en på sidan Underlag till SCB."),
            acts=("scb.sent",),
        )

    def load(self) -> None:
        self.show_items({one.id: one for one in self.session.scb.deliveries()})

    def refresh(self, changes: Changes) -> None:
        if changes.everything or "scb_delivery" in changes.kinds:
            self.load()

    def row_of(self, item: DeliveryRow) -> Row:
        told = item.half_year.told
        made = f"{item.made} av {item.made_by}" if item.made_by else item.made
        return Row(
            (
                Cell(f"{told[:1].upper()}{told[1:]}", made, strong=True),
                Cell(str(item.youths)),
                Cell(chip=chip_look(_state(item))),
            )
        )

    def show_item(self, item: DeliveryRow) -> None:
        facts = [
            Fact(label="Gjord", value=item.made),
            Fact(label="Av", value=item.made_by),
            Fact(label="Ungdomar", value=str(item.youths)),
            *(
                Fact(label=one.label, value=counted(rows, "rad", "rader"))
                for one, rows in item.counts.items()
            ),
            Fact(label="Att rätta då", value=str(item.problems)),
            Fact(label="Med skyddade uppgifter", value=str(item.protected)),
            Fact(label="Lämnade bort", value=_left_out(item)),
            Fact(label="Uppställning", value=item.layout),
            Fact(label="Skickad", value=_sent(item)),
            Fact(label="Kontrollsumma", value=_grouped(item.digest)),
        ]
        shown = tuple(one for one in facts if one.value)
        told = item.half_year.told
        self.pane.show_thing(f"{told[:1].upper()}{told[1:]}", (_state(item),), shown, NOTE)

    def main_act(self) -> str:
        return "scb.sent"

    def acts(self) -> Mapping[str, Binding]:
        return {"scb.sent": Binding(self._mark, self._not_to_mark)}

    def _not_to_mark(self) -> str:
        item: DeliveryRow | None = self.chosen()
        if item is not None and item.sent_on is not None:
            return "Filen är redan markerad som skickad."
        return self.none_chosen() or self.session.why_not(Right.KEEP_REGISTER)

    def _mark(self) -> None:
        self.desk.open_screen(ScbSentPage(self.desk, self.chosen(), self._marked))

    def _marked(self, result: Result) -> None:
        self.changed(result.sentence)

    def key_hints(self) -> Sequence[tuple[str, str]]:
        return [("Enter", "Markera som skickad"), ("Mellanslag", "Läsrutan"), ("Esc", "Tillbaka")]


def _state(item: DeliveryRow) -> Chip:
    if item.sent_on is not None:
        return Chip(f"Skickad {item.sent_on}", "circle-check", Tone.OK)
    return MADE if item.latest else FORMER


def _sent(item: DeliveryRow) -> str:
    if item.sent_on is None:
        return ""
    by = f" av {item.sent_by}" if item.sent_by else ""
    return f"{in_words(item.sent_on)}{by}"


def _left_out(item: DeliveryRow) -> str:
    if not item.left_out:
        return ""
    return f"{counted(item.left_out, 'ungdom', 'ungdomar')}. {item.reason}"


class ScbSentPage(AdminForm):
    """The day on which she sent it herself."""

    def __init__(self, desk: Desk, row: DeliveryRow, then: Callable[[Result], object]) -> None:
        super().__init__(
            desk,
            "Filen är skickad",
            name="scb_sent",
            subtitle=f"Filen för {row.half_year.told}, gjord {row.made}",
            finish="Markera som skickad",
            card="Skickad till SCB",
        )
        self._row, self._then = row, then
        self.say("Programmet skickar inte filen. Här säger du att du har gjort det.")
        self._day = DateField(self.session.today)
        self._day.set_value(self.session.today())
        self.field("sent_on", "Vilken dag?", self._day)
        self.settle()

    def problems(self) -> list[Problem]:
        if unread := self._day.problem():
            return [Problem(field="sent_on", sentence=unread)]
        return self.session.scb.sent_problems(self._row, self._day.value())

    def send(self) -> Future[Result]:
        on = self._day.value()
        assert on is not None  # asked for in `problems`
        return self.session.scb.mark_sent(self._row.id, on)

    def done(self, value: Result) -> None:
        self._then(value)


def _grouped(digest: str) -> str:
    """In groups of eight: it is compared by eye, and breaks where there is little room."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
