"""One change from a desktop by the server to another desktop: two windows, a real server, loopback."""

from __future__ import annotations

import time

from benchmarks.figures import Figure
from benchmarks.town import Town
from benchmarks.working import begin, end

TRAVEL_MS = 300.0
SETTLE_SECONDS = 6.0
"""For the first synchronisation of both after they have been unlocked."""


def measure(town: Town, rounds: int) -> list[Figure]:
    """Both clocks are the same machine's monotonic one."""
    town.server.start()
    # Values of one run must not be those of another: the profiles are kept.
    series = int(time.time()) % 100_000
    told = {"series": series, "changes": rounds}
    try:
        watching = begin("watch", town.computers[1], **told)
        assert watching.stdout is not None
        if watching.stdout.readline().strip() != "watching":
            raise SystemExit("the other desktop does not watch")
        asked = end(begin("change", town.computers[0], wait=SETTLE_SECONDS, **told))["asked"]
        seen = end(watching)
    finally:
        town.server.stop()
    missed = [value for value in asked if value not in seen["drawn"]]
    if missed:
        raise SystemExit(f"{len(missed)} changes were never drawn on the other desktop")
    return [
        Figure(
            name="One change: saved on a desktop → server → drawn in the other's open page",
            samples=[(seen["drawn"][value] - at) * 1000 for value, at in asked.items()],
            limit=TRAVEL_MS,
        ),
        Figure(
            name="of which: until it is committed in the other's store",
            samples=[(seen["stored"][value] - at) * 1000 for value, at in asked.items()],
        ),
    ]
