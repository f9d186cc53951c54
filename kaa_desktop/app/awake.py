"""A clock that only grows, also while the computer sleeps."""

import time


def seconds_with_sleep() -> float:
    """Seconds that only grow, also with the lid closed: on Linux Qt's timers stand still then."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)
