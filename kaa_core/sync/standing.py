"""Whether a device and the server have the same past, and since when not.

A device keeps some rows that it has seen (anchors). A server that was put back by our own command has
another epoch and says since which number the old one is lost. One whose files were put back behind our
back still says the same epoch, but has lower numbers or other rows at the same numbers: the anchors
tell, and it begins a new epoch from the highest row that both have (docs/adr/028).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final, Protocol

import attrs
import msgspec

from kaa_core.sync.messages import Anchor, Change, Operation, Past, Standing
from kaa_core.sync.shelf import Head

MOST_ANCHORS: Final = 64
_pack = msgspec.msgpack.Encoder().encode
PREFIX: Final = 4
"""Bytes of the epoch that a push carries."""


class Pasts(Protocol):
    """What a server knows of its own past."""

    def head(self) -> Head:
        """Where the log stands."""

    def lost_after(self, epoch: bytes) -> int | None:
        """The number after which an earlier epoch is lost; None for one that is not in its past."""

    def rows_at(self, numbers: Iterable[int]) -> Mapping[int, Anchor]:
        """Whose the rows with these numbers are; one that is not there is not in it."""


@attrs.frozen(kw_only=True)
class Compared:
    """How two pasts are related.

    `since`: the last number that both have; `behind_our_back`: the server was put back without its own
    command and must begin a new epoch there. `learnt`: only the anchors told of the device's epoch, so
    the server is to remember where it left it, for those who will have the same (`remembered`).
    """

    past: Past
    since: int
    behind_our_back: bool = False
    learnt: bool = False


def compare(said: Standing, pasts: Pasts, taken: int | None = None) -> Compared:
    """Compare a device's past with the server's.

    `taken`: the last operation that the server has of the device's numbering. One that has been answered
    and is not there was lost, though it may have left no row by which it shows.
    """
    head = pasts.head()
    anchors = said.anchors[:MOST_ANCHORS]
    rows = pasts.rows_at(one.seq for one in anchors)
    common = _common(anchors, rows)
    if said.epoch == head.epoch:
        # A row that is missing below the head may have been erased: it says nothing.
        other = any(one.seq in rows and not _same(rows[one.seq], one) for one in anchors)
        if other or max((one.seq for one in anchors), default=said.cursor) > head.seq:
            return Compared(past=Past.RESTORED, since=common, behind_our_back=True)
        if said.cursor > head.seq or (taken is not None and taken < said.answered):
            return Compared(past=Past.RESTORED, since=common, behind_our_back=True)
        return Compared(past=Past.SAME, since=head.seq)
    since = pasts.lost_after(said.epoch)
    if since is not None:
        return Compared(past=Past.RESTORED, since=since)
    if common:
        return Compared(past=Past.RESTORED, since=common, learnt=True)
    return Compared(past=Past.UNKNOWN, since=0)


def _same(one: Anchor, other: Anchor) -> bool:
    """Whether two anchors with the same number are one row, as far as both say."""
    if one.received and other.received and one.received != other.received:
        return False
    own = (one.device, one.incarnation, one.n)
    return own == (other.device, other.incarnation, other.n)


def _common(anchors: Iterable[Anchor], rows: Mapping[int, Anchor]) -> int:
    """The highest row that both surely have: above the first that differs, nothing is the same.

    The server's own rows are numbered by the log, so they look alike in every history: they prove nothing.
    """
    common = 0
    for one in sorted(anchors, key=lambda it: it.seq):
        here = rows.get(one.seq)
        if here is None:
            continue
        if not _same(here, one):
            break
        if one.incarnation:
            common = one.seq
    return common


def same_epoch(said: bytes, epoch: bytes) -> bool:
    """Whether what a push says of its epoch fits; one that says nothing always does."""
    return epoch.startswith(said)


def content_of(row: Operation | Change) -> bytes:
    """Return a hash of what an operation, or its row in the log, says about which record."""
    said = (row.verb, row.kind, row.record, sorted(row.values.items()))
    return hashlib.blake2b(_pack(said), digest_size=8).digest()


def thinned(anchors: Iterable[Anchor]) -> list[Anchor]:
    """Keep so few anchors that they can always be sent, the newest first.

    Of those that lie between one distance from the newest and twice that, the first and the last: so
    some of them are far back also when rows come one at a time.
    """
    ordered = sorted({one.seq: one for one in anchors}.values(), key=lambda it: -it.seq)
    first: dict[int, Anchor] = {}
    last: dict[int, Anchor] = {}
    for one in ordered:
        distance = (ordered[0].seq - one.seq).bit_length()
        first.setdefault(distance, one)
        last[distance] = one
    kept = {one.seq: one for one in (*first.values(), *last.values())}
    return sorted(kept.values(), key=lambda it: -it.seq)[:MOST_ANCHORS]
