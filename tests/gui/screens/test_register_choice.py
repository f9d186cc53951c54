"""The list's own tools: conditions, kept filters, columns, groups, many rows, copying."""

from __future__ import annotations

import attrs
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from kaa_core.rules.case_state import Status
from kaa_desktop.app.list_query import GroupBy, ListQuery, SortBy
from kaa_desktop.gui.screens.list_layout import Layout
from kaa_desktop.gui.widgets.menus import ChoiceMenu
from tests.gui.screens.conftest import CTRL, Room
from tests.unit.app.desks import TODAY, WAIT

SHIFT = Qt.KeyboardModifier.ShiftModifier


def menu(room: Room, name: str) -> ChoiceMenu:
    """A menu that is open."""
    found = [
        one
        for one in QApplication.topLevelWidgets()
        if isinstance(one, ChoiceMenu) and one.objectName() == name and isValid(one)
    ]
    assert found, name
    return found[-1]


def pick(room: Room, made: ChoiceMenu, text: str) -> None:
    """Choose an item by its words; the list follows."""
    action = next(one for one in made.actions() if one.text() == text)
    assert action.isEnabled(), text
    action.trigger()
    room.settle()


def test_conditions_are_said_in_words_with_how_many_rows_are_left(room: Room) -> None:
    page = room.go("youths")
    page.bar.parts["statuses"].click()
    pick(room, menu(room, "menu_statuses"), "Ej nådd")
    menu(room, "menu_statuses").close()
    assert page.list.rows.count() == 5
    assert page.header._subtitle.full_text() == "Visar 5 av 7: läge Ej nådd."
    assert page.bar.parts["statuses"].text() == "Läge: Ej nådd"
    page.set_query(attrs.evolve(page.query, ages=(15,)))
    room.settle()
    assert page.list.rows.count() == 0
    assert page._empty._title.text() == "Inga träffar."
    page.clearing.click()
    room.settle()
    assert page.list.rows.count() == 7
    assert page.clearing.isHidden()


def test_a_filter_is_kept_used_renamed_and_thrown_away(room: Room) -> None:
    page = room.go("youths")
    assert page.keeping.nothing()
    page.set_query(ListQuery(statuses=(Status.NEW,), text="demo"))
    room.settle()
    room.workplace.actions.trigger("list.keep")
    assert room.focus().objectName() == "filter_name"
    room.type("Nya")
    room.press(Qt.Key.Key_Return)
    room.bot.waitUntil(lambda: len(room.session.lists.kept()) == 1)
    page._clear()
    room.settle()
    page.bar.kept.click()
    pick(room, menu(room, "kept_menu"), "Nya")
    assert page.query.statuses == (Status.NEW,)
    assert page.filter.text() == "demo"
    assert room.titles() == ["Leyla Demoström"]
    [kept] = room.session.lists.kept()
    page.keeping._ask_again(kept)
    page.bar.names.field.setText("Nya i år")
    page.bar.names._save()
    room.bot.waitUntil(lambda: [one.name for one in room.session.lists.kept()] == ["Nya i år"])
    page.keeping._forget(room.session.lists.kept()[0])
    room.bot.waitUntil(lambda: not room.session.lists.kept())


def test_columns_are_chosen_moved_and_put_back(room: Room) -> None:
    page = room.go("youths")
    room.workplace.actions.trigger("list.columns")
    pick(room, menu(room, "columns_menu"), "Telefon")
    pick(room, menu(room, "columns_menu"), "Ålder")
    menu(room, "columns_menu").close()
    titles = [column.title for column in page.list.rows.columns]
    assert titles == ["Namn", "Personnummer", "Läge", "Nästa steg", "Senast", "Telefon"]
    liam = page.list.rows.find(room.people["Liam"]).row()
    assert page.list.rows.index(liam, 5).data() == "070-174 06 05"
    hidden = page.list.rows.find(room.people["Skyddad"]).row()
    assert not page.list.rows.index(hidden, 5).data()
    page.list.moved.emit((5, 1))
    assert page.list.rows.columns[1].title == "Telefon"
    page.list.resized.emit(("PHONE", 200))
    assert page.controls.layout.widths == {SortBy.PHONE: 200}
    page.controls.set_layout(Layout())
    assert len(page.list.rows.columns) == 6


@pytest.mark.parametrize("group", list(GroupBy))
def test_groups_hold_every_row_once(room: Room, group: GroupBy) -> None:
    page = room.go("everyone")
    page.set_query(attrs.evolve(page.query, group=group))
    room.settle()
    assert len(room.titles()) == 7
    headings = [page.list.rows.index(row, 0).data() for row in page.list.rows.headings()]
    assert bool(headings) is (group is not GroupBy.NONE)
    if group is GroupBy.STATUS:
        assert headings == ["Ny (1)", "Ej nådd (5)", "Har kontakt (1)"]
    if group is GroupBy.TITLE:
        assert headings == [
            "Andra kontakten (4)",
            "Första kontakten (1)",
            "Hembesök (1)",
            "Uppföljning (1)",
        ]


def test_acts_about_one_wait_while_several_are_chosen(room: Room) -> None:
    page = room.go("youths")
    page.list.setFocus()
    room.press(Qt.Key.Key_A, CTRL)
    assert len(page.chosen_youths()) == 7
    assert page.chosen_youth() is None
    assert page.amount.text() == "7 valda av 7"
    reason = room.workplace.actions.reason("contact.new")
    assert reason == "7 ungdomar är valda. Det här gäller en i taget: välj en rad."
    room.bot.waitUntil(lambda: page.pane._empty._title.text() == "7 ungdomar är valda.")
    room.press(Qt.Key.Key_Escape)
    assert len(page.chosen_youths()) == 1
    assert room.workplace.actions.reason("contact.new") == ""


def test_rows_are_copied_as_cells_of_text_and_nobody_protected_is_told(room: Room) -> None:
    formula = room.session.change_youth(room.people["Ella"], {"given_name": "=1+1"})
    assert formula.result(WAIT).done
    page = room.go("youths")
    page.set_query(ListQuery(sort=SortBy.NAME, group=GroupBy.NONE))
    room.settle()
    page.list.setFocus()
    room.press(Qt.Key.Key_A, CTRL)
    room.press(Qt.Key.Key_C, CTRL)
    clipboard = QGuiApplication.clipboard()
    room.bot.waitUntil(lambda: clipboard.text().count("\n") == 7)
    lines = [line.split("\t") for line in clipboard.text().splitlines()]
    assert lines[0] == ["Namn", "Personnummer", "Ålder", "Läge", "Nästa steg", "Senast"]
    by_name = {line[0]: line for line in lines[1:]}
    assert "Skyddade uppgifter" not in by_name
    assert "'=1+1 Attrappsson" in by_name
    assert by_name["Liam Testberg"][5] == TODAY.isoformat()
    assert "Hemlig" not in clipboard.text()
    said = room.shell.status._message.text()
    assert "6 rader är kopierade" in said
    assert "1 rad med skyddade" in said


def test_a_column_of_numbers_filters_and_says_who_is_missing(room: Room) -> None:
    page = room.go("youths")
    rows = room.session.youth_rows(page.among()[:2])
    page.filter.setText(f"{rows[0].number}\n{rows[1].number.replace('-', '')}\n19990101-0000")
    page._text_changed()
    room.settle()
    assert page.list.rows.count() == 2
    assert page.bar.missing.full_text() == "1 nummer finns inte i listan: 19990101-0000."
    assert page.header._subtitle.full_text() == "Visar 2 av 7: 3 personnummer."
    page.bar.copy_gone.click()
    assert QGuiApplication.clipboard().text() == "19990101-0000\n"


def test_the_place_in_a_list_outlives_what_a_colleague_does(room: Room) -> None:
    page = room.go("youths")
    page.list.select(room.people["Alva"])
    page.list.setFocus()
    room.press(Qt.Key.Key_Down, SHIFT)
    chosen = list(page.chosen_youths())
    page.list.rows.fold(0, folded=True)
    room.desktop.youth(5, given_name="Ny", family_name="Nysson")
    room.bot.waitUntil(lambda: page.list.rows.count() == 8)
    assert list(page.chosen_youths()) == chosen
    assert page.list.rows.folded(0)


def test_a_row_has_a_menu_of_what_can_be_done_with_it(room: Room) -> None:
    page = room.go("youths")
    page.list.customContextMenuRequested.emit(page.list.rect().center())
    [made] = page.list.findChildren(ChoiceMenu, "row_menu")
    words = [one.text() for one in made.actions() if one.text()]
    assert words[0] == "Ny kontakt"
    assert words[-1] == "Kopiera valda rader"
    made.close()
