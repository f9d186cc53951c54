"""The routine read, changed and followed; who is away; weeks of silence told to the coordinator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import Role
from kaa_core.model.organising import Absence, RoutineVersion
from kaa_core.model.records import Contact, Worker
from kaa_core.rules.routine import Span, in_force
from kaa_desktop.gui.screens.absence import AbsencePage, AbsenceScreen
from kaa_desktop.gui.screens.day import DayScreen
from kaa_desktop.gui.screens.routine import RoutinePage, RoutineScreen
from tests.gui.screens.conftest import Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import TODAY, WAIT, Desktop, local_desktop

CTRL = Qt.KeyboardModifier.ControlModifier


def field(page: RoutinePage | AbsencePage, name: str) -> Any:
    """What is typed or chosen in."""
    return page._boxes[name].field


@pytest.fixture
def coordinator(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def act(room: Room, name: str) -> None:
    room.workplace.actions.trigger(name)


def finish(room: Room) -> None:
    page = room.page
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page is not page)


def test_the_coordinator_changes_the_routine_and_notes_who_is_away(
    qapp: QApplication, qtbot: QtBot, coordinator: Desktop
) -> None:
    room = make_room(qapp, qtbot, LOOKS[0].theme(qapp), coordinator)
    try:
        act(room, "routine.show")
        assert isinstance(room.page, RoutineScreen)
        act(room, "routine.change")
        page = room.page
        assert isinstance(page, RoutinePage)
        assert "Hembesök. Två månader efter första brevet." in page._picture.accessibleName()
        room.press(Qt.Key.Key_Return, CTRL)
        assert "inte har varit" in page._boxes["since"].error()
        field(page, "since").set_value(TODAY)
        field(page, "after1").setText("om ett tag")
        assert page._told.text() == "Bilden visas när alla tider går att läsa."
        field(page, "after1").setText("sex veckor")
        assert "42 dagar efter första brevet." in page._picture.accessibleName()
        room.bot.waitUntil(lambda: "inskrivna" in page._told.text())
        page.leaving()
        room.bot.waitUntil(lambda: "after1" in coordinator.session.kept_forms.held("routine"))
        finish(room)
        (version,) = coordinator.store.queries.records(RoutineVersion)
        assert in_force([version], TODAY).steps[2].after == Span(days=42)
        assert coordinator.session.kept_forms.held("routine") == {}
        _away(room, coordinator)
    finally:
        room.workplace.close()


def _kept_by_what_it_is(room: Room, coordinator: Desktop) -> None:
    """Who was chosen is the same when somebody has come before her in the list."""
    sven = Worker(id=coordinator.new_id(), name="Sven Provsson", role=Role.CASEWORKER)
    coordinator.store.record(sven).result(WAIT)
    act(room, "absence.add")
    page = room.page
    assert isinstance(page, AbsencePage)
    field(page, "stand_in").set_value(sven.id)
    page.leaving()
    kept = coordinator.session.kept_forms
    room.bot.waitUntil(lambda: bool(kept.held("absence new")))
    room.press(Qt.Key.Key_Escape)
    bodil = Worker(id=coordinator.new_id(), name="Bodil Provsson", role=Role.CASEWORKER)
    coordinator.store.record(bodil).result(WAIT)
    act(room, "absence.add")
    page = room.page
    assert isinstance(page, AbsencePage)
    assert field(page, "stand_in").value() == sven.id
    field(page, "stand_in").set_value(None)


def _away(room: Room, coordinator: Desktop) -> None:
    act(room, "absence.show")
    screen = room.page
    assert isinstance(screen, AbsenceScreen)
    _kept_by_what_it_is(room, coordinator)
    assert isinstance(room.page, AbsencePage)
    field(room.page, "end").set_value(TODAY + timedelta(7))
    finish(room)
    (away,) = coordinator.store.queries.records(Absence)
    assert (away.worker, away.end) == (coordinator.session.who.worker, date(2026, 12, 1))
    room.bot.waitUntil(lambda: bool(screen.items))
    day = room.go("day")
    assert isinstance(day, DayScreen)
    contact = next(iter(coordinator.store.queries.records(Contact)))
    today = attrs.evolve(contact, id=coordinator.new_id(), occurred_on=TODAY)
    coordinator.store.record(today).result(WAIT)
    room.bot.waitUntil(day._silence.isHidden)
    coordinator.clock.moment += timedelta(21)
    day._reload()
    assert day._silence.accessibleName().startswith("Ingen uppsökande verksamhet sedan v. 48.")
    assert day._silence.isVisible()


@pytest.mark.parametrize("look", [LOOKS[-1]], ids=str)
def test_walked(qapp: QApplication, qtbot: QtBot, coordinator: Desktop, look: Look) -> None:
    room = make_room(qapp, qtbot, look.theme(qapp), coordinator)
    look.show(room.shell, qtbot)
    away = coordinator.session.routines.new_absence()
    coordinator.session.routines.note_absence(away).result(WAIT)
    coordinator.clock.moment += timedelta(21)  # nothing has been done since: the band stands

    def shown(*acts: str) -> Callable[[Room], None]:
        def show(one: Room) -> None:
            one.go("day")
            for name in acts:
                act(one, name)

        show.__name__ = " ".join(acts) or "day"
        return show

    shows = [
        shown(),
        shown("routine.show"),
        shown("routine.show", "routine.change"),
        shown("absence.show"),
        shown("absence.show", "absence.add"),
    ]
    try:
        assert found_in(room, shows) == {}
    finally:
        room.workplace.close()
