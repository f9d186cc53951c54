"""Comparing what is here with what the server shows, in numbers; what differs is fetched again.

At each connection, when nothing waits and the log has been followed to its end: two sums are compared,
and when they differ, youth by youth. So whatever a fault of a program or a disk has done to one youth is
found and mended, and told (docs/adr/026).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Protocol

import attrs

from kaa_core.sync.messages import Digest, Operation, SnapshotChunk, Verdict
from kaa_desktop.sync import faults
from kaa_desktop.sync.faults import SyncFault

_NOT_THERE: Final = faults.fault("refused").code


@attrs.frozen
class Compared:
    """What was found: youths that were fetched again, and youths that are no longer shown."""

    fetched: int = 0
    left: int = 0

    def __bool__(self) -> bool:
        return bool(self.fetched or self.left)


class Replica(Protocol):
    """What comparing asks of the local store."""

    def waiting(self, limit: int) -> list[Operation]:
        """The first operations without an answer."""

    def cursor(self) -> tuple[bytes, int] | None:
        """Epoch and number reached."""

    def check_due(self) -> bool:
        """Whether something came that shows that something else is missing."""

    def sums(self) -> tuple[int, int, int]:
        """Youths, records and the sum of all hashes, as they are here."""

    def digests(self) -> Mapping[bytes, tuple[int, int]]:
        """Count and sum by youth."""

    def replace(self, youth: bytes, chunk: SnapshotChunk) -> None:
        """Take a youth as the server has her; what waits to be sent stands."""

    def leave(self, youths: Sequence[bytes]) -> None:
        """Let youths go whom the server does not show any more."""

    def undecided(self) -> bool:
        """Whether a coordinator's decision about own work is still to come."""

    def decided(self, verdicts: Sequence[Verdict]) -> None:
        """Take what coordinators decided."""

    def compared(self, found: Compared) -> None:
        """It is done; keep what is to be told."""


class Server(Protocol):
    """What comparing asks of the server. None from one that does not tell."""

    def digest(self, *, listed: bool) -> Digest | None: ...
    def youth(self, youth: bytes) -> SnapshotChunk: ...
    def verdicts(self) -> list[Verdict]: ...


def check(
    replica: Replica, server: Server, stopped: Callable[[], bool] = lambda: False
) -> Compared | None:
    """Compare, and mend what differs. None when the two cannot be compared just now."""
    reached = replica.cursor()
    if reached is None or replica.waiting(1):
        return None
    told = server.digest(listed=False)
    if told is None:
        return Compared()
    if (told.epoch, told.seq) != reached:
        return None  # something has happened since: the next round compares
    if replica.undecided():
        replica.decided(server.verdicts())
    if replica.sums() == (told.youths, told.count, told.total):
        return _done(replica, Compared())
    listed = server.digest(listed=True)
    here = replica.digests()
    # What has been written since it was asked, there or here, may be all that differs.
    if listed is None or (listed.epoch, listed.seq) != reached or replica.waiting(1):
        return None
    there = {one.youth: (one.count, one.total) for one in listed.scopes}
    differing = [youth for youth, sums in there.items() if here.get(youth) != sums]
    fetched = _fetch(replica, server, differing, stopped)
    gone = [youth for youth in here if youth not in there]
    if gone:
        replica.leave(gone)
    return _done(replica, Compared(fetched, len(gone)))


def _fetch(
    replica: Replica, server: Server, youths: Iterable[bytes], stopped: Callable[[], bool]
) -> int:
    fetched = 0
    for youth in youths:
        if stopped():
            break
        try:
            chunk = server.youth(youth)
        except SyncFault as fault:
            if fault.code != _NOT_THERE:
                raise
            continue  # out of sight since: the next pull says so
        replica.replace(youth, chunk)
        fetched += 1
    return fetched


def _done(replica: Replica, found: Compared) -> Compared:
    replica.compared(found)
    return found
