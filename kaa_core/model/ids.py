"""Identities: UUIDv7, ordered by time, so that inserts append instead of scattering (docs/adr/002)."""

from __future__ import annotations

import uuid
from typing import NewType

RecordId = NewType("RecordId", uuid.UUID)
YouthId = NewType("YouthId", RecordId)
WorkerId = NewType("WorkerId", RecordId)
UnitId = NewType("UnitId", RecordId)
DeviceId = NewType("DeviceId", uuid.UUID)
UserId = NewType("UserId", uuid.UUID)
DraftId = NewType("DraftId", uuid.UUID)

RANDOM_BYTES = 10


def uuid7(milliseconds: int, random: bytes) -> uuid.UUID:
    """Make a UUIDv7 (RFC 9562 section 5.7).

    `milliseconds` since the epoch, 0 to 2**48-1; `random` exactly ten bytes.
    Time and randomness are handed in: the core has neither clock nor dice.
    """
    if len(random) != RANDOM_BYTES:
        raise ValueError("uuid7 needs ten random bytes")
    if not 0 <= milliseconds < 1 << 48:
        raise ValueError("uuid7 needs milliseconds of 48 bits")
    value = milliseconds << 80 | int.from_bytes(random, "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
