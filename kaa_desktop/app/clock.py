"""The one door to the clock and to randomness; tests hand in another.

The clock is shown to people and stamped on what they write. It never decides what synchronisation keeps,
so a clock that is ten years wrong loses nothing.
"""

from __future__ import annotations

import os
import time as system_time
from datetime import UTC, date, datetime, time, tzinfo
from itertools import count
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable

    from kaa_core.model.ids import RecordId

_NUMBER_BYTES = 4


class Clock(Protocol):
    """What the app asks of time."""

    def now(self) -> datetime:
        """The moment, aware, in UTC, to the millisecond."""

    def local(self, moment: datetime) -> datetime:
        """A moment in the computer's time zone."""

    def monotonic(self) -> float:
        """Seconds that only grow."""


class SystemClock:
    """The computer's clock and time zone."""

    def now(self) -> datetime:
        moment = datetime.now(UTC)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone()

    def monotonic(self) -> float:
        return system_time.monotonic()


class PracticeClock(SystemClock):
    """The computer's clock on another day: the demo's `--as-of`. Never for a real register."""

    def __init__(self, as_of: date) -> None:
        self._shift = as_of - super().now().astimezone().date()

    def now(self) -> datetime:
        return super().now() + self._shift


class FixedClock:
    """A clock that stands still until it is moved; for tests."""

    def __init__(self, moment: datetime, zone: tzinfo = UTC) -> None:
        self.moment = moment
        self._zone = zone
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.moment

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone)

    def monotonic(self) -> float:
        return self.seconds


def today(clock: Clock) -> date:
    """The day it is here."""
    return clock.local(clock.now()).date()


def time_of_day(clock: Clock) -> time:
    """The time it is here, to the minute."""
    return clock.local(clock.now()).time().replace(second=0, microsecond=0)


def new_id(clock: Clock) -> UUID:
    """A new UUIDv7. A clock before 1970 counts as 1970: ids need order, not truth."""
    from kaa_core.model.ids import RANDOM_BYTES, uuid7  # noqa: PLC0415 - the model loads slowly
    from kaa_core.model.registry import milliseconds  # noqa: PLC0415

    return uuid7(max(0, milliseconds(clock.now())), os.urandom(RANDOM_BYTES))


def ids(clock: Clock) -> Callable[[], RecordId]:
    """What makes new ids by the thousand: in order, and without asking the clock for each."""
    from kaa_core.model.ids import RANDOM_BYTES, RecordId, uuid7  # noqa: PLC0415 - as above
    from kaa_core.model.registry import milliseconds  # noqa: PLC0415

    began, numbers = max(0, milliseconds(clock.now())), count()

    def made() -> RecordId:
        # First the number, past the bits that say what sort of id it is: ids that come in order
        # are written side by side.
        number = next(numbers)
        first = (number >> 14 << 16 | number & 0x3FFF).to_bytes(_NUMBER_BYTES, "big")
        return RecordId(uuid7(began, first + os.urandom(RANDOM_BYTES - _NUMBER_BYTES)))

    return made


def jitter() -> float:
    """A number from 0 to 1 that spreads laptops over time; nothing depends on its secrecy."""
    import random  # noqa: PLC0415 - not before the unlock window

    return random.random()  # noqa: S311
