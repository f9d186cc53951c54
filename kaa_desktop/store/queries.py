"""What the windows read, on the read-only connection.

Lists are ids in order (`case_ids`) and rows by id a page at a time (`case_rows`): a list of 20 000
costs the ids only. Any thread may call; one query runs at a time.
"""

from __future__ import annotations

import enum
import threading
from datetime import date, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast
from uuid import UUID, SafeUUID

from attrs import frozen

from kaa_core.model.enums import Protection
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import Conflict, HomeVisit, Task, Youth
from kaa_core.model.registry import REGISTRY, Record
from kaa_core.rules.case_state import Status
from kaa_desktop.store import drafts, outbox, rows, words
from kaa_desktop.store.database import faults
from kaa_desktop.store.errors import KeyDoesNotFit, StoreClosed, StoreDamaged
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kaa_core.model.ids import DraftId
    from kaa_core.sync.messages import Operation
    from kaa_desktop.store.database import Connection
    from kaa_desktop.store.drafts import Draft

R = TypeVar("R", bound=Record)
T = TypeVar("T")

_PROTECTION: Final = REGISTRY.kind(Youth).by_name["protection"]
_ON_DAYS: Final = (
    "planned_on BETWEEN ? AND ? OR (planned_on IS NULL AND visited_on BETWEEN ? AND ?)"
)
ENROLLED: Final = (Status.NEW, Status.NOT_REACHED, Status.REACHED, Status.DECLINED)


class CaseOrder(enum.Enum):
    """What the list of youths can be sorted by; equal ones by name."""

    NAME = "sort_key"
    IDENTITY_NUMBER = "identity_number"
    BIRTH_DATE = "birth_date"
    STATUS = "status"
    NEXT_STEP = "step_due"
    STEP_TITLE = "step_title"
    ENROLLED = "enrolled_on"
    FIRST_LETTER = "first_letter"
    LAST_ATTEMPT = "last_attempt"
    LAST_REACHED = "last_reached"
    WAITING_SINCE = "coalesce(first_letter, enrolled_on)"


@frozen(kw_only=True)
class CaseFilter:
    """Which youths: all conditions hold; no statuses = every status.

    `typed`: beginnings of words of name, place or case number, or two or more digits that stand
    anywhere in the identity number. Protected youths are not found by name or place.
    """

    statuses: tuple[Status, ...] = ENROLLED
    worker: WorkerId | None = None
    typed: str = ""
    due_until: date | None = None
    protections: tuple[Protection, ...] = ()


@frozen(kw_only=True, repr=False)
class CaseRow:
    """One row of the list of youths. `unsent`: own operations without an answer; dates may be None."""

    id: YouthId
    given_name: str
    family_name: str
    identity_number: str
    case_number: str | None
    birth_date: date | None
    protection: Protection
    status: Status
    worker: WorkerId | None
    enrolled_on: date | None
    step_title: str | None
    step_due: date | None
    step_at: time | None
    step_reason: str | None
    step_record: RecordId | None
    step_is_visit: bool
    first_letter: date | None
    last_attempt: date | None
    last_reached: date | None
    attempts: int
    conflicts: int
    unsent: int

    def __repr__(self) -> str:
        return f"<CaseRow {self.id}>"


@frozen(kw_only=True)
class RefusedOperation:
    """An operation the server will never take ("ej mottaget"), whole. `id` is local."""

    id: int
    operation: Operation
    code: str


class Queries:
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

    # -- lists of youths

    def case_ids(
        self,
        wanted: CaseFilter = CaseFilter(),
        order: CaseOrder = CaseOrder.NAME,
        *,
        descending: bool = False,
        limit: int = -1,
    ) -> list[YouthId]:
        """Ids of the youths in order; those without the value sorted by come last. -1: all of them."""
        query, parameters = _ordered("id", wanted, order, descending)
        found = self._all(f"{query} LIMIT ?", [*parameters, limit])
        return [YouthId(_id(row[0])) for row in found]

    def case_steps(
        self,
        wanted: CaseFilter = CaseFilter(),
        order: CaseOrder = CaseOrder.NEXT_STEP,
        *,
        descending: bool = False,
    ) -> list[tuple[YouthId, date | None, str | None]]:
        """As `case_ids`, with the next step's date and title, for lists that are grouped by them."""
        query, parameters = _ordered("id, step_due, step_title", wanted, order, descending)
        found = self._all(query, parameters)
        return [(YouthId(_id(packed)), _day(due), title) for packed, due, title in found]

    def count_cases(self, wanted: CaseFilter = CaseFilter()) -> int:
        """How many rows `case_ids` gives."""
        where, parameters = _conditions(wanted)
        found = self._all(f"SELECT count(*) FROM case_summary WHERE {where}", parameters)
        return int(found[0][0])

    def case_rows(self, youths: Sequence[RecordId]) -> list[CaseRow]:
        """The rows of these youths, in the order asked; those that are gone are left out."""
        marks = ", ".join("?" * len(youths))
        query = (
            "SELECT s.id, y.given_name, y.family_name, s.identity_number, y.case_number, "
            "s.birth_date, s.protection, s.status, s.worker, s.enrolled_on, s.step_title, "
            "s.step_due, s.step_at, s.step_reason, s.step_record, s.step_is_visit, "
            "s.first_letter, s.last_attempt, s.last_reached, s.attempts, s.conflicts, "
            "(SELECT count(*) FROM outbox o WHERE o.scope = s.id) "
            f"FROM case_summary s JOIN r_youth y ON y.id = s.id WHERE s.id IN ({marks})"
        )
        found = {row[0]: row for row in self._all(query, [one.bytes for one in youths])}
        return [_case_row(found[one.bytes]) for one in youths if one.bytes in found]

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

    def conflicts(self, youth: RecordId | None = None) -> list[Conflict]:
        """Conflicts nobody has settled, the oldest first; of one youth or of all."""
        where, parameters = "resolution IS NULL", []
        if youth is not None:
            where, parameters = f"{where} AND _scope = ?", [youth.bytes]
        return self._records(Conflict, where, parameters, "other_at, id")

    def search(self, typed: str, limit: int = 50) -> list[YouthId]:
        """Youths by beginnings of names, number or case number: the enrolled first, then by name."""
        if not words.typed_words(typed):
            return []
        where, parameters = _conditions(CaseFilter(statuses=(), typed=typed))
        enrolled = [one.name for one in ENROLLED]
        first = f"status NOT IN ({', '.join('?' * len(enrolled))})"
        query = f"SELECT id FROM case_summary WHERE {where} ORDER BY {first}, sort_key, id LIMIT ?"
        found = self._all(query, [*parameters, *enrolled, limit])
        return [YouthId(_id(row[0])) for row in found]

    # -- own work

    def unsent(self) -> int:
        """How many own operations have no answer yet."""
        return int(self._all("SELECT count(*) FROM outbox", ())[0][0])

    def unsent_acts(self) -> int:
        """How many own acts (transactions) have no answer yet: what a person counts.

        An act is answered whole, so it waits as long as its first operation does.
        """
        return int(self._all("SELECT count(*) FROM outbox WHERE n = tx", ())[0][0])

    def last_unsent(self) -> int | None:
        """When the last act without an answer was written, in milliseconds since the epoch."""
        found = self._all("SELECT max(at) FROM outbox", ())[0][0]
        return None if found is None else int(found)

    def unsent_records(self, youth: RecordId) -> set[RecordId]:
        """Records of a youth with an operation that has no answer yet."""
        found = self._all("SELECT DISTINCT record FROM outbox WHERE scope = ?", (youth.bytes,))
        return {_id(row[0]) for row in found}

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

    def _all(self, query: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        return self.read(lambda connection: connection.execute(query, parameters).fetchall())

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
    found: list[Record] = []
    for kind in REGISTRY:
        # A youth's own row has itself as scope.
        query = f"SELECT {rows.columns(kind)} FROM {table(kind)} WHERE _scope = ? AND NOT _deleted"
        read = connection.execute(query, (youth.bytes,)).fetchall()
        found += [rows.record_of(kind, row) for row in read]
    return found


def _ordered(
    columns: str, wanted: CaseFilter, order: CaseOrder, descending: bool
) -> tuple[str, list[object]]:
    where, parameters = _conditions(wanted)
    way = "DESC" if descending else "ASC"
    query = (
        f"SELECT {columns} FROM case_summary WHERE {where} "
        f"ORDER BY {order.value} IS NULL, {order.value} {way}, sort_key, id"
    )
    return query, parameters


def _conditions(wanted: CaseFilter) -> tuple[str, list[object]]:
    parts, parameters = ["1"], list[object]()
    if wanted.statuses:
        parts.append(f"status IN ({', '.join('?' * len(wanted.statuses))})")
        parameters += [one.name for one in wanted.statuses]
    if wanted.worker is not None:
        parts.append("worker = ?")
        parameters.append(wanted.worker.bytes)
    if wanted.due_until is not None:
        parts.append("step_due <= ?")
        parameters.append(wanted.due_until.isoformat())
    if wanted.protections:
        parts.append(f"protection IN ({', '.join('?' * len(wanted.protections))})")
        parameters += [int(one) for one in wanted.protections]
    for word in words.typed_words(wanted.typed):
        begins = "id IN (SELECT id FROM case_word WHERE word >= ? AND word < ?)"
        parameters += [word, words.after(word)]
        if word.isdigit() and len(word) > 1:
            begins = f"({begins} OR instr(identity_number, ?))"
            parameters.append(word)
        parts.append(begins)
    return " AND ".join(parts), parameters


def _case_row(row: tuple[Any, ...]) -> CaseRow:
    return CaseRow(
        id=YouthId(_id(row[0])),
        given_name=row[1] or "",
        family_name=row[2] or "",
        identity_number=row[3] or "",
        case_number=row[4],
        birth_date=_day(row[5]),
        protection=_PROTECTION.from_wire(row[6]),
        status=Status[row[7]],
        worker=None if row[8] is None else WorkerId(_id(row[8])),
        enrolled_on=_day(row[9]),
        step_title=row[10],
        step_due=_day(row[11]),
        step_at=None if row[12] is None else time(*divmod(row[12], 60)),
        step_reason=row[13],
        step_record=None if row[14] is None else _id(row[14]),
        step_is_visit=bool(row[15]),
        first_letter=_day(row[16]),
        last_attempt=_day(row[17]),
        last_reached=_day(row[18]),
        attempts=row[19],
        conflicts=row[20],
        unsent=row[21],
    )


def _id(packed: bytes) -> RecordId:
    """As `UUID(bytes=packed)`, whose checks cost four fifths of reading a list of 20 000 ids."""
    made = UUID.__new__(UUID)
    _put(made, "int", int.from_bytes(packed, "big"))
    _put(made, "is_safe", SafeUUID.unknown)
    return RecordId(made)


_put: Final = object.__setattr__


@lru_cache(maxsize=4096)  # a list of 20 000 has a few hundred different days
def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)
