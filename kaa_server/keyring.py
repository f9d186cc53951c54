"""The municipalities' master keys: a file outside the database, which the keys of youths hang on.

What is written about a youth lies in the database under a key of her own, and those keys lie there
under the municipality's master key, which does not. When something is erased the master key is
replaced and the old one destroyed, so that nothing that was left behind in the database's files, log
or dumps can be read (docs/adr/027). The file is for its owner alone and is part of every backup.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import attrs

from kaa_server.faults import OperatorError
from kaa_server.files import give, sync_folder, write_private

NAME: Final = "youth-keys.json"
LEDGER: Final = "erasures.jsonl"
_LENGTH: Final = 32


@attrs.frozen
class Master:
    """A municipality's master key, named by the hash of it."""

    secret: bytes = attrs.field(repr=False)

    @property
    def id(self) -> bytes:
        """By what the database says which one a key lies under."""
        return hashlib.blake2b(self.secret, digest_size=8, person=b"kaa-master").digest()


class Keyring:
    """The key file. Read when it is needed, and again when a key is asked for that was not in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held: dict[str, list[Master]] = {}
        self._lock = threading.Lock()

    @property
    def ledger(self) -> Path:
        """Where it is noted what has been erased, so that a restored backup is erased again."""
        return self.path.with_name(LEDGER)

    def find(self, municipality: str, master: bytes) -> Master | None:
        """The master key with this id, or None."""
        with self._lock:
            found = self._among(municipality, master)
            if found is None:
                self._held = self._read()
                found = self._among(municipality, master)
        return found

    def forget(self) -> None:
        """Read the file anew before anything more is found in it."""
        with self._lock:
            self._held = {}

    def newest(self, municipality: str) -> Master | None:
        """The key that is used for what is new; None for a municipality that has none yet."""
        with self._lock:
            if not self._held.get(municipality):
                self._held = self._read()
            held = self._held.get(municipality)
        return held[-1] if held else None

    def all(self) -> dict[str, list[bytes]]:
        """Every key, for a backup, which is sealed."""
        return {code: [one.secret for one in held] for code, held in self._read().items()}

    def add(self, municipality: str, secret: bytes | None = None) -> Master:
        """Add a master key as the newest: a new one, or one out of a backup."""
        master = Master(secret or secrets.token_bytes(_LENGTH))
        with self.alone():
            held = self._read()
            mine = held.setdefault(municipality, [])
            if master not in mine:
                mine.append(master)
            self._write(held)
        return master

    def add_all(self, keys: Mapping[str, Iterable[bytes]]) -> None:
        """Add keys out of a backup."""
        for code, secrets_of in keys.items():
            for secret in secrets_of:
                self.add(code, secret)

    def keep_only(self, municipality: str, master: bytes) -> None:
        """Destroy every key of the municipality but one: the file that held them is overwritten."""
        with self.alone():
            held = self._read()
            held[municipality] = [one for one in held.get(municipality, []) if one.id == master]
            self._write(held)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else changes the file meanwhile, in this process or another."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(
            self.path.with_name(f"{self.path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600
        )
        try:
            give(handle, self.path.parent)
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def note(self, line: Mapping[str, object]) -> None:
        """Add a line to the ledger of erasures; it is on the disk when this returns."""
        with self.alone():
            fresh = not self.ledger.exists()
            handle = os.open(self.ledger, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                give(handle, self.path.parent)
                os.write(handle, json.dumps(line).encode() + b"\n")
                os.fsync(handle)
            finally:
                os.close(handle)
            if fresh:
                sync_folder(self.ledger.parent)

    def _among(self, municipality: str, master: bytes) -> Master | None:
        return next((one for one in self._held.get(municipality, []) if one.id == master), None)

    def _read(self) -> dict[str, list[Master]]:
        try:
            text = self.path.read_text(encoding="ascii")
        except FileNotFoundError:
            return {}
        except OSError:
            raise OperatorError(
                f"Nyckelfilen {self.path} går inte att läsa. Ingenting är ändrat. Kontrollera att "
                "kontot som servern körs med äger filen."
            ) from None
        try:
            found = json.loads(text)
            return {
                code: [Master(bytes.fromhex(one)) for one in held] for code, held in found.items()
            }
        except (ValueError, AttributeError, TypeError):
            raise OperatorError(
                f"Nyckelfilen {self.path} är skadad. Ingenting är ändrat. Lägg tillbaka den från "
                "säkerhetskopian, annars går det som är skrivet om ungdomarna inte att läsa."
            ) from None

    def _write(self, held: Mapping[str, list[Master]]) -> None:
        """A new file in the old one's place, whole or not at all; the old one's bytes are overwritten."""
        self._held = {code: list(many) for code, many in held.items()}
        text = json.dumps({code: [one.secret.hex() for one in many] for code, many in held.items()})
        before = _opened(self.path)
        write_private(self.path, text, like=self.path.parent)
        sync_folder(self.path.parent)
        if before is not None:
            _overwrite(before)


def _opened(path: Path) -> int | None:
    with contextlib.suppress(FileNotFoundError):
        return os.open(path, os.O_WRONLY)
    return None


def _overwrite(handle: int) -> None:
    try:
        os.pwrite(handle, b"\0" * os.fstat(handle).st_size, 0)
        os.fsync(handle)
    finally:
        os.close(handle)


def key_file(asked: Path | None, data_dir: Path) -> Path:
    """Where the keys are: as the operator says, or in the data folder."""
    return asked if asked is not None else data_dir / NAME
