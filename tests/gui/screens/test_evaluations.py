"""Utvärdering av läsåret by a person: it fills itself, is written in parts, and is finished and reopened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import Role
from kaa_core.model.records import ImprovementArea, YearEvaluation
from kaa_core.statistics.evaluating import PARTS
from kaa_desktop.gui.screens.admin_form import ConfirmPage
from kaa_desktop.gui.screens.evaluation import EvaluationPage
from kaa_desktop.gui.screens.evaluation_forms import AreaForm, BeginPage, ReopenPage
from kaa_desktop.gui.screens.evaluations import EvaluationsScreen
from kaa_desktop.gui.screens.statistics_figure import FigureScreen
from tests.gui.screens.conftest import CTRL, Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import WAIT, Desktop, local_desktop


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def years(desktop: Desktop) -> YearEvaluation:
    """Last year's with two areas, and this year's begun."""
    last, this = (
        YearEvaluation(
            id=desktop.new_id(), start=date(year, 8, 1), end=date(year + 1, 7, 31),
            reaching="Vi når fler i tid än förra året. De som flyttar hit når vi senare.",
        )
        for year in (2025, 2026)
    )  # fmt: skip
    areas = [
        ImprovementArea(
            id=desktop.new_id(), evaluation=one.id, title=title, owner="Samordnaren",
            how="Två fasta dagar i veckan för hembesök.", by=date(2026, 12, 1),
        )
        for one, title in ((last, "Hembesök i tid"), (last, "Snabbare brev"), (this, "Fler samtal"))
    ]  # fmt: skip
    desktop.store.record(last, this, *areas).result(WAIT)
    return this


def listed(room: Room) -> None:
    """The years, one of them read."""
    room.workplace.actions.trigger("evaluation.show")
    room.page.list.view.choose_current()


def on_the_day(room: Room) -> None:
    """Min dag says whose day is near."""
    shown: Any = room.go("day")
    assert "3 förbättringsområden att följa upp." in shown._areas.accessibleName()
    assert shown._areas.isVisible()


def begin(room: Room) -> None:
    """Which year."""
    room.workplace.actions.trigger("evaluation.begin")


def page(room: Room) -> Any:
    """The guided page, its figures counted."""
    listed(room)
    room.press(Qt.Key.Key_Return)
    room.bot.waitUntil(lambda: isinstance(room.page, EvaluationPage))
    shown: Any = room.page
    room.bot.waitUntil(lambda: shown._figures is not None)
    return shown


def analysis(room: Room) -> None:
    """Further down: the parts, with a word that the guard marks."""
    shown = page(room)
    shown._bound["measures"].put("Praktiken ledde till arbete. En depression nämndes.")
    shown._boxes["measures"].guarded.look()
    shown._area.ensureWidgetVisible(shown._boxes["measures"])


def area(room: Room) -> None:
    """What became of one."""
    shown = page(room)
    shown.findChild(QPushButton, "former_change_0").click()


def paper(room: Room) -> None:
    """What the paper holds."""
    listed(room)
    room.workplace.actions.trigger("evaluation.paper")


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[-1]], ids=str)
def test_screens(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    years(desktop)
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    room.shell.resize(look.size)
    found = found_in(room, (on_the_day, listed, begin, page, analysis, area, paper))
    room.workplace.close()
    assert found == {}


def test_from_the_beginning_to_finished_and_opened_again(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop
) -> None:
    room = make_room(qapp, qtbot, LOOKS[0].theme(qapp), desktop)
    room.workplace.actions.trigger("evaluation.begin")
    assert isinstance(room.page, BeginPage)
    room.page._year.set_value(date(2026, 8, 1))
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: isinstance(room.page, EvaluationPage))
    shown: Any = room.page
    room.bot.waitUntil(lambda: shown._figures is not None)
    table = shown.table.figures.table
    assert table.rows[0].label.endswith("(Kompassen)")
    assert table.at("enrolled", "now").count == 7
    shown.table.opened.emit(("not_reached", "now"))
    assert isinstance(room.page, FigureScreen), "its definition, and who is behind it"
    room.workplace.back()
    room.bot.waitUntil(lambda: room.page is shown)

    # Two write at once: what a colleague has written comes in, and hers stands beside it.
    (held,) = desktop.store.queries.records(YearEvaluation)
    shown._bound["reaching"].put("Vi når fler.")
    desktop.store.set(YearEvaluation, held.id, goals="Tre av fyra.").result(WAIT)
    room.bot.waitUntil(lambda: shown.value("goals") == "Tre av fyra.")
    assert shown.value("reaching") == "Vi når fler.", "what she is writing is never touched"
    room.press(Qt.Key.Key_Escape)
    room.workplace.actions.trigger("evaluation.open")
    shown = room.page
    assert shown.value("reaching") == "Vi når fler.", "what was typed is kept"
    room.bot.waitUntil(lambda: shown._figures is not None)

    _finish(room, desktop, shown)
    room.page.list.view.setFocus()
    room.press(Qt.Key.Key_Return)
    assert isinstance(room.page, EvaluationPage)
    assert not room.page._bound, "finished it is plain text"
    assert len(PARTS) == 6
    room.press(Qt.Key.Key_Escape)
    room.workplace.actions.trigger("evaluation.reopen")
    assert isinstance(room.page, ReopenPage)
    room.page._bound["reason"].put("Ett tal saknades.")
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: isinstance(room.page, EvaluationsScreen))
    room.bot.waitUntil(lambda: not next(iter(room.page.items.values())).done)
    room.workplace.close()


def _finish(room: Room, desktop: Desktop, shown: Any) -> None:
    """What lacks is said with the way there; then it is added, and the list is read."""
    room.workplace.actions.trigger("evaluation.finish")
    room.bot.waitUntil(shown._fault.isVisible)
    assert room.page is shown, "an area is needed; the way there has the focus"
    assert room.focus() is shown._add
    (held,) = desktop.store.queries.records(YearEvaluation)
    assert (held.reaching, held.goals) == ("Vi når fler.", "Tre av fyra."), "saved on the way"
    shown._add.click()
    assert isinstance(room.page, AreaForm)
    room.type("Fler samtal\tVarje måndag")
    room.page._bound["owner"].put("Samordnaren")
    room.page._bound["by"].write(date(2027, 12, 1))
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: room.page is shown)
    room.bot.waitUntil(lambda: len(shown._view.areas) == 1)
    room.workplace.actions.trigger("evaluation.finish")
    room.bot.waitUntil(lambda: isinstance(room.page, ConfirmPage))
    room.press(Qt.Key.Key_Return, CTRL)
    room.bot.waitUntil(lambda: isinstance(room.page, EvaluationsScreen))
    room.bot.waitUntil(lambda: next(iter(room.page.items.values())).done)
