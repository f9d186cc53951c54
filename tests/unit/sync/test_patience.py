"""A question that the server answers in portions is asked again, and no other."""

from __future__ import annotations

import pytest

from kaa_desktop.sync import faults
from kaa_desktop.sync.faults import SyncFault
from kaa_desktop.sync.patience import TRIES, patiently


class Server:
    """Says so many times that it is busy."""

    def __init__(self, busy: int, then: str = "") -> None:
        self.left, self.then, self.asked = busy, then, 0

    def __call__(self) -> str:
        self.asked += 1
        if self.left:
            self.left -= 1
            raise faults.fault("busy")
        if self.then:
            raise faults.fault(self.then)
        return "answer"


def test_it_is_asked_until_there_is_an_answer() -> None:
    server = Server(busy=3)
    assert patiently(server) == "answer"
    assert server.asked == 4


def test_another_fault_ends_it_and_so_does_a_server_that_is_always_busy() -> None:
    for server, asked in ((Server(1, "role"), 2), (Server(0, "offline"), 1), (Server(99), TRIES)):
        with pytest.raises(SyncFault):
            patiently(server)
        assert server.asked == asked
