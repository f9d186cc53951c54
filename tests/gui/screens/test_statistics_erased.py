"""A day that nobody is left of, and one that has not been, on the page Statistik."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import Role
from kaa_core.statistics.erased import nobody_left
from kaa_desktop.gui.screens.statistics import ALL, EMPTY
from kaa_desktop.gui.screens.statistics_tools import NOT_YET
from tests.gui.screens.conftest import make_room
from tests.gui.walker import LOOKS
from tests.unit.app.desks import Desktop, local_desktop

EARLY = date(2018, 6, 30)


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def test_it_has_no_figures_and_that_is_what_is_said(
    qapp: QApplication, qtbot: QtBot, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.youth(0)
    room = make_room(qapp, qtbot, LOOKS[0].theme(qapp), desktop)
    page: Any = room.go("statistics")
    qtbot.waitUntil(lambda: page.given is not None and not page.busy)
    page.show_question(attrs.evolve(page.given.question, as_of=EARLY, figures=ALL))
    qtbot.waitUntil(lambda: page.given.question.as_of == EARLY and not page.busy)
    said = page._limits.accessibleName() or page._limits.message()
    assert nobody_left(EARLY) in said
    assert EMPTY not in said
    assert page._told["age_group"].table.cell.count is None
    page._flip_mode()  # for the board
    qtbot.waitUntil(lambda: not page.busy)
    assert page._told["age_group"].table.cell.count is None
    assert not page._told["age_group"].table.cell.hidden
    said_now: list[str] = []
    monkeypatch.setattr(page.tools._desk, "say", said_now.append)
    page.tools.day.set_value(date(2027, 9, 30))
    page.tools._ask()
    assert (page.tools.day.value(), said_now) == (EARLY, [NOT_YET])
    room.workplace.close()
