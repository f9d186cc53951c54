"""Läs in register, Registrera ungdom and Fördela in the window, by keys, and walked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import RegistrationReason, Role
from kaa_core.model.records import Worker
from kaa_desktop.app import importing  # noqa: F401 - what is not loaded yet is waited for
from kaa_desktop.app.importing_views import Imported, Shown
from kaa_desktop.gui.screens.importing_parts import BUSY, DONE, FILE, NOT_YET, ROWS
from tests.gui.screens.conftest import CTRL, Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import NUMBERS, WAIT, Desktop, local_desktop

FIRST = next(at for at, number in enumerate(NUMBERS) if number.startswith("2009"))
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    """A coordinator's profile."""
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def register_file(folder: Path) -> str:
    """Two that are new, one with a lost zero, one of them twice, one that nobody can read."""
    rows = [["Personnummer", "Förnamn", "Efternamn", "Diagnos"]]
    rows += [[NUMBERS[FIRST + at], f"Alva{at}", "Provsson", ""] for at in range(2)]
    rows += [[NUMBERS[FIRST + 2][2:].lstrip("0"), "ALVA", "PROVSSON", ""], rows[1]]
    rows += [["20090230-2380", "Ingen", "Provsson", ""]]
    path = folder / "register.csv"
    path.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    return str(path)


def at_rests(room: Room) -> Any:
    """Wait until what takes time is done; the page."""
    page = room.page
    room.bot.waitUntil(lambda: not page._busy)
    return page


def read(room: Room, path: str) -> Any:
    """A file on its way in, as far as its rows."""
    room.shell.registry.trigger("register.import")
    room.page.read(path)
    page = at_rests(room)
    page.go_on()
    room.bot.waitUntil(lambda: page._columns.ready)
    page.go_on()
    return at_rests(room)


def test_a_file_that_is_dropped_is_read_and_its_rows_are_told(room: Room, tmp_path: Path) -> None:
    room.shell.registry.trigger("register.import")
    page = room.page
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(register_file(tmp_path))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, left, none))
    assert at_rests(room)._file.name == "register.csv"
    page.go_on()
    page.go_on()
    assert at_rests(room)._preview.counts() == {
        Shown.ALL: 5,
        Shown.NEW: 2,
        Shown.WAITS: 1,
        Shown.UNREADABLE: 1,
        Shown.DOUBLE: 1,
    }
    page._steps.chosen.emit(DONE)
    assert NOT_YET in room.shell.status._message.full_text()
    assert page._step == ROWS


def test_space_says_yes_and_takes_it_back(room: Room, tmp_path: Path) -> None:
    page = read(room, register_file(tmp_path))
    assert page._rows.list.hasFocus()
    page._rows.list.select(2)
    room.press(Qt.Key.Key_Space)
    assert page._next.text() == "Läs in 3 ungdomar"
    room.press(Qt.Key.Key_Space)
    assert page._next.text() == "Läs in 2 ungdomar"


def test_the_reason_is_asked_for_and_all_is_written_by_ctrl_enter(
    room: Room, tmp_path: Path
) -> None:
    page = read(room, register_file(tmp_path))
    page._rows.enrol.click()
    room.press(Qt.Key.Key_Return, CTRL)
    reason = page._rows._boxes["reason"]
    assert reason.error() == "Välj varför ungdomarna skrivs in."
    assert reason.field.hasFocus()
    reason.field.set_value(RegistrationReason.NO_DEGREE)
    room.press(Qt.Key.Key_Return, CTRL)
    at_rests(room)
    assert (page._step, page._result.enrolled) == (DONE, 2)
    page.save_list(str(tmp_path / "kvar.csv"))
    at_rests(room)
    assert "20090230" not in (tmp_path / "kvar.csv").read_text("utf-8-sig")
    page._copy_list()
    assert "Inte godtaget" in QApplication.clipboard().text()


@pytest.mark.parametrize(
    ("enrolled", "words", "place"),
    [(0, "Visa Åldersgruppen", "Åldersgruppen"), (2, "Visa Ungdomar", "Ungdomar")],
)
def test_the_way_on_leads_where_they_are(room: Room, enrolled: int, words: str, place: str) -> None:
    room.shell.registry.trigger("register.import")
    page = room.page
    page._written(Imported(new=2, filled=0, enrolled=enrolled, unchanged=0, left=()))
    assert page._next.text() == words
    room.press(Qt.Key.Key_Return, CTRL)
    assert room.page.title == place


def test_escape_first_stops_what_is_under_way(room: Room, tmp_path: Path) -> None:
    room.shell.registry.trigger("register.import")
    page = room.page
    page.read(register_file(tmp_path))
    page.read("en annan")
    assert BUSY in room.shell.status._message.full_text()
    assert page.escape()
    at_rests(room)
    assert page._step == FILE
    assert not page.escape()


def test_a_youth_is_registered_by_keys(room: Room) -> None:
    room.shell.registry.trigger("youth.register")
    page = room.page
    room.type(NUMBERS[FIRST + 9])
    assert page._check.sentence.startswith("Född")
    for text in ("Sixten", "Provsson"):
        room.press(Qt.Key.Key_Tab)
        room.type(text)
    page.widget("registration_reason").set_value(RegistrationReason.MOVED_IN)
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page is not page)
    [made] = room.session.search("Sixten Provsson")
    assert room.page.chosen_youth() == made.youth
    assert "registrerad och inskriven" in room.shell.status._message.full_text()


def test_one_who_is_there_is_opened_instead(room: Room, desktop: Desktop) -> None:
    known = desktop.youth(FIRST + 20, given_name="Freja", family_name="Provsson")
    room.shell.registry.trigger("youth.register")
    page = room.page
    room.type(NUMBERS[FIRST + 20])
    assert page._known.isVisible()
    assert "Freja Provsson finns redan i registret" in page._known.accessibleName()
    page._open_known()
    assert room.page.chosen_youth() == known


def test_a_half_written_registration_is_gone_on_with(room: Room) -> None:
    room.shell.registry.trigger("youth.register")
    page = room.page
    room.type("2009")
    page.leaving()
    room.bot.waitUntil(lambda: any(one.form == "register" for one in room.session.drafts()))
    room.workplace.back()
    [draft] = [one for one in room.session.drafts() if one.form == "register"]
    assert (draft.title, draft.name) == ("Registrera ungdom", "Ny ungdom")
    room.workplace.open_form(draft.form, draft.youth, draft=draft.id)
    assert room.page.widget("identity_number").text() == "2009"


def test_cases_are_given_to_a_colleague(room: Room, desktop: Desktop) -> None:
    worker = desktop.new_id()
    record = Worker(id=worker, name="Farid Demoberg", role=Role.CASEWORKER)
    desktop.store.record(record).result(WAIT)
    room.workplace.open_youth(room.people["Liam"])
    room.shell.registry.trigger("register.assign")
    page = room.page
    room.bot.waitUntil(lambda: bool(page._people))
    assert page._finish.toolTip() == "Välj handläggare."
    room.type("Farid")
    room.press(Qt.Key.Key_Return)
    assert page._finish.text() == "Fördela 1 ungdom"
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page is not page)
    found = room.session.youth_page(room.people["Liam"])
    assert found is not None
    assert found.worker == "Farid Demoberg"


# -- walked


def importing_rows(room: Room) -> None:
    """Every outcome, and a proposal."""
    folder = room.desktop.profile.folder
    read(room, register_file(folder))


def importing_file(room: Room) -> None:
    """What was found in the file."""
    room.shell.registry.trigger("register.import")
    room.page.read(register_file(room.desktop.profile.folder))
    at_rests(room)


def importing_refused(room: Room) -> None:
    """A file that is no register."""
    path = room.desktop.profile.folder / "sida.xls"
    path.write_text("<html></html>")
    room.shell.registry.trigger("register.import")
    room.page.read(str(path))
    assert at_rests(room)._file_pane._refused.isVisible()


def importing_columns(room: Room) -> None:
    """Every column, one of them barred."""
    importing_file(room)
    room.page.go_on()
    room.bot.waitUntil(lambda: room.page._columns.ready)


def importing_done(room: Room) -> None:
    """What was done, and what was left."""
    importing_rows(room)
    room.page.go_on()
    assert at_rests(room)._step == DONE


def registering(room: Room) -> None:
    """With problems at the fields."""
    room.shell.registry.trigger("youth.register")
    room.page.finish()


def assigning(room: Room) -> None:
    """One youth, nobody chosen yet."""
    room.workplace.open_youth(room.people["Liam"])
    room.shell.registry.trigger("register.assign")
    page = room.page
    room.bot.waitUntil(lambda: bool(page._people))


WALKED = (
    importing_file,
    importing_refused,
    importing_columns,
    importing_rows,
    importing_done,
    registering,
    assigning,
)


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[-1]], ids=str)
def test_screens(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    room.shell.resize(look.size)
    found = found_in(room, WALKED)
    room.workplace.close()
    assert found == {}
