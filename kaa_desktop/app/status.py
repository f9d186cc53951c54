"""status.json: what the unlock screen may say without the key. Two numbers, nothing about anyone."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

NAME: Final = "status.json"
_MAX_BYTES: Final = 4096


class Status(NamedTuple):
    """`unsent` acts that wait; `last_sync` when all was last sent and received."""

    unsent: int = 0
    last_sync: datetime | None = None


class StatusFile:
    """The file of one profile. A hint only: a lost or spoilt one says nothing and harms nothing."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._written: Status | None = None
        self._lock = threading.Lock()

    def read(self) -> Status:
        """What it says."""
        try:
            with self._path.open("rb") as stream:
                body = json.loads(stream.read(_MAX_BYTES))
            last = body["last_sync"]
            return Status(
                unsent=max(0, int(body["unsent"])),
                last_sync=None if last is None else _moment(int(last)),
            )
        except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
            return Status()

    def write(self, unsent: int, last_sync: datetime | None) -> None:
        """Say it anew, without waiting for the disk."""
        status = Status(unsent=unsent, last_sync=last_sync)
        with self._lock:
            if status != self._written:
                self._write(status)

    def _write(self, status: Status) -> None:
        last = status.last_sync
        body = {"unsent": status.unsent, "last_sync": None if last is None else _milliseconds(last)}
        beside = self._path.with_suffix(f".{os.getpid()}.tmp")
        with contextlib.suppress(OSError):
            beside.write_text(json.dumps(body), encoding="ascii")
            beside.replace(self._path)
            self._written = status


# As kaa_core.model.registry has them, which takes long to load: the unlock screen reads this file.
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _moment(ms: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=ms)


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)
