"""The administrator's pages: walked in all looks, and what each act asks the server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import RegisterRule, Role
from kaa_desktop.gui.theme import Theme
from tests.gui.screens.admin_room import KEY, AdminRoom, make_admin_room
from tests.gui.walker import LOOKS, Look, walk
from tests.unit.app.desks import local_desktop

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def room(qapp: QApplication, qtbot: QtBot, theme: Theme, tmp_path: Path) -> Iterator[AdminRoom]:
    desktop = local_desktop(tmp_path, role=Role.ADMINISTRATOR)
    made = make_admin_room(qapp, qtbot, theme, desktop)
    yield made
    made.workplace.close()
    desktop.close()


def choose(room: AdminRoom, name: str) -> None:
    """The row of one with this name."""
    wanted = next(key for key, one in room.page.items.items() if one.name == name)
    room.page.list.view.select(wanted)


def do(room: AdminRoom, act: str) -> None:
    room.shell.registry.trigger(act)


def texts(room: AdminRoom) -> str:
    return "\n".join(one.text() for one in room.page.findChildren(QLabel) if one.isVisible())


def users(_room: AdminRoom) -> None:
    """It is open from the start."""


def users_pane(room: AdminRoom) -> None:
    """The other pane of a narrow window."""
    room.page._read(None)


def add_user(room: AdminRoom) -> None:
    do(room, "user.add")
    room.page.finish()  # with its faults said


def change_user(room: AdminRoom) -> None:
    choose(room, "Karin Demolund")
    do(room, "user.change")


def code(room: AdminRoom) -> None:
    choose(room, "Karin Demolund")
    do(room, "user.code")
    room.page.finish()
    room.bot.waitUntil(lambda: room.page.objectName() == "admin_secret")


def leave(room: AdminRoom) -> None:
    choose(room, "Karin Demolund")
    do(room, "user.leave")


def devices(room: AdminRoom) -> None:
    room.go("devices")
    room.bot.waitUntil(lambda: bool(room.page.items))


def block(room: AdminRoom) -> None:
    devices(room)
    choose(room, "KAA-01")
    do(room, "device.block")


def units(room: AdminRoom) -> None:
    room.go("units")


def municipality(room: AdminRoom) -> None:
    room.go("municipality")


def senders(room: AdminRoom) -> None:
    room.go("senders")
    room.bot.waitUntil(lambda: bool(room.page.items))


def add_sender(room: AdminRoom) -> None:
    senders(room)
    do(room, "sender.add")
    room.page.finish()  # with its faults said


def offline(room: AdminRoom) -> None:
    room.answers.fault = "offline"
    room.go("devices")
    room.bot.waitUntil(lambda: "Du behöver nät." in texts(room))


SHOWS = (
    *(users, users_pane, add_user, change_user, code),
    *(devices, block, units, senders, add_sender, municipality, offline),
)


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_pages(look: Look, qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    desktop = local_desktop(tmp_path, role=Role.ADMINISTRATOR)
    room = make_admin_room(qapp, qtbot, look.theme(qapp), desktop)
    room.shell.resize(look.size)
    found = {}
    for show in SHOWS:
        room.go("users")
        show(room)
        for _turn in range(4):
            QApplication.processEvents()
        problems = walk(room.shell, room.workplace.theme)
        if problems:
            found[show.__name__] = problems
    room.workplace.close()
    desktop.close()
    assert found == {}


# -- users


def test_a_new_user_by_keys_and_her_password_is_shown_once(room: AdminRoom) -> None:
    do(room, "user.add")
    room.type("Nora Testberg")
    room.press(Qt.Key.Key_Tab)
    room.type("nora")
    room.press(Qt.Key.Key_Return, CTRL)
    assert "Välj en roll." in texts(room)
    room.page._role.choose(Role.CASEWORKER)
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page.objectName() == "admin_secret")
    assert ("POST", "/v1/admin/users") in room.answers.asked
    secret = room.page._secret.text()
    assert secret in texts(room)
    assert "Användarnamn: nora" in texts(room)
    room.press(Qt.Key.Key_Escape)
    assert room.page.title == "Användare"
    room.bot.waitUntil(lambda: secret not in texts(room))


def test_a_code_says_what_to_type_where(room: AdminRoom) -> None:
    code(room)
    said = texts(room)
    assert "ABCD-EFGH-JKLM" in said
    assert "Gäller till" in said
    assert "Kommunkod: 9901" in said
    assert "Användarnamn: karin.demolund" in said


def test_nothing_happens_before_the_consequence_is_read(room: AdminRoom) -> None:
    leave(room)
    before = list(room.answers.asked)
    assert "behöver en ny handläggare" in texts(room)
    assert room.focus().accessibleName() == "Avbryt"
    room.press(Qt.Key.Key_Escape)
    assert room.page.title == "Användare"
    leave(room)
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page.title == "Användare")
    assert ("POST", "/v1/admin/users/change") in room.answers.asked[len(before) :]


def test_why_an_act_is_not_for_this_row(room: AdminRoom) -> None:
    reason = room.shell.registry.reason
    choose(room, "Nils Avslutsson")
    assert reason("user.code") == "Kontot är ur bruk. Ta det i bruk igen först."
    assert reason("user.return") == ""
    choose(room, "Ada Administratör")
    assert reason("user.leave").startswith("Du kan inte ta ditt eget konto ur bruk.")
    assert reason("user.password") == "Ditt eget lösenord byter du i Inställningar."
    devices(room)
    choose(room, "KAA-ADM")
    assert reason("device.block").startswith("Du kan inte spärra datorn som du sitter vid.")
    choose(room, "KAA-07")
    assert reason("device.block") == "Datorn är redan spärrad."


def test_a_fault_stays_on_the_form_with_what_was_written(room: AdminRoom) -> None:
    do(room, "user.add")
    room.type("Nora Testberg")
    room.press(Qt.Key.Key_Tab)
    room.type("karin")
    room.page._role.choose(Role.CASEWORKER)
    room.answers.fault = "username_taken"
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: "Användarnamnet finns redan." in texts(room))
    assert "Felkod SYNK-604." in texts(room)
    assert room.page.form().name == "Nora Testberg"
    room.press(Qt.Key.Key_Escape)
    assert "Stänga utan att spara?" in texts(room)
    room.press(Qt.Key.Key_Escape)
    assert room.page.title == "Användare"


def test_a_list_that_is_there_stays_when_the_network_goes(room: AdminRoom) -> None:
    devices(room)
    rows = set(room.page.items)
    room.answers.fault = "offline"
    room.page.load()
    room.bot.waitUntil(lambda: "Du behöver nät." in texts(room))
    assert set(room.page.items) == rows
    room.answers.fault = ""
    room.page._again.click()
    room.bot.waitUntil(lambda: "Du behöver nät." not in texts(room))


# -- units and settings, without the network


def test_units_are_kept_without_the_network(room: AdminRoom) -> None:
    room.answers.fault = "offline"
    units(room)
    do(room, "unit.add")
    room.type("Flyktingenheten")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page.title == "Enheter")
    room.bot.waitUntil(
        lambda: any(one.name == "Flyktingenheten" for one in room.page.items.values())
    )
    choose(room, "Flyktingenheten")
    do(room, "unit.leave")
    room.bot.waitUntil(lambda: not room.page.chosen().active)
    assert room.shell.registry.reason("unit.leave") == "Enheten används redan inte."


def test_the_municipality_decides(room: AdminRoom) -> None:
    municipality(room)
    room.type("Asa Demolund")
    room.page._minutes.setCurrentIndex(2)
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.session.municipality().lock_minutes == 5)
    assert room.session.municipality().support.name == "Asa Demolund"
    assert room.page.title == "Kommunens inställningar"
    room.bot.waitUntil(lambda: "Skickar" not in texts(room))
    room.page._support[2].setText("ingen adress")
    room.page.finish()
    assert "saknar @" in texts(room)


def test_decisions_about_the_register_are_written_in_with_what_follows(room: AdminRoom) -> None:
    municipality(room)
    page = room.page
    assert "Besluta det tillsammans med samordnaren." in texts(room)
    page._school_days.setText("2027-06-10, 11 juni")
    page.finish()
    assert "”11” är inget datum." in texts(room)
    page._school_days.setText("2027-06-10 2026-06-11")
    page._enrol.setChecked(True)
    page.finish()
    room.bot.waitUntil(lambda: bool(room.session.municipality().register_rules))
    held = room.session.municipality()
    assert held.register_rules == (RegisterRule.ENROL,)
    assert held.last_school_days == "2026-06-11, 2027-06-10"
    assert held.notice_days is None, "what nobody has decided stays undecided"
    room.bot.waitUntil(lambda: "Skickar" not in texts(room))
    page._enrol.setChecked(False)
    page._notice_days.setCurrentIndex(0)
    page.finish()
    room.bot.waitUntil(lambda: room.session.municipality().notice_days == 30)
    assert room.session.municipality().register_rules == ()


def test_a_school_is_added_with_a_key_that_is_shown_once_and_closed(room: AdminRoom) -> None:
    add_sender(room)
    assert "En skolenhetskod är åtta siffror." in texts(room)
    room.page._name.setText("Nya skolan")
    room.page._unit.setText("1234 5678")
    room.page._contact.setText("Rektor Ek")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page.objectName() == "admin_secret")
    assert ("POST", "/v1/admin/senders") in room.answers.asked
    said = texts(room)
    assert KEY in said
    assert f"/anmalan/{room.desktop.profile.municipality}" in said
    room.press(Qt.Key.Key_Escape)
    assert room.page.title == "Skolor som anmäler"
    room.bot.waitUntil(lambda: KEY not in texts(room))
    choose(room, "Andra skolan")
    assert room.shell.registry.reason("sender.block") == "Skolan är redan stängd."
    choose(room, "Fria Exempelskolan i en stad med ett långt namn")
    do(room, "sender.block")
    assert "Ska skolan anmäla igen" in texts(room)
    room.page.finish()
    room.bot.waitUntil(lambda: ("POST", "/v1/admin/senders/block") in room.answers.asked)
