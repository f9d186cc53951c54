"""The rounds: wait a moment that the seed chooses, kill one, start it again, go on."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import attrs

from tests.torture.town import Laptop, Town

ONE = ("laptop", "laptop", "laptop", "server", "server")
RARELY = 25
"""One round in so many is PostgreSQL's."""
LIVES = 0.12
"""Seconds between two kills, on the average: most strike a program that has only just begun."""
REST = 0.012
"""Seconds at most between two acts of a person."""
PUSH = 2.0
"""Seconds to wait at most for an answer to strike at."""
LOOK = 0.001


@attrs.define
class Torture:
    """Kills in a town until there have been enough; the seed decides who and when, not what comes of it."""

    town: Town
    seed: int
    progress: Callable[[int], None] = lambda _: None
    kills: Counter[str] = attrs.field(factory=Counter)
    dice: random.Random = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def run(self, kills: int) -> None:
        """Kill so many times; ends with everything stopped but the server."""
        for laptop in self.town.laptops:
            self._start(laptop)
        while self.kills.total() < kills:
            self._alive(self.dice.expovariate(1 / LIVES))
            if self.dice.randrange(4) == 0:
                self._at_an_answer()
            else:
                self._one()
            self.progress(self.kills.total())
        for laptop in self.town.laptops:
            assert laptop.process is not None
            laptop.process.kill()
        self.town.kill_server()
        self.town.start_server(wait=True)

    def _at_an_answer(self) -> None:
        """Kill a laptop that has just got an answer: what it says may not be in its store yet."""
        laptop = self.dice.choice(self.town.laptops)
        assert laptop.process is not None
        before = laptop.acknowledged.size
        waited = 0.0
        while laptop.acknowledged.size == before and waited < PUSH:
            assert laptop.process.runs(LOOK), laptop.log.read_text()[-3000:]
            waited += LOOK
        self.kills["laptop"] += 1
        laptop.process.kill()
        self._start(laptop)

    def _one(self) -> None:
        if self.dice.randrange(RARELY) == 0:
            if self.dice.random() < 0.5:
                self.kills["postgres"] += 1
                self.town.kill_postgres()
            else:
                self.kills["backend"] += 1
                self.town.kill_backend(self.dice)
            return
        victim = self.dice.choice(ONE)
        self.kills[victim] += 1
        if victim == "server":
            self.town.kill_server()
            self.town.start_server(wait=False)
            return
        laptop = self.dice.choice(self.town.laptops)
        assert laptop.process is not None
        laptop.process.kill()
        self._start(laptop)

    def _start(self, laptop: Laptop) -> None:
        laptop.start(self.town.cradle, self.dice.randrange(2**32), REST)

    def _alive(self, seconds: float) -> None:
        """Let them work; a laptop never ends by itself, a server only when its database was gone."""
        server = self.town.server
        assert server is not None
        if not server.runs(seconds):
            self.town.start_server(wait=False)
        for laptop in self.town.laptops:
            assert laptop.process is not None
            assert laptop.process.runs(), laptop.log.read_text()[-3000:]
