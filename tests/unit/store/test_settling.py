"""Settling and asking on two real stores against the merge: both see the same, at once and afterwards."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from kaa_core.model.enums import Resolution
from kaa_core.model.ids import RecordId, UserId, YouthId
from kaa_core.model.records import Conflict, Task, Youth
from kaa_core.sync.messages import Verb
from kaa_desktop.store.store import Store
from tests.unit.store.test_laws import DEVICES, World, two_stores

BY = UserId(UUID(int=9))


def begun(world: World) -> tuple[Store, Store]:
    """A youth whom both have."""
    for act in (("create", 0, 0), ("sync", 0), ("sync", 1)):
        world.act(*act)
    first, second = (world.stores[one] for one in DEVICES[:2])
    return first, second


def both(world: World) -> None:
    for who in (0, 1, 0, 1):
        world.act("sync", who)


@pytest.mark.parametrize("choice", [Resolution.KEPT, Resolution.OTHER])
@pytest.mark.parametrize("deletion_first", [True, False])
def test_a_deletion_against_an_edit_ends_the_same_on_both(
    choice: Resolution, *, deletion_first: bool
) -> None:
    with two_stores() as stores:
        world = World(stores)
        first, second = begun(world)
        task = RecordId(UUID(int=5))
        youth = YouthId(world.youths[0].id)
        first.record(Task(id=task, youth=youth, title="Ring", due=date(2026, 11, 24))).result()
        both(world)
        deleter, editor = (first, second) if deletion_first else (second, first)
        deleter.delete(Task, task).result()
        editor.set(Task, task, title="Ring i dag").result()
        both(world)
        (conflict,) = second.queries.conflicts()
        gone = deletion_first is (choice is Resolution.KEPT)
        chosen = conflict.kept_value if choice is Resolution.KEPT else conflict.other_value
        second.transact(
            lambda act: act.resolve(conflict.id, choice, chosen, by=BY, reason="Stämt av.")
        ).result()
        # What she sees at once is what both see in the end.
        assert (second.queries.record(Task, task) is None) is gone
        both(world)
        for store in (first, second):
            held = store.queries.record(Task, task)
            assert (held is None) is gone
            assert held is None or held.title == "Ring i dag"
            assert store.queries.conflicts() == []
            assert [one.reason for one in store.queries.records(Conflict)] == ["Stämt av."]
            assert store.queries.refused() == []
            assert store.waiting(10) == []


def test_asking_reaches_the_other_and_stands_until_it_is_settled() -> None:
    with two_stores() as stores:
        world = World(stores)
        first, second = begun(world)
        youth = world.youths[0].id
        for store, phone in ((first, "1"), (second, "2")):
            store.set(Youth, youth, phone=phone).result()
        both(world)
        (conflict,) = second.queries.conflicts()
        asked = UserId(UUID(bytes=DEVICES[0]))
        own = UserId(UUID(bytes=DEVICES[1]))
        second.transact(lambda act: act.ask(conflict.id, asked, "Vilket?", by=own)).result()
        (sent,) = second.waiting(10)
        assert sent.verb is Verb.RESOLVE
        both(world)
        for store in (first, second):
            (held,) = store.queries.conflicts()
            assert (held.asked_of, held.asked_by, held.question) == (asked, own, "Vilket?")
            assert held.resolution is None
        assert second.waiting(10) == []
