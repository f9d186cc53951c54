"""What the routine asks for, out of the rows of the lists: of one worker, of nobody by name, of all."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import frozen

from kaa_core.model.enums import Direction, RoutineStep, VisitStatus
from kaa_core.model.ids import RecordId, WorkerId, YouthId
from kaa_core.model.records import Contact, Conversation, HomeVisit
from kaa_core.model.registry import REGISTRY
from kaa_desktop.store.packed import unpacked
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from collections.abc import Callable

    from kaa_desktop.store.database import Connection

_step: Final = cast("Callable[[int], RoutineStep]", RoutineStep)
_COLUMNS: Final = (
    "id, routine_step, routine_due, routine_on, routine_at, routine_record, routine_visit, "
    "routine_worker, routine_why"
)
_CONTACT: Final = table(REGISTRY.kind(Contact))
_VISIT: Final = table(REGISTRY.kind(HomeVisit))
_TALK: Final = table(REGISTRY.kind(Conversation))
_OUT: Final = f"NOT _deleted AND coalesce(direction, 0) <> {int(Direction.INCOMING)}"
_MADE: Final = f"NOT _deleted AND status = {int(VisitStatus.DONE)}"


@frozen(kw_only=True, repr=False)
class RoutineRow:
    """One youth's next step. `due` is the routine's day, `on` the day that it is planned for.

    `record`: the visit that is booked (`visit`), or the task with a day of somebody's own; None when the
    step follows from the routine alone. `worker` None: whoever has the responsible role.
    """

    youth: YouthId
    step: RoutineStep
    due: date
    on: date
    at: time | None
    record: RecordId | None
    visit: bool
    worker: WorkerId | None
    why: str


def of_worker(connection: Connection, worker: WorkerId, until: date) -> list[RoutineRow]:
    """The steps of one worker, planned for a day until `until` (included)."""
    return _rows(connection, "routine_worker = ? AND routine_on <= ?", worker.bytes, until)


def of_nobody(connection: Connection, until: date) -> list[RoutineRow]:
    """The steps that nobody has by name: of youths without a worker, and of the coordinator's role."""
    return _rows(connection, "routine_worker IS NULL AND routine_on <= ?", until)


def of_all(connection: Connection, until: date) -> list[RoutineRow]:
    """Everybody's."""
    return _rows(connection, "routine_on <= ?", until)


def authors_since(connection: Connection, since: date) -> set[WorkerId | None]:
    """Who has made any outreach since a day: attempts from us, not what youths began themselves."""
    query = (
        f"SELECT author FROM {_CONTACT} WHERE occurred_on >= ? AND {_OUT} "
        f"UNION SELECT author FROM {_VISIT} WHERE visited_on >= ? AND {_MADE} "
        f"UNION SELECT author FROM {_TALK} WHERE occurred_on >= ? AND NOT _deleted"
    )
    found = connection.execute(query, [since.isoformat()] * 3).fetchall()
    return {None if one[0] is None else WorkerId(unpacked(one[0])) for one in found}


def last_outreach(connection: Connection) -> date | None:
    """The latest day of any outreach; None when there never was any."""
    days = [
        connection.execute(query).fetchone()
        for query in (
            f"SELECT occurred_on FROM {_CONTACT} WHERE {_OUT} ORDER BY occurred_on DESC LIMIT 1",
            f"SELECT visited_on FROM {_VISIT} WHERE {_MADE} ORDER BY visited_on DESC LIMIT 1",
            f"SELECT max(occurred_on) FROM {_TALK} WHERE NOT _deleted",
        )
    ]
    return max((date.fromisoformat(one[0]) for one in days if one and one[0]), default=None)


def last_outreach_of(connection: Connection, workers: set[WorkerId]) -> date | None:
    """The latest day of any outreach by some workers."""
    marks = ", ".join("?" * len(workers))
    query = (
        f"SELECT max(day) FROM (SELECT max(occurred_on) AS day FROM {_CONTACT} "
        f"WHERE author IN ({marks}) AND {_OUT} UNION ALL SELECT max(visited_on) FROM {_VISIT} "
        f"WHERE author IN ({marks}) AND {_MADE} UNION ALL SELECT max(occurred_on) FROM {_TALK} "
        f"WHERE author IN ({marks}) AND NOT _deleted)"
    )
    packed = [one.bytes for one in workers]
    row = connection.execute(query, packed * 3).fetchone()
    return date.fromisoformat(row[0]) if row and row[0] else None


def weeks_before(on: date, weeks: int) -> date:
    """The Monday some whole weeks before the week of a day."""
    return on - timedelta(days=on.weekday(), weeks=weeks)


def _rows(connection: Connection, where: str, *values: Any) -> list[RoutineRow]:
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM case_summary WHERE routine_step IS NOT NULL AND {where} "
        "ORDER BY routine_on, sort_key, id",
        [one.isoformat() if isinstance(one, date) else one for one in values],
    )
    return [_row(one) for one in found.fetchall()]


def _row(row: tuple[Any, ...]) -> RoutineRow:
    return RoutineRow(
        youth=YouthId(unpacked(row[0])),
        step=_step(row[1]),
        due=date.fromisoformat(row[2]),
        on=date.fromisoformat(row[3]),
        at=None if row[4] is None else time(*divmod(row[4], 60)),
        record=None if row[5] is None else unpacked(row[5]),
        visit=bool(row[6]),
        worker=None if row[7] is None else WorkerId(unpacked(row[7])),
        why=row[8] or "",
    )
