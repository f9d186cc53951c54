"""Läs in register: a source's file is known by what it holds, looked at row by row, and laid in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.imports.sources.recognising import Source
from kaa_core.model.enums import Role
from kaa_core.model.records import Credential, Enrolment, Residence, Youth
from kaa_desktop.app.importing_views import Shown
from kaa_desktop.gui.screens.importing_parts import DONE, FILE, ROWS
from tests.gui.screens.conftest import Room, found_in, make_room
from tests.gui.screens.test_register_in import at_rests
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import Desktop, local_desktop
from tests.unit.app.test_importing import number
from tests.unit.imports.sources.samples import named, notified, post

CTRL = Qt.KeyboardModifier.ControlModifier
HOME = (("01021", "20200801"), ("01022", "99"), ("01023", "01"))


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def navet(room: Room) -> str:
    path = room.desktop.profile.folder / "avisering.txt"
    marked = (*HOME, ("01020", "J"))
    posts = (
        post(number(20), *named("Alva", "Ny"), *HOME),
        post(number(21), *named("Hemlig", "Ny"), *marked),
        post("20080101999", *named("Fel", "Tal")),
    )
    path.write_bytes(notified(*posts).encode("iso-8859-1"))
    return str(path)


def answers(room: Room) -> str:
    path = room.desktop.profile.folder / "svar.csv"
    rows = ["Personnummer;Namn;Svar;Datum", f"{number(22)};Ny, Bo;Examensbevis;2026-06-10"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


def source_file(room: Room) -> None:
    """What the program takes the file for, to be changed."""
    room.shell.registry.trigger("register.import")
    room.page.read(answers(room))
    at_rests(room)


def source_rows(room: Room) -> None:
    """Rows of a notification file."""
    room.shell.registry.trigger("register.import")
    room.page.read(navet(room))
    at_rests(room).go_on()
    at_rests(room)


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[-1]], ids=str)
def test_screens(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    room.shell.resize(look.size)
    found = found_in(room, (source_file, source_rows))
    room.workplace.close()
    assert found == {}


def test_a_notification_file_goes_from_file_to_rows_to_the_register(room: Room) -> None:
    before = len(room.desktop.store.queries.records(Enrolment))
    source_rows(room)
    page = room.page
    assert page._step == ROWS
    assert page._preview.counts()[Shown.NEW] == 2
    assert page._rows.enrol.isHidden()
    assert "Hemlig" not in str([page._preview.row(at) for at in range(3)])
    assert page._next.text() == "Läs in 2 ungdomar"
    room.press(Qt.Key.Key_Return, CTRL)
    assert at_rests(room)._step == DONE
    queries = room.desktop.store.queries
    assert any(one.given_name == "Alva" for one in queries.records(Youth))
    assert len(queries.records(Residence)) == 2
    assert len(queries.records(Enrolment)) == before, "no source enrols anybody"


def test_what_the_program_guesses_can_be_said_to_be_something_else(room: Room) -> None:
    source_file(room)
    page = room.page
    pane = page._file_pane
    assert pane.source is Source.UHR
    assert pane.day.isVisible()
    assert page._next.text() == "Visa raderna"
    pane.day.setText("2099-01-01")
    page.go_on()
    assert page._step == FILE
    assert "Skriv en dag som har varit." in pane._day_box.error()
    pane.sources.setCurrentIndex(0)
    pane.sources.activated.emit(0)
    assert page._next.text() == "Visa kolumnerna"
    assert not pane.day.isVisible()
    pane.sources.setCurrentIndex(list(pane._choices).index(Source.UHR))
    pane.sources.activated.emit(2)
    pane.day.setText("2026-11-20")
    page.go_on()
    at_rests(room).go_on()
    at_rests(room)
    [document] = room.desktop.store.queries.records(Credential)
    assert str(document.as_of) == "2026-11-20"
