"""The server's clock and ids. Handed in everywhere, so that tests decide what time it is."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from kaa_core.model.ids import RANDOM_BYTES, uuid7
from kaa_core.model.registry import milliseconds

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def new_id(clock: Clock) -> uuid.UUID:
    """A new UUIDv7."""
    return uuid7(milliseconds(clock()), os.urandom(RANDOM_BYTES))


def while_asked(seconds: float) -> Callable[[], bool]:
    """Says yes until so much time has gone: how long somebody who asks is kept waiting."""
    until = time.monotonic() + seconds
    return lambda: time.monotonic() < until
