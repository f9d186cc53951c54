"""The plan by keyboard: the seven items follow what is typed, gaps are asked about, it goes on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.casework import FollowUp, Goal, Measure, PlanVersion
from kaa_core.model.enums import MeasureKind, Responsible
from kaa_core.model.registry import of_kind
from kaa_desktop.app.plan_views import PlanView
from kaa_desktop.gui.screens.plan_page import PlanScreen
from kaa_desktop.gui.widgets.buttons import KeyButton
from tests.gui.screens.conftest import CTRL, Room, found_in, make_room
from tests.gui.screens.planned import plan_for
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import Desktop

ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def _missing(room: Room) -> list[int]:
    items = room.page.items.rows
    return [number for number, row in enumerate(items, 1) if "saknas" in row.accessibleName()]


def _view(room: Room) -> PlanView:
    found = room.session.plans.view(room.people["Alva"])
    assert found is not None
    return found


def _saved(room: Room) -> None:
    """Ctrl+Enter, and wait until the form is left."""
    form = room.page
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: bool(room.page is not form))


def test_a_plan_is_written_from_nothing_by_keys(room: Room) -> None:
    youth = room.people["Alva"]
    room.workplace.open_youth(youth)
    room.press(Qt.Key.Key_I, CTRL | SHIFT)
    assert room.page.objectName() == "plan_page"
    assert _missing(room) == [1, 2, 3, 4, 5, 6, 7]

    room.press(Qt.Key.Key_I, CTRL)  # a measure before there is a goal: it begins the plan
    form: Any = room.page
    form.widget("kind").set_value(MeasureKind.GUIDANCE)
    room.type("s")
    form.widget("responsible").choose(Responsible.MUNICIPALITY)
    form.judge()
    assert _missing(room) == [1, 2, 4, 5, 7]  # nothing is saved: it is what is typed that is judged
    form.widget("content").setFocus()
    room.type("Samtal varannan vecka")
    form.widget("planned_end").setFocus()
    room.type("2027-01-29")
    form.judge()
    assert _missing(room) == [1, 2, 4, 7]
    _saved(room)
    room.bot.waitUntil(lambda: _missing(room) == [1, 2, 4, 7])

    room.press(Qt.Key.Key_1, ALT)
    assert room.page.objectName() == "form_goal"
    assert room.focus().objectName() == "own_words"
    room.type("Jag vill tillbaka till skolan")
    _saved(room)
    room.bot.waitUntil(lambda: _view(room).goals != ())
    records = room.desktop.store.queries.case_records(youth)
    (goal,), (measure,) = of_kind(records, Goal), of_kind(records, Measure)
    assert (goal.own_words, measure.content) == (
        "Jag vill tillbaka till skolan",
        "Samtal varannan vecka",
    )


def test_item_by_item_establish_with_a_gap_and_the_plan_on_paper(
    room: Room, tmp_path: Path
) -> None:
    youth = room.people["Alva"]
    plan_for(room.session, youth)
    room.workplace.open_youth(youth)
    room.press(Qt.Key.Key_I, CTRL | SHIFT)
    page = room.page
    assert _missing(room) == [7]
    assert room.focus() is page.items.rows[6]  # the first that is missing
    room.press(Qt.Key.Key_7, ALT)
    assert (room.page.objectName(), room.focus().objectName()) == ("form_plan", "evaluation_on")
    room.press(Qt.Key.Key_Escape)
    room.press(Qt.Key.Key_Return, CTRL)
    asked = room.page
    assert asked.objectName() == "form_plan_version"
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: bool(asked._fields["gaps_reason"].box.error()))
    room.type("Tid bokas i december")
    _saved(room)
    room.bot.waitUntil(lambda: room.page.versions.list.view.rows.count() == 1)
    (version,) = of_kind(room.desktop.store.queries.case_records(youth), PlanVersion)
    assert (list(version.gaps), version.gaps_reason) == ([7], "Tid bokas i december")
    assert page._why_not().startswith("Inget har ändrats")

    room.press(Qt.Key.Key_P, CTRL)
    words = room.page.words.text()
    assert words.startswith("Min plan\nAlva Exempelsson · Version 1, fastställd 24 november 2026")
    assert "Du kan alltid be att få ändra planen." in words
    room.page.language.set_value("easy")
    room.page.reload()
    assert "VAD SKA DU GÖRA?" in room.page.words.text()
    room.page.save_to(str(tmp_path / "p.pdf"))
    room.bot.waitUntil((tmp_path / "p.pdf").exists)


def test_ending_a_measure_is_asked_about_and_stands_in_the_journal(room: Room) -> None:
    youth = room.people["Alva"]
    plan_for(room.session, youth)
    room.workplace.open_youth(youth)
    room.press(Qt.Key.Key_3, ALT)
    tab = room.page.tabs.current()
    room.bot.waitUntil(tab.measures.list.view.hasFocus)
    room.page.tabs.current().measures.list.view.select(
        next(one.id for one in _view(room).measures if one.name == "Praktik")
    )
    end = room.shell.findChild(KeyButton, "plan_measure_end")
    assert end is not None
    end.click()
    form = room.page
    assert form.objectName() == "form_end_measure"
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: bool(form._fields["reason"].box.error()))
    form.widget("reason").setFocus()
    room.type("g")
    form.widget("result").setFocus()
    room.type("Gick bra")
    _saved(room)
    room.press(Qt.Key.Key_1, ALT)
    room.bot.waitUntil(
        lambda: any(
            row.title == "Utvärdering: praktik"
            for page in [room.session.youth_page(youth)]
            if page is not None
            for row in page.journal
        )
    )
    told = of_kind(room.desktop.store.queries.case_records(youth), FollowUp)
    assert "Gick bra" in {one.result for one in told}


def plan(room: Room) -> None:
    """The plan's own page."""
    _open(room)


def plan_items(room: Room) -> None:
    """The seven items, alone in a narrow window."""
    page = _open(room)
    page._one.choice.set_value("items")
    page._one.choice.chosen.emit("items")


def measure(room: Room) -> None:
    """A form beside the items."""
    _open(room)
    room.page.open_item(5)


def ending(room: Room) -> None:
    """The longest form."""
    _open(room)
    first = _view(room).measures[0].id
    room.workplace.open_form("end_measure", room.people["Alva"], record=first)


def details(room: Room) -> None:
    """The plan's own days."""
    _open(room)._open_details()


def paper(room: Room) -> None:
    """What the youth takes home."""
    _open(room)._print()


def tab(room: Room) -> None:
    """On the youth's page."""
    room.workplace.open_youth(room.people["Alva"])
    room.page.tabs.go("plan")


def tab_follow_up(room: Room) -> None:
    """The other tab."""
    room.workplace.open_youth(room.people["Alva"])
    room.page.tabs.go("follow_up")


def plans(room: Room) -> None:
    """The list."""
    room.go("plans")


def _open(room: Room) -> PlanScreen:
    room.workplace.open_youth(room.people["Alva"])
    room.workplace.actions.trigger("plan.show")
    assert isinstance(room.page, PlanScreen)
    return room.page


SCREENS = (
    *(plan, plan_items, measure, ending, details),
    *(paper, tab, tab_follow_up, plans),
)


@pytest.mark.parametrize("look", LOOKS[::3], ids=str)
def test_walked(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    """Each theme, text size and window size once, not all together: the pages are many."""
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    plan_for(room.session, room.people["Alva"])
    room.shell.resize(look.size)
    found = found_in(room, SCREENS)
    room.workplace.close()
    assert found == {}
