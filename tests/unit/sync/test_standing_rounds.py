"""Comparing pasts while a person goes on writing."""

from __future__ import annotations

from typing import Any, cast

import pytest

from kaa_core.sync.messages import Operation, Past, Standing, Stands, Verb
from kaa_desktop.sync.mending import Mending

EPOCH = b"e" * 16


def operation(n: int) -> Operation:
    return Operation(n, n, Verb.SET, 1, b"r" * 16, {1: "x"}, 0, 0, None)


class Writing:
    """A store in which an act is written at a certain one of the questions that mending asks."""

    device, incarnation, actor = b"d" * 16, 1, b"a" * 16

    def __init__(self, at: int) -> None:
        self.at, self.asked, self.written = at, 0, False
        self.told: Stands | None = None

    def _ask(self) -> None:
        self.written = self.written or self.asked == self.at
        self.asked += 1

    def next_n(self) -> int:
        self._ask()
        return 4 if self.written else 3

    def waiting(self, _limit: int) -> list[Operation]:
        found = [operation(3)] if self.written else []
        self._ask()
        return found

    def history(self) -> tuple[bytes, int]:
        self._ask()
        return EPOCH, 2

    def anchors(self) -> list[Any]:
        self._ask()
        return []

    def settle(self) -> None:
        """All is on the disk."""

    def met(self, stands: Stands) -> None:
        self.told = stands


class Same:
    """A server that has all this computer ever sent, and refuses to be asked for a new numbering."""

    def stand(self, said: Standing) -> Stands:
        return Stands(EPOCH, 2, 2, Past.SAME, 2, 0, 0, 0)


@pytest.mark.parametrize("at", range(8))
def test_an_act_written_meanwhile_is_no_gap(at: int) -> None:
    store = Writing(at)
    assert Mending(cast("Any", store), cast("Any", Same())).stand() is None
    assert store.told is not None
