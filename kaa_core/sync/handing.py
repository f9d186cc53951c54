"""What a device is handed after its cursor: the log, filtered by what its user sees.

A youth who came into sight since the cursor comes whole, from the beginning of the log; one who went
out of it is named in `revoked`. So what a device has received is always the log filtered by its
user's sight, without gap and without repetition (docs/adr/026).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import attrs

from kaa_core.sync.messages import Change, PullAnswer, Verb, Verdict
from kaa_core.sync.shelf import CaseRow, Head, Reading, SightEvent
from kaa_core.sync.sight import View, sees

MOST_ARRIVING: Final = 40
"""Youths that may come into sight in one answer; those of one row of the log come together."""


def pull(reading: Reading, view: View, after: int, limit: int) -> PullAnswer:
    """Return what comes after a number, at least one whole transaction of it.

    The cursor moves over what the user may not see, too.
    """
    head = reading.head()
    if after == head.seq:  # nothing happened: the round that every desktop makes every minute
        return _answer(head, after, [], (), [])
    events = _Events(reading, view, after)
    rows, more = reading.changes(view, after, head.seq, limit, events.youths)
    cursor = head.seq
    if rows and more:
        cursor = reading.end_of_transaction(rows[-1].seq)
        rest, _ = reading.changes(view, rows[-1].seq, cursor, 2**31 - 1, events.youths)
        rows += rest
    if events.reach < cursor:
        cursor = min(cursor, reading.end_of_transaction(events.reach))
    came, went = events.between(cursor)
    silent = events.unseen(cursor) | came | went
    shown = [row for row in rows if row.seq <= cursor and _is_shown(row, silent, came)]
    if came:
        shown = sorted(reading.whole_case(came, cursor) + shown, key=lambda row: row.seq)
    return _answer(head, cursor, shown, went, reading.verdicts(after, cursor))


def _is_shown(row: Change, silent: set[bytes], came: set[bytes]) -> bool:
    """An erasure is shown to everyone: who no longer sees the youth may not have heard so yet."""
    if row.verb is Verb.ERASE:
        return row.scope not in came
    return row.scope not in silent


def _answer(
    head: Head,
    cursor: int,
    changes: list[Change],
    went: Iterable[bytes],
    verdicts: list[Verdict],
) -> PullAnswer:
    return PullAnswer(
        epoch=head.epoch,
        cursor=cursor,
        horizon=head.seq,
        changes=changes,
        revoked=sorted(went),
        verdicts=verdicts,
        backed_up=head.backed_up,
        lease=head.lease,
    )


@attrs.define(init=False)
class _Events:
    """Changes of sight above the cursor, as they concern one user."""

    view: View
    after: int
    by_youth: dict[bytes, list[SightEvent]]
    now: Mapping[bytes, CaseRow]
    reach: int

    def __init__(self, reading: Reading, view: View, after: int) -> None:
        self.view, self.after, self.by_youth = view, after, {}
        self.now = {}
        self.reach = 2**63
        if view.everything or not view.reads_cases:
            return  # nothing ever comes into sight or leaves it
        for one in reading.events(after):
            self.by_youth.setdefault(one.youth, []).append(one)
        self.now = reading.cases(self.by_youth)
        arriving = sorted(
            {one.seq for many in self.by_youth.values() for one in many if self._arrives(one)}
        )
        if len(arriving) > MOST_ARRIVING:
            self.reach = arriving[MOST_ARRIVING - 1]

    @property
    def youths(self) -> Iterable[bytes]:
        """Those whose sight changed."""
        return self.by_youth.keys()

    def between(self, cursor: int) -> tuple[set[bytes], set[bytes]]:
        """Who came into sight and who left it between the two cursors."""
        came, went = set[bytes](), set[bytes]()
        for youth in self.by_youth:
            before, then = self._seen(youth, self.after), self._seen(youth, cursor)
            if before != then:
                (came if then else went).add(youth)
        return came, went

    def unseen(self, cursor: int) -> set[bytes]:
        """Those of them whom the user does not see at the new cursor."""
        return {youth for youth in self.by_youth if not self._seen(youth, cursor)}

    def _arrives(self, event: SightEvent) -> bool:
        return sees(self.view, event.after) and not sees(self.view, event.before)

    def _seen(self, youth: bytes, seq: int) -> bool:
        """Whether the user saw the youth when the log stood at `seq`."""
        later = next((one for one in self.by_youth[youth] if one.seq > seq), None)
        if later is not None:
            return sees(self.view, later.before)
        row = self.now.get(youth)
        return row is not None and sees(self.view, row.sight)
