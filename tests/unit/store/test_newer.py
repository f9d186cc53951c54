"""What a newer version has written: kept, not shown, not written over; the rest of the record goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaa_core.model.enums import Protection, Role
from kaa_core.model.records import Worker, Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.sync.messages import Verb
from kaa_desktop.store.errors import FieldNewer, RecordInvalid
from kaa_desktop.store.incoming import Cursor
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import Store
from tests.torture.verdict import state_of
from tests.unit.store import builders as make

EPOCH = b"e" * 16
NEW_FIELD = 77
ROLE = make.field_id(Worker, "role")
SOURCE = make.field_id(Youth, "address_source")
PROTECTION = make.field_id(Youth, "protection")


@pytest.fixture
def store(tmp_path: Path, key: DataKey) -> Store:
    return Store.create(tmp_path, key, lambda: make.NOW)


def received(store: Store, cls: type, record: bytes, values: dict[int, object], seq: int) -> None:
    """A newer colleague's change comes from the server."""
    kind = REGISTRY.kind(cls).id
    store.apply_changes(
        [make.change(seq, Verb.SET, kind, record, values)], Cursor(EPOCH, seq)
    ).result()


def test_a_value_that_cannot_be_shown_is_not_written_over(store: Store) -> None:
    youth = make.youth()
    with store:
        store.apply_changes([make.created(youth, 1)], Cursor(EPOCH, 1)).result()
        received(store, Youth, youth.id.bytes, {SOURCE: 99}, 2)
        held = store.queries.record(Youth, youth.id)
        assert held is not None
        assert held.address_source is None
        with pytest.raises(FieldNewer, match="nyare version"):
            store.set(Youth, youth.id, address_source=None).result()
        assert store.waiting(10) == []
        assert state_of(store)[youth.id.bytes][2][SOURCE] == 99


def test_the_records_other_fields_change_as_before(store: Store) -> None:
    youth = make.youth()
    with store:
        store.apply_changes([make.created(youth, 1)], Cursor(EPOCH, 1)).result()
        received(store, Youth, youth.id.bytes, {SOURCE: 99, NEW_FIELD: "nytt"}, 2)
        store.set(Youth, youth.id, phone="070-1").result()
        [operation] = store.waiting(10)
        assert set(operation.values) == {make.field_id(Youth, "phone")}
        values = state_of(store)[youth.id.bytes][2]
        assert (values[SOURCE], values[NEW_FIELD]) == (99, "nytt")


def test_a_required_value_of_a_newer_form_is_not_called_missing(store: Store) -> None:
    worker = Worker(id=make.new_id(), name="Karin Demolund", role=Role.CASEWORKER)
    with store:
        store.apply_changes([make.created(worker, 1)], Cursor(EPOCH, 1)).result()
        received(store, Worker, worker.id.bytes, {ROLE: 99}, 2)
        store.set(Worker, worker.id, initials="KD").result()
        assert len(store.waiting(10)) == 1
        with pytest.raises(FieldNewer):
            store.set(Worker, worker.id, role=Role.MANAGER).result()
        with pytest.raises(RecordInvalid):
            store.set(Worker, worker.id, name=None).result()


def test_a_protection_of_a_newer_kind_counts_as_the_strongest(store: Store) -> None:
    youth = make.youth(family="Öberg")
    with store:
        store.apply_changes([make.created(youth, 1)], Cursor(EPOCH, 1)).result()
        received(store, Youth, youth.id.bytes, {PROTECTION: 9}, 2)
        held = store.queries.record(Youth, youth.id)
        assert held is not None
        assert held.protection is Protection.PROTECTED
        with pytest.raises(FieldNewer):
            store.set(Youth, youth.id, protection=Protection.NONE).result()
        assert state_of(store)[youth.id.bytes][2][PROTECTION] == 9
