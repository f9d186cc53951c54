"""One process at a time: a lock on a file beside the database, freed by the system when it dies."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from kaa_desktop.store import errors
from kaa_desktop.store.files import from_os

if TYPE_CHECKING:
    from pathlib import Path

LOCK: Final = "profile.lock"
"""Held while the database is open."""
WINDOW: Final = "window.lock"
"""Held while a window shows the profile, locked or not."""


class ProfileLock:
    """Held while a process has the profile open. The system frees it when the process dies."""

    def __init__(self, path: Path) -> None:
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise from_os(error) from None
        try:
            _lock(self._handle)
        except OSError:
            os.close(self._handle)
            raise errors.AlreadyOpen from None
        self._held = True

    def release(self) -> None:
        """Let go; a second time does nothing."""
        if self._held:
            self._held = False
            os.close(self._handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
