"""The index is built beside the work, survives a kill, and what is taken out of it is gone."""

from __future__ import annotations

import os
import signal
from datetime import date
from pathlib import Path

import pytest

from kaa_core.model.enums import OccupationKind, Protection
from kaa_core.model.ids import YouthId
from kaa_core.model.records import Guardian, JournalNote, Occupation, Youth
from kaa_core.model.registry import Record
from kaa_core.sync.messages import SnapshotChunk, SnapshotRow
from kaa_desktop.store import (
    database,
    search,
    search_building,
    search_notes,
    search_persons,
    summary,
)
from kaa_desktop.store import writer as writer_module
from kaa_desktop.store.bulk import Act
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import DATABASE, Store
from tests import scan
from tests.unit.store import builders as make
from tests.unit.store.conftest import child
from tests.unit.store.scanned import agree, built_anew, scanned_notes

EPOCH = b"e" * 16


# -- built in the background


def _snapshot(records: list[Record]) -> list[SnapshotRow]:
    made = [make.created(one, 1) for one in records]
    return [
        SnapshotRow(one.kind, one.record, one.scope, one.values, dict.fromkeys(one.values, 1))
        for one in made
    ]


def _download(store: Store, notes: int) -> Youth:
    youth = make.youth()
    filled = [make.note(youth, f"ord{number} praktik") for number in range(notes)]
    rows = _snapshot([youth, *filled])
    half = len(rows) // 2
    store.apply_snapshot(SnapshotChunk(EPOCH, 2, 2, rows[:half], "x")).result()
    store.apply_snapshot(SnapshotChunk(EPOCH, 2, 2, rows[half:], None)).result()
    return youth


def test_a_download_is_searchable_before_the_index_is_complete(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "_NOTES_AT_A_TIME", 100)
    percents = []
    real = search_building.build_due

    def watched(connection: database.Connection, limit: int) -> None:
        percents.append(search.percent_built(connection))
        real(connection, limit)

    monkeypatch.setattr(search_building, "build_due", watched)
    youth = _download(store, 900)
    store.record(make.note(youth, "egen praktik nyss", occurred_on=date(2027, 1, 1))).result()
    newest = store.queries.notes("praktik")[0]
    assert isinstance(newest, JournalNote)
    assert newest.text == "egen praktik nyss"
    store.search_ready().result(timeout=60)
    assert percents == sorted(percents)
    assert len(set(percents)) > 5
    assert store.queries.search_built() == 100
    agree(store, "praktik", "ord17", "nyss")
    built_anew(store)


def test_when_all_is_built_the_index_is_made_one_segment(store: Store) -> None:
    youth = _download(store, 3000)
    store.search_ready().result(timeout=60)
    for name in ("search_note", "search_person"):
        query = f"SELECT count(DISTINCT segid) FROM {name}_idx"
        assert store.queries._all(query, ()) == [(1,)]
    assert store.queries._all("SELECT * FROM search_due", ()) == []
    store.record(make.note(youth, "ord17 igen")).result()
    assert len(store.queries.notes("ord17", 5000)) == len(scanned_notes(store, "ord17"))


def test_what_a_kill_broke_off_is_built_when_it_is_opened_again(
    tmp_path: Path, key: DataKey
) -> None:
    script = f"""
import sys, pathlib
from tests.unit.store import test_search_building as t
from kaa_desktop.store import writer
from kaa_desktop.store.store import Store
from kaa_desktop.store.keys import DataKey
writer._NOTES_AT_A_TIME = 50
real = t.search_building.build_due
def told(connection, limit):
    real(connection, limit)
    print("portion", flush=True)
t.search_building.build_due = told
store = Store.create(pathlib.Path(sys.argv[1]), DataKey(bytearray.fromhex("{key.material.hex()}")), lambda: 1)
t._download(store, 3000)
input()
"""
    with child(script, tmp_path) as (process, _, said):
        for _ in range(5):
            assert said.readline() == "portion\n"
        os.kill(process, signal.SIGKILL)
    with Store.open(tmp_path, key, lambda: make.NOW) as store:
        store.lists_ready().result(timeout=60)
        store.search_ready().result(timeout=60)
        assert len(store.queries.notes("praktik", 5000)) == 3000
        agree(store, "ord17")


def test_an_index_of_another_version_is_built_anew(
    tmp_path: Path, key: DataKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.create(tmp_path, key, lambda: make.NOW) as store:
        youth = make.youth()
        store.record(youth, make.note(youth, "praktik på en gård")).result()
    begun, real = [], summary.postpone_all

    def watched(connection: database.Connection) -> None:
        begun.append(True)
        real(connection)

    monkeypatch.setattr(summary, "postpone_all", watched)
    with Store.open(tmp_path, key, lambda: make.NOW) as store:
        assert not begun, "of the same version it stands"
    monkeypatch.setattr(search, "VERSION", search.VERSION + 1)
    with Store.open(tmp_path, key, lambda: make.NOW) as store:
        assert begun
        store.lists_ready().result(timeout=30)
        store.search_ready().result(timeout=30)
        agree(store, "prak", "gård", "åsa")
        built_anew(store)


def test_an_import_is_found_by_all_that_it_brought(store: Store) -> None:
    made = []
    for number in range(150):
        youth = make.youth(f"Namn{number}", "Ek", number, phone=f"070-{number:07d}")
        of = YouthId(youth.id)
        work = Occupation(
            id=make.new_id(), youth=of, kind=OccupationKind.WORK, description=f"Bageri{number}"
        )
        guardian = Guardian(id=make.new_id(), youth=of, name=f"Mamma{number}")
        made.append(Act((youth, work, guardian)))
    store.transact_many(made, progress=lambda _: None, stopped=lambda: False).result()
    store.lists_ready().result(timeout=30)
    store.search_ready().result(timeout=30)
    agree(store, "namn17", "bageri17", "mamma17", "0700000017")
    assert len(store.queries.notes("bageri17")) == 1
    built_anew(store)


# -- what is gone is gone


@pytest.mark.parametrize("secure", [True, False], ids=["secure", "the control"])
def test_the_words_of_a_deleted_note_are_not_left_in_the_file(
    tmp_path: Path, key: DataKey, monkeypatch: pytest.MonkeyPatch, secure: bool
) -> None:
    for module in () if secure else (search_notes, search_persons):
        monkeypatch.setattr(module, "CREATE", module.CREATE[:1])
    # The record itself keeps its text, with capitals, as it does when it is deleted: what is looked
    # for is in lower case, as only the index has it.
    words_there = ["qvxjellö", "wzzbortta", "kzznamnet"]
    with Store.create(tmp_path, key, lambda: make.NOW) as store:
        others = [make.youth("Bo", "Ek", n) for n in range(30)]
        for one in others:
            store.record(one, make.note(one, "Ett vanligt samtal om praktik")).result()
        youth = make.youth("KZZNAMNET", "Ek", 31)
        deleted = make.note(youth, "QVXJELLÖ fanns här", entered_at=None)
        erased = make.note(youth, "WZZBORTTA fanns här", entered_at=None)
        store.record(youth, deleted, erased).result()
    before = scan.behind_the_key(tmp_path / DATABASE, bytes(key.material), words_there)
    assert all(before.values()), "the scan must see them while they are there"
    with Store.open(tmp_path, key, lambda: make.NOW) as store:
        store.delete(JournalNote, deleted.id).result()
        store.set(JournalNote, erased.id, text="Annat").result()
        store.set(Youth, youth.id, protection=Protection.PROTECTED).result()
    after = scan.behind_the_key(tmp_path / DATABASE, bytes(key.material), words_there)
    assert any(after.values()) is not secure
