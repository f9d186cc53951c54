"""Where a file lies in the clear while another program shows it: a folder of the person's own, emptied.

It is the system's folder for the signed-in person, in memory and gone at sign-out, where there is one
(XDG_RUNTIME_DIR); else a folder in the profile. Readable by nobody else. Names are drawn by chance: the
lists of recent files that other programs keep say nothing. It is emptied at lock, at exit, and at the next
start after whatever ended the program.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from kaa_desktop.store.errors import StoreNotWritable
from kaa_desktop.store.files import from_os
from kaa_desktop.store.lock import LOCK, ProfileLock

NAME: Final = "visas"
_BINARY: Final = getattr(os, "O_BINARY", 0)
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)
_ZEROS: Final = bytes(256 * 1024)


class PrivateFolder:
    """The folder of one profile. `random` gives so many random bytes; `runtime` is the system's folder."""

    def __init__(
        self, profile: Path, random: Callable[[int], bytes] = os.urandom, runtime: str | None = None
    ) -> None:
        self._random = random
        self._places = [profile / NAME]
        own = os.environ.get("XDG_RUNTIME_DIR", "") if runtime is None else runtime
        if own and _is_own(Path(own)):
            which = hashlib.sha256(os.fsencode(profile.resolve())).hexdigest()[:16]
            self._places.insert(0, Path(own) / f"kaa-desktop-{which}")

    def keep(self, content: bytes, suffix: str) -> Path:
        """Write a file that only its owner reads, and return where. Raises `DiskFull` or the like."""
        try:
            folder = self._folder()
            path = folder / f"kaa-{self._random(12).hex()}{suffix}"
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY | _NO_LINK
            with os.fdopen(os.open(path, flags, 0o400), "wb") as stream:
                stream.write(content)
        except OSError as error:
            self.empty()
            raise from_os(error) from None
        return path

    def empty(self) -> None:
        """Take away all that lies there, written over first. What is held fast goes the next time."""
        for place in self._places:
            if place.is_symlink() or not place.is_dir():
                continue
            for path in place.iterdir():
                with contextlib.suppress(OSError):
                    _end(path)
            with contextlib.suppress(OSError):
                place.rmdir()

    def _folder(self) -> Path:
        place = self._places[0]
        with contextlib.suppress(FileExistsError):
            place.mkdir(mode=0o700)
        if not _is_own(place):
            raise StoreNotWritable
        return place


def empty_left(profile: Path) -> None:
    """Empty what a program that ended without warning left; not while another one has the profile open."""
    try:
        lock = ProfileLock(profile / LOCK)
    except Exception:  # noqa: BLE001 - open elsewhere, or gone: then it is not ours to empty
        return
    try:
        PrivateFolder(profile).empty()
    finally:
        lock.release()


def _is_own(place: Path) -> bool:
    """Whether a folder is a real one, of this person, that nobody else may enter."""
    if os.name != "posix":
        return place.is_dir()
    try:
        found = place.lstat()
    except OSError:
        return False
    closed = not stat.S_IMODE(found.st_mode) & 0o077
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and closed


def _end(path: Path) -> None:
    if path.is_file() and not path.is_symlink():
        with contextlib.suppress(OSError):  # what cannot be written over is taken away all the same
            path.chmod(0o600)
            left = path.stat().st_size
            with path.open("r+b") as stream:
                while left > 0:
                    left -= stream.write(_ZEROS[:left])
                stream.flush()
                os.fsync(stream.fileno())
    path.unlink()
