"""When the server, or this computer's store, has been put back: noticed, mended, and told.

At each connection the two compare their pasts (`POST /v1/standing`). A server that was put back gets
what this computer still has of the lost part; then everything is downloaded anew over what is here. A
store that was put back, or that lies on two computers, sends what is identical and gets its old answers;
the rest goes on in a numbering of its own. Every step may be done twice (docs/adr/028).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import attrs

from kaa_core.sync.messages import (
    MAX_OPERATIONS,
    SCHEMA,
    Anchor,
    Answer,
    Change,
    NewIncarnation,
    Operation,
    Past,
    Push,
    PushAnswer,
    Renumber,
    Replay,
    Replayed,
    Standing,
    Stands,
)
from kaa_core.sync.standing import content_of
from kaa_desktop.sync import faults
from kaa_desktop.sync.faults import SyncFault


@attrs.frozen(kw_only=True)
class Mended:
    """What was found and done, to be told. `server`: it was the server that had been put back.

    `returned`: rows that were given back; `moved`: acts that go on in a new numbering.
    """

    server: bool
    returned: int = 0
    moved: int = 0


class Replica(Protocol):
    """What mending asks of the local store."""

    @property
    def device(self) -> bytes: ...
    @property
    def incarnation(self) -> int: ...
    @property
    def actor(self) -> bytes: ...
    def next_n(self) -> int:
        """The number that the next operation gets."""

    def waiting(self, limit: int) -> list[Operation]:
        """The first operations without an answer, whole transactions."""

    def acts_waiting(self) -> int:
        """How many transactions wait."""

    def cursor(self) -> tuple[bytes, int] | None:
        """Epoch and number reached."""

    def anchors(self) -> list[Anchor]:
        """Some of the rows that have been seen."""

    def apply_answers(self, answers: Sequence[Answer]) -> None:
        """Conclude operations."""

    def met(self, stands: Stands) -> None:
        """Keep what the server said: its last row, how far its backup reaches, clock and lease."""

    def lost_pages(self, since: int) -> list[list[Change]]:
        """All that is here above a number, oldest first."""

    def renumber(
        self,
        incarnation: int,
        held: Mapping[int, int],
        since: int | None,
        numbers: Mapping[int, int],
        told: Mended,
    ) -> None:
        """Number what waits anew, and begin a download when `since` is said; keep what to tell."""

    def settle(self) -> None:
        """Wait for what is being written."""


class Server(Protocol):
    """What mending asks of the server."""

    def push(self, push: Push) -> PushAnswer: ...
    def stand(self, said: Standing) -> Stands | None: ...
    def replay(self, lost: Replay) -> Replayed: ...
    def renumber(self, asked: Renumber) -> NewIncarnation: ...


class Mending:
    """Compares one profile's past with its server's, and mends what differs."""

    def __init__(self, replica: Replica, server: Server, program: str = "") -> None:
        self._replica = replica
        self._server = server
        self._program = program

    def stand(self, *, diverged: bool = False) -> Mended | None:
        """Compare, and mend. `diverged`: the server has other operations with the same numbers.

        None when nothing had to be mended, or the server is of a version that does not tell.
        """
        replica = self._replica
        replica.settle()
        reached = replica.cursor()
        if reached is None:
            return None
        epoch, cursor = reached
        said = Standing(
            replica.incarnation,
            replica.next_n(),
            epoch,
            cursor,
            replica.anchors(),
            self._program,
        )
        stands = self._server.stand(said)
        if stands is None:
            return None
        restored = stands.past != Past.SAME
        if not (restored or diverged or stands.taken >= said.next_n or self._gap(stands.taken, said.next_n)):
            replica.met(stands)
            return None
        return self._mend(epoch, stands, restored=restored)

    def _gap(self, taken: int, next_n: int) -> bool:
        """Whether the server lacks operations before the first that waits.

        `next_n` is from before the question: a person may write between any two lines here.
        """
        waiting = self._replica.waiting(1)
        first = waiting[0].n if waiting else next_n
        return taken < first - 1

    def _mend(self, epoch: bytes, stands: Stands, *, restored: bool) -> Mended:
        replica = self._replica
        self._send_identical(stands.taken)
        numbers: dict[int, int] = {}
        if restored:
            for page in replica.lost_pages(stands.since):
                numbers |= self._give_back(epoch, page)
        asked = replica.waiting(MAX_OPERATIONS)[:MAX_OPERATIONS]
        contents = [content_of(one) for one in asked]
        given = self._server.renumber(
            Renumber(replica.incarnation, [one.n for one in asked], contents)
        )
        returned = sum(1 for number in numbers.values() if number)
        told = Mended(server=restored, returned=returned, moved=replica.acts_waiting())
        since = stands.since if restored else None
        replica.renumber(given.incarnation, given.held, since, numbers, told)
        return told

    def _give_back(self, epoch: bytes, page: list[Change]) -> dict[int, int]:
        numbers: dict[int, int] = {}
        for first in range(0, len(page), MAX_OPERATIONS):
            part = page[first : first + MAX_OPERATIONS]
            answer = self._server.replay(Replay(epoch, part))
            if len(answer.numbers) != len(part):
                raise faults.fault("half")
            numbers |= {one.seq: new for one, new in zip(part, answer.numbers, strict=True)}
        return numbers

    def _send_identical(self, taken: int) -> None:
        """Send again what the server has had in this numbering: it gets its old answers.

        Up to the first that says something else, which this computer never sent.
        """
        limit = MAX_OPERATIONS
        while True:
            waiting = [one for one in self._replica.waiting(limit) if one.n <= taken]
            if not waiting:
                return
            try:
                answers = self._push(waiting)
            except SyncFault as fault:
                if fault.code not in _OTHERS:
                    raise
                acts = len({one.tx for one in waiting})
                if acts == 1:
                    return
                limit = max(1, len(waiting) // 2)
                continue
            self._replica.apply_answers(answers)
            self._replica.settle()

    def _push(self, operations: list[Operation]) -> list[Answer]:
        replica = self._replica
        push = Push(replica.device, replica.incarnation, replica.actor, SCHEMA, operations)
        answer = self._server.push(push)
        if [one.n for one in answer.answers] != [one.n for one in operations]:
            raise faults.fault("half")
        return answer.answers


_OTHERS = frozenset(faults.fault(name).code for name in ("diverged", "gap"))
