"""The sealed file: a header that says who can open it, then pieces that cannot be moved, cut or changed.

``KAABACKUP1`` + length + header (msgpack) + pieces of AES-256-GCM. A piece's nonce is its number and
whether it is the last (STREAM, Hoang, Reyhanitabar, Rogaway and Vizár 2015; the same as age's), so a
file that was cut at a border of pieces is refused too. The header's hash is mixed into the key.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterator
from typing import IO, Annotated, Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kaa_server.faults import OperatorError

MAGIC: Final = b"KAABACKUP1\n"
PIECE: Final = 1024 * 1024
TAG: Final = 16
KEY: Final = 32
_MAX_HEADER: Final = 4096
_INFO: Final = b"kaa-backup-pieces-1"
_LENGTH: Final = struct.Struct(">I")


class KeyFor(msgspec.Struct, frozen=True, array_like=True, tag="x25519"):
    """The file's key, wrapped for the holder of a private X25519 key."""

    recipient: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    ephemeral: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    nonce: Annotated[bytes, msgspec.Meta(min_length=12, max_length=12)]
    wrapped: bytes


class KeyUnder(msgspec.Struct, frozen=True, array_like=True, tag="argon2id"):
    """The file's key, wrapped under a passphrase. Bounded costs: a file cannot ask for all memory."""

    salt: Annotated[bytes, msgspec.Meta(min_length=16, max_length=64)]
    memory_kib: Annotated[int, msgspec.Meta(ge=8, le=1024 * 1024)]
    time: Annotated[int, msgspec.Meta(ge=1, le=16)]
    lanes: Annotated[int, msgspec.Meta(ge=1, le=16)]
    nonce: Annotated[bytes, msgspec.Meta(min_length=12, max_length=12)]
    wrapped: bytes


Lock = KeyFor | KeyUnder
"""Who can open a file."""


class Damaged(OperatorError):
    """The file is not what was written."""

    def __init__(self, read: int) -> None:
        super().__init__(
            f"Säkerhetskopian är skadad eller avbruten (efter {read} byte). Ingenting har lästs in. "
            "Ta en annan kopia, eller hämta filen på nytt dit den är kopierad."
        )


class NotABackup(OperatorError):
    """The file is something else."""

    def __init__(self) -> None:
        super().__init__(
            "Filen är ingen säkerhetskopia från kaa-server, eller så är dess början skadad. "
            "Ingenting har lästs in. Ange en fil som kaa-server backup har skrivit."
        )


class Sealing:
    """Writes a sealed file. ``close`` writes the last piece; without it the file is refused."""

    def __init__(self, stream: IO[bytes], lock: Lock, key: bytes) -> None:
        header = MAGIC + _framed(msgspec.msgpack.encode(lock))
        stream.write(header)
        self._stream = stream
        self._aead = AESGCM(_pieces_key(key, header))
        self._number = 0
        self._held = bytearray()

    def write(self, content: bytes) -> None:
        """Add content. A piece is written when more than one is held: the last must be known as such."""
        self._held += content
        while len(self._held) > PIECE:
            self._put(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]

    def close(self) -> None:
        """Write the last piece. The stream stays the caller's."""
        self._put(bytes(self._held), last=True)
        self._held.clear()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._stream.write(self._aead.encrypt(_nonce(self._number, last=last), piece, None))
        self._number += 1


def read_lock(stream: IO[bytes]) -> tuple[Lock, bytes]:
    """Who can open the file, and the header's bytes as they lie.

    Raises:
        NotABackup: when it does not begin as one.
    """
    begun = stream.read(len(MAGIC) + _LENGTH.size)
    if len(begun) != len(MAGIC) + _LENGTH.size or not begun.startswith(MAGIC):
        raise NotABackup
    (length,) = _LENGTH.unpack_from(begun, len(MAGIC))
    if length > _MAX_HEADER:
        raise NotABackup
    body = stream.read(length)
    try:
        return msgspec.msgpack.decode(body, type=Lock), begun + body
    except (msgspec.DecodeError, ValueError):
        raise NotABackup from None


def opened(stream: IO[bytes], header: bytes, key: bytes) -> Iterator[bytes]:
    """The content after ``read_lock``, piece by piece; nothing of a piece that does not hold.

    Raises:
        Damaged: at the first piece that was changed, moved or is missing.
    """
    aead = AESGCM(_pieces_key(key, header))
    number, read = 0, len(header)
    piece = stream.read(PIECE + TAG)
    while True:
        following = stream.read(PIECE + TAG)
        try:
            yield aead.decrypt(_nonce(number, last=not following), piece, None)
        except InvalidTag:
            raise Damaged(read) from None
        number, read = number + 1, read + len(piece)
        if not following:
            return
        piece = following


def new_key() -> bytes:
    """A file's own key."""
    return os.urandom(KEY)


def _framed(body: bytes) -> bytes:
    return _LENGTH.pack(len(body)) + body


def _pieces_key(key: bytes, header: bytes) -> bytes:
    return HKDF(SHA256(), KEY, salt=hashlib.sha256(header).digest(), info=_INFO).derive(key)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")
