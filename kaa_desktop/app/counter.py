"""A small signed file beside the database, by which a database that was put back is noticed at opening.

The server notices too, at the next contact, but by then somebody may have worked for days. What had been
sent comes back from it; what was only here after the copy does not, and that is said.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
from pathlib import Path
from typing import Final

from kaa_desktop.app.replica import DEVICE_KEY
from kaa_desktop.store.errors import StoreFault
from kaa_desktop.store.files import write_atomically
from kaa_desktop.store.store import Store

NAME: Final = "counter.json"
_DOMAIN: Final = b"kaa-counter-1"
_LARGEST: Final = 4096


class Counter:
    """How far the store in a folder has come, kept outside it; signed with a key that lies within it."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._path = folder / NAME
        self._store = store
        self._key = hashlib.sha256(_DOMAIN + (store.setting(DEVICE_KEY) or b"")).digest()
        self._written: tuple[int, int] | None = None

    def put_back(self) -> bool:
        """Whether the file knows of operations that the store does not. A file that is not ours says no."""
        held = self._read()
        incarnation, next_n = self._now()
        return held is not None and held[0] == incarnation and held[1] > next_n

    def write(self) -> None:
        """Keep how far the store has come; a disk that cannot be written is no reason to stop."""
        with contextlib.suppress(StoreFault, OSError):
            now = self._now()
            if now != self._written:
                said = {"incarnation": now[0], "next": now[1], "signature": self._signature(now)}
                write_atomically(self._path, json.dumps(said).encode())
                self._written = now

    def _now(self) -> tuple[int, int]:
        return self._store.incarnation(), self._store.next_n()

    def _read(self) -> tuple[int, int] | None:
        try:
            with self._path.open("rb") as stream:
                said = json.loads(stream.read(_LARGEST))
            found = int(said["incarnation"]), int(said["next"])
            right = hmac.compare_digest(str(said["signature"]), self._signature(found))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return found if right else None

    def _signature(self, numbers: tuple[int, int]) -> str:
        return hmac.new(self._key, repr(numbers).encode(), hashlib.sha256).hexdigest()
