"""The home visit at the door: by keys alone, kept while it is typed, entered once."""

from __future__ import annotations

from datetime import time
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt

from kaa_core.model.enums import OccupationKind, VisitOutcome
from kaa_core.model.records import Task
from kaa_desktop.app.forms import VisitForm
from tests.gui.forms.conftest import open_form, saved
from tests.gui.screens.conftest import CTRL, Room


@pytest.fixture
def page(room: Room) -> Any:
    """The form of the visit planned for Liam today."""
    visit = room.session.day().visits[0]
    return open_form(room, "home_visit", "Liam", record=visit.visit)


def keys_to(room: Room, name: str) -> None:
    """Press Tab until a field has the focus: the way a person gets there."""
    for _press in range(40):
        if room.focus().objectName() == name:
            return
        room.press(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never reaches {name}")


def due_days(room: Room) -> list[str]:
    """When something is to be done for Liam."""
    records = room.desktop.store.queries.case_records(room.people["Liam"])
    return [one.due.isoformat() for one in records if isinstance(one, Task) and not one.done_on]


def test_what_is_known_stands_there(room: Room, page: Any) -> None:
    assert page.widget("visited_on").text() == "2026-11-24"
    assert page.widget("arrived").text() == "13:20"
    assert page.widget("participants").value() == (room.desktop.profile.worker,)
    assert "Provgatan 4" in page.frame.subtitle.full_text()
    assert "bokat 13:20" in page.frame.subtitle.full_text()


def test_nobody_opened_is_entered_by_keys_alone(room: Room, page: Any) -> None:
    keys_to(room, "outcome_met_youth")
    room.press(Qt.Key.Key_3)
    assert page.widget("outcome").value() is VisitOutcome.NOBODY_HOME
    assert page.widget("information_sheet_left").isChecked()
    assert page.widget("left").text() == "13:31"
    keys_to(room, "occupation")
    room.type("ok")
    assert page.widget("occupation").value() is OccupationKind.UNKNOWN
    keys_to(room, "note")
    room.type("Ringde tre gonger.")
    room.bot.waitUntil(lambda: "senast ons 23 dec" in page.step._banner.accessibleName())
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page.title == "Min dag")
    assert room.shell.status._message.full_text().startswith("Besöket är fört in. Nästa steg:")
    held = room.session.youth_page(room.people["Liam"])
    assert held is not None
    entry = held.journal[0]
    assert entry.title == "Hembesök – ingen öppnade"
    assert entry.text == "Ringde tre gonger."
    assert "Informationsblad lämnat" in entry.lines
    assert [one.due.isoformat() for one in held.steps] == ["2026-12-23"]


def test_the_sheet_follows_the_outcome_until_the_person_says_otherwise(
    room: Room, page: Any
) -> None:
    keys_to(room, "outcome_met_youth")
    room.press(Qt.Key.Key_3)
    room.press(Qt.Key.Key_1)
    sheet = page.widget("information_sheet_left")
    assert not sheet.isChecked()
    keys_to(room, "information_sheet_left")
    room.press(Qt.Key.Key_Space)
    page.widget("outcome").setFocus()
    room.press(Qt.Key.Key_5)
    assert sheet.isChecked()


def test_gone_is_never_written_over(room: Room, page: Any) -> None:
    keys_to(room, "left")
    room.type("14")
    keys_to(room, "outcome_met_youth")
    room.press(Qt.Key.Key_3)
    assert page.widget("left").value() == time(14, 0)


def test_what_is_missing_is_said_at_its_field_and_the_focus_goes_there(
    room: Room, page: Any
) -> None:
    keys_to(room, "note")
    room.press(Qt.Key.Key_Return, CTRL)
    box = page._fields["outcome"].box
    room.bot.waitUntil(lambda: box.error() == "Välj vad som hände vid besöket.")
    assert room.focus().objectName() == "outcome_met_youth"
    assert "Välj vad som hände" in page.widget("outcome").accessibleDescription()
    room.press(Qt.Key.Key_2)
    assert box.error() == ""


def test_a_time_that_cannot_be_read_stops_the_entry_and_stays(room: Room, page: Any) -> None:
    keys_to(room, "left")
    room.type("25:99")
    room.press(Qt.Key.Key_Return, CTRL)
    assert "25:99 finns inte" in page._fields["left"].box.error()
    assert room.focus() is page.widget("left")
    page.leaving()
    assert saved(room, page.draft).typed == {"left": "25:99"}


def test_the_step_can_be_moved(room: Room, page: Any) -> None:
    keys_to(room, "outcome_met_youth")
    room.press(Qt.Key.Key_3)
    page._peek.now()
    keys_to(room, "step_change")
    room.press(Qt.Key.Key_Space)
    assert room.focus().objectName() == "step_day"
    room.type("2026-12-17")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page.title == "Min dag")
    assert "2026-12-17" in due_days(room)
    assert "2026-12-23" not in due_days(room)


def test_colleagues_are_added_and_taken_away_by_keys(room: Room, page: Any) -> None:
    field = page.widget("participants")
    keys_to(room, "participants_add")
    room.press(Qt.Key.Key_Backspace)
    assert field.value() == ()
    room.type("kar")
    room.press(Qt.Key.Key_Return)
    assert field.value() == (room.desktop.profile.worker,)
    room.type("Ny Person")
    page.leaving()
    form = cast(VisitForm, saved(room, page.draft))
    assert form.participants == (room.desktop.profile.worker,)
    assert form.typed == {"participants": "Ny Person"}


def test_opening_the_visit_again_goes_on_with_what_was_begun(room: Room, page: Any) -> None:
    keys_to(room, "note")
    room.type("Porten var last.")
    room.press(Qt.Key.Key_Escape)
    saved(room, page.draft)
    again = open_form(room, "home_visit", "Liam", record=page.order.record)
    assert again.draft == page.draft
    assert again.widget("note").toPlainText() == "Porten var last."


def test_a_planned_visit_can_be_called_off_from_its_form(room: Room, page: Any) -> None:
    visit = page.order.record
    keys_to(room, "visit_instead")
    room.press(Qt.Key.Key_Space)
    assert room.page.title == "Ställ in hembesök – Liam Testberg"
    assert room.page.order.record == visit
    room.press(Qt.Key.Key_Escape)
    assert room.page.title == "Min dag"


def test_a_visit_that_nobody_planned_can_be_planned_instead(room: Room) -> None:
    open_form(room, "home_visit", "Elias")
    keys_to(room, "visit_instead")
    room.press(Qt.Key.Key_Space)
    assert room.page.title == "Boka hembesök – Elias Låtsasson"
