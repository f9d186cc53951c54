"""Samverkan by keyboard: an actor and a place, a consent, a referral, the group's list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import ActorKind, ConsentGiver, ReferralState, Shared
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Actor, Assessment, Consent, Placement, Referral
from kaa_desktop.gui.screens.actor_places import PlacesScreen
from kaa_desktop.gui.screens.actors import ActorsScreen
from kaa_desktop.gui.screens.group_list import GroupScreen, TablePage
from kaa_desktop.gui.screens.sharing import SharingScreen
from tests.gui.screens.conftest import Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import TODAY, WAIT, Desktop

CTRL = Qt.KeyboardModifier.ControlModifier
OF_YOUTH = ("sharing.show", "consent.add", "referral.add", "places.fitting")


def act(room: Room, name: str) -> None:
    room.workplace.actions.trigger(name)


def finish(room: Room) -> None:
    page = room.page
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page is not page)


def test_an_actor_a_place_and_who_fits(room: Room, desktop: Desktop) -> None:
    screen = room.go("actors")
    assert isinstance(screen, ActorsScreen)
    act(room, "actor.add")
    room.type("Snickeriet")
    room.page._boxes["kind"].field.set_value(ActorKind.EMPLOYER)
    finish(room)
    (actor,) = desktop.store.queries.records(Actor)
    assert (actor.name, actor.kind) == ("Snickeriet", ActorKind.EMPLOYER)
    room.bot.waitUntil(lambda: screen.chosen() is not None)
    act(room, "actor.place")
    room.type("Bygga hus")
    room.page._boxes["places"].field.setText("noll")
    room.press(Qt.Key.Key_Return, CTRL)
    assert "1 till 100" in room.page._boxes["places"].error()
    room.page._boxes["places"].field.setText("2")
    finish(room)
    (place,) = desktop.store.queries.records(Placement)
    assert (place.title, place.places) == ("Bygga hus", 2)
    room.bot.waitUntil(lambda: screen.chosen().places == "1 plats, 1 ledig")
    act(room, "places.show")
    assert isinstance(room.page, PlacesScreen)
    assert [one.title for one in room.page.items.values()] == ["Bygga hus"]
    room.press(Qt.Key.Key_Escape)
    act(room, "actor.aside")
    room.bot.waitUntil(lambda: not screen.chosen().active)


def sharing(room: Room, youth: YouthId) -> SharingScreen:
    """What she has agreed to, on the screen."""
    room.workplace.open_youth(youth)
    act(room, "sharing.show")
    screen = room.page
    assert isinstance(screen, SharingScreen)
    return screen


def test_from_consent_to_referral_and_back_by_itself(room: Room, desktop: Desktop) -> None:
    actor = Actor(id=desktop.new_id(), name="Snickeriet", kind=ActorKind.EMPLOYER)
    youth = room.people["Alva"]
    desktop.store.record(actor).result(WAIT)
    screen = sharing(room, youth)
    assert screen.list.empty
    act(room, "consent.add")
    form = room.page
    form.widget("actor").set_value(actor.id)
    form.widget("shares").set_value((Shared.NAME, Shared.WISHES))
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: form._fields["until"].box.error() != "")
    form.widget("until").set_value(TODAY + timedelta(days=60))
    finish(room)
    (consent,) = desktop.store.queries.records(Consent)
    assert consent.shares == (Shared.NAME, Shared.WISHES)
    room.bot.waitUntil(lambda: len(screen.items) == 1)
    act(room, "referral.add")
    room.page.widget("consent").set_value(consent.id)
    room.page.widget("what").setText("Praktik i vår")
    finish(room)
    (referral,) = desktop.store.queries.records(Referral)
    assert (referral.actor, referral.state) == (actor.id, ReferralState.SENT)
    room.bot.waitUntil(lambda: len(screen.items) == 2)
    screen.list.view.select(consent.id)
    act(room, "consent.withdraw")
    finish(room)
    room.bot.waitUntil(lambda: not screen.items[consent.id].holds)
    assert screen.items[referral.id].state is ReferralState.WITHDRAWN
    room.go("day")
    room.workplace.open_youth(room.people["Skyddad"])
    act(room, "sharing.show")
    assert not isinstance(room.page, SharingScreen), (
        "a protected case is opened with a reason first"
    )


def test_the_groups_list_holds_only_what_the_table_may_know(room: Room, desktop: Desktop) -> None:
    actor = Actor(id=desktop.new_id(), name="Snickeriet", kind=ActorKind.EMPLOYER)
    youth = room.people["Alva"]
    wish = Assessment(id=desktop.new_id(), youth=youth, started_on=TODAY, wishes="Bygga.")
    given = Consent(
        id=desktop.new_id(), youth=youth, actor=actor.id, shares=(Shared.NAME, Shared.WISHES),
        given_on=TODAY, until=TODAY, given_by=ConsentGiver.YOUTH,
    )  # fmt: skip
    desktop.store.record(actor, wish, given).result(WAIT)
    room.go("actors")
    act(room, "group.show")
    assert isinstance(room.page, TablePage)
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(room.page._fault.isVisible)
    next(iter(room.page._checks.values())).setChecked(True)
    finish(room)
    assert isinstance(room.page, GroupScreen)
    name = f"{(row := desktop.session.youth_page(youth)) and row.heading}"
    assert list(room.page.items.values()) == [(name, "", "", "Bygga.", "")]
    assert "samtycke saknas" in room.page._fault.accessibleName()
    act(room, "group.copy")
    assert "Bygga." in QApplication.clipboard().text()


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[-1]], ids=str)
def test_walked(qapp: QApplication, qtbot: QtBot, desktop: Desktop, look: Look) -> None:
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    look.show(room.shell, qtbot)
    youth = room.people["Alva"]
    actor = Actor(id=desktop.new_id(), name="Arbetsförmedlingen i Ekby", kind=ActorKind.EMPLOYER)
    place = Placement(id=desktop.new_id(), actor=actor.id, title="Hjälpa till i köket", places=1)
    consent = Consent(
        id=desktop.new_id(), youth=youth, actor=actor.id, shares=tuple(Shared), given_on=TODAY,
        until=TODAY + timedelta(days=30), given_by=ConsentGiver.YOUTH,
    )  # fmt: skip
    desktop.store.record(actor, place, consent).result(WAIT)

    def shown(*acts: str) -> Callable[[Room], None]:
        def show(one: Room) -> None:
            if acts[0] in OF_YOUTH:
                one.workplace.open_youth(youth)
            else:
                one.go("actors")
            for name in acts:
                if name:
                    act(one, name)

        show.__name__ = " ".join(acts) or "actors"
        return show

    shows = [
        shown(""),
        shown("actor.change"),
        shown("actor.person"),
        shown("actor.place"),
        shown("places.show"),
        shown("group.show"),
        shown("sharing.show"),
        shown("consent.add"),
        shown("referral.add"),
        shown("places.fitting"),
    ]
    try:
        assert found_in(room, shows) == {}
    finally:
        room.workplace.close()
