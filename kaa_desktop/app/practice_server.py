# ruff: noqa: ARG002 - a stand-in is asked what a server is asked, and needs less of it
"""What stands in for the municipality's server while somebody practises: the same merge, on this computer.

The engine pushes, pulls and asks for histories as ever, so that saving, conflicts and the history behave
exactly as in earnest (practice_log.py keeps the log). A made-up colleague changes a telephone number when
asked to, so that a conflict can be practised.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeVar

import msgspec

from kaa_core.demo.names import PHONES
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY, milliseconds
from kaa_core.sync.merge import merge
from kaa_core.sync.messages import (
    SCHEMA,
    History,
    HistoryRow,
    Login,
    Message,
    Operation,
    PullAnswer,
    Push,
    PushAnswer,
    Refresh,
    SnapshotChunk,
    Standing,
    Tokens,
    Verb,
)
from kaa_core.sync.state import Author
from kaa_desktop.app.clock import Clock, new_id
from kaa_desktop.app.practice_log import ACCESS, Cast, Kept, Stranger
from kaa_desktop.app.sync_words import HERE_ONLY
from kaa_desktop.store.store import Store
from kaa_desktop.sync.client import Client
from kaa_desktop.sync.faults import SyncFault

M = TypeVar("M", bound=Message)

EPOCH: Final = b"ovningskommunen1"
_YOUTH: Final = REGISTRY.kind(Youth)
_PHONE: Final = _YOUTH.by_name["phone"].id


class PracticeServer(Client):
    """Answers what a server would; whatever else is asked, it says that the practice is here only."""

    alone = True

    def __init__(self, store: Store, clock: Clock, cast: Cast) -> None:  # no connection is made
        self._store = store
        self._clock = clock
        self._cast = cast
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._kept: Kept | None = None
        self._armed = False

    # -- what the engine asks

    def push(self, push: Push, access: str) -> PushAnswer:
        with self._lock:
            kept = self._log()
            fresh = [one for one in push.operations if kept.answer(one.n) is None]
            if fresh:
                self._meanwhile(kept, fresh)
                author = Author(actor=push.actor, device=push.device, incarnation=push.incarnation)
                self._take(kept, author, fresh, own=True)
            answers = [kept.answers[one.n] for one in push.operations]
            return PushAnswer(EPOCH, kept.reached, answers)

    def pull(self, epoch: bytes, after: int, limit: int, access: str) -> PullAnswer:
        with self._lock:
            kept = self._log()
            rows = [one.change for one in kept.entries[after:] if one.effective]
            return PullAnswer(EPOCH, kept.reached, kept.reached, rows)

    def stand(self, said: Standing, access: str) -> None:
        return None  # nothing here is ever put back

    def snapshot(self, cursor: str, access: str) -> SnapshotChunk:
        raise here_only()

    def history(self, record: bytes, access: str) -> History:
        with self._lock:
            kept, names = self._log(), self._cast.names()
            rows = [
                HistoryRow(
                    one.change,
                    one.base,
                    one.outcome,
                    names.get(one.change.actor, ""),
                    names.get(one.change.device, ""),
                )
                for one in kept.of_record(record)
            ]
            return History(rows)

    @contextlib.contextmanager
    def events(self, access: str) -> Iterator[Iterator[int]]:
        yield self._silence()

    def refresh(self, request: Refresh) -> Tokens:
        return ACCESS

    def log_in(self, request: Login) -> Tokens:
        return ACCESS

    def interrupt(self) -> None:
        self._closed.set()

    def close(self) -> None:
        self._closed.set()

    def ask(
        self, form: type[M], method: str, target: str, body: bytes = b"", *, access: str = ""
    ) -> M:
        raise here_only()

    def _silence(self) -> Iterator[int]:
        """Nobody else writes: no number comes, until it is over."""
        self._closed.wait()
        yield from ()

    # -- a colleague who writes at the same time

    def practise_conflict(self) -> str:
        """Let the colleague change the next telephone number that is changed here; gives her name."""
        with self._lock:
            self._armed = True
        return self._cast.colleague.name

    def _meanwhile(self, kept: Kept, operations: list[Operation]) -> None:
        """A moment before: the colleague has written another number in the same field."""
        at = next((one for one in operations if _is_new_phone(one)), None)
        if not self._armed or at is None:
            return
        self._armed = False
        state = kept.record(at.record)
        if state is None:
            return
        taken = {at.values[_PHONE], state.values.get(_PHONE)}
        other = next(one for one in PHONES if one not in taken)
        account = self._cast.account(self._cast.colleague.id)
        author = Author(
            actor=account.bytes, device=self._cast.colleague_device.bytes, incarnation=1
        )
        same = msgspec.structs.replace(
            at, n=1, tx=1, values={_PHONE: other}, base=state.seqs.get(_PHONE, 0)
        )
        self._take(kept, author, [same], own=False)

    # -- the log

    def _take(self, kept: Kept, author: Author, operations: list[Operation], *, own: bool) -> None:
        """Merge and keep."""
        clock, cast = self._clock, self._cast
        merged = merge(
            Push(author.device, author.incarnation, author.actor, SCHEMA, operations),
            kept if own else Stranger(kept),
            first_seq=kept.reached + 1,
            received=milliseconds(clock.now()),
            server=Author(actor=cast.server.bytes, device=cast.server_device.bytes, incarnation=0),
            new_id=lambda: new_id(clock).bytes,
        )
        kept.keep(self._store, merged, merged.answers if own else [])

    def _log(self) -> Kept:
        if self._kept is None:
            self._kept = Kept.of(self._store)
        return self._kept


def here_only() -> SyncFault:
    """What is said of anything that needs a real server."""
    return SyncFault(
        "ÖVNING",
        HERE_ONLY,
        "Allt du övar med är sparat här.",
        "I din egen profil går det som vanligt.",
    )


def _is_new_phone(operation: Operation) -> bool:
    values: Mapping[int, Any] = operation.values
    return operation.verb is Verb.SET and operation.kind == _YOUTH.id and bool(values.get(_PHONE))
