"""One change to the server and acknowledged, and a round in which there is nothing to say."""

from __future__ import annotations

from benchmarks.figures import Figure
from benchmarks.syncing import place

CHANGE_MS = 10.0
IDLE_MS = 5.0


def measure(rounds: int) -> list[Figure]:
    """The engine as the program runs it, on a connection that is kept."""
    with place.running() as there:
        found = place.play("rounds", there.told(there.municipality(), 1, rounds=rounds))
    return figures(found)


def figures(found: dict[str, list[float]], where: str = "") -> list[Figure]:
    """The two figures of a scene."""
    return [
        Figure(
            name=f"One change: from saved to acknowledged and noted in the store{where}",
            samples=found["change"],
            limit=CHANGE_MS,
        ),
        Figure(
            name=f"A round with nothing new, over a kept connection{where}",
            samples=found["idle"],
            limit=IDLE_MS,
        ),
    ]
