"""Who starts the program: nobody yet, one, or one of several; and what it remembers from last time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kaa_desktop.app import profiles
from kaa_desktop.app.clock import FixedClock
from kaa_desktop.app.list_query import AS_WORKED, GroupBy, ListQuery, SortBy
from kaa_desktop.app.profiles import Profile
from kaa_desktop.gui.main import Program
from kaa_desktop.gui.theme import Mode
from kaa_desktop.store.errors import WrongPassphrase
from kaa_desktop.store.throttle import FREE_TRIES
from tests.gui.screens.whole import running, unlock
from tests.gui.walker import LOOKS, Look, walk
from tests.unit.app.desks import NOON, PASSPHRASE, STOCKHOLM, local_desktop

NEW = "en helt annan lösenfras"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program looks for profiles on this computer; nothing is there."""
    monkeypatch.setattr(profiles, "default_folder", lambda: tmp_path)
    return tmp_path


def enrolled(home: Path, name: str) -> Profile:
    """One more locked profile."""
    desktop = local_desktop(home)
    desktop.close()
    folder = desktop.profile.folder.rename(home / name)
    made = desktop.profile._replace(folder=folder, user_name=f"{name} Demolund")
    profiles.write(made)
    return made


@pytest.fixture
def two(home: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[Program]:
    """Anna and Karin share a computer; Karin works with dark colours and large text."""
    enrolled(home, "Anna")
    karin = enrolled(home, "Karin")
    (karin.folder / "window.ini").write_text("[General]\nmode=dark\npercent=150\n")
    with running(qapp, qtbot, None) as program:
        yield program


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_nobody_is_offered_to_connect_the_computer(
    look: Look, home: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    with running(qapp, qtbot, None) as program:
        program.theme.set_mode(look.mode)
        program.theme.set_percent(look.percent)
        window = program.unlock
        look.show(window, qtbot)
        assert walk(window, program.theme) == []
        assert not window.ui.passphrase.isVisible()
        assert QApplication.focusWidget().accessibleName() == "Anslut datorn"  # type: ignore[union-attr]
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_one_of_several_is_chosen_by_keys(look: Look, two: Program, qtbot: QtBot) -> None:
    two.theme.set_mode(look.mode)
    two.theme.set_percent(look.percent)
    look.show(two.unlock, qtbot)
    assert walk(two.unlock, two.theme) == []


def test_the_chosen_ones_look_facts_and_store(two: Program, qtbot: QtBot) -> None:
    people = two.unlock.ui.people
    assert [people.itemText(at) for at in range(people.count())] == [
        "Anna Demolund · KAA-02",
        "Karin Demolund · KAA-02",
    ]
    assert not two.unlock.ui.user.isVisible()
    two.unlock.ui.passphrase.setText("halva lösen")
    people.setFocus()
    QTest.keyClick(people, Qt.Key.Key_Down)
    assert two.unlock.ui.passphrase.text() == ""
    assert (two.theme.mode, two.theme.percent) == (Mode.DARK, 150)
    unlock(two, qtbot)
    qtbot.waitUntil(lambda: two.workplace is not None)
    assert two.workplace is not None
    assert two.workplace.session.who.name == "Karin Demolund"
    two.lock()
    QTest.keyClick(people, Qt.Key.Key_Up)
    assert two.theme.percent == 100
    unlock(two, qtbot)
    qtbot.waitUntil(lambda: two.workplace is not None)
    assert two.workplace is not None
    assert two.workplace.session.who.name == "Anna Demolund"


def is_unlocked(program: Program) -> bool:
    return program.workplace is not None


def test_look_and_size_of_the_window_come_back(
    home: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    profile = enrolled(home, "Karin")
    for again in (False, True):
        with running(qapp, qtbot, profile.folder) as program:
            shell = program._shell()
            if again:
                assert shell.size() == QSize(700, 560)
                assert (program.theme.mode, program.theme.percent) == (Mode.DARK, 125)
                continue
            unlock(program, qtbot)
            qtbot.waitUntil(partial(is_unlocked, program))
            shell.showNormal()
            shell.resize(700, 560)
            program.theme.set_mode(Mode.DARK)
            program.theme.set_percent(125)


def list_of(program: Program, qtbot: QtBot, place: str) -> Any:
    """A list of youths, after unlocking."""
    unlock(program, qtbot)
    qtbot.waitUntil(partial(is_unlocked, program))
    assert program.workplace is not None
    assert program.shell is not None
    program.workplace.go(place)
    return program.shell.current_page()


def test_each_list_is_ordered_as_last_time(home: Path, qapp: QApplication, qtbot: QtBot) -> None:
    profile = enrolled(home, "Karin")
    by_name = ListQuery(sort=SortBy.NAME, descending=True, group=GroupBy.NONE)
    with running(qapp, qtbot, profile.folder) as program:
        list_of(program, qtbot, "youths").set_query(by_name)
    with running(qapp, qtbot, profile.folder) as program:
        page = list_of(program, qtbot, "youths")
        assert page.query == by_name
        qtbot.waitUntil(lambda: page.bar.sorter.text() == "&Sortera: namn, omvänt")
        assert program.workplace is not None
        program.workplace.go("mine")
        assert program.shell is not None
        mine: Any = program.shell.current_page()
        assert mine.query == AS_WORKED
        page.set_query(AS_WORKED)
    with (profile.folder / "window.ini").open("a") as file:
        file.write("[order]\nmine=LÄNGD, sideways\n")
    with running(qapp, qtbot, profile.folder) as program:
        assert list_of(program, qtbot, "youths").query == AS_WORKED
        assert program.workplace is not None
        program.workplace.go("mine")


def test_a_spoilt_file_of_looks_is_no_reason_not_to_start(
    home: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    profile = enrolled(home, "Karin")
    (profile.folder / "window.ini").write_bytes(b"[General]\nmode=lila\nwindow=@ByteArray(\xff\n")
    with running(qapp, qtbot, profile.folder) as program:
        assert program.theme.percent == 100
        assert program._shell().width() > 0


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def change(bot: QtBot, program: Program, old: str) -> Any:
    """In the settings, by keys: the old passphrase, NEW, NEW again, Enter. Gives the page."""
    assert program.workplace is not None
    assert program.shell is not None
    program.workplace.go("settings")
    page: Any = program.shell.current_page()
    page.ui.old.setFocus()
    for text in (old, NEW, NEW):
        QTest.keyClick(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        for letter in text:  # QTest knows no ö
            press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(focused(), press)
        if not page.ui.again.hasFocus():
            QTest.keyClick(focused(), Qt.Key.Key_Tab)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert page._busy
    bot.waitUntil(lambda: not page._busy)
    return page


def test_the_passphrase_is_changed_by_keys_and_wrong_tries_are_counted(
    home: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    profile, clock = enrolled(home, "Karin"), FixedClock(NOON, STOCKHOLM)
    with running(qapp, qtbot, profile.folder, clock) as program:
        unlock(program, qtbot)
        qtbot.waitUntil(lambda: program.workplace is not None)
        for _ in range(FREE_TRIES):
            page = change(qtbot, program, "fel nuvarande fras")
            assert page.ui.old_error.text() == WrongPassphrase().sentence
        page = change(qtbot, program, PASSPHRASE)
        assert "Vänta 10 sekunder" in page.ui.old_error.text()
        clock.seconds += 10
        page = change(qtbot, program, PASSPHRASE)
        assert (page.ui.old_error.text(), page.ui.old.text()) == ("", "")
        program.lock()
        unlock(program, qtbot)
        qtbot.waitUntil(lambda: "stämmer inte" in program.unlock.ui.problem.text())
        unlock(program, qtbot, NEW)
        qtbot.waitUntil(lambda: program.workplace is not None)
