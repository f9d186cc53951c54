"""Budget och utfall by keys: entered, kronor with thousands apart, a period that lies over another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import Role
from kaa_core.model.records import BudgetEntry
from kaa_desktop.gui.screens.budget import BudgetForm, BudgetScreen
from kaa_desktop.gui.screens.history import HistoryScreen
from kaa_desktop.gui.widgets.kronor import KronorField
from tests.gui.screens.conftest import CTRL, Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import WAIT, Desktop, local_desktop


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def entered(room: Room) -> None:
    """A period read."""
    room.workplace.actions.trigger("budget.show")
    room.page.list.view.choose_current()


def over_another(room: Room) -> None:
    """A new period that lies over it."""
    room.workplace.actions.trigger("budget.add")
    room.page._bound["start"].write(date(2026, 9, 1))
    room.page._bound["end"].write(date(2026, 9, 30))
    room.page._bound["budget"].put("1 miljon")
    room.page.edited()
    room.page.finish()


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[-1]], ids=str)
def test_screens(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    entry = BudgetEntry(
        id=desktop.new_id(), start=date(2026, 8, 1), end=date(2027, 7, 31), budget=1_250_000,
        outcome=420_000,
    )  # fmt: skip
    desktop.store.record(entry).result(WAIT)
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    room.shell.resize(look.size)
    found = found_in(room, (entered, over_another))
    room.workplace.close()
    assert found == {}


def test_a_period_is_entered_and_its_outcome_later(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop
) -> None:
    room = make_room(qapp, qtbot, LOOKS[0].theme(qapp), desktop)
    room.workplace.actions.trigger("budget.add")
    form = room.page
    assert isinstance(form, BudgetForm)
    room.type("2026-08-01\t2027-07-31\t1250000\t")
    assert form._bound["budget"].raw() == "1 250 000"
    room.press(Qt.Key.Key_Escape)
    room.workplace.actions.trigger("budget.add")
    assert room.page.value("budget") == 1_250_000, "what was typed is kept"
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: isinstance(room.page, BudgetScreen))
    room.bot.waitUntil(lambda: bool(room.page.items))
    (row,) = room.page.items.values()
    assert (row.within, row.outcome) == (None, "")
    room.page.list.view.select(row.id)
    room.page.list.view.setFocus()
    room.press(Qt.Key.Key_Return)
    room.page._bound["outcome"].put("1.200.000 kr")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: isinstance(room.page, BudgetScreen))
    room.bot.waitUntil(lambda: next(iter(room.page.items.values())).within is True)
    (held,) = desktop.store.queries.records(BudgetEntry)
    assert (held.budget, held.outcome) == (1_250_000, 1_200_000)
    room.workplace.actions.trigger("budget.history")
    assert isinstance(room.page, HistoryScreen)
    room.workplace.close()


def test_kronor_are_read_however_they_are_typed(qtbot: QtBot) -> None:
    field = KronorField()
    qtbot.addWidget(field)
    for typed in ("1250000", "1 250 000", "1.250.000 kr", "1\N{NO-BREAK SPACE}250 000 kronor"):
        field.setText(typed)
        assert (field.value(), field.problem()) == (1_250_000, ""), typed
    for typed in ("1,5", "en miljon", "-5", "9" * 20):
        field.setText(typed)
        assert field.value() is None
        assert field.problem()
