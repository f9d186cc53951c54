"""Waking connected clients: one LISTEN connection a process, fanned out as server-sent events.

An event says only how far the log reaches; the client pulls. So nothing is lost when one is missed,
a slow reader never queues up more than one, and no event holds anything about a person.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any

import attrs
import psycopg

from kaa_server.clock import Clock
from kaa_server.logs import fault, log

HEARTBEAT_SECONDS = 15.0
RECONNECT_SECONDS = 1.0


@attrs.define(eq=False)
class Subscription:
    """One connected client: the newest number it has not been told of."""

    seq: int = 0
    changed: asyncio.Event = attrs.field(factory=asyncio.Event)

    def tell(self, seq: int) -> None:
        """Wake the client; only the newest number matters."""
        self.seq = max(self.seq, seq)
        self.changed.set()


class Hub:
    """Who waits for changes in which municipality. Lives in the event loop."""

    def __init__(self, conninfo: str, *, heartbeat: float = HEARTBEAT_SECONDS) -> None:
        self._conninfo = conninfo
        self._heartbeat = heartbeat
        self._waiting: dict[str, set[Subscription]] = {}
        self._task: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()
        self._closed = False

    async def start(self) -> None:
        """Begin to listen; returns when listening, so that no change is missed from then on."""
        self._task = asyncio.get_running_loop().create_task(self._listen_always())
        await self._listening.wait()

    async def listening(self) -> None:
        """Wait until a change that is committed from now on wakes its clients."""
        await self._listening.wait()

    def close(self) -> None:
        """End every stream: the server is stopping, and clients reconnect by themselves."""
        self._closed = True
        for waiting in self._waiting.values():
            for subscription in waiting:
                subscription.changed.set()

    async def stop(self) -> None:
        """Close, and end the listening connection."""
        self.close()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    @contextlib.contextmanager
    def subscribe(self, municipality: str) -> Iterator[Subscription]:
        """Be told of changes as long as the block lasts."""
        subscription = Subscription()
        waiting = self._waiting.setdefault(municipality, set())
        waiting.add(subscription)
        try:
            yield subscription
        finally:
            waiting.discard(subscription)

    async def stream(
        self, subscription: Subscription, clock: Clock, until: datetime
    ) -> AsyncIterator[bytes]:
        """The bytes of one event stream.

        Args:
            subscription: Already told of the current horizon, which is sent at once.
            clock: The server's.
            until: When the access token runs out; a client comes back with a new one.
        """
        while not self._closed and clock() < until:
            try:
                async with asyncio.timeout(self._heartbeat):
                    await subscription.changed.wait()
            except TimeoutError:
                yield b": \n\n"
                continue
            subscription.changed.clear()
            if not self._closed:
                yield f"event: change\ndata: {subscription.seq}\n\n".encode()

    async def _listen_always(self) -> None:
        while True:
            try:
                await self._listen()
            except Exception as error:  # noqa: BLE001 - this ends with the server, never before
                log.warning("listen", **fault(error))
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
        async with connection:
            await connection.execute("LISTEN kaa_change")
            self._listening.set()
            await self._catch_up(connection)
            async for notice in connection.notifies():
                self._pass_on(notice.payload)

    def _pass_on(self, payload: str) -> None:
        municipality, _, seq = payload.partition(" ")
        if not (seq.isascii() and seq.isdigit()):
            log.warning("notice")  # not ours: anyone who may log in to the database can send one
            return
        for subscription in self._waiting.get(municipality, ()):
            subscription.tell(int(seq))

    async def _catch_up(self, connection: psycopg.AsyncConnection[tuple[Any, ...]]) -> None:
        """Tell everyone what came while nobody listened."""
        for municipality in list(self._waiting):
            async with connection.transaction():
                await connection.execute(
                    "SELECT set_config('kaa.municipality', %s, true)", [municipality]
                )
                found = await connection.execute(
                    "SELECT seq FROM municipality WHERE municipality = %s", [municipality]
                )
                row = await found.fetchone()
            for subscription in self._waiting[municipality]:
                subscription.tell(row[0] if row else 0)
