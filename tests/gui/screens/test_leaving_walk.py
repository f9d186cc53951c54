"""The screens of the way out, walked in both themes, at both text sizes and both screen sizes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import HandoverTo, RegistrationReason, Role
from kaa_core.model.records import Enrolment, Handover
from tests.gui.screens.conftest import Room, found_in, make_room
from tests.gui.screens.leavers import (
    EIGHTEEN_TODAY,
    SOON_TWENTY,
    born,
    colleague,
    guardian,
    open_page,
)
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import TODAY, WAIT, Desktop, local_desktop


def closing(room: Room) -> None:
    """With what is wanting."""
    open_page(room, "Alva")
    room.workplace.actions.trigger("enrolment.close")
    room.page.finish()


def mending(room: Room) -> None:
    """What an imported period lacks."""
    open_page(room, "Elias")
    room.workplace.actions.trigger("enrolment.mend")


def handing_over(room: Room) -> None:
    """With what is wanting."""
    open_page(room, "Wilma")
    room.workplace.actions.trigger("handover.change")
    room.page.finish()


def along(room: Room) -> None:
    """The page for the youth."""
    open_page(room, "Ella")
    room.workplace.actions.trigger("handover.page")


def case_page(room: Room) -> None:
    """The page for a colleague."""
    open_page(room, "Alva")
    room.workplace.actions.trigger("handover.case")


def guardians(room: Room) -> None:
    """At eighteen."""
    open_page(room, "Liam")
    room.workplace.actions.trigger("guardian.after")


def opening(room: Room) -> None:
    """Why."""
    open_page(room, "Skyddad")
    room.workplace.actions.trigger("protected.open")
    room.page.finish()


def at_twenty(room: Room) -> None:
    """The page with what it asks for, in the cards."""
    open_page(room, "Ella")
    room.page._one.choice.set_value("about")
    room.page._one.choice.chosen.emit("about")


def at_eighteen(room: Room) -> None:
    """The same of guardians."""
    open_page(room, "Liam")
    room.page._one.choice.set_value("about")
    room.page._one.choice.chosen.emit("about")


def opened(room: Room) -> None:
    """A protected case that is shown."""
    room.session.leaving.guarding.open_protected(room.people["Skyddad"], "Ring").result(WAIT)
    open_page(room, "Skyddad")
    room.bot.wait(150)  # what the opening told comes in between


def caseload(room: Room) -> None:
    """With somebody's cases and a page."""
    room.workplace.actions.trigger("caseload.hand_over")
    room.page._before.setCurrentIndex(1)
    room.bot.waitUntil(lambda: len(room.page._order) == len(room.people))
    room.page.list.select(room.people["Alva"])


SCREENS = (
    *(closing, mending, handing_over, along, case_page, guardians),
    *(opening, at_twenty, at_eighteen, opened, caseload),
)


def fill_in(room: Room) -> None:
    """What the screens need to have something to show."""
    for name, day in (
        ("Wilma", SOON_TWENTY),
        ("Ella", date(2006, 10, 1)),
        ("Liam", EIGHTEEN_TODAY),
    ):
        born(room, name, day)
    guardian(room, "Liam")
    made = Enrolment(
        id=room.desktop.new_id(),
        youth=room.people["Elias"],
        start=date(2025, 1, 7),
        end=date(2025, 6, 1),
        registration_reason=RegistrationReason.NOT_STARTED,
        imported=True,
    )
    given = Handover(
        id=room.desktop.new_id(),
        youth=room.people["Ella"],
        to=HandoverTo.OTHER,
        recipient="Arbetsmarknadsenheten, Bo Övergård",
        what="Planen, målen och vad vi har provat.",
        consent_on=TODAY,
        handed_on=TODAY,
    )
    for one in (made, given):
        room.desktop.store.record(one).result(WAIT)
    colleague(room, "Bo Övergård")


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_screens_of_the_way_out(
    look: Look, qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    desktop: Desktop = local_desktop(tmp_path, role=Role.COORDINATOR)
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    fill_in(room)
    room.shell.resize(look.size)
    found = found_in(room, SCREENS)
    room.workplace.close()
    desktop.close()
    assert found == {}
