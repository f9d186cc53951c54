"""Figures of the whole municipality from the real server are what who holds it all counts herself."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import timedelta
from typing import Any

import pytest

from kaa_core.model.enums import Role
from kaa_core.statistics.answers import Answer, Origin
from kaa_core.statistics.catalogue import FIGURES
from kaa_core.statistics.values import Cell
from kaa_desktop.app import statistics_server
from kaa_desktop.app.statistics_views import Question
from kaa_desktop.sync.faults import fault
from tests.unit.app.desks import TODAY, WAIT, Office

ALL = tuple(one.key for one in FIGURES)


def numbers(answer: Answer) -> Any:
    """What a table says, nobody's id."""

    def told(cell: Cell) -> tuple[int | None, ...]:
        return cell.count, cell.whole, cell.persons, cell.others

    return [(row.key, row.label, list(map(told, row.cells))) for row in answer.table.rows]


def test_the_server_counts_what_a_coordinators_computer_counts(office: Office) -> None:
    desk = office.desktop("sam", role=Role.COORDINATOR)
    desk.youth(0, first_letter=TODAY - timedelta(days=40))
    desk.youth(1)
    desk.synced()
    question = Question(as_of=TODAY, figures=ALL)
    own = desk.session.statistics.ask(question).result(WAIT)
    told = desk.session.statistics.whole(question).result(WAIT)
    assert told.fault is None
    assert told.value is not None
    assert told.value.held == "Hela kommunens register, räknat av servern."
    assert set(told.value.answers) == set(ALL)
    for key in ALL:
        assert numbers(told.value.answers[key]) == numbers(own.answers[key]), key
        assert told.value.answers[key].origin is Origin.SERVER
    assert own.answers["enrolled"].table.cell.count == 2
    worker = office.desktop("karin")
    refused = worker.session.statistics.whole(question).result(WAIT)
    assert refused.fault is not None
    assert refused.fault.happened.startswith("Du ser en del av kommunens ärenden")


def test_a_server_that_is_still_reading_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics_server, "PAUSE", 0.01)
    monkeypatch.setattr(statistics_server, "SECONDS", 0.01)
    asked: list[int] = []

    class Reading:
        def ask(self, question: object) -> Future[Any]:
            asked.append(len(asked))
            told: Future[Any] = Future()
            told.set_exception(fault("busy" if len(asked) < 3 else "offline"))
            return told

    server = statistics_server.FromServer(Reading())
    found = server.whole(Question(as_of=TODAY, figures=("enrolled",)), None).result(WAIT)
    assert len(asked) == 3
    assert found.fault is not None
    assert found.fault.happened.startswith("Du behöver nät.")
    monkeypatch.setattr(statistics_server, "PAUSE", 600.0)
    asked.clear()
    waiting = server.whole(Question(as_of=TODAY, figures=("enrolled",)), None)
    server.close()
    assert waiting.done(), "locking waits for no server"
