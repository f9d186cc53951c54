"""A youth's records in two numbers, by which server and device tell whether they hold the same.

Over the records that are not deleted: how many, and the sum (modulo 2**63) of a hash of each record's
id and highest number. A number names one row of the log, so equal sums mean equal content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

MODULO: Final = 2**63


def record_hash(record: bytes, latest: int) -> int:
    """Return the hash of one record: 0 ≤ hash < 2**63."""
    told = hashlib.blake2b(record + latest.to_bytes(8, "big"), digest_size=8).digest()
    return int.from_bytes(told, "big") % MODULO


def total(records: Iterable[tuple[bytes, int]]) -> tuple[int, int]:
    """Return (count, sum) of records given as (id, latest number)."""
    hashes = [record_hash(record, latest) for record, latest in records]
    return len(hashes), sum(hashes) % MODULO
