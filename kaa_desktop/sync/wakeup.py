"""The thread that listens to the server's events and wakes the engine. It never touches the store."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from kaa_desktop.sync.faults import Effect, SyncFault
from kaa_desktop.sync.link import Link
from kaa_desktop.unforeseen import kind_and_place

_log = logging.getLogger(__name__)
PAUSE: Final = 1.0
"""Seconds before the stream is opened again after it broke while the server otherwise answers."""


class Wakeup:
    """Listens while the engine is online. `wake` is called for every event and when the stream breaks."""

    def __init__(self, link: Link, wake: Callable[[], None], jitter: Callable[[], float]) -> None:
        self._link = link
        self._wake = wake
        self._jitter = jitter
        self._online = threading.Event()
        self._stopping = threading.Event()
        self._listening = False
        self.thread = threading.Thread(target=self._run, name="kaa-events", daemon=True)

    @property
    def listening(self) -> bool:
        """Whether the stream is open."""
        return self._listening

    def start(self) -> None:
        """Begin; nothing happens before the engine is online."""
        self.thread.start()

    def stop(self) -> None:
        """End; whoever closes the client breaks the stream off."""
        self._stopping.set()
        self._online.set()

    def online(self) -> None:
        """The server answers: listen."""
        self._online.set()

    def offline(self) -> None:
        """The server does not answer: wait."""
        if not self._stopping.is_set():
            self._online.clear()

    def _run(self) -> None:
        while True:
            self._online.wait()
            if self._stopping.is_set():
                return
            try:
                self._link.call(self._listen)
            except SyncFault as fault:
                if fault.effect is not Effect.RETRY:
                    self._online.clear()
            except Exception as error:  # noqa: BLE001 - the engine's next round says what is wrong
                _log.error("unforeseen fault: %s", kind_and_place(error))
                self._online.clear()
            self._listening = False
            if not self._stopping.is_set():
                self._wake()
                self._stopping.wait(PAUSE * (0.75 + 0.25 * self._jitter()))

    def _listen(self, access: str) -> None:
        with self._link.client.events(access) as numbers:
            self._listening = True
            # What came between the last pull and the opening of the stream.
            self._wake()
            for _ in numbers:
                self._wake()
