"""Figures of the whole municipality from the real server are what who holds it all counts herself."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kaa_core.model.enums import Role
from kaa_core.statistics.answers import Answer, Origin
from kaa_core.statistics.catalogue import FIGURES
from kaa_core.statistics.values import Cell
from kaa_desktop.app.statistics_views import Question
from kaa_desktop.sync.faults import fault
from tests.unit.app.desks import TODAY, WAIT, Office, local_desktop

ALL = tuple(one.key for one in FIGURES)


def numbers(answer: Answer) -> Any:
    """What a table says, nobody's id."""

    def told(cell: Cell) -> tuple[int | None, ...]:
        return cell.count, cell.whole, cell.persons, cell.others

    return [(row.key, row.label, list(map(told, row.cells))) for row in answer.table.rows]


def test_the_server_counts_what_a_coordinators_computer_counts(office: Office) -> None:
    now = datetime.now(UTC) - timedelta(hours=1)  # the server's own clock counts no day to come
    today = now.date()
    desk = office.desktop("sam", now, role=Role.COORDINATOR)
    before = today - timedelta(days=60)
    desk.youth(0, enrolled=before, first_letter=today - timedelta(days=40))
    desk.youth(1, enrolled=before)
    desk.synced()
    question = Question(as_of=today, figures=ALL)
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


def test_locking_waits_for_no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = local_desktop(tmp_path, role=Role.COORDINATOR)
    asked, go_on = threading.Event(), threading.Event()

    def call(_: object) -> None:
        asked.set()
        assert go_on.wait(WAIT)
        raise fault("offline")

    monkeypatch.setattr(
        desk.session.statistics._server, "_link", SimpleNamespace(call=call, client=None)
    )
    question = Question(as_of=TODAY, figures=("enrolled",))
    first = desk.session.statistics.whole(question)
    second = desk.session.statistics.whole(question)
    assert asked.wait(WAIT)
    own = desk.session.statistics.ask(question).result(WAIT)
    assert own.answers, "what is counted here does not wait for the server"
    desk.close()
    assert second.cancelled()
    go_on.set()
    told = first.result(WAIT)
    assert told.fault is not None
    assert told.fault.happened.startswith("Du behöver nät.")
