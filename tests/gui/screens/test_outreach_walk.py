"""Letters and rounds, walked where there is least room: every page of them, in both themes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kaa_core.model.enums import Role
from kaa_desktop.gui.screens.letters import LetterChoicePage
from tests.gui.screens.conftest import Room, found_in, make_room
from tests.gui.walker import LOOKS, Look
from tests.unit.app.desks import TODAY, WAIT, local_desktop

SMALL = [LOOKS[1], LOOKS[7]]
"""Light at 100 % and dark at 200 %, both on 1280×720."""
CHOSEN = ("Liam", "Alva", "Skyddad")


def _act(room: Room, *acts: str) -> None:
    for act in acts:
        room.workplace.actions.trigger(act)


def visits(room: Room) -> None:
    """A day with a round."""
    room.go("visits")


def round_(room: Room) -> None:
    """The round itself."""
    room.go("visits")
    _act(room, "round.open")


def round_form(room: Room) -> None:
    """Who, when and who waits."""
    round_(room)
    _act(room, "round.change")


def offered(room: Room) -> None:
    """Whom to add."""
    round_(room)
    _act(room, "round.add")


def stop(room: Room) -> None:
    """One visit."""
    round_(room)
    _act(room, "stop.change")


def leaving(room: Room) -> None:
    """Out."""
    room.go("visits")
    _act(room, "round.leave")


def calling_off(room: Room) -> None:
    """A whole round."""
    room.go("visits")
    _act(room, "round.off")


def figures(room: Room) -> None:
    """What came of them."""
    room.go("visits")
    _act(room, "visits.figures")


def put(room: Room) -> None:
    """Into which round."""
    page = room.go("youths")
    page.list.select(room.people["Ella"])
    _act(room, "round.put")


def letter(room: Room) -> None:
    """Which letter."""
    youths = [room.people[name] for name in CHOSEN]
    page = LetterChoicePage(room.workplace, youths)
    room.workplace.open_screen(page)
    page._bound["telefon"].put("070-174 06 05")


def letters(room: Room) -> None:
    """Who gets it."""
    letter(room)
    room.page.finish()
    room.bot.waitUntil(lambda: bool(room.page.items))


def templates(room: Room) -> None:
    """The texts."""
    _act(room, "letters.templates")


def template(room: Room) -> None:
    """One of them."""
    templates(room)
    _act(room, "template.change")


SCREENS = (
    visits,
    round_,
    round_form,
    offered,
    stop,
    leaving,
    calling_off,
    figures,
    put,
    letter,
    letters,
    templates,
    template,
)


@pytest.mark.parametrize("look", SMALL, ids=str)
def test_screens(look: Look, qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    desktop = local_desktop(tmp_path, role=Role.COORDINATOR)
    room = make_room(qapp, qtbot, look.theme(qapp), desktop)
    room.shell.resize(look.size)
    youths = [room.people[name] for name in ("Liam", "Alva")]
    assert room.session.rounds.begin(TODAY, youths).result(WAIT).done
    found = found_in(room, SCREENS)
    room.workplace.close()
    desktop.close()
    assert found == {}
