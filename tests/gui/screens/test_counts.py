"""The counts of the navigation follow what changes, and only that."""

from __future__ import annotations

import pytest

from kaa_desktop.app.views import Changes, NavCounts
from tests.gui.screens.conftest import Room
from tests.unit.app.desks import WAIT


def test_lists_are_counted_for_records_not_for_words_of_the_connection(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[NavCounts] = []
    count = room.session.nav_counts

    def counting() -> NavCounts:
        counted.append(count())
        return counted[-1]

    monkeypatch.setattr(room.session, "nav_counts", counting)
    told: list[object] = []
    monkeypatch.setattr(room.shell, "show_sync", told.append)
    room.workplace._changed.emit(Changes(sync=True))
    room.bot.waitUntil(lambda: bool(told))
    assert counted == []
    due = room.session.today()
    room.session.add_task(room.people["Wilma"], "Ring", due).result(WAIT)
    room.bot.waitUntil(lambda: bool(counted))
    item = next(one for one in room.shell.navigation.items() if one.key == "day")
    assert item.count == counted[-1].tasks


def test_youths_who_came_a_second_time_are_told_of(room: Room) -> None:
    for number in (1, 2):
        room.workplace._changed.emit(Changes(doubled=number))
    notice = room.shell._notice
    room.bot.waitUntil(notice.isVisible)
    assert "3 ungdomar som kom med synkningen finns nu i två ärenden." in notice.accessibleName()
