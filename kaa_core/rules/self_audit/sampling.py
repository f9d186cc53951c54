"""A sample drawn so that anybody can draw it again: the same seed and the same cases give the same.

Each case gets a place out of the seed and its own id, so the order in which cases are listed does not
matter, and a larger sample with the same seed begins with the smaller one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

MOST: Final = 1000
"""Cases in a sample, at most: so many the kind holds."""


def draw(cases: Iterable[bytes], size: int, seed: int) -> list[bytes]:
    """Draw `size` of the cases (ids of 16 bytes), fewer when there are fewer; in the order drawn.

    Raises ValueError for a size that is not between 1 and 1 000, or a seed below 0.
    """
    if not 1 <= size <= MOST:
        raise ValueError(f"a sample has between 1 and {MOST} cases")
    if seed < 0:
        raise ValueError("a seed is not below 0")
    salt = str(seed).encode()
    return sorted(cases, key=lambda one: hashlib.sha256(salt + b":" + one).digest())[:size]
