"""What the server's logic asks of its storage: one municipality, within one transaction.

`receiving.py` and `handing.py` are the server's whole logic of synchronisation and work on these
alone. PostgreSQL is behind them in production, plain dictionaries in the simulation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import attrs

from kaa_core.sync.messages import Answer, Change, Operation, Verdict
from kaa_core.sync.sight import CaseSight, Hidden, View
from kaa_core.sync.state import Entry, Ledger, RecordState


@attrs.frozen
class Head:
    """Where a municipality's log stands. `backed_up`: up to which number a backup holds it.

    `erasures`: goes up with each; keys that were read before the latest may be gone.
    """

    epoch: bytes
    seq: int
    backed_up: int = 0
    lease: int = 0
    erasures: int = 0


@attrs.frozen
class CaseRow:
    """What is kept of a youth beside the records: who sees it, and the digest of its records."""

    sight: CaseSight = attrs.field(factory=CaseSight)
    count: int = 0
    total: int = 0


@attrs.frozen
class SightEvent:
    """The sight of a youth who was there before changed with the log's row `seq`."""

    seq: int
    youth: bytes
    before: CaseSight
    after: CaseSight


@attrs.frozen
class Quarantined:
    """A whole transaction that waits for a coordinator. `youth`: the one whom its author does not see."""

    operations: Sequence[Operation]
    youth: bytes
    reason: Hidden


@attrs.frozen(kw_only=True)
class Taken:
    """All that a push leads to, written together; the counter is set to `seq` last.

    `fresh`: its operations that had not been taken before, with `answers` in the same order.
    `quarantined`: what of them waits for a coordinator. `workers`: units of the worker records
    that changed; `views`: of these, whose own view did. `setting`: the municipality's changed
    decision on what caseworkers see; `lease_days` likewise.
    """

    fresh: Sequence[Operation]
    answers: Sequence[Answer]
    entries: Sequence[Entry]
    records: Mapping[bytes, RecordState]
    cases: Mapping[bytes, CaseRow]
    events: Sequence[SightEvent]
    quarantined: Sequence[Quarantined]
    workers: Mapping[bytes, bytes | None]
    views: frozenset[bytes]
    settings: Mapping[int, object] | None
    seq: int


class Shelf(Ledger, Protocol):
    """What a push needs. Bound to the pushing device and incarnation, and holding the counter."""

    def head(self) -> Head:
        """Where the log stands; nobody else writes until this transaction ends."""

    def last_n(self) -> int:
        """The last operation taken of the device's incarnation; 0 before the first."""

    def answered(self, first: int, last: int) -> Mapping[int, tuple[Answer, bytes]]:
        """Stored answers and digests of the device's operations from `first` to `last`, by n."""

    def digest_of(self, operation: Operation) -> bytes:
        """Eight bytes by which a repeat is told from another operation with the same number."""

    def prepare(self, operations: Sequence[Operation]) -> None:
        """Read at once what will be asked about the records and cases of these."""

    def erased(self, ids: Iterable[bytes]) -> set[bytes]:
        """Which of these records and youths have been erased."""

    def waiting(self, records: Iterable[bytes]) -> Mapping[bytes, bytes]:
        """Of these records, those that the device made and that wait for a coordinator: the youth."""

    def cases(self, youths: Iterable[bytes]) -> Mapping[bytes, CaseRow]:
        """What is kept of these youths; one without a row is not in it."""

    def decisive(self, youths: Iterable[bytes]) -> Mapping[bytes, Mapping[bytes, RecordState]]:
        """By youth, the records of `sight.DECISIVE` kinds, by id."""

    def units(self, workers: Iterable[bytes]) -> Mapping[bytes, bytes | None]:
        """The workers' units, as last written."""

    def cases_of(self, worker: bytes) -> Iterable[bytes]:
        """Youths whose sight names this worker as handläggare."""

    def write(self, taken: Taken) -> None:
        """Write it all, the counter last."""


class Reading(Protocol):
    """What handing out needs, in one view of the database."""

    def head(self) -> Head:
        """Where the log stands."""

    def changes(
        self, view: View, after: int, upto: int, limit: int, also: Iterable[bytes]
    ) -> tuple[list[Change], bool]:
        """Effective rows above `after`, in order, and whether more follow.

        Those about youths that `view` sees now, or that are in `also`, and what the municipality
        shares of the kinds that the role may read. To those who read cases also every erasure
        (`Verb.ERASE`), whomever it is about.
        """

    def end_of_transaction(self, seq: int) -> int:
        """The last number of the transaction that a row lies in."""

    def whole_case(self, youths: Iterable[bytes], upto: int) -> list[Change]:
        """All effective rows about these youths up to a number, in order."""

    def events(self, after: int) -> list[SightEvent]:
        """Changes of sight above a number, in order."""

    def cases(self, youths: Iterable[bytes]) -> Mapping[bytes, CaseRow]:
        """What is kept of these youths."""

    def verdicts(self, after: int, upto: int) -> list[Verdict]:
        """What coordinators decided, within these numbers, about what the asking device had sent."""
