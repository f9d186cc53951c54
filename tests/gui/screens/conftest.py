"""The main window on a real store: what the screens show is what operations have written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import define
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.ids import YouthId
from kaa_desktop.app.session import Session
from kaa_desktop.gui.places import FORMS, PLACES
from kaa_desktop.gui.shell import MainWindow
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.workplace import Workplace
from tests.gui.screens.people import fill
from tests.gui.walker import activate, walk
from tests.unit.app.desks import Desktop, local_desktop

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@define
class Room:
    """The window, the session behind it, and hands on the keyboard."""

    bot: QtBot
    shell: MainWindow
    workplace: Workplace
    desktop: Desktop
    people: dict[str, YouthId]

    @property
    def session(self) -> Session:
        """What the window works with."""
        return self.desktop.session

    @property
    def page(self) -> Any:
        """The page shown."""
        return self.shell.current_page()

    def focus(self) -> Any:
        """Whatever has the focus."""
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """A key for whatever has the focus."""
        QTest.keyClick(self.focus(), key, modifier)

    def type(self, text: str) -> None:
        """Letters for whatever has the focus; QTest knows only ASCII."""
        for letter in text:
            QTest.keyClicks(self.focus(), letter)

    def go(self, place: str) -> Any:
        """Open a place; gives its page, once what it reads on another thread is there."""
        self.workplace.go(place)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the list shown has been read."""
        self.bot.waitUntil(lambda: not getattr(self.page, "busy", False))

    def titles(self) -> list[str]:
        """What the visible rows of a list say first."""
        model = self.page.list.rows
        rows = range(model.rowCount())
        return [model.index(at, 0).data() for at in rows if model.id_at(at) is not None]


def make_room(app: QApplication, bot: QtBot, theme: Theme, desktop: Desktop) -> Room:
    """A window on a desktop's session, shown on Min dag."""
    shell = MainWindow(app, theme, practice=True)
    bot.addWidget(shell)
    people = fill(desktop)
    workplace = Workplace(shell, theme, desktop.session, PLACES, FORMS)
    activate(shell, bot)
    workplace.begin()
    return Room(bot, shell, workplace, desktop, people)


def found_in(room: Room, shows: Iterable[Callable[[Room], None]]) -> dict[str, list[str]]:
    """What is wrong on each of some screens, by the name of what shows it."""
    found: dict[str, list[str]] = {}
    for show in shows:
        room.go("day")
        show(room)
        # Drafts are saved on another thread and show their words; then the layout follows.
        room.bot.waitUntil(lambda: not room.workplace.keeper._pending)
        for _turn in range(4):
            QApplication.processEvents()
        problems = walk(room.shell, room.workplace.theme)
        if problems:
            found[show.__name__] = problems
    return found


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    """A profile whose server does not answer; it is Tuesday 24 November 2026."""
    made = local_desktop(tmp_path)
    yield made
    made.close()


@pytest.fixture
def room(qapp: QApplication, qtbot: QtBot, theme: Theme, desktop: Desktop) -> Iterator[Room]:
    """The window at 100 %, light."""
    made = make_room(qapp, qtbot, theme, desktop)
    yield made
    made.workplace.close()
