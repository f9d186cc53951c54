"""What the windows read, on a read-only connection. Any thread may call; one query runs at a time.

The lists of youths are in lists.py.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, TypeVar, cast

from attrs import frozen

from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.organising import VisitRound
from kaa_core.model.records import Conflict, HomeVisit, Task, Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_desktop.store import drafts, linked, outbox, rows, search, search_persons
from kaa_desktop.store.database import faults
from kaa_desktop.store.errors import KeyDoesNotFit, StoreClosed, StoreDamaged
from kaa_desktop.store.lists import CaseLists
from kaa_desktop.store.packed import unpacked
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from kaa_core.model.ids import DraftId
    from kaa_core.sync.messages import Operation
    from kaa_desktop.store.database import Connection
    from kaa_desktop.store.drafts import Draft

R = TypeVar("R", bound=Record)
T = TypeVar("T")

_ON_DAYS: Final = (
    "planned_on BETWEEN ? AND ? OR (planned_on IS NULL AND visited_on BETWEEN ? AND ?)"
)


@frozen(kw_only=True)
class RefusedOperation:
    """An operation the server will never take ("ej mottaget"), whole. `id` is local."""

    id: int
    operation: Operation
    code: str


class Queries(CaseLists):
    """All reads of one open store."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._closed = False

    def read(self, reading: Callable[[Connection], T]) -> T:
        """Run a function of this package on the read-only connection."""
        try:
            with self._lock, faults():
                if self._closed:
                    raise StoreClosed
                return reading(self._connection)
        except KeyDoesNotFit:  # it fitted when the file was opened
            raise StoreDamaged from None

    def close(self) -> None:
        """Close the read-only connection; what is asked afterwards raises `StoreClosed`."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._connection.close()

    # -- records

    def record(self, cls: type[R], record: RecordId) -> R | None:
        """The record with this id, or None when it is not here or deleted."""
        found = self._records(cls, "id = ?", (record.bytes,))
        return found[0] if found else None

    def records(self, cls: type[R], ids: Iterable[RecordId] | None = None) -> list[R]:
        """These records, or all of a kind (for small kinds: workers), in no particular order."""
        if ids is None:
            return self._records(cls, "1", ())
        packed = [one.bytes for one in ids]
        return self._records(cls, f"id IN ({', '.join('?' * len(packed))})", packed)

    def about(self, cls: type[R], youths: Sequence[RecordId]) -> list[R]:
        """The records of a kind about some youths."""
        where = f"_scope IN ({', '.join('?' * len(youths))})"
        return self._records(cls, where, [one.bytes for one in youths])

    def case_records(self, youth: RecordId) -> list[Record]:
        """All records of a youth, the youth itself first, in one go."""
        return self.read(lambda connection: _case_records(connection, youth))

    def tasks(
        self, worker: WorkerId | None, *, until: date | None = None, done: bool = False
    ) -> list[Task]:
        """Open tasks (or done ones) of a worker, or of all, by due date and time of day."""
        where = "done_on IS NOT NULL" if done else "done_on IS NULL"
        parameters: list[object] = []
        if worker is not None:
            where += " AND worker = ?"
            parameters.append(worker.bytes)
        if until is not None:
            where += " AND due <= ?"
            parameters.append(until.isoformat())
        return self._records(Task, where, parameters, 'due, "at" IS NULL, "at", id')

    def count_tasks(self, worker: WorkerId) -> int:
        """How many open tasks a worker has, as `tasks` gives them."""
        return self._count(Task, "done_on IS NULL AND worker = ?", (worker.bytes,))

    def count_visits(self, on: date) -> int:
        """How many home visits a day has: as many as `visits` gives, those called off among them."""
        return self._count(HomeVisit, f"({_ON_DAYS})", [on.isoformat()] * 4)

    def visits(self, first: date, last: date) -> list[HomeVisit]:
        """Home visits planned for, or made on, these days (both included), by day and time."""
        days = (first.isoformat(), last.isoformat())
        order = "coalesce(planned_on, visited_on), coalesce(planned_at, arrived), id"
        return self._records(HomeVisit, _ON_DAYS, days * 2, order)

    def rounds(self, first: date, last: date) -> list[VisitRound]:
        """Rounds of home visits on these days (both included), by day and time."""
        days = (first.isoformat(), last.isoformat())
        return self._records(VisitRound, '"on" BETWEEN ? AND ?', days, '"on", start, id')

    def in_round(self, round_: RecordId) -> list[HomeVisit]:
        """The home visits of a round, in its order."""
        order = '"order" IS NULL, "order", coalesce(planned_at, arrived), id'
        return self._records(HomeVisit, "round = ?", (round_.bytes,), order)

    def conflicts(self, youth: RecordId | None = None) -> list[Conflict]:
        """Conflicts nobody has settled, the oldest first; of one youth or of all."""
        where, parameters = "resolution IS NULL", []
        if youth is not None:
            where, parameters = f"{where} AND _scope = ?", [youth.bytes]
        return self._records(Conflict, where, parameters, "other_at, id")

    def settled_conflicts(self, since: int) -> list[Conflict]:
        """Conflicts that were settled after a moment (milliseconds since the epoch), the latest first."""
        where = "resolution IS NOT NULL AND resolved_at > ?"
        return self._records(Conflict, where, (since,), "resolved_at DESC, id")

    def conflicts_about(self, record: RecordId) -> list[Conflict]:
        """All conflicts about a record, settled or not, the oldest first."""
        return self._records(Conflict, "target = ?", (record.bytes,), "other_at, id")

    def any_record(self, record: RecordId) -> Record | None:
        """The record with this id, of whatever kind; None when it is not here or deleted."""
        found = (self.record(kind.cls, record) for kind in REGISTRY)
        return next((one for one in found if one is not None), None)

    def search(self, typed: str, limit: int = 50) -> list[YouthId]:
        """Youths by what `CaseFilter.typed` takes: the enrolled first, then by name."""
        found = self.read(lambda connection: search_persons.find(connection, typed, limit))
        return [YouthId(unpacked(one)) for one in found]

    def notes(self, typed: str, limit: int = 50) -> list[Record]:
        """What has been written with a word for each that was typed, what happened last first.

        A word typed is the beginning of one; one of them has three letters. Never about the protected.
        """
        return self.read(lambda connection: search.notes(connection, typed, limit))

    def search_built(self) -> int:
        """How much of the search index there is, of 100."""
        return self.read(search.percent_built)

    # -- own work

    def unsent(self) -> int:
        """How many own operations have no answer yet."""
        return int(self._all("SELECT count(*) FROM outbox", ())[0][0])

    def unsent_acts(self, after: int = 0) -> int:
        """How many own acts (transactions) have no answer yet: what a person counts.

        An act is answered whole, so it waits as long as its first operation does.
        """
        return int(self._all("SELECT count(*) FROM outbox WHERE n = tx AND n > ?", (after,))[0][0])

    def last_unsent(self) -> int | None:
        """When the last act without an answer was written, in milliseconds since the epoch."""
        found = self._all("SELECT max(at) FROM outbox", ())[0][0]
        return None if found is None else int(found)

    def unsent_records(self, youth: RecordId) -> set[RecordId]:
        """Records of a youth with an operation that has no answer yet."""
        found = self._all("SELECT DISTINCT record FROM outbox WHERE scope = ?", (youth.bytes,))
        return {unpacked(row[0]) for row in found}

    def refused(self) -> list[RefusedOperation]:
        """The list "ej mottaget", the oldest first."""
        found = self._all(
            "SELECT id, code, n, tx, verb, kind, record, content, base, at, scope "
            "FROM refused ORDER BY id",
            (),
        )
        return [
            RefusedOperation(id=row[0], code=row[1], operation=outbox.operation_of(row[2:]))
            for row in found
        ]

    def drafts(self, youth: RecordId | None = None) -> list[Draft]:
        """Drafts, the latest first."""
        return self.read(lambda connection: drafts.all_of(connection, youth))

    def draft(self, draft: DraftId) -> Draft | None:
        """The draft with this id, or None."""
        return self.read(lambda connection: drafts.one(connection, draft))

    # -- parts

    def _count(self, cls: type[Record], where: str, parameters: Sequence[object]) -> int:
        query = f"SELECT count(*) FROM {table(REGISTRY.kind(cls))} WHERE ({where}) AND NOT _deleted"
        return int(self._all(query, parameters)[0][0])

    def _records(
        self, cls: type[R], where: str, parameters: Sequence[object], order: str = "id"
    ) -> list[R]:
        kind = REGISTRY.kind(cls)
        query = (
            f"SELECT {rows.columns(kind)} FROM {table(kind)} "
            f"WHERE ({where}) AND NOT _deleted ORDER BY {order}"
        )
        return [cast("R", rows.record_of(kind, row)) for row in self._all(query, parameters)]


def _case_records(connection: Connection, youth: RecordId) -> list[Record]:
    others = linked.others_of(connection, [youth.bytes])[youth.bytes]
    found: list[Record] = []
    for kind in REGISTRY:
        # A youth's own row has itself as scope; of an entry linked to hers, that row is not hers.
        scopes = [youth.bytes] if kind.cls is Youth else [youth.bytes, *others]
        query = f"SELECT {rows.columns(kind)} FROM {table(kind)} WHERE _scope = ? AND NOT _deleted"
        for scope in scopes:
            read = connection.execute(query, (scope,)).fetchall()
            found += [rows.record_of(kind, row) for row in read]
    return found
