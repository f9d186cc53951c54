"""What is kept of the target group goes with the youth, to the last byte, and follows a new download."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from kaa_core.model.enums import ProposalKind
from kaa_core.model.facts import Credential
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.sync.messages import SnapshotChunk, SnapshotRow, Verb
from kaa_desktop.store import leaving, targets
from kaa_desktop.store.incoming import Cursor
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import DATABASE, Store
from kaa_desktop.store.unit import Unit
from tests import scan
from tests.unit.store import builders as make
from tests.unit.store.small_server import EPOCH
from tests.unit.store.test_targets import (
    HOME,
    TODAY,
    born,
    covered,
    dropped_out,
    lives_here,
    proposed,
)


class Room:
    """A store that judges, with one who goes and one who stays."""

    def __init__(self, folder: Path, key: DataKey) -> None:
        folder.mkdir()
        self.folder, self.key = folder, key
        self.store = Store.create(folder, key, lambda: make.NOW)
        self.store.judge.begin(HOME, TODAY).result()
        self.goes, self.stays = born(2008), born(2008, 1)
        self.records = [*dropped_out(self.goes), *dropped_out(self.stays)]
        self.seq = len(self.records)
        changes = [make.created(one, seq) for seq, one in enumerate(self.records, start=1)]
        self.store.apply_changes(changes, Cursor(EPOCH, self.seq)).result()

    def found(self, *texts: str) -> dict[str, list[str]]:
        """In which pages, free pages and frames of the WAL each text is, as after kill -9."""
        running = self.folder.with_name(f"{self.folder.name}-running")
        shutil.rmtree(running, ignore_errors=True)
        shutil.copytree(self.folder, running)
        return scan.behind_the_key(running / DATABASE, bytes(self.key.material), list(texts))

    def erase(self) -> None:
        """A decision on the server."""
        self.seq += 1
        youth = self.goes.id.bytes
        order = make.change(self.seq, Verb.ERASE, REGISTRY.kind(Youth).id, youth, {}, scope=youth)
        self.store.apply_changes([order], Cursor(EPOCH, self.seq)).result()

    def leave(self) -> None:
        """Lost sight of."""
        self.seq += 1
        gone = [self.goes.id.bytes]
        self.store.apply_changes([], Cursor(EPOCH, self.seq), revoked=gone).result()


@pytest.fixture
def room(tmp_path: Path, key: DataKey) -> Any:
    made = Room(tmp_path / "profile", key)
    yield made
    made.store.close()


@pytest.mark.parametrize("way", ["erase", "leave"])
def test_no_byte_of_a_judgement_is_left(room: Room, way: str) -> None:
    marked = _mark(room.store, room.goes)
    assert room.found(marked)[marked], "the control: the scan must see what is there"
    getattr(room, way)()
    assert room.found(marked) == {marked: []}
    assert covered(room.store) == {room.stays.id}
    assert proposed(room.store, room.stays) == [(ProposalKind.ENROL, False)]


def test_without_removing_them_the_scan_finds_them(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the scan above would be worth nothing."""
    whole = leaving._tables
    monkeypatch.setattr(
        leaving,
        "_tables",
        lambda connection: [one for one in whole(connection) if one[0] != "register_proposal"],
    )
    marked = _mark(room.store, room.goes)
    room.leave()
    assert room.found(marked)[marked]


def _mark(store: Store, youth: Youth) -> str:
    """Put words that stand nowhere else into what is proposed."""
    marked = "Plommonstopförslaget"

    def work(unit: Unit) -> None:
        unit.connection.execute(
            "UPDATE register_proposal SET sentence = ? WHERE scope = ?", (marked, youth.id.bytes)
        )

    store._writer.submit(work).result()
    return marked


def test_a_new_download_after_a_restored_server_is_judged(room: Room) -> None:
    """The server was put back to before UHR had answered, and before one of them was known."""
    room.store.scopes.begin_anew().result()
    left = [
        one
        for one in room.records
        if room.stays.id in (one.id, getattr(one, "youth", None)) and not isinstance(one, Youth)
    ]
    kept = [room.stays, *(one for one in left if not isinstance(one, Credential))]
    moved = lives_here(room.stays, municipality="9902")
    rows = [_row(one, seq) for seq, one in enumerate([*kept, moved], start=1)]
    room.store.apply_snapshot(SnapshotChunk(EPOCH, 50, len(rows), rows)).result()
    room.store.judge.done().result()
    assert not room.store.queries.read(targets.is_due)
    assert covered(room.store) == set()
    assert room.store.queries.records(Youth) == [room.stays]
    counted = room.store.queries.read(
        lambda one: one.execute("SELECT count(DISTINCT scope) FROM target_interval").fetchone()[0]
    )
    assert counted == 1


def _row(one: Record, seq: int) -> SnapshotRow:
    kind = REGISTRY.of(one)
    scope, values = kind.scope(one), kind.to_wire(one)
    packed = None if scope is None else scope.bytes
    return SnapshotRow(kind.id, one.id.bytes, packed, values, dict.fromkeys(values, seq))
