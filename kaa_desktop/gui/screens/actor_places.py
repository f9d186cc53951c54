"""Platser: all that actors offer, those that are free soonest first; or those that fit one youth, and why."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from kaa_core.model.ids import YouthId
from kaa_core.model.records import Placement
from kaa_desktop.app.actor_views import PlaceRow
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Fact
from kaa_desktop.app.words import sentence_case
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.actor_forms import PlaceForm
from kaa_desktop.gui.screens.actors import KINDS
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk

ALL, FITTING = "Platser", "Platser som passar"
COLUMNS = (
    Column("title", "Plats"),
    Column("why", "Varför", width=180, optional=1),
    Column("free", "Ledig", width=150),
)
NONE = ("briefcase", "Inga platser finns än.", "Lägg till platser på aktörens rad i Samverkan.")
NONE_FITS = (
    "briefcase",
    "Ingen plats har ord gemensamt med ungdomens önskemål.",
    "Skriv in önskemål i kartläggningen eller planen, eller visa alla platser.",
)


class PlacesScreen(AdminList):
    """`youth`: whose wishes and town the places are to fit; None shows all places."""

    noun = "plats"

    def __init__(self, desk: Desk, youth: YouthId | None) -> None:
        self._youth = youth
        super().__init__(
            desk,
            FITTING if youth else ALL,
            "Efter orden i ungdomens önskemål, och orten." if youth else "De som är lediga först.",
            name="places",
            columns=COLUMNS,
            empty=NONE_FITS if youth else NONE,
            acts=("place.change", "places.show") if youth else ("place.change",),
        )

    def load(self) -> None:
        actors = self.session.actors
        rows = actors.places_for(self._youth) if self._youth else actors.places()
        self.show_items({one.placement: one for one in rows})

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.kinds & (KINDS | {"assessment", "goal"}):
            self.load()

    def row_of(self, item: PlaceRow) -> Row:
        about = ", ".join(filter(None, (item.actor_name, item.area)))
        return Row(
            (
                Cell(item.title, about, strong=True),
                Cell(sentence_case(item.why), tone="text2"),
                Cell(sentence_case(item.free)),
            )
        )

    def show_item(self, item: PlaceRow) -> None:
        facts = [
            Fact(label="Hos", value=item.actor_name),
            Fact(label="Ort", value=item.area),
            Fact(label="Ledig", value=sentence_case(item.free)),
            Fact(label="Varför", value=sentence_case(item.why)),
            *(Fact(label="Där nu", value=f"{one.name}, {one.until}") for one in item.there),
        ]
        self.pane.show_thing(item.title, (), tuple(one for one in facts if one.value), item.about)

    def main_act(self) -> str:
        return "place.change"

    def acts(self) -> Mapping[str, Binding]:
        return {"place.change": Binding(self._change, self.none_chosen)}

    def _change(self) -> None:
        item: PlaceRow = self.chosen()
        held = self.session.actors.held(Placement, item.placement)
        act = partial(self.session.actors.change, Placement, item.placement)
        self.desk.open_screen(PlaceForm(self.desk, f"Ändra {item.title}", held, act, self._done))

    def _done(self, result: Result) -> None:
        self.changed(result.sentence)

    def youth_read(self) -> YouthId | None:
        return self._youth
