"""Whether a device and a server have the same past, decided from a few rows that both should have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
from hypothesis import given
from hypothesis import strategies as st

from kaa_core.sync.messages import Anchor, Past, Standing
from kaa_core.sync.shelf import Head
from kaa_core.sync.standing import MOST_ANCHORS, compare, same_epoch, thinned

HERE, BEFORE, NOWHERE = b"h" * 16, b"b" * 16, b"n" * 16


def row(seq: int, history: int = 0) -> Anchor:
    """A row of a history; another history has other rows."""
    return Anchor(seq, bytes([history]) * 16, 1, seq)


@attrs.frozen
class Pasts:
    """A server whose log has rows 1 to `last`, of which `gone` have been erased."""

    last: int
    lost: Mapping[bytes, int] = attrs.field(factory=dict)
    history: int = 0
    gone: frozenset[int] = frozenset()

    def head(self) -> Head:
        return Head(HERE, self.last)

    def lost_after(self, epoch: bytes) -> int | None:
        return self.lost.get(epoch)

    def rows_at(self, numbers: Iterable[int]) -> Mapping[int, Anchor]:
        there = (one for one in numbers if 1 <= one <= self.last and one not in self.gone)
        return {one: row(one, self.history) for one in there}


def said(epoch: bytes, cursor: int, *anchors: Anchor) -> Standing:
    return Standing(1, 1, epoch, cursor, list(anchors))


def test_the_same_history_is_the_same() -> None:
    found = compare(said(HERE, 50, row(50), row(20)), Pasts(last=80))
    assert (found.past, found.behind_our_back) == (Past.SAME, False)
    erased = Pasts(last=80, gone=frozenset({50}))  # a row that is missing says nothing
    assert compare(said(HERE, 50, row(50), row(20)), erased).past is Past.SAME


def test_an_epoch_that_was_left_says_where() -> None:
    found = compare(said(BEFORE, 120, row(120)), Pasts(last=130, lost={BEFORE: 100}))
    assert (found.past, found.since, found.behind_our_back) == (Past.RESTORED, 100, False)


def test_files_that_were_put_back_are_seen_by_lower_numbers_or_other_rows() -> None:
    lower = compare(said(HERE, 120, row(120), row(90), row(40)), Pasts(last=100))
    assert (lower.past, lower.since, lower.behind_our_back) == (Past.RESTORED, 90, True)
    mixed = said(HERE, 120, row(120, 1), row(60))
    other = compare(mixed, Pasts(last=150))
    assert (other.past, other.since, other.behind_our_back) == (Past.RESTORED, 60, True)
    silent = compare(said(HERE, 120), Pasts(last=100))  # it has no anchors, but has come further
    assert (silent.past, silent.since, silent.behind_our_back) == (Past.RESTORED, 0, True)


def test_an_unknown_epoch_is_placed_by_its_anchors() -> None:
    found = compare(said(NOWHERE, 140, row(140, 1), row(96), row(32)), Pasts(last=110))
    assert (found.past, found.since, found.behind_our_back) == (Past.RESTORED, 96, False)
    stranger = compare(said(NOWHERE, 140, row(96, 1)), Pasts(last=110))
    assert (stranger.past, stranger.since) == (Past.UNKNOWN, 0)


def test_a_row_that_came_back_by_its_old_number_is_another() -> None:
    """Between two rows that look the same there may be others: only one life of a server is one history."""
    then, now = (row_of(60, moment) for moment in (5, 9))
    assert compare(said(NOWHERE, 140, then, row(30)), Moments(110, known=now)).since == 30
    assert compare(said(HERE, 60, then, row(30)), Moments(110, known=now)).behind_our_back
    assert compare(said(NOWHERE, 140, now, row(30)), Moments(110, known=now)).since == 60
    assert (
        compare(said(NOWHERE, 140, row(60)), Moments(110, known=now)).since == 60
    )  # it does not say when


def test_what_was_answered_and_is_not_there_was_lost() -> None:
    told = Standing(1, 9, HERE, 50, [row(50)], "", 8)
    assert compare(told, Pasts(last=50), 8).past is Past.SAME
    lost = compare(told, Pasts(last=50), 7)
    assert (lost.since, lost.behind_our_back) == (50, True)


def row_of(seq: int, received: int) -> Anchor:
    return Anchor(seq, bytes(16), 1, seq, received)


@attrs.frozen
class Moments(Pasts):
    """One of whose rows it is known when it came."""

    known: Anchor = attrs.field(kw_only=True)

    def rows_at(self, numbers: Iterable[int]) -> Mapping[int, Anchor]:
        found = dict(Pasts.rows_at(self, numbers))
        return found | ({self.known.seq: self.known} if self.known.seq in found else {})


def test_a_push_says_the_beginning_of_its_epoch_or_nothing() -> None:
    assert same_epoch(b"", HERE)
    assert same_epoch(HERE[:4], HERE)
    assert not same_epoch(BEFORE[:4], HERE)


@given(st.lists(st.integers(1, 10**9), max_size=300))
def test_few_anchors_reach_far(numbers: list[int]) -> None:
    kept = thinned([row(one) for one in numbers])
    seqs = [one.seq for one in kept]
    assert seqs == sorted(set(seqs), reverse=True)
    assert len(kept) <= MOST_ANCHORS
    assert set(seqs) <= set(numbers)
    if numbers:
        assert seqs[0] == max(numbers)


@given(st.integers(1, 400), st.integers(0, 400))
def test_one_at_a_time_they_stay_few_and_reach_back(last: int, put_back_to: int) -> None:
    kept: list[Anchor] = []
    for seq in range(1, last + 1):
        kept = thinned([row(seq), *kept])
    assert len(kept) <= 2 * last.bit_length() + 2
    # A restore costs at most some times as much again as was lost: an anchor is near.
    lost = last - put_back_to
    found = compare(said(HERE, last, *kept), Pasts(last=put_back_to))
    if put_back_to >= last:
        assert found.past is Past.SAME
    else:
        assert (found.past, found.behind_our_back) == (Past.RESTORED, True)
        assert found.since <= put_back_to
        assert found.since >= put_back_to - 2 * lost or found.since == 0
        assert found.since > 0 or last - 4 * lost <= 1
