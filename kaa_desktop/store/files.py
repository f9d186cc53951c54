"""Small files beside the database: written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
from typing import TYPE_CHECKING, Final

from kaa_desktop.store.errors import DiskFull, StoreNotWritable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO


_BINARY: Final = getattr(os, "O_BINARY", 0)  # Windows would make its own line ends


def write_atomically(path: Path, content: bytes) -> None:
    """Replace `path` by `content`; see `written_atomically`."""
    with written_atomically(path) as stream:
        stream.write(content)


@contextlib.contextmanager
def written_atomically(path: Path) -> Iterator[IO[bytes]]:
    """Replace `path` by what is written, so that a power cut leaves the old file or the new one.

    The temporary file lies in the same folder (a rename is atomic only within a file system), is
    readable by its owner alone, and is gone whatever happens. Raises `DiskFull` or
    `StoreNotWritable`; the old file is then untouched.
    """
    temporary = temporary_of(path)
    try:
        with written(temporary) as stream:
            yield stream
        put_in_place(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def temporary_of(path: Path) -> Path:
    """A name beside `path`, that nothing has, for what is to become it."""
    return path.with_name(f".{path.name}.{os.urandom(4).hex()}")


@contextlib.contextmanager
def written(path: Path) -> Iterator[IO[bytes]]:
    """A new file that is on the disk when the block ends. Raises `DiskFull` or `StoreNotWritable`."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise from_os(error) from None


def put_in_place(temporary: Path, path: Path) -> None:
    """Give a written file its name. Raises `StoreNotWritable`; the old file is then untouched."""
    try:
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise from_os(error) from None


def from_os(error: OSError) -> DiskFull | StoreNotWritable:
    """The typed fault for an error of the file system."""
    full = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)
    return DiskFull() if error.errno in full else StoreNotWritable()


def _sync_folder(folder: Path) -> None:
    # The rename itself is durable only when the folder is (POSIX). Windows has no such handle.
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
