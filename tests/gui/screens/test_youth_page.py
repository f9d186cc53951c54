"""A youth's page: one journal, what is known at a glance, and the acts that start from it."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from kaa_core.model.enums import DeregistrationReason, OccupationKind
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Enrolment
from kaa_desktop.app.forms import NoteForm
from kaa_desktop.app.histories import OFFLINE
from kaa_desktop.app.sync_views import Altered, HistoryLine, HistoryState, HistoryView
from kaa_desktop.app.views import JournalFilter
from kaa_desktop.gui.screens.history import AWAY, HistoryScreen
from kaa_desktop.gui.widgets.menus import ChoiceMenu
from tests.gui.screens.conftest import CTRL, Room
from tests.gui.screens.people import TALK
from tests.gui.walker import walk
from tests.unit.app.desks import WAIT

SHIFT = Qt.KeyboardModifier.ShiftModifier


def open_page(room: Room, name: str) -> None:
    """The page of someone, from the list."""
    page = room.go("youths")
    page.list.select(room.people[name])
    room.press(Qt.Key.Key_Return)


def shown(room: Room) -> list[str]:
    """What the journal's rows say, headings included."""
    model = room.page.journal.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_the_journal_holds_everything_newest_first_under_months(room: Room) -> None:
    open_page(room, "Alva")
    rows = shown(room)
    headings = [row for row in rows if row in {"November 2026", "Oktober 2026", "September 2026"}]
    assert headings == ["November 2026", "Oktober 2026", "September 2026"]
    assert rows[1].startswith("Kartläggningssamtal")
    assert rows[3].startswith("Telefon – ej nådd")
    assert "Väntar på synk" in rows[1]


def test_what_people_wrote_is_plain_text_and_whole(room: Room) -> None:
    open_page(room, "Alva")
    entry = room.page.journal.current_entry()
    assert entry.text == TALK
    assert TALK in shown(room)[1]


def test_the_filter_shows_one_kind(room: Room) -> None:
    open_page(room, "Alva")
    room.page._filter.set_value(JournalFilter.CONVERSATION.name)
    room.page._filter.chosen.emit(JournalFilter.CONVERSATION.name)
    assert len(shown(room)) == 2  # one heading, one conversation


def test_a_draft_stands_on_top_and_enter_goes_on_with_it(room: Room) -> None:
    open_page(room, "Liam")
    assert shown(room)[1].startswith("Utkast: Anteckning")
    assert room.focus() is room.page.journal
    room.press(Qt.Key.Key_Return)
    assert room.page.title.startswith("Anteckning")
    assert "Musik hördes inif" in room.page.form().text


def test_an_entered_event_is_corrected_by_an_addendum(room: Room) -> None:
    open_page(room, "Alva")
    room.press(Qt.Key.Key_Return)
    assert room.page.title.startswith("Tillägg")
    assert room.page.order.record is not None


def test_an_enrolment_is_no_event_to_correct(room: Room) -> None:
    open_page(room, "Alva")
    room.press(Qt.Key.Key_End)
    room.press(Qt.Key.Key_Return)
    assert room.page.title == "Alva Exempelsson"
    assert "införd i journalen" in room.shell.status._message.full_text()


def test_what_is_written_meanwhile_comes_in_and_the_chosen_event_stays(room: Room) -> None:
    open_page(room, "Alva")
    room.press(Qt.Key.Key_Down)
    before = room.page.journal.current_entry().id
    text = "Kom in på kontoret."
    youth = room.people["Alva"]
    session = room.session
    note = NoteForm(youth=youth, occurred_on=session.today(), text=text, addendum_to=before)
    assert session.enter_note(note).result(WAIT).done
    room.bot.waitUntil(lambda: any(text in row for row in shown(room)))
    assert room.page.journal.current_entry().id == before


def test_acts_of_the_page_open_their_form(room: Room) -> None:
    open_page(room, "Alva")
    for key, modifier, title in (
        (Qt.Key.Key_J, CTRL, "Anteckning"),
        (Qt.Key.Key_J, CTRL | SHIFT, "Samtal"),
        (Qt.Key.Key_N, CTRL, "Ny kontakt"),
        (Qt.Key.Key_H, CTRL, "Hembesök"),
        (Qt.Key.Key_E, CTRL, "Ändra"),
        (Qt.Key.Key_B, CTRL, "Ny bevakning"),
    ):
        room.press(key, modifier)
        assert room.page.title.startswith(title)
        room.press(Qt.Key.Key_Escape)
        assert room.page.title == "Alva Exempelsson"
        assert room.focus() is room.page.journal


def test_ctrl_h_reports_the_visit_planned_for_today(room: Room) -> None:
    open_page(room, "Liam")
    room.press(Qt.Key.Key_H, CTRL)
    assert room.page.order.record == room.session.day().visits[0].visit


def remember(room: Room, name: str, on: date) -> None:
    """Something of one's own to do: a step of the routine is done by what is entered."""
    room.session.add_task(room.people[name], "Ring skolan", on).result(WAIT)


def test_the_next_step_can_be_marked_as_done(room: Room) -> None:
    remember(room, "Elias", date(2026, 11, 10))
    open_page(room, "Elias")
    assert "14 dagar sen" in room.page.cards.step.accessibleName()
    room.page.cards._done.setFocus()
    room.press(Qt.Key.Key_Return)  # Enter presses a button, as the space bar does
    room.bot.waitUntil(lambda: "12 dagar sen" in room.page.cards.step.accessibleName())
    room.bot.waitUntil(lambda: bool(room.shell.status._message.full_text()))


def test_the_next_step_is_marked_as_done_by_key_and_a_visit_is_not(room: Room) -> None:
    remember(room, "Elias", date(2026, 11, 10))
    open_page(room, "Elias")
    room.press(Qt.Key.Key_M, CTRL)
    room.bot.waitUntil(lambda: "12 dagar sen" in room.page.cards.step.accessibleName())
    room.press(Qt.Key.Key_M, CTRL)
    assert "när du för in kontakten" in room.shell.status._message.full_text()
    open_page(room, "Liam")
    room.press(Qt.Key.Key_M, CTRL)
    assert "blir klart när du för in det" in room.shell.status._message.full_text()


def test_any_own_bevakning_can_be_marked_as_done_from_the_page(room: Room) -> None:
    remember(room, "Liam", date(2026, 12, 10))
    open_page(room, "Liam")  # a visit comes first, an own bevakning after it
    assert room.page.cards._done.isHidden()
    room.page.cards._tick.click()
    [menu] = room.page.cards.findChildren(ChoiceMenu)
    [item] = menu.actions()
    assert item.text().startswith("Ring skolan")
    item.trigger()
    room.bot.waitUntil(room.page.cards._tick.isHidden)
    view = room.session.youth_page(room.people["Liam"])
    assert view is not None
    assert [one.title for one in view.steps] == [
        "Hembesök",
        "Andra kontakten: telefon, sms eller brev",
    ]


def test_a_closed_case_is_only_read_and_says_why(room: Room) -> None:
    records = room.desktop.store.queries.case_records(room.people["Elias"])
    enrolment = next(one for one in records if isinstance(one, Enrolment))
    open_page(room, "Elias")
    room.desktop.store.set(
        Enrolment,
        enrolment.id,
        end=room.session.today(),
        deregistration_reason=DeregistrationReason.MOVED_OUT,
        last_known_occupation=OccupationKind.UNKNOWN,
    ).result(WAIT)
    room.bot.waitUntil(lambda: not room.page._locked.isHidden())
    assert "avslutat" in room.page._locked.accessibleName()
    room.press(Qt.Key.Key_N, CTRL)
    assert room.page.title == "Elias Låtsasson"
    assert "avslutat" in room.shell.status._message.full_text()


def test_without_network_the_history_says_so_and_offers_another_try(room: Room) -> None:
    open_page(room, "Alva")
    room.press(Qt.Key.Key_R, CTRL | SHIFT)
    assert isinstance(room.page, HistoryScreen)
    room.bot.waitUntil(room.page._again.isVisible)
    assert AWAY in room.page._banner.accessibleName()
    assert room.page._view.missing == OFFLINE
    # What is here is shown all the same: nothing has been sent in this room.
    assert [line.state for line in room.page._view.lines] == [HistoryState.WAITING]


def test_the_chosen_line_of_the_history_can_be_read_whole(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = " ".join(f"ord{number}" for number in range(600))
    told = (("Anna", "Telefon", "1"), ("Bo", "Anteckning", long))
    lines = [
        HistoryLine(
            when="13:31",
            who=who,
            device="KAA-02",
            what=(Altered(label=label, before="", after=value),),
        )
        for who, label, value in told
    ]
    answer: Future[HistoryView] = Future()
    answer.set_result(HistoryView(title="", lines=tuple(lines)))
    monkeypatch.setattr(type(room.session.histories), "whole", lambda *_: answer)
    open_page(room, "Alva")
    room.press(Qt.Key.Key_R, CTRL | SHIFT)
    page = room.page
    room.bot.waitUntil(lambda: len(page._view.lines) == 2 and page.list.hasFocus())
    room.press(Qt.Key.Key_Down)
    whole = [one.text() for one in page.whole.findChildren(QLabel) if one.isVisible()]
    assert "Anteckning" in whole[0]
    assert long in whole
    bar = page._area.verticalScrollBar()
    room.bot.waitUntil(lambda: bar.maximum() > 0)
    room.press(Qt.Key.Key_F6)
    assert room.focus().objectName() == "history_whole"
    room.press(Qt.Key.Key_PageDown)
    assert bar.value() > 0
    assert walk(room.shell, room.workplace.theme) == []


def test_someone_protected_shows_no_name_number_or_address(room: Room) -> None:
    open_page(room, "Skyddad")
    assert "Hemlig" not in room.page.title
    assert room.page._number.text() == "2026-0412"
    assert "Provgatan" not in room.page._where.full_text()


def test_one_who_is_gone_is_said_and_not_opened(room: Room) -> None:
    room.go("youths")
    room.workplace.open_youth(RecordId(room.desktop.new_id()))  # type: ignore[arg-type]
    assert room.shell.depth() == 1
    assert "finns inte längre" in room.shell.status._message.full_text()


@pytest.mark.parametrize("width", [1440, 800])
def test_f6_goes_round_the_panes(room: Room, width: int) -> None:
    room.shell.resize(width, 800)
    open_page(room, "Alva")
    seen = []
    for _ in range(6):
        room.press(Qt.Key.Key_F6)
        seen.append(room.focus())
    assert room.page.journal in seen
    assert room.shell.status.isAncestorOf(room.focus()) or len(set(seen)) > 2


def test_a_form_left_is_a_draft_on_the_page_and_on_the_day(room: Room) -> None:
    open_page(room, "Ella")
    room.press(Qt.Key.Key_J, CTRL)
    room.type("Ring igen")
    room.press(Qt.Key.Key_Escape)
    room.bot.waitUntil(lambda: shown(room)[1].startswith("Utkast: Anteckning"))
    drafts = room.go("day").drafts.view
    room.bot.waitUntil(lambda: drafts.rows.count() == 2)


def test_the_journal_is_searched_by_words(room: Room) -> None:
    open_page(room, "Alva")
    everything = shown(room)
    room.press(Qt.Key.Key_F, CTRL)
    assert room.focus().accessibleName() == "Sök i journalen"
    room.type("telefon NÅDD")
    found = [one for one in shown(room) if one]
    assert 0 < len(found) < len(everything)
    assert all("telefon" in one.casefold() for one in found if "20" not in one)
    assert room.page._search._found.text() == "1 händelse"
    room.type(" xyz")
    assert room.page._stack.currentIndex() == 1, "why nothing is shown"
    room.press(Qt.Key.Key_Escape)
    assert shown(room) == everything
    assert room.focus() is room.page.journal
