"""The store as whoever carries files sees it; its faults become faults of synchronising."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, TypeVar

from kaa_core.model.ids import WorkerId
from kaa_desktop.app.replica import as_sync_fault
from kaa_desktop.store import attachments, leaving
from kaa_desktop.store.attachments import File, FileState
from kaa_desktop.store.errors import StoreClosed, StoreFault
from kaa_desktop.store.store import Store
from kaa_desktop.store.unit import Unit
from kaa_desktop.sync.attachments import Carried
from kaa_desktop.sync.engine import ReplicaClosed

T = TypeVar("T")
OF_ITSELF: Final = 5 * 1024 * 1024
"""Files up to this size come by themselves to whoever has the case, so that they are there offline."""


class StoreShelf:
    """One open store. `worker`: whose own cases' files come by themselves."""

    def __init__(self, store: Store, worker: WorkerId | None) -> None:
        self._store = store
        self._files = store.files
        self._worker = worker

    def prepare(self) -> None:
        """Take away what no record holds, ask anew of a server with another history, want what is own."""
        cursor = self._guarded(self._store.cursor)
        if cursor is not None:
            self._write(lambda unit: attachments.follow_epoch(unit, cursor.epoch))
        while self._write(attachments.sweep):
            pass
        worker = self._worker
        if worker is None:
            return
        own = self._guarded(
            lambda: self._files.read(lambda one: attachments.not_here(one, worker.bytes, OF_ITSELF))
        )
        for file in own:
            self._write(partial(attachments.begin, file=file, state=FileState.WANTED))

    def to_send(self) -> Sequence[Carried]:
        """Whole here, their records on the server."""
        return _carried(self._guarded(lambda: self._files.read(attachments.to_send)))

    def to_fetch(self) -> Sequence[Carried]:
        """Asked for here."""
        return _carried(self._guarded(lambda: self._files.read(attachments.to_fetch)))

    def piece(self, record: bytes, index: int) -> bytes | None:
        """A piece."""
        return self._guarded(
            lambda: self._files.read(lambda one: attachments.piece(one, record, index))
        )

    def missing(self, record: bytes) -> Sequence[int]:
        """Pieces that are not here."""
        return self._guarded(lambda: self._files.read(lambda one: attachments.missing(one, record)))

    def note_sent(self, record: bytes, sent: int, *, whole: bool) -> None:
        """What the server holds of it. Of a youth who is seen no more nothing is left with the last of it."""

        def work(unit: Unit) -> None:
            attachments.note_sent(unit, record, sent, whole=whole)
            if whole and attachments.let_go(unit, record):
                leaving.empty_wal_later(unit)

        self._write(work)

    def not_there(self, record: bytes) -> None:
        """The server knows no such record: if it is not here either, the file is nobody's."""

        def work(unit: Unit) -> None:
            if attachments.let_go(unit, record):
                leaving.empty_wal_later(unit)

        self._write(work)

    def put(self, record: bytes, index: int, body: bytes) -> bool:
        """Keep a piece."""
        return self._write(lambda unit: attachments.put(unit, record, index, body))

    def settle(self, record: bytes) -> bool:
        """Whether the whole is what its record says."""
        return self._write(lambda unit: attachments.settle(unit, record))

    def _write(self, work: Callable[[Unit], T]) -> T:
        return self._guarded(lambda: self._files.submit(work).result())

    def _guarded(self, doing: Callable[[], T]) -> T:
        try:
            return doing()
        except StoreClosed:
            raise ReplicaClosed from None
        except StoreFault as fault:
            raise as_sync_fault(fault) from None


def _carried(files: Sequence[File]) -> list[Carried]:
    return [Carried(one.record, one.pieces) for one in files]
