"""Mål: written in by the coordinator, seen by everybody on Min dag."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import Indicator, Role
from kaa_core.model.records import OrganisationGoal
from kaa_desktop.gui.screens.goals import GoalForm, GoalsScreen
from tests.gui.screens.conftest import CTRL, Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import WAIT, Desktop, local_desktop


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def goals(desktop: Desktop) -> None:
    """Five goals of this school year, in per cent and as counts, the last of them without a value."""
    for title, indicator, target, count in (
        ("Alla nya har kontakt inom fyra veckor", Indicator.CONTACT_IN_FOUR_WEEKS, 100, None),
        ("Högst var tredje är ej nådd", Indicator.NOT_REACHED, 30, None),
        ("Nio av tio har en plan", Indicator.WITH_PLAN, 90, None),
        ("Minst 10 tillbaka", Indicator.RETURNED, None, 10),
        ("Inom budgetram", Indicator.IN_BUDGET, 100, None),
    ):
        goal = OrganisationGoal(
            id=desktop.new_id(), title=title, indicator=indicator, target=target,
            target_count=count, start=date(2026, 8, 1),
        )  # fmt: skip
        desktop.store.record(goal).result(WAIT)


def day(room: Room) -> None:
    """Min dag, with the goals along its foot."""
    room.go("day")
    room.bot.waitUntil(lambda: bool(room.page._goals._cards))
    room.bot.waitUntil(lambda: not room.session.goals.due())
    room.bot.waitUntil(lambda: all(one._view.value for one in room.page._goals._cards))


def folded(room: Room) -> None:
    """The goals in their turn, where the page's cards take turns."""
    day(room)
    room.page._one.choice.set_value("goals")
    room.page._one._show()


def listed(room: Room) -> None:
    """All goals, one of them read."""
    room.go("goals")
    room.bot.waitUntil(lambda: bool(room.page.items))
    room.page.list.view.choose_current()


def wrong(room: Room) -> None:
    """A new goal with faults said."""
    room.go("goals")
    room.workplace.actions.trigger("goal.add")
    room.page._bound["target"].put("hundra")
    room.page._bound["target_count"].put("många")
    room.page.finish()


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[1], LOOKS[-1]], ids=str)
def test_screens(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    goals(desktop)
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    room.shell.resize(look.size)
    found = found_in(room, (day, folded, listed, wrong))
    room.workplace.close()
    assert found == {}


def test_written_by_the_coordinator_and_seen_on_min_dag(room: Room, desktop: Desktop) -> None:
    room.go("goals")
    assert isinstance(room.page, GoalsScreen)
    room.workplace.actions.trigger("goal.add")
    assert isinstance(room.page, GoalForm)
    room.type("Alla har kontakt")
    room.page._indicator.set_value(Indicator.NOT_REACHED)
    assert "aldrig har nåtts" in room.page._indicator.accessibleDescription()
    room.page._bound["target"].put("30")
    room.page._bound["target_count"].put("30")
    room.page._bound["owner"].put("Rektor")
    room.press(Qt.Key.Key_Escape)
    room.workplace.actions.trigger("goal.add")
    assert room.page.value("title") == "Alla har kontakt", "what was typed is kept"
    room.page._bound["start"].write(date(2026, 8, 1))
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(
        lambda: "i procent eller i antal" in room.page._boxes["target_count"].error()
    )
    room.page._bound["target"].put("")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: isinstance(room.page, GoalsScreen))
    [goal] = desktop.store.queries.records(OrganisationGoal)
    assert (goal.title, goal.target, goal.target_count) == ("Alla har kontakt", None, 30)
    assert goal.owner == "Rektor"
    day(room)
    shown: Any = room.page
    [card] = shown._goals._cards
    assert card._view.fraction == "av 7"
    assert "Målet nått" in card.accessibleName()
    assert card._view.trend in card.accessibleName()
    assert "okt" in card.accessibleDescription(), "the small line in words"
    assert not shown._goals._held.isVisible(), "this computer holds everybody"
    shown._goals.show_goals([attrs.evolve(card._view, held="Bara din enhets ungdomar.")])
    assert shown._goals._held.isVisible(), "what the values are of, when it is not everybody"
    assert "Bara din enhet" in shown._goals._cards[0].accessibleDescription()
    [card] = shown._goals._cards
    card.click()
    assert isinstance(room.page, GoalsScreen)


def test_a_form_sends_back_only_what_she_changed(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop
) -> None:
    """A colleague's change stands: one that came while the form was open, and one since it was kept."""
    goals(desktop)
    room = make_room(qapp, qtbot, LOOKS[0].theme(qapp), desktop)

    def held() -> OrganisationGoal:
        found = desktop.store.queries.records(OrganisationGoal)
        return next(one for one in found if one.indicator is Indicator.NOT_REACHED)

    def change() -> Any:
        page: Any = room.go("goals")
        room.bot.waitUntil(lambda: bool(page.items))
        page.list.view.select(held().id)
        room.workplace.actions.trigger("goal.change")
        assert isinstance(room.page, GoalForm)
        return room.page

    def theirs(**values: Any) -> None:
        desktop.store.set(OrganisationGoal, held().id, **values).result(WAIT)

    form = change()
    theirs(target=10)
    form._bound["decided_by"].put("Nämnden")
    room.press(Qt.Key.Key_Escape)
    kept = room.session.kept_forms
    room.bot.waitUntil(lambda: kept.held(form._key).get("decided_by") == "Nämnden")
    assert "target" not in kept.held(form._key)
    theirs(title="Högst var tionde", decided_by="Rektor")
    form = change()
    assert (form.value("decided_by"), form.value("target")) == ("Nämnden", "10")
    assert form.seen()["decided_by"] is None, "she had not seen what came in since"
    theirs(target=5)
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: held().decided_by == "Nämnden")
    assert (held().title, held().target) == ("Högst var tionde", 5)
    room.bot.waitUntil(lambda: not kept.held(form._key))
    room.workplace.close()
