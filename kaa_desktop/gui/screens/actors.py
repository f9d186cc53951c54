"""Samverkan: authorities, schools, associations and employers, whom to call there, and their places."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from kaa_core.model.records import Actor
from kaa_desktop.app.actor_views import ActorRow
from kaa_desktop.app.views import Changes, Result
from kaa_desktop.app.views_base import Chip, Fact, Tone
from kaa_desktop.app.words import sentence_case
from kaa_desktop.gui.actions import Binding
from kaa_desktop.gui.rows import Cell, Column, Row
from kaa_desktop.gui.screens.actor_forms import ActorForm, PersonForm, PlaceForm
from kaa_desktop.gui.screens.admin_list import AdminList
from kaa_desktop.gui.screens.desk import Desk

TITLE = "Samverkan"
COLUMNS = (
    Column("name", "Aktör"),
    Column("people", "Kontaktpersoner", width=200, optional=1),
    Column("places", "Platser", width=130),
)
KINDS = frozenset({"actor", "actor_contact", "placement", "measure"})
USED, ASIDE = (
    Chip("Används", "circle-check", Tone.OK),
    Chip("Används inte", "circle-off", Tone.NEUTRAL),
)


class ActorsScreen(AdminList):
    """Actors by name, those that are not used last."""

    noun = "aktör"

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            TITLE,
            "Aktörer, kontaktpersoner och platser. Inga uppgifter om ungdomar.",
            name="actors",
            columns=COLUMNS,
            empty=(
                "handshake",
                "Det finns inga aktörer än.",
                "Lägg till Arbetsförmedlingen, skolor, föreningar och arbetsgivare som ni samverkar med.",
            ),
            add="actor.add",
            acts=(
                "actor.change",
                "actor.person",
                "actor.place",
                "actor.aside",
                "actor.again",
                "places.show",
                "group.show",
            ),
        )

    def load(self) -> None:
        rows = self.session.actors.rows(put_aside=True)
        rows.sort(key=lambda one: not one.active)
        self.show_items({one.actor: one for one in rows})

    def refresh(self, changes: Changes) -> None:
        if changes.everything or changes.kinds & KINDS:
            self.load()

    def row_of(self, item: ActorRow) -> Row:
        about = ", ".join(filter(None, (sentence_case(item.kind.label), item.area)))
        return Row(
            (
                Cell(item.name, about if item.active else f"{about}, används inte", strong=True),
                Cell(item.people, tone="text2"),
                Cell(item.places),
            )
        )

    def show_item(self, item: ActorRow) -> None:
        page = self.session.actors.page(item.actor)
        if page is None:
            self.pane.show_thing("", (), (), "")
            return
        facts = [Fact(label="Slag", value=sentence_case(item.kind.label))]
        facts += [Fact(label="Ort", value=item.area)] if item.area else []
        facts += [Fact(label="Nås på", value=page.reach)] if page.reach else []
        for one in page.people:
            said = ", ".join(filter(None, (one.role, one.reach)))
            facts.append(Fact(label="Kontakt", value=f"{one.name}: {said}" if said else one.name))
        for place in page.places:
            there = "; ".join(f"{who.name} {who.until}" for who in place.there)
            facts.append(
                Fact(
                    label=place.title,
                    value=". ".join(filter(None, (sentence_case(place.free), there))),
                )
            )
        chip = USED if item.active else ASIDE
        self.pane.show_thing(item.name, (chip,), tuple(facts), page.offers)

    def main_act(self) -> str:
        return "actor.change"

    def acts(self) -> Mapping[str, Binding]:
        return {
            "actor.add": Binding(self._add),
            "actor.change": Binding(self._change, self.none_chosen),
            "actor.person": Binding(self._person, self.none_chosen),
            "actor.place": Binding(self._place, self._not_to_offer),
            "actor.aside": Binding(partial(self._use, active=False), self._not_to_leave),
            "actor.again": Binding(partial(self._use, active=True), self._not_to_take_up),
        }

    def _not_to_offer(self) -> str:
        item = self.chosen()
        if item is not None and not item.active:
            return "Aktören används inte. Ta den i bruk först."
        return self.none_chosen()

    def _not_to_leave(self) -> str:
        item = self.chosen()
        return "Aktören används redan inte." if item and not item.active else self.none_chosen()

    def _not_to_take_up(self) -> str:
        item = self.chosen()
        return "Aktören används." if item and item.active else self.none_chosen()

    def _add(self) -> None:
        form = ActorForm(
            self.desk, "Lägg till aktör", None, self.session.actors.add_actor, self._done
        )
        self.desk.open_screen(form)

    def _change(self) -> None:
        item: ActorRow = self.chosen()
        held = self.session.actors.held(Actor, item.actor)
        act = partial(self.session.actors.change, Actor, item.actor)
        self.desk.open_screen(ActorForm(self.desk, f"Ändra {item.name}", held, act, self._done))

    def _person(self) -> None:
        item: ActorRow = self.chosen()
        act = partial(self.session.actors.add_person, item.actor)
        title = f"Kontaktperson hos {item.name}"
        form = PersonForm(self.desk, title, None, act, self._done, beside=item.actor)
        self.desk.open_screen(form)

    def _place(self) -> None:
        item: ActorRow = self.chosen()
        act = partial(self.session.actors.add_place, item.actor)
        title = f"Plats hos {item.name}"
        form = PlaceForm(self.desk, title, None, act, self._done, beside=item.actor)
        self.desk.open_screen(form)

    def _use(self, *, active: bool) -> None:
        item: ActorRow = self.chosen()
        act = self.session.actors.change(Actor, item.actor, {"active": active})
        self.desk.then(act, self._said)

    def _said(self, result: Result) -> None:
        self.desk.say(result.sentence or " ".join(one.sentence for one in result.problems))

    def _done(self, result: Result) -> None:
        self.changed(result.sentence)
