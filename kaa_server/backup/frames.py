"""What lies inside the sealed file: a head, each table of each municipality as COPY's text, an end."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import msgspec
import zstandard

from kaa_server.backup.sealed import Damaged

FORMAT: Final = 1
_LENGTH: Final = struct.Struct(">I")
#: COPY hands out rows one by one; they travel together.
TOGETHER: Final = 256 * 1024
#: PostgreSQL's longest value is 1 GiB; a body here is at most some MiB.
_MAX_FRAME: Final = 256 * 1024 * 1024


class Head(msgspec.Struct, frozen=True, tag="head"):
    """When and of what a backup was made."""

    format: int
    program: str
    revision: str
    made: str
    """ISO 8601, UTC: the moment whose state it holds."""
    municipalities: list[str]
    keys: dict[str, list[bytes]] = {}
    """The municipalities' master keys (keyring.py): without them the rest cannot be read."""


class Table(msgspec.Struct, frozen=True, tag="table"):
    """What follows are rows of this table, in this order of columns."""

    municipality: str
    name: str
    columns: list[str]


class Rows(msgspec.Struct, frozen=True, tag="rows"):
    """Whole rows as COPY's text format has them, each ended by a line feed."""

    content: bytes


class Done(msgspec.Struct, frozen=True, tag="done"):
    """The table is whole."""

    rows: int


class End(msgspec.Struct, frozen=True, tag="end"):
    """All is there."""

    tables: int
    rows: int


Frame = Head | Table | Rows | Done | End


class Writer:
    """Packs frames for a sink that takes bytes."""

    def __init__(self, sink: Callable[[bytes], None]) -> None:
        self._sink = sink
        self._packer = zstandard.ZstdCompressor(level=6).compressobj()
        self._encode = msgspec.msgpack.Encoder().encode

    def put(self, frame: Frame) -> None:
        """Add one."""
        body = self._encode(frame)
        self._sink(self._packer.compress(_LENGTH.pack(len(body)) + body))

    def close(self) -> None:
        """Hand out what is still held."""
        self._sink(self._packer.flush())


def frames(pieces: Iterable[bytes]) -> Iterator[Frame]:
    """The frames in what ``sealed.opened`` gives.

    Raises:
        Damaged: when it does not unpack; a sealed file that holds is never so.
    """
    decoder: msgspec.msgpack.Decoder[Frame] = msgspec.msgpack.Decoder(Frame)
    unpacker = zstandard.ZstdDecompressor().decompressobj()
    held = bytearray()
    try:
        for piece in pieces:
            held += unpacker.decompress(piece) if not unpacker.eof else b""
            yield from _whole(held, decoder)
    except (zstandard.ZstdError, msgspec.DecodeError, ValueError):
        raise Damaged(0) from None
    if held or not unpacker.eof:
        raise Damaged(0)


def _whole(held: bytearray, decoder: msgspec.msgpack.Decoder[Frame]) -> Iterator[Frame]:
    while len(held) >= _LENGTH.size:
        (length,) = _LENGTH.unpack_from(held)
        if length > _MAX_FRAME:
            raise Damaged(0)
        end = _LENGTH.size + length
        if len(held) < end:
            return
        body = bytes(held[_LENGTH.size : end])
        del held[:end]
        yield decoder.decode(body)
