"""What a coordinator's desktop and the server say about work that came in without permission.

It waits on the server, whole, with who wrote it, when, on which computer and why it waits. She takes
it in as its author's, hands it over to a colleague, or refuses it with an answer to its author.
"""

from __future__ import annotations

from kaa_core.sync.messages import Message, Operation, Verdict

LONGEST_ANSWER = 500
MOST_HELD = 200


class Held(Message, frozen=True, array_like=True, gc=False):
    """A transaction that waits; `n` is its first operation's. `reason`: a `sight.Hidden`."""

    device: bytes
    incarnation: int
    n: int
    actor: bytes
    actor_name: str
    device_name: str
    youth: bytes
    reason: int
    received: int
    operations: list[Operation]


class HeldList(Message, frozen=True, array_like=True, gc=False):
    """What waits, the oldest first, at most `MOST_HELD`; `total` counts all."""

    held: list[Held]
    total: int


class HeldKey(Message, frozen=True, array_like=True, gc=False):
    """Which transaction is meant."""

    device: bytes
    incarnation: int
    n: int


class Decide(Message, frozen=True, array_like=True, gc=False):
    """A decision about one or more of them, together: all of it holds or nothing.

    `handed_to`: the worker's record when it is handed over. `answer`: words to its author.
    """

    keys: list[HeldKey]
    ruling: int
    answer: str = ""
    handed_to: bytes | None = None


class Verdicts(Message, frozen=True, array_like=True, gc=False):
    """All that has been decided about what a device sent."""

    verdicts: list[Verdict]
