"""The network between a laptop and the server: what is lost, doubled, delayed, reordered or cut."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, TypeVar

import attrs
import msgspec

from kaa_core.sync.messages import ErrorBody, Message, unpack
from kaa_desktop.sync import faults
from kaa_desktop.sync.client import Client, Signer

M = TypeVar("M", bound=Message)
Handle = Callable[[bytes, str, str, bytes], tuple[int, bytes]]


@attrs.define
class Weather:
    """How likely each trouble is for one request, from 0 to 1."""

    lost: float = 0.0
    answer_lost: float = 0.0
    doubled: float = 0.0
    delayed: float = 0.0
    cut: float = 0.0


CALM = Weather()
ROUGH = Weather(lost=0.05, answer_lost=0.08, doubled=0.08, delayed=0.05, cut=0.04)


@attrs.define
class Network:
    """All requests pass here. `late`: such as arrive after their sender has given them up."""

    handle: Handle
    random: Random
    weather: Weather = attrs.Factory(Weather)
    late: list[tuple[bytes, str, str, bytes]] = attrs.Factory(list)
    requests: int = 0

    def ask(self, device: bytes, method: str, target: str, body: bytes) -> tuple[int, bytes]:
        """One request and its answer; raises the fault of a broken connection."""
        self.requests += 1
        throw, weather = self.random.random(), self.weather
        request = (device, method, target, body)
        for chance, trouble in (
            (weather.lost, self._lost),
            (weather.answer_lost, self._answer_lost),
            (weather.doubled, self._doubled),
            (weather.delayed, self._delayed),
            (weather.cut, self._cut),
        ):
            if throw < chance:
                return trouble(request)
            throw -= chance
        return self.handle(*request)

    def deliver_late(self) -> bool:
        """Let one delayed request arrive; which one, chance decides."""
        if not self.late:
            return False
        self.handle(*self.late.pop(self.random.randrange(len(self.late))))
        return True

    def _lost(self, _: Any) -> tuple[int, bytes]:
        raise faults.fault("offline")

    def _answer_lost(self, request: tuple[bytes, str, str, bytes]) -> tuple[int, bytes]:
        self.handle(*request)
        raise faults.fault("offline")

    def _doubled(self, request: tuple[bytes, str, str, bytes]) -> tuple[int, bytes]:
        first = self.handle(*request)
        second = self.handle(*request)
        return self.random.choice((first, second))

    def _delayed(self, request: tuple[bytes, str, str, bytes]) -> tuple[int, bytes]:
        self.late.append(request)
        raise faults.fault("offline")

    def _cut(self, request: tuple[bytes, str, str, bytes]) -> tuple[int, bytes]:
        status, body = self.handle(*request)
        return status, body[: self.random.randrange(max(1, len(body)))]


class SimClient(Client):
    """The real client, with the network's place taken by the simulated one."""

    def __init__(self, signer: Signer, device: bytes, network: Network) -> None:
        self._signer = signer
        self._device = device
        self._network = network

    def interrupt(self) -> None:
        """Nothing is under way."""

    def close(self) -> None:
        """Nothing is open."""

    def ask(
        self,
        form: type[M],
        method: str,
        target: str,
        body: bytes = b"",
        *,
        access: str = "",
    ) -> M:
        """As the real one: an answer of `form`, or a `SyncFault`."""
        status, content = self._network.ask(self._device, method, target, body)
        try:
            if status >= 400:
                said = unpack(content, ErrorBody)
                raise faults.refused(status, said.code, said.expected)
            return unpack(content, form)
        except (msgspec.DecodeError, ValueError):
            raise faults.fault("half") from None
