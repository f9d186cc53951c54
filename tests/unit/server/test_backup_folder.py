"""Backups as files: damaged ones refused, none half made, the oldest gone; and what the command lacks."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kaa_server.backup import folder, keys, restore, tables
from kaa_server.database import Connection, Database
from kaa_server.faults import OperatorError
from kaa_server.postgres import Endpoints
from tests.server_fixture import Enroller
from tests.unit.server.test_backup import SECRET, cheap, secret, taken  # noqa: F401 - a fixture


def test_a_byte_changed_anywhere_is_refused_before_anything_is_made(
    cluster: Endpoints, tmp_path: Path, enroller: Enroller
) -> None:
    enroller.user("anna")
    copy = tmp_path / "kopia"
    taken(cluster.app, copy)
    whole, chosen = copy.read_bytes(), random.Random(7)
    for place in (0, 12, 40, len(whole) - 1, *(chosen.randrange(len(whole)) for _ in range(12))):
        changed = bytearray(whole)
        changed[place] ^= 0x20
        copy.write_bytes(changed)
        with pytest.raises(OperatorError, match="Ingenting har lästs in"):
            restore.Backup(copy, None, secret)
    for length in (0, 11, 100, len(whole) // 2, len(whole) - 1):
        copy.write_bytes(whole[:length])
        with pytest.raises(OperatorError, match="Ingenting har lästs in"):
            restore.Backup(copy, None, secret)


KILLED = """
import sys
from pathlib import Path
from kaa_server.backup import export, folder, keys
from kaa_server.clock import system_clock
copy = export._copy
def slowly(*arguments):
    print("begun", flush=True)
    sys.stdin.read()
    return copy(*arguments)
export._copy = slowly
key_file = Path(sys.argv[2])
folder.make(sys.argv[1], system_clock, Path(sys.argv[3]), lambda key: keys.lock_for(key_file, key))
"""


def test_a_backup_that_is_killed_leaves_no_file_with_its_name(
    cluster: Endpoints, tmp_path: Path, enroller: Enroller
) -> None:
    keys.make_pair(tmp_path / "hemlig", tmp_path / "oppen", SECRET)
    out = tmp_path / "mapp" / "kopia"
    out.parent.mkdir()
    command = [sys.executable, "-c", KILLED, cluster.app, str(tmp_path / "oppen"), str(out)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        (partial,) = out.parent.iterdir()
        taken(cluster.app, out.parent / "annan")  # one that is being written is left alone
        assert partial.exists()
        process.kill()
    assert not out.exists()
    assert partial.exists()
    taken(cluster.app, out)
    assert {path.name for path in out.parent.iterdir()} == {"annan", "kopia"}


def test_a_full_folder_and_a_taken_name_are_said(
    cluster: Endpoints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "kopia"
    out.write_bytes(b"something else")
    with pytest.raises(OperatorError, match="finns redan"):
        taken(cluster.app, out)
    assert out.read_bytes() == b"something else"
    with pytest.raises(OperatorError, match="Kontrollera att mappen finns"):
        taken(cluster.app, tmp_path / "borta" / "kopia")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OperatorError, match="Ingen halv kopia är kvar"):
        taken(cluster.app, tmp_path / "ny")
    assert [path.name for path in tmp_path.iterdir()] == ["kopia"]


def test_the_oldest_go_and_other_files_stay(tmp_path: Path) -> None:
    names = [folder.name_for(datetime(2026, 11, day, 3, tzinfo=UTC)) for day in range(1, 6)]
    for name in [*names, "kaa-server-anteckning.txt", "viktig.kaabackup"]:
        (tmp_path / name).touch()
    assert [path.name for path in folder.keep(tmp_path, 2)] == names[:3]
    assert {path.name for path in tmp_path.iterdir()} == {
        *names[3:],
        "kaa-server-anteckning.txt",
        "viktig.kaabackup",
    }


def test_the_command_says_what_it_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from kaa_server.cli.main import main

    nowhere = ["--data-dir", str(tmp_path / "ingen")]
    for arguments, sentence in (
        (["backup", *nowhere], "--out FIL eller --folder MAPP"),
        (["backup", "--out", "x", "--to", "nyckel", *nowhere], "ingen datamapp"),
        (["backup", "--out", "x", "--keep", "3", *nowhere], "--keep gäller en mapp"),
        (["backup", "verify", str(tmp_path / "borta")], "finns inte"),
        (["restore", str(tmp_path / "borta"), *nowhere], "finns inte"),
    ):
        assert main(arguments) == 1
        assert sentence in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_ten_thousand_codes_are_asked_for_at_once(database: Database, municipality: str) -> None:
    started = time.monotonic()
    with Connection.connect(database.conninfo) as connection:
        assert municipality in tables.municipalities(connection)
    assert time.monotonic() - started < 5


def test_the_head_says_when(cluster: Endpoints, tmp_path: Path, municipality: str) -> None:
    contents = taken(cluster.app, tmp_path / "kopia")
    assert datetime.fromisoformat(contents.made).tzinfo is not None
    assert municipality in contents.municipalities
