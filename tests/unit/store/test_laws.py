"""Laws of the outbox and of what comes in, against the real merge, over generated histories.

Whatever two people do offline, whatever is lost on the way and sent again: numbers have no gap, a
pull never overwrites what waits, everything written is on the server or in "ej mottaget", and in the
end both stores hold exactly what the server holds.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import attrs
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kaa_core.model.enums import Resolution
from kaa_core.model.ids import RecordId, UserId
from kaa_core.model.records import Task, Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.sync.messages import Answer, Outcome, Verb
from kaa_desktop.store import errors, rows
from kaa_desktop.store.incoming import Cursor
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import Store
from kaa_desktop.store.transaction import Transaction
from tests.unit.store import builders as make
from tests.unit.store.small_server import EPOCH, SmallServer, pull, push, settle

DEVICES = (b"A" * 16, b"B" * 16)
# Few records, fields and values, so that what two people write meets often.
WORDS = st.sampled_from(["ett", "två", "tre", "fyra", None])
WHO = st.integers(0, 1)
WHICH = st.sampled_from([0, 0, 0, 0, 1])
FIELD = st.sampled_from("aaab")
WRITE = st.tuples(st.just("set"), WHO, WHICH, FIELD, WORDS)
ACT = st.one_of(
    WRITE,
    WRITE,
    st.tuples(st.just("set two"), WHO, WHICH, WORDS, WORDS),
    st.tuples(st.just("push"), WHO, st.integers(1, 3), st.booleans()),
    st.tuples(st.just("push"), WHO, st.integers(1, 3), st.just(True)),
    st.tuples(st.just("pull"), WHO, st.integers(1, 5)),
    st.tuples(st.just("sync"), WHO),
    st.tuples(st.just("resolve"), WHO, st.sampled_from(Resolution), WORDS),
    st.tuples(st.sampled_from(["create", "delete"]), WHO, WHICH),
)
ACTS = st.lists(ACT, min_size=4, max_size=30).map(
    lambda acts: [("create", 0, 0), ("sync", 0), ("sync", 1), *acts]
)


@contextlib.contextmanager
def two_stores() -> Iterator[dict[bytes, Store]]:
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as opened:
        stores = {}
        for device in DEVICES:
            place = Path(folder) / device.hex()
            place.mkdir()
            made = Store.create(place, DataKey.generate(), lambda: make.NOW)
            stores[device] = opened.enter_context(made)
        yield stores


@attrs.define
class World:
    """The server, the stores and the youths made so far."""

    stores: dict[bytes, Store]
    server: SmallServer = attrs.Factory(SmallServer)
    youths: list[Record] = attrs.Factory(list)

    def act(self, name: str, who: int, *more: Any) -> None:
        device = DEVICES[who]
        store = self.stores[device]
        match name, more:
            case "create", _:
                youth = make.youth(number=len(self.youths), phone="ett")
                self.youths.append(youth)
                store.record(youth, make.enrolment(youth)).result()
            case "set", (which, field, value):
                self.change(store, which, **{{"a": "phone", "b": "street"}[field]: value})
            case "set two", (which, one, two):
                self.change(store, which, phone=one, email=two)
            case "delete", (which,):
                self.delete(store, which)
            case "resolve", (resolution, value):
                self.resolve(device, resolution, value)
            case "push", (limit, lost):
                answers = push(self.server, store, device, limit)
                if not lost:
                    store.apply_answers(answers).result()
            case "pull", (limit,):
                pull(self.server, store, limit)
            case _:
                store.apply_answers(push(self.server, store, device)).result()
                pull(self.server, store)
        self.own_work_stands(store)

    def change(self, store: Store, which: int, **values: Any) -> None:
        with contextlib.suppress(errors.RecordUnknown):
            if self.youths:
                store.set(Youth, self.youths[which % len(self.youths)].id, **values).result()

    def delete(self, store: Store, which: int) -> None:
        with contextlib.suppress(errors.RecordUnknown):
            if self.youths:
                store.delete(Youth, self.youths[which % len(self.youths)].id).result()

    def resolve(self, device: bytes, resolution: Resolution, value: Any) -> None:
        store = self.stores[device]
        conflict = next(iter(store.queries.conflicts()), None)
        if conflict is None:
            return
        chosen = {
            Resolution.KEPT: conflict.kept_value,
            Resolution.OTHER: conflict.other_value,
            Resolution.OWN: value,
        }[resolution]
        by = UserId(UUID(bytes=device))  # the small server takes the device for the person
        store.transact(lambda act: act.resolve(conflict.id, resolution, chosen, by=by)).result()

    def own_work_stands(self, store: Store) -> None:
        """The latest own value of each waiting field is what the person sees."""
        latest: dict[tuple[bytes, int], Any] = {}
        for one in store.waiting(1000):
            if one.verb in (Verb.CREATE, Verb.RESOLVE):
                # Later values of others may show through a creation the server already has.
                latest = {key: value for key, value in latest.items() if key[0] != one.record}
            if one.verb is Verb.RESOLVE:
                latest.clear()
            if one.verb is Verb.SET:
                latest |= {(one.record, field): value for field, value in one.values.items()}
        for (record, field), value in latest.items():
            state = store._read(lambda it, key=record: rows.load(it, 1, key))  # type: ignore[misc]
            if state is not None:
                assert state.values.get(field) == value


def _held(store: Store) -> dict[bytes, tuple[dict[int, Any], dict[int, int], bool]]:
    found = {}
    for kind in REGISTRY:
        query = f"SELECT {rows.columns(kind)} FROM r_{kind.name}"
        for row in store.queries._all(query, ()):
            state = rows.state_of(kind, row)
            found[row[0]] = (state.values, state.seqs, state.deleted)
    return found


def _counts(store: Store) -> list[int]:
    tables = ("outbox", "pending", "shadow")
    return [store.queries._all(f"SELECT count(*) FROM {one}", ())[0][0] for one in tables]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(acts=ACTS)
@example(  # own value sent, answer lost, somebody's later value pulled, answer got again
    acts=[
        ("create", 0, 0), ("sync", 0), ("sync", 1),
        ("set", 0, 0, "a", "två"), ("push", 0, 3, True), ("sync", 1), ("set", 1, 0, "a", "tre"),
        ("sync", 1), ("set", 0, 0, "b", "fyra"), ("pull", 0, 5), ("push", 0, 3, False),
    ]
)  # fmt: skip
@example(  # creation sent, answer lost, somebody's value of it pulled, answer got again
    acts=[
        ("create", 0, 0), ("push", 0, 3, True), ("sync", 1), ("set", 1, 0, "a", "tre"),
        ("sync", 1), ("pull", 0, 5), ("push", 0, 3, False),
    ]
)  # fmt: skip
@example(  # a second own value after somebody's was pulled: both conflict, theirs stands
    acts=[
        ("create", 0, 0), ("sync", 0), ("sync", 1), ("set", 1, 0, "a", "tre"), ("sync", 1),
        ("set", 0, 0, "a", "två"), ("pull", 0, 5), ("set", 0, 0, "a", "fyra"), ("sync", 0),
    ]
)  # fmt: skip
@example(  # two own values of one field, answered one at a time
    acts=[
        ("create", 0, 0), ("sync", 0), ("set", 0, 0, "a", "två"), ("set", 0, 0, "a", "tre"),
        ("push", 0, 1, False), ("push", 0, 1, False),
    ]
)  # fmt: skip
def test_in_the_end_all_hold_what_the_server_holds(acts: list[tuple[Any, ...]]) -> None:
    with two_stores() as stores:
        world = World(stores)
        for act in acts:
            world.act(*act)
        settle(world.server, stores)
        expected = {
            record: (
                {field: value for field, value in state.values.items() if value is not None},
                state.seqs,
                state.deleted,
            )
            for record, state in world.server.records.items()
        }
        for device, store in stores.items():
            assert _counts(store) == [0, 0, 0]
            assert _held(store) == expected
            taken = world.server.taken.get(device, [])
            assert [one.n for one in taken] == list(range(1, store.next_n()))
            refused = {
                one.n
                for one in taken
                if world.server.answers[device, one.n].outcome is Outcome.REFUSED
            }
            assert {one.operation.n for one in store.queries.refused()} == refused


@given(acts=ACTS, cut=st.integers(1, 5))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_what_comes_twice_counts_once(acts: list[tuple[Any, ...]], cut: int) -> None:
    with two_stores() as stores:
        world = World(stores)
        for act in acts:
            world.act(*act)
        store, device = stores[DEVICES[0]], DEVICES[0]
        answers = []
        while given_now := push(world.server, store, device, cut):
            for one in given_now:  # one at a time, each twice
                store.apply_answers([one]).result()
                store.apply_answers([one]).result()
            answers += given_now
        before = store.cursor() or Cursor(EPOCH, 0)
        changes = pull(world.server, store)
        once = _held(store)
        for start in reversed(range(0, len(changes), cut)):
            store.apply_changes(changes[start : start + cut], before).result()
            assert _held(store) == once
        store.apply_changes(changes, before).result()
        store.apply_answers(answers).result()
        assert _held(store) == once


def test_a_transaction_is_never_cut_in_two(store: Store) -> None:
    youths = [make.youth(number=number) for number in range(5)]
    store.record(youths[0]).result()
    store.record(*youths[1:4]).result()
    store.record(youths[4]).result()
    assert [[one.n for one in store.waiting(limit)] for limit in range(1, 6)] == [
        [1], [1], [1], [1, 2, 3, 4], [1, 2, 3, 4, 5],
    ]  # fmt: skip
    store.apply_answers([Answer(1, Outcome.APPLIED, 1)]).result()
    assert [one.n for one in store.waiting(2)] == [2, 3, 4]


def test_a_refused_transaction_falls_back_whole_and_is_kept_whole(store: Store) -> None:
    youth = make.youth(phone="ett")
    todo = make.task(youth)
    store.apply_changes([make.created(youth, 4)], Cursor(EPOCH, 4)).result()

    def act(transaction: Transaction) -> None:
        transaction.set(Youth, youth.id, phone="två")
        transaction.create(todo)

    store.transact(act).result()
    operations = store.waiting(10)
    store.apply_answers(
        [Answer(one.n, Outcome.REFUSED, code="together") for one in operations]
    ).result()
    assert store.queries.record(Youth, youth.id) == youth
    assert store.queries.record(Task, todo.id) is None
    refused = store.queries.refused()
    assert [one.operation for one in refused] == operations
    assert {one.code for one in refused} == {"together"}
    assert store.next_n() == 3
    store.dismiss_refused([refused[0].id]).result()
    assert store.queries.refused() == refused[1:]


def test_a_pulled_value_waits_behind_own_work(store: Store) -> None:
    youth = make.youth(phone="ett")
    phone = make.field_id(Youth, "phone")
    store.apply_changes([make.created(youth, 4)], Cursor(EPOCH, 4)).result()
    store.set(Youth, youth.id, phone="mitt").result()
    theirs = make.change(5, Verb.SET, 1, youth.id.bytes, {phone: "deras"}, youth.id.bytes)
    store.apply_changes([theirs], Cursor(EPOCH, 5)).result()
    seen = store.queries.record(Youth, youth.id)
    assert seen is not None
    assert seen.phone == "mitt"
    store.apply_answers([Answer(1, Outcome.CONFLICT, 5, b"c" * 16)]).result()
    seen = store.queries.record(Youth, youth.id)
    assert seen is not None
    assert seen.phone == "deras"


def test_an_edit_of_what_was_just_resolved_is_no_new_conflict() -> None:
    with two_stores() as stores:
        world = World(stores)
        acts: list[tuple[Any, ...]] = [
            ("create", 0, 0), ("sync", 0), ("sync", 1), ("set", 0, 0, "a", "två"), ("sync", 0),
            ("set", 1, 0, "a", "tre"), ("sync", 1), ("resolve", 1, Resolution.OTHER, None),
            ("set", 1, 0, "a", "fyra"), ("sync", 1), ("sync", 0),
        ]  # fmt: skip
        for act in acts:
            world.act(*act)
        for store in stores.values():
            held = store.queries.record(Youth, RecordId(world.youths[0].id))
            assert held is not None
            assert held.phone == "fyra"
            assert store.queries.conflicts() == []


def test_a_deletion_after_an_own_edit_meets_an_edit_that_was_not_seen() -> None:
    with two_stores() as stores:
        world = World(stores)
        acts: list[tuple[Any, ...]] = [
            ("create", 0, 0), ("sync", 0), ("sync", 1),
            ("set", 0, 0, "b", "mitt"), ("delete", 0, 0),  # without network
            ("set", 1, 0, "a", "deras"), ("sync", 1), ("sync", 0), ("sync", 1),
        ]  # fmt: skip
        for act in acts:
            world.act(*act)
        for store in stores.values():
            held = store.queries.record(Youth, RecordId(world.youths[0].id))
            assert held is not None
            assert (held.phone, held.street) == ("deras", "mitt")
            assert [one.other_deleted for one in store.queries.conflicts()] == [True]


def test_two_who_settle_a_conflict_alike_both_hold_who_was_first() -> None:
    with two_stores() as stores:
        world = World(stores)
        acts: list[tuple[Any, ...]] = [
            ("create", 0, 0), ("sync", 0), ("sync", 1), ("set", 0, 0, "a", "två"), ("sync", 0),
            ("set", 1, 0, "a", "tre"), ("sync", 1), ("sync", 0),
            ("resolve", 0, Resolution.OTHER, None), ("resolve", 1, Resolution.OTHER, None),
            ("sync", 0), ("sync", 1),
        ]  # fmt: skip
        for act in acts:
            world.act(*act)
        kind = REGISTRY.kind("conflict")
        [made] = [key for key, one in world.server.records.items() if one.kind == kind.id]
        for store in stores.values():
            held = store._read(lambda it: rows.load(it, kind.id, made))
            assert held == world.server.records[made]


def test_the_unknown_is_parked_and_does_not_stop_the_rest(store: Store) -> None:
    youth = make.youth()
    good = make.created(youth, 9)
    changes = [
        make.change(1, Verb.CREATE, 999, make.new_id().bytes, {1: "ny sort"}),
        make.change(2, Verb.CREATE, 9, b"short", {1: 1}),
        make.change(3, Verb.CREATE, 10, make.new_id().bytes, {1: 17, 3: "fel form", 77: "nytt"}),
        make.change(4, Verb.CREATE, 10, make.new_id().bytes, {1: "Ada", 3: 4711, 6: 1 << 80 >> 20}),
        make.change(5, Verb.SET, 10, make.new_id().bytes, {1: None}),
        good,
    ]
    store.apply_changes(changes, Cursor(EPOCH, 9)).result()
    assert store.queries.record(Youth, youth.id) == youth
    assert store.cursor() == Cursor(EPOCH, 9)
    third = store._read(lambda it: rows.load(it, 10, changes[2].record))
    assert third is not None
    assert third.values == {1: 17, 3: "fel form", 77: "nytt"}
    first = store._read(lambda it: rows.load(it, 999, changes[0].record))
    assert first is not None
    assert first.values == {1: "ny sort"}


def test_the_cursor_and_the_data_are_one(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    youth = make.youth()
    store.apply_changes([make.created(youth, 1)], Cursor(EPOCH, 1)).result()

    def broken(*_: object) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr("kaa_desktop.store.incoming._save", broken)
    with pytest.raises(RuntimeError):
        store.apply_changes([make.created(make.youth(), 2)], Cursor(EPOCH, 2)).result()
    assert store.cursor() == Cursor(EPOCH, 1)
