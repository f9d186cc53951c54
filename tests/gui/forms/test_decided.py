"""What the municipality has decided holds in the window, and a form that may only be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import attrs
import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import Role, VisitOutcome
from kaa_core.model.ids import RecordId
from kaa_core.model.records import HomeVisit, MunicipalitySettings
from kaa_desktop.app.forms import VisitForm
from kaa_desktop.app.roles import READS_ONLY
from kaa_desktop.app.support import Support, keep_support, read_support
from kaa_desktop.gui.screens.settings import SettingsScreen
from tests.gui.forms.conftest import drafts_of, open_form, preferences_of
from tests.gui.screens.conftest import Room
from tests.gui.screens.whole import running, unlock
from tests.unit.app.desks import WAIT, local_desktop


def decide(room: Room, **values: Any) -> None:
    """As it comes from the server: an administrator decided it at another computer."""
    made = MunicipalitySettings(id=RecordId(room.desktop.new_id()), **values)
    room.desktop.store.record(made).result(WAIT)


@pytest.fixture
def settings(room: Room) -> Iterator[Any]:
    preferences = preferences_of(room)
    room.workplace.decided.connect(preferences.follow)
    room.workplace.open_screen(SettingsScreen(room.workplace, preferences))
    yield room.page
    preferences._unlocking.close()


def test_no_computer_waits_longer_than_the_municipality_allows(room: Room, settings: Any) -> None:
    kept = settings._preferences
    assert kept.lock_minutes == 10
    decide(room, lock_minutes=5)
    room.bot.waitUntil(lambda: kept.lock_minutes == 5)
    assert room.shell.idle._quiet.interval() == 4 * 60_000
    room.bot.waitUntil(lambda: "högst 5 minuter" in settings.ui.minutes_note.text())
    settings._set_minutes(4)  # 30 minutes
    assert kept.lock_minutes == 5
    assert settings.ui.minutes.currentText() == "5 minuter"
    settings._set_minutes(0)
    assert kept.lock_minutes == 2


def test_the_sheets_version_is_filled_in_and_kept_only_with_a_sheet(room: Room) -> None:
    decide(room, information_sheet_version="2026:2")
    room.bot.waitUntil(lambda: room.session.municipality().information_sheet_version == "2026:2")
    page = open_form(room, "home_visit", "Liam")
    assert page._version.text() == "Version 2026:2."
    form = attrs.evolve(cast(VisitForm, page.form()), outcome=VisitOutcome.NOBODY_HOME)
    for left, version in ((True, "2026:2"), (False, None)):
        sent = attrs.evolve(form, information_sheet_left=left)
        result = room.session.enter_visit(sent).result(WAIT)
        assert result.record is not None, result.problems
        held = room.session._queries.record(HomeVisit, result.record)
        assert held is not None
        assert held.information_sheet_version == version


def test_whom_to_ask_is_laid_beside_the_profile_and_said(room: Room) -> None:
    decide(room, support_name="Åsa Demolund", support_phone="070-174 06 10")
    folder = room.desktop.profile.folder
    room.bot.waitUntil(lambda: read_support(folder).name == "Åsa Demolund")
    room.bot.waitUntil(lambda: room.session.municipality().support.name != "")
    room.shell.registry.trigger("help.about")
    assert "Kontakta Åsa Demolund, telefon 070-174 06 10." in room.shell.status._message.full_text()


def test_whom_to_ask_stands_where_something_went_wrong(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    desktop = local_desktop(tmp_path)
    keep_support(desktop.profile.folder, Support("Åsa Demolund", "070-174 06 10", ""))
    made = MunicipalitySettings(
        id=RecordId(desktop.new_id()), support_name="Åsa Demolund", support_phone="070-174 06 10"
    )
    desktop.store.record(made).result(WAIT)
    desktop.close()
    with running(qapp, qtbot, desktop.profile.folder) as program:
        program.unlock.ui.help.click()
        assert program.unlock.ui.support.text() == "Kontakta Åsa Demolund, telefon 070-174 06 10."
        unlock(program, qtbot)
        qtbot.waitUntil(lambda: program.workplace is not None)
        program.mishap(ValueError())
        assert program.shell is not None
        assert "Kontakta Åsa Demolund" in program.shell._notice.accessibleName()


def test_a_form_open_when_the_right_is_lost_can_be_read(room: Room) -> None:
    page = open_form(room, "journal_note", "Liam")
    room.type("Ringde pa dorren")
    page.save()
    room.bot.waitUntil(lambda: bool(drafts_of(room, "Liam")))
    room.session._context.identity.standing.take(Role.MANAGER.value)
    room.session._sync.role_changed()
    room.bot.waitUntil(page.frame._banner.isVisible)
    assert READS_ONLY in page.frame._banner.accessibleName()
    fields = page.frame.area.findChildren(QLineEdit) + page.frame.area.findChildren(QPlainTextEdit)
    assert fields
    assert all(one.isReadOnly() for one in fields)
    assert page.frame.finish.toolTip() == READS_ONLY
    page.finish()
    assert room.page is page, "it is not entered"
    room.workplace.back()
    drafts = {one.id: one for one in room.session.drafts()}
    draft = next(
        one
        for key, one in drafts.items()
        if "Ringde pa dorren" in str(getattr(room.session.draft(key), "text", ""))
    )
    room.workplace.open_form(draft.form, draft.youth, draft=draft.id)
    assert any("Ringde pa dorren" in one.toPlainText() for one in texts(room))


def texts(room: Room) -> list[QPlainTextEdit]:
    found = room.page.findChildren(QPlainTextEdit)
    assert found
    assert all(one.isReadOnly() for one in found)
    return list(found)
