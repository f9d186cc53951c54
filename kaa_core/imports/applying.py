"""A delivery of a source, laid beside the register: what is created, filled, withdrawn, and what waits.

Pure: nothing is written here. The night run on the server and the desktop carry the changes out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date

from kaa_core.imports.sources.facts import Delivery, RemarkKind, Unread
from kaa_core.imports.sources.outcomes import Applied, Change, Counts, Known, Waiting
from kaa_core.model.ids import RecordId


class Applying:
    """Goes through a delivery once, yielding a change for each entry that is about a youth.

    A change may be empty (`Change.is_empty`): she was named, and nothing was new. `waiting`, `unread`
    and `counts` grow meanwhile and are whole when the iteration has ended; so is `report()`.
    """

    def __init__(
        self,
        delivery: Delivery,
        known: Known,
        *,
        home: str,
        today: date,
        new_id: Callable[[], RecordId],
        accepted: Collection[RemarkKind] = (),
    ) -> None:
        self.waiting: list[Waiting] = []
        self.unread: list[Unread] = []
        self.counts = Counts()

    def __iter__(self) -> Iterator[Change]:
        raise NotImplementedError

    def report(self) -> tuple[str, ...]:
        """Return what was done, in plain Swedish; no sentence names or numbers anybody."""
        raise NotImplementedError


def apply(
    delivery: Delivery,
    known: Known,
    *,
    home: str,
    today: date,
    new_id: Callable[[], RecordId],
    accepted: Collection[RemarkKind] = (),
) -> Applied:
    """Gather all that a delivery does. `Applying` is for one that is too large to be held.

    `home`: our municipality, four digits. `accepted`: the proposals that a person has said yes to.
    """
    going = Applying(delivery, known, home=home, today=today, new_id=new_id, accepted=accepted)
    changes = tuple(going)
    return Applied(
        changes=changes,
        waiting=tuple(going.waiting),
        unread=tuple(going.unread),
        counts=going.counts,
        report=going.report(),
    )
