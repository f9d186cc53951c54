"""Real SQLCipher throughout; a cheap Argon2id where strength is not what is tested."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING
from uuid import UUID

import pytest

from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.slots import KdfParams, SlotFile
from kaa_desktop.store.store import Store
from tests.unit.store.builders import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROFILE = UUID("01900000-0000-7000-8000-000000000001")
PASSPHRASE = "räksmörgås i motvind"
CHEAP = KdfParams(memory_kib=8192, time=1, lanes=1)


@contextmanager
def child(script: str, folder: Path) -> Iterator[tuple[int, IO[str], IO[str]]]:
    """Another Python that runs `script` with the folder: its id, its standard in, its standard out."""
    with subprocess.Popen(
        [sys.executable, "-c", script, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(["", *sys.path])},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.pid, process.stdin, process.stdout


@pytest.fixture
def key() -> DataKey:
    """A fresh data key."""
    return DataKey.generate()


@pytest.fixture
def slot_file(tmp_path: Path) -> SlotFile:
    """A slots file that has not been written."""
    return SlotFile(tmp_path / "slots.json", PROFILE, CHEAP)


class SteppedClock:
    """A monotonic clock that stands still until it is moved; may be set back like a reboot."""

    def __init__(self, seconds: float = 1000.0) -> None:
        self.seconds = seconds

    def __call__(self) -> float:
        """The time in seconds."""
        return self.seconds


@pytest.fixture
def stepped() -> SteppedClock:
    """A stepped clock at 1000 s."""
    return SteppedClock()


@pytest.fixture
def store(tmp_path: Path, key: DataKey) -> Iterator[Store]:
    """A new, empty store."""
    with Store.create(tmp_path, key, lambda: NOW) as opened:
        yield opened
