"""Synchronisation in the background: rounds (rounds.py) on a thread, pauses, and telling how it stands.

One thread does all of it. Another listens to the server's events and only wakes the first. The thread
can be stopped or killed anywhere.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final

import attrs

from kaa_desktop.sync import faults
from kaa_desktop.sync.faults import Effect, SyncFault
from kaa_desktop.sync.link import Link
from kaa_desktop.sync.rounds import Asking, Replica, Rounds
from kaa_desktop.sync.state import Phase, SyncState
from kaa_desktop.sync.wakeup import Wakeup
from kaa_desktop.unforeseen import kind_and_place, pass_on

_log = logging.getLogger(__name__)
LONGEST_LOOK: Final = 5.0
LONGEST_PAUSE: Final = 30.0
_LOOKING: Final = (0.5, 1200, LONGEST_LOOK)
_SPARING: Final = (1.0, 5, LONGEST_PAUSE)
"""Pauses after failures: seconds at first, for how many failures, seconds at most."""
STOPPED_PAUSE: Final = 60.0
POLL: Final = 60.0
"""Seconds between looks at the server when its events wake us; `POLL_DEAF` when they do not."""
POLL_DEAF: Final = 5.0
JOIN: Final = 1.0


class ReplicaClosed(Exception):
    """The local store was closed while the engine worked."""


class Engine:
    """Synchronises one profile until it is stopped.

    `now` gives the aware time, `jitter` a number from 0 to 1 (so that many laptops do not come back in
    the same moment), `listener` is called with every new state, on the engine's thread. `last_sync`: when
    all was last sent and received, as far as is known.
    """

    def __init__(
        self,
        replica: Replica,
        link: Link,
        *,
        now: Callable[[], datetime],
        jitter: Callable[[], float],
        listener: Callable[[SyncState], None],
        last_sync: datetime | None = None,
    ) -> None:
        self._link = link
        self._now = now
        self._jitter = jitter
        self._listener = listener
        self._go = threading.Event()
        self._written = threading.Event()
        self._stopping = threading.Event()
        self._failures = 0
        self._state = SyncState(since=now(), last_sync=last_sync)
        self._rounds = Rounds(
            replica, Asking(link), progress=self._progress, stopped=self._stopping.is_set
        )
        self._wakeup = Wakeup(link, self._go.set, jitter)
        self._thread = threading.Thread(target=self._run, name="kaa-sync", daemon=True)

    @property
    def state(self) -> SyncState:
        """Where synchronisation stands."""
        return self._state

    def start(self) -> None:
        """Begin."""
        self._thread.start()
        self._wakeup.start()

    def stop(self) -> None:
        """Break off, close the connections and wait for the threads."""
        self._stopping.set()
        self._wakeup.stop()
        self._go.set()
        self._link.client.interrupt()
        for thread in (self._thread, self._wakeup.thread):
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join(JOIN)
        self._link.client.close()

    def break_off(self) -> None:
        """End a download that another thread does; what has come is kept."""
        self._stopping.set()
        self._link.client.interrupt()

    def poke(self) -> None:
        """Try at once, whatever pause is running ("Synka nu")."""
        self._failures = 0
        self._go.set()

    def changed(self) -> None:
        """Something was written locally. A pause after a failure is not cut short by it."""
        self._written.set()
        if self._failures == 0:
            self._go.set()

    def download(self) -> None:
        """Do the first download on the caller's thread, as far as the connection allows."""
        self._rounds.download()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._go.clear()
                self._written.clear()
                self._go.wait(self._round())
        except ReplicaClosed:
            self._wakeup.stop()

    def _round(self) -> float:
        """Synchronise once; returns how many seconds to rest unless woken."""
        if not self._wakeup.listening:
            self._rounds.parted()
        try:
            self._rounds.synchronise()
        except ReplicaClosed:
            raise
        except SyncFault as fault:
            return self._failed(fault)
        except Exception as error:  # noqa: BLE001 - a thread that died would stop synchronisation
            _log.error("unforeseen fault: %s", kind_and_place(error))
            return self._failed(faults.fault("internal"))
        if self._stopping.is_set():
            return 0.0  # broken off: nothing may be called synchronised
        again, self._failures = self._failures > 0, 0
        if again and self._written.is_set():
            self._go.set()  # what was written in this round did not wake us: the pause was still on
        self._publish(SyncState(phase=Phase.IDLE, since=self._now(), last_sync=self._now()))
        self._wakeup.online()
        return POLL if self._wakeup.listening else POLL_DEAF

    def _failed(self, fault: SyncFault) -> float:
        self._wakeup.offline()
        if self._stopping.is_set():
            return 0.0
        self._failures += 1
        self._rounds.unchecked()
        phase = _PHASE_OF[fault.effect]
        began = self._state.since if self._state.phase is phase else self._now()
        last = self._state.last_sync
        self._publish(SyncState(phase=phase, since=began, last_sync=last, fault=fault))
        return self._pause(fault)

    def _pause(self, fault: SyncFault) -> float:
        """How long to wait after a failure, jittered, so that not all laptops come back at once.

        A server that is not there costs nobody anything to look for: twice a second, so that two
        colleagues meet within a second of the network's return. One that answers wrongly is spared.
        """
        if fault.effect is not Effect.RETRY:
            return STOPPED_PAUSE
        away = fault.code == _AWAY
        first, quick, longest = _LOOKING if away else _SPARING
        doubled = 2.0 ** min(10, max(0, self._failures - quick))
        return min(longest, first * doubled) * (0.75 + 0.25 * self._jitter())

    # -- telling

    def _progress(self, phase: Phase, done: int, total: int) -> None:
        state = self._state
        if phase is Phase.SENDING and not state.connected:
            return  # said when the server has answered
        since = state.since if state.phase is phase else self._now()
        last = state.last_sync
        self._publish(
            SyncState(phase=phase, since=since, last_sync=last, done=done, total=max(done, total))
        )

    def _publish(self, state: SyncState) -> None:
        before, self._state = self._state, state
        if attrs.evolve(before, since=state.since) == state:
            return
        try:
            self._listener(state)
        except Exception as error:  # noqa: BLE001 - a view's fault must not end synchronisation
            pass_on(error)


_AWAY: Final = faults.fault("offline").code
_PHASE_OF: Final = {
    Effect.RETRY: Phase.OFFLINE,
    Effect.STOP: Phase.STOPPED,
    Effect.LOGIN: Phase.LOGIN,
}
