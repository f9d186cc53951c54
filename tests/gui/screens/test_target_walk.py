"""The screens of the target group, walked in both themes, at both text sizes and both screen sizes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import (
    Criterion,
    Role,
)
from kaa_desktop.app.target_answers import Choice
from kaa_desktop.gui.screens.target_answer import (
    ConditionPage,
    ProposalPage,
)
from kaa_desktop.gui.screens.target_page import TargetYouthScreen
from tests.gui.screens.conftest import Room, found_in
from tests.gui.screens.target_room import deviations, facts, judged, on, room_of
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import Desktop, local_desktop


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = local_desktop(tmp_path, role=Role.COORDINATOR)
    yield made
    made.close()


def proposals(room: Room) -> None:
    """The list with its pane."""
    on(room, "Hugo")


def several(room: Room) -> None:
    """More than one chosen."""
    page = on(room, "Hugo")
    page.list.selectAll()


def nobody(room: Room) -> None:
    """Why nobody is there, and the way on."""
    page = room.go("targets")
    page.tools.filter.setText("finns inte")
    page.tools._text_changed()
    room.settle()


def judgement(room: Room) -> None:
    """The seven conditions."""
    judged(room, "Leyla")


def komvux(room: Room) -> None:
    """What does not affect the target group."""
    room.workplace.open_screen(TargetYouthScreen(room.workplace, room.people["Alva"]))


def deciding(room: Room) -> None:
    """A decision that is being written."""
    page = judged(room, "Elias")
    room.workplace.actions.trigger("target.decide")
    page.decide.choose(Choice.UNTIL_FURTHER)


def another_day(room: Room) -> None:
    """How it was once."""
    judged(room, "Hugo")._judge_then((date(2024, 1, 1), None))


def answered(name: str) -> Any:
    """The page on which somebody's proposal is answered."""

    def show(room: Room) -> None:
        on(room, name)
        room.workplace.actions.trigger("target.answer")
        assert isinstance(room.page, ProposalPage)

    show.__name__ = f"answered_{name}"
    return show


def later(room: Room) -> None:
    """Waiting with an answer."""
    on(room, "Hugo")
    room.workplace.actions.trigger("target.later")


def refused(room: Room) -> None:
    """Refusing a proposal."""
    on(room, "Hugo")
    room.workplace.actions.trigger("target.decline")


def condition(room: Room) -> None:
    """One condition by hand."""
    room.workplace.open_screen(
        ConditionPage(room.workplace, room.people["Leyla"], Criterion.NO_EXAM, print)
    )


def form(kind: str) -> Any:
    """A fact that is entered by hand."""

    def show(room: Room) -> None:
        room.workplace.open_form(kind, room.people["Liam"])

    show.__name__ = f"form_{kind}"
    return show


SCREENS = (
    proposals,
    several,
    nobody,
    deviations,
    judgement,
    komvux,
    deciding,
    another_day,
    facts,
    *(answered(name) for name in ("Hugo", "Wilma", "Leyla", "Elias")),
    later,
    refused,
    condition,
    *(form(kind) for kind in ("study_period", "credential", "residence", "school_notice")),
)


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_screens(look: Look, qapp: QApplication, qtbot: QtBot, desktop: Desktop) -> None:
    room = room_of(qapp, qtbot, look, desktop)
    room.shell.resize(look.size)
    found = found_in(room, SCREENS)
    room.workplace.close()
    assert found == {}, "\n".join(f"{name}: {one}" for name, them in found.items() for one in them)
