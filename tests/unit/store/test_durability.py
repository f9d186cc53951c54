"""What was said to be saved is there after a kill; full disks and damaged pages are told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaa_core.model.records import JournalNote
from kaa_desktop.store import errors, kept
from kaa_desktop.store.incoming import Cursor
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.lock import LOCK
from kaa_desktop.store.store import DATABASE, Store
from tests import scan
from tests.unit.store import builders as make
from tests.unit.store.conftest import child

NOTE = "Plommonstop"  # with a capital: the search index holds it without
PAGE = 4096
WRITING = """
import sys
from pathlib import Path
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.store import Store
from tests.unit.store import builders as make

key = DataKey(bytearray.fromhex(sys.stdin.readline()))
store = Store.create(Path(sys.argv[1]), key, lambda: make.NOW)
youth = make.youth()
store.record(youth).result()
while True:
    note = make.note(youth)
    store.record(note).result()
    print(note.id, flush=True)
"""


def test_everything_said_to_be_saved_survives_a_kill(tmp_path: Path, key: DataKey) -> None:
    with child(WRITING, tmp_path) as (pid, told, heard):
        told.write(key.material.hex() + "\n")
        told.flush()
        said = [heard.readline().strip() for _ in range(30)]
        os.kill(pid, signal.SIGKILL)
        said += [line.strip() for line in heard if line.endswith("\n")]
    assert (tmp_path / LOCK).exists()
    with Store.open(tmp_path, key, lambda: make.NOW) as store:
        kept = {str(one.id) for one in store.queries.records(JournalNote)}
        assert set(said) <= kept
        numbers = [one.n for one in store.waiting(100_000)]
        assert numbers == list(range(1, len(kept) + 2))


def test_a_damaged_page_is_told_and_the_rest_can_be_read(tmp_path: Path, key: DataKey) -> None:
    youth = make.youth()
    with Store.create(tmp_path, key, lambda: make.NOW) as store:
        store.record(youth, make.enrolment(youth)).result()
        store.apply_changes(
            [make.created(make.note(youth, NOTE), 7)], Cursor(b"e" * 16, 7)
        ).result()
        # A backup of the server holds it: then it is not kept to be given back, beside the record.
        store._writer.submit(lambda unit: kept.prune(unit.connection, 7, make.NOW)).result()
    path = tmp_path / DATABASE
    (place,) = scan.behind_the_key(path, bytes(key.material), [NOTE])[NOTE]
    content = bytearray(path.read_bytes())
    content[int(place.removeprefix("db ")) * PAGE - 1000] ^= 1
    path.write_bytes(content)
    with Store.open(tmp_path, key, lambda: make.NOW) as store:
        with pytest.raises(errors.StoreDamaged, match="it-stöd"):
            store.queries.records(JournalNote)
        # The writer meets the page too, and goes on saying what is wrong.
        delete = "DELETE FROM r_journal_note WHERE _row > 0"
        with pytest.raises(errors.StoreDamaged):
            store._writer.submit(lambda unit: unit.connection.execute(delete)).result()
        with pytest.raises(errors.StoreDamaged):
            store.record(make.note(youth)).result()
    with Store.open(tmp_path, key, lambda: make.NOW) as store:
        assert store.queries.case_ids() == [youth.id]
        assert [one.n for one in store.waiting(10)] == [1, 2]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a small disk")
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_really_full_disk(small_disk: Path, key: DataKey) -> None:
    youth = make.youth()
    with Store.create(small_disk, key, lambda: make.NOW) as store:
        store.record(youth).result()
        saved = 0
        while store.record(make.note(youth, "x" * 20_000)).exception() is None:
            saved += 1
        assert len(store.queries.records(JournalNote)) == saved
        with pytest.raises(errors.DiskFull, match="Frigör plats"):
            store.record(make.note(youth, "x" * 20_000)).result()
    with Store.open(small_disk, key, lambda: make.NOW) as store:
        assert len(store.queries.records(JournalNote)) == saved
        assert [one.n for one in store.waiting(5000)] == list(range(1, saved + 2))
