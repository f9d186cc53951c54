"""The digest kept of each youth is that of the records: whatever wrote them, and however it is reckoned."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaa_core.model.registry import REGISTRY
from kaa_core.sync.digests import total
from kaa_core.sync.messages import Answer, Outcome, SnapshotChunk, SnapshotRow
from kaa_desktop.store import rows
from kaa_desktop.store.incoming import Cursor
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.schema import table
from kaa_desktop.store.store import Store
from tests.unit.store import builders as make

EPOCH = b"e" * 16


@pytest.fixture
def store(tmp_path: Path, key: DataKey) -> Store:
    made = Store.create(tmp_path, key, lambda: make.NOW)
    made.put_incarnation(1).result()
    return made


def from_records(store: Store) -> dict[bytes, tuple[int, int]]:
    """Said once more, by reading every record."""
    held: dict[bytes, list[tuple[bytes, int]]] = {}
    for kind in REGISTRY:
        query = f"SELECT {rows.columns(kind)} FROM {table(kind)} WHERE NOT _deleted"
        for row in store.queries._all(query, ()):
            state = rows.state_of(kind, row)
            if state.scope is not None:
                held.setdefault(state.scope, []).append((row[0], state.latest))
    return {youth: total(records) for youth, records in held.items()}


def reckoned(store: Store) -> dict[bytes, tuple[int, int]]:
    store.scopes.reckon_all().result()
    while store.scopes.reckon().result():
        pass
    listed = store.scopes.listed()
    youths, count, summed = store.scopes.sums()
    assert youths == len(listed)
    assert count == sum(one[0] for one in listed.values())
    assert summed == sum(one[1] for one in listed.values()) % 2**63
    return listed


def test_after_a_download_pulls_own_work_and_deletions(store: Store) -> None:
    youths = [make.youth(number=number) for number in range(150)]
    downloaded = [
        SnapshotRow(kind.id, one.id.bytes, scope, values, dict.fromkeys(values, seq))
        for seq, one in enumerate([*youths, *map(make.enrolment, youths)], start=1)
        for kind in (REGISTRY.of(one),)
        for values in (kind.to_wire(one),)
        for scope in (kind.scope(one).bytes,)  # type: ignore[union-attr]
    ]
    store.apply_snapshot(SnapshotChunk(EPOCH, 300, 300, downloaded)).result()
    assert reckoned(store) == from_records(store)
    assert len(store.scopes.listed()) == 150

    pulled = [make.created(make.note(one), 301 + n) for n, one in enumerate(youths[:120])]
    store.apply_changes(pulled, Cursor(EPOCH, 420)).result()
    assert reckoned(store) == from_records(store)

    note = make.task(youths[0])
    store.record(note).result()
    store.record(make.youth(number=151)).result()
    answers = [Answer(one.n, Outcome.APPLIED, 421 + one.n) for one in store.waiting(10)]
    store.apply_answers(answers).result()
    assert reckoned(store) == from_records(store)

    store.delete(type(note), note.id).result()
    store.apply_answers([Answer(3, Outcome.APPLIED, 430)]).result()
    assert reckoned(store) == from_records(store)

    store.scopes.leave([youths[1].id.bytes]).result()
    assert youths[1].id.bytes not in reckoned(store)
    assert reckoned(store) == from_records(store)


def test_what_is_spoilt_without_anybodys_knowing_is_found_in_its_turn(store: Store) -> None:
    youths = [make.youth(number=number) for number in range(50)]
    store.apply_changes(
        [make.created(one, seq) for seq, one in enumerate(youths, start=1)], Cursor(EPOCH, 50)
    ).result()
    before = reckoned(store)
    spoil = f"DELETE FROM {table(REGISTRY.of(youths[30]))} WHERE id = ?"
    store._writer.submit(
        lambda unit: unit.connection.execute(spoil, (youths[30].id.bytes,)).fetchall()
    ).result()
    assert reckoned(store) == before
    for _ in range(3):
        store.scopes.scrub().result()
    assert set(before) - set(store.scopes.listed()) == {youths[30].id.bytes}


def test_a_download_that_was_killed_before_all_was_reckoned_is_reckoned_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    youth = make.youth()
    store.apply_changes([make.created(youth, 1)], Cursor(EPOCH, 1)).result()
    with monkeypatch.context() as broken:
        broken.setattr("kaa_desktop.store.case_digests.reckon_all", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            store.scopes.reckon_all()
    assert reckoned(store) == from_records(store)
