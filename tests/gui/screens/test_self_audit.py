"""Granskning in the window: by keyboard from the marks to what is missing, a sample, and the paper."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from kaa_core.model.casework import Goal
from kaa_core.model.enums import Role
from kaa_core.model.ids import YouthId
from kaa_core.model.organising import AuditSample
from kaa_core.rules.self_audit import Area, Value
from kaa_desktop.app.audit_report import TITLE
from kaa_desktop.app.audit_views import AuditQuery, Whose
from kaa_desktop.gui.screens.self_audit import SelfAuditScreen
from kaa_desktop.gui.theme import Theme
from kaa_desktop.store import auditing
from tests.gui.screens.conftest import CTRL, Room, found_in, make_room
from tests.gui.walker import LOOKS, Look, walk
from tests.pdf import assert_accessible
from tests.unit.app.audit_cases import put_ten
from tests.unit.app.desks import WAIT, Desktop, local_desktop

TIGHT = [one for one in LOOKS if str(one) in ("light-100-1280x720", "dark-200-1280x720")]
"""The small window, and the small window with large text: where something would be cut off."""
THEN = AuditQuery(on=date(2021, 4, 30), whose=Whose.ALL, closed=True)


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def room_of(app: QApplication, bot: QtBot, theme: Theme, desktop: Desktop) -> Room:
    """The window, with the auditors' ten cases among the others."""
    room = make_room(app, bot, theme, desktop)
    for at, youth in enumerate(put_ten(desktop), 1):
        room.people[f"Prov{at}"] = youth
    return room


def ten(room: Room) -> Any:
    """The page as of the auditors' day."""
    page = room.go("self_audit")
    page.show_query(THEN)
    room.settle()
    return page


def button_of(page: SelfAuditScreen, name: str) -> QPushButton:
    QApplication.processEvents()  # what was offered a moment ago is shown
    found = [one for one in page.findChildren(QPushButton, name) if one.isVisible()]
    assert len(found) == 1, name
    return found[0]


def lacks(page: SelfAuditScreen, youth: YouthId, area: Area) -> set[str]:
    """What is missing of a case, as the page shows it."""
    assert page._found is not None
    return {one.code for one in page._found.cases[youth].of(area).lacks}


def test_from_the_marks_straight_to_what_is_missing(
    qapp: QApplication, qtbot: QtBot, theme: Theme, desktop: Desktop, tmp_path: Path
) -> None:
    room = room_of(qapp, qtbot, theme, desktop)
    room.press(Qt.Key.Key_8, CTRL)
    room.settle()
    page = room.page
    assert isinstance(page, SelfAuditScreen)
    assert page.header._subtitle.full_text().startswith("16 ärenden")
    page.show_query(THEN)
    room.settle()
    assert page._found is not None
    told = [tuple(page._found.counts[area][value] for value in Value) for area in Area]
    assert told == [(7, 2, 1, 0), (0, 7, 3, 0), (0, 10, 0, 0), (0, 0, 10, 0)]
    page.list.setFocus()
    assert page.list.select(room.people["Prov6"])
    row = page.list.rows.index(page.list.currentIndex().row(), 1)
    assert row.data(Qt.ItemDataRole.AccessibleTextRole) == (
        "Kontakt: Inte enligt rutin, Ingen kontakt i journalen"
    )
    page.show_query(AuditQuery(on=room.session.today(), whose=Whose.ALL))
    room.settle()
    # Today, where it can be mended: from the reason to the form, and back to another verdict.
    assert page.list.select(room.people["Prov8"])
    room.press(Qt.Key.Key_Space)
    assert QApplication.focusWidget() is page.pane.area
    button_of(page, "audit_mapping_1").click()
    form = room.page
    assert form.objectName() != "self_audit"
    form.widget("own_words").setPlainText("Arbeta minst halvtid.")
    form.widget("own_words").setFocus()
    room.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: room.page is page)
    assert [one.own_words for one in room.desktop.store.queries.records(Goal)]
    qtbot.waitUntil(lambda: "mapping.goal" not in lacks(page, room.people["Prov8"], Area.MAPPING))
    room.workplace.close()


def test_a_visit_first_is_explained_and_the_protected_are_told_of_when_opened(
    qapp: QApplication, qtbot: QtBot, theme: Theme, desktop: Desktop
) -> None:
    room = room_of(qapp, qtbot, theme, desktop)
    page, tenth = room.go("self_audit"), room.people["Prov10"]
    assert page.list.select(tenth)
    assert "contact.visit_first" in lacks(page, tenth, Area.CONTACT)
    button_of(page, "audit_contact_0").click()
    form = room.page
    form.widget("text").setPlainText("Ungdomen hade varken telefon eller brevlåda.")
    form.widget("explains").click()
    form.widget("text").setFocus()
    room.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: room.page is page)
    qtbot.waitUntil(lambda: "contact.visit_first" not in lacks(page, tenth, Area.CONTACT))
    # What is written about one who is protected is not told before the case is opened.
    assert page.list.select(room.people["Skyddad"])
    said = " ".join(one.text() for one in page.pane.findChildren(QLabel) if one.isVisible())
    assert "Öppna ärendet med ett skäl" in said
    assert "kartläggning med mål" not in said
    guarding = room.session.leaving.guarding
    guarding.open_protected(room.people["Skyddad"], "Granskar ärendet.").result(WAIT)
    labels = page.pane.findChildren(QLabel)
    qtbot.waitUntil(lambda: any("kartläggning med mål" in one.text() for one in labels))
    assert page._close.isActive()
    guarding._context.openings.close(room.people["Skyddad"])
    page._close.timeout.emit()  # the time is up
    assert not any("kartläggning med mål" in one.text() for one in labels)
    room.workplace.close()


def test_a_sample_is_drawn_kept_and_printed(
    qapp: QApplication, qtbot: QtBot, theme: Theme, desktop: Desktop, tmp_path: Path
) -> None:
    room = room_of(qapp, qtbot, theme, desktop)
    page = ten(room)
    room.workplace.actions.trigger("audit.sample")
    form = room.page
    assert form._size.text() == "10"
    form._size.setText("noll")
    form.finish()
    assert "tal" in form._boxes["size"].error()
    form._size.setText("4")
    form._seed.setText("17")
    form._seed.setFocus()
    room.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: room.page is page and not page.busy and len(page._found.cases) == 4)
    assert "Stickprov, 4 av 10 ärenden, frö 17" in page.header._subtitle.full_text()
    drawn = list(page._found.cases)
    assert len(room.desktop.store.queries.records(AuditSample)) == 1
    path = tmp_path / "granskning.pdf"
    page.save_to(str(path))
    qtbot.waitUntil(path.exists)
    assert_accessible(path.read_bytes(), title=TITLE)
    room.workplace.actions.trigger("audit.whole")
    room.settle()
    assert len(page._found.cases) == 10
    room.workplace.actions.trigger("audit.samples")
    assert len(room.page.items) == 1
    room.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: room.page is page and not page.busy and len(page._found.cases) == 4)
    assert list(page._found.cases) == drawn
    room.workplace.close()


def test_a_long_audit_says_how_far_it_is_and_can_be_stopped(
    qapp: QApplication,
    qtbot: QtBot,
    theme: Theme,
    desktop: Desktop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = room_of(qapp, qtbot, theme, desktop)
    page = ten(room)
    go_on, read = threading.Event(), auditing.read
    monkeypatch.setattr(auditing, "AT_A_TIME", 4)

    def slow(*of: Any) -> Any:
        if page._reading.run is not None and page._reading.run.progress.done:
            assert go_on.wait(10)
        return read(*of)

    monkeypatch.setattr(auditing, "read", slow)
    page._reading.wait.setInterval(0)
    page.show_query(AuditQuery(on=room.session.today(), whose=Whose.ALL))
    qtbot.waitUntil(page._reading.isVisible)
    assert page.busy
    page._reading.say()
    assert "4 av 16 är klara." in " ".join(one.text() for one in page._reading.findChildren(QLabel))
    assert walk(room.shell, theme) == []
    page.list.setFocus()
    room.press(Qt.Key.Key_Escape)
    go_on.set()
    qtbot.waitUntil(lambda: not page.busy)
    assert not page._reading.isVisible()
    assert page._found.query == page._query == THEN
    assert page.tools.day.value() == THEN.on
    room.workplace.close()


def marks(room: Room) -> None:
    """The ten with their marks, and a case with everything lacking beside."""
    page = ten(room)
    page.list.select(room.people["Prov6"])
    page.list.setFocus()


def none_lacking(room: Room) -> None:
    """Nobody is there."""
    page = ten(room)
    page.show_query(AuditQuery(on=date(2019, 1, 1), whose=Whose.ALL))
    room.settle()


def drawing(room: Room) -> None:
    """How a sample is drawn."""
    ten(room)
    room.workplace.actions.trigger("audit.sample")


def earlier(room: Room) -> None:
    """Samples that were drawn."""
    page = ten(room)
    if not room.session.self_audit.samples():
        page._sample()
        room.page.finish()
        room.bot.waitUntil(lambda: room.page is page and not page.busy)
    room.workplace.actions.trigger("audit.samples")


@pytest.mark.parametrize("look", TIGHT, ids=str)
def test_every_look(qapp: QApplication, qtbot: QtBot, desktop: Desktop, look: Look) -> None:
    room = room_of(qapp, qtbot, look.theme(qapp), desktop)
    room.shell.resize(look.size)
    assert found_in(room, (marks, none_lacking, drawing, earlier)) == {}
    room.workplace.close()
