"""The way out by keys: closing, coming back, twenty, eighteen, the protected, a colleague's cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import (
    Counterpart,
    DeregistrationReason,
    HandoverTo,
    OccupationKind,
    RegistrationReason,
    Role,
    VisitOutcome,
    VisitStatus,
)
from kaa_core.model.records import (
    Enrolment,
    Guardian,
    Handover,
    HomeVisit,
    ProtectedOpening,
)
from kaa_desktop.gui.theme import Theme
from tests.gui.forms.disputes import decided
from tests.gui.screens.conftest import CTRL, Room, make_room
from tests.gui.screens.leavers import (
    EIGHTEEN_TODAY,
    SHIFTED,
    SOON_TWENTY,
    born,
    choose,
    colleague,
    enrolments,
    guardian,
    open_page,
    shown,
)
from tests.unit.app.desks import NOON, TODAY, WAIT, local_desktop


@pytest.fixture
def sam(qapp: QApplication, qtbot: QtBot, theme: Theme, tmp_path: Path) -> Iterator[Room]:
    """A coordinator's window."""
    desktop = local_desktop(tmp_path, role=Role.COORDINATOR)
    made = make_room(qapp, qtbot, theme, desktop)
    yield made
    made.workplace.close()
    desktop.close()


# -- closing


def test_a_case_is_closed_by_keys_and_not_without_reason_and_occupation(room: Room) -> None:
    open_page(room, "Alva")
    room.press(Qt.Key.Key_S, SHIFTED)
    page = room.page
    assert page.title == "Skriv av – Alva Exempelsson"
    assert "Inget visar att ungdomen har erbjudits ett utskrivningssamtal." in shown(page)
    room.press(Qt.Key.Key_Return, CTRL)
    assert page._boxes["deregistration_reason"].error() == "Välj varför ungdomen skrivs av."
    assert page._boxes["last_known_occupation"].error()
    choose(room, page, "deregistration_reason", "Har börjat eller återupptagit gymnasiestudier")
    room.press(Qt.Key.Key_Return, CTRL)
    assert room.page is page
    assert not page._boxes["deregistration_reason"].error()
    choose(room, page, "last_known_occupation", "Gymnasieskola")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page.title == "Alva Exempelsson")
    (held,) = enrolments(room, "Alva")
    assert (held.end, held.deregistration_reason, held.last_known_occupation) == (
        TODAY,
        DeregistrationReason.STUDIES,
        OccupationKind.UPPER_SECONDARY,
    )
    room.bot.waitUntil(lambda: "Ärendet är avslutat." in shown(room.page))
    room.press(Qt.Key.Key_Z, CTRL)
    room.bot.waitUntil(lambda: enrolments(room, "Alva")[0].end is None)


def test_a_day_that_cannot_be_read_is_said_at_the_field(room: Room) -> None:
    open_page(room, "Alva")
    room.press(Qt.Key.Key_S, SHIFTED)
    page = room.page
    page._boxes["end"].field.setText("24 no")
    room.press(Qt.Key.Key_Return, CTRL)
    assert "Skriv datumet så här" in page._boxes["end"].error()
    assert enrolments(room, "Alva")[0].end is None


def test_who_comes_back_is_enrolled_from_the_page_that_is_only_read(room: Room) -> None:
    form = {
        "end": TODAY,
        "deregistration_reason": DeregistrationReason.MOVED_OUT,
        "last_known_occupation": OccupationKind.UNKNOWN,
    }
    room.desktop.store.set(Enrolment, enrolments(room, "Alva")[0].id, **form).result(WAIT)
    page = open_page(room, "Alva")
    assert page.chosen_youth() is None
    room.workplace.actions.trigger("register.enrol")
    room.bot.waitUntil(lambda: len(room.page._people) == 1)
    room.page._boxes["registration_reason"].field.set_value(RegistrationReason.RETURNED)
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: len(enrolments(room, "Alva")) == 2)
    room.bot.waitUntil(lambda: "Avskriven: har flyttat från kommunen" in shown(room.page))
    assert "21 sep – 24 nov" in shown(room.page)


def test_an_imported_period_is_mended_straight_from_the_page(room: Room) -> None:
    made = Enrolment(
        id=room.desktop.new_id(),
        youth=room.people["Alva"],
        start=date(2025, 1, 7),
        registration_reason=RegistrationReason.NOT_STARTED,
        end=date(2025, 6, 1),
        imported=True,
    )
    room.desktop.store.record(made).result(WAIT)
    page = open_page(room, "Alva")
    room.bot.waitUntil(lambda: "Orsak till avskrivningen saknas" in shown(page))
    page.cards.periods._buttons["enrolment.mend"].click()
    page = room.page
    assert set(page._boxes) == {"deregistration_reason", "last_known_occupation"}
    room.press(Qt.Key.Key_Return, CTRL)
    assert page._boxes["last_known_occupation"].error()
    choose(room, page, "deregistration_reason", "Har flyttat från kommunen")
    choose(room, page, "last_known_occupation", "Okänd")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page.title == "Alva Exempelsson")
    room.bot.waitUntil(lambda: "saknas" not in shown(room.page.cards.periods))


# -- twenty


def test_a_handover_begins_on_min_dag_and_ends_as_a_page(room: Room) -> None:
    youth = born(room, "Alva", SOON_TWENTY)
    page = room.go("day")
    room.bot.waitUntil(lambda: any(row.undone for row in page._day.tasks))
    row = next(one for one in page._day.tasks if one.undone)
    page.tasks.view.select(row.id)
    page.tasks.view.setFocus()
    room.press(Qt.Key.Key_M, CTRL)  # a birthday is not ticked off
    assert page._no_task() == row.undone
    room.press(Qt.Key.Key_Return)
    assert "Fyller 20 år 10 jan 2027." in shown(room.page)
    room.workplace.actions.trigger("handover.page")
    assert room.page.title == "Alva Exempelsson"  # nothing to give along yet
    room.workplace.actions.trigger("handover.change")
    form = room.page
    form.widget("to").set_value(HandoverTo.ADULT_EDUCATION)
    form.widget("what").setFocus()
    room.type("Planen")
    form.widget("handed_on").set_value(TODAY)
    room.press(Qt.Key.Key_Return, CTRL)
    said = form._fields["consent_on"].box.error
    room.bot.waitUntil(lambda: "Utan samtycke lämnas inget över" in said())
    form.widget("consent_on").set_value(TODAY)
    form.widget("invited_on").set_value(TODAY)
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page.title == "Alva Exempelsson")
    (held,) = room.desktop.store.queries.about(Handover, [youth])
    assert (held.to, held.handed_on) == (HandoverTo.ADULT_EDUCATION, TODAY)
    room.bot.waitUntil(lambda: "Överlämningen är klar." in shown(room.page))
    room.workplace.actions.trigger("handover.page")
    assert "Vem som tar över: Vuxenutbildningen" in shown(room.page)
    room.page._copy.click()
    assert "Planen" in QGuiApplication.clipboard().text()


def test_what_is_typed_about_a_handover_is_kept_as_a_draft(room: Room) -> None:
    youth = born(room, "Alva", SOON_TWENTY)
    open_page(room, "Alva")
    room.workplace.actions.trigger("handover.change")
    room.page.widget("what").setFocus()
    room.type("Planen")
    room.press(Qt.Key.Key_Escape)
    assert room.page.title == "Alva Exempelsson"
    room.bot.waitUntil(lambda: any(one.form == "handover" for one in room.session.drafts()))
    kept = next(one for one in room.session.drafts() if one.form == "handover")
    assert (kept.youth, kept.title) == (youth, "Överlämning")
    room.workplace.open_form("handover", youth, draft=kept.id)
    assert room.page.widget("what").toPlainText() == "Planen"


# -- eighteen


def test_a_consent_is_noted_and_the_rest_goes_to_erasing(room: Room) -> None:
    born(room, "Alva", EIGHTEEN_TODAY)
    held = guardian(room, "Alva")
    page = open_page(room, "Alva")
    room.bot.waitUntil(lambda: "finns kvar utan samtycke" in shown(page))
    assert not page.cards.guardians.isVisible()
    room.workplace.actions.trigger("guardian.after")
    form = room.page
    assert "Samtycke saknas. Uppgifterna föreslås raderas." in shown(form)
    form._given.set_value(TODAY + timedelta(1))
    room.press(Qt.Key.Key_Return, CTRL)
    assert "har inte varit än" in form._boxes["consent_on"].error()
    form._given.set_value(TODAY)
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page.title == "Alva Exempelsson")
    found = room.desktop.store.queries.record(Guardian, held)
    assert found is not None
    assert found.consent_on == TODAY
    room.bot.waitUntil(room.page.cards.guardians.isVisible)


def test_a_contact_with_a_guardian_after_eighteen_says_what_it_needs(room: Room) -> None:
    born(room, "Alva", EIGHTEEN_TODAY)
    guardian(room, "Alva")
    room.workplace.open_form("contact", room.people["Alva"])
    page = room.page
    page.widget("counterpart").choose(Counterpart.GUARDIAN)
    assert "behöver ungdomens samtycke" in shown(page)
    page.widget("counterpart").choose(Counterpart.YOUTH)
    assert "behöver ungdomens samtycke" not in shown(page)


# -- the protected


def test_a_protected_case_is_opened_with_a_reason_and_hides_again(room: Room) -> None:
    page = open_page(room, "Skyddad")
    assert "\ndold\n" in shown(page)
    assert room.focus() is page._protected.opener
    assert "Hemlig" not in shown(page)
    room.press(Qt.Key.Key_O, SHIFTED)
    form = room.page
    room.press(Qt.Key.Key_Return, CTRL)
    assert form._boxes["reason"].error()
    room.type("Ska ringa")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: "Hemlig Hemligsson" in room.page.title)
    (kept,) = room.desktop.store.queries.about(ProtectedOpening, [room.people["Skyddad"]])
    assert kept.reason == "Ska ringa"
    room.bot.waitUntil(lambda: "Öppnat av" in shown(room.page))
    room.workplace.open_form("contact", room.people["Skyddad"])
    assert room.page.title == "Ny kontakt – Skyddade uppgifter"
    room.press(Qt.Key.Key_Escape)
    room.desktop.clock.moment = NOON + timedelta(minutes=5)
    room.session.leaving.guarding.hide_protected(room.people["Skyddad"])
    room.bot.waitUntil(lambda: room.page.title == "Skyddade uppgifter")
    assert "Hemlig" not in shown(room.page)


def test_when_the_minutes_are_out_pages_that_show_the_case_close_by_themselves(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("kaa_desktop.app.openings", "kaa_desktop.gui.screens.leaving_ages"):
        monkeypatch.setattr(f"{place}.SHOWN_FOR", timedelta(milliseconds=300))
    open_page(room, "Skyddad")
    room.press(Qt.Key.Key_O, SHIFTED)
    room.type("Ska ringa")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: "Hemlig Hemligsson" in room.page.title)
    room.workplace.actions.trigger("record.history")
    assert room.page.reads_case
    room.desktop.clock.moment += timedelta(seconds=1)
    room.bot.waitUntil(lambda: room.page.title == "Skyddade uppgifter")


def test_what_was_decided_about_the_protected_is_told_without_values(room: Room) -> None:
    room.people["Alva"] = room.people["Skyddad"]  # whom the sample's conflict is about
    decided(room)
    (one,) = room.session.agreeing.decisions()
    assert (one.name, one.chosen) == ("Skyddade uppgifter", "Skyddade uppgifter")
    assert (one.mine, one.reason) == ("", "")


def test_an_address_left_in_a_visit_is_taken_to_erasing(sam: Room) -> None:
    youth = sam.people["Skyddad"]
    made = HomeVisit(
        id=sam.desktop.new_id(),
        youth=youth,
        status=VisitStatus.DONE,
        visited_on=TODAY,
        outcome=VisitOutcome.NOBODY_HOME,
        address="Provgatan 1",
        entered_at=NOON,
    )
    sam.desktop.store.record(made).result(WAIT)
    sam.session.leaving.guarding.open_protected(youth, "Inför mötet").result(WAIT)
    page = open_page(sam, "Skyddad")
    assert "Adressen finns kvar i 1 hembesök." in shown(page)
    sam.workplace.actions.trigger("protected.address")
    assert sam.page._part.currentText() == "Bara besöksadress"


def test_what_is_about_the_protected_is_not_read_round_the_page(room: Room) -> None:
    open_page(room, "Skyddad")
    acts = ("attachment.list", "record.history", "handover.page", "handover.case", "target.show")
    for act in acts:
        before = room.page
        room.workplace.actions.trigger(act)
        assert room.page is before, act


# -- a colleague's cases


def test_a_caseload_is_handed_over_by_keys(sam: Room) -> None:
    bo = colleague(sam, "Bo Övergård")
    sam.workplace.actions.trigger("caseload.hand_over")
    page = sam.page
    page._before.setFocus()
    sam.press(Qt.Key.Key_Down)
    sam.bot.waitUntil(lambda: len(page._order) == len(sam.people))
    sam.press(Qt.Key.Key_Return, CTRL)
    assert sam.page is page  # nobody takes over yet
    page._people.setFocus()
    sam.type("Bo")
    sam.press(Qt.Key.Key_Return)
    page.list.select(sam.people["Alva"])
    assert "Var i rutinen" in shown(page)
    assert "Tre månader efter senaste kontakten." in shown(page)
    sam.press(Qt.Key.Key_Return, CTRL)
    sam.bot.waitUntil(lambda: sam.page is not page)
    assert {enrolments(sam, name)[0].worker for name in sam.people} == {bo}
    sam.press(Qt.Key.Key_Z, CTRL)
    own = sam.session.who.worker
    sam.bot.waitUntil(lambda: enrolments(sam, "Alva")[0].worker == own)
