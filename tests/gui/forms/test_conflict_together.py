"""Two computers, the real server: one field changed on both offline, settled in the window by keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import Role
from kaa_core.model.ids import YouthId
from kaa_desktop.gui.places import FORMS, PLACES
from kaa_desktop.gui.shell import MainWindow
from kaa_desktop.gui.theme import Theme
from kaa_desktop.gui.workplace import Workplace
from kaa_server import administering
from kaa_server.administering import Standing
from kaa_server.clock import system_clock
from tests.gui.screens.conftest import CTRL
from tests.server_fixture import (  # noqa: F401 - fixtures
    clock,
    cluster,
    data_root,
    database,
    municipality,
    passwords,
    server,
)
from tests.unit.app.conftest import office  # noqa: F401 - a fixture
from tests.unit.app.desks import WAIT, Desktop, Office

MINE, THEIRS, OWN = "070-174 06 23", "070-174 06 32", "070-174 06 10"


@pytest.fixture
def both(office: Office) -> tuple[Desktop, Desktop, YouthId]:  # noqa: F811
    """Karin and Jonas, back online after each has written another telephone number."""
    karin, jonas = office.desktop("karin"), office.desktop("jonas")
    there = administering.Office(
        office.database, office.passwords, system_clock, office.municipality
    )
    for desktop in (karin, jonas):  # the server alone writes who the colleagues are
        standing = Standing(name=desktop.profile.user_name, initials="", role=Role.CASEWORKER.value)
        administering.change(there, desktop.profile.user, standing)
    youth = karin.youth(phone="070-174 06 20")
    jonas.until(lambda one: one.youth_page(youth) is not None)
    karin.synced()
    again = []
    for desktop, phone in ((jonas, THEIRS), (karin, MINE)):
        desktop.session._sync._engine.stop()
        desktop.session.change_youth(youth, {"phone": phone}).result(WAIT)
        desktop.close()
    for desktop in (jonas, karin):  # Jonas' change reaches the server first
        opened = office.unlock(desktop.profile, desktop.clock)
        opened.synced()
        again.append(opened)
    for desktop in again:
        desktop.until(lambda one: len(one.conflicts()) == 1)
    return again[1], again[0], youth


@pytest.fixture
def shell(
    qapp: QApplication, qtbot: QtBot, theme: Theme, both: tuple[Desktop, Desktop, YouthId]
) -> Iterator[MainWindow]:
    """Karin's window, on Synkning."""
    made = MainWindow(qapp, theme)
    qtbot.addWidget(made)
    workplace = Workplace(made, theme, both[0].session, PLACES, FORMS)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    workplace.begin("sync")
    yield made
    workplace.close()


def press(key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    """A key for whatever has the focus."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifier)


def phone_of(desktop: Desktop, youth: YouthId) -> object:
    """The telephone number as a desktop shows it."""
    page = desktop.session.youth_page(youth)
    return page and page.editable["phone"]


@pytest.mark.parametrize(
    ("key", "typed", "stands"),
    [(Qt.Key.Key_1, "", MINE), (Qt.Key.Key_2, "", THEIRS), (Qt.Key.Key_4, OWN, OWN)],
)
def test_what_is_chosen_by_key_stands_on_both(
    shell: MainWindow,
    bot: QtBot,
    both: tuple[Desktop, Desktop, YouthId],
    key: Qt.Key,
    typed: str,
    stands: str,
) -> None:
    karin, jonas, youth = both
    press(Qt.Key.Key_Return)
    page: Any = shell.current_page()
    row = page.rows[0]
    assert (row.view.other.value, row.view.kept.value) == (MINE, THEIRS)
    assert (row.view.other.who, row.view.kept.who) == ("Karin", "Jonas")
    press(key)
    for letter in typed:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, letter)
    press(Qt.Key.Key_Return, CTRL)
    bot.waitUntil(lambda: shell.windowTitle().startswith("Synkning"))
    for desktop in (karin, jonas):
        desktop.until(lambda one: not one.conflicts())
        desktop.until(lambda one: phone_of(desktop, youth) == stands)  # noqa: B023 - awaited here
