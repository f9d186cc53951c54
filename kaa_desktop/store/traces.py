"""A trace of each youth, what figures are counted from (kaa_core/statistics/trace.py): a derived table.

Never made in a person's own transaction: there she is only noted, and her trace is made anew behind the
window, after she has been judged, for it holds the intervals of the target group as targets.py keeps them.
All of it follows from records and could be thrown away. Every table has the youth as `scope`: by that
column leaving.py empties it.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from kaa_core.model.enums import Belonging, Criterion
from kaa_core.model.facts import (
    Credential,
    SchoolNotice,
    StudyPeriod,
)
from kaa_core.model.records import (
    Contact,
    Conversation,
    Enrolment,
    FollowUp,
    HomeVisit,
    Measure,
    Occupation,
    PlanVersion,
    Youth,
)
from kaa_core.model.registry import REGISTRY, FieldType
from kaa_core.rules.target_group.definitions import DEFINITIONS
from kaa_core.rules.target_group.types import Interval
from kaa_core.statistics import tracing
from kaa_core.statistics.trace import Trace, pack, unpack_many
from kaa_desktop.store import cases, judged_by, routines, targets
from kaa_desktop.store.cases import Wanted
from kaa_desktop.store.holding import BIT, FOR_EVER
from kaa_desktop.store.schema import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kaa_core.model.registry import Record
    from kaa_core.rules.routine import Routine
    from kaa_desktop.store.cases import Case
    from kaa_desktop.store.database import Connection

MATTER: Final = frozenset(REGISTRY.kind(one).id for one in tracing.KINDS)
"""Kinds whose records a trace follows from."""

_ALL: Final = (StudyPeriod, SchoolNotice)
"""Read whole but for what is written about them: rules of several modules look at them."""
_UNREAD: Final = frozenset({"author", "origin", "row", "reason", "sender", "received_at"})


def _whole(cls: type[Record]) -> Wanted:
    fields = REGISTRY.kind(cls).fields
    wanted = (one.name for one in fields if one.type is not FieldType.PROSE)
    return Wanted(cls, *(one for one in wanted if one not in _UNREAD))


_KINDS: Final = (
    *map(_whole, _ALL),
    Wanted(Credential, "kind", "issued_on", "as_of", "withdrawn"),
    Wanted(Occupation, "kind", "start", "end", "noted_on"),
    Wanted(
        Enrolment,
        "start",
        "end",
        "registration_reason",
        "deregistration_reason",
        "worker",
        "discharge_offered",
        "last_known_occupation",
    ),
    Wanted(
        Contact,
        "occurred_on",
        "channel",
        "direction",
        "counterpart",
        "outcome",
        "minutes",
        "conversation_offered",
    ),
    Wanted(
        HomeVisit,
        "status",
        "planned_on",
        "visited_on",
        "arrived",
        "left",
        "outcome",
        "occupation",
        "call_off_kind",
        "information_sheet_left",
    ),
    Wanted(Conversation, "occurred_on", "kind", "counterparts", "minutes", "counts_as_measure"),
    Wanted(Measure, "kind", "start", "end", "end_reason"),
    Wanted(FollowUp, "kind", "occurred_on", "measure", "minutes"),
    Wanted(PlanVersion, "established_at"),
)
"""Residence and CriterionDecision are in the intervals already, and YouthLink in which records are hers."""

FEW: Final = 50
"""So many wait until figures are asked for: some hundredths of a second."""
_TABLES: Final = ("trace_due", "trace")
_MADE: Final = (
    "CREATE TABLE trace_due (scope BLOB PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE trace (scope BLOB PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID",
)
_BELONGING: Final = {int(one): one for one in Belonging}
_CRITERION: Final = {int(one): one for one in Criterion}
_DEFINED: Final = tuple((one.key, BIT[one.key]) for one in DEFINITIONS)


def ensure(connection: Connection) -> None:
    """Make the tables anew, empty: the rules or the registry have changed."""
    for name in _TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    for statement in _MADE:
        connection.execute(statement)


# -- who is due


def postpone(connection: Connection, youths: Iterable[bytes]) -> None:
    """Note youths whose traces are made later, by `refresh_due`."""
    noted = [(one,) for one in youths]
    if noted:
        connection.executemany("INSERT OR IGNORE INTO trace_due (scope) VALUES (?)", noted)


def postpone_all(connection: Connection) -> None:
    """Have everybody's made anew."""
    youths = table(REGISTRY.kind(Youth))
    connection.execute(f"INSERT OR IGNORE INTO trace_due (scope) SELECT id FROM {youths}")


def is_due(connection: Connection) -> bool:
    """Whether any trace can be made now: nobody waits to be judged, and all is known to judge by."""
    found = connection.execute("SELECT 1 FROM trace_due LIMIT 1").fetchone()
    if found is None or targets.is_due(connection):
        return False
    return judged_by.judging(connection) is not None


def any_due(connection: Connection) -> bool:
    """Whether any trace is not as the records are: it waits, or she waits to be judged."""
    found = connection.execute("SELECT 1 FROM trace_due LIMIT 1").fetchone()
    return found is not None or targets.is_due(connection)


def is_long_due(connection: Connection) -> bool:
    """Whether so many wait that they are made before anybody asks.

    A few are made when figures are asked for: whoever has just saved waits for nothing, and what changes
    again and again is made once.
    """
    found = connection.execute("SELECT count(*) FROM (SELECT 1 FROM trace_due LIMIT ?)", (FEW + 1,))
    return int(found.fetchone()[0]) > FEW and is_due(connection)


def count_due(connection: Connection) -> int:
    """How many traces wait to be made."""
    return int(connection.execute("SELECT count(*) FROM trace_due").fetchone()[0])


def work_left(connection: Connection) -> int:
    """What is left before all traces are as the records are, in steps: judging and making, one each."""
    judging = connection.execute("SELECT count(*) FROM target_due").fetchone()[0]
    return 2 * int(judging) + count_due(connection)


def refresh_due(connection: Connection, limit: int) -> None:
    """Make up to `limit` of those that wait."""
    if not is_due(connection):
        return
    found = connection.execute("SELECT scope FROM trace_due LIMIT ?", (limit,)).fetchall()
    refresh(connection, [row[0] for row in found])
    connection.executemany("DELETE FROM trace_due WHERE scope = ?", found)


# -- making them


def refresh(connection: Connection, youths: Sequence[bytes]) -> None:
    """Make the traces of these youths anew; who is gone, or is another's entry, has none."""
    by, made = routines.held(connection), list[tuple[bytes, bytes]]()
    spans = _intervals(connection, youths)
    for case in cases.read(connection, youths, _KINDS):
        if case.youth is None:
            continue
        # Records of a faulty program, dates at the calendar's ends: she is not counted.
        with contextlib.suppress(ValueError, OverflowError):
            made.append((case.id, pack(_trace(case, spans.get(case.id, {}), by))))
    connection.executemany("DELETE FROM trace WHERE scope = ?", [(one,) for one in youths])
    connection.executemany("INSERT INTO trace (scope, body) VALUES (?, ?)", made)


def _trace(case: Case, intervals: dict[str, list[Interval]], by: tuple[Routine, ...]) -> Trace:
    assert case.youth is not None  # asked before
    return tracing.trace_of(case.youth, [case.youth, *case.records], intervals, by)


def _intervals(
    connection: Connection, youths: Sequence[bytes]
) -> dict[bytes, dict[str, list[Interval]]]:
    found: defaultdict[bytes, dict[str, list[Interval]]] = defaultdict(dict)
    query = (
        "SELECT start, until, belonging, criterion, why, definitions FROM target_interval "
        "WHERE scope = ? ORDER BY start"
    )
    for youth in youths:
        for row in connection.execute(query, (youth,)).fetchall():
            for key, bit in _DEFINED:
                if row[5] & bit:
                    found[youth].setdefault(key, []).append(_interval(key, row))
    return found


def _interval(definition: str, row: tuple[Any, ...]) -> Interval:
    return Interval(
        start=date.fromordinal(row[0]),
        until=None if row[1] == FOR_EVER else date.fromordinal(row[1]),
        belonging=_BELONGING[row[2]],
        criterion=None if row[3] is None else _CRITERION[row[3]],
        definition=definition,
        why=row[4],
    )


# -- reading them


def count(connection: Connection) -> int:
    """How many traces there are."""
    return int(connection.execute("SELECT count(*) FROM trace").fetchone()[0])


def read(connection: Connection, after: bytes, limit: int) -> tuple[list[Trace], bytes | None]:
    """The traces of up to `limit` youths after one, and after whom to go on: None when that was all."""
    found = connection.execute(
        "SELECT scope, body FROM trace WHERE scope > ? ORDER BY scope LIMIT ?", (after, limit)
    ).fetchall()
    last = found[-1][0] if len(found) == limit else None
    return unpack_many([body for _, body in found]), last
