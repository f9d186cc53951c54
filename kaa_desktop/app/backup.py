"""A profile's safety copy: one file that is as encrypted as the profile, and the way back from it.

No key leaves the profile: the file holds the encrypted database and the same wrapped key, so the passphrase
that opened the profile then opens the copy. What lies in the clear in a profile's folder (the server's
address, the person's and the computer's names) lies in the clear in the file too.

A profile that is put back is marked (``restored.json``). It is the same computer to the server, at an
earlier point: docs/adr/023 says what follows from that.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from datetime import UTC
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from kaa_core import __version__
from kaa_desktop.app import profiles, status
from kaa_desktop.app.clock import Clock
from kaa_desktop.app.profiles import Profile
from kaa_desktop.app.recovering import NoProfile
from kaa_desktop.store import copying
from kaa_desktop.store.copying import Counts
from kaa_desktop.store.errors import StoreFault
from kaa_desktop.store.files import from_os, write_atomically
from kaa_desktop.store.keys import DataKey
from kaa_desktop.store.slots import SlotFile
from kaa_desktop.store.store import DATABASE, SLOTS, THROTTLE, Store
from kaa_desktop.store.throttle import Throttle, unlock

MARK: Final = "restored.json"
"""Lies in a profile that came out of a copy; says when, and of when the copy is."""
_MANIFEST: Final = "manifest.json"
_FORMAT: Final = 1
_SMALL: Final = 64 * 1024
_UNREADABLE: Final = (
    *(tarfile.TarError, EOFError, ValueError, KeyError, TypeError),
    *(AttributeError, OverflowError, RecursionError),  # a manifest of another form
)
_BESIDE: Final = (SLOTS, status.NAME, profiles.CA_FILE, "window.ini", profiles.NAME)
"""What goes along with the database. Not the count of wrong passphrases: it is this computer's."""


class CopyExists(StoreFault):
    """The file is there already."""

    happened = "Det finns redan en fil med det namnet."
    safe = "Den är orörd, och ingenting är kopierat."
    advice = "Välj ett annat namn."


class CopyUnreadable(StoreFault):
    """The file is not there or may not be read."""

    happened = "Säkerhetskopian finns inte eller går inte att läsa."
    safe = "Ingenting är ändrat."
    advice = "Kontrollera filens namn och att du får läsa den."


class NotACopy(StoreFault):
    """The file is something else, or is not whole."""

    happened = "Filen är ingen hel säkerhetskopia av en profil."
    safe = "Ingenting är ändrat."
    advice = "Välj en fil som kaa-desktop backup har skrivit. Är den kopierad, kopiera den igen."


class CopyTooNew(StoreFault):
    """A later version of the program wrote it."""

    happened = "Säkerhetskopian är gjord av en nyare version av programmet."
    safe = "Ingenting är ändrat."
    advice = "Installera den nyare versionen och försök igen."


class AlreadyHere(StoreFault):
    """The profile is on this computer: two of the same would contradict each other."""

    happened = "Profilen finns redan på den här datorn, och får inte finnas två gånger."
    safe = "Ingenting är ändrat, varken i profilen eller i säkerhetskopian."
    advice = (
        "Lås upp den som finns. Är den skadad, flytta dess mapp till en annan plats, bort från "
        "programmets profiler, och försök igen. Kasta den inte: det som inte är skickat ligger där."
    )


class FolderTaken(StoreFault):
    """Something lies where the profile was to be put."""

    happened = "Det finns redan något i den mapp där profilen skulle läggas."
    safe = "Ingenting är ändrat."
    advice = "Ange en mapp som inte finns."


class Restored(NamedTuple):
    """A profile that was put back. `made`: of when it is, ISO 8601."""

    profile: Profile
    made: str


def check(folder: Path, passphrase: str, clock: Clock) -> Counts:
    """Open the profile by its passphrase, read all of it and say how much it holds.

    Raises a `StoreFault`: wrong passphrase, damage, open in a window.
    """
    profile = _profile(folder)
    with (
        _key(profile, passphrase, clock) as key,
        Store.open(folder, key, lambda: 0) as store,
    ):
        return store.queries.read(_checked)


def backup(folder: Path, passphrase: str, out: Path, clock: Clock) -> Counts:
    """Write a copy of the profile to the new file `out`; the window may be open meanwhile.

    Raises a `StoreFault`; then there is no file.
    """
    profile = _profile(folder)
    if out.exists():
        raise CopyExists
    partial = out.with_name(f".{out.name}.{os.urandom(4).hex()}")
    try:
        partial.mkdir(mode=0o700)
        try:
            with _key(profile, passphrase, clock) as key:
                counts = copying.copy(folder / DATABASE, key, partial / DATABASE)
            for name in _BESIDE:
                if (folder / name).exists():
                    shutil.copyfile(folder / name, partial / name)
            made = clock.now().astimezone(UTC).isoformat(timespec="seconds")
            _pack(partial, made, folder.name)
            _give_name(partial / _MANIFEST, out)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    except FileExistsError:
        raise CopyExists from None
    except OSError as error:
        raise from_os(error) from None
    return counts


def restore(file: Path, folder: Path | None, clock: Clock) -> Restored:
    """Put the profile in `file` into the new folder `folder`, or where this program has its profiles.

    Raises a `StoreFault`; then nothing is changed. No passphrase is asked for: the copy is as it was.
    """
    try:
        stream = file.open("rb")
    except OSError:
        raise CopyUnreadable from None
    try:
        with stream, _opened(stream) as (archive, manifest):
            target = folder or profiles.default_folder() / _folder_name(manifest)
            return _put_back(archive, manifest, target, clock)
    except OSError as error:
        raise from_os(error) from None


def _profile(folder: Path) -> Profile:
    found = next(profiles.read(folder), None)
    if found is None:
        raise NoProfile
    return found


def _key(profile: Profile, passphrase: str, clock: Clock) -> DataKey:
    slots = SlotFile(profile.folder / SLOTS, profile.id)
    return unlock(slots, Throttle(profile.folder / THROTTLE, clock.monotonic), passphrase)


def _checked(connection: Any) -> Counts:
    copying.check(connection)
    return copying.counted(connection)


# -- the file: a tar of known names, the first of which lists the others with their hashes


def _pack(folder: Path, made: str, name: str) -> None:
    """Make the archive of what lies in `folder`, under the manifest's name."""
    parts = sorted(folder.iterdir())
    files = {path.name: {"bytes": path.stat().st_size, "sha256": _digest(path)} for path in parts}
    manifest = {
        "format": _FORMAT,
        "program": __version__,
        "made": made,
        "folder": name,
        "files": files,
    }
    content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    handle = os.open(folder / _MANIFEST, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            _add(archive, _MANIFEST, len(content), BytesIO(content))
            for path in parts:
                with path.open("rb") as part:
                    _add(archive, path.name, path.stat().st_size, part)
        stream.flush()
        os.fsync(stream.fileno())


def _give_name(made: Path, out: Path) -> None:
    """By a link, which never replaces a file that came meanwhile; where the disk has none, by a rename."""
    try:
        os.link(made, out)
    except FileExistsError:
        raise
    except OSError:
        if out.exists():
            raise
        made.rename(out)


def _add(archive: tarfile.TarFile, name: str, size: int, stream: IO[bytes]) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    archive.addfile(entry, stream)


@contextlib.contextmanager
def _opened(stream: IO[bytes]) -> Iterator[tuple[tarfile.TarFile, dict[str, Any]]]:
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            first = archive.next()
            if first is None or first.name != _MANIFEST or first.size > _SMALL:
                raise NotACopy
            content = archive.extractfile(first)
            manifest = json.loads(content.read()) if content is not None else {}
            if not isinstance(manifest, dict) or manifest.get("format") != _FORMAT:
                newer = isinstance(manifest, dict) and isinstance(manifest.get("format"), int)
                raise CopyTooNew if newer else NotACopy
            yield archive, manifest
    except _UNREADABLE:
        raise NotACopy from None


def _folder_name(manifest: dict[str, Any]) -> str:
    """A name for the folder that any disk takes; the file may come from anyone."""
    safe = "".join(one if one.isalnum() or one in "-_" else "-" for one in str(manifest["folder"]))
    return safe[:100] or "profil"


def _put_back(
    archive: tarfile.TarFile, manifest: dict[str, Any], target: Path, clock: Clock
) -> Restored:
    if target.exists():
        raise FolderTaken
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_name(f".{target.name}.{os.urandom(4).hex()}")
    partial.mkdir(mode=0o700)
    try:
        _unpack(archive, manifest["files"], partial)
        profile = next(profiles.read(partial), None)
        if profile is None:
            raise NotACopy
        _check_alone(profile, target)
        made = str(manifest["made"])
        now = clock.now().astimezone(UTC).isoformat(timespec="seconds")
        mark = {"format": _FORMAT, "made": made, "restored": now}
        write_atomically(partial / MARK, json.dumps(mark).encode())
        partial.rename(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return Restored(profile._replace(folder=target), made)


def _unpack(archive: tarfile.TarFile, files: dict[str, Any], folder: Path) -> None:
    """Write out what the manifest lists, each by its hash; names of ours only."""
    left = {str(name): (int(of["bytes"]), str(of["sha256"])) for name, of in files.items()}
    if not {DATABASE, SLOTS, profiles.NAME} <= left.keys() <= {DATABASE, *_BESIDE}:
        raise NotACopy
    while (entry := archive.next()) is not None:
        size, digest = left.pop(entry.name, (-1, ""))
        content = archive.extractfile(entry) if entry.isreg() and entry.size == size else None
        if content is None:
            raise NotACopy
        handle = os.open(folder / entry.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            shutil.copyfileobj(content, stream, 1024 * 1024)
            stream.flush()
            os.fsync(stream.fileno())
        if _digest(folder / entry.name) != digest:
            raise NotACopy
    if left:
        raise NotACopy


def _check_alone(profile: Profile, target: Path) -> None:
    """Refuse a second copy among the profiles of this program or beside where it would lie."""
    for folder in {profiles.default_folder(), target.parent}:
        if any(
            one.id == profile.id for one in _all_in(folder) if not one.folder.name.startswith(".")
        ):
            raise AlreadyHere


def _all_in(folder: Path) -> Iterator[Profile]:
    if folder.is_dir():
        for path in folder.iterdir():
            yield from profiles.read(path)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
