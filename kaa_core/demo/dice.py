"""A small generator of numbers that are the same on every machine and in every Python.

The core has no randomness of its own (docs/adr): what looks random in the demo follows from its seed.
SplitMix64 (Steele, Lea, Flood 2014) is enough: nothing here is secret.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from kaa_core.model.ids import RANDOM_BYTES, RecordId, uuid7
from kaa_core.model.registry import milliseconds

T = TypeVar("T")

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15


class Dice:
    """A stream of numbers that follows from its keys alone: the same keys, the same stream."""

    def __init__(self, *keys: int) -> None:
        self._state = 0
        for key in keys:
            self._state = (self.bits() ^ (key & _MASK)) & _MASK

    def bits(self) -> int:
        """Return the next 64 bits."""
        self._state = (self._state + _GOLDEN) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)

    def below(self, limit: int) -> int:
        """Return a whole number from 0 up to, not including, `limit`."""
        return self.bits() % limit

    def between(self, first: int, last: int) -> int:
        """Return a whole number from `first` to `last`, both included."""
        return first + self.below(last - first + 1)

    def chance(self, percent: int) -> bool:
        """Return True in `percent` cases of a hundred."""
        return self.below(100) < percent

    def pick(self, among: Sequence[T]) -> T:
        """Return one of a sequence."""
        return among[self.below(len(among))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in another order."""
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed

    def new_id(self, moment: datetime) -> RecordId:
        """Return the UUIDv7 of a record made at a moment (aware)."""
        random = (self.bits() << 64 | self.bits()).to_bytes(16, "big")[:RANDOM_BYTES]
        return RecordId(uuid7(milliseconds(moment), random))
