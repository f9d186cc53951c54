"""The lists of youths: what they hold, how keys move in them, and what a change leaves alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from kaa_desktop.app.list_query import GroupBy, ListQuery
from kaa_desktop.gui.said import counts_by_place
from kaa_desktop.gui.screens import list_reading
from kaa_desktop.gui.screens.youth_page import YouthScreen
from tests.gui.screens.conftest import CTRL, Room
from tests.unit.app.desks import WAIT


@pytest.mark.parametrize("place", ["youths", "mine", "unreached", "new", "everyone"])
def test_a_list_has_as_many_rows_as_the_navigation_says(room: Room, place: str) -> None:
    said = {item.key: item.count for item in room.shell.navigation.items()}
    page = room.go(place)
    count = page.list.rows.count()
    assert count == said[place]
    assert count > 0


def test_rows_stand_under_the_day_of_their_next_step(room: Room) -> None:
    page = room.go("youths")
    model = page.list.rows
    headings = [model.index(at, 0).data() for at in model.headings()]
    assert headings[:2] == ["Försenat (2)", "I dag (1)"]
    assert room.titles()[0] == "Elias Låtsasson"


def test_one_who_is_protected_has_no_name_in_the_list(room: Room) -> None:
    room.go("youths")
    assert "Skyddade uppgifter" in room.titles()
    assert not any("Hemlig" in title for title in room.titles())


def test_the_pane_follows_the_selection(room: Room) -> None:
    page = room.go("youths")
    room.press(Qt.Key.Key_Down)
    room.bot.waitUntil(lambda: page.pane.name.text() == "Wilma Skissgren")
    assert "1 dag sen" in page.pane.step.accessibleName()


def test_space_reads_enter_opens_and_esc_returns_to_the_row(room: Room) -> None:
    page = room.go("youths")
    room.press(Qt.Key.Key_Down)
    room.press(Qt.Key.Key_Space)
    assert room.focus() is page.pane.area
    room.press(Qt.Key.Key_Escape)
    assert room.focus() is page.list
    room.press(Qt.Key.Key_Return)
    assert room.page.title == "Wilma Skissgren"
    room.press(Qt.Key.Key_Escape)
    assert room.page is page
    assert room.focus() is page.list
    assert page.list.current_id() == room.people["Wilma"]


def test_next_youth_follows_the_list_and_its_row_is_chosen_on_return(room: Room) -> None:
    page = room.go("youths")
    order = list(page.among())
    room.press(Qt.Key.Key_Return)
    room.press(Qt.Key.Key_PageDown, CTRL)
    room.press(Qt.Key.Key_PageDown, CTRL)
    assert isinstance(room.page, YouthScreen)
    assert room.page.chosen_youth() == order[2]
    room.press(Qt.Key.Key_PageUp, CTRL)
    assert room.page.chosen_youth() == order[1]
    assert room.shell.windowTitle().startswith(room.page.title)
    room.press(Qt.Key.Key_Escape)
    assert page.list.current_id() == order[1]


def test_the_filter_finds_esc_clears_and_a_second_esc_returns_to_the_list(room: Room) -> None:
    page = room.go("youths")
    room.press(Qt.Key.Key_F, CTRL)
    room.type("testb")
    room.bot.waitUntil(lambda: page.list.rows.count() == 1)
    assert page.amount.text() == "1 träff"
    room.press(Qt.Key.Key_Down)
    assert room.focus() is page.list
    room.press(Qt.Key.Key_Escape)
    assert page.filter.text() == ""
    assert page.list.rows.count() == 7
    assert room.focus() is page.filter
    room.press(Qt.Key.Key_Escape)
    assert room.focus() is page.list
    assert page.list.current_id() == room.people["Liam"]


def test_a_letter_in_the_list_begins_the_filter(room: Room) -> None:
    page = room.go("youths")
    room.type("w")
    room.bot.waitUntil(lambda: page.list.rows.count() == 1)
    assert room.titles() == ["Wilma Skissgren"]
    assert room.focus() is page.filter


def test_no_hits_says_why_and_offers_one_way_out(room: Room) -> None:
    page = room.go("youths")
    room.press(Qt.Key.Key_F, CTRL)
    room.type("lima")
    room.press(Qt.Key.Key_Return)
    room.settle()
    assert page.list.rows.count() == 0
    assert room.focus().accessibleName() == "Rensa filtret"
    room.press(Qt.Key.Key_Space)
    room.settle()
    assert page.list.rows.count() == 7


def test_sorting_by_a_column_keeps_the_row_and_again_turns_it(room: Room) -> None:
    page = room.go("youths")
    page.set_query(ListQuery(group=GroupBy.NONE))
    page.list.select(room.people["Liam"])
    page.list.header().sectionClicked.emit(0)
    room.settle()
    titles = [title for title in room.titles() if title != "Skyddade uppgifter"]
    assert titles == sorted(titles, key=lambda name: name.split()[-1]) or titles == sorted(titles)
    assert page.list.rows.flat
    assert page.list.current_id() == room.people["Liam"]
    once = room.titles()
    page.list.header().sectionClicked.emit(0)
    room.settle()
    assert room.titles() == once[::-1]


def test_a_change_keeps_selection_and_focus_and_is_shown(room: Room) -> None:
    page = room.go("youths")
    page.list.select(room.people["Ella"])
    room.bot.waitUntil(lambda: page.pane.name.text() == "Ella Attrappsson")
    changed = room.session.change_youth(room.people["Ella"], {"family_name": "Ändradsson"})
    assert changed.result(WAIT).done
    room.bot.waitUntil(lambda: page.pane.name.text() == "Ella Ändradsson")
    assert "Ella Ändradsson" in room.titles()
    assert page.list.current_id() == room.people["Ella"]
    assert room.focus() is page.list


def test_a_covered_list_is_up_to_date_when_it_is_seen_again(room: Room) -> None:
    page = room.go("youths")
    assert "Elias Låtsasson" in room.titles()
    room.press(Qt.Key.Key_Return)
    changed = room.session.change_youth(room.people["Elias"], {"family_name": "Ändradsson"})
    assert changed.result(WAIT).done
    room.bot.waitUntil(lambda: room.page.title == "Elias Ändradsson")
    room.press(Qt.Key.Key_Escape)
    assert "Elias Ändradsson" in room.titles()
    assert page.list.current_id() == room.people["Elias"]


def test_counts_follow_what_is_written(room: Room) -> None:
    before = counts_by_place(room.session.nav_counts())["youths"]
    room.desktop.youth(5, given_name="Ny", family_name="Nysson")

    def said() -> int | None:
        return {item.key: item.count for item in room.shell.navigation.items()}["youths"]

    room.bot.waitUntil(lambda: said() == before + 1)


def test_acts_about_a_case_are_about_the_chosen_row(room: Room) -> None:
    page = room.go("youths")
    page.list.select(room.people["Alva"])
    room.press(Qt.Key.Key_N, CTRL)
    assert room.page.chosen_youth() == room.people["Alva"]
    assert "Ny kontakt" in room.page.title
    room.press(Qt.Key.Key_Escape)
    assert room.focus() is page.list


def test_a_list_that_takes_its_time_has_the_keyboard_when_it_comes(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_reading, "AT_ONCE_S", 0.0)
    room.workplace.go("youths")
    page = room.page
    assert page.busy
    room.press(Qt.Key.Key_Return)  # while nothing is there yet it leads nowhere
    assert room.page is page
    room.settle()
    assert room.focus() is page.list
    page.list.select(room.people["Alva"])
    room.press(Qt.Key.Key_Return)
    assert room.page.journal is not None


def test_an_empty_list_that_takes_its_time_offers_the_way_on(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists = type(room.session.lists)
    read = lists.ids_later
    nobody = ListQuery(text="finns inte")
    monkeypatch.setattr(list_reading, "AT_ONCE_S", 0.0)
    monkeypatch.setattr(lists, "ids_later", lambda held, which, _: read(held, which, nobody))
    page = room.go("youths")
    assert room.focus() is page._empty.remedy
