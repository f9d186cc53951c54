"""A computer in a figure: the real store (SQLCipher), the real engine and client, without a window."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import attrs

from benchmarks.syncing.processor import Meter
from kaa_core.model.registry import REGISTRY, Record, milliseconds
from kaa_desktop.app import enrolling, profiles
from kaa_desktop.app.clock import SystemClock, jitter
from kaa_desktop.app.opening import identity_of, link_of
from kaa_desktop.app.profiles import Profile
from kaa_desktop.app.replica import StoreReplica
from kaa_desktop.store.slots import KdfParams, SlotFile
from kaa_desktop.store.store import SLOTS, Store
from kaa_desktop.store.unit import Changes
from kaa_desktop.sync.engine import Engine
from kaa_desktop.sync.link import Link
from kaa_desktop.sync.state import Phase, SyncState

PASSPHRASE = "blå lampa norr om sjön"
LIGHT = KdfParams(memory_kib=8 * 1024, time=2, lanes=1)
"""How the passphrase becomes a key is measured elsewhere."""
CLOCK = SystemClock()
PATIENCE = 600.0


@attrs.define
class Watched:
    """An engine that runs, and what it says."""

    store: Store
    engine: Engine = attrs.field(init=False)
    rested: threading.Event = attrs.field(factory=threading.Event)
    faults: list[str] = attrs.field(factory=list)

    def listen(self, state: SyncState) -> None:
        """Hear the engine, on its thread."""
        if state.fault is not None:
            self.faults.append(state.fault.code)
            self.rested.set()
        elif state.phase is Phase.IDLE and not self.store.waiting(1):
            self.rested.set()

    def until_rest(self) -> None:
        """Wait until there is nothing to send and nothing to receive."""
        if not self.rested.wait(PATIENCE) or self.faults:
            raise SystemExit(f"the round came to nothing: {self.faults}")

    def round(self) -> float:
        """Ask for a round; milliseconds until it is over."""
        self.rested.clear()
        began = time.perf_counter()
        self.engine.poke()
        self.until_rest()
        return seconds_of(began) * 1000

    def change(self, act: Callable[[], Future[None]]) -> float:
        """Save, tell the engine; milliseconds from there until the answer is in the store."""
        done = threading.Event()

        def heard(changes: Changes) -> None:
            if changes.outbox and not self.store.waiting(1):
                done.set()

        act().result()
        stop = self.store.subscribe(heard)
        try:
            began = time.perf_counter()
            self.engine.changed()
            if not done.wait(PATIENCE):
                raise SystemExit("a change was never acknowledged")
            return seconds_of(began) * 1000
        finally:
            stop()


@attrs.define
class Computer:
    """An opened profile. Its engine runs only within `round`."""

    profile: Profile
    store: Store
    replica: StoreReplica
    link: Link

    def round(self, meter: Meter) -> dict[str, float]:
        """Synchronise until all is sent and received, as the program does; seconds and CPU seconds.

        The connection is not kept: an engine that stops closes it, so a computer has one round.
        """
        with meter.taken() as took, self.synchronising():
            pass
        return took

    def sending(self, meter: Meter) -> tuple[dict[str, float], dict[str, float]]:
        """The same of one with much to send: until all is acknowledged, and until the round is over."""
        return self._until(meter, lambda: not self.store.waiting(1))

    def receiving(
        self, meter: Meter, cls: type[Record], count: int
    ) -> tuple[dict[str, float], dict[str, float]]:
        """Of one with much to receive: until so many records are there, and until the round is over."""
        query = f'SELECT count(*) FROM "r_{REGISTRY.kind(cls).name}"'

        def there() -> bool:
            read = self.store.queries.read
            return bool(read(lambda one: one.execute(query).fetchone())[0] >= count)

        return self._until(meter, there)

    def _until(
        self, meter: Meter, done: Callable[[], bool]
    ) -> tuple[dict[str, float], dict[str, float]]:
        found: dict[str, float] = {}

        def heard(_: Changes) -> None:
            if not found and done():
                found.update(meter.so_far())

        stop = self.store.subscribe(heard)
        try:
            return found, self.round(meter)
        finally:
            stop()

    @contextlib.contextmanager
    def synchronising(self) -> Iterator[Watched]:
        """The engine, running; the block begins when it has rested for the first time."""
        watched = Watched(self.store)
        watched.engine = Engine(
            self.replica, self.link, now=CLOCK.now, jitter=jitter, listener=watched.listen
        )
        watched.engine.start()
        try:
            watched.until_rest()
            yield watched
        finally:
            watched.engine.stop()

    def close(self) -> None:
        """Close the store."""
        self.store.close()


def enrol(
    told: dict[str, Any], number: int, progress: Callable[[SyncState], None] = lambda _: None
) -> Path:
    """Make a computer known with its first download; its profile folder."""
    folder = Path(told["folder"]) / f"computer-{number}-{os.urandom(3).hex()}"
    request = enrolling.Request(
        server=told["url"],
        municipality=told["municipality"],
        username=told["username"].format(number),
        password=told["password"],
        code=told["codes"][number],
        device_name=f"KAA-0{number + 1}",
        passphrase=PASSPHRASE,
        folder=folder,
    )
    made = enrolling.enrol(request, CLOCK, kdf=LIGHT, progress=progress)
    if made.fault is not None:
        raise SystemExit(f"the download came to nothing: {made.fault.code}")
    return folder


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Computer]:
    """The computer whose profile is in a folder."""
    [profile] = profiles.read(folder)
    with SlotFile(folder / SLOTS, profile.id).unlock(PASSPHRASE) as key:
        store = Store.open(folder, key, lambda: milliseconds(CLOCK.now()))
    replica = StoreReplica(store, identity_of(profile))
    computer = Computer(profile, store, replica, link_of(profile, store, replica, CLOCK))
    try:
        yield computer
    finally:
        computer.close()


def amounts(computer: Computer) -> dict[str, int]:
    """How many records, and youths, a computer holds."""
    names = [f"r_{kind.name}" for kind in REGISTRY]

    def count(connection: Any) -> dict[str, int]:
        held = {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name in names
        }
        return {"records": sum(held.values()), "youths": held["r_youth"], **held}

    return computer.store.queries.read(count)


def seconds_of(began: float) -> float:
    """Seconds since `began`."""
    return time.perf_counter() - began
