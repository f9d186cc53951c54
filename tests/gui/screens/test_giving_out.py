"""Lämna ut uppgifter: the list of all that is kept, masking by key, and the paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import DisclosureKind, Protection, Role
from kaa_core.model.records import Disclosure
from kaa_desktop.gui.screens.giving_out import ExtractScreen, GivingPage
from kaa_desktop.gui.screens.journal_print import JournalPrintPage
from tests.gui.screens.conftest import Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import Desktop, local_desktop


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def shown(room: Room) -> Any:
    """All that is kept about Liam."""
    room.workplace.open_youth(room.people["Liam"])
    room.workplace.actions.trigger("extract.show")
    assert isinstance(room.page, ExtractScreen)
    return room.page


def giving(room: Room) -> Any:
    """To whom, and why."""
    shown(room)
    room.workplace.actions.trigger("extract.save")
    assert isinstance(room.page, GivingPage)
    return room.page


def giving_wrongly(room: Room) -> None:
    """With everything that is missing said."""
    page = shown(room)
    page._mask()
    room.workplace.actions.trigger("extract.save")
    room.page._what.choose(DisclosureKind.COPY)
    room.page.finish()


def printing(room: Room) -> Any:
    """Which period of the journal, and why."""
    room.workplace.open_youth(room.people["Liam"])
    room.workplace.actions.trigger("journal.print")
    assert isinstance(room.page, JournalPrintPage)
    return room.page


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_screens(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    room.shell.resize(look.size)
    found = found_in(room, (shown, giving, giving_wrongly, printing))
    room.workplace.close()
    assert found == {}


def test_masked_by_enter_and_saved_where_she_says(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop, tmp_path: Path
) -> None:
    room = make_room(qapp, qtbot, LOOKS[0].theme(qapp), desktop)
    page = shown(room)
    before = page.chosen()
    QTest.keyClick(page.list.view, Qt.Key.Key_Return)
    assert page._masks == {before.record}
    QTest.keyClick(page.list.view, Qt.Key.Key_Return)
    assert page._masks == frozenset()
    QTest.keyClick(page.list.view, Qt.Key.Key_Return)
    room.workplace.actions.trigger("extract.save")
    room.page.finish()  # what is masked has no ground yet
    assert room.page._boxes["ground"].error()
    room.page._ground.setText("Rör en anhörig")
    place = tmp_path / "utdrag.pdf"
    room.page.save_to(str(place))
    qtbot.waitUntil(lambda: isinstance(room.page, ExtractScreen))
    assert place.read_bytes().startswith(b"%PDF")
    [record] = desktop.store.queries.records(Disclosure)
    assert (record.masked, record.ground) == (1, "Rör en anhörig")
    room.workplace.close()


def test_the_journal_is_printed_for_a_reason(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop, tmp_path: Path
) -> None:
    room = make_room(qapp, qtbot, LOOKS[0].theme(qapp), desktop)
    page = printing(room)
    number = page._count.text()
    QTest.keyClicks(page._first, "2026-11-24")
    assert page._count.text() != number, "fewer events from a later day"
    page._first.clear()
    page.finish()
    assert "varför" in page._boxes["reason"].error()
    QTest.keyClicks(page._reason, "Ångest")
    guarded = page._boxes["reason"].guarded
    assert guarded is not None
    qtbot.waitUntil(lambda: [one.word for one in guarded.marks()] == ["Ångest"])
    page._reason.clear()
    QTest.keyClicks(page._reason, "Tillsyn")
    place = tmp_path / "journal.pdf"
    page.save_to(str(place))
    qtbot.waitUntil(lambda: not isinstance(room.page, JournalPrintPage))
    assert place.read_bytes().startswith(b"%PDF")
    [record] = desktop.store.queries.records(Disclosure)
    assert (record.what, record.reason) == (DisclosureKind.JOURNAL, "Tillsyn")
    hidden = desktop.youth(700, protection=Protection.PROTECTED)
    room.workplace.open_youth(hidden)
    room.workplace.actions.trigger("journal.print")
    assert not isinstance(room.page, JournalPrintPage)
    room.workplace.close()


def test_a_hidden_case_is_not_shown_there(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop
) -> None:
    room = make_room(qapp, qtbot, LOOKS[0].theme(qapp), desktop)
    hidden = desktop.youth(700, protection=Protection.PROTECTED)
    room.workplace.open_youth(hidden)
    room.workplace.actions.trigger("extract.show")
    assert not isinstance(room.page, ExtractScreen)
    room.workplace.close()
