"""The lists of youths as SQL gives them: ids in order, the rows behind them, and how many they are.

An order of 60 000 comes as one packed text of ids: no row is turned into an object before it is shown.
Rows are read by id, a page at a time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from attrs import frozen

from kaa_core.model.enums import Protection
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import Youth
from kaa_core.model.registry import REGISTRY
from kaa_core.rules.case_state import Status
from kaa_desktop.store import linked
from kaa_desktop.store.filters import ALL_ENROLLED, CaseFilter, CaseGroup, CaseOrder, conditions
from kaa_desktop.store.holding import HOLDS, holding
from kaa_desktop.store.packed import PackedIds, unpacked

if TYPE_CHECKING:
    from kaa_desktop.store.database import Connection

T = TypeVar("T")
_PROTECTION: Final = REGISTRY.kind(Youth).by_name["protection"]
_NO_TEXT: Final = "\x1f"  # between values in a packed column: in no title, date or name


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
    reason: int | None = None
    occupation: int | None = None
    city: str | None = None
    phone: str | None = None

    def __repr__(self) -> str:
        return f"<CaseRow {self.id}>"


@frozen(kw_only=True, repr=False)
class CaseOrdering:
    """Ids in order, and of each the value that it is grouped by (empty when not grouped)."""

    ids: PackedIds
    values: Sequence[str] = ()


class CaseLists:
    """Those reads of an open store that give lists of youths; `queries.Queries` is one."""

    def read(self, reading: Callable[[Connection], T]) -> T:
        """Run a function of this package on the read-only connection."""
        raise NotImplementedError

    def case_ids(
        self,
        wanted: CaseFilter = ALL_ENROLLED,
        order: CaseOrder = CaseOrder.NAME,
        *,
        descending: bool = False,
        limit: int = -1,
    ) -> PackedIds:
        """Ids of the youths in order; those without the value sorted by come last. -1: all of them."""
        return self.case_order(wanted, order, descending=descending, limit=limit).ids

    def case_order(
        self,
        wanted: CaseFilter = ALL_ENROLLED,
        order: CaseOrder = CaseOrder.NAME,
        *,
        descending: bool = False,
        group: CaseGroup | None = None,
        places: Mapping[WorkerId, int] | None = None,
        on: date | None = None,
        limit: int = -1,
    ) -> CaseOrdering:
        """As `case_ids`, with what the rows are grouped by; `places` orders the workers.

        `on`: the day by which the target group is ordered; those who are not judged come last.
        """
        # Each row is a tuple in Python otherwise: of 60 000 they cost more than the sorting.
        inner, parameters = _ordered(
            wanted, order, group, descending=descending, places=places, on=on
        )
        outer = f"SELECT group_concat(hex(id), ''), group_concat(value, '{_NO_TEXT}')"
        [(ids, values)] = self._all(f"{outer} FROM ({inner} LIMIT ?)", [*parameters, limit])
        packed = PackedIds(bytes.fromhex(ids or ""))
        return CaseOrdering(
            ids=packed, values=values.split(_NO_TEXT) if group is not None and ids else ()
        )

    def count_cases(self, wanted: CaseFilter = ALL_ENROLLED) -> int:
        """How many rows `case_ids` gives."""
        where, parameters = conditions(wanted)
        found = self._all(f"SELECT count(*) FROM case_summary WHERE {where}", parameters)
        return int(found[0][0])

    def count_by_status(self, worker: WorkerId | None) -> Mapping[Status, tuple[int, int]]:
        """How many youths have each status, and how many of those a worker has; out of an index."""
        mine = b"" if worker is None else worker.bytes
        found = self._all(
            "SELECT status, count(*), sum(worker IS ?) FROM case_summary GROUP BY status", (mine,)
        )
        return {Status[status]: (count, own) for status, count, own in found}

    def case_rows(self, youths: Sequence[RecordId]) -> list[CaseRow]:
        """The rows of these youths, in the order asked; those that are gone are left out.

        Of an entry that is another's (linked.py): the kept one's row, with the id that was asked for.
        """
        packed = youths.each() if isinstance(youths, PackedIds) else [o.bytes for o in youths]
        found = self._rows_of(packed)
        if len(found) < len(set(packed)):
            kept_for = self.read(linked.kept_for)
            lost = {one: kept_for[one] for one in packed if one not in found and one in kept_for}
            kept = self._rows_of(list(lost.values()))
            found |= {one: (one, *kept[root][1:]) for one, root in lost.items() if root in kept}
        return [_case_row(found[one]) for one in packed if one in found]

    def _rows_of(self, packed: Sequence[bytes]) -> dict[bytes, tuple[Any, ...]]:
        marks = ", ".join("?" * len(packed))
        query = (
            "SELECT s.id, y.given_name, y.family_name, s.identity_number, y.case_number, "
            "s.birth_date, s.protection, s.status, s.worker, s.enrolled_on, s.step_title, "
            "s.step_due, s.step_at, s.step_reason, s.step_record, s.step_is_visit, "
            "s.first_letter, s.last_attempt, s.last_reached, s.attempts, s.conflicts, "
            "(SELECT count(*) FROM outbox o WHERE o.scope = s.id), "
            "s.reason, s.occupation, s.city, s.phone "
            f"FROM case_summary s JOIN r_youth y ON y.id = s.id WHERE s.id IN ({marks})"
        )
        return {row[0]: row for row in self._all(query, packed)}

    def numbers_of(self, youths: PackedIds) -> set[str]:
        """The identity numbers of some youths."""
        found = self._all(
            "SELECT identity_number FROM case_summary WHERE id IN "
            "(SELECT unhex(value) FROM json_each(?))",
            (json.dumps([one.hex() for one in youths.each()]),),
        )
        return {row[0] for row in found}

    def _all(self, query: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        return self.read(lambda connection: connection.execute(query, parameters).fetchall())


def _ordered(
    wanted: CaseFilter,
    order: CaseOrder,
    group: CaseGroup | None,
    *,
    descending: bool,
    places: Mapping[WorkerId, int] | None,
    on: date | None,
) -> tuple[str, list[object]]:
    where, parameters = conditions(wanted)
    source, with_places = "case_summary", ""
    if order is CaseOrder.WORKER:
        listed = {one.bytes.hex().upper(): place for one, place in (places or {}).items()}
        with_places = (
            "WITH placed (of, place) AS MATERIALIZED (SELECT unhex(key), value FROM json_each(?)) "
        )
        parameters = [json.dumps(listed), *parameters]
        source += " LEFT JOIN placed ON placed.of = worker"
    if order is CaseOrder.TARGET and on is not None:
        source += f" LEFT JOIN target_interval ON scope = id AND {HOLDS}"
        parameters = [*holding(on), *parameters]
    way = "DESC" if descending else "ASC"
    value = "NULL" if group is None else f"coalesce({group.value}, '')"
    by = f"{order.value} {way} NULLS LAST, sort_key, id"
    if order is CaseOrder.NAME:
        # As its index is, nothing has to be sorted; but with other columns in play, fetching each row by
        # the index costs more than sorting does ("+" keeps SQLite from it).
        plus = "" if where == "1" and group is None else "+"
        by = f"{plus}sort_key {way}, id"
    query = f"{with_places}SELECT id, {value} AS value FROM {source} WHERE {where} ORDER BY {by}"
    return query, parameters


def _case_row(row: tuple[Any, ...]) -> CaseRow:
    return CaseRow(
        id=YouthId(unpacked(row[0])),
        given_name=row[1] or "",
        family_name=row[2] or "",
        identity_number=row[3] or "",
        case_number=row[4],
        birth_date=_day(row[5]),
        protection=_PROTECTION.from_wire(row[6]),
        status=Status[row[7]],
        worker=None if row[8] is None else WorkerId(unpacked(row[8])),
        enrolled_on=_day(row[9]),
        step_title=row[10],
        step_due=_day(row[11]),
        step_at=None if row[12] is None else time(*divmod(row[12], 60)),
        step_reason=row[13],
        step_record=None if row[14] is None else unpacked(row[14]),
        step_is_visit=bool(row[15]),
        first_letter=_day(row[16]),
        last_attempt=_day(row[17]),
        last_reached=_day(row[18]),
        attempts=row[19],
        conflicts=row[20],
        unsent=row[21],
        reason=row[22],
        occupation=row[23],
        city=row[24],
        phone=row[25],
    )


@lru_cache(maxsize=4096)  # a list of 20 000 has a few hundred different days
def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)
