"""Comparing in numbers with the real server, while a person goes on writing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import pytest

from kaa_core.model.records import Task
from kaa_desktop.sync import checking, faults
from tests.unit.app.desks import TODAY, WAIT, Office


@attrs.define
class WritingBetween:
    """The real store's side of the engine, where somebody writes once when her sums are about to be read."""

    replica: Any
    write: Callable[[], object]
    fetched: int = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.replica, name)

    def sums(self) -> tuple[int, int, int]:
        self.write()
        return self.replica.sums()  # type: ignore[no-any-return]

    def digests(self) -> Mapping[bytes, tuple[int, int]]:
        return self.replica.digests()  # type: ignore[no-any-return]

    def replace(self, *_: object) -> None:
        self.fetched += 1


def test_what_is_written_during_a_comparison_is_no_difference(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(*_asked: object) -> None:
        raise faults.fault("offline")

    karin = office.desktop("karin")
    youth = karin.youth(task={"title": "Ring", "due": TODAY})
    karin.synced()
    (task,) = karin.store.queries.about(Task, [youth])
    rounds = karin.session._sync._engine._rounds
    # What she writes is still to be sent when the sums are read.
    monkeypatch.setattr(karin.session._sync._link.client, "push", offline)
    replica = WritingBetween(
        rounds._replica, lambda: karin.store.delete(Task, task.id).result(WAIT)
    )
    assert checking.check(rounds._replica, rounds._server) == checking.Compared()
    assert checking.check(replica, rounds._server) is None, "the next round compares"
    assert replica.fetched == 0
