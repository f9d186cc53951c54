"""The replica while a write is on its way: what is asked next knows of it, and a fault is told."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import pytest

from kaa_core.model.ids import DeviceId, UserId
from kaa_core.sync.messages import Answer, Outcome
from kaa_desktop.app.context import Identity
from kaa_desktop.app.replica import StoreReplica
from kaa_desktop.app.roles import Standing
from kaa_desktop.app.views import Who
from kaa_desktop.store.errors import DiskFull
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import Store
from kaa_desktop.sync.faults import SyncFault
from tests.unit.store import builders as make

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

EPOCH = b"e" * 16


def identity() -> Identity:
    """A caseworker's."""
    who = Who(
        name="Karin",
        role="handläggare",
        worker=None,
        municipality="Exempelås",
        device="KAA-01",
        practice=True,
    )
    return Identity(
        user=UserId(make.new_id()),
        worker=None,
        device=DeviceId(make.new_id()),
        who=who,
        standing=Standing(1),
        server="http://127.0.0.1:9",
        municipality="9901",
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with three notes to send."""
    with Store.create(tmp_path, DataKey.generate(), lambda: make.NOW) as made:
        youth = make.youth()
        made.record(youth).result()
        for place in range(3):
            made.record(make.note(youth, text=f"Nummer {place}")).result()
        yield made


def held_up(store: Store, monkeypatch: pytest.MonkeyPatch, name: str) -> list[Callable[[], None]]:
    """Writes by this name do not begin until what is returned is called."""
    waiting: list[Callable[[], None]] = []
    write = getattr(store, name)

    def later(*arguments: Any, **named: Any) -> Future[None]:
        promised: Future[None] = Future()

        def go() -> None:
            try:
                promised.set_result(write(*arguments, **named).result())
            except Exception as error:  # noqa: BLE001 - the future's
                promised.set_exception(error)

        waiting.append(go)
        return promised

    monkeypatch.setattr(store, name, later)
    return waiting


def test_what_is_answered_is_not_handed_out_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = held_up(store, monkeypatch, "apply_answers")
    replica = StoreReplica(store, identity())
    replica.apply_answers([Answer(n, Outcome.APPLIED, n) for n in (1, 2)])
    assert [one.n for one in replica.waiting(10)] == [3, 4]
    assert replica.acts_waiting() == 2
    writes[0]()
    replica.settle()
    assert [one.n for one in store.waiting(10)] == [3, 4]


def test_nothing_waits_only_when_it_is_on_the_disk(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = held_up(store, monkeypatch, "apply_answers")
    replica = StoreReplica(store, identity())
    replica.apply_answers([Answer(n, Outcome.APPLIED, n) for n in (1, 2, 3, 4)])
    writes[0]()
    assert replica.waiting(10) == []
    assert store.waiting(10) == []


def test_a_write_that_failed_is_told_and_its_operations_are_sent_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: Future[None] = Future()
    failed.set_exception(DiskFull())
    monkeypatch.setattr(store, "apply_answers", lambda _: failed)
    replica = StoreReplica(store, identity())
    replica.apply_answers([Answer(n, Outcome.APPLIED, n) for n in (1, 2)])
    with pytest.raises(SyncFault) as told:
        replica.settle()
    assert told.value.code == "LAGRING-DiskFull"
    assert [one.n for one in replica.waiting(10)] == [1, 2, 3, 4]


def test_the_cursor_is_where_the_write_will_have_come(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = held_up(store, monkeypatch, "apply_changes")
    replica = StoreReplica(store, identity())
    replica.apply_changes([], EPOCH, 7, more=True)
    assert replica.cursor() == (EPOCH, 7)
    assert store.cursor() is None
    writes[0]()
    replica.settle()
    assert replica.cursor() == (EPOCH, 7)
    assert store.cursor() is not None
