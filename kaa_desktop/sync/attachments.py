"""Attached files to the server and from it, piece by piece, beside the records and never before them.

A thread of its own: it is woken when the records are synchronised, so a record always comes before its
file, and a large file never delays what somebody writes. What was cut off goes on at the piece it had
come to. A server that does not know of attached files answers that nothing is there, and the file waits.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Protocol, TypeVar

import attrs

from kaa_core.sync.attachments import Piece, Pieces
from kaa_core.sync.messages import M, pack
from kaa_desktop.sync import faults
from kaa_desktop.sync.client import Client
from kaa_desktop.sync.engine import ReplicaClosed
from kaa_desktop.sync.faults import Effect, SyncFault
from kaa_desktop.sync.link import Link
from kaa_desktop.unforeseen import kind_and_place

T = TypeVar("T")
_log = logging.getLogger(__name__)
FIRST_PAUSE: Final = 5.0
LONGEST_PAUSE: Final = 600.0
"""Seconds before a file that failed is tried again: at first, and at most."""
JOIN: Final = 2.0
NOT_THERE: Final = faults.fault("refused").code
"""What a server says that does not know the record yet, or no files at all."""


@attrs.frozen
class Carried:
    """A file to be sent or fetched: its record's id, and how many pieces it has."""

    record: bytes
    pieces: int


class FileShelf(Protocol):
    """What carrying files asks of the local store. Every write returns when it is on the disk."""

    def prepare(self) -> None:
        """See to what is to be carried and what no record holds any more."""

    def to_send(self) -> Sequence[Carried]:
        """Whole here, their records on the server."""

    def to_fetch(self) -> Sequence[Carried]:
        """Asked for here."""

    def piece(self, record: bytes, index: int) -> bytes | None:
        """A piece, None when the file is gone."""

    def missing(self, record: bytes) -> Sequence[int]:
        """Pieces that are not here."""

    def note_sent(self, record: bytes, sent: int, *, whole: bool) -> None:
        """What the server holds of it."""

    def not_there(self, record: bytes) -> None:
        """The server knows no such record that the user could send a file of."""

    def put(self, record: bytes, index: int, body: bytes) -> bool:
        """Keep a piece; False when the file is gone."""

    def settle(self, record: bytes) -> bool:
        """Whether the whole is what its record says."""


class Carrier:
    """Carries files until it is stopped. `told` is called, on its thread, when a file's fault changes."""

    def __init__(
        self,
        shelf: FileShelf,
        link: Link,
        *,
        monotonic: Callable[[], float],
        told: Callable[[], object],
    ) -> None:
        self._shelf = shelf
        self._link = link
        self._monotonic = monotonic
        self._told = told
        self._faults: dict[bytes, SyncFault] = {}
        self._tries: dict[bytes, tuple[int, float]] = {}
        self._go = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="kaa-files", daemon=True)

    def start(self) -> None:
        """Begin; nothing is carried before the first `poke`."""
        self._thread.start()

    def poke(self) -> None:
        """The server answers and has the records: look what there is to carry."""
        self._go.set()

    def at_once(self, record: bytes) -> None:
        """Somebody asks for this file now, whatever pause it was in."""
        self._tries.pop(record, None)
        self._go.set()

    def stop(self) -> None:
        """Begin to end; whoever closes the client breaks off what is under way."""
        self._stopping.set()
        self._go.set()

    def join(self) -> None:
        """Wait for the end, after `stop`."""
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(JOIN)

    def fault(self, record: bytes) -> SyncFault | None:
        """Why a file did not come through the last time."""
        return self._faults.get(record)

    # -- on its thread

    def _run(self) -> None:
        pause: float | None = None
        while True:
            self._go.wait(pause)
            self._go.clear()
            if self._stopping.is_set():
                return
            try:
                self.round()
                pause = self._pause()
            except ReplicaClosed:
                return
            except SyncFault:
                pause = None  # the connection is away: the records' next round wakes this
            except Exception as error:  # noqa: BLE001 - a thread that died would carry nothing more
                _log.error("unforeseen fault: %s", kind_and_place(error))
                pause = None

    def _pause(self) -> float | None:
        """Until the first file that failed is to be tried again; for ever when none is."""
        due = [at for _, at in self._tries.values()]
        return max(0.1, min(due) - self._monotonic()) if due else None

    def round(self) -> None:
        """Carry what there is to carry; raises the fault of a connection that is away."""
        self._shelf.prepare()
        files = [(one, self._send) for one in self._shelf.to_send()]
        files += [(one, self._fetch) for one in self._shelf.to_fetch()]
        held = {one.record for one, _ in files}
        for gone in set(self._tries) - held:
            self._clear(gone)
        for one, carry in files:
            if self._stopping.is_set():
                return
            if self._monotonic() >= self._tries.get(one.record, (0, 0.0))[1]:
                self._try(one, carry)

    def _try(self, one: Carried, carry: Callable[[Carried], None]) -> None:
        try:
            carry(one)
        except SyncFault as fault:
            if fault.code in faults.AWAY or fault.effect is Effect.LOGIN:
                raise
            self._failed(one.record, fault)
        else:
            self._clear(one.record)

    def _failed(self, record: bytes, fault: SyncFault) -> None:
        failures = self._tries.get(record, (0, 0.0))[0] + 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(10, failures - 1))
        self._tries[record] = failures, self._monotonic() + pause
        self._faults[record] = fault
        self._told()

    def _clear(self, record: bytes) -> None:
        self._tries.pop(record, None)
        if self._faults.pop(record, None) is not None:
            self._told()

    def _send(self, one: Carried) -> None:
        try:
            held = self._ask("GET", one, "", Pieces)
        except SyncFault as fault:
            if fault.code == NOT_THERE:
                self._shelf.not_there(one.record)
            raise
        self._shelf.note_sent(one.record, len(held.held), whole=held.whole)
        for index in range(one.pieces):
            if held.whole or self._stopping.is_set():
                return
            if index in held.held:
                continue
            body = self._shelf.piece(one.record, index)
            if body is None:
                return  # removed in the meantime
            piece = pack(Piece(hashlib.sha256(body).digest(), body))
            held = self._ask("PUT", one, f"/{index}", Pieces, piece)
            self._shelf.note_sent(one.record, len(held.held), whole=held.whole)
        if not held.whole:
            held = self._ask("POST", one, "/whole", Pieces)
            self._shelf.note_sent(one.record, len(held.held), whole=held.whole)

    def _fetch(self, one: Carried) -> None:
        for index in self._shelf.missing(one.record):
            if self._stopping.is_set():
                return
            piece = self._ask("GET", one, f"/{index}", Piece)
            if hashlib.sha256(piece.body).digest() != piece.digest:
                raise faults.fault("content")
            if not self._shelf.put(one.record, index, piece.body):
                return  # removed in the meantime
        if not self._shelf.missing(one.record) and not self._shelf.settle(one.record):
            raise faults.fault("content")

    def _ask(self, method: str, one: Carried, tail: str, form: type[M], body: bytes = b"") -> M:
        target = f"/v1/attachment/{one.record.hex()}{tail}"
        return self._link.call(partial(_asked, self._link.client, form, method, target, body))


def _asked(client: Client, form: type[M], method: str, target: str, body: bytes, access: str) -> M:
    return client.ask(form, method, target, body, access=access)
