"""The store as synchronisation sees it, and the tokens that lie in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Final, TypeVar

from kaa_core.sync.messages import Answer, Change, Operation, SnapshotChunk, Tokens, pack, unpack
from kaa_desktop.app.context import Identity
from kaa_desktop.store.errors import DiskFull, StoreClosed, StoreFault
from kaa_desktop.store.incoming import Cursor
from kaa_desktop.store.store import Store
from kaa_desktop.sync.engine import ReplicaClosed
from kaa_desktop.sync.faults import SyncFault

T = TypeVar("T")

DEVICE_KEY: Final = "device_key"
TOKENS: Final = "tokens"
LOCAL_CODE: Final = "LAGRING"


class StoreReplica:
    """What the engine asks, answered by the store; its faults become faults of synchronising."""

    def __init__(self, store: Store, identity: Identity) -> None:
        self._store = store
        self.device = identity.device.bytes
        self.actor = identity.user.bytes
        self._standing = identity.standing
        self.incarnation = store.incarnation()

    def waiting(self, limit: int) -> list[Operation]:
        """The first operations without an answer."""
        return self._read(lambda: self._store.waiting(limit))

    def acts_waiting(self) -> int:
        """How many transactions wait."""
        return self._read(self._store.queries.unsent_acts)

    def cursor(self) -> tuple[bytes, int] | None:
        """How far the server's log has been followed."""
        reached = self._read(self._store.cursor)
        return None if reached is None else (reached.epoch, reached.seq)

    def download_token(self) -> str:
        """Where to go on with an unfinished first download."""
        place = self._read(self._store.snapshot_position)
        return "" if place is None else place.token

    def apply_answers(self, answers: Sequence[Answer]) -> None:
        """Conclude operations."""
        self._write(self._store.apply_answers(answers))

    def apply_changes(self, changes: Sequence[Change], epoch: bytes, reached: int) -> None:
        """Write changes and how far they reach."""
        self._write(self._store.apply_changes(changes, Cursor(epoch, reached)))

    def apply_snapshot(self, chunk: SnapshotChunk) -> None:
        """Write a piece of the first download."""
        self._write(self._store.apply_snapshot(chunk))

    def tokens(self) -> Tokens | None:
        """The tokens held."""
        held = self._store.setting(TOKENS)
        return None if held is None else unpack(held, Tokens)

    def keep_tokens(self, tokens: Tokens) -> None:
        """Keep new tokens, and hear which role they are for."""
        self._write(self._store.put_settings({TOKENS: pack(tokens)}))
        self._standing.take(tokens.role)

    def _read(self, reading: Callable[[], T]) -> T:
        try:
            return reading()
        except StoreClosed:
            raise ReplicaClosed from None
        except StoreFault as fault:
            raise _as_sync_fault(fault) from None

    def _write(self, future: Future[None]) -> None:
        try:
            future.result()
        except StoreClosed:
            raise ReplicaClosed from None
        except StoreFault as fault:
            raise _as_sync_fault(fault) from None


def _as_sync_fault(fault: StoreFault) -> SyncFault:
    code = f"{LOCAL_CODE}-{type(fault).__name__}"
    if isinstance(fault, DiskFull):  # its own words are about a text in the window
        return SyncFault(
            code,
            "Datorns disk är full, så det som kom från servern kunde inte sparas.",
            "Det finns kvar på servern, och det du har sparat finns kvar på datorn.",
            "Frigör plats på disken. Programmet försöker igen av sig självt.",
        )
    return SyncFault(code, fault.happened, fault.safe, fault.advice)
