"""What can go wrong with a laptop, made to happen: copies of profiles, damage, small disks, rough hands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import attrs

from kaa_desktop.app import profiles
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import Store
from tests import scan
from tests.journeys.conftest import Laptop, Office
from tests.journeys.world import PATIENCE, Desktop

PAGE = 4096
NOWHERE = "http://127.0.0.1:9"  # nothing listens there: offline


class Rough(Desktop):
    """A desktop that is also pasted into, closed by its cross, and struck by signals."""

    def paste(self, text: str) -> Self:
        """Put a text on the clipboard and press Ctrl+V."""
        self.ask(paste=text)
        return self

    def close_window(self) -> Self:
        """Close the window as the cross in its corner does."""
        self.ask(close=True)
        return self

    def ended(self) -> int:
        """Wait for the program to end by itself; returns its exit status."""
        return self.process.wait(PATIENCE)

    def errors(self) -> str:
        """What it wrote on stderr."""
        return self.log.read_text()


def rough(office: Office, laptop: Laptop, *options: str, **environment: str) -> Rough:
    """Start the program on a laptop; it shows the unlock window."""
    temporary = office.folder / "tmp"
    temporary.mkdir(exist_ok=True)
    made = Rough(
        laptop.profile,
        office.folder / f"{laptop.profile.name}.log",
        environment={"TMPDIR": str(temporary)} | environment,
        module="tests.journeys.hostile",
        options=options,
    )
    office.running.append(made)
    return made.start()


def copied(office: Office, name: str, server: str = NOWHERE, into: Path | None = None) -> Laptop:
    """A copy of the first laptop's profile, to be spoilt; it speaks to `server`."""
    laptop = office.laptops[0]
    folder = (into or office.folder) / name
    shutil.copytree(laptop.profile, folder)
    path = folder / "profile.json"
    body = json.loads(path.read_text()) | {"server": server}
    path.write_text(json.dumps(body, ensure_ascii=False))
    return attrs.evolve(laptop, profile=folder)


def refused(desktop: Rough, passphrase: str, sentence: str) -> Rough:
    """Try to unlock, and see the sentence instead."""
    desktop.type(passphrase).keys("Return").wait(sentence, within=PATIENCE)
    return desktop


def spoil_pages(database: Path, first: int, last: int | None = None) -> None:
    """Overwrite a piece of each page from `first` (0 is the file's first) to the end or `last`."""
    pages = database.stat().st_size // PAGE
    with database.open("r+b") as stream:
        for number in range(first, pages if last is None else last):
            stream.seek(number * PAGE + 100)
            stream.write(os.urandom(40))


@contextmanager
def small_disk(where: Path, size: str) -> Iterator[Path]:
    """A file system in memory; needs root."""
    where.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=711", "tmpfs", str(where)]
    subprocess.run(mount, check=True)
    try:
        yield where
    finally:
        subprocess.run(["umount", "-l", str(where)], check=True)
        where.rmdir()


def fill(disk: Path) -> None:
    """Leave no room."""
    with (disk / "ballast").open("ab", buffering=0) as stream:
        try:
            while True:
                stream.write(bytes(PAGE))
        except OSError:
            return


def make_room(disk: Path) -> None:
    """Take the ballast away."""
    (disk / "ballast").unlink()


@contextmanager
def opened(laptop: Laptop) -> Iterator[Store]:
    """The store itself, when no program has it."""
    [profile] = profiles.read(laptop.profile)
    with SlotFile(laptop.profile / "slots.json", profile.id).unlock(laptop.passphrase) as key:
        store = Store.open(laptop.profile, key, lambda: time.time_ns() // 1_000_000)
    with store:
        yield store


def key_of(laptop: Laptop) -> bytes:
    """The data key, for looking for it."""
    [profile] = profiles.read(laptop.profile)
    with SlotFile(laptop.profile / "slots.json", profile.id).unlock(laptop.passphrase) as key:
        return bytes(key.material)


def calm(office: Office, *planted: str) -> None:
    """No trace went to stderr, and nothing planted stands in a log, a profile or a temporary file."""
    for log in office.folder.glob("*.log"):
        written = log.read_text()
        assert "Traceback" not in written, written[-2000:]
        assert "Fatal Python error" not in written, written[-2000:]
    roots = [one for one in office.folder.iterdir() if one.name != "server"]
    assert scan.in_the_clear(roots, planted) == []
