"""The store as synchronisation sees it, and the tokens that lie in it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Final, TypeVar

import attrs
import msgspec

from kaa_core.sync.erasures import ToErase
from kaa_core.sync.messages import (
    Anchor,
    Answer,
    Change,
    Operation,
    SnapshotChunk,
    Stands,
    Tokens,
    Verdict,
    pack,
    unpack,
)
from kaa_desktop.app.context import Identity
from kaa_desktop.app.leasing import Leasing
from kaa_desktop.store.erasing import Order
from kaa_desktop.store.errors import DiskFull, StoreClosed, StoreFault
from kaa_desktop.store.incoming import Cursor
from kaa_desktop.store.renewal import PutBack, Renumbering
from kaa_desktop.store.store import Store
from kaa_desktop.sync.checking import Compared
from kaa_desktop.sync.engine import ReplicaClosed
from kaa_desktop.sync.faults import SyncFault
from kaa_desktop.sync.mending import Mended, Present

_log = logging.getLogger(__name__)
T = TypeVar("T")

DEVICE_KEY: Final = "device_key"
TOKENS: Final = "tokens"
LOCAL_CODE: Final = "LAGRING"
COMPARED: Final = "compared"


_NOT_TOLD: Final = (b"", -1)


@attrs.frozen(kw_only=True)
class Going:
    """A write that is not waited for yet, and what will hold when it is on the disk.

    `answered`: operations up to this number are out of the outbox. `cursor`: how far the log has been
    followed. A write that fails changes nothing: what it was made of comes again.
    """

    writing: Future[None]
    answered: int = 0
    cursor: tuple[bytes, int] | None = _NOT_TOLD
    more: bool = False


class StoreReplica:
    """What the engine asks, answered by the store; its faults become faults of synchronising."""

    def __init__(self, store: Store, identity: Identity) -> None:
        self._store = store
        self.device = identity.device.bytes
        self.actor = identity.user.bytes
        self._standing = identity.standing
        self.incarnation = store.incarnation()
        self._going: Going | None = None
        self.leasing: Leasing | None = None
        self._backed_up = 0

    def waiting(self, limit: int) -> list[Operation]:
        """The first operations without an answer."""
        after = 0 if self._going is None else self._going.answered
        found = self._read(lambda: self._store.waiting(limit, after=after))
        if found or self._going is None:
            return found
        self._written()
        return self._read(lambda: self._store.waiting(limit))

    def acts_waiting(self) -> int:
        """How many transactions wait."""
        after = 0 if self._going is None else self._going.answered
        return self._read(lambda: self._store.queries.unsent_acts(after))

    def cursor(self) -> tuple[bytes, int] | None:
        """How far the server's log has been followed."""
        if self._going is not None and self._going.cursor is not _NOT_TOLD:
            return self._going.cursor
        self._written()
        reached = self._read(self._store.cursor)
        return None if reached is None else (reached.epoch, reached.seq)

    def history(self) -> tuple[bytes, int] | None:
        """The epoch that all numbers here are of, and how far."""
        reached = self.cursor()
        return self._read(self._store.mending.history) if reached is None else reached

    def next_n(self) -> int:
        """The number that the next operation gets."""
        return self._read(self._store.next_n)

    def anchors(self) -> list[Anchor]:
        """Some of the rows that have been seen."""
        return self._read(lambda: self._store.mending.anchors(self.device))

    def met(self, stands: Stands) -> None:
        """Keep what the server said of itself."""
        self._write(self._store.mending.met(stands.tip, stands.backed_up))
        self._backed_up = stands.backed_up
        self.contact(stands.lease, stands.backed_up)

    def contact(self, lease: int, backed_up: int) -> None:
        """The server has answered: what its backup holds need not be kept here any longer."""
        if backed_up > self._backed_up:
            self._write(self._store.mending.met(None, backed_up))
            self._backed_up = backed_up
        if self.leasing is not None:
            self.leasing.contact(lease)

    def lost_rows(self, since: int) -> list[Change]:
        """All that is here above a number."""
        asked = self._store.mending.lost_rows
        return self._read(lambda: asked(since, self.device, self.actor))

    def renumber(
        self, incarnation: int, held: Mapping[int, int], present: Present | None, told: Mended
    ) -> None:
        """Number what waits anew, and keep what to tell."""
        self._written()
        put_back = None if present is None else PutBack(**attrs.asdict(present, recurse=False))
        given = Renumbering(incarnation=incarnation, held=held, put_back=put_back)
        notice = (told.server, told.returned, told.moved)
        self._write(self._store.mending.renumber(given, notice))
        self.incarnation = incarnation

    def download_token(self) -> str:
        """Where to go on with an unfinished first download."""
        place = self._read(self._store.snapshot_position)
        return "" if place is None else place.token

    def apply_answers(self, answers: Sequence[Answer]) -> None:
        """Conclude operations."""
        self._written()
        last = max((one.n for one in answers), default=0)
        self._going = Going(writing=self._store.apply_answers(answers), answered=last)

    def set_aside(self, operations: Sequence[Operation], code: str) -> bool:
        """Put a transaction among what was not received."""
        self._written()
        return self._write(self._store.set_aside(operations, code))

    def apply_changes(
        self,
        changes: Sequence[Change],
        epoch: bytes,
        reached: int,
        *,
        more: bool = False,
        revoked: Sequence[bytes] = (),
        verdicts: Sequence[Verdict] = (),
    ) -> None:
        """Write a pull's answer and how far it reaches; lists and search wait while more follow."""
        self._written()
        writing = self._store.apply_changes(
            changes, Cursor(epoch, reached), more=more, revoked=revoked, verdicts=verdicts
        )
        self._going = Going(writing=writing, cursor=(epoch, reached), more=more)

    def apply_snapshot(self, chunk: SnapshotChunk) -> None:
        """Write a piece of the first download."""
        self._written()
        writing = self._store.apply_snapshot(chunk)
        cursor = _NOT_TOLD if chunk.next is None else None
        self._going = Going(writing=writing, cursor=cursor)

    # -- what is erased by a decision

    def erase(self, told: Sequence[ToErase]) -> None:
        """Erase what the server told of besides its log."""
        self._written()
        orders = [Order(o.seq, o.kind, o.youth, o.record, tuple(o.fields)) for o in told]
        self._write(self._store.scopes.erase(orders))

    def erased(self) -> list[int]:
        """What is erased and not acknowledged, once the store's log is emptied."""
        self._written()
        if not self._read(self._store.scopes.erasures_due):
            return []
        return self._write(self._store.scopes.erased())

    def acknowledged(self, seqs: Sequence[int]) -> None:
        """The server has the receipt."""
        self._write(self._store.scopes.erasures_told(seqs))

    # -- what is seen, and comparing

    def begin_anew(self) -> None:
        """Download all anew."""
        self._written()
        self._write(self._store.scopes.begin_anew())

    def check_due(self) -> bool:
        """Whether something came that shows that something else is missing."""
        return self._read(self._store.scopes.check_due)

    def sums(self) -> tuple[int, int, int]:
        """What is here in numbers, those digests reckoned first that are due."""
        self._written()
        scopes = self._store.scopes
        self._write(self._read(scopes.reckon_all))
        while self._write(scopes.reckon()):
            pass
        self._write(scopes.scrub())
        return self._read(scopes.sums)

    def digests(self) -> Mapping[bytes, tuple[int, int]]:
        """Count and sum by youth."""
        return self._read(self._store.scopes.listed)

    def replace(self, youth: bytes, chunk: SnapshotChunk) -> None:
        """Take a youth as the server has her."""
        self._write(self._store.scopes.replace(youth, chunk))

    def leave(self, youths: Sequence[bytes]) -> None:
        """Let youths go."""
        self._write(self._store.scopes.leave(youths))

    def undecided(self) -> bool:
        """Whether a decision about own work is still to come."""
        return self._read(self._store.scopes.undecided)

    def decided(self, verdicts: Sequence[Verdict]) -> None:
        """Take decisions about own work."""
        self._write(self._store.scopes.decided(verdicts))

    def compared(self, found: Compared) -> None:
        """Keep what is to be told, and log it: how many, never who."""
        self._write(self._store.scopes.checked())
        if found:
            _log.warning("compared: %d fetched again, %d left", found.fetched, found.left)
            packed = msgspec.msgpack.encode((found.fetched, found.left))
            self._write(self._store.put_settings({COMPARED: packed}))

    def settle(self) -> None:
        """Wait for what is being written; raises its fault."""
        broken_off = self._going is not None and self._going.more
        self._written()
        if broken_off:
            self._store.lists_ready()

    def _written(self) -> None:
        going, self._going = self._going, None
        if going is not None:
            self._write(going.writing)

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
            raise as_sync_fault(fault) from None

    def _write(self, future: Future[T]) -> T:
        try:
            return future.result()
        except StoreClosed:
            raise ReplicaClosed from None
        except StoreFault as fault:
            raise as_sync_fault(fault) from None


def as_sync_fault(fault: StoreFault) -> SyncFault:
    """A fault of the store as one of synchronising."""
    code = f"{LOCAL_CODE}-{type(fault).__name__}"
    if isinstance(fault, DiskFull):  # its own words are about a text in the window
        return SyncFault(
            code,
            "Datorns disk är full, så det som kom från servern kunde inte sparas.",
            "Det finns kvar på servern, och det du har sparat finns kvar på datorn.",
            "Frigör plats på disken. Programmet försöker igen av sig självt.",
        )
    return SyncFault(code, fault.happened, fault.safe, fault.advice)
