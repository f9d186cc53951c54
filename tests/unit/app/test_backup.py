"""A profile's copy: as encrypted as the profile, of one moment, and never two on one computer."""

from __future__ import annotations

import io
import json
import random
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import Any

import pytest

from kaa_desktop.app import backup, profiles, wiring
from kaa_desktop.app.status import StatusFile
from kaa_desktop.store import database, errors
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import DATABASE, SLOTS
from tests.unit.app.desks import CHEAP, PASSPHRASE, WAIT, Desktop

LONG = "Alvadotter-Testesson"


def taken(desk: Desktop, out: Path) -> Path:
    backup.backup(desk.profile.folder, PASSPHRASE, out, desk.clock)
    return out


def test_a_copy_made_beside_an_open_window_holds_what_was_just_written(
    desk: Desktop, tmp_path: Path
) -> None:
    desk.youth(given_name=LONG)
    assert (desk.profile.folder / f"{DATABASE}-wal").stat().st_size > 0
    copy = tmp_path / "kopia"
    counts = backup.backup(desk.profile.folder, PASSPHRASE, copy, desk.clock)
    assert (counts.records, counts.waiting) == (3, 2)  # a worker, and the youth
    desk.youth(1)  # after the copy
    content = copy.read_bytes()
    assert LONG.encode() not in content
    assert b"SQLite format 3" not in content
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    restored = put_back(copy, tmp_path / "annan" / "profil", desk)
    desk.close()
    session = wiring.unlocking(restored, desk.clock).unlock(
        next(profiles.read(restored)), PASSPHRASE
    )
    opened = session.result(WAIT)
    opened.close()
    assert StatusFile(restored).read().unsent == 2
    counts = backup.check(restored, PASSPHRASE, desk.clock)
    assert (counts.records, counts.waiting) == (3, 2)  # a worker, and the youth


def put_back(copy: Path, folder: Path, desk: Desktop) -> Path:
    """Restore on what is another computer: the profile here is out of sight."""
    restored = backup.restore(copy, folder, desk.clock)
    assert restored.profile.folder == folder
    mark = json.loads((folder / backup.MARK).read_text())
    assert mark["made"] == restored.made
    assert mark["restored"] >= mark["made"]
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    return folder


def test_two_copies_on_one_computer_are_refused(
    desk: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = taken(desk, tmp_path / "kopia")
    with pytest.raises(backup.AlreadyHere):
        backup.restore(copy, desk.profile.folder.parent / "bredvid", desk.clock)
    monkeypatch.setattr(profiles, "default_folder", lambda: desk.profile.folder.parent)
    with pytest.raises(backup.AlreadyHere):
        backup.restore(copy, tmp_path / "annan" / "profil", desk.clock)
    with pytest.raises(backup.FolderTaken):
        backup.restore(copy, desk.profile.folder, desk.clock)
    assert not (tmp_path / "annan" / "profil").exists()
    desk.close()
    aside = tmp_path / "undan" / "karin"
    aside.parent.mkdir()
    shutil.move(desk.profile.folder, aside)
    restored = backup.restore(copy, None, desk.clock)
    assert restored.profile.folder == desk.profile.folder


def test_a_damaged_profile_is_not_copied(desk: Desktop, tmp_path: Path) -> None:
    for number in range(20):
        desk.youth(number)
    desk.close()
    path = desk.profile.folder / DATABASE
    with path.open("r+b") as stream:
        stream.seek(path.stat().st_size // 2)
        stream.write(b"\0" * 64)
    with pytest.raises(errors.StoreDamaged):
        backup.check(desk.profile.folder, PASSPHRASE, desk.clock)
    with pytest.raises(errors.StoreDamaged):
        taken(desk, tmp_path / "kopia")
    assert not (tmp_path / "kopia").exists()


def test_the_passphrase_is_asked_for_and_nothing_is_written_over(
    desk: Desktop, tmp_path: Path
) -> None:
    folder = desk.profile.folder
    with pytest.raises(errors.WrongPassphrase):
        backup.backup(folder, "fel lösenfras, helt fel", tmp_path / "kopia", desk.clock)
    with pytest.raises(errors.StoreFault, match="ingen profil"):
        backup.backup(tmp_path / "tom", PASSPHRASE, tmp_path / "kopia", desk.clock)
    (tmp_path / "kopia").write_text("viktigt")
    with pytest.raises(backup.CopyExists):
        taken(desk, tmp_path / "kopia")
    assert (tmp_path / "kopia").read_text() == "viktigt"
    with pytest.raises(errors.StoreNotWritable):
        taken(desk, tmp_path / "borta" / "kopia")
    with pytest.raises(errors.AlreadyOpen):  # the window has it: a check may change the file
        backup.check(folder, PASSPHRASE, desk.clock)


def test_a_new_passphrase_does_not_open_an_old_copy(desk: Desktop, tmp_path: Path) -> None:
    copy = taken(desk, tmp_path / "kopia")
    desk.close()
    slots = SlotFile(desk.profile.folder / SLOTS, desk.profile.id, CHEAP)
    with slots.unlock(PASSPHRASE) as key:
        slots.set_passphrase(key, "en helt annan lösenfras")
    restored = put_back(copy, tmp_path / "annan" / "profil", desk)
    assert backup.check(restored, PASSPHRASE, desk.clock).records == 1


def archive(parts: dict[str, bytes], manifest: dict[str, Any] | None = None) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as made:
        every = {} if manifest is None else {"manifest.json": json.dumps(manifest).encode()}
        for name, content in (every | parts).items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            made.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x" * 2000,
        archive({"store.db": b"x"}),
        archive({}, {"format": 1}),
        archive({}, {"format": 1, "folder": "a", "made": "", "files": {}}),
        archive(
            {"../ute": b"x"}, {"format": 1, "folder": "../..", "made": "", "files": {"../ute": 1}}
        ),
        archive({}, {"format": "1"}),
        archive({"manifest.json": b"[]"}),
        archive({"manifest.json": b"{"}),
    ],
)
def test_other_files_are_no_copies(content: bytes, desk: Desktop, tmp_path: Path) -> None:
    (tmp_path / "fil").write_bytes(content)
    with pytest.raises(backup.NotACopy):
        backup.restore(tmp_path / "fil", tmp_path / "annan" / "profil", desk.clock)
    assert not (tmp_path / "ute").exists()
    assert not list(tmp_path.glob("annan/*"))


def test_a_copy_that_is_cut_or_changed_is_refused(desk: Desktop, tmp_path: Path) -> None:
    desk.youth()
    whole = taken(desk, tmp_path / "kopia").read_bytes()
    chosen, target = random.Random(3), tmp_path / "annan" / "profil"
    broken = tmp_path / "bruten"
    for length in (511, 512, 5000, len(whole) // 2):
        broken.write_bytes(whole[:length])
        with pytest.raises(errors.StoreFault):
            backup.restore(broken, target, desk.clock)
    for place in [chosen.randrange(2048, len(whole) - 20_000) for _ in range(10)]:
        changed = bytearray(whole)
        changed[place] ^= 0x10
        broken.write_bytes(changed)
        with pytest.raises(errors.StoreFault):
            backup.restore(broken, target, desk.clock)
    assert not list(tmp_path.glob("annan/*"))
    newer = archive({}, {"format": 2})
    broken.write_bytes(newer)
    with pytest.raises(backup.CopyTooNew):
        backup.restore(broken, target, desk.clock)
    with pytest.raises(backup.CopyUnreadable):
        backup.restore(tmp_path / "borta", target, desk.clock)


def test_by_command(desk: Desktop, tmp_path: Path) -> None:
    desk.youth(given_name=LONG)
    desk.close()

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kaa_desktop", *map(str, arguments)],
            input=PASSPHRASE,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    folder, copy = desk.profile.folder, tmp_path / "kopia"
    checked = run("check", "--profile", folder)
    assert checked.stdout.startswith("Profilen är hel: 3 poster, 2 väntar på att skickas"), checked
    made = run("backup", "--profile", folder, "--out", copy)
    assert "är hel: 3 poster" in made.stdout, made.stderr
    refused = run("restore", copy, "--profile", folder.parent / "bredvid")
    assert (refused.returncode, "får inte finnas två gånger" in refused.stderr) == (1, True)
    put = run("restore", copy, "--profile", tmp_path / "annan" / "profil")
    assert (put.returncode, "SYNK-402" in put.stdout) == (0, True)
    assert LONG not in checked.stdout + made.stdout + refused.stderr + put.stdout


def test_the_copy_is_closed_like_the_store(desk: Desktop, tmp_path: Path) -> None:
    """Only the profile's own key reads the database in it."""
    desk.youth()
    with tarfile.open(taken(desk, tmp_path / "kopia")) as copied:
        held = copied.extractfile(DATABASE)
        assert held is not None
        (tmp_path / DATABASE).write_bytes(held.read())
    from kaa_desktop.store.keys import DataKey

    with pytest.raises(errors.KeyDoesNotFit):
        database.open_reader(tmp_path / DATABASE, DataKey.generate())


def test_what_a_program_that_died_left_unsent_is_said_by_the_next(desk: Desktop) -> None:
    """The unlock screen and the package's removal ask status.json alone."""
    desk.youth()
    desk.close()
    (desk.profile.folder / "status.json").write_text('{"unsent": 0, "last_sync": null}')
    unlocking = wiring.unlocking(desk.profile.folder, desk.clock)
    session = unlocking.unlock(desk.profile, PASSPHRASE).result(WAIT)
    deadline = time.monotonic() + WAIT
    while StatusFile(desk.profile.folder).read().unsent != 2:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    session.close()
    unlocking.close()


def test_the_program_itself_is_whole() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kaa_desktop", "check"],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.stdout.startswith("Programmet är helt: "), done.stderr
    assert int(done.stdout.split()[3]) > 150
