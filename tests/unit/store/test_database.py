"""The encrypted file: what it refuses, and what each fault is called."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kaa_desktop.store import database, errors
from kaa_desktop.store.keys import DataKey

PAGE = 4096


def _filled(path: Path, key: DataKey) -> None:
    connection = database.create(path, key)
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO t (a) VALUES (?)", [("x" * 500,)] * 500)
    connection.execute("COMMIT")
    connection.close()


def _flip(path: Path, offset: int) -> None:
    content = bytearray(path.read_bytes())
    content[offset] ^= 1
    path.write_bytes(content)


def test_the_settings_hold(tmp_path: Path, key: DataKey) -> None:
    connection = database.create(tmp_path / "store.db", key)
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "secure_delete": 1,
        "temp_store": 2,
        "cache_size": -database.WRITER_CACHE_KIB,
        "query_only": 0,
    }
    found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in expected}
    connection.close()
    assert found == expected


def test_the_file_is_encrypted_and_private(tmp_path: Path, key: DataKey) -> None:
    path = tmp_path / "store.db"
    _filled(path, key)
    content = path.read_bytes()
    assert not content.startswith(database.PLAIN_HEADER)
    assert b"xxxxxxxx" not in content
    assert b"CREATE" not in content
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


def test_the_reader_cannot_write(tmp_path: Path, key: DataKey) -> None:
    path = tmp_path / "store.db"
    _filled(path, key)
    reader = database.open_reader(path, key)
    assert reader.execute("SELECT count(*) FROM t").fetchone() == (500,)
    with pytest.raises(errors.StoreNotWritable), database.faults():
        reader.execute("DELETE FROM t")
    reader.close()


def test_another_key_does_not_fit(tmp_path: Path, key: DataKey) -> None:
    path = tmp_path / "store.db"
    _filled(path, key)
    for opening in (database.open_writer, database.open_reader):
        with pytest.raises(errors.KeyDoesNotFit, match="går inte att öppna"):
            opening(path, DataKey.generate())
    connection = database.open_writer(path, key)
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (500,)
    connection.close()


def test_a_store_is_never_written_over(tmp_path: Path, key: DataKey) -> None:
    path = tmp_path / "store.db"
    _filled(path, key)
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        database.create(path, DataKey.generate())
    assert path.read_bytes() == before


def test_a_missing_an_empty_and_a_plain_file(tmp_path: Path, key: DataKey) -> None:
    path = tmp_path / "store.db"
    with pytest.raises(errors.StoreMissing):
        database.open_writer(path, key)
    assert not path.exists()
    path.touch()
    with pytest.raises(errors.StoreDamaged):
        database.open_writer(path, key)
    path.unlink()
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE t (a)")
    plain.close()
    with pytest.raises(errors.NotEncrypted):
        database.open_writer(path, key)


def test_a_damaged_page_is_told_when_it_is_read_and_nothing_more_is_written(
    tmp_path: Path, key: DataKey
) -> None:
    path = tmp_path / "store.db"
    _filled(path, key)
    _flip(path, 10 * PAGE + 100)
    connection = database.open_writer(path, key)
    with pytest.raises(errors.StoreDamaged, match="skadad"), database.faults():
        connection.execute("SELECT sum(length(a)) FROM t").fetchone()
    spoilt = path.read_bytes()
    with pytest.raises(errors.StoreFault), database.faults():
        connection.execute("INSERT INTO t (a) VALUES ('y')")
    connection.close()
    assert path.read_bytes() == spoilt
    _flip(path, 10 * PAGE + 100)
    connection = database.open_writer(path, key)
    assert connection.execute("SELECT count(*) FROM t WHERE length(a) = 500").fetchone() == (500,)
    connection.close()


def test_a_damaged_first_page(tmp_path: Path, key: DataKey) -> None:
    path = tmp_path / "store.db"
    _filled(path, key)
    _flip(path, 200)
    with pytest.raises(errors.KeyDoesNotFit):
        database.open_writer(path, key)


def test_a_full_disk_keeps_what_was_there(tmp_path: Path, key: DataKey) -> None:
    path = tmp_path / "store.db"
    _filled(path, key)
    connection = database.open_writer(path, key)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    connection.execute("BEGIN IMMEDIATE")
    with pytest.raises(errors.DiskFull, match="full"), database.faults():
        connection.executemany("INSERT INTO t (a) VALUES (?)", [("y" * 500,)] * 500)
    if connection.in_transaction:
        connection.execute("ROLLBACK")
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (500,)
    connection.execute(f"PRAGMA max_page_count = {pages + 1000}")
    connection.execute("INSERT INTO t (a) VALUES ('room again')")
    connection.close()


CRASH = """
import os, signal
from kaa_desktop.store.hardening import forbid_core_dumps
{call}
os.kill(os.getpid(), signal.SIGSEGV)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="cores are looked for as Linux names them")
def test_a_crash_leaves_no_core(tmp_path: Path) -> None:
    import resource

    def unlimited() -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))

    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]

    def cores(call: str) -> tuple[int, list[str]]:
        folder = tmp_path / (call or "control")[:7]
        folder.mkdir()
        ran = subprocess.run(
            [sys.executable, "-c", CRASH.format(call=call)],
            cwd=folder,
            preexec_fn=unlimited,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            check=False,
        )
        return ran.returncode, [p.name for p in folder.iterdir()]

    assert cores("forbid_core_dumps()") == (-11, [])
    pattern = Path("/proc/sys/kernel/core_pattern").read_text().strip()
    if hard != 0 and "/" not in pattern and not pattern.startswith("|"):
        control = cores("")
        assert control[0] == -11
        assert control[1], "the control must leave a core, or the test sees nothing"


BOTH = """
import ctypes, resource
from kaa_desktop.store.hardening import forbid_core_dumps
forbid_core_dumps()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_cores_are_forbidden_in_both_ways() -> None:
    """The limit where the kernel writes cores itself, the flag where it pipes them to a program."""
    ran = subprocess.run(
        [sys.executable, "-c", BOTH],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        check=True,
        capture_output=True,
        text=True,
    )
    assert ran.stdout.strip() == "(0, 0) 0"
