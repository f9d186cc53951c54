"""Every reading screen, walked in both themes, at both text sizes and both screen sizes."""

from __future__ import annotations

import attrs
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_desktop.app.list_query import GroupBy, ListQuery, SortBy
from kaa_desktop.gui.screens.list_layout import Layout
from tests.gui.screens.conftest import Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import WAIT, Desktop


def day(_room: Room) -> None:
    """It is open from the start."""


def day_visits(room: Room) -> None:
    """The other card of a narrow window."""
    room.page._one.choice.set_value("visits")
    room.page._one.choice.chosen.emit("visits")


def register(room: Room) -> None:
    """The list with its pane."""
    room.go("youths")


def register_without_hits(room: Room) -> None:
    """Why nothing is there."""
    page = room.go("youths")
    page.filter.setText("finns inte")
    page.reload()


def register_filtered(room: Room) -> None:
    """Conditions, numbers that were not found, own columns, and a name asked for."""
    page = room.go("everyone")
    page.controls.set_layout(Layout((SortBy.NAME, SortBy.STATUS, SortBy.WORKER, SortBy.PHONE)))
    numbers = "20080101-2386 19990101-0000 19990101-0001"
    page.set_query(ListQuery(text=numbers, ages=(17, 18), group=GroupBy.STATUS))
    room.settle()
    page.bar.ask_name("Mina urval")


def visits(room: Room) -> None:
    """Today's visits."""
    room.go("visits")


def youth(room: Room) -> None:
    """A page with journal, draft and visit."""
    room.workplace.open_youth(room.people["Liam"])


def youth_cards(room: Room) -> None:
    """The other side of a narrow window."""
    room.workplace.open_youth(room.people["Alva"])
    room.page._one.choice.set_value("about")
    room.page._one.choice.chosen.emit("about")


def youth_assessment(room: Room) -> None:
    """The tab with two versions beside each other."""
    kept, alva = room.session.assessments, room.people["Alva"]
    if not kept.of(alva):
        for wish in ("Hon vill arbeta med djur.", "Hon vill läsa naturbruk. Gärna nära hemmet."):
            form = attrs.evolve(kept.form(alva), needs="Kort dag i början.", wishes=wish)
            assert kept.enter(form).result(WAIT).done
    room.workplace.open_youth(alva)
    room.page.tabs.go("assessment")
    room.page.tabs.current()._beside.click()


def protected(room: Room) -> None:
    """Someone without name and address."""
    room.workplace.open_youth(room.people["Skyddad"])


SCREENS = (
    day,
    day_visits,
    register,
    register_without_hits,
    register_filtered,
    visits,
    youth,
    youth_cards,
    youth_assessment,
    protected,
)


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_screens(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    room.shell.resize(look.size)
    found = found_in(room, SCREENS)
    room.workplace.close()
    assert found == {}
