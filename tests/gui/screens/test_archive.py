"""Exportera till arkivet: chosen row by row by key, on whose decision, and written where she says."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import Protection, Role
from kaa_core.model.records import Disclosure, Guardian
from kaa_core.model.registry import REGISTRY
from kaa_desktop.gui.screens.archive import ArchivePage, ArchiveScreen
from kaa_desktop.gui.screens.erasures import ErasuresScreen
from tests.gui.screens.conftest import Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import TODAY, Desktop, local_desktop


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    made.youth(700, given_name="Alva", guardian="Mona Exempel", first_letter=TODAY)
    made.youth(701, protection=Protection.PROTECTED)
    yield made
    made.close()


def shown(room: Room) -> Any:
    """What there is of those who are due."""
    page: Any = room.go("erasures")
    assert isinstance(page, ErasuresScreen)
    room.workplace.actions.trigger("archive.show")
    page = room.page
    assert isinstance(page, ArchiveScreen)
    room.bot.waitUntil(lambda: bool(page.items))
    page.list.view.select(next(key for key in page.items if key[0] == "youth"))
    return page


def giving(room: Room) -> Any:
    """On whose decision."""
    shown(room)
    room.workplace.actions.trigger("archive.save")
    assert isinstance(room.page, ArchivePage)
    return room.page


def giving_wrongly(room: Room) -> None:
    """With everything that is missing said."""
    giving(room).finish()


@pytest.mark.parametrize("look", LOOKS[::2], ids=str)
def test_screens(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    room.shell.resize(look.size)
    found = found_in(room, (shown, giving, giving_wrongly))
    room.workplace.close()
    assert found == {}


def test_what_is_taken_out_by_key_is_not_in_the_file(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop, tmp_path: Path
) -> None:
    room = make_room(qapp, qtbot, LOOKS[0].theme(qapp), desktop)
    page = shown(room)
    guardian = ("kind", REGISTRY.kind(Guardian).id)
    page.list.view.select(guardian)
    before = page._chip(page.chosen()).text
    QTest.keyClick(page.list.view, Qt.Key.Key_Return)
    assert (before, page._chip(page.chosen()).text) == ("Följer med", "Lämnas kvar")
    room.workplace.actions.trigger("archive.save")
    form: Any = room.page
    form.finish()  # nothing is filled in yet
    assert form._boxes["decision"].error()
    form._receiver.setText("Kommunarkivet")
    form._decision.setText("Nämnden § 88")
    form._ground.setText("Arkivlagen 10 §")
    place = tmp_path / "export.zip"
    form.save_to(str(place))
    qtbot.waitUntil(lambda: isinstance(room.page, ArchiveScreen))
    with zipfile.ZipFile(place) as packed:
        names = [one.rpartition("/")[2] for one in packed.namelist()]
    assert "ungdom.jsonl" in names
    assert "vardnadshavare.jsonl" not in names
    [record] = desktop.store.queries.records(Disclosure)
    assert record.decision == "Nämnden § 88. Grund: Arkivlagen 10 §"
    room.workplace.close()
