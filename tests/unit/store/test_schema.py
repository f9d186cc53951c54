"""The tables follow the registry additively; what an older version parked finds its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import msgspec
import pytest

from kaa_core.model.enums import Role
from kaa_core.model.ids import RecordId
from kaa_core.model.records import Task, Worker
from kaa_core.model.registry import REGISTRY, Kind, Registry
from kaa_desktop.store import database, errors, schema
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import DATABASE, Store
from tests.unit.store import builders as make

REASON = REGISTRY.kind(Task).by_name["reason"]


def _older(renamed: str | None = None) -> Registry:
    """A registry that does not know workers, and of tasks no reason (or under another name)."""
    older = Registry()
    for kind in REGISTRY:
        if kind.cls is Task:
            fields = [one for one in kind.fields if one.id != REASON.id]
            if renamed is not None:
                fields.append(attrs.evolve(REASON, name=renamed))
            older.add(_with_fields(kind, tuple(fields)))
        elif kind.cls is not Worker:
            older.add(kind)
    return older


def _with_fields(kind: Kind, fields: tuple[Any, ...]) -> Kind:
    return attrs.evolve(
        kind,
        fields=fields,
        by_id={one.id: one for one in fields},
        by_name={one.name: one for one in fields},
    )


def _older_store(folder: Path, key: DataKey, renamed: str | None = None) -> RecordId:
    """A store as the older version left it, with a task whose reason it did not know."""
    connection = database.create(folder / DATABASE, key)
    schema.upgrade(connection, _older(renamed))
    task, youth = make.new_id(), make.new_id()
    pack = msgspec.msgpack.encode
    parked = pack({REASON.id: "en orsak", 99: "från framtiden"})
    if renamed is None:
        connection.execute(
            "INSERT INTO r_task (id, _scope, _seqs, _parked, youth, title, due) "
            "VALUES (?, ?, ?, ?, ?, 'Ring', '2026-12-01')",
            (task.bytes, youth.bytes, pack({1: 4, 3: 4}), parked, youth.bytes),
        )
    else:
        connection.execute(
            f"INSERT INTO r_task (id, _scope, _seqs, youth, title, due, {renamed}) "
            "VALUES (?, ?, ?, ?, 'Ring', '2026-12-01', 'en orsak')",
            (task.bytes, youth.bytes, pack({1: 4, 3: 4}), youth.bytes),
        )
    connection.execute(
        "INSERT INTO unknown_record (id, kind, content, seqs, deleted) VALUES (?, 10, ?, ?, 0)",
        (task.bytes[::-1], pack({1: "Ada", 3: 1}), pack({1: 7, 3: 7})),
    )
    connection.close()
    return task


def test_what_was_parked_finds_its_place(tmp_path: Path, key: DataKey) -> None:
    task = _older_store(tmp_path, key)
    with Store.open(tmp_path, key, lambda: make.NOW) as store:
        held = store.queries.record(Task, task)
        assert held is not None
        assert held.reason == "en orsak"
        (worker,) = store.queries.records(Worker)
        assert (worker.name, worker.role) == ("Ada", Role.CASEWORKER)
        parked = store.queries._all("SELECT _parked FROM r_task", ())
        assert msgspec.msgpack.decode(parked[0][0], strict=False) == {99: "från framtiden"}
        assert store.queries._all("SELECT count(*) FROM unknown_record", ()) == [(0,)]


def test_a_field_may_change_its_name(tmp_path: Path, key: DataKey) -> None:
    task = _older_store(tmp_path, key, renamed="motive")
    with Store.open(tmp_path, key, lambda: make.NOW) as store:
        held = store.queries.record(Task, task)
        assert held is not None
        assert held.reason == "en orsak"


def test_lists_follow_rules_that_have_changed(
    tmp_path: Path, key: DataKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    youth = make.youth()
    with Store.create(tmp_path, key, lambda: make.NOW) as store:
        store.record(youth, make.enrolment(youth)).result()
        spoil = "UPDATE case_summary SET status = 'OUTSIDE'"
        store._writer.submit(lambda unit: unit.connection.execute(spoil)).result()
    with Store.open(tmp_path, key, lambda: make.NOW) as store:
        assert store.queries.case_ids() == []
    monkeypatch.setattr(schema, "SUMMARY_VERSION", schema.SUMMARY_VERSION + 1)
    with Store.open(tmp_path, key, lambda: make.NOW) as store:
        store.lists_ready().result(timeout=30)
        assert store.queries.case_ids() == [youth.id]


def test_a_creation_that_failed_can_be_made_again(
    tmp_path: Path, key: DataKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise errors.DiskFull

    with monkeypatch.context() as patched:
        patched.setattr(schema, "_create_indexes", broken)
        with pytest.raises(errors.DiskFull):
            Store.create(tmp_path, key, lambda: make.NOW)
    Store.create(tmp_path, key, lambda: make.NOW).close()
    before = (tmp_path / DATABASE).read_bytes()
    with pytest.raises(FileExistsError):
        Store.create(tmp_path, key, lambda: make.NOW)
    assert (tmp_path / DATABASE).read_bytes() == before


def test_opening_again_changes_nothing(tmp_path: Path, key: DataKey) -> None:
    Store.create(tmp_path, key, lambda: make.NOW).close()
    before = (tmp_path / DATABASE).read_bytes()
    Store.open(tmp_path, key, lambda: make.NOW).close()
    assert (tmp_path / DATABASE).read_bytes() == before


def test_a_newer_store_is_left_alone(tmp_path: Path, key: DataKey) -> None:
    Store.create(tmp_path, key, lambda: make.NOW).close()
    connection = database.open_writer(tmp_path / DATABASE, key)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = (tmp_path / DATABASE).read_bytes()
    with pytest.raises(errors.StoreTooNew, match="nyare version"):
        Store.open(tmp_path, key, lambda: make.NOW)
    assert (tmp_path / DATABASE).read_bytes() == before


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(
    tmp_path: Path, key: DataKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = _older_store(tmp_path, key)
    before = (tmp_path / DATABASE).read_bytes()

    def broken(*_: object) -> None:
        raise RuntimeError("in the middle")

    with monkeypatch.context() as patched:
        patched.setattr(schema, "_create_indexes", broken)
        with pytest.raises(RuntimeError):
            Store.open(tmp_path, key, lambda: make.NOW)
    assert (tmp_path / DATABASE).read_bytes() == before
    with Store.open(tmp_path, key, lambda: make.NOW) as store:
        assert store.queries.record(Task, task) is not None


def test_what_was_typed_of_a_new_early_signal_goes_with_the_upgrade(
    tmp_path: Path, key: DataKey
) -> None:
    """It lay under no signal's id, so no erasure took it away."""
    with Store.create(tmp_path, key, lambda: make.NOW) as store:
        store.put_settings({"form:early_signal:": b"x", "form:routine": b"y"}).result()
    connection = database.open_writer(tmp_path / DATABASE, key)
    connection.execute("PRAGMA user_version = 7")
    connection.close()
    with Store.open(tmp_path, key, lambda: make.NOW) as store:
        assert store.setting("form:early_signal:") is None
        assert store.setting("form:routine") == b"y"
