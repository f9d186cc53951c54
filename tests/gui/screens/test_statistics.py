"""Statistik och mål in the window: by keyboard from a number to its youths, copies, months and days."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import Role
from kaa_core.model.following_up import FigureExport
from kaa_core.statistics.catalogue import KOMPASSEN
from kaa_core.statistics.day import Filter
from kaa_core.statistics.suppression import WHY
from kaa_desktop.app.statistics import Statistics
from kaa_desktop.app.statistics_held import Held
from kaa_desktop.app.statistics_views import Question
from kaa_desktop.gui.screens import statistics_behind
from kaa_desktop.gui.screens.statistics import StatisticsScreen
from kaa_desktop.gui.screens.statistics_compare import CompareScreen
from kaa_desktop.gui.screens.statistics_figure import FigureScreen
from kaa_desktop.gui.screens.statistics_words import Period, period_words
from kaa_desktop.gui.theme import Theme
from tests.gui.screens.conftest import CTRL, Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import TODAY, Desktop, local_desktop

TIGHT = [one for one in LOOKS if str(one) in ("light-100-1280x720", "dark-200-1280x720")]
"""The small window, and the small window with large text: where something would be cut off."""
EVERYBODY = ["Alva", "Elias", "Ella", "Leyla", "Liam", "Skyddad", "Wilma"]


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def opened(room: Room) -> StatisticsScreen:
    """The page, counted."""
    page = room.go("statistics")
    assert isinstance(page, StatisticsScreen)
    return page


def figure_of(room: Room, key: str) -> FigureScreen:
    """A figure's page."""
    opened(room).open_figure(key)
    room.settle()
    assert isinstance(room.page, FigureScreen)
    return room.page


def cells(table: Any) -> list[list[str]]:
    """What a table shows, row by row."""
    model = table.figures
    across, down = range(model.columnCount()), range(model.rowCount())
    return [[model.index(row, column).data() for column in across] for row in down]


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_by_keys_from_a_number_to_its_youths_and_back(room: Room) -> None:
    room.press(Qt.Key.Key_7, CTRL)
    room.settle()
    page = room.page
    assert isinstance(page, StatisticsScreen)
    assert room.focus() is page.body.keys.cards[0]
    assert room.focus().accessibleName() == "Ungdomar i åldersgruppen, 7"
    assert page.body.keys.cards[3].accessibleName() == "Ej nådda, 6, 86\N{NO-BREAK SPACE}% av 7"
    assert len(page.body.lists["statistics_kompassen"][1].lines) == len(KOMPASSEN), (
        "the third as two"
    )
    assert cells(page.body.months.table)[-1] == ["nov 2026", "7", "6", "86\N{NO-BREAK SPACE}%"]
    assert (
        "18 år: Insats 0, Utan insats 0, Okänd 7" in page.body.by_age.chart.accessibleDescription()
    )
    for card in page.body.keys.cards[:3]:
        assert room.focus() is card
        room.press(Qt.Key.Key_Tab)
    assert room.focus() is page.body.keys.cards[3]
    room.press(Qt.Key.Key_Return)  # Ej nådda
    room.settle()
    figure = room.page
    assert isinstance(figure, FigureScreen)
    assert room.focus() is figure.card.table
    assert cells(figure.card.table) == [["Ej nådda", "6", "7", "86\N{NO-BREAK SPACE}%"]]
    facts = " ".join(one.accessibleName() for one in figure.findChildren(type(figure.card.note)))
    assert "Räknat från registret på den här datorn. Hela kommunens register." in facts
    assert "Version 1" in facts
    room.press(Qt.Key.Key_Return)
    room.settle()
    behind = room.page
    assert behind.title == statistics_behind.TITLE
    # Who has been talked to is not there; who is protected is shown as everywhere.
    shown = set(behind.among())
    assert shown == {room.people[one] for one in EVERYBODY if one != "Alva"}
    assert "Hemlig" not in " ".join(room.titles())
    assert "Skyddade uppgifter" in room.titles()
    behind.filter.setFocus()
    room.type("wilma")
    room.bot.waitUntil(lambda: list(behind.among()) == [room.people["Wilma"]])
    for _twice in range(2):
        room.press(Qt.Key.Key_Escape)
    room.bot.waitUntil(lambda: set(behind.among()) == shown)
    room.press(Qt.Key.Key_Escape)
    assert room.page is figure
    assert room.focus() is figure.card.table


def for_the_board_and_in_what_is_copied_small_numbers_are_hidden(room: Room) -> None:
    page = opened(room)
    page.open_figure("contact_in_four_weeks")
    room.workplace.back()
    figure = figure_of(room, "talks")  # one conversation, with one youth
    room.workplace.actions.trigger("statistics.copy")
    assert "Kartläggning\t0" not in clipboard()
    assert "dolt" in clipboard()
    assert WHY in clipboard()
    html = QGuiApplication.clipboard().mimeData().html()
    assert '<th scope="col">Samtal</th>' in html
    room.workplace.actions.trigger("statistics.copy_all")
    assert "Alla\t1" in clipboard()
    assert "dolt" not in clipboard()
    folder = room.desktop.profile.folder.parent
    for ending, begins in (("csv", b"\xef\xbb\xbfSamtal efter slag;"), ("xlsx", b"PK")):
        path = folder / f"talks.{ending}"
        figure.save_to(str(path))
        room.bot.waitUntil(path.exists)
        assert path.read_bytes().startswith(begins)
    written = (folder / "talks.csv").read_text("utf-8-sig").splitlines()
    assert written[1].endswith(";dolt")
    assert any(line.startswith("Räknat från;") for line in written)
    room.bot.waitUntil(lambda: len(room.desktop.store.queries.records(FigureExport)) == 2)
    exports = room.desktop.store.queries.records(FigureExport)
    assert {one.what for one in exports} == {
        "Samtal efter slag (CSV)",
        "Samtal efter slag (kalkylblad)",
    }
    assert not any(one.small_shown for one in exports)
    room.workplace.actions.trigger("statistics.picture")
    assert not QGuiApplication.clipboard().image().isNull()
    assert figure.card.chart.drawn is not None
    room.workplace.back()
    room.workplace.actions.trigger("statistics.board")
    room.settle()
    assert page.tools.modes.value() == "board"
    figure = figure_of(room, "talks")
    assert "dolt" in [row[1] for row in cells(figure.card.table)]
    assert WHY in figure.card.note.text()
    room.press(Qt.Key.Key_Home)
    figure._open_cell(("all", "count"))
    assert room.page is figure  # what is hidden opens nobody


def another_day_other_youths_and_tables_alone(room: Room) -> None:
    page = opened(room)
    page.tools.day.setText("2026-09-21")
    page.tools.day.editingFinished.emit()
    room.settle()
    assert page.given is not None
    assert page.given.question.as_of == date(2026, 9, 21)
    assert "21 september 2026" in page.header._subtitle.full_text()
    # Six were enrolled that day; Leyla came later.
    assert page.given.answers["enrolled"].table.cell.count == 6
    page.tools.day.setText("2027-01-01")
    page.tools.day.editingFinished.emit()
    assert page.tools.day.value() == date(2026, 9, 21)  # a day that has not been
    page.show_question(Question(as_of=TODAY, figures=(), only=Filter(ages=frozenset({17}))))
    room.settle()
    assert page.body.keys.cards[0].accessibleName() == "Ungdomar i åldersgruppen, 0"
    assert page.body.chips.accessibleName() == "Ålder 17 år"
    room.workplace.actions.trigger("statistics.clear")
    room.settle()
    assert not page.body.chips.isVisible()
    page.tools.definition.setCurrentIndex(1)
    page.tools.definition.activated.emit(1)
    room.settle()
    figure = figure_of(room, "target_group")
    assert "en annan definition än den som gällde" in figure.warning.accessibleName()
    room.workplace.back()
    room.press(Qt.Key.Key_T, CTRL)
    assert not page.body.by_age.chart.isVisible()
    assert page.body.by_age.table.isVisible()


def a_year_by_month_says_how_far_it_is_and_can_be_stopped(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = figure_of(room, "not_reached")
    go_on, given = threading.Event(), Statistics._given

    def slow(*of: Any) -> Any:
        if of[1].as_of.month == 6:
            assert go_on.wait(10)
        return given(*of)

    monkeypatch.setattr(Statistics, "_given", slow)
    figure.band.wait.setInterval(0)
    room.workplace.actions.trigger("statistics.months")
    room.bot.waitUntil(figure.band.isVisible)
    figure.band.say()
    assert "% är klart" in figure.band.accessibleName()
    room.press(Qt.Key.Key_Escape)
    go_on.set()
    assert not figure.busy
    assert not figure.months.isVisible()
    room.workplace.actions.trigger("statistics.months")
    room.settle()
    rows = cells(figure.months.table)
    assert [row[0] for row in rows][::11] == ["dec 2025", "nov 2026"]
    assert rows[-1][1:] == ["6", "86\N{NO-BREAK SPACE}%"]
    assert room.focus() is figure.months.table
    figure._open_month(("2026-11-24", "value"))
    room.settle()
    assert len(room.page.among()) == 6


def days_are_compared_and_what_cannot_be_is_said(room: Room) -> None:
    opened(room)
    room.workplace.actions.trigger("statistics.compare")
    room.settle()
    page = room.page
    assert isinstance(page, CompareScreen)
    page.show_days([date(2018, 1, 31), date(2026, 10, 31), TODAY])
    room.settle()
    rows = {row[0]: row[1:] for row in cells(page.card.table)}
    assert rows["Ungdomar i verksamheten (inskrivna)"] == ["–", "6", "7", "–"]
    assert "Det finns inga tal för 31 januari 2018." in page.warning.accessibleName()
    assert "blandar två definitioner" in page.warning.accessibleName()
    page.show_days([date(2026, 10, 31), TODAY])
    room.settle()
    rows = {row[0]: row[1:] for row in cells(page.card.table)}
    assert rows["Ungdomar i verksamheten (inskrivna)"] == ["6", "7", "+16,7 %"]
    assert not page.warning.isVisible()
    said = " ".join(one.text() for one in page.card.findChildren(QLabel))
    assert "Definition av målgruppen: Lydelsen från den 1 juli 2018" in said
    assert "Räknat från registret på den här datorn." in said
    room.workplace.actions.trigger("statistics.copy")
    assert "Förändring" in clipboard()
    page.modes._buttons["units"].click()
    room.settle()
    assert "inga enheter" in page.empty.text()
    page.modes._buttons["towns"].click()
    room.settle()
    assert "nät" in page.empty.text()
    assert not page.card.isVisible()


def whoever_holds_a_part_is_told_so(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    part = "Bara din enhets ungdomar."
    monkeypatch.setattr(Statistics, "held", lambda _self: Held(sentence=part, whole=False))
    page = opened(room)
    page.reload()
    room.settle()
    assert part in page._limits.accessibleName()
    assert page._ask_all.isVisible()
    room.workplace.actions.trigger("statistics.whole")
    room.settle()
    assert "Du behöver nät." in page._limits.accessibleName()
    assert page.body.keys.cards[0].accessibleName().endswith(", 7")  # what stood there stands


def test_all_that_is_asked_in_one_window(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """One window for all of it: making one takes longer than any of these."""
    another_day_other_youths_and_tables_alone(room)
    opened(room).show_question(Question(as_of=TODAY, figures=()))
    room.settle()
    with monkeypatch.context() as patched:
        a_year_by_month_says_how_far_it_is_and_can_be_stopped(room, patched)
    days_are_compared_and_what_cannot_be_is_said(room)
    for_the_board_and_in_what_is_copied_small_numbers_are_hidden(room)
    whoever_holds_a_part_is_told_so(room, monkeypatch)


def test_periods_begin_where_they_are_said_to() -> None:
    for period, start in (
        (Period.SCHOOL_YEAR, date(2026, 8, 1)),
        (Period.CALENDAR_YEAR, date(2026, 1, 1)),
        (Period.QUARTER, date(2026, 10, 1)),
        (Period.OWN, date(2026, 9, 9)),
    ):
        assert period.start(TODAY, date(2026, 9, 9)) == start
        assert Period.of(start, TODAY) is period or period is Period.SCHOOL_YEAR
    asked = Question(as_of=TODAY, figures=())
    assert period_words(asked) == "Läsåret 2026/27, till och med 24 november 2026"
    quarter = attrs.evolve(asked, start=date(2026, 10, 1))
    assert period_words(quarter) == "Kvartal 4 2026, till och med 24 november 2026"


# -- the walk


def the_page(room: Room) -> None:
    opened(room)


def a_figure(room: Room) -> None:
    figure_of(room, "channels")
    room.workplace.actions.trigger("statistics.months")
    room.settle()


def its_youths(room: Room) -> None:
    figure_of(room, "not_reached")._open_cell(("value", "count"))
    room.settle()


def days_beside_each_other(room: Room) -> None:
    opened(room)
    room.workplace.actions.trigger("statistics.compare")
    room.settle()


@pytest.mark.parametrize("look", TIGHT, ids=str)
def test_walk(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    theme: Theme = look.theme(qapp)
    room = make_room(qapp, qtbot, theme, desktop)
    look.show(room.shell, qtbot)
    shows = (the_page, a_figure, its_youths, days_beside_each_other)[: 4 if look is TIGHT[1] else 2]
    assert found_in(room, shows) == {}
    room.workplace.close()
