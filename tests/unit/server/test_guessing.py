"""Strangers who guess passwords must not keep colleagues from their work."""

from __future__ import annotations

import asyncio
import threading

import httpx

from kaa_core.sync.messages import Enrol, PushAnswer, pack, unpack
from kaa_server import app
from kaa_server.clock import system_clock
from kaa_server.database import Database
from kaa_server.events import Hub
from kaa_server.passwords import Passwords
from kaa_server.routing import Services
from tests.server_fixture import Enroller
from tests.unit.server.operations import youth

TYPE = {"content-type": "application/msgpack"}


class Slow(Passwords):
    """Passwords whose comparison takes until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def matches(self, encoded: str | None, password: str) -> bool:
        """Wait, and say no."""
        assert self.let_go.wait(60)
        return False


def test_guessing_does_not_hinder_the_others(enroller: Enroller, database: Database) -> None:
    anna = enroller.device("anna")
    slow = Slow()
    services = Services(database, slow, system_clock, Hub(database.conninfo))
    key = anna.key.public_key().public_bytes_raw()
    waiting = app.GUESSES_AT_ONCE + app.GUESSES_WAITING

    async def attack() -> tuple[list[int], PushAnswer]:
        transport = httpx.ASGITransport(app.build(services))
        async with httpx.AsyncClient(transport=transport, base_url="http://server") as client:

            async def guess(number: int) -> int:
                form = Enrol(enroller.municipality, f"gissat{number}", "x", "c", "d", key, "p")
                access, anna.access = anna.access, ""
                headers = anna.headers("POST", "/v1/enrol", pack(form)) | TYPE
                anna.access = access
                answer = await client.post("/v1/enrol", content=pack(form), headers=headers)
                return answer.status_code

            guesses = [asyncio.create_task(guess(number)) for number in range(waiting + 10)]
            # The first to be answered are those who are asked to come back: now all places are full.
            await asyncio.wait(guesses, return_when=asyncio.FIRST_COMPLETED)
            body = pack(anna.signed([youth(anna)]))
            headers = anna.headers("POST", "/v1/push", body) | TYPE
            pushed = await client.post("/v1/push", content=body, headers=headers)
            assert not slow.let_go.is_set()
            slow.let_go.set()
            return await asyncio.gather(*guesses), unpack(pushed.content, PushAnswer)

    statuses, answer = asyncio.run(attack())
    assert answer.horizon == 1
    assert sorted(statuses) == [401] * waiting + [503] * 10
