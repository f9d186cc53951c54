"""Where a backup is put: written beside, read back, and only then given its name."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Final

from kaa_server.backup import export, watermark
from kaa_server.backup.frames import frames
from kaa_server.backup.sealed import Lock, opened, read_lock
from kaa_server.clock import Clock
from kaa_server.faults import OperatorError
from kaa_server.files import sync_folder
from kaa_server.keyring import Keyring

SUFFIX: Final = ".kaabackup"
_PARTIAL: Final = ".kaa-partial"
_OURS: Final = re.compile(r"kaa-server-\d{8}T\d{6}Z\.kaabackup")


def make(
    conninfo: str,
    clock: Clock,
    out: Path,
    locked: Callable[[bytes], Lock],
    keyring: Keyring | None = None,
) -> export.Contents:
    """Take a backup to the new file ``out``. It has its name only when it has been read back whole.

    When it is on the disk the server keeps how far it holds everything: computers keep what they
    have sent and received until then.

    Raises:
        OperatorError: when the file exists or cannot be written; no half file has its name.
    """
    if out.exists():
        raise OperatorError(
            f"Filen {out} finns redan och skrivs inte över. Ingenting är kopierat. Ange en annan fil."
        )
    try:
        _clear_remains(out.parent)
        held = watermark.reached(conninfo)  # before the copy: all of it is in there
        with _beside(out) as (stream, partial):
            key = export.take(conninfo, clock, stream, locked, keyring)
            stream.flush()
            os.fsync(stream.fileno())
            contents = _read_back(partial, key)
            _give_name(partial, out)
        if keyring is not None:
            _copy_ledger(keyring.ledger, out.parent)
        sync_folder(out.parent)
        watermark.advance(conninfo, held)
    except OSError as error:
        raise OperatorError(
            f"Säkerhetskopian gick inte att skriva till {out.parent}: {error.strerror}. "
            "Ingen halv kopia är kvar. Kontrollera att mappen finns och att disken har plats."
        ) from error
    return contents


def name_for(moment: datetime) -> str:
    """The file name of a backup in a folder that is kept short."""
    return f"kaa-server-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}{SUFFIX}"


def keep(folder: Path, number: int) -> list[Path]:
    """Delete the oldest backups of ours beyond ``number``; returns those. Other files are left alone."""
    ours = sorted(path for path in folder.iterdir() if _OURS.fullmatch(path.name))
    gone = ours[: max(0, len(ours) - number)]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def keep_days(folder: Path, days: int, now: datetime) -> list[Path]:
    """Delete backups of ours from more than ``days`` days ago; returns those. The newest always stays."""
    oldest = name_for(now - timedelta(days=days))
    ours = sorted(path for path in folder.iterdir() if _OURS.fullmatch(path.name))
    gone = [path for path in ours[:-1] if path.name < oldest]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def _copy_ledger(ledger: Path, folder: Path) -> None:
    """What has been erased, beside the copies: a copy that is put back is erased again by it."""
    if not ledger.exists():
        return
    beside = folder / f".{ledger.name}.{secrets.token_hex(4)}{_PARTIAL}"
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(ledger.read_bytes())
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(folder / ledger.name)


def _read_back(path: Path, key: bytes) -> export.Contents:
    """Read what the disk has: a backup that cannot be read is worse than none."""
    with path.open("rb") as stream:
        _, header = read_lock(stream)
        return export.counted(frames(opened(stream, header, key)))


@contextlib.contextmanager
def _beside(out: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A file beside ``out``, for its owner alone, locked while it is written, gone afterwards."""
    partial = out.with_name(f".{out.name}.{secrets.token_hex(4)}{_PARTIAL}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield stream, partial
    finally:
        partial.unlink(missing_ok=True)


def _give_name(partial: Path, out: Path) -> None:
    """By a link, which never replaces a file that came meanwhile; where the disk has none, by a rename."""
    try:
        os.link(partial, out)
    except FileExistsError:
        raise
    except OSError:
        if out.exists():
            raise
        partial.rename(out)


def _clear_remains(folder: Path) -> None:
    """Remove what a backup that was killed left behind. One that is being written is locked."""
    for path in folder.glob(f".*{_PARTIAL}"):
        with contextlib.suppress(OSError), path.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
