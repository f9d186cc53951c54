"""Contact, conversation, note, addendum, plan, call off, reminder and contact details, by keys."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from kaa_core.model.enums import (
    CallOff,
    Channel,
    ContactOutcome,
    DeregistrationReason,
    FactSource,
    OccupationKind,
    Protection,
    VisitStatus,
)
from kaa_core.model.records import Contact, Conversation, Enrolment, HomeVisit, Task, Youth
from kaa_desktop.app.forms import NoteForm, YouthForm
from tests.gui.forms.conftest import open_form, saved
from tests.gui.screens.conftest import CTRL, Room
from tests.unit.app.desks import NUMBERS, TODAY, WAIT


def held(room: Room, name: str, kind: type[Any]) -> list[Any]:
    """Someone's records of a kind."""
    records = room.desktop.store.queries.case_records(room.people[name])
    return [one for one in records if isinstance(one, kind)]


def tab(room: Room, times: int = 1) -> None:
    """Press Tab."""
    for _press in range(times):
        room.press(Qt.Key.Key_Tab)


def finish(room: Room, back: str = "Min dag") -> None:
    """Ctrl+Enter, and wait to be back."""
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page.title == back)


def test_ten_seconds_for_a_contact(room: Room) -> None:
    open_form(room, "contact", "Alva")
    room.type("t")
    tab(room, 2)
    room.type("e")
    tab(room)
    room.type("3")
    tab(room, 4)
    room.type("Inget svar.")
    finish(room)
    made = held(room, "Alva", Contact)[-1]
    assert (made.channel, made.outcome) == (Channel.TELEPHONE, ContactOutcome.NOT_REACHED)
    assert (made.minutes, made.note) == (3, "Inget svar.")
    assert made.entered_at is not None


def test_a_letter_is_sent_unless_another_outcome_is_chosen(room: Room) -> None:
    page = open_form(room, "contact", "Alva")
    room.type("b")
    assert page.widget("outcome").value() is ContactOutcome.SENT
    room.type("t")
    assert page.widget("outcome").value() is None


def test_the_next_letter_chooses_the_next_that_begins_alike(room: Room) -> None:
    page = open_form(room, "contact", "Alva")
    room.type("s")
    assert page.widget("channel").value() is Channel.SMS
    room.type("s")
    assert page.widget("channel").value() is Channel.SOCIAL_MEDIA


def test_minutes_that_are_no_number_stop_the_entry(room: Room) -> None:
    page = open_form(room, "contact", "Alva")
    page.widget("minutes").setText("tio")
    room.press(Qt.Key.Key_Return, CTRL)
    assert "siffror" in page._fields["minutes"].box.error()
    assert room.focus() is page.widget("minutes")


def test_a_conversation_is_entered(room: Room) -> None:
    page = open_form(room, "conversation", "Alva")
    room.type("k")
    page.widget("summary").setFocus()
    room.type("Vill prova praktik.")
    tab(room)
    room.type("Ses igen fredag.")
    tab(room)
    tab(room)  # past the rows of who does what
    room.press(Qt.Key.Key_Space)
    finish(room)
    made = held(room, "Alva", Conversation)[-1]
    assert (made.summary, made.agreed) == ("Vill prova praktik.", "Ses igen fredag.")
    assert made.read_back
    assert made.participants == (room.desktop.profile.worker,)


def test_an_addendum_stands_under_what_it_corrects(room: Room) -> None:
    before = room.session.youth_page(room.people["Alva"])
    assert before is not None
    entry = before.journal[0]
    page = open_form(room, "addendum", "Alva", record=entry.id)
    room.type("Det var torsdag.")
    page.leaving()
    kept = cast(NoteForm, saved(room, page.draft))
    assert kept.addendum_to == entry.id
    # As the list of drafts opens it: by the kind of record only.
    room.press(Qt.Key.Key_Escape)
    again = open_form(room, "journal_note", "Alva", draft=page.draft)
    assert again.title.startswith("Tillägg")
    finish(room)
    after = room.session.youth_page(room.people["Alva"])
    assert after is not None
    assert [one.text for one in after.journal[0].addenda] == ["Det var torsdag."]


def test_a_visit_is_planned_and_called_off(room: Room) -> None:
    page = open_form(room, "plan_visit", "Elias")
    room.type("2026-12-24")
    tab(room)
    assert "julafton" in page._about.accessibleName()
    page.widget("planned_on").setFocus()
    page.widget("planned_on").selectAll()
    room.type("2026-12-01")
    tab(room)
    room.type("10")
    finish(room)
    visit = held(room, "Elias", HomeVisit)[0]
    assert (visit.planned_on, visit.status) == (date(2026, 12, 1), VisitStatus.PLANNED)
    page = open_form(room, "call_off", "Elias", record=visit.id)
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: bool(page._fields["call_off_reason"].box.error()))
    page.widget("call_off_kind").choose(CallOff.REACHED_OTHERWISE)
    page.widget("call_off_reason").setFocus()
    room.type("Ungdomen ringde och vill ses hos oss.")
    finish(room)
    visit = held(room, "Elias", HomeVisit)[0]
    assert visit.status is VisitStatus.CALLED_OFF
    assert visit.call_off_reason == "Ungdomen ringde och vill ses hos oss."
    assert visit.call_off_kind is CallOff.REACHED_OTHERWISE


def test_a_plan_without_a_day_is_asked_for_it(room: Room) -> None:
    page = open_form(room, "plan_visit", "Elias")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: bool(page._fields["planned_on"].box.error()))
    assert room.focus() is page.widget("planned_on")


def test_a_reminder_leaves_no_draft_behind(room: Room) -> None:
    page = open_form(room, "task", "Leyla")
    room.type("Ring skolan")
    tab(room)
    saved(room, page.draft)
    tab(room)
    room.type("imorgon")
    finish(room)
    made = held(room, "Leyla", Task)[0]
    assert (made.title, made.due) == ("Ring skolan", date(2026, 11, 25))
    room.bot.waitUntil(lambda: room.session.draft(page.draft) is None)


# -- contact details: the edit that can conflict


def test_only_what_was_changed_is_sent(room: Room) -> None:
    page = open_form(room, "youth", "Alva")
    assert page.widget("phone").text() == "070-174 06 05"
    page.widget("phone").selectAll()
    room.type("070-174 06 23")
    assert "I registret nu: 070-174 06 05" in page._boxes["phone"]._note.text()
    finish(room)
    alva = held(room, "Alva", Youth)[0]
    assert (alva.phone, alva.city) == ("070-174 06 23", "Exempelås")
    waiting = room.session.waiting()[-1]
    assert waiting.title == "Ändring av ungdom"


def test_a_new_number_has_a_source_of_its_own(room: Room) -> None:
    page = open_form(room, "youth", "Alva")
    page.widget("phone_source").set_value(FactSource.SCHOOL)
    page.widget("phone").setFocus()
    page.widget("phone").selectAll()
    room.type("070-174 06 23")  # of the former one the school knew; who told of this one?
    assert page.widget("phone_source").value() is None
    page.widget("phone_source").setFocus()
    room.type("u")
    finish(room)
    alva = held(room, "Alva", Youth)[0]
    assert (alva.phone_source, alva.phone_confirmed) == (FactSource.YOUTH, TODAY)


def test_a_colleagues_change_meanwhile_is_seen_beside_ones_own(room: Room) -> None:
    page = open_form(room, "youth", "Alva")
    page.widget("phone").selectAll()
    room.type("070-174 06 23")
    values = {"phone": "070-174 06 32", "street": "Nygatan 1"}
    room.desktop.store.set(Youth, room.people["Alva"], **values).result(WAIT)
    room.bot.waitUntil(lambda: page.widget("street").text() == "Nygatan 1")
    assert page.widget("phone").text() == "070-174 06 23"
    assert "I registret nu: 070-174 06 32" in page._boxes["phone"]._note.text()
    assert "Någon annan har ändrat telefon" in page._news.accessibleName()
    page.leaving()
    assert cast(YouthForm, saved(room, page.draft)).street is None


def test_an_emptied_field_is_an_emptied_field_also_in_the_draft(room: Room) -> None:
    page = open_form(room, "youth", "Alva")
    page.widget("phone").selectAll()
    room.press(Qt.Key.Key_Delete)
    tab(room)
    draft = page.draft
    saved(room, draft)
    room.press(Qt.Key.Key_Escape)
    again = open_form(room, "youth", "Alva", draft=draft)
    assert again.widget("phone").text() == ""
    assert again.widget("street").text() == "Provgatan 3"
    finish(room)
    assert held(room, "Alva", Youth)[0].phone is None


def test_the_address_goes_when_the_youth_is_protected(room: Room) -> None:
    page = open_form(room, "youth", "Alva")
    page.widget("protection").setFocus()
    room.type("sky")
    assert page.widget("protection").value() is Protection.PROTECTED
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: "Ta bort adressen" in page._boxes["street"].error())
    assert room.focus() is page.widget("street")


@pytest.mark.parametrize("kind", ["contact", "conversation", "journal_note", "task", "youth"])
def test_every_act_opens_its_form_from_the_keyboard(room: Room, kind: str) -> None:
    keys = {
        "contact": (Qt.Key.Key_N, CTRL),
        "journal_note": (Qt.Key.Key_J, CTRL),
        "conversation": (Qt.Key.Key_J, CTRL | Qt.KeyboardModifier.ShiftModifier),
    }
    room.workplace.open_youth(room.people["Liam"])
    if kind in keys:
        room.press(*keys[kind])
    else:
        act = {"task": "task.new", "youth": "youth.change"}[kind]
        room.shell.registry.trigger(act)
    assert room.page.objectName() == f"form_{kind}"
    room.press(Qt.Key.Key_Escape)
    assert room.page.title == "Liam Testberg"


def test_a_closed_case_takes_nothing_more_but_keeps_what_is_typed(room: Room) -> None:
    alva = room.people["Alva"]
    enrolment = held(room, "Alva", Enrolment)[0]
    closed = {
        "end": date(2026, 11, 20),
        "deregistration_reason": DeregistrationReason.STUDIES,
        "last_known_occupation": OccupationKind.UPPER_SECONDARY,
    }
    room.desktop.store.set(Enrolment, enrolment.id, **closed).result(WAIT)
    page = open_form(room, "journal_note", "Alva")
    room.type("Ringde.")
    room.press(Qt.Key.Key_Return, CTRL)
    assert room.page is page
    reason = room.session.youth_page(alva).read_only  # type: ignore[union-attr]
    assert reason
    assert reason in room.shell.status._message.full_text()
    assert reason == page.frame.finish.accessibleDescription()
    room.press(Qt.Key.Key_Escape)
    assert cast(NoteForm, saved(room, page.draft)).text == "Ringde."


def test_what_is_not_kept_of_a_protected_youth_can_neither_be_seen_nor_written(room: Room) -> None:
    page = open_form(room, "youth", "Skyddad")
    assert page.title == "Ändra kontaktuppgifter – Skyddade uppgifter"
    shown = {name for name, box in page._boxes.items() if box.isVisible()}
    assert shown.isdisjoint({"street", "postal_code", "city"})
    assert "Hemlig" not in " ".join(one.text() for one in page.findChildren(QLabel))


def test_a_number_is_corrected_and_what_it_says_stands_beside_it(room: Room) -> None:
    page = open_form(room, "youth", "Alva")
    before = held(room, "Alva", Youth)[0].identity_number
    field = page.widget("identity_number")
    assert field.text() == f"{before[:8]}-{before[8:]}"
    taken = held(room, "Leyla", Youth)[0].identity_number
    known = {one.identity_number for one in room.desktop.store.queries.records(Youth)}
    free = next(one for one in NUMBERS if one not in known and one[:4] == "2008")
    field.setFocus()
    field.selectAll()
    room.type(taken)
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: bool(page._boxes["identity_number"].error()))
    assert "finns redan i registret" in page._boxes["identity_number"].error()
    field.selectAll()
    room.type(free)
    assert "Född" in page._boxes["identity_number"]._note.text()
    saved(room, page.draft)
    finish(room)
    room.bot.waitUntil(lambda: held(room, "Alva", Youth)[0].identity_number == free)
