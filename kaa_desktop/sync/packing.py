"""Bodies as they travel: a push with its signature, and zstd within bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import zstandard

from kaa_core.sync.messages import Push, SignedPush, pack, push_proof
from kaa_desktop.sync import faults

COMPRESS_OVER: Final = 200
THOROUGH: Final = (32 * 1024, 12)
"""Up to this many bytes the level that makes them fewest: a day's notes by a mobile connection."""
QUICK: Final = 3
MAX_WINDOW: Final = 8 * 1024 * 1024


def packed_push(push: Push, signer: Callable[[bytes], bytes]) -> bytes:
    """A push as it is sent: packed, with the device's signature."""
    payload = pack(push)
    return pack(SignedPush(signer(push_proof(push, payload)), payload))


def compressed(body: bytes) -> bytes:
    """A body by zstd; a large one is not worth waiting for its last bytes."""
    most, level = THOROUGH
    return zstandard.ZstdCompressor(level=level if len(body) <= most else QUICK).compress(body)


def decompressed(content: bytes, limit: int) -> bytes:
    """What was sent; raises a fault for what is no zstd, or more than `limit` bytes of it."""
    reader = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW).stream_reader(content)
    try:
        plain = reader.read(limit + 1)
    except zstandard.ZstdError:
        raise faults.fault("half") from None
    if len(plain) > limit:
        raise faults.fault("too_much")
    return plain
