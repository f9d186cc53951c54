"""Attached files: how they are cut in pieces, and what desktop and server say of them.

A file is named by the record that it belongs to (kind `attachment`): its sight, size and hash are the
record's. Pieces have one size for ever, so both sides know without asking which pieces there are.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from kaa_core.model.media import MOST_BYTES
from kaa_core.sync.messages import Message

PIECE: Final = 256 * 1024
"""Bytes in every piece but the last: some two seconds on a telephone's connection."""


class Pieces(Message, frozen=True, array_like=True, gc=False):
    """What the server holds of a file: which pieces, and whether it is whole and verified."""

    count: int
    held: list[int]
    whole: bool = False


class Piece(Message, frozen=True, array_like=True, gc=False):
    """One piece with its SHA-256."""

    digest: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    body: Annotated[bytes, msgspec.Meta(min_length=1, max_length=PIECE)]


def pieces(size: int) -> int:
    """Return how many pieces a file of this size has; raises ValueError for a size that none has."""
    if not 1 <= size <= MOST_BYTES:
        raise ValueError("a file of another size")
    return -(-size // PIECE)


def length(size: int, index: int) -> int:
    """Return how many bytes piece `index` has; raises ValueError when there is no such piece."""
    last = pieces(size) - 1
    if not 0 <= index <= last:
        raise ValueError("no such piece")
    return PIECE if index < last else size - last * PIECE
