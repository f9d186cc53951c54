"""Lists: rows come in pages, the place is kept, keys do what the F1 sheet says."""

import logging
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.rows import ID, PAGE, Cell, Column, PagedModel, Row, Section
from kaa_desktop.gui.theme import Theme
from tests.gui.samples import COLUMNS, provide
from tests.gui.walker import activate

SECTIONS = [
    Section("late", "Försenat", [1, 2, 3]),
    Section("none", "Tom", []),
    Section("today", "I dag", [4, 5]),
]
CTRL = Qt.KeyboardModifier.ControlModifier
SPOKEN = Qt.ItemDataRole.AccessibleTextRole


class Source:
    """A provider that remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[Sequence[Hashable]] = []

    def __call__(self, ids: Sequence[Hashable]) -> Mapping[Any, Row]:
        self.asked.append(ids)
        return provide(ids)


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> ListView:
    made = ListView(theme, COLUMNS, provide, name="list", title="Lista")
    qtbot.addWidget(made)
    made.resize(700, 400)
    activate(made, qtbot)
    made.setFocus()
    made.set_sections(SECTIONS)
    return made


def test_model_keeps_the_rules_of_qt(qtbot: QtBot) -> None:
    model = PagedModel(COLUMNS, provide)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_sections(SECTIONS)
    model.set_sections([Section("", "", range(100))])
    model.refresh()
    model.set_sections([])
    assert tester.model() is model


def test_20000_rows_are_read_a_page_at_a_time(theme: Theme, qtbot: QtBot) -> None:
    source = Source()
    view = ListView(theme, COLUMNS, source, name="list", title="Lista")
    qtbot.addWidget(view)
    view.resize(700, 600)
    view.show()
    view.set_sections([Section("all", "Alla", range(20_000))])
    view.grab()
    assert len(source.asked) == 1
    assert list(source.asked[0]) == list(range(PAGE))
    view.select(19_999)
    view.grab()
    assert len(source.asked) <= 3
    assert view.rows.count() == 20_000


def test_searching_by_letter_reads_no_rows(theme: Theme, qtbot: QtBot) -> None:
    source = Source()
    view = ListView(theme, COLUMNS, source, name="list", title="Lista")
    qtbot.addWidget(view)
    view.show()
    view.set_sections([Section("", "", range(20_000))])
    view.grab()
    before = len(source.asked)
    with qtbot.waitSignal(view.typed) as typed:
        QTest.keyClick(view, Qt.Key.Key_L)
    assert typed.args == ["l"]
    assert len(source.asked) == before


def test_pages_kept_are_bounded() -> None:
    model = PagedModel(COLUMNS, provide)
    model.set_sections([Section("", "", range(20_000))])
    for row in range(0, 20_000, PAGE):
        model.index(row, 0).data()
    assert len(model._pages) <= 64


def test_a_provider_that_fails_never_raises(caplog: pytest.LogCaptureFixture) -> None:
    def fails(_ids: Sequence[Hashable]) -> Mapping[Any, Row]:
        raise OSError("Karin Hemlig 20090302-2390")

    model = PagedModel(COLUMNS, fails)
    model.set_sections([Section("", "", [1])])
    with caplog.at_level(logging.ERROR):
        assert model.index(0, 0).data() == "Raden går inte att läsa just nu"
    assert "Hemlig" not in caplog.text
    assert "OSError" in caplog.text


def test_empty_sections_are_left_out_and_headings_count(view: ListView) -> None:
    titles = [view.rows.index(row, 0).data() for row in view.rows.headings()]
    assert titles == ["Försenat (3)", "I dag (2)"]
    assert view.rows.index(0, 0).data(SPOKEN) == "Försenat, 3"


def test_cells_are_spoken_with_their_column(view: ListView) -> None:
    row = view.rows.find(5)
    assert row.data(SPOKEN) == "Namn: Wilma Skissgren, Väntar på synk"
    assert row.siblingAtColumn(2).data(SPOKEN) == "Läge: Ej nådd"


def test_first_row_is_chosen_and_place_is_kept(view: ListView) -> None:
    assert view.current_id() == 1
    view.select(4)
    view.set_sections([Section("late", "Försenat", [9, 4, 1])])
    assert view.current_id() == 4
    view.set_sections([Section("late", "Försenat", [9])])
    assert view.current_id() == 9


def test_folded_headings_stay_folded(view: ListView) -> None:
    view.rows.fold(0, folded=True)
    assert view.rows.rowCount() == 4
    assert view.rows.index(0, 0).data(SPOKEN) == "Försenat, 3, hopfälld"
    view.set_sections([*SECTIONS, Section("later", "Senare", [6])])
    assert view.rows.folded(0)
    assert not view.rows.folded(1)
    assert view.rows.count() == 6


def test_keys(view: ListView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.opened) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [1]
    with qtbot.waitSignal(view.read) as read:
        QTest.keyClick(view, Qt.Key.Key_Space)
    assert read.args == [1]
    with qtbot.waitSignal(view.picked) as picked:
        QTest.keyClick(view, Qt.Key.Key_Down, CTRL)
    assert picked.args == [4]
    QTest.keyClick(view, Qt.Key.Key_Up, CTRL)
    assert view.current_id() == 1


def test_heading_folds_with_enter_and_opens_nothing(view: ListView, qtbot: QtBot) -> None:
    view.setCurrentIndex(view.rows.index(0, 0))
    with qtbot.assertNotEmitted(view.opened):
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert view.rows.folded(0)


def test_step_goes_over_headings_and_stops_at_the_end(view: ListView) -> None:
    view.select(3)
    assert view.step(1) == 4
    assert view.step(-1) == 3
    view.select(5)
    assert view.step(1) is None
    assert view.current_id() == 5


def test_narrow_list_drops_optional_columns_and_never_scrolls_sideways(
    view: ListView, theme: Theme
) -> None:
    theme.dress(view)
    view.resize(360, 400)
    assert view.isColumnHidden(3)
    assert not view.isColumnHidden(2)
    shown = [view.columnWidth(column) for column in range(4) if not view.isColumnHidden(column)]
    assert sum(shown) <= view.viewport().width()


def test_refresh_reads_again_and_keeps_the_row(theme: Theme, qtbot: QtBot) -> None:
    names: dict[Hashable, str] = {1: "Saga", 2: "Hugo"}
    view = ListView(
        theme,
        (Column("name", "Namn"),),
        lambda ids: {id_: Row((Cell(names[id_]),)) for id_ in ids},
        name="list",
        title="Lista",
    )
    qtbot.addWidget(view)
    view.set_sections([Section("", "", [1, 2])])
    view.select(2)
    assert view.rows.find(2).data() == "Hugo"
    names[2] = "Liam"
    view.rows.refresh()
    assert view.rows.find(2).data() == "Liam"
    assert view.current_id() == 2


def test_flat_list_has_no_headings() -> None:
    model = PagedModel(COLUMNS, provide)
    model.set_sections([Section("", "", [7, 8])])
    assert model.flat
    assert [model.index(row, 0).data(ID) for row in range(model.rowCount(QModelIndex()))] == [7, 8]
