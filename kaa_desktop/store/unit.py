"""One unit of work on the writing connection, and what it is told to have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from attrs import Factory, define, frozen

from kaa_core.model.ids import RecordId
from kaa_core.model.registry import REGISTRY
from kaa_desktop.store import judged_by, routines, summary, targets, traces

if TYPE_CHECKING:
    from collections.abc import Callable

    from kaa_desktop.store.database import Connection
    from kaa_desktop.store.undoing import Together


@frozen(kw_only=True)
class Changes:
    """What a committed unit of work changed; views that show any of it read it again.

    `kinds`: names of the kinds of `records`. `youths`: whose case it is. `outbox`, `drafts`,
    `refused`: whether those lists changed. `everything`: too much to list, read all again. `doubled`:
    youths who came from the server and whose identity number another youth here has. `left`: youths
    whom the user may no longer see, and of whom nothing is here any more. `wiped`: those of them who
    were erased by a decision.
    """

    records: frozenset[RecordId] = frozenset()
    kinds: frozenset[str] = frozenset()
    youths: frozenset[RecordId] = frozenset()
    outbox: bool = False
    drafts: bool = False
    refused: bool = False
    everything: bool = False
    doubled: int = 0
    left: frozenset[RecordId] = frozenset()
    wiped: frozenset[RecordId] = frozenset()

    def __bool__(self) -> bool:
        flags = (self.outbox, self.drafts, self.refused, self.everything)
        return bool(self.records or self.youths) or any(flags)


MANY = 1000
"""More changed records than this are told as `everything`."""


@define
class Unit:
    """The open transaction. Functions handed to the writer get it and touch nothing else."""

    connection: Connection
    records: set[tuple[int, bytes]] = Factory(set)
    youths: set[bytes] = Factory(set)
    stale: set[bytes] = Factory(set)  # youths whose rows in lists are to be made anew
    unjudged: set[bytes] = Factory(set)  # youths whose place in the target group is judged anew
    untraced: set[bytes] = Factory(set)  # youths whose traces are made anew, always afterwards
    outbox: bool = False
    drafts: bool = False
    refused: bool = False
    everything: bool = False
    doubled: int = 0
    left: set[bytes] = Factory(set)
    wiped: set[bytes] = Factory(set)
    erased: set[bytes] = Factory(set)  # records that, or fields of which, are no more
    parts: list[Together] = Factory(list)  # what a person's transactions did, for undoing
    sealed: bool = False  # something was entered in the journal: that stands
    after: list[Callable[[], object]] = Factory(list)  # called once it is committed
    settings: bool = False  # the municipality's settings may be others
    routine: bool = False  # the municipality's contact routine may be another
    more_follows: bool = False  # the same youths will be touched again: lists can wait

    def touch(self, kind: int, record: bytes, scope: bytes | None, *, stale: bool = True) -> None:
        """Note that a record changed, and whose case it belongs to.

        Not `stale`: only its numbers on the server did, which no row of a list follows from.
        """
        self.records.add((kind, record))
        self.settings = self.settings or kind == judged_by.SETTINGS.id
        self.routine = self.routine or kind == routines.KIND.id
        if scope is not None:
            self.youths.add(scope)
            if stale and kind in summary.MATTER:
                self.stale.add(scope)
            if stale and kind in targets.MATTER:
                self.unjudged.add(scope)
            if stale and kind in traces.MATTER:
                self.untraced.add(scope)

    def changes(self) -> Changes:
        """The value that subscribers get after the commit."""
        many = self.everything or len(self.records) > MANY
        kinds = (REGISTRY.get(kind) for kind in {kind for kind, _ in self.records})
        return Changes(
            records=frozenset() if many else frozenset(_ids(one for _, one in self.records)),
            kinds=frozenset(kind.name for kind in kinds if kind is not None),
            youths=frozenset() if many else frozenset(_ids(self.youths)),
            outbox=self.outbox,
            drafts=self.drafts,
            refused=self.refused,
            everything=many,
            doubled=self.doubled,
            left=frozenset(_ids(self.left)),
            wiped=frozenset(_ids(self.wiped)),
        )


def _ids(packed: object) -> list[RecordId]:
    return [RecordId(UUID(bytes=one)) for one in packed]  # type: ignore[attr-defined]
