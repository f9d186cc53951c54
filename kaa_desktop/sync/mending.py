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
    PullAnswer,
    Push,
    PushAnswer,
    Renumber,
    Replay,
    Replayed,
    Standing,
    Stands,
)
from kaa_core.sync.standing import PREFIX, content_of
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


@attrs.frozen(kw_only=True)
class Present:
    """How the server's history goes on after it was put back, for a store that knows another.

    `since`: the last number that both have; `numbers`: of what was given back, lost to present ones;
    `answers`: what it says to operations that wait here. `pages`: its rows after `after`, as far as
    `reached`; None when what the user sees has changed since then.
    """

    epoch: bytes
    since: int
    numbers: Mapping[int, int]
    answers: Sequence[Answer]
    pages: Sequence[Sequence[Change]] | None
    after: int
    reached: int


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

    def history(self) -> tuple[bytes, int] | None:
        """The epoch that all numbers here are of, and how far; also while all is downloaded anew."""

    def anchors(self) -> list[Anchor]:
        """Some of the rows that have been seen."""

    def apply_answers(self, answers: Sequence[Answer]) -> None:
        """Conclude operations."""

    def met(self, stands: Stands) -> None:
        """Keep what the server said: its last row, how far its backup reaches, clock and lease."""

    def lost_rows(self, since: int) -> list[Change]:
        """All that is here above a number, oldest first."""

    def renumber(
        self, incarnation: int, held: Mapping[int, int], present: Present | None, told: Mended
    ) -> None:
        """Number what waits anew, and keep what to tell.

        With `present` every number here is brought into that history and a download is begun.
        """

    def settle(self) -> None:
        """Wait for what is being written."""


class Server(Protocol):
    """What mending asks of the server."""

    def push(self, push: Push) -> PushAnswer: ...
    def stand(self, said: Standing) -> Stands | None: ...
    def replay(self, lost: Replay) -> Replayed: ...
    def renumber(self, asked: Renumber) -> NewIncarnation: ...
    def pull(self, epoch: bytes, after: int, limit: int) -> PullAnswer: ...


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
        reached = replica.history()
        if reached is None:
            return None
        epoch, cursor = reached
        next_n, anchors = replica.next_n(), replica.anchors()
        answered = self._first(next_n) - 1
        said = Standing(
            replica.incarnation, next_n, epoch, cursor, anchors, self._program, answered
        )
        stands = self._server.stand(said)
        if stands is None:
            return None
        restored = stands.past != Past.SAME
        if not (
            restored
            or diverged
            or stands.taken >= said.next_n
            or self._gap(stands.taken, said.next_n)
        ):
            replica.met(stands)
            return None
        return self._mend(epoch, cursor, stands, restored=restored)

    def _gap(self, taken: int, next_n: int) -> bool:
        """Whether the server lacks operations before the first that waits.

        `next_n` is from before the question: a person may write between any two lines here.
        """
        return taken < self._first(next_n) - 1

    def _first(self, next_n: int) -> int:
        waiting = self._replica.waiting(1)
        return waiting[0].n if waiting else next_n

    def _mend(self, epoch: bytes, cursor: int, stands: Stands, *, restored: bool) -> Mended:
        replica = self._replica
        answers = self._identical(stands)
        if not restored and answers:
            replica.apply_answers(answers)
            replica.settle()
        numbers = self._give_back(epoch, replica.lost_rows(stands.since)) if restored else {}
        answered = {one.n for one in answers}
        waiting = [one for one in replica.waiting(_ALL) if one.n not in answered]
        asked = waiting[:MAX_OPERATIONS]
        contents = [content_of(one) for one in asked]
        given = self._server.renumber(
            Renumber(replica.incarnation, [one.n for one in asked], contents)
        )
        returned = sum(1 for number in numbers.values() if number)
        told = Mended(server=restored, returned=returned, moved=len({one.tx for one in waiting}))
        present = self._present(cursor, stands, numbers, answers) if restored else None
        replica.renumber(given.incarnation, given.held, present, told)
        return told

    def _give_back(self, epoch: bytes, rows: list[Change]) -> dict[int, int]:
        numbers: dict[int, int] = {}
        for first in range(0, len(rows), MAX_OPERATIONS):
            part = rows[first : first + MAX_OPERATIONS]
            answer = self._server.replay(Replay(epoch, part))
            if len(answer.numbers) != len(part):
                raise faults.fault("half")
            numbers |= {one.seq: new for one, new in zip(part, answer.numbers, strict=True)}
        return numbers

    def _present(
        self, cursor: int, stands: Stands, numbers: dict[int, int], answers: list[Answer]
    ) -> Present:
        """The rows by which the server's history goes on, before those of the lost one are let go.

        The store keeps them in their place: a server that is put back once more gets them from there.
        """
        after = reached = min(cursor, stands.since)
        pages: list[list[Change]] | None = []
        while pages is not None:
            try:
                answer = self._server.pull(stands.epoch, reached, _PAGE)
            except SyncFault as fault:
                if fault.code != _SIGHT:
                    raise
                pages = None  # what the user sees has changed: the download brings it
                break
            if answer.epoch != stands.epoch or answer.cursor < reached:
                raise faults.fault("epoch")
            pages.append(answer.changes)
            if answer.cursor in (reached, answer.horizon):
                reached = answer.cursor
                break
            reached = answer.cursor
        return Present(
            epoch=stands.epoch,
            since=stands.since,
            numbers=numbers,
            answers=answers,
            pages=pages,
            after=after,
            reached=reached,
        )

    def _identical(self, stands: Stands) -> list[Answer]:
        """Send again what the server has had in this numbering: it gets its old answers.

        Up to the first that says something else, which this computer never sent. The answers are in the
        server's present numbers.
        """
        waiting = [one for one in self._replica.waiting(_ALL) if one.n <= stands.taken]
        found: list[Answer] = []
        limit = MAX_OPERATIONS
        while waiting:
            part = _whole(waiting, limit)
            try:
                found += self._push(part, stands.epoch)
            except SyncFault as fault:
                if fault.code not in _OTHERS:
                    raise
                if len({one.tx for one in part}) == 1:
                    break
                limit = max(1, len(part) // 2)
                continue
            waiting = waiting[len(part) :]
        return found

    def _push(self, operations: list[Operation], epoch: bytes) -> list[Answer]:
        replica = self._replica
        sender = replica.device, replica.incarnation, replica.actor
        answer = self._server.push(Push(*sender, SCHEMA, operations, epoch[:PREFIX]))
        if [one.n for one in answer.answers] != [one.n for one in operations]:
            raise faults.fault("half")
        return answer.answers


def _whole(operations: list[Operation], limit: int) -> list[Operation]:
    """The first of them, about `limit`, with no transaction cut in two."""
    if len(operations) <= limit:
        return operations
    cut = operations[limit].tx
    before = [one for one in operations[:limit] if one.tx != cut]
    return before or [one for one in operations if one.tx == cut]


_ALL = 1_000_000_000
_PAGE = 2000
_SIGHT = faults.fault("sight").code
_OTHERS = frozenset(faults.fault(name).code for name in ("diverged", "gap"))
