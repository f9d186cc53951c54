"""Min dag and Hembesök i dag: what stands there, and where each row leads."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt

from kaa_core.model.enums import VisitOutcome
from kaa_desktop.gui.screens.looks import task_row
from kaa_desktop.gui.screens.visits_today import VisitsScreen
from kaa_desktop.store.drafts import Draft
from kaa_desktop.store.renewal import Renumbering
from tests.gui.screens.conftest import CTRL, Room
from tests.unit.app.desks import WAIT


def test_the_day_opens_on_what_is_to_be_done(room: Room) -> None:
    assert room.page.title == "Min dag"
    assert room.focus() is room.page.tasks.view
    said = {item.key: item.count for item in room.shell.navigation.items()}
    assert room.page.tasks.view.rows.count() == said["day"]
    assert room.page.visits.view.rows.count() == said["visits"] == 1
    assert room.page.waiting.view.rows.count() == said["unreached"]


def test_enter_on_a_task_opens_the_youth_and_esc_returns_to_it(room: Room) -> None:
    view = room.page.tasks.view
    task = view.current_id()
    room.press(Qt.Key.Key_Return)
    assert room.page.title == "Elias Låtsasson"
    room.press(Qt.Key.Key_Escape)
    assert room.focus() is view
    assert view.current_id() == task


def test_enter_on_a_visit_opens_its_form(room: Room) -> None:
    visit = room.session.day().visits[0]
    room.page.visits.view.setFocus()
    room.press(Qt.Key.Key_Return)
    assert room.page.title == "Hembesök – Liam Testberg"
    assert room.page.order.record == visit.visit


def test_enter_on_a_draft_goes_on_with_it(room: Room) -> None:
    room.page.drafts.view.setFocus()
    room.press(Qt.Key.Key_Return)
    assert room.page.title == "Anteckning – Liam Testberg"


def test_a_draft_that_cannot_be_read_says_so_and_is_kept(room: Room) -> None:
    later = Draft(
        id=room.session.new_draft_id(),
        kind="of_tomorrow",
        youth=room.people["Liam"],
        values={},
        changed=2**41,
    )
    room.desktop.store.save_draft(later).result(WAIT)
    view = room.page.drafts.view
    room.bot.waitUntil(lambda: room.page.drafts.view.rows.count() == 2)
    view.setFocus()
    room.press(Qt.Key.Key_Home)
    room.press(Qt.Key.Key_Return)
    assert room.page.title == "Min dag"
    assert "inte läsa utkastet" in room.shell.status._message.text()
    assert later.id in {row.id for row in room.session.drafts()}


def test_one_not_reached_is_opened_among_those_not_reached(room: Room) -> None:
    room.page.waiting.view.setFocus()
    longest = room.page.waiting.view.current_id()
    room.press(Qt.Key.Key_Return)
    assert room.page.chosen_youth() == longest
    room.press(Qt.Key.Key_PageDown, CTRL)
    assert room.page.chosen_youth() != longest


def test_a_task_is_marked_as_done_by_key(room: Room) -> None:
    view = room.page.tasks.view
    own = room.session.add_task(room.people["Elias"], "Ring skolan", date(2026, 11, 1))
    made = own.result(WAIT).record
    room.bot.waitUntil(lambda: made in {one.id for one in room.page._day.tasks})
    before = view.rows.count()
    room.press(Qt.Key.Key_M, CTRL)  # a step of the routine is done by what is entered
    assert "när du för in kontakten" in room.shell.status._message.full_text()
    view.select(made)
    room.press(Qt.Key.Key_M, CTRL)
    room.bot.waitUntil(lambda: view.rows.count() == before - 1)
    assert room.focus() is view


def test_a_task_about_one_protected_is_known_by_its_case_number(room: Room) -> None:
    youth = room.people["Skyddad"]
    room.session.add_task(youth, "Ring", date(2026, 11, 24)).result(WAIT)
    task = next(one for one in room.session.day().tasks if one.youth == youth)
    name = task_row(task).cells[0]
    assert (name.text, name.icon) == ("Ärende 2026-0412", "shield")
    assert name.words() == "Skyddade uppgifter, Ärende 2026-0412"


def test_one_row_of_the_page_is_chosen(room: Room) -> None:
    page = room.page
    page.waiting.view.setFocus()
    chosen = [view for view in page._views() if view.selectionModel().hasSelection()]
    assert chosen == [page.waiting.view]
    assert page.chosen_youth() == page.waiting.view.current_id()


def test_a_visit_entered_is_done_on_the_page(room: Room) -> None:
    session = room.session
    form = session.visit_form(session.day().visits[0].visit)
    assert form is not None
    entered = form.__class__(
        youth=form.youth,
        visit=form.visit,
        visited_on=session.today(),
        outcome=VisitOutcome.NOBODY_HOME,
        information_sheet_left=True,
    )
    assert session.enter_visit(entered).result(WAIT).done
    room.bot.waitUntil(lambda: room.page._day.visits[0].done)
    room.page.visits.view.setFocus()
    room.press(Qt.Key.Key_Return)
    assert room.page.title == "Liam Testberg"


def test_narrow_windows_show_one_card_at_a_time(room: Room) -> None:
    room.shell.resize(800, 700)
    page = room.page
    assert page._one.isVisible()
    assert page.tasks.view.isVisible()
    assert not page.waiting.view.isVisible()
    page._one.choice.set_value("waiting")
    page._one.choice.chosen.emit("waiting")
    assert page.waiting.view.isVisible()
    assert not page.tasks.view.isVisible()


def test_todays_visits_lead_to_the_form_or_the_youth(room: Room) -> None:
    page = room.go("visits")
    assert isinstance(page, VisitsScreen)
    room.press(Qt.Key.Key_Return)
    assert room.page.title == "Hembesök – Liam Testberg"
    room.press(Qt.Key.Key_Escape)
    assert room.focus() is page.list
    room.press(Qt.Key.Key_Space)
    assert room.page.title == "Liam Testberg"


def test_a_day_without_visits_says_where_to_go(room: Room) -> None:
    visit = room.session.day().visits[0].visit
    page = room.go("visits")
    assert room.session.call_off_visit(visit, "Sjuk.").result(WAIT).done
    room.bot.waitUntil(lambda: page._visits[visit].done)
    page._visits.clear()
    room.desktop.clock.moment = room.desktop.clock.moment.replace(day=25)
    page.reload()
    page.first_focus().setFocus()
    assert room.focus().accessibleName() == "Visa Ej nådda"
    room.press(Qt.Key.Key_Space)
    assert room.page.title == "Ej nådda"


def test_a_restored_server_is_told_until_it_has_been_read(room: Room) -> None:
    band = room.page._mended
    assert band.isHidden()
    mending = room.desktop.store.mending
    given = Renumbering(incarnation=2)
    mending.renumber(given, (True, 3, 0)).result(WAIT)
    room.bot.waitUntil(lambda: not band.isHidden())
    said = band.accessibleName()
    assert said.startswith("Servern har återställts från en säkerhetskopia.")
    assert "lämnat tillbaka 3 ändringar" in said
    band.read()
    room.bot.waitUntil(band.isHidden)
    assert mending.notice() is None
