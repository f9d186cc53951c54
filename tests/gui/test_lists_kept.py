"""What a person sees and has chosen stays where it was, whatever a synchronisation brings."""

from __future__ import annotations

import random
import time
from collections.abc import Hashable, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_desktop.gui.lists import ListView
from kaa_desktop.gui.rows import Section
from kaa_desktop.gui.theme import Theme
from kaa_desktop.store.packed import PackedIds
from tests.gui.samples import COLUMNS, provide
from tests.gui.walker import activate
from tests.unit.store.builders import new_id

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
MANY = 60_000
GUI_MS = 50.0


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> ListView:
    made = ListView(theme, COLUMNS, provide, name="list", title="Lista")
    made.allow_many()
    qtbot.addWidget(made)
    made.resize(700, 400)
    activate(made, qtbot)
    made.setFocus()
    return made


def sections(ids: Sequence[Hashable], cut: int) -> list[Section]:
    """Two headings."""
    return [Section("one", "Ett", ids[:cut]), Section("two", "Två", ids[cut:])]


def top(view: ListView) -> tuple[Hashable, int]:
    """Who stands first in the window, and how many pixels of the row are above it."""
    row = view.rowAt(0)
    row += view.rows.id_at(row) is None
    return view.rows.id_at(row), view.rowViewportPosition(row)


@pytest.mark.parametrize("seed", range(4))
def test_choice_and_place_follow_the_ids_under_random_changes(view: ListView, seed: int) -> None:
    dice = random.Random(seed)
    ids = list(range(400))
    view.set_sections(sections(ids, 150))
    view.setCurrentIndex(view.rows.find(dice.randrange(100, 300)))
    for _extend in range(dice.randrange(6)):
        QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
    compared = 0
    for _round in range(40):
        view.verticalScrollBar().setValue(
            view.verticalScrollBar().value() + dice.randrange(-90, 90)
        )
        chosen, current, first = set(view.chosen()), view.current_id(), top(view)
        gone = set(dice.sample(ids, dice.randrange(12)))
        ids = [one for one in ids if one not in gone]
        for new in range(dice.randrange(12)):
            ids.insert(dice.randrange(len(ids)), 1000 * (_round + 1) + new)
        moved = dice.choice(ids)
        ids.remove(moved)
        ids.insert(dice.randrange(len(ids)), moved)
        view.set_sections(sections(ids, 150))
        left = chosen - gone
        if current not in gone:
            assert view.current_id() == current
        if len(chosen) > 1 and left:
            assert set(view.chosen()) == left
        if first[0] not in gone and first[0] != moved:
            assert top(view) == first
            compared += 1
    assert compared > 20


def test_a_row_that_goes_leaves_its_place_to_the_neighbour_and_is_said(
    view: ListView, qtbot: QtBot
) -> None:
    view.set_sections([Section("", "", list(range(50)))])
    view.select(20)
    with qtbot.waitSignal(view.vanished) as told:
        view.set_sections([Section("", "", [one for one in range(50) if one not in {20, 21}])])
    assert told.args == [1]
    assert view.current_id() == 22


def test_the_same_ids_are_only_read_again(view: ListView) -> None:
    view.set_sections(sections(list(range(50)), 20))
    reset: list[int] = []
    view.rows.modelReset.connect(lambda: reset.append(1))
    view.set_sections(sections(list(range(50)), 20))
    assert reset == []


def test_60000_are_laid_out_chosen_sorted_and_folded_within_a_frame_or_two(view: ListView) -> None:
    packed = [new_id().bytes for _one in range(MANY)]
    ordered = PackedIds(b"".join(packed))
    random.Random(1).shuffle(packed)
    shuffled = PackedIds(b"".join(packed))

    def best(act: object) -> float:
        """The shortest of several: a loaded machine is not the list's fault."""
        took = []
        for turn in range(6):
            began = time.perf_counter()
            act(turn)  # type: ignore[operator]
            took.append((time.perf_counter() - began) * 1000)
        return min(took)

    def swap(turn: int) -> None:
        view.set_sections(sections((ordered, shuffled)[turn % 2], 30_000))
        QApplication.processEvents()

    def choose(_turn: int) -> None:
        view.clearSelection()
        QTest.keyClick(view, Qt.Key.Key_A, CTRL)
        QApplication.processEvents()

    assert best(swap) < GUI_MS
    assert best(choose) < GUI_MS
    assert view.chosen_amount() == len(view.chosen()) == MANY
    assert best(lambda turn: view.rows.fold(0, folded=turn % 2 == 0)) < GUI_MS
    assert set(PackedIds.of(view.chosen()).each()) <= set(packed)  # type: ignore[arg-type]


def test_keys_choose_many(view: ListView) -> None:
    view.set_sections(sections(list(range(10)), 5))
    view.select(1)
    QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
    assert list(view.chosen()) == [1, 2]
    for _step in range(4):
        QTest.keyClick(view, Qt.Key.Key_Down, CTRL | SHIFT)
    assert list(view.chosen()) == [1, 2]
    QTest.keyClick(view, Qt.Key.Key_Space, CTRL)
    assert list(view.chosen()) == [1, 2, view.current_id()]
    QTest.keyClick(view, Qt.Key.Key_A, CTRL)
    assert view.chosen_amount() == 10
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.chosen_amount() <= 1
