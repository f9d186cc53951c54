"""The logic of synchronising, step by step: first download, push, pull, in that order, until nothing is left.

No thread, clock, pause or randomness: the engine has those, and a simulation steps through this alone.
Answers and the operations they conclude are written in one local transaction by the replica, and a
repeat of anything is harmless, so it can be broken off between any two steps and begun again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Protocol

from kaa_core import __version__
from kaa_core.sync.erasures import Outstanding
from kaa_core.sync.messages import (
    SCHEMA,
    Answer,
    Change,
    Digest,
    M,
    NewIncarnation,
    Operation,
    PullAnswer,
    Push,
    PushAnswer,
    Renumber,
    Replay,
    Replayed,
    SnapshotChunk,
    Standing,
    Stands,
    Verdict,
)
from kaa_core.sync.standing import PREFIX
from kaa_desktop.sync import checking, erasing, faults, mending, reviewing
from kaa_desktop.sync.client import Client
from kaa_desktop.sync.erasing import Erasing
from kaa_desktop.sync.faults import SyncFault
from kaa_desktop.sync.link import Link
from kaa_desktop.sync.mending import Mending
from kaa_desktop.sync.state import Phase

BATCH: Final = 500
LARGEST_BATCH: Final = 2000
"""Operations of the first push and of the largest: each that goes well doubles the next."""
PULL_LIMIT: Final = 2000


class Replica(mending.Replica, checking.Replica, Protocol):
    """What a round asks of the local store, beside what mending does.

    Writes may go on while the server is asked for more: what is asked next knows of them, and
    `settle` returns when they are on the disk.
    """

    def download_token(self) -> str:
        """Where to go on with an unfinished first download; empty at its beginning."""

    def set_aside(self, operations: Sequence[Operation], code: str) -> bool:
        """Put a transaction among what was not received, and an empty operation in each one's place.

        False when it is such a one already. In one transaction.
        """

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
        """Write a pull's answer and how far it reaches, in one transaction. `more`: others follow at once."""

    def begin_anew(self) -> None:
        """What the user sees has changed: download all anew into the store that is here."""

    def contact(self, lease: int, backed_up: int) -> None:
        """The server has answered.

        `lease`: seconds that this computer may be out of touch, 0 = for ever; `backed_up`: up to which
        number a backup of the server holds everything.
        """

    def apply_snapshot(self, chunk: SnapshotChunk) -> None:
        """Write a piece of the first download and where to go on, in one transaction."""


class Server(mending.Server, checking.Server, Protocol):
    """What a round asks of the server. Each raises `SyncFault`."""

    def pull(self, epoch: bytes, after: int, limit: int) -> PullAnswer: ...
    def snapshot(self, token: str) -> SnapshotChunk: ...


class Asking:
    """The server by way of a link, with this profile's tokens."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def push(self, push: Push) -> PushAnswer:
        """Send operations."""
        return self._link.call(lambda access: self._link.client.push(push, access))

    def stand(self, said: Standing) -> Stands | None:
        """Where the server stands towards this device; None from one that does not tell."""
        asking = getattr(self._link.client, "stand", None)
        return None if asking is None else self._link.call(lambda access: asking(said, access))

    def replay(self, lost: Replay) -> Replayed:
        """Give back what the server has lost."""
        return self._link.call(lambda access: self._link.client.replay(lost, access))

    def renumber(self, asked: Renumber) -> NewIncarnation:
        """Get a new numbering."""
        return self._link.call(lambda access: self._link.client.renumber(asked, access))

    def pull(self, epoch: bytes, after: int, limit: int) -> PullAnswer:
        """Changes after a number."""
        return self._link.call(lambda access: self._link.client.pull(epoch, after, limit, access))

    def digest(self, *, listed: bool) -> Digest | None:
        """What the server shows in numbers; None from one that does not tell."""
        if getattr(self._link.client, "alone", False):
            return None  # a practice: there is nobody to compare with
        try:
            return self._link.call(partial(reviewing.digest, self._link.client, listed=listed))
        except SyncFault as fault:
            if fault.code != _REFUSED:
                raise
            return None

    def youth(self, youth: bytes) -> SnapshotChunk:
        """One youth, whole."""
        return self._link.call(partial(reviewing.youth, self._link.client, youth=youth))

    def verdicts(self) -> list[Verdict]:
        """What was decided about what this computer had sent."""
        return self._link.call(partial(reviewing.verdicts, self._link.client)).verdicts

    def outstanding(self) -> Outstanding | None:
        """What this computer has not said that it has erased; None from a server that does not tell."""
        return self._told(erasing.outstanding)

    def erased(self, seqs: Sequence[int]) -> bool:
        """Say what is erased here; whether the server takes such receipts."""
        return self._told(partial(erasing.acknowledge, seqs=seqs)) is not None

    def _told(self, asking: Callable[[Client, str], M]) -> M | None:
        if getattr(self._link.client, "alone", False):
            return None  # a practice
        try:
            return self._link.call(partial(asking, self._link.client))
        except SyncFault as fault:
            if fault.code != _REFUSED:
                raise
            return None

    def snapshot(self, token: str) -> SnapshotChunk:
        """A piece of the first download."""
        return self._link.call(lambda access: self._link.client.snapshot(token, access))


class Rounds:
    """One profile's rounds with its server.

    `progress` is told the phase, how much of it is done and how much it is in all; `stopped` says that
    nothing more is to be begun.
    """

    def __init__(
        self,
        replica: Replica,
        server: Server,
        *,
        progress: Callable[[Phase, int, int], None] = lambda *_: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self._replica = replica
        self._server = server
        self._progress = progress
        self._stopped = stopped
        self._mending = Mending(replica, server, __version__)
        self._erasing = Erasing(replica, server)
        self._stood = self._checked = False
        self._batch = BATCH
        self._place = _Place()

    def synchronise(self) -> None:
        """Compare pasts, download, push and pull until nothing is left to do."""
        try:
            try:
                self._all()
            except SyncFault as fault:
                if fault.code not in _PASTS:
                    raise
                self.stand(diverged=fault.code == _DIVERGED)
                self._all()
        finally:
            self._replica.settle()

    def _all(self) -> None:
        if not self._stood:
            self.stand()
        while self._replica.cursor() is None and not self._stopped():
            self._download()
            self.stand()
        self.push()
        self.pull()
        if self._replica.waiting(1):
            self.push()
        self._erasing.round()
        self.compare()

    def compare(self) -> None:
        """Once for each connection, and when something that came shows that something is missing."""
        if self._checked and not self._replica.check_due():
            return
        found = checking.check(self._replica, self._server, self._stopped)
        self._checked = found is not None
        if found and self._replica.waiting(
            1
        ):  # who leaves takes her unsent work to the server first
            self.push()

    def unchecked(self) -> None:
        """The connection was lost: at the next all is compared."""
        self._checked = False

    def stand(self, *, diverged: bool = False) -> bool:
        """Compare this computer's past with the server's; whether anything differed, and is mended."""
        mended = self._mending.stand(diverged=diverged)
        self._stood = self._replica.history() is not None
        return mended is not None

    def _stand_first(self) -> None:
        """Nothing is asked over a new connection before the pasts have been compared."""
        if not self._stood:
            self.stand()

    def parted(self) -> None:
        """The connection was lost: whatever happens to the server then is asked about at the next."""
        self._stood = False
        self._erasing.parted()

    # -- first download

    def download(self) -> None:
        """Do the first download, or the rest of it."""
        try:
            self._download()
        finally:
            self._replica.settle()

    def _download(self) -> None:
        self._place = _Place(self._replica.download_token())
        while not self._stopped() and self.download_once():
            pass

    def download_once(self) -> bool:
        """Fetch one piece of it; whether there may be more."""
        if self._replica.cursor() is not None:
            return False
        self._stand_first()
        place = self._place
        try:
            chunk = self._server.snapshot(place.token)
        except SyncFault as fault:
            if not (place.resumed and fault.code in _PLACE_LOST):
                raise
            # The server no longer knows the place: begin again, what is here stays.
            self._place = _Place()
            if fault.code == _EPOCH:
                self.stand()
            return True
        history = self._replica.history()
        if history is not None and history[0] != chunk.epoch:
            # Put back since we asked: what has come before may be here only.
            self._place = _Place()
            if not self.stand():
                raise faults.fault("epoch")
            return True
        self._replica.apply_snapshot(chunk)
        place.done += len(chunk.rows)
        place.token = chunk.next or ""
        self._progress(Phase.DOWNLOADING, place.done, chunk.total)
        return chunk.next is not None

    # -- push

    def push(self) -> None:
        """Send all that waits."""
        sent = 0
        while not self._stopped():
            acts = self.push_once(sent)
            if acts is None:
                return
            sent += acts

    def push_once(self, sent: int = 0) -> int | None:
        """Send one batch; how many acts of it got their answers, None when nothing waits."""
        self._stand_first()
        operations = self._replica.waiting(self._batch)
        if not operations:
            return None
        acts = len({operation.tx for operation in operations})
        self._progress(Phase.SENDING, sent + 1, sent + self._replica.acts_waiting())
        try:
            answers = self._answers(operations)
        except SyncFault as fault:
            # A heavy or troublesome batch is tried in smaller parts, so that the rest gets through.
            self._batch = max(1, len(operations) // 2)
            if fault.code not in _OF_CONTENT:
                raise
            if acts == 1 and not self._replica.set_aside(operations, _OF_CONTENT[fault.code]):
                raise  # the server takes not even an empty operation: it is not the content
            return 0
        self._replica.apply_answers(answers)
        self._batch = min(LARGEST_BATCH, self._batch * 2)
        return acts

    def _answers(self, operations: list[Operation]) -> list[Answer]:
        replica = self._replica
        history = replica.history()
        epoch = b"" if history is None else history[0][:PREFIX]
        sender = replica.device, replica.incarnation, replica.actor
        answer = self._server.push(Push(*sender, SCHEMA, operations, epoch))
        if [one.n for one in answer.answers] != [one.n for one in operations]:
            raise faults.fault("half")
        return answer.answers

    # -- pull

    def pull(self) -> None:
        """Fetch changes until the server has no more."""
        while not self._stopped() and self.pull_once():
            pass

    def pull_once(self) -> bool:
        """Fetch one page of changes; whether there are more."""
        self._stand_first()
        reached = self._replica.cursor()
        if reached is None:
            return False
        epoch, after = reached
        try:
            answer = self._server.pull(epoch, after, PULL_LIMIT)
        except SyncFault as fault:
            if fault.code != _SIGHT:
                raise
            self._see_anew()
            return True
        if answer.epoch != epoch:
            raise faults.fault("epoch")
        self._replica.contact(answer.lease, answer.backed_up)
        if answer.cursor < after or (answer.cursor == after and answer.changes):
            raise faults.fault("half")
        if answer.cursor > after:
            more = answer.cursor < answer.horizon
            self._replica.apply_changes(
                answer.changes,
                epoch,
                answer.cursor,
                more=more,
                revoked=answer.revoked,
                verdicts=answer.verdicts,
            )
        return after < answer.cursor < answer.horizon

    def _see_anew(self) -> None:
        """The user's unit, role or the municipality's rule has changed: all that she sees comes anew."""
        self._replica.begin_anew()
        self._checked = False
        self._download()


class _Place:
    """How far a first download has come."""

    def __init__(self, token: str = "") -> None:
        self.token = token
        self.resumed = bool(token)
        self.done = 0


_SIGHT: Final = faults.fault("sight").code
_EPOCH: Final = faults.fault("epoch").code
_REFUSED: Final = faults.fault("refused").code
_PLACE_LOST: Final = frozenset(
    faults.fault(name).code for name in ("refused", "malformed", "epoch")
)
_DIVERGED: Final = faults.fault("diverged").code
_PASTS: Final = frozenset(faults.fault(name).code for name in ("gap", "diverged", "epoch"))
"""Faults by which it shows that the server or this store has been put back."""
_OF_CONTENT: Final = {
    faults.fault("malformed").code: "form",
    faults.fault("too_large").code: "too-large",
}
"""Faults that lie in what was sent, and why it is then among what was not received."""
