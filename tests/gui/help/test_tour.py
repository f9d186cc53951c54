"""The tour: offered once, in nobody's way, gone on with later; and the page of the practice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kaa_desktop.gui.help.start import begin_help
from kaa_desktop.gui.help.tour import KEPT, Band, Tour
from kaa_desktop.gui.screens.practice import PracticeScreen
from kaa_desktop.gui.theme import Theme
from tests.gui.screens.conftest import Room, make_room
from tests.gui.walker import LOOKS, Look, walk
from tests.unit.app.desks import Desktop, local_desktop


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    """A profile whose server does not answer."""
    made = local_desktop(tmp_path)
    yield made
    made.close()


@pytest.fixture
def kept(tmp_path: Path) -> QSettings:
    """What is kept beside the profile."""
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def room(qapp: QApplication, qtbot: QtBot, theme: Theme, desktop: Desktop) -> Iterator[Room]:
    """The window on Min dag."""
    made = make_room(qapp, qtbot, theme, desktop)
    made.shell.resize(1440, 900)
    yield made
    made.workplace.close()


def band(room: Room) -> Band | None:
    """The tour's band, if it stands there."""
    found = [one for one in room.shell.help.panes() if isinstance(one, Band)]
    return found[0] if found else None


def said(room: Room) -> str:
    """The words of the band."""
    found = band(room)
    assert found is not None
    return found.said()


def begun(room: Room, kept: QSettings) -> Tour:
    """As the program does after unlocking."""
    return begin_help(room.shell, room.workplace, kept)


def test_it_is_offered_once_and_takes_no_focus(room: Room, kept: QSettings) -> None:
    before = QApplication.focusWidget()
    begun(room, kept)
    assert QApplication.focusWidget() is before
    assert said(room).startswith("Är du ny här?")
    found = band(room)
    assert found is not None
    found.leave.click()
    assert band(room) is None
    begun(room, kept).offer()
    assert band(room) is None, "declined once is declined"


def test_it_is_walked_by_keys_and_gone_on_with_later(room: Room, kept: QSettings) -> None:
    tour = begun(room, kept)
    room.shell.registry.trigger("help.tour")
    assert said(room).startswith("Rundtur 1 av 7: Min dag")
    QTest.keyClick(room.focus(), Qt.Key.Key_Space)
    QTest.keyClick(room.focus(), Qt.Key.Key_Space)
    assert said(room).startswith("Rundtur 3 av 7: Listan")
    assert "Ctrl+F" in said(room), "keys come from the catalogue"
    assert room.page.title == "Ungdomar"
    QTest.keyClick(room.focus(), Qt.Key.Key_Escape)
    assert band(room) is None
    assert kept.value(KEPT) == "2"
    room.shell.registry.trigger("help.tour")
    assert said(room).startswith("Rundtur 3 av 7")
    for _ in range(len(tour.steps)):
        if band(room) is not None:
            QTest.keyClick(room.focus(), Qt.Key.Key_Space)
    assert band(room) is None
    assert kept.value(KEPT) == "done"


def test_it_never_covers_what_is_written(room: Room, kept: QSettings, qtbot: QtBot) -> None:
    begun(room, kept).start()
    room.workplace.open_form("contact", room.people["Liam"])
    found = band(room)
    assert found is not None
    qtbot.waitUntil(lambda: not found._text.isVisible())
    page, frame = room.page, room.shell.findChild(QWidget, "tour_frame")
    assert frame is not None
    assert not frame.isVisible()
    below = found.mapToGlobal(found.rect().topLeft()).y()
    assert page.mapToGlobal(page.rect().bottomLeft()).y() < below
    room.press(Qt.Key.Key_Escape)
    qtbot.waitUntil(found._text.isVisible)


def test_the_lock_takes_it_away(room: Room, kept: QSettings) -> None:
    begun(room, kept).start()
    room.shell.empty()
    assert band(room) is None


class NoHands:
    """What the program would do."""

    def __init__(self) -> None:
        self.done: list[object] = []

    def practise_as(self, role: int) -> None:
        self.done.append(role)

    def practise_anew(self) -> None:
        self.done.append("anew")

    def stop_practising(self) -> None:
        self.done.append("stop")


def test_beginning_anew_asks_first(room: Room) -> None:
    hands = NoHands()
    page = PracticeScreen(room.workplace, hands)
    room.workplace.open_screen(page)
    anew = page.findChild(QWidget, "practice_anew")
    keep = page.findChild(QWidget, "practice_anew_keep")
    assert anew is not None
    QTest.keyClick(anew, Qt.Key.Key_Space)
    assert not hands.done
    assert QApplication.focusWidget() is keep, "the safe answer is the near one"
    room.press(Qt.Key.Key_Escape)
    assert room.page is page, "Esc takes the question back"
    QTest.keyClick(anew, Qt.Key.Key_Space)
    QTest.keyClick(anew, Qt.Key.Key_Space)
    assert hands.done == ["anew"]


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[-1]], ids=str)
def test_walked(
    look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop, kept: QSettings
) -> None:
    theme = look.theme(qapp)
    room = make_room(qapp, qtbot, theme, desktop)
    room.shell.resize(look.size)
    tour = begun(room, kept)
    tour.start()
    tour._go(4)
    qtbot.waitUntil(lambda: room.page.list.current_id() is not None)  # read on another thread
    room.page.first_focus().setFocus()
    shown = band(room)
    assert shown is not None
    room.shell._offline.hide()  # as in a practice, where nothing is offline
    qtbot.waitUntil(lambda: look.percent == 100 or not shown._text.isVisible())
    # The list is laid out anew while the band gives way: right is what it comes to rest at.
    qtbot.waitUntil(lambda: walk(room.shell, theme) == [], timeout=10_000)
    tour._end("done")
    room.workplace.open_screen(PracticeScreen(room.workplace, NoHands()))
    problems = walk(room.shell, theme)
    room.workplace.close()
    assert problems == []
