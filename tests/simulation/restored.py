"""What a server that has been put back knows of its past, in memory (kaa_server/restores.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from kaa_core.sync import returning, standing
from kaa_core.sync.messages import (
    Anchor,
    Change,
    NewIncarnation,
    Renumber,
    Replay,
    Replayed,
    Standing,
    Stands,
)
from kaa_core.sync.returning import Lost
from kaa_core.sync.shelf import Head
from kaa_core.sync.state import Author
from kaa_server.errors import Code, RequestError
from tests.simulation.memory import Held, MemoryShelf, is_gone


@attrs.define
class MemoryPasts:
    """A municipality's own past."""

    held: Held

    def head(self) -> Head:
        return MemoryShelf(self.held, b"", 0).head()

    def lost_after(self, epoch: bytes) -> int | None:
        return self.past.get(epoch)

    @property
    def past(self) -> dict[bytes, int]:
        """Epochs that were left, with the number after which each is lost."""
        found: dict[bytes, int] = self.held.more.setdefault("past", {})
        return found

    def rows_at(self, numbers: Iterable[int]) -> Mapping[int, Anchor]:
        log = self.held.log
        rows = (log[seq - 1].change for seq in numbers if 0 < seq <= len(log))
        return {
            one.seq: Anchor(one.seq, one.device, one.incarnation, one.n, one.received)
            for one in rows
            if not is_gone(one)
        }

    def begin_epoch(self, since: int, epoch: bytes) -> None:
        """Leave the present epoch: it is lost after a number, and so are those before it."""
        for one in self.past:
            self.past[one] = min(self.past[one], since)
        self.past[self.held.epoch] = since
        self.held.epoch = epoch


@attrs.define
class ReturningShelf(MemoryShelf):
    """Where rows that a device gives back are written."""

    epoch: bytes = b""

    @property
    def replayed(self) -> dict[tuple[bytes, Lost], int]:
        """Old epoch and row to the present number."""
        found: dict[tuple[bytes, Lost], int] = self.held.more.setdefault("replayed", {})
        return found

    def returned(self, epoch: bytes, numbers: Iterable[int]) -> Mapping[Lost, int]:
        wanted = set(numbers)
        here = self.replayed.items()
        return {lost: seq for (of, lost), seq in here if of == epoch and lost[0] in wanted}

    def origins(self, epoch: bytes, records: Iterable[bytes]) -> Mapping[int, int]:
        wanted, found = set(records), dict[int, int]()
        for (of, (old, _)), seq in self.replayed.items():
            if of == epoch and self.held.log[seq - 1].change.record in wanted:
                found[seq] = max(old, found.get(seq, 0))
        return found

    def held_rows(self, changes: Iterable[Change]) -> Mapping[tuple[bytes, int, int, bytes], int]:
        """Rows of the log that the same devices pushed."""
        wanted = {(one.device, one.incarnation, one.n, one.record) for one in changes}
        rows = (entry.change for entry in self.held.log)
        own = (one for one in rows if one.incarnation)
        found = {(one.device, one.incarnation, one.n, one.record): one.seq for one in own}
        return {key: seq for key, seq in found.items() if key in wanted}


def stand(held: Held, device: bytes, said: Standing, now: int, epoch: bytes) -> Stands:
    """Tell a device where it and the server stand; `epoch`: the next one, if one has to begin."""
    pasts = MemoryPasts(held)
    taken = held.last.get((device, said.incarnation), 0)
    compared = standing.compare(said, pasts, taken)
    if compared.behind_our_back:
        pasts.begin_epoch(compared.since, epoch)
    if compared.learnt:
        pasts.past.setdefault(said.epoch, compared.since)
    head = pasts.head()
    return Stands(
        epoch=head.epoch,
        horizon=head.seq,
        taken=taken,
        past=compared.past,
        since=compared.since,
        backed_up=head.backed_up,
        now=now,
        lease=head.lease,
        tip=pasts.rows_at([head.seq]).get(head.seq),
    )


def replay(
    held: Held, device: bytes, body: Replay, now: int, server: Author, new_id: Callable[[], bytes]
) -> Replayed:
    """Take back rows that were lost."""
    since = MemoryPasts(held).lost_after(body.epoch)
    if since is None and body.epoch == held.epoch:
        raise RequestError(409, Code.EPOCH)
    shelf = Giving(ReturningShelf(held, device, 0, body.epoch))
    found = returning.give_back(
        body.epoch,
        since or 0,
        body.changes,
        shelf,
        received=now,
        server=server,
        new_id=new_id,
    )
    if found.taken is not None:
        shelf.write(found.taken)
    for old, seq in found.fresh:
        shelf.of.replayed[body.epoch, old] = seq
    return Replayed(found.numbers)


class Giving:
    """A `ReturnShelf`: the storage is called `held` in memory, and so is one of its questions."""

    def __init__(self, of: ReturningShelf) -> None:
        self.of = of

    def held(self, changes: Iterable[Change]) -> Mapping[tuple[bytes, int, int, bytes], int]:
        """Rows of the log that the same devices pushed."""
        return self.of.held_rows(changes)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.of, name)


def renumber(held: Held, device: bytes, asked: Renumber, now: int) -> NewIncarnation:
    """Give a device a numbering that nobody has used."""
    used = [one for of, one in held.last if of == device]
    given = max(max([asked.incarnation, *used]) + 1, now // 1000)
    held.last[device, given] = 0
    rows: dict[tuple[bytes, Lost], int] = held.more.get("replayed", {})
    found: dict[int, int] = {}
    said = dict(zip(asked.waiting, asked.contents, strict=True))
    for seq in rows.values():
        one = held.log[seq - 1].change
        own = (one.device, one.incarnation) == (device, asked.incarnation)
        if own and said.get(one.n) == standing.content_of(one):
            found[one.n] = seq
    return NewIncarnation(given, found)
