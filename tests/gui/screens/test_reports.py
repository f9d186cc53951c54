"""Rapporter: made by keys, looked at first, saved to a place; small numbers by a reason; nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import Role
from kaa_core.model.following_up import FigureExport
from kaa_desktop.app.reports import NO_REASON, STOPPED, Form
from kaa_desktop.gui.screens import report_form
from kaa_desktop.gui.screens.report_form import NOTHING, ReportForm
from kaa_desktop.gui.screens.report_pages import ReportPages
from kaa_desktop.gui.screens.reports import ReportsScreen
from tests.gui.screens.conftest import CTRL, Room, found_in, make_room
from tests.gui.walker import LOOKS
from tests.unit.app.desks import NOON, TODAY, WAIT, Desktop, local_desktop


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def opened(room: Room) -> ReportForm:
    room.workplace.actions.trigger("report.make")
    assert isinstance(room.page, ReportForm)
    return room.page


def saved(room: Room, path: Path) -> None:
    """As chosen in the dialog."""
    form: Any = room.page
    form.save_to(str(path))
    room.bot.waitUntil(lambda: isinstance(room.page, ReportsScreen))
    room.bot.waitUntil(lambda: bool(room.page.items))


def listed(room: Room) -> None:
    """What has left the program, one of them read."""
    room.go("reports").list.view.setFocus()


def form(room: Room) -> None:
    """Everything shown, with a fault."""
    room.go("reports")
    opened(room).shown.click()
    room.page.finish()


def pages(room: Room) -> None:
    """What it will look like."""
    room.go("reports")
    page = opened(room)
    page.against.set_value(NOTHING)
    page.shown.set_value(False)
    page.show_pages()
    room.bot.waitUntil(lambda: isinstance(room.page, ReportPages))


def test_screens(qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    """Where there is least room."""
    look = LOOKS[-1]
    one = FigureExport(
        id=desktop.new_id(), what="Styrgruppens uppföljning (PDF)", as_of=TODAY, made_at=NOON,
        small_shown=True, reason="Styrgruppen arbetar med ärendena.",
    )  # fmt: skip
    desktop.store.record(one).result(WAIT)
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    room.shell.resize(look.size)
    found = found_in(room, (listed, form, pages))
    room.workplace.close()
    assert found == {}


def test_from_the_choice_to_the_file(
    qapp: QApplication,
    qtbot: QtBot,
    desktop: Desktop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(
        report_form,
        "ask_where",
        lambda _page, _title, name, what, _then: asked.append((name, what)),
    )
    room = make_room(qapp, qtbot, LOOKS[0].theme(qapp), desktop)
    room.go("reports")
    page = opened(room)
    assert page.start.value() is not None
    assert (page.start.value(), page.end.value()) == (page.order().of.start, TODAY)
    # What is typed is kept when the page is left, the choice of report too.
    page.kind.set_value("board_quarter")
    page._texts["reach"].setPlainText("Vi ringer tidigare i år.")
    room.press(Qt.Key.Key_Escape)
    page = opened(room)
    assert (page.kind.value(), page._texts["reach"].text()) == (
        "board_quarter",
        "Vi ringer tidigare i år.",
    )
    assert page.order().of.start.month == 10, "the quarter's first day, since none was typed"
    # Small numbers ask for a reason, and the place is not asked for before that.
    page.shown.click()
    room.press(Qt.Key.Key_Return, CTRL)
    assert page._boxes["reason"].error() == NO_REASON
    assert asked == []
    page.reason.setText("Nämnden har begärt det.")
    page.form.set_value(Form.SHEET)
    room.press(Qt.Key.Key_Return, CTRL)
    assert asked == [("namndens-kvartalsuppfoljning-2026-11-24.xlsx", "kalkylblad")]
    saved(room, tmp_path / "r.xlsx")
    assert (tmp_path / "r.xlsx").exists()
    [export] = desktop.store.queries.records(FigureExport)
    assert export.reason == "Nämnden har begärt det."
    [row] = room.page.items.values()
    assert (row.what, row.small_shown) == ("Nämndens kvartalsuppföljning (kalkylblad)", True)
    assert opened(room)._texts["reach"].text() == "", "it is made: nothing is begun"
    room.workplace.close()


def test_it_can_be_broken_off_and_the_overview_never_shows_small_numbers(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop
) -> None:
    room = make_room(qapp, qtbot, LOOKS[0].theme(qapp), desktop)
    room.go("reports")
    page = opened(room)
    page.shown.click()
    page.kind.set_value("overview")
    assert not page._boxes["shown"].isVisible()
    assert page.order().shown is False
    page.show_pages()
    assert page._close.text() == "Avbryt"
    room.press(Qt.Key.Key_Escape)
    room.bot.waitUntil(lambda: not page._busy)
    assert room.page is page
    assert page._fault.isVisible()
    assert STOPPED in [one.text() for one in page._fault.findChildren(QLabel)]
    room.workplace.close()
